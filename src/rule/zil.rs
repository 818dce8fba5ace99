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
use crate::counters::Counters;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Zil<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for Zil<R> {
    fn schedule(&self, depth: usize) -> Option<usize> {
        Some(depth - 1)
    }

    fn send(&self, node: &mut Node<R>, _: usize, told: &mut Counters) -> bool {
        node.feedback(told);
        true
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>) {
        node.relax(self.step_size, feedback);
    }

    fn update(&self, node: &mut Node<R>, parent: Option<&DMatrix<R>>, told: &mut Counters) {
        if let Some(parent) = parent {
            node.predict(parent, told);
        }
        node.compare();
    }

    fn learns(&self, node: &Node<R>, t: usize) -> bool {
        t == node.distance
    }
}
