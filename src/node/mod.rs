//! Node ℓ and the function `f_{ℓ−1}` that predicts it. A node knows its neighbours only as
//! messages: the value it hears from its parent ℓ−1 and the feedback it hears from its child ℓ+1.
//!
//! | operation | equation |
//! |---|---|
//! | [`predict`](Node::predict) | `m_ℓ = f_{ℓ−1}(x_{ℓ−1})` |
//! | [`compare`](Node::compare) | `e_ℓ = x_ℓ − m_ℓ`, at the output `e_L = −∂loss/∂m_L` (eq 3.12) |
//! | [`feedback`](Node::feedback) | `J_{ℓ−1}ᵀ ξ_ℓ`, with `ξ_ℓ = P_ℓ e_ℓ` and `J` at the last prediction |
//! | [`relax`](Node::relax) | `x_ℓ += γ (−ξ_ℓ + J_ℓᵀ ξ_{ℓ+1})` (eqs 3.9, 3.11, 3.22) |
//! | [`relax_error`](Node::relax_error) | the same in the variable `e_ℓ` (eq 3.24) |
//! | [`relax_activation`](Node::relax_activation) | the same in one variable, value and error at once |
//! | [`relax_potential`](Node::relax_potential) | inference learning's step, on a pre-activation |
//! | [`adopt`](Node::adopt) | `e_ℓ = J_ℓᵀ e_{ℓ+1}` (eq 2.2) |
//! | [`learn`](Node::learn) | `∂F/∂θ_{ℓ−1}` from the error here and the value last heard (eqs 2.3, 3.13) |

mod energy;
mod extra;
mod feedback;
mod potential;
mod precision;
mod proximal;

use nalgebra::DMatrix;
use rand_distr::{Distribution, StandardNormal};

pub use feedback::{Feedback, FeedbackWeights};
pub use potential::Relaxation;
pub use precision::Precision;
pub use proximal::{Proximal, Variant};

use extra::Extra;

use crate::counters::{Tally, Use};
use crate::kernel;
use crate::layer::{Gradient, Layer};
use crate::likelihood::Likelihood;
use crate::real::Real;

/// One node of the chain, with its own copy of everything it needs.
#[derive(Debug, Clone)]
pub struct Node<R: Real> {
    /// ℓ, from 1.
    pub index: usize,
    /// `L − ℓ`: how far the output is. The output node has 0.
    pub distance: usize,
    /// `f_{ℓ−1}`.
    pub layer: Layer<R>,
    /// What the output node compares with; a latent node has none.
    pub likelihood: Option<Likelihood>,
    /// `P_ℓ`.
    pub precision: Precision<R>,
    /// Factor of the parameter gradient: the infinite-variance limit's `k`, else 1.
    pub gradient_scale: R,
    /// `x_ℓ`; at the output node the target.
    pub value: DMatrix<R>,
    /// `m_ℓ`.
    pub prediction: DMatrix<R>,
    /// `e_ℓ`.
    pub error: DMatrix<R>,
    /// The last message to the parent.
    pub message: DMatrix<R>,
    /// The gradient of `f_{ℓ−1}`'s parameters, as last learned.
    pub gradient: Gradient<R>,
    /// The `t` at which it learned; none since the last [`begin`](Node::begin).
    pub learned: Option<usize>,
    /// The `t` at which the error was first nonzero; none since the last `begin`.
    pub first_nonzero: Option<usize>,
    /// Whether the value is held: the target's is, a latent's is not.
    pub clamped: bool,
    /// What carries its error to the parent, where that is not `W` itself.
    pub feedback_weights: Option<FeedbackWeights<R>>,
    /// What this node has computed.
    pub tally: Tally,
    /// What its rule alone needs.
    extra: Extra<R>,
    /// The value last heard from the parent: the presynaptic activity.
    heard: DMatrix<R>,
    /// `g′ ∘ ξ`, on its way to a product.
    delta: DMatrix<R>,
    /// The error that went into the last message.
    sent: DMatrix<R>,
    /// Whether a message with a nonzero error has gone out.
    spoke: bool,
}

