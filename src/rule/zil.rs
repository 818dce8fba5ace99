//! Zero-divergence inference learning (section 3.5, table 1): free-energy descent from `x = μ`
//! with γ = 1, in which each function learns at its own moment.
//!
//! ```text
//! x_ℓ ← x_ℓ + γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}),   γ = 1 (requirement 2),   x = μ at t = 0 (requirement 1)
//! W_ℓ learns at t = L − 1 − ℓ (requirement 3), from e_{ℓ+1}(t) and x_ℓ(t)
//! ```
//!
//! At that moment `x_ℓ` is still `μ_ℓ` and `e_{ℓ+1}` is exactly backpropagation's, so the
//! gradients are equal. The paper's "layer ℓ is updated at t = L − ℓ" means the weights *into*
//! node ℓ: `W_{ℓ−1}`. With γ ≠ 1 the gradient of `W_ℓ` is `γ^(L−1−ℓ)` times backpropagation's.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Zil<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for Zil<R> {
    fn schedule(&self, depth: usize) -> Option<usize> {
        Some(depth - 1)
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

    fn learns(&self, distance: usize, _: usize, t: usize) -> bool {
        t == distance
    }
}
