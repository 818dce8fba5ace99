//! How well a network does on some data.

use nalgebra::DMatrix;
use serde::Serialize;

use super::{TrainerOptions, check, show};
use crate::data::Dataset;
use crate::error::Result;
use crate::inference::Inference;
use crate::network::Network;
use crate::real::Real;

/// Samples evaluated at a time.
const CHUNK: usize = 256;

/// How well a network does on some data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evaluation {
    /// Mean loss a sample.
    pub loss: f64,
    /// Share of samples whose largest output is their label, 0 to 1.
    pub accuracy: f64,
}

/// Loss and accuracy of a network on `data`, by its feed-forward predictions.
///
/// # Errors
/// When the data do not fit the network.
pub fn evaluate<R: Real>(network: &Network<R>, data: &Dataset) -> Result<Evaluation> {
    check::fit(network, data, false)?;
    let (mut loss, mut correct) = (0.0, 0);
    for (start, count) in chunks(data) {
        let (pictures, labels) = samples::<R>(data, start, count);
        let m = network.forward(pictures);
        loss += network.likelihood.loss(&m, &labels);
        correct += right_answers(data, start, &m);
    }
    Ok(share(data, loss, correct))
}

/// Loss and accuracy of a generative network, whose `x_0` is the label and `x_L` the picture: the
/// loss is that of the picture predicted from the label, the answer what a free `x_0` settles at, with
/// the feedback weights of the chain that was trained.
///
/// # Errors
/// When the data do not fit the network, or the memory cannot be had.
pub(super) fn classify<R: Real>(
    network: &Network<R>,
    data: &Dataset,
    options: &TrainerOptions,
    trained: &Inference<R>,
) -> Result<Evaluation> {
    check::fit(network, data, true)?;
    let (mut loss, mut correct) = (0.0, 0);
    for (start, count) in chunks(data) {
        let (pictures, labels) = samples::<R>(data, start, count);
        let mut inference = Inference::blank(network, count, &options.rule)?;
        inference.take_feedback_weights(trained);
        inference.load(|x, y| {
            x.fill(R::of(1.0 / data.classes() as f64));
            y.copy_from(&pictures);
        });
        inference.release(0)?;
        (0..options.evaluation_steps).for_each(|_| inference.step());
        correct += right_answers(data, start, inference.value(0));
        loss += network.likelihood.loss(&network.forward(labels), &pictures);
    }
    Ok(share(data, loss, correct))
}

/// Where each chunk of the data starts, and how many samples it has.
fn chunks(data: &Dataset) -> impl Iterator<Item = (usize, usize)> {
    (0..data.len()).step_by(CHUNK).map(|start| (start, CHUNK.min(data.len() - start)))
}

/// Pictures and one-hot labels, units × samples.
fn samples<R: Real>(data: &Dataset, start: usize, count: usize) -> (DMatrix<R>, DMatrix<R>) {
    let mut pictures = DMatrix::zeros(data.rows() * data.columns(), count);
    let mut labels = DMatrix::zeros(data.classes(), count);
    for i in 0..count {
        show(data, start + i, i, &mut pictures, &mut labels);
    }
    (pictures, labels)
}

/// Columns whose largest entry is the class of their sample. One with a NaN has no largest.
fn right_answers<R: Real>(data: &Dataset, start: usize, outputs: &DMatrix<R>) -> usize {
    let right = |(i, m): &(usize, nalgebra::DVectorView<'_, R>)| {
        m.iter().all(|m| m.is_finite()) && m.argmax().0 == usize::from(data.class(start + i))
    };
    outputs.column_iter().enumerate().filter(right).count()
}

fn share(data: &Dataset, loss: f64, correct: usize) -> Evaluation {
    let count = data.len() as f64;
    Evaluation { loss: loss / count, accuracy: correct as f64 / count }
}
