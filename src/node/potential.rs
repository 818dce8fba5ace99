//! Nodes whose latent is the pre-activation, as in the literature on inference learning (section
//! 3.6): `h_ℓ` is the state, `φ(h_ℓ)` is what the child hears.
//!
//! ```text
//! m_ℓ = W_{ℓ−1} φ(h_{ℓ−1}) + b_{ℓ−1},   e_ℓ = h_ℓ − m_ℓ
//! h_ℓ ← h_ℓ − γ_top e_ℓ + γ_bot φ′(h_ℓ) ∘ W_ℓᵀ e_{ℓ+1} − γ_dec h_ℓ
//! ```
//!
//! Node ℓ's own nonlinearity is the one of `f_{ℓ−1}`, which a node of the other form applies to
//! its prediction. With identity nonlinearities the two forms are one.

use nalgebra::DMatrix;

use super::Node;
use crate::real::Real;

/// How a node with a pre-activation for its latent moves in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relaxation<R: Real> {
    /// `γ_top`, towards the prediction of the parent.
    pub top: R,
    /// `γ_bot`, along the feedback of the child.
    pub bottom: R,
    /// `γ_dec`, towards zero.
    pub decay: R,
}

impl<R: Real> Node<R> {
    /// One step of inference learning on `h_ℓ`; in exact IL-prox, `γ_top` times −α times the
    /// gradient of the proximal energy.
    pub fn relax_potential(&mut self, by: Relaxation<R>, feedback: &DMatrix<R>) {
        self.delta.copy_from(feedback);
        if let Some(rate) = self.extra.rate() {
            self.layer.pull_back(&mut self.delta, rate);
        }
        let proximal = self.extra.proximal();
        if proximal.is_some_and(|proximal| proximal.balance(&mut self.delta, &self.error)) {
            self.value.zip_apply(&self.delta, |h, slope| *h += by.top * slope);
        } else {
            self.value.zip_zip_apply(&self.delta, &self.error, |h, u, e| {
                *h += by.bottom * u - by.top * e - by.decay * *h;
            });
        }
        self.fire();
    }

    /// What the child hears: `x_ℓ`, or `φ(h_ℓ)`.
    pub fn emission(&self) -> &DMatrix<R> {
        self.extra.rate().unwrap_or(&self.value)
    }

    /// `φ(h_ℓ)` anew.
    pub(super) fn fire(&mut self) {
        if let Some(rate) = self.extra.rate_mut() {
            rate.copy_from(&self.value);
            self.layer.activation.apply(rate);
        }
    }
}
