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
use crate::counters::Counters;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Bp;

impl<R: Real> Rule<R> for Bp {
    fn schedule(&self, depth: usize) -> Option<usize> {
        Some(depth - 1)
    }

    fn send(&self, node: &mut Node<R>, t: usize, told: &mut Counters) -> bool {
        let its_turn = t == node.distance;
        if its_turn {
            node.feedback(told);
        }
        its_turn
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>) {
        node.adopt(feedback);
    }

    fn update(&self, _: &mut Node<R>, _: Option<&DMatrix<R>>, _: &mut Counters) {}

    fn learns(&self, node: &Node<R>, t: usize) -> bool {
        t == node.distance + node.index - 1
    }
}
