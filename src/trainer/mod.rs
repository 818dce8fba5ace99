//! Training: minibatch after minibatch, a rule's gradients into an optimizer.

mod check;
mod checkpoint;
mod evaluate;
mod identity;
mod samples;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use nalgebra::DMatrix;

pub use check::{MAX_BATCH, MAX_STEPS};
pub use evaluate::{Evaluation, evaluate};
use samples::Samples;

use crate::counters::Counters;
use crate::data::Dataset;
use crate::error::Result;
use crate::inference::Inference;
use crate::memory;
use crate::network::Network;
use crate::optimizer::{Optimizer, OptimizerKind, OptimizerOptions};
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainerOptions {
    /// The rule that finds the gradients. Where α is a part of it, the optimizer's is taken.
    pub rule: RuleOptions,
    /// T, inference steps a minibatch, for rules without a schedule of their own.
    pub steps: usize,
    /// Inference steps with which rule generative classifies a picture.
    pub evaluation_steps: usize,
    /// How gradients become parameters. il-prox and implicit-sgd give `(θ − θ′)/α`, where `θ′` is the end of
    /// their implicit step: sgd goes there, momentum and adam take it for the gradient.
    pub optimizer: OptimizerOptions,
    /// Samples a minibatch; no more than the data has are used.
    pub batch_size: usize,
    /// Seed of the order of the samples.
    pub seed: u64,
}

impl TrainerOptions {
    /// The steps and the learning rate that suit the rule, 25 steps to classify (2 L in a long chain), momentum SGD
    /// (plain for il-prox and implicit-sgd), minibatches of 64 (1 for exact il-prox), seed 0. γ is the rule's own:
    /// [`RuleOptions::usual_step_size`] says which suits a chain.
    pub fn new(rule: RuleOptions, depth: usize) -> Self {
        let mut optimizer = OptimizerOptions::default();
        if rule.is_implicit() {
            optimizer.kind = OptimizerKind::Sgd;
        }
        optimizer.learning_rate = rule.usual_rate(optimizer.kind);
        TrainerOptions {
            steps: rule.usual_steps(depth),
            evaluation_steps: 25.max(2 * depth),
            optimizer,
            batch_size: if rule.wants_one_sample() { 1 } else { 64 },
            seed: 0,
            rule,
        }
    }
}

/// Trains the network it was given, on the data it was given.
///
/// Samples come in a seeded order, shuffled anew for each pass. Every minibatch has the same size:
/// one that reaches the end of a pass goes on into the next.
pub struct Trainer<R: Real> {
    network: Rc<RefCell<Network<R>>>,
    data: Arc<Dataset>,
    /// Its checksum, once it was asked for.
    data_mark: Option<u32>,
    inference: Inference<R>,
    optimizer: Optimizer<R>,
    options: TrainerOptions,
    samples: Samples,
    iteration: u64,
    last_loss: f64,
    diverged: bool,
}

impl<R: Real> Trainer<R> {
    /// A trainer at the start of its first pass.
    ///
    /// # Errors
    /// When network and data do not fit, an option is out of range, or the memory cannot be had.
    pub fn new(
        network: Rc<RefCell<Network<R>>>,
        data: Arc<Dataset>,
        options: &TrainerOptions,
    ) -> Result<Self> {
        let chain = network.borrow();
        let mut options = options.clone();
        check::fit(&chain, &data, options.rule.rule == RuleName::Generative)?;
        check::options(&options)?;
        options.rule.take_learning_rate(options.optimizer.learning_rate);
        let parameters: u64 = chain.layers.iter().map(|l| l.cost() + l.outputs() as u64).sum();
        let copies = Optimizer::<R>::copies(options.optimizer.kind);
        let batch = options.batch_size.min(data.len());
        let optimizer_bytes = parameters * copies * size_of::<R>() as u64;
        let chain_bytes = Inference::<R>::bytes(&chain.sizes(), batch);
        memory::reserve("this trainer", optimizer_bytes + chain_bytes)?;

        let inference = Inference::blank(&chain, batch, &options.rule)?;
        let optimizer = Optimizer::new(options.optimizer, &chain.layers);
        drop(chain);
        Ok(Trainer {
            inference,
            optimizer,
            samples: Samples::new(data.len(), batch, options.seed),
            options,
            network,
            data,
            data_mark: None,
            iteration: 0,
            last_loss: f64::NAN,
            diverged: false,
        })
    }

    /// Trains on `count` minibatches. Returns the mean loss of the last one, before its update
    /// (NaN if there has been none). Stops at the first loss or parameter that is not finite.
    pub fn step(&mut self, count: usize) -> f64 {
        self.with_parameters(|trainer| {
            for _ in 0..count {
                if trainer.diverged {
                    break;
                }
                trainer.minibatch();
            }
            trainer.last_loss
        })
    }

