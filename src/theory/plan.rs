//! What a rule computes on a chain that nobody ran.
//!
//! Which node does what, and when, does not depend on how many units it has. So the loop itself runs the rule over a
//! chain of as many nodes of one unit, and each operation is given the multiply-adds of the chain that was asked for. All
//! functions are the identity, `x_0` is 0 and the target 1: `μ_ℓ = 0`, so that no error is rounded away on its way.

use nalgebra::{DMatrix, DVector};

use super::cost;
use crate::activation::Activation;
use crate::error::Result;
use crate::inference::{Inference, Record};
use crate::layer::Layer;
use crate::likelihood::Likelihood;
use crate::network::{Network, check_sizes};
use crate::rule::RuleOptions;

/// What a rule computes on a chain of these sizes, for minibatches of `batch` samples, in `steps` steps or as many as
/// its schedule has. What products are worth is what they are worth there, in arithmetic that is as good as exact.
///
/// # Errors
/// When the sizes are outside what [`NetworkOptions`](crate::NetworkOptions) says, the options do not fit each other, or
/// the memory for the record cannot be had.
pub fn operations(
    options: &RuleOptions,
    sizes: &[usize],
    batch: usize,
    steps: usize,
) -> Result<Record> {
    check_sizes(sizes)?;
    let layer = Layer {
        weights: DMatrix::from_element(1, 1, 1.0_f64),
        bias: DVector::zeros(1),
        activation: Activation::Identity,
    };
    let layers = vec![layer; sizes.len() - 1];
    let network = Network { layers, likelihood: Likelihood::Gaussian, seed: 0 };
    // One for each unit of another chain, maybe; they move numbers, not operations.
    let options = RuleOptions { precisions: None, ..options.clone() };
    let mut record = Inference::record(&network, &[0.0], &[1.0], &options, steps)?;
    let costs = cost::costs(sizes, batch);
    for operation in &mut record.operations {
        operation.multiply_adds = costs[operation.node - 1] as u64;
    }
    Ok(record)
}
