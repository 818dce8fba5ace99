//! A rule beside backpropagation: observers, of which nothing is counted.

use nalgebra::{DMatrix, RealField};

use super::Inference;
use crate::error::Result;
use crate::layer::{Gradient, Layer};
use crate::memory;
use crate::network::Network;
use crate::node::Node;
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};

/// What backpropagation finds.
pub(super) struct Reference<R: Real> {
    /// Of `f_0 … f_{L−1}`.
    gradients: Vec<Gradient<R>>,
    /// `−∂loss/∂μ_ℓ` of nodes 1 … L; for rules whose latents are pre-activations, by those.
    errors: Vec<DMatrix<R>>,
}

impl<R: Real> Inference<R> {
    /// The cosine of each function's gradient to backpropagation's, then of all parameters
    /// together; NaN where one of the two is zero.
    ///
    /// # Errors
    /// When the memory for backpropagation beside this rule cannot be had.
    pub fn cosine_to_backprop(&self) -> Result<Vec<f64>> {
        let mut all = [0.0; 3];
        let mut cosines = Vec::with_capacity(self.depth() + 1);
        for (gradient, bp) in self.gradients_now().iter().zip(&self.reference()?.gradients) {
            let products = [gradient.dot(bp), gradient.dot(gradient), bp.dot(bp)];
            cosines.push(cosine(products));
            all.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
        }
        cosines.push(cosine(all));
        Ok(cosines)
    }

    /// The angle between `e_ℓ` and backpropagation's, in degrees, for nodes 0 … L; NaN where one
    /// of the two is zero, and for node 0, which has none.
    ///
    /// # Errors
    /// When the memory for backpropagation beside this rule cannot be had.
    pub fn error_angles(&self) -> Result<Vec<f64>> {
        let errors = self.nodes.iter().zip(&self.reference()?.errors);
        let angles = errors.map(|(node, bp)| angle(node.error.as_slice(), bp.as_slice()));
        Ok(std::iter::once(f64::NAN).chain(angles).collect())
    }

    /// `e_ℓ` of backpropagation, ℓ ≥ 1; for rules whose latents are pre-activations, `−∂loss/∂h_ℓ`.
    ///
    /// # Errors
    /// When the memory for backpropagation beside this rule cannot be had.
    pub fn backprop_error(&self, node: usize) -> Result<&DMatrix<R>> {
        Ok(&self.reference()?.errors[node - 1])
    }

    /// How far all errors together are from backpropagation's, of these, each as gradients are made of it: `k P e`
    /// in the infinite-variance limit, `e / αN` in IL-prox, else `P e`. NaN where backpropagation's are zero.
    ///
    /// # Errors
    /// When the memory for backpropagation beside this rule cannot be had.
    pub fn distance_to_backprop(&self) -> Result<f64> {
        let (mut apart, mut whole) = (0.0, 0.0);
        for (node, bp) in self.nodes.iter().zip(&self.reference()?.errors) {
            for (e, bp) in node.learned_error().iter().zip(bp) {
                apart += (e - bp.to_f64()).powi(2);
                whole += bp.to_f64().powi(2);
            }
        }
        Ok(if whole == 0.0 { f64::NAN } else { (apart / whole).sqrt() })
    }

    /// The angle between the feedback weights of each function and its weights, in degrees: 0 where
    /// they are the same.
    pub fn feedback_angles(&self) -> Vec<f64> {
        let angle = |node: &Node<R>| match &node.feedback_weights {
            None => 0.0,
            Some(b) => angle(b.weights.as_slice(), node.layer.weights.as_slice()),
        };
        self.nodes.iter().map(angle).collect()
    }

