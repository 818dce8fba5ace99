//! Activation relaxation (Millidge, Tschantz, Seth & Buckley 2020b): the activity of a node becomes
//! its error.
//!
//! ```text
//! x_ℓ = μ_ℓ at t = 0,   x_L = e_L
//! x_ℓ ← x_ℓ + γ (−x_ℓ + J_ℓᵀ x_{ℓ+1})        J_ℓ at μ_ℓ
//! ∂loss/∂θ_ℓ ≈ −x_{ℓ+1} ∂μ_{ℓ+1}/∂θ_ℓ         when it is stopped, at μ_ℓ
//! ```
//!
//! The steady state is backpropagation's `x_ℓ = e_ℓ = −∂loss/∂μ_ℓ` (the authors' sign is the
//! other). It is the equation of [`ode_bp`](super::ode_bp) with another beginning: what starts at
//! `μ_ℓ`, and not at zero, must first be forgotten, at the rate `(1−γ)ᵗ`, and travels down with the
//! errors until then. There are no separate error neurons, but `μ_ℓ` must be remembered for `J_ℓ` and
//! for learning.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Ar<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for Ar<R> {
    fn settle(&self, node: &mut Node<R>) {
        node.settle_as_error();
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax_activation(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        false
    }
}
