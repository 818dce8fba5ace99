//! Generalised inference learning (section 3.6; Alonso et al. 2022), on pre-activations `h`.
//!
//! ```text
//! e_ℓ = h_ℓ − W_{ℓ−1} φ(h_{ℓ−1}) − b_{ℓ−1},   e_L = −∂loss/∂m_L
//! h_ℓ ← h_ℓ − γ_top e_ℓ + γ_bot φ′(h_ℓ) ∘ W_ℓᵀ e_{ℓ+1} − γ_dec h_ℓ
//! ∂/∂W_ℓ = −e_{ℓ+1} φ(h_ℓ)ᵀ                 when inference is stopped: Hebbian
//! ```
//!
//! With `γ_top = γ_bot` and no decay this descends the free energy `Σ ½‖e_ℓ‖² + loss` of the
//! pre-activations; on a network of identities it is VPC. Alonso et al. show that its update
//! approximates an implicit SGD step; [IL-prox](super::il_prox) makes that exact.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::{Node, Relaxation};
use crate::real::Real;

pub(super) struct GIl<R: Real> {
    pub by: Relaxation<R>,
}

impl<R: Real> Rule<R> for GIl<R> {
    fn equip(&self, node: &mut Node<R>) {
        node.equip_potential();
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax_potential(self.by, feedback);
    }

    fn forwards(&self) -> bool {
        true
    }
}
