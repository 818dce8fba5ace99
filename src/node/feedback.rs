//! Feedback weights: what carries an error back through `f_ℓ` in the place of `W_ℓᵀ`
//! (section 3.2, weight transport and weight symmetry).
//!
//! | name | `B_ℓ` | source |
//! |---|---|---|
//! | transpose | `W_ℓ` itself | backpropagation, eq 3.15 |
//! | random | `M`, never changed | Lillicrap et al. 2016 |
//! | learned | starts at `M`; every change of `W` is made to `B` too | Millidge et al. 2020a |
//! | Kolen–Pollack | the same, and both shrink: `W, B ← (1−λ)(W, B)` | Kolen & Pollack 1994 |
//! | sign-symmetric | `|M| ∘ sign(W)` | Liao et al. 2016 |
//!
//! `M` is drawn like first weights, `U(±1/√inputs)`. Under "learned" the difference `W − B` stays
//! what it was; under Kolen–Pollack it has shrunk to `(1−λ)ⁿ` of that after `n` minibatches.
//! Both need only that the two synapses between the same two neurons see the same activities.

use nalgebra::DMatrix;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::layer::Layer;
use crate::real::Real;

/// Which feedback weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// The forward weights, transposed.
    Transpose,
    /// Fixed random ones.
    Random,
    /// Given every change of the forward weights; both decay.
    KolenPollack,
    /// Given every change of the forward weights.
    Learned,
    /// Fixed magnitudes with the forward weights' signs.
    SignSymmetric,
}

impl Feedback {
    /// Every kind with the name it goes by in options.
    pub const ALL: [(&'static str, Feedback); 5] = [
        ("transpose", Feedback::Transpose),
        ("random", Feedback::Random),
        ("kolen-pollack", Feedback::KolenPollack),
        ("learned", Feedback::Learned),
        ("sign-symmetric", Feedback::SignSymmetric),
    ];
}

/// `B_ℓ`, laid out as `W_ℓ`, and how it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedbackWeights<R: Real> {
    /// `B`, inputs × outputs.
    pub weights: DMatrix<R>,
    kind: Feedback,
    /// λ, a minibatch.
    decay: R,
}

impl<R: Real> FeedbackWeights<R> {
    /// Draws those of node `index`: a stream of its own, so that a node can draw them alone.
    /// `None` for the transpose, which needs none.
    pub fn seeded(
        kind: Feedback,
        seed: u64,
        decay: f64,
        index: usize,
        layer: &Layer<R>,
    ) -> Option<Self> {
        if kind == Feedback::Transpose {
            return None;
        }
        let mut rng = node_rng(seed, index);
        let bound = 1.0 / (layer.inputs() as f64).sqrt();
        let draw = |_, _| R::of(bound * (2.0 * rng.random::<f64>() - 1.0));
        let weights = DMatrix::from_fn(layer.inputs(), layer.outputs(), draw);
        let mut feedback = FeedbackWeights { weights, kind, decay: R::of(decay) };
        feedback.take_signs(layer);
        Some(feedback)
    }

    /// Follows the forward weights, which were `before` until this minibatch.
    pub fn follow(&mut self, layer: &mut Layer<R>, before: &DMatrix<R>) {
        if matches!(self.kind, Feedback::Learned | Feedback::KolenPollack) {
            self.weights.zip_zip_apply(&layer.weights, before, |b, now, was| *b += now - was);
        }
        if self.kind == Feedback::KolenPollack {
            let kept = R::one() - self.decay;
            self.weights *= kept;
            layer.weights *= kept;
        }
        self.take_signs(layer);
    }

    fn take_signs(&mut self, layer: &Layer<R>) {
        if self.kind == Feedback::SignSymmetric {
            self.weights.zip_apply(&layer.weights, |b, w| *b = b.abs().copysign(w));
        }
    }
}

/// The random numbers of one node, the same whoever runs it: seeded by the `index`-th number that
/// the seed itself gives.
pub(super) fn node_rng(seed: u64, index: usize) -> Pcg64 {
    let mut seeds = Pcg64::seed_from_u64(seed);
    let own = (0..=index).fold(0, |_, _| seeds.random());
    Pcg64::seed_from_u64(own)
}
