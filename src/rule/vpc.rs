//! Variational predictive coding (eqs 3.9–3.13): gradient descent of the free energy by all
//! latents at once.
//!
//! ```text
//! x_ℓ ← x_ℓ + γ (−ξ_ℓ + J_ℓᵀ ξ_{ℓ+1}),   ξ_ℓ = P_ℓ e_ℓ,   everything at the current x
//! e_ℓ = x_ℓ − f_{ℓ−1}(x_{ℓ−1}),          e_L = −∂loss/∂m_L
//! ∂F/∂θ_ℓ = −ξ_{ℓ+1} ∂f_ℓ/∂θ_ℓ           when inference is stopped, at the current x
//! ```
//!
//! The infinite-variance limit (section 3.3, case 2) is the same rule with the output precision
//! divided by `k` and the parameter gradients multiplied by it. (The paper's text scales the
//! weights' rate by 1/k; its equations, correctly, by k.)

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Vpc<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for Vpc<R> {
    fn schedule(&self, _: usize) -> Option<usize> {
        None
    }

    fn sends(&self, _: usize, _: usize) -> bool {
        true
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>) {
        node.relax(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }

    fn learns(&self, _: usize, _: usize, _: usize) -> bool {
        false
    }
}
