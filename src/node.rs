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
//! | [`adopt`](Node::adopt) | `e_ℓ = J_ℓᵀ e_{ℓ+1}` (eq 2.2) |
//! | [`learn`](Node::learn) | `∂F/∂θ_{ℓ−1}` from the error here and the value last heard (eqs 2.3, 3.13) |

use nalgebra::{DMatrix, DVector};

use crate::counters::{Tally, Use};
use crate::layer::{Gradient, Layer};
use crate::likelihood::Likelihood;
use crate::real::Real;

/// `P_ℓ = Σ_ℓ⁻¹`: how much an error of this node weighs.
#[derive(Debug, Clone, PartialEq)]
pub enum Precision<R: Real> {
    /// Every unit weighs 1.
    Unit,
    /// One number for the whole node.
    Scalar(R),
    /// One number a unit.
    Diagonal(DVector<R>),
}

impl<R: Real> Precision<R> {
    /// `ξ = P e`, in place.
    fn weigh(&self, e: &mut DMatrix<R>) {
        match self {
            Precision::Unit => {}
            Precision::Scalar(p) => *e *= *p,
            Precision::Diagonal(p) => {
                e.column_iter_mut().for_each(|mut e| e.component_mul_assign(p))
            }
        }
    }

    /// `P` of one unit.
    fn of(&self, unit: usize) -> f64 {
        match self {
            Precision::Unit => 1.0,
            Precision::Scalar(p) => p.to_f64(),
            Precision::Diagonal(p) => p[unit].to_f64(),
        }
    }
}

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
    /// The `t` at which it learned; none since the last [`settle`](Node::settle).
    pub learned: Option<usize>,
    /// The `t` at which the error was first nonzero; none since the last `settle`.
    pub first_nonzero: Option<usize>,
    /// What this node has computed.
    pub tally: Tally,
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
            tally: Tally::default(),
            heard: parents(),
            delta: own(),
            sent: own(),
            spoke: false,
            layer,
        }
    }

    /// Bytes of memory that a node of this shape takes.
    pub fn bytes(inputs: usize, outputs: usize, batch: usize) -> u64 {
        let (inputs, outputs, batch) = (inputs as u64, outputs as u64, batch as u64);
        (2 * (inputs + 1) * outputs + (2 * inputs + 5 * outputs) * batch) * size_of::<R>() as u64
    }

    /// Hears its parent's value and predicts its own: `m_ℓ = f_{ℓ−1}(x_{ℓ−1})`.
    pub fn predict(&mut self, parent: &DMatrix<R>) {
        self.heard.copy_from(parent);
        self.layer.predict(&mut self.prediction, &self.heard);
        self.tally.forward(self.work());
    }

    /// Starts a latent node at its prediction: `x_ℓ = μ_ℓ`, so `e_ℓ = 0` (requirement 1).
    pub fn settle(&mut self) {
        self.spoke = false;
        self.learned = None;
        self.first_nonzero = None;
        if self.likelihood.is_none() {
            self.value.copy_from(&self.prediction);
        }
        self.compare();
    }

    /// `e_ℓ = x_ℓ − m_ℓ`; at the output `−∂loss/∂m_L`.
    pub fn compare(&mut self) {
        let likelihood = self.likelihood.unwrap_or(Likelihood::Gaussian);
        likelihood.error(&mut self.error, &self.prediction, &self.value);
    }

    /// Computes the message to its parent, `J_{ℓ−1}ᵀ ξ_ℓ`, and says what that was worth.
    pub fn feedback(&mut self) -> Use {
        let worth = self.worth();
        self.pull_back();
        self.layer.vjp(&mut self.message, &self.delta);
        self.tally.vjp(self.work(), worth);
        worth
    }

    /// One step of gradient descent with step size γ: `x_ℓ += γ (−ξ_ℓ + feedback)`.
    pub fn relax(&mut self, step_size: R, feedback: &DMatrix<R>) {
        self.delta.copy_from(&self.error);
        self.precision.weigh(&mut self.delta);
        self.value.zip_zip_apply(&self.delta, feedback, |x, xi, u| *x += step_size * (u - xi));
    }

    /// The same step in the variable `e`: `e_ℓ += γ (−e_ℓ + feedback)`, and `x_ℓ = m_ℓ + e_ℓ`.
    pub fn relax_error(&mut self, step_size: R, feedback: &DMatrix<R>) {
        self.error.zip_apply(feedback, |e, u| *e += step_size * (u - *e));
        self.value.zip_zip_apply(&self.prediction, &self.error, |x, m, e| *x = m + e);
    }

    /// Takes the feedback as its error: `e_ℓ = J_ℓᵀ e_{ℓ+1}`.
    pub fn adopt(&mut self, feedback: &DMatrix<R>) {
        self.error.copy_from(feedback);
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
        self.gradient.set(&self.heard, &self.delta, self.gradient_scale);
        self.learned = Some(t);
        self.tally.parameter_vjp(self.work());
    }

    /// What [`learn`](Self::learn) would find now, told to nobody: for observers.
    pub fn gradient_now(&self) -> Gradient<R> {
        let mut delta = self.error.clone();
        self.precision.weigh(&mut delta);
        self.layer.pull_back(&mut delta, &self.prediction);
        let mut gradient = Gradient::zeros(&self.layer);
        gradient.set(&self.heard, &delta, self.gradient_scale);
        gradient
    }

    /// This node's term of the free energy, summed over the batch: `½ (x − m)ᵀ P (x − m)`; at a
    /// categorical output `P · loss`.
    pub fn energy(&self) -> f64 {
        let sample = |b: usize| self.energy_of(&self.prediction.columns(b, 1).into_owned(), b);
        (0..self.value.ncols()).map(sample).sum()
    }

    /// [`energy`](Self::energy) against the prediction from this value of the parent, one sample
    /// at a time. Not told to anybody: for observers.
    pub fn energy_from(&self, parent: &DMatrix<R>) -> f64 {
        let mut m = DMatrix::zeros(self.prediction.nrows(), 1);
        let sample = |b: usize| {
            self.layer.predict(&mut m, &parent.columns(b, 1).into_owned());
            self.energy_of(&m, b)
        };
        (0..parent.ncols()).map(sample).sum()
    }

    /// The term of sample `b`, were its prediction `m`.
    fn energy_of(&self, m: &DMatrix<R>, b: usize) -> f64 {
        if let Some(Likelihood::Categorical) = self.likelihood {
            let y = self.value.columns(b, 1).into_owned();
            return self.precision.of(0) * Likelihood::Categorical.loss(m, &y);
        }
        let x = self.value.column(b);
        x.iter()
            .zip(m)
            .enumerate()
            .map(|(i, (x, m))| 0.5 * self.precision.of(i) * (x.to_f64() - m.to_f64()).powi(2))
            .sum()
    }

    /// Whether any unit of any sample has an error.
    fn has_error(&self) -> bool {
        self.error.iter().any(|e| !e.is_zero())
    }

    /// `delta ← g′ ∘ P e`.
    fn pull_back(&mut self) {
        self.delta.copy_from(&self.error);
        self.precision.weigh(&mut self.delta);
        self.layer.pull_back(&mut self.delta, &self.prediction);
    }

    /// What a message with the present error is worth, against the one before it.
    fn worth(&mut self) -> Use {
        if !self.has_error() {
            self.sent.fill(R::zero());
            return Use::Idle;
        }
        let worth = match self.spoke {
            false => Use::Front,
            true if self.sent == self.error => return Use::Redundant,
            true => Use::Refine,
        };
        self.spoke = true;
        self.sent.copy_from(&self.error);
        worth
    }

    /// Multiply-adds of one product with this node's weights, for the whole batch.
    fn work(&self) -> u64 {
        self.layer.cost() * self.error.ncols() as u64
    }
}
