//! Training: minibatch after minibatch, a rule's gradients into an optimizer.

use std::cell::RefCell;
use std::rc::Rc;

use nalgebra::DMatrix;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use serde::Serialize;

use crate::counters::Counters;
use crate::data::Dataset;
use crate::error::{Error, Result, shown};
use crate::inference::Inference;
use crate::memory;
use crate::network::Network;
use crate::optimizer::{Optimizer, OptimizerOptions};
use crate::real::Real;
use crate::rule::{RuleOptions, positive};

/// Samples evaluated at a time.
const CHUNK: usize = 256;
/// The most inference steps a minibatch.
pub const MAX_STEPS: usize = 100_000;
/// The largest minibatch.
pub const MAX_BATCH: usize = 65_536;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainerOptions {
    /// The rule that finds the gradients.
    pub rule: RuleOptions,
    /// T, inference steps a minibatch, for rules without a schedule of their own (vpc, fpa).
    pub steps: usize,
    /// How gradients become parameters.
    pub optimizer: OptimizerOptions,
    /// Samples a minibatch; no more than the data has are used.
    pub batch_size: usize,
    /// Seed of the order of the samples.
    pub seed: u64,
}

impl TrainerOptions {
    /// `T = L − 1`, momentum SGD, minibatches of 64, seed 0.
    pub fn new(rule: RuleOptions, depth: usize) -> Self {
        TrainerOptions {
            rule,
            steps: depth - 1,
            optimizer: OptimizerOptions::default(),
            batch_size: 64,
            seed: 0,
        }
    }
}

/// How well a network does on some data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evaluation {
    /// Mean loss a sample.
    pub loss: f64,
    /// Share of samples whose largest output is their label, 0 to 1.
    pub accuracy: f64,
}

/// Trains the network it was given, on the data it was given.
///
/// Samples come in a seeded order, shuffled anew for each pass. Every minibatch has the same size:
/// one that reaches the end of a pass goes on into the next.
pub struct Trainer<R: Real> {
    network: Rc<RefCell<Network<R>>>,
    data: Rc<Dataset>,
    inference: Inference<R>,
    optimizer: Optimizer<R>,
    steps: usize,
    batch: usize,
    /// Samples to come; room for a pass and what is left of the one before.
    order: Vec<u32>,
    /// The next entry of `order` to use.
    next: usize,
    rng: Pcg64,
    /// Value of each of the 256 grey levels.
    grey: Vec<R>,
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
        data: Rc<Dataset>,
        options: &TrainerOptions,
    ) -> Result<Self> {
        let chain = network.borrow();
        check_fit(&chain, &data)?;
        check_options(options)?;
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
            steps: options.steps,
            batch,
            next: 0,
            order: Vec::with_capacity(data.len() + batch),
            rng: Pcg64::seed_from_u64(options.seed),
            grey: (0..=255).map(|level| R::of(f64::from(level) / 255.0)).collect(),
            network,
            data,
            iteration: 0,
            last_loss: f64::NAN,
            diverged: false,
        })
    }

    /// Trains on `count` minibatches. Returns the mean loss of the last one, before its update
    /// (NaN if there has been none). Stops at the first loss or parameter that is not finite.
    pub fn step(&mut self, count: usize) -> f64 {
        let network = Rc::clone(&self.network);
        let mut network = network.borrow_mut();
        self.inference.exchange(&mut network);
        for _ in 0..count {
            if self.diverged {
                break;
            }
            self.minibatch();
        }
        self.inference.exchange(&mut network);
        self.last_loss
    }

    fn minibatch(&mut self) {
        if self.order.len() - self.next < self.batch {
            self.turn_over();
        }
        let samples = &self.order[self.next..self.next + self.batch];
        let (data, grey) = (&self.data, &self.grey);
        self.inference.load(|x, y| {
            y.fill(R::zero());
            for (column, &sample) in samples.iter().enumerate() {
                let sample = sample as usize;
                for (x, &level) in x.column_mut(column).iter_mut().zip(data.pixels(sample)) {
                    *x = grey[usize::from(level)];
                }
                y[(usize::from(data.class(sample)), column)] = R::one();
            }
        });
        self.next += self.batch;
        self.iteration += 1;
        self.last_loss = self.inference.loss();
        if !self.last_loss.is_finite() {
            self.diverged = true;
            return;
        }
        self.infer();
        self.inference.learn();
        self.update();
    }

    /// bp and zil run their schedule, the others `T` steps.
    fn infer(&mut self) {
        if self.inference.scheduled() {
            while !self.inference.done() {
                self.inference.step();
            }
        } else {
            (0..self.steps).for_each(|_| self.inference.step());
        }
    }

    fn update(&mut self) {
        let mut finite = true;
        for (l, (layer, gradient)) in self.inference.learned_layers().enumerate() {
            finite &= self.optimizer.propose(l, layer, gradient);
        }
        if finite {
            self.optimizer.accept(self.inference.learned_layers().map(|(layer, _)| layer));
        } else {
            self.diverged = true;
        }
    }

    /// Begins a new pass: what is left of the last one comes first, then all in a new order.
    fn turn_over(&mut self) {
        let left = self.order.len() - self.next;
        self.order.copy_within(self.next.., 0);
        self.order.truncate(left);
        self.order.extend(0..self.data.len() as u32);
        self.order[left..].shuffle(&mut self.rng);
        self.next = 0;
    }

    /// Minibatches so far.
    pub fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Passes through the data so far, a fraction.
    pub fn epoch(&self) -> f64 {
        self.iteration as f64 * self.batch as f64 / self.data.len() as f64
    }

    /// Whether a loss or a parameter stopped being finite. The network holds the last finite
    /// parameters, and [`step`](Self::step) does nothing any more.
    pub fn diverged(&self) -> bool {
        self.diverged
    }

    /// Loss and accuracy of the network on `data`.
    ///
    /// # Errors
    /// When the data do not fit the network.
    pub fn evaluate(&self, data: &Dataset) -> Result<Evaluation> {
        evaluate(&self.network.borrow(), data)
    }

    /// What has been computed so far, evaluations not included.
    pub fn counters(&self) -> Counters {
        self.inference.counters()
    }
}

