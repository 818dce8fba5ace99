//! Which way the free energy falls at the current x, whatever the rule does: an observer, of which
//! nothing is counted.
//!
//! ```text
//! −∂F/∂x_ℓ = −ξ_ℓ + J_ℓᵀ ξ_{ℓ+1}          every e_ℓ against f_{ℓ−1} of the current x_{ℓ−1}, every J there
//! ∂F/∂θ_ℓ  = −ξ_{ℓ+1} ∂f_ℓ/∂θ_ℓ
//! ```
//!
//! That is what vpc does in a step of size 1 (eqs 3.9–3.13), so the nodes themselves find it: copies of
//! them hear their parents' values anew, compare, and send feedback through the weights.

use nalgebra::DMatrix;

use super::Inference;
use crate::error::Result;
use crate::layer::Gradient;
use crate::memory;
use crate::node::{Node, Relaxation};
use crate::real::Real;

/// The slope of [`free_energy`](Inference::free_energy).
#[derive(Debug, Clone)]
pub struct Slope<R: Real> {
    /// `−∂F/∂x_ℓ` of the latents 1 … L − 1, units × batch, F of each sample by itself; of rules whose
    /// latents are pre-activations, `−∂F/∂h_ℓ`.
    pub descent: Vec<DMatrix<R>>,
    /// `∂F/∂θ_ℓ` of `f_0 … f_{L−1}`, the mean over the batch: to be subtracted.
    pub gradients: Vec<Gradient<R>>,
}

impl<R: Real> Inference<R> {
    /// The slope of F, vpc's for every rule, at the current values and parameters. Not counted.
    ///
    /// # Errors
    /// When the memory for copies of the nodes cannot be had.
    pub fn slope(&self) -> Result<Slope<R>> {
        let sizes: Vec<usize> = (0..=self.depth()).map(|l| self.value(l).nrows()).collect();
        memory::reserve("copies of the nodes", Self::bytes(&sizes, self.input.ncols()))?;
        let mut nodes = self.nodes.clone();
        for l in 0..nodes.len() {
            let (parents, children) = nodes.split_at_mut(l);
            let node = &mut children[0];
            // F knows neither other feedback weights than W, nor IL-prox's energy, nor a scale of learning.
            node.feedback_weights = None;
            node.forget_proximal();
            node.gradient_scale = R::one();
            node.predict(parents.last().map_or(&self.input, Node::emission));
            node.compare();
            node.feedback();
        }
        let gradients = nodes.iter().map(Node::gradient_now).collect();
        let whole = Relaxation { top: R::one(), bottom: R::one(), decay: R::zero() };
        let mut descent = Vec::with_capacity(nodes.len() - 1);
        for child in 1..nodes.len() {
            let (latents, children) = nodes.split_at_mut(child);
            let (latent, feedback) = (&mut latents[child - 1], &children[0].message);
            // A step of size 1 from zero is the direction itself, without the rounding of x.
            latent.value.fill(R::zero());
            match latent.has_potential() {
                true => latent.relax_potential(whole, feedback),
                false => latent.relax(R::one(), feedback),
            }
            descent.push(latent.value.clone());
        }
        Ok(Slope { descent, gradients })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likelihood::Likelihood;
    use crate::network::{Network, NetworkOptions};
    use crate::node::Feedback;
    use crate::rule::{PrecisionOption, RuleName, RuleOptions};

    /// Two samples under a rule, some steps on, so that every latent has left its prediction.
    fn chain(likelihood: Likelihood, options: &RuleOptions) -> Inference<f64> {
        let sizes = NetworkOptions::new(&[3, 5, 4, 2]);
        let mut network = Network::new(&NetworkOptions { likelihood, ..sizes }).unwrap();
        network.layers.iter_mut().for_each(|layer| layer.weights *= 2.0);
        let inputs = [0.3, -0.7, 0.5, -0.2, 0.9, 0.1];
        let mut chain = Inference::new(&network, &inputs, &[1.0, 0.0, 0.0, 1.0], options).unwrap();
        (0..2).for_each(|_| chain.step());
        chain
    }

    /// Against central differences of the free energy in every latent and every weight.
    #[test]
    fn it_is_the_derivative_of_the_free_energy() {
        let precisions = [0.5, 2.0, 0.3].map(PrecisionOption::Scalar).to_vec();
        let of = RuleOptions::new;
        let options = [
            RuleOptions { precisions: Some(precisions), ..of(RuleName::Vpc) },
            RuleOptions { output_variance: 3.0, ..of(RuleName::Vpc) },
            RuleOptions { feedback: Feedback::Random, ..of(RuleName::Vpc) },
            of(RuleName::Fpa),
            of(RuleName::Zil),
            of(RuleName::GIl),
        ];
        for options in &options {
            for likelihood in [Likelihood::Gaussian, Likelihood::Categorical] {
                let mut chain = chain(likelihood, options);
                let (slope, before, counters) =
                    (chain.slope().unwrap(), chain.free_energy(), chain.counters());
                assert_eq!((chain.free_energy(), chain.counters()), (before, counters));
                let (h, batch) = (1e-5, 2.0);
                for l in 0..2 {
                    let x = chain.nodes[l].value.clone();
                    for i in 0..x.len() {
                        let mut energy = |shift: f64| {
                            let mut moved = x.clone();
                            moved[i] += shift;
                            chain.nodes[l].hold(&moved);
                            chain.free_energy() * batch
                        };
                        let expected = (energy(-h) - energy(h)) / (2.0 * h);
                        let off = (slope.descent[l][i] - expected).abs();
                        assert!(off < 1e-8, "{options:?}, x_{}[{i}]: {off:e}", l + 1);
                    }
                    chain.nodes[l].hold(&x);
                }
                // W_0's prediction is made before inference, so free_energy takes it as it is.
                for l in 1..3 {
                    for i in 0..slope.gradients[l].weights.len() {
                        let mut energy = |shift: f64| {
                            chain.nodes[l].layer.weights[i] += shift;
                            let energy = chain.free_energy();
                            chain.nodes[l].layer.weights[i] -= shift;
                            energy
                        };
                        let expected = (energy(h) - energy(-h)) / (2.0 * h);
                        let off = (slope.gradients[l].weights[i] - expected).abs();
                        assert!(off < 1e-8, "{options:?}, W_{l}[{i}]: {off:e}");
                    }
                }
            }
        }
    }
}
