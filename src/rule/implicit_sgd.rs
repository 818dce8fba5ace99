//! Implicit SGD, what [IL-prox](super::il_prox) is held against: the gradient is taken where the
//! update ends, not where it starts.
//!
//! ```text
//! θ′ = θ − α ∇loss(θ′)
//! θ′ ← θ′ + γ (θ − α ∇loss(θ′) − θ′)         a damped fixed-point iteration, from θ′ = θ
//! ```
//!
//! Each iteration is a sweep of backpropagation at `θ′`, `L` steps of `t` long: feedback at
//! `t = 0 … L−2`, learning at `L−1`, and the next feed-forward sweep at `L` (all modulo `L`). It descends
//! `½‖θ′ − θ‖² + α loss(θ′)`, for γ below `2/(1 + α λ)`, λ the loss's largest curvature, and is exact
//! for any batch once it has converged. It is not local: all nodes must know when an iteration ends.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct ImplicitSgd<R> {
    /// γ.
    pub damping: R,
    /// α.
    pub rate: R,
}

impl<R: Real> Rule<R> for ImplicitSgd<R> {
    fn equip(&self, node: &mut Node<R>) {
        node.equip_origin();
    }

    fn learns_when_stopped(&self) -> bool {
        false
    }

    fn sends(&self, distance: usize, depth: usize, t: usize) -> bool {
        t % depth == distance
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
        t % node.depth() == node.depth() - 1
    }

    fn moves_at_once(&self) -> bool {
        true
    }

    fn learned(&self, node: &mut Node<R>) {
        node.move_parameters(self.damping, self.rate);
    }

    fn sweeps(&self, depth: usize, t: usize) -> bool {
        t.is_multiple_of(depth)
    }
}
