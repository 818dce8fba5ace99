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
//! node ℓ: `W_{ℓ−1}`.
//!
//! Without one of the requirements the equality is lost:
//!
//! | switched off | here | gradient of `W_ℓ` |
//! |---|---|---|
//! | 1, `x = μ` at first | `ablation: "latents"`: they start at 0 | wrong from the start |
//! | 2, γ = 1 | `stepSize` ≠ 1 | `γ^(L−1−ℓ)` times backpropagation's |
//! | 3, its own moment | `ablation: "together"`: all at `t = L − 1` | another direction |
//! | 3, after the step of x | `ablation: "early"`: `W_ℓ ← W_ℓ − α ∂/∂W_ℓ` before the step of x that uses it | off by a share that grows with α |

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

/// The requirement of Z-IL that is switched off (the second is γ itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ablation {
    /// Latents start at zero, not at their predictions.
    Latents,
    /// All functions learn at `t = L − 1`.
    Together,
    /// Each function changes its weights before the step of x that uses them.
    Early,
}

impl Ablation {
    /// All, with the name they go by in options.
    pub const ALL: [(&'static str, Ablation); 3] = [
        ("latents", Ablation::Latents),
        ("together", Ablation::Together),
        ("early", Ablation::Early),
    ];

    /// The name in options.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

pub(super) struct Zil<R> {
    pub step_size: R,
    pub ablation: Option<Ablation>,
    /// α of [`Ablation::Early`].
    pub rate: R,
}

impl<R: Real> Rule<R> for Zil<R> {
    fn equip(&self, node: &mut Node<R>) {
        if self.ablation == Some(Ablation::Early) {
            node.equip_origin();
        }
    }

    fn schedule(&self, depth: usize) -> Option<usize> {
        Some(depth - 1)
    }

    fn learns_when_stopped(&self) -> bool {
        false
    }

    fn settle(&self, node: &mut Node<R>) {
        match self.ablation {
            Some(Ablation::Latents) => node.settle_at_zero(),
            _ => node.settle(),
        }
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }

    fn learns(&self, node: &Node<R>, t: usize) -> bool {
        match self.ablation {
            Some(Ablation::Together) => t == node.depth() - 1,
            _ => t == node.distance,
        }
    }

    fn moves_at_once(&self) -> bool {
        self.ablation == Some(Ablation::Early)
    }

    fn learned(&self, node: &mut Node<R>) {
        if self.ablation == Some(Ablation::Early) {
            node.move_parameters(R::one(), self.rate);
        }
    }
}
