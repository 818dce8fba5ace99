//! What only some rules need of a node. A rule puts it there when the chain is made
//! ([`Rule::equip`](crate::rule::Rule::equip)).

use nalgebra::DMatrix;
use rand_pcg::Pcg64;

use super::{Node, Proximal, Variant, feedback};
use crate::layer::Layer;
use crate::real::Real;

#[derive(Debug, Clone)]
pub(super) enum Extra<R: Real> {
    /// Nothing.
    None,
    /// `φ(h_ℓ)`, where the value is a pre-activation; and what IL-prox needs besides.
    Potential { rate: DMatrix<R>, proximal: Option<Proximal<R>> },
    /// The node's own random numbers.
    Noise(Pcg64),
    /// The error before the first of two stages.
    Before(DMatrix<R>),
    /// The parameters as they were when the minibatch began, where its rule moves them before the end.
    Origin(Layer<R>),
}

impl<R: Real> Extra<R> {
    pub fn rate(&self) -> Option<&DMatrix<R>> {
        match self {
            Extra::Potential { rate, .. } => Some(rate),
            _ => None,
        }
    }

    pub fn rate_mut(&mut self) -> Option<&mut DMatrix<R>> {
        match self {
            Extra::Potential { rate, .. } => Some(rate),
            _ => None,
        }
    }

    pub fn proximal(&self) -> Option<&Proximal<R>> {
        match self {
            Extra::Potential { proximal, .. } => proximal.as_ref(),
            _ => None,
        }
    }

    pub fn proximal_mut(&mut self) -> Option<&mut Proximal<R>> {
        match self {
            Extra::Potential { proximal, .. } => proximal.as_mut(),
            _ => None,
        }
    }

    pub fn origin(&self) -> Option<&Layer<R>> {
        match self {
            Extra::Origin(origin) => Some(origin),
            _ => None,
        }
    }
}

impl<R: Real> Node<R> {
    /// Makes its latent a pre-activation.
    pub fn equip_potential(&mut self) {
        self.extra = Extra::Potential { rate: self.value.clone(), proximal: None };
    }

    /// The same, with what IL-prox needs besides.
    pub fn equip_proximal(&mut self, variant: Variant, rate: f64) {
        let (units, batch) = self.value.shape();
        let proximal = Some(Proximal::new(variant, rate, units, batch));
        self.extra = Extra::Potential { rate: self.value.clone(), proximal };
    }

    /// Gives it random numbers of its own, the same whoever runs it.
    pub fn equip_noise(&mut self, seed: u64) {
        self.extra = Extra::Noise(feedback::node_rng(seed, self.index));
    }

    /// Makes room for a step of two stages.
    pub fn equip_stages(&mut self) {
        self.extra = Extra::Before(self.error.clone());
    }

    /// Makes room for its parameters, so that they can move before the minibatch ends.
    pub fn equip_origin(&mut self) {
        self.extra = Extra::Origin(self.layer.clone());
    }

    /// Leaves IL-prox's energy out from now on.
    pub(crate) fn forget_proximal(&mut self) {
        if let Extra::Potential { proximal, .. } = &mut self.extra {
            *proximal = None;
        }
    }
}
