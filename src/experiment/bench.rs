//! What several experiments do: a network of the paper's shape, a minibatch, a training run.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use nalgebra::DMatrix;

use super::{Axis, Data, Record};
use crate::data::{CLASSES, Dataset};
use crate::error::Result;
use crate::inference::Inference;
use crate::layer::Gradient;
use crate::network::{Network, NetworkOptions};
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions, Stores};
use crate::trainer::{Trainer, TrainerOptions};

/// Pixels of a digit.
pub(super) const PIXELS: usize = 784;
/// Units of a hidden layer in the paper's figures.
pub(super) const WIDTH: usize = 64;

/// γ, where an experiment has several.
pub(super) const GAMMA: Axis = Axis::ordinal("gamma", "step size γ");
/// Hidden layers, where an experiment has several.
pub(super) const HIDDEN: Axis = Axis::ordinal("hidden", "hidden layers");
/// The type of the numbers, `f32` or `f64`, where an experiment has both.
pub(super) const TYPE: Axis = Axis::ordinal("type", "numbers");
/// What FPA-PC keeps in them, where an experiment has both.
pub(super) const STORES: Axis = Axis::ordinal("stores", "stored");
/// The four pairs of these.
pub(super) const ARITHMETICS: [(&str, &str); 4] =
    [("f64", "e"), ("f64", "x"), ("f32", "e"), ("f32", "x")];

/// Whether the numbers of this cell are `f32`.
pub(super) fn is_single(cell: &Record) -> bool {
    cell.name(TYPE.column) == f32::NAME
}

/// What FPA-PC stores in this cell.
pub(super) fn stores(cell: &Record) -> Stores {
    if cell.name(STORES.column) == "e" { Stores::Error } else { Stores::Value }
}

/// A number to four significant digits, which is more than a plot shows and keeps files small.
pub(super) fn brief(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number that was written as one")
}

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

/// Validation and test accuracy in percent of the paper's network, trained from the seed's own parameters
/// and order of digits, by minibatches of 64 unless the options say otherwise.
pub(super) fn accuracies(
    hidden: usize,
    seed: u64,
    data: &Data,
    options: TrainerOptions,
    epochs: f64,
) -> Result<Record> {
    let options = TrainerOptions { seed, ..options };
    let trainer = train(network::<f32>(hidden, seed)?, &data.train, &options, epochs)?;
    Ok(Record::new([
        ("validation", percent(trainer.evaluate(&data.validation)?.accuracy).into()),
        ("test", percent(trainer.evaluate(&data.test)?.accuracy).into()),
    ]))
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

/// The entries of a matrix in double precision.
pub(super) fn numbers<R: Real>(matrix: &DMatrix<R>) -> Vec<f64> {
    matrix.iter().map(|x| x.to_f64()).collect()
}

/// `‖a‖`.
pub(super) fn norm(a: &[f64]) -> f64 {
    a.iter().map(|a| a * a).sum::<f64>().sqrt()
}

/// `‖a − b‖ / ‖b‖`.
pub(super) fn apart(a: &[f64], b: &[f64]) -> f64 {
    let difference: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    norm(&difference) / norm(b)
}

/// The angle's cosine; NaN where one of the two is zero.
pub(super) fn cosine(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (norm(a) * norm(b))
}

/// All parameters' gradients one after the other, in double precision: each function's weights, its bias.
pub(super) fn flat<'a, R: Real>(gradients: impl IntoIterator<Item = &'a Gradient<R>>) -> Vec<f64> {
    let numbers = |gradient: &Gradient<R>| -> Vec<f64> {
        gradient.weights.iter().chain(&gradient.bias).map(|x| x.to_f64()).collect()
    };
    gradients.into_iter().flat_map(numbers).collect()
}

/// The gradient of all parameters, as this rule has learned it or would learn it now.
pub(super) fn learned<R: Real>(inference: &mut Inference<R>) -> Vec<f64> {
    (0..inference.depth()).flat_map(|l| flat([inference.gradient(l)])).collect()
}
