//! Predictive coding under the fixed-prediction assumption (eqs 3.19–3.23): predictions and
//! Jacobians stay at their feed-forward values.
//!
//! ```text
//! x_ℓ ← x_ℓ + γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}),   e_ℓ = x_ℓ − μ_ℓ,   J_ℓ at μ_ℓ,   e_L constant
//! ∂loss/∂θ_ℓ ≈ −e_{ℓ+1} ∂μ_{ℓ+1}/∂θ_ℓ    when inference is stopped, at μ_ℓ
//! ```
//!
//! In closed form `e_ℓ(T) = P[Binomial(T, γ) ≥ L − ℓ] · e_ℓ(BP)`: each layer's error is
//! backpropagation's, times a number. Storing `e` instead of `x` is the same recurrence (eq 3.24)
//! without the rounding of `μ + e`.
//!
//! A node hears its parent once, in the feed-forward sweep; that value, `μ_{ℓ−1}`, is what it
//! learns with.

use nalgebra::DMatrix;

use super::{Rule, Stores};
use crate::node::Node;
use crate::real::Real;

pub(super) struct Fpa<R> {
    pub step_size: R,
    pub stores: Stores,
}

impl<R: Real> Rule<R> for Fpa<R> {
    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        match self.stores {
            Stores::Value => {
                node.relax(self.step_size, feedback);
                node.compare();
            }
            Stores::Error => node.relax_error(self.step_size, feedback),
        }
    }

    fn forwards(&self) -> bool {
        false
    }
}
