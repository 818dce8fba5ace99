//! Backpropagation (eqs 2.2 and 2.3), as messages between nodes.
//!
//! ```text
//! e_ℓ = J_ℓᵀ e_{ℓ+1}        at t = L − ℓ, J_ℓ at the feed-forward value μ_ℓ
//! ∂loss/∂θ_ℓ = −e_{ℓ+1} ∂μ_{ℓ+1}/∂θ_ℓ        once, when the error has arrived at node 1
//! ```
//!
//! One node acts a step; the schedule ends at `t = L − 1`.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Bp;

impl<R: Real> Rule<R> for Bp {
    fn schedule(&self, depth: usize) -> Option<usize> {
        Some(depth - 1)
    }

    fn learns_when_stopped(&self) -> bool {
        false
    }

    fn sends(&self, distance: usize, _: usize, t: usize) -> bool {
        t == distance
    }

    fn adopts(&self) -> bool {
        true
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.adopt(feedback);
    }

    fn forwards(&self) -> bool {
        false
    }

    fn learns(&self, node: &Node<R>, t: usize) -> bool {
        t == node.depth() - 1
    }
}
