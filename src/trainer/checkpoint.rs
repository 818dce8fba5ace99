//! A trainer's state as the bytes of a safetensors file: training goes on from it where it stopped, to the same bits.
//!
//! All that one minibatch leaves for the next is the parameters, the optimizer's averages, feedback weights that learn,
//! and which samples come next; these follow from their seed and the minibatches so far. Two things begin anew:
//! the counters, and the noise of langevin.

use super::samples::Samples;
use super::{Trainer, identity, minibatch};
use crate::error::{Error, Result};
use crate::network::{Network, matrix};
use crate::node::Node;
use crate::optimizer::Optimizer;
use crate::real::Real;
use crate::storage::{Json, Tensor, Tensors, foreign, write};

/// The most samples that a restored trainer passes over to find those that come next: some seconds.
const MOST_SAMPLES: u64 = 1 << 30;

/// Some of the numbers that training goes on from.
struct Part<'a, R> {
    name: String,
    values: &'a mut [R],
}

/// All of them, in one order.
fn parts<'a, R: Real>(
    network: &'a mut Network<R>,
    optimizer: &'a mut Optimizer<R>,
    nodes: &'a mut [Node<R>],
) -> Vec<Part<'a, R>> {
    let mut parts = Vec::new();
    let layers = network.layers.iter_mut().zip(optimizer.averages()).zip(nodes);
    for (l, ((layer, averages), node)) in layers.enumerate() {
        let mut add =
            |name: &str, values| parts.push(Part { name: format!("f{l}.{name}"), values });
        add("weight", layer.weights.as_mut_slice());
        add("bias", layer.bias.as_mut_slice());
        for (name, average) in ["first", "second"].into_iter().zip(averages) {
            add(&format!("weight.{name}"), average.weights.as_mut_slice());
            add(&format!("bias.{name}"), average.bias.as_mut_slice());
        }
        if let Some(feedback) = &mut node.feedback_weights {
            add("feedback", feedback.weights.as_mut_slice());
        }
    }
    parts
}

impl<R: Real> Trainer<R> {
    /// The state, for [`restore`](Self::restore).
    ///
    /// # Errors
    /// When training has diverged: there is nothing to go on from.
    pub fn save(&mut self) -> Result<Vec<u8>> {
        if self.diverged {
            return Err(Error::invalid(
                "the trainer",
                "one that can go on",
                "one that has diverged",
            ));
        }
        let trainer = identity::written(&self.settings());
        let text = format!(
            r#"{{"iteration":{},"batchSize":{},"samples":{},"seed":{},"loss":{},"trainer":{}}}"#,
            self.iteration,
            self.samples.batch(),
            self.data.len(),
            self.options.seed,
            self.last_loss.to_bits(),
            trainer,
        );
        let mut network = self.network.borrow_mut();
        let parts = parts(&mut network, &mut self.optimizer, self.inference.nodes_mut());
        let tensors = parts.into_iter().map(|Part { name, values }| Tensor {
            name,
            shape: vec![values.len()],
            values,
        });
        Ok(write(&text, tensors))
    }

    fn settings(&mut self) -> Vec<(&'static str, Option<String>)> {
        let data = *self.data_mark.get_or_insert_with(|| self.data.mark());
        identity::settings(self, data)
    }

    /// Takes the state that [`save`](Self::save) gave of a trainer of a network with the same sizes, activations, likelihood
    /// and number type, with the same options and data: from here on both do the same, to the bit. The learning rate alone may
    /// be another (and `evaluation_steps`, which are no part of training). The network gets the parameters.
    ///
    /// `unnamed` takes checkpoints of earlier versions too, which do not name their trainer: the caller knows that it was such a one.
    ///
    /// # Errors
    /// When the bytes are of another trainer, which is named by the first setting that differs, or damaged; nothing has changed then.
    pub fn restore(&mut self, bytes: &[u8], unnamed: bool) -> Result<()> {
        let file = Tensors::open(bytes)?;
        let text = file.text()?;
        let number =
            |name: &str| text.get(name).and_then(Json::number).ok_or_else(|| foreign(name));
        let iteration = number("iteration")?;
        let last_loss = f64::from_bits(number("loss")?);
        let differs = |name: &str, own: &str, came: &str| {
            let expected = format!("{own}, as in this trainer");
            Err(Error::invalid(format!("{name} of the checkpoint"), expected, came))
        };
        for (name, own) in [
            ("samples", self.data.len() as u64),
            ("batchSize", self.samples.batch() as u64),
            ("seed", self.options.seed),
        ] {
            let came = number(name)?;
            if came != own {
                return differs(name, &own.to_string(), &came.to_string());
            }
        }
        match text.get("trainer") {
            Some(came) => {
                if let Some([name, own, came]) = identity::difference(&self.settings(), came) {
                    return differs(&name, &own, &came);
                }
            }
            None if unnamed => {}
            None => {
                let expected = "a checkpoint that names its trainer's options (one of an earlier version needs unnamed: true)";
                return Err(Error::invalid("bytes", expected, "one that does not"));
            }
        }
        let batch = self.samples.batch() as u64;
        if iteration.checked_mul(batch).is_none_or(|samples| samples > MOST_SAMPLES) {
            let expected = format!("at most {}", MOST_SAMPLES / batch);
            return Err(Error::invalid("iteration of the checkpoint", expected, iteration));
        }
        {
            let mut network = self.network.borrow_mut();
            let mut parts = parts(&mut network, &mut self.optimizer, self.inference.nodes_mut());
            // All are read before any is taken.
            let read = |part: &Part<R>| {
                let count = part.values.len();
                matrix::<R>(&part.name, count, 1, &file.values(&part.name, &[count], R::NAME)?)
            };
            let values = parts.iter().map(read).collect::<Result<Vec<_>>>()?;
            for (part, values) in parts.iter_mut().zip(values) {
                part.values.copy_from_slice(values.as_slice());
            }
        }
        self.optimizer.set_steps(iteration);
        self.samples = Samples::new(self.data.len(), self.samples.batch(), self.options.seed);
        (0..iteration).for_each(|_| {
            self.samples.advance();
        });
        (self.iteration, self.last_loss, self.diverged) = (iteration, last_loss, false);
        if iteration > 0 {
            // The angles of the last minibatch may be asked for.
            let generative = self.generative();
            self.inference.place(minibatch(&self.data, self.samples.last(), generative));
        }
        Ok(())
    }
}