impl<R: Real> Node<R> {
    /// A node of a chain of `depth` functions, for minibatches of `batch` samples.
    pub fn new(
        index: usize,
        depth: usize,
        layer: Layer<R>,
        likelihood: Option<Likelihood>,
        batch: usize,
    ) -> Self {
        let own = || DMatrix::zeros(layer.outputs(), batch);
        let parents = || DMatrix::zeros(layer.inputs(), batch);
        Node {
            index,
            distance: depth - index,
            clamped: likelihood.is_some(),
            likelihood,
            precision: Precision::Unit,
            gradient_scale: R::one(),
            value: own(),
            prediction: own(),
            error: own(),
            message: parents(),
            gradient: Gradient::zeros(&layer),
            learned: None,
            first_nonzero: None,
            feedback_weights: None,
            tally: Tally::default(),
            extra: Extra::None,
            heard: parents(),
            delta: own(),
            sent: own(),
            spoke: false,
            layer,
        }
    }

    /// L: functions in the chain.
    pub fn depth(&self) -> usize {
        self.index + self.distance
    }

    /// Bytes of memory that a node of this shape takes, whatever its rule.
    pub fn bytes(inputs: usize, outputs: usize, batch: usize) -> u64 {
        let (inputs, outputs, batch) = (inputs as u64, outputs as u64, batch as u64);
        (4 * (inputs + 1) * outputs + (2 * inputs + 7 * outputs) * batch) * size_of::<R>() as u64
    }

    /// Forgets the last minibatch.
    pub fn begin(&mut self) {
        self.spoke = false;
        self.learned = None;
        self.first_nonzero = None;
        if let Extra::Origin(origin) = &mut self.extra {
            origin.take_parameters(&self.layer);
        }
    }

    /// Hears its parent's value and predicts its own: `m_ℓ = f_{ℓ−1}(x_{ℓ−1})`.
    pub fn predict(&mut self, parent: &DMatrix<R>) {
        kernel::copy(&mut self.heard, parent);
        self.predict_heard();
    }

    /// Where to write the parent's value before [`predict_heard`](Self::predict_heard).
    pub fn hear(&mut self) -> &mut DMatrix<R> {
        &mut self.heard
    }

    /// Predicts its own value from the parent's that it has heard.
    pub fn predict_heard(&mut self) {
        self.layer.affine(&mut self.prediction, &self.heard);
        if !self.has_potential() {
            self.layer.activation.apply(&mut self.prediction);
        }
        if let Some(proximal) = self.extra.proximal_mut() {
            proximal.hear(&self.heard);
        }
        self.tally.forward(self.work());
    }

    /// Starts a latent node at its prediction: `x_ℓ = μ_ℓ`, so `e_ℓ = 0` (requirement 1).
    pub fn settle(&mut self) {
        if self.likelihood.is_none() {
            kernel::copy(&mut self.value, &self.prediction);
        }
        self.fire();
        self.compare();
    }

    /// Starts a latent node at zero instead: requirement 1 switched off.
    pub fn settle_at_zero(&mut self) {
        if self.likelihood.is_none() {
            self.value.fill(R::zero());
        }
        self.compare();
    }

    /// Starts a latent node at its prediction, with that for its error too (activation relaxation).
    pub fn settle_as_error(&mut self) {
        self.settle();
        if self.likelihood.is_none() {
            kernel::copy(&mut self.error, &self.value);
        }
    }

    /// Holds this value from now on.
    pub fn hold(&mut self, value: &DMatrix<R>) {
        self.value.copy_from(value);
        self.fire();
    }

    /// `e_ℓ = x_ℓ − m_ℓ`; at the output `−∂loss/∂m_L`.
    pub fn compare(&mut self) {
        let likelihood = self.likelihood.unwrap_or(Likelihood::Gaussian);
        if let (Some(likelihood), Some(proximal)) = (self.likelihood, self.extra.proximal_mut()) {
            proximal.output_error(likelihood, &mut self.error, &self.prediction, &self.value);
        } else {
            likelihood.error(&mut self.error, &self.prediction, &self.value);
        }
    }

