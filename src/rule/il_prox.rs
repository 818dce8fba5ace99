//! IL-prox (section 3.6; Alonso et al. 2022): inference learning whose update is the implicit SGD
//! step `θ′ = θ − α∇loss(θ′)`. The equations are those of [`node::Proximal`](crate::node::Proximal).
//!
//! ```text
//! h_ℓ ← h_ℓ + γ (α φ′(h_ℓ) ∘ feedback − e_ℓ / N_{ℓ−1})      −α times the proximal energy's gradient
//! ΔW_ℓ = e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ = −α ∂/∂W_ℓ                   when inference is stopped
//! ```
//!
//! The curvature of that energy, times α, is at most about `(1 + ‖W‖)²` whatever α and `N` are, so
//! one γ will do; it is at least about `1/N`, so that the way to the minimum takes some `N/γ` steps.
//! Exact for one sample, once inference has converged. The practical variant takes any batch and is
//! exact for none: its hidden errors weigh 1, as in G-IL, and its updates are averages.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::{Node, Relaxation, Variant};
use crate::real::Real;

pub(super) struct IlProx<R: Real> {
    pub by: Relaxation<R>,
    pub variant: Variant,
    /// α.
    pub rate: f64,
}

impl<R: Real> Rule<R> for IlProx<R> {
    fn equip(&self, node: &mut Node<R>) {
        node.equip_proximal(self.variant, self.rate);
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax_potential(self.by, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }
}