    /// How far `θ′ = θ − α·gradient` is from an implicit SGD step:
    /// `‖θ′ − θ + α∇loss(θ′)‖ / ‖θ′ − θ‖`; NaN when the gradient is zero.
    ///
    /// # Errors
    /// When the memory for another network cannot be had.
    pub fn implicit_residual(&self, learning_rate: f64) -> Result<f64> {
        let gradients = self.gradients_now();
        let rate = R::of(learning_rate);
        let mut layers = self.parameters();
        for (layer, gradient) in layers.iter_mut().zip(&gradients) {
            layer.weights.zip_apply(&gradient.weights, |w, g| *w -= rate * g);
            layer.bias.zip_apply(&gradient.bias, |b, g| *b -= rate * g);
        }
        let moved = self.backpropagate(layers)?;
        let (mut apart, mut length) = (0.0, 0.0);
        for (gradient, there) in gradients.iter().zip(&moved.gradients) {
            // θ′ − θ is −α times the gradient: α cancels.
            let mut difference = there.clone();
            difference.weights -= &gradient.weights;
            difference.bias -= &gradient.bias;
            apart += difference.dot(&difference);
            length += gradient.dot(gradient);
        }
        Ok(if length == 0.0 { f64::NAN } else { (apart / length).sqrt() })
    }

    /// Every function's gradient as it stands, or as it would be learned now.
    fn gradients_now(&self) -> Vec<Gradient<R>> {
        let when_stopped = self.rule.learns_when_stopped();
        let now = |node: &Node<R>| match node.learned {
            learned if when_stopped && learned != Some(self.time) => node.gradient_now(),
            _ => node.gradient.clone(),
        };
        self.nodes.iter().map(now).collect()
    }

    /// Backpropagation's findings for this minibatch.
    fn reference(&self) -> Result<&Reference<R>> {
        if self.backprop.get().is_none() {
            // `OnceCell::get_or_try_init` is not stable yet.
            let _ = self.backprop.set(self.backpropagate(self.parameters())?);
        }
        Ok(self.backprop.get().expect("it has just been set"))
    }

    /// The parameters with which the minibatch began.
    fn parameters(&self) -> Vec<Layer<R>> {
        self.nodes.iter().map(|node| node.parameters().clone()).collect()
    }

    /// Backpropagation of this minibatch through these layers, by a chain of its own.
    fn backpropagate(&self, layers: Vec<Layer<R>>) -> Result<Reference<R>> {
        let sizes = std::iter::once(self.input.nrows())
            .chain(layers.iter().map(Layer::outputs))
            .collect::<Vec<_>>();
        // The copy of the parameters here, and the chain.
        memory::reserve("backpropagation beside it", 2 * Self::bytes(&sizes, self.input.ncols()))?;
        let output = self.nodes.last().expect("a chain has at least one function");
        let likelihood = output.likelihood.expect("the last node has a likelihood");
        let options = RuleOptions::new(RuleName::Bp);
        let network = Network { layers, likelihood, seed: 0 };
        let mut bp = Self::blank(&network, self.input.ncols(), &options)?;
        bp.load(|x, y| {
            x.copy_from(&self.input);
            y.copy_from(&output.value);
        });
        while !bp.done() {
            bp.step();
        }
        let potential = output.has_potential();
        let mut found = Reference { gradients: Vec::new(), errors: Vec::new() };
        for mut node in bp.nodes {
            if potential {
                node.layer.pull_back(&mut node.error, &node.prediction);
            }
            found.gradients.push(node.gradient);
            found.errors.push(node.error);
        }
        Ok(found)
    }
}

/// `a·b / (|a| |b|)` from the three inner products `[a·b, a·a, b·b]`.
fn cosine([ab, aa, bb]: [f64; 3]) -> f64 {
    if aa == 0.0 || bb == 0.0 { f64::NAN } else { ab / (aa.sqrt() * bb.sqrt()) }
}

/// The angle between two vectors in degrees, NaN where one of them is zero: twice the arc tangent of
/// half the distance over half the sum of their directions (Kahan), exact for small angles too.
fn angle<R: Real>(a: &[R], b: &[R]) -> f64 {
    let norm = |v: &[R]| v.iter().map(|x| x.to_f64().powi(2)).sum::<f64>().sqrt();
    let (na, nb) = (norm(a), norm(b));
    if na == 0.0 || nb == 0.0 {
        return f64::NAN;
    }
    let (mut apart, mut together) = (0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a.to_f64() / na, b.to_f64() / nb);
        apart += (a - b).powi(2);
        together += (a + b).powi(2);
    }
    // libm's, by way of nalgebra: the platforms' own differ in the last bit.
    2.0 * RealField::atan2(apart.sqrt(), together.sqrt()).to_degrees()
}
