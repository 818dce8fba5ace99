//! What several experiments do: a network of the paper's shape, a minibatch, a training run.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Data;
use crate::data::{CLASSES, Dataset};
use crate::error::Result;
use crate::inference::Inference;
use crate::network::{Network, NetworkOptions};
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};
use crate::trainer::{Trainer, TrainerOptions};

/// Pixels of a digit.
pub(super) const PIXELS: usize = 784;
/// Units of a hidden layer in the paper's figures.
pub(super) const WIDTH: usize = 64;

/// The paper's network: digits in, `hidden` layers of 64 tanh units, ten classes out.
pub(super) fn network<R: Real>(hidden: usize, seed: u64) -> Result<Network<R>> {
    let mut sizes = vec![WIDTH; hidden + 2];
    (sizes[0], sizes[hidden + 1]) = (PIXELS, CLASSES);
    Network::new(&NetworkOptions { seed, ..NetworkOptions::new(&sizes) })
}

/// The first `batch` training digits under a rule, at `t = 0`.
pub(super) fn minibatch<R: Real>(
    network: &Network<R>,
    data: &Data,
    batch: usize,
    rule: &RuleOptions,
) -> Result<Inference<R>> {
    let batch = batch.min(data.train.len());
    let (inputs, targets) = (data.train.inputs(0, batch)?, data.train.targets(0, batch)?);
    Inference::new(network, &inputs, &targets, rule)
}

/// The same under backpropagation, at its end.
pub(super) fn backprop<R: Real>(
    network: &Network<R>,
    data: &Data,
    batch: usize,
) -> Result<Inference<R>> {
    let mut bp = minibatch(network, data, batch, &RuleOptions::new(RuleName::Bp))?;
    advance(&mut bp, usize::MAX);
    Ok(bp)
}

/// Up to `steps` inference steps, fewer where the rule is done before.
pub(super) fn advance<R: Real>(inference: &mut Inference<R>, steps: usize) {
    let mut left = steps;
    while left > 0 && !inference.done() {
        inference.step();
        left -= 1;
    }
}

/// Trains for some passes through the training digits. The trainer at its end tells the rest.
pub(super) fn train<R: Real>(
    network: Network<R>,
    data: &Arc<Dataset>,
    options: &TrainerOptions,
    epochs: f64,
) -> Result<Trainer<R>> {
    let network = Rc::new(RefCell::new(network));
    let mut trainer = Trainer::new(network, Arc::clone(data), options)?;
    while trainer.epoch() < epochs && !trainer.diverged() {
        trainer.step(1);
    }
    Ok(trainer)
}

/// What FPA-PC's closed form multiplies backpropagation's `e_ℓ` with after `steps` steps of size
/// `gamma`, by distance `L − ℓ = 0 … depth`: `P[Binomial(T, γ) ≥ L − ℓ]` by the
/// recursion that holds for γ above 1 too: `p_d ← (1 − γ) p_d + γ p_{d−1}`, `p_0 = 1`.
pub(super) fn arrived(steps: usize, gamma: f64, depth: usize) -> Vec<f64> {
    let mut shares = vec![0.0; depth + 1];
    shares[0] = 1.0;
    for _ in 0..steps {
        for d in (1..=depth).rev() {
            shares[d] += gamma * (shares[d - 1] - shares[d]);
        }
    }
    shares
}

/// `‖gradient of f_ℓ‖²`.
pub(super) fn squared_length<R: Real>(inference: &mut Inference<R>, function: usize) -> f64 {
    let gradient = inference.gradient(function);
    gradient.dot(gradient)
}

/// A share as a percentage, without the digits that only rounding made.
pub(super) fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}
