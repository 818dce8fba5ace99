//! Makes the nodes of a chain as the options have them.

use nalgebra::DVector;

use crate::layer::Layer;
use crate::likelihood::Likelihood;
use crate::node::{FeedbackWeights, Node, Precision};
use crate::real::Real;
use crate::rule::{PrecisionOption, RuleOptions};

/// Node `index` of a chain of `depth` functions, as the options have it. What is drawn for it depends on
/// seeds and index alone, so that any node can be made without the others.
pub(crate) fn node<R: Real>(
    index: usize,
    depth: usize,
    layer: Layer<R>,
    likelihood: Likelihood,
    batch: usize,
    options: &RuleOptions,
) -> Node<R> {
    let likelihood = (index == depth).then_some(likelihood);
    let mut node = Node::new(index, depth, layer, likelihood, batch);
    node.precision = precision(options, index - 1, depth);
    node.gradient_scale = R::of(options.output_variance);
    let RuleOptions { feedback, feedback_seed, feedback_decay, .. } = *options;
    node.feedback_weights =
        FeedbackWeights::seeded(feedback, feedback_seed, feedback_decay, index, &node.layer);
    options.build::<R>().equip(&mut node);
    node
}

/// `P_{ℓ+1}` of the options, the last one divided by the output variance.
fn precision<R: Real>(options: &RuleOptions, l: usize, depth: usize) -> Precision<R> {
    let k = if l + 1 == depth { options.output_variance } else { 1.0 };
    match options.precisions.as_ref().map(|precisions| &precisions[l]) {
        None if k == 1.0 => Precision::Unit,
        None => Precision::Scalar(R::of(1.0 / k)),
        Some(PrecisionOption::Scalar(p)) => Precision::Scalar(R::of(p / k)),
        Some(PrecisionOption::Diagonal(p)) => {
            Precision::Diagonal(DVector::from_iterator(p.len(), p.iter().map(|p| R::of(p / k))))
        }
    }
}
