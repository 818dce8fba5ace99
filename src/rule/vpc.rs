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
//!
//! *Generative* predictive coding (section 3.1.1) is this rule with the cause, a label, at `x_0` and
//! the observation, a picture, at `x_L`: not inverted, as the theory has it. To classify, `x_0` is
//! freed; it has no prediction of its own, and follows its feedback: `x_0 ← x_0 + γ J_0ᵀ ξ_1`. To
//! generate, `x_L` is freed, and relaxes to its prediction.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Vpc<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for Vpc<R> {
    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }
}
