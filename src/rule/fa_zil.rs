//! Fully autonomous Z-IL (footnote 1; Salvatori et al. 2021): [Z-IL](super::zil) without anybody
//! who knows the time. A function learns at the moment its node's error first differs from zero.
//!
//! ```text
//! x_ℓ ← x_ℓ + γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}),   γ = 1,   x = μ at t = 0
//! W_{ℓ−1} learns at the first t with e_ℓ(t) ≠ 0
//! ```
//!
//! By theorem 1 that is `t = L − ℓ`, Z-IL's moment, so the gradients are backpropagation's. In
//! floating point the error differs from zero only if the change of `x_ℓ` is at least half an ulp of
//! `μ_ℓ`: where all of an error's entries are smaller, a layer triggers late, or never, and some
//! of its units may count as zero when it does.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct FaZil<R> {
    pub step_size: R,
}

impl<R: Real> Rule<R> for FaZil<R> {
    fn learns_when_stopped(&self) -> bool {
        false
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }

    fn learns(&self, node: &Node<R>, t: usize) -> bool {
        node.first_nonzero == Some(t)
    }
}