/// Loss and accuracy of a network on `data`.
///
/// # Errors
/// When the data do not fit the network.
pub fn evaluate<R: Real>(network: &Network<R>, data: &Dataset) -> Result<Evaluation> {
    check_fit(network, data)?;
    let (mut loss, mut correct) = (0.0, 0);
    for start in (0..data.len()).step_by(CHUNK) {
        let count = CHUNK.min(data.len() - start);
        let pixels = data.rows() * data.columns();
        let x = DMatrix::from_fn(pixels, count, |pixel, i| {
            R::of(f64::from(data.pixels(start + i)[pixel]) / 255.0)
        });
        let m = network.forward(x);
        let y = DMatrix::from_fn(m.nrows(), count, |class, i| {
            if class == usize::from(data.class(start + i)) { R::one() } else { R::zero() }
        });
        loss += network.likelihood.loss(&m, &y);
        correct += (m.column_iter().enumerate())
            .filter(|(i, m)| m.argmax().0 == usize::from(data.class(start + i)))
            .count();
    }
    let count = data.len() as f64;
    Ok(Evaluation { loss: loss / count, accuracy: correct as f64 / count })
}

/// Whether the network reads the data's pixels and has an output a class.
fn check_fit<R: Real>(network: &Network<R>, data: &Dataset) -> Result<()> {
    let sizes = network.sizes();
    let pixels = data.rows() * data.columns();
    if sizes[0] != pixels {
        let expected = format!("{pixels}, the pixels of an image, to use these data");
        return Err(Error::invalid("sizes[0] of the network", expected, sizes[0]));
    }
    let (last, depth) = (sizes[sizes.len() - 1], network.depth());
    if last != data.classes() {
        let expected = format!("{}, the number of classes, to use these data", data.classes());
        return Err(Error::invalid(format!("sizes[{depth}] of the network"), expected, last));
    }
    Ok(())
}

fn check_options(options: &TrainerOptions) -> Result<()> {
    positive("optimizer.learningRate", options.optimizer.learning_rate)?;
    let momentum = options.optimizer.momentum;
    if !(0.0..1.0).contains(&momentum) {
        let got = shown(momentum);
        return Err(Error::invalid("optimizer.momentum", "from 0 to below 1", got));
    }
    if !(1..=MAX_BATCH).contains(&options.batch_size) {
        let expected = format!("a whole number from 1 to {MAX_BATCH}");
        return Err(Error::invalid("batchSize", expected, options.batch_size));
    }
    if options.steps > MAX_STEPS {
        let expected = format!("a whole number from 0 to {MAX_STEPS}");
        return Err(Error::invalid("steps", expected, options.steps));
    }
    Ok(())
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
            let data = Rc::new(Dataset::synthetic(count, 0).unwrap());
            let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 1);
            options.batch_size = batch;
            let network = Rc::new(RefCell::new(network));
            let mut trainer = Trainer::new(network, data, &options).unwrap();
            let batch = batch.min(count);
            let mut seen = Vec::new();
            for _ in 0..3 * count {
                trainer.step(1);
                seen.extend_from_slice(&trainer.order[trainer.next - batch..trainer.next]);
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