    /// Does something while the chain has the network's parameters.
    fn with_parameters<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let network = Rc::clone(&self.network);
        let mut network = network.borrow_mut();
        self.inference.exchange(&mut network);
        let result = act(self);
        self.inference.exchange(&mut network);
        result
    }

    fn minibatch(&mut self) {
        let generative = self.generative();
        self.inference.load(minibatch(&self.data, self.samples.advance(), generative));
        self.iteration += 1;
        self.last_loss = self.inference.loss();
        if !self.last_loss.is_finite() {
            self.diverged = true;
            // Parameters can all be finite and so large that what they predict is not.
            self.optimizer.take_back(self.inference.learned_layers().map(|(layer, _)| layer));
            return;
        }
        infer(&mut self.inference, self.options.steps);
        self.inference.stop();
        self.update();
    }

    fn update(&mut self) {
        let mut finite = true;
        for (l, (layer, gradient)) in self.inference.learned_layers().enumerate() {
            finite &= self.optimizer.propose(l, layer, gradient);
        }
        if !finite {
            self.diverged = true;
            return;
        }
        self.optimizer.accept(self.inference.learned_layers().map(|(layer, _)| layer));
        for (l, node) in self.inference.nodes_mut().iter_mut().enumerate() {
            if let Some(feedback) = &mut node.feedback_weights {
                feedback.follow(&mut node.layer, self.optimizer.previous(l));
            }
        }
    }

    /// Whether the label is at `x_0` and the picture at `x_L`.
    fn generative(&self) -> bool {
        self.options.rule.rule == RuleName::Generative
    }

    /// Minibatches so far.
    pub fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Passes through the data so far, a fraction.
    pub fn epoch(&self) -> f64 {
        self.iteration as f64 * self.samples.batch() as f64 / self.data.len() as f64
    }

    /// L of the network.
    pub fn depth(&self) -> usize {
        self.inference.depth()
    }

    /// Whether a loss or a parameter stopped being finite. The network holds the last parameters that
    /// were finite and gave a finite loss, and [`step`](Self::step) does nothing any more.
    pub fn diverged(&self) -> bool {
        self.diverged
    }

    /// Loss and accuracy of the network on `data`. Under rule generative the loss is
    /// `½‖picture − prediction from its label‖²`, and a picture is classified by inference: `x_0` free,
    /// from equal shares, `evaluation_steps` steps; its largest unit is the answer.
    ///
    /// # Errors
    /// When the data do not fit the network, or the memory cannot be had.
    pub fn evaluate(&self, data: &Dataset) -> Result<Evaluation> {
        let network = self.network.borrow();
        match self.generative() {
            true => evaluate::classify(&network, data, &self.options, &self.inference),
            false => evaluate(&network, data),
        }
    }

    /// The angle between `e_ℓ` and backpropagation's on the last minibatch, at the parameters as they
    /// are now, in degrees, for nodes 0 … L; NaN where one is zero, and before the first minibatch. Not
    /// counted.
    ///
    /// # Errors
    /// When the memory for it cannot be had.
    pub fn error_angles(&mut self) -> Result<Vec<f64>> {
        if self.iteration == 0 {
            return Ok(vec![f64::NAN; self.inference.depth() + 1]);
        }
        let steps = self.options.steps;
        self.with_parameters(|trainer| {
            trainer.inference.observed(|inference| {
                inference.load(|_, _| {});
                infer(inference, steps);
                inference.error_angles()
            })
        })
    }

    /// The angle between the feedback weights of each function and its weights, in degrees.
    pub fn feedback_angles(&mut self) -> Vec<f64> {
        self.with_parameters(|trainer| trainer.inference.feedback_angles())
    }

    /// What carries feedback back through `f_ℓ` now.
    pub fn feedback_weights(&mut self, function: usize) -> DMatrix<R> {
        self.with_parameters(|trainer| trainer.inference.feedback_weights(function).clone())
    }

    /// What has been computed so far, evaluations not included.
    pub fn counters(&self) -> Counters {
        self.inference.counters()
    }
}

/// Rules with a schedule run it, the others `steps` steps.
fn infer<R: Real>(inference: &mut Inference<R>, steps: usize) {
    if inference.scheduled() {
        while !inference.done() {
            inference.step();
        }
    } else {
        (0..steps).for_each(|_| inference.step());
    }
}

/// Writes these samples of `data` into `x_0` and `x_L`.
fn minibatch<R: Real>(
    data: &Dataset,
    samples: &[u32],
    generative: bool,
) -> impl FnOnce(&mut DMatrix<R>, &mut DMatrix<R>) {
    move |x, y| {
        let (pictures, labels) = if generative { (y, x) } else { (x, y) };
        for (column, &sample) in samples.iter().enumerate() {
            show(data, sample as usize, column, pictures, labels);
        }
    }
}

/// Writes sample `sample` of `data` into column `column`: its pixels and its label, one-hot.
fn show<R: Real>(
    data: &Dataset,
    sample: usize,
    column: usize,
    pictures: &mut DMatrix<R>,
    labels: &mut DMatrix<R>,
) {
    let units = pictures.nrows();
    let picture = &mut pictures.as_mut_slice()[column * units..][..units];
    for (x, &level) in picture.iter_mut().zip(data.pixels(sample)) {
        *x = R::grey(level);
    }
    labels.column_mut(column).fill(R::zero());
    labels[(usize::from(data.class(sample)), column)] = R::one();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkOptions;
    use crate::rule::RuleName;

    /// Each pass has every sample once, whether or not the minibatches divide it.
    #[test]
    fn every_sample_comes_once_a_pass() {
        for (count, batch) in [(10, 3), (12, 4), (5, 5), (7, 64)] {
            let network = Network::<f32>::new(&NetworkOptions::new(&[784, 10])).unwrap();
            let data = Arc::new(Dataset::synthetic(count, 0).unwrap());
            let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 1);
            options.batch_size = batch;
            let network = Rc::new(RefCell::new(network));
            let mut trainer = Trainer::new(network, data, &options).unwrap();
            let batch = batch.min(count);
            let mut seen = Vec::new();
            for _ in 0..3 * count {
                trainer.step(1);
                seen.extend_from_slice(trainer.samples.last());
            }
            let mut orders: Vec<_> = seen.chunks_exact(count).map(<[u32]>::to_vec).collect();
            assert_ne!(orders[0], orders[1], "passes differ in their order");
            for order in &mut orders {
                order.sort_unstable();
                assert!(order.iter().copied().eq(0..count as u32), "{count} by {batch}: {order:?}");
            }
        }
    }
}