    /// Computes the message to its parent, `J_{ℓ−1}ᵀ ξ_ℓ`, and says what that was worth. A parent
    /// that holds a pre-activation is sent `W_{ℓ−1}ᵀ ξ_ℓ`, and multiplies by its own `φ′`.
    pub fn feedback(&mut self) -> Use {
        let worth = self.worth();
        self.pull_back();
        let weights = self.feedback_weights.as_ref().map_or(&self.layer.weights, |b| &b.weights);
        kernel::vjp(&mut self.message, weights, &self.delta);
        if let Some(proximal) = self.extra.proximal() {
            proximal.add_norm_pull(&mut self.message, &self.error, &self.heard);
        }
        self.tally.vjp(self.work(), worth);
        worth
    }

    /// One step of gradient descent with step size γ: `x_ℓ += γ (−ξ_ℓ + feedback)`.
    pub fn relax(&mut self, step_size: R, feedback: &DMatrix<R>) {
        let step = |x: &mut R, xi: R, u: R| *x += step_size * (u - xi);
        if self.precision == Precision::Unit {
            return kernel::zip(&mut self.value, &self.error, feedback, step);
        }
        kernel::copy(&mut self.delta, &self.error);
        self.precision.weigh(&mut self.delta);
        kernel::zip(&mut self.value, &self.delta, feedback, step);
    }

    /// Adds normal noise of this standard deviation to the value.
    pub fn diffuse(&mut self, deviation: R) {
        if let Extra::Noise(rng) = &mut self.extra {
            self.value.apply(|x| {
                let noise: f64 = StandardNormal.sample(rng);
                *x += deviation * R::of(noise);
            });
        }
    }

    /// The same step in the variable `e`: `e_ℓ += γ (−e_ℓ + feedback)`, and `x_ℓ = m_ℓ + e_ℓ`.
    pub fn relax_error(&mut self, step_size: R, feedback: &DMatrix<R>) {
        for (e, &u) in self.error.as_mut_slice().iter_mut().zip(feedback.as_slice()) {
            *e += step_size * (u - *e);
        }
        kernel::zip(&mut self.value, &self.prediction, &self.error, |x, m, e| *x = m + e);
    }

    /// The second stage of Heun's step, after a [`relax_error`](Self::relax_error) that
    /// [`keep_error`](Self::keep_error) came before: the mean of the slopes here and there.
    pub fn correct_error(&mut self, step_size: R, feedback: &DMatrix<R>) {
        let Extra::Before(before) = &self.extra else { return };
        let half = R::of(0.5);
        kernel::zip(&mut self.error, before, feedback, |e, before, u| {
            *e = half * (before + *e + step_size * (u - *e));
        });
        kernel::zip(&mut self.value, &self.prediction, &self.error, |x, m, e| *x = m + e);
    }

    /// Keeps the error for [`correct_error`](Self::correct_error).
    pub fn keep_error(&mut self) {
        if let Extra::Before(before) = &mut self.extra {
            before.copy_from(&self.error);
        }
    }

    /// One step of a value that becomes the error: `x_ℓ += γ (−x_ℓ + feedback)`, `e_ℓ = x_ℓ`.
    pub fn relax_activation(&mut self, step_size: R, feedback: &DMatrix<R>) {
        self.value.zip_apply(feedback, |x, u| *x += step_size * (u - *x));
        self.error.copy_from(&self.value);
    }

    /// Takes the feedback as its error: `e_ℓ = J_ℓᵀ e_{ℓ+1}`.
    pub fn adopt(&mut self, feedback: &DMatrix<R>) {
        kernel::copy(&mut self.error, feedback);
    }

    /// Notes, on arriving at time `t`, whether the error is nonzero for the first time.
    pub fn arrive(&mut self, t: usize) {
        if self.first_nonzero.is_none() && self.has_error() {
            self.first_nonzero = Some(t);
        }
    }

