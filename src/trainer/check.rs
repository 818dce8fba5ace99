//! Whether a network, data and a trainer's options fit each other.

use super::TrainerOptions;
use crate::data::Dataset;
use crate::error::{Error, Result, shown};
use crate::network::Network;
use crate::real::Real;
use crate::rule::positive;

/// The most inference steps a minibatch.
pub const MAX_STEPS: usize = 100_000;
/// The largest minibatch.
pub const MAX_BATCH: usize = 65_536;

/// Whether one end of the network has a unit a pixel and the other one a class: a generative
/// network reads classes and predicts pixels.
pub(super) fn fit<R: Real>(network: &Network<R>, data: &Dataset, generative: bool) -> Result<()> {
    let sizes = network.sizes();
    let (depth, pixels) = (network.depth(), data.rows() * data.columns());
    let (picture, label) = if generative { (depth, 0) } else { (0, depth) };
    if sizes[picture] != pixels {
        let expected = format!("{pixels}, the pixels of an image, to use these data");
        let field = format!("sizes[{picture}] of the network");
        return Err(Error::invalid(field, expected, sizes[picture]));
    }
    if sizes[label] != data.classes() {
        let expected = format!("{}, the number of classes, to use these data", data.classes());
        let field = format!("sizes[{label}] of the network");
        return Err(Error::invalid(field, expected, sizes[label]));
    }
    Ok(())
}

/// Whether the options are in range and fit each other.
pub(super) fn options(options: &TrainerOptions) -> Result<()> {
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
    for (field, steps) in [("steps", options.steps), ("evaluationSteps", options.evaluation_steps)]
    {
        if steps > MAX_STEPS {
            let expected = format!("a whole number from 0 to {MAX_STEPS}");
            return Err(Error::invalid(field, expected, steps));
        }
    }
    if options.rule.wants_one_sample() && options.batch_size != 1 {
        let expected = "1 for rule il-prox, whose variant \"exact\" holds for one sample alone \
                        (variant \"practical\" takes any number)";
        return Err(Error::invalid("batchSize", expected, options.batch_size));
    }
    Ok(())
}