    /// The gradient of `f_{ℓ−1}`'s parameters at time `t`, mean over the batch, to be subtracted.
    pub fn learn(&mut self, t: usize) {
        self.pull_back();
        self.gradient.set(&self.heard, &self.delta, self.learning_scale());
        self.learned = Some(t);
        self.tally.parameter_vjp(self.work());
    }

    /// What [`learn`](Self::learn) would find now, told to nobody: for observers.
    pub fn gradient_now(&self) -> Gradient<R> {
        let mut observer = self.clone();
        observer.pull_back();
        observer.gradient.set(&self.heard, &observer.delta, self.learning_scale());
        observer.gradient
    }

    /// Moves the parameters of this node, before the minibatch is over, by the share `damping`
    /// of the way to `θ − α ∂/∂θ`, where `θ` is what they were when it began.
    pub fn move_parameters(&mut self, damping: R, rate: R) {
        let Extra::Origin(origin) = &self.extra else { return };
        let step = |now: &mut R, origin: R, gradient: R| {
            *now += damping * (origin - rate * gradient - *now);
        };
        self.layer.weights.zip_zip_apply(&origin.weights, &self.gradient.weights, step);
        self.layer.bias.zip_zip_apply(&origin.bias, &self.gradient.bias, step);
    }

    /// The parameters with which the minibatch began.
    pub fn parameters(&self) -> &Layer<R> {
        self.extra.origin().unwrap_or(&self.layer)
    }

    /// Puts those parameters back.
    pub fn restore(&mut self) {
        if let Extra::Origin(origin) = &self.extra {
            self.layer.take_parameters(origin);
        }
    }

    /// Whether its latent is a pre-activation.
    pub fn has_potential(&self) -> bool {
        self.extra.rate().is_some()
    }

    /// Whether any unit of any sample has an error.
    fn has_error(&self) -> bool {
        kernel::any(self.error.as_slice())
    }

    /// `delta ← g′ ∘ P e`; `P e` alone where the parent multiplies by its own `φ′`.
    fn pull_back(&mut self) {
        kernel::copy(&mut self.delta, &self.error);
        weigh(&self.precision, &self.extra, &mut self.delta);
        if !self.has_potential() {
            self.layer.pull_back(&mut self.delta, &self.prediction);
        }
    }

    /// `e_ℓ` as gradients are made of it: `ξ_ℓ`, times the scale of the gradient. For observers.
    pub fn learned_error(&self) -> DMatrix<f64> {
        let scale = self.learning_scale();
        // The limit's k and 1/k are one factor, which rounding leaves at 1.
        if let Precision::Scalar(p) = self.precision {
            let factor = (p * scale).to_f64();
            return self.error.map(|e| e.to_f64() * factor);
        }
        let mut error = self.error.clone();
        weigh(&self.precision, &self.extra, &mut error);
        error.map(|e| e.to_f64() * scale.to_f64())
    }

    fn learning_scale(&self) -> R {
        self.extra.proximal().map_or(self.gradient_scale, Proximal::gradient_scale)
    }

    /// What a message with the present error is worth, against the one before it.
    fn worth(&mut self) -> Use {
        let (mut some, mut other) = (false, false);
        for (sent, &error) in self.sent.as_mut_slice().iter_mut().zip(self.error.as_slice()) {
            some |= !error.is_zero();
            other |= *sent != error;
            *sent = error;
        }
        let spoke = self.spoke;
        self.spoke |= some;
        match (some, spoke) {
            (false, _) => Use::Idle,
            (true, false) => Use::Front,
            (true, true) if other => Use::Refine,
            (true, true) => Use::Redundant,
        }
    }

    /// Multiply-adds of one product with this node's weights, for the whole batch.
    pub(crate) fn work(&self) -> u64 {
        self.layer.cost() * self.error.ncols() as u64
    }
}

/// `ξ = P e`, in place; P is 1 / (αN) in exact IL-prox.
fn weigh<R: Real>(precision: &Precision<R>, extra: &Extra<R>, e: &mut DMatrix<R>) {
    precision.weigh(e);
    if let Some(proximal) = extra.proximal() {
        proximal.weigh(e);
    }
}
