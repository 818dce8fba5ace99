//! Clamping and freeing nodes, in rules that descend the free energy (section 3.1.1).
//!
//! At the start `x_0` and `x_L` are held and the latents are free. Whatever is free descends F:
//! a latent by its rule; `x_0`, which nothing predicts, by its feedback alone (a flat prior),
//! `x_0 ← x_0 + γ J_0ᵀ ξ_1`; `x_L`, which has no child, towards its prediction.

use nalgebra::DMatrix;

use super::Inference;
use crate::error::{Error, Result};
use crate::likelihood::Likelihood;
use crate::network::matrix;
use crate::real::Real;

impl<R: Real> Inference<R> {
    /// Holds node `node` (0 to L) from now on, at `values` (sample after sample) or where it is.
    ///
    /// # Errors
    /// When the rule has no use for it, or the values do not fit the node.
    pub fn clamp(&mut self, node: usize, values: Option<&[f64]>) -> Result<()> {
        self.check_clamping()?;
        let (units, batch) = self.value(node).shape();
        let value = values.map(|values| matrix("values", units, batch, values)).transpose()?;
        if let (Some(likelihood), Some(values)) = (self.nodes[self.depth() - 1].likelihood, values)
            && node == self.depth()
            && likelihood == Likelihood::Categorical
        {
            super::check_distributions(values, units)?;
        }
        match node {
            0 => self.input_free = false,
            node => self.nodes[node - 1].clamped = true,
        }
        if let Some(value) = value {
            self.put(node, &value);
        }
        Ok(())
    }

    /// Frees node `node` (0 to L).
    ///
    /// # Errors
    /// When the rule has no use for it, or the node is an output of classes, which has no value
    /// that could relax.
    pub fn release(&mut self, node: usize) -> Result<()> {
        self.check_clamping()?;
        let depth = self.depth();
        if node == 0 {
            self.input_free = true;
            return Ok(());
        }
        let released = &mut self.nodes[node - 1];
        if released.likelihood == Some(Likelihood::Categorical) {
            let expected = format!("below {depth}, since the likelihood is categorical");
            return Err(Error::invalid("node", expected, node));
        }
        released.clamped = false;
        if node == depth {
            let (units, batch) = released.value.shape();
            self.silence = DMatrix::zeros(units, batch);
        }
        Ok(())
    }

    /// Whether node `node` (0 to L) is held.
    pub fn is_clamped(&self, node: usize) -> bool {
        if node == 0 { !self.input_free } else { self.nodes[node - 1].clamped }
    }

    /// The step of the ends of the chain, where they are free.
    pub(super) fn move_free_ends(&mut self, stage: usize) {
        if self.input_free {
            let step_size = R::of(self.options.step_size);
            let feedback = &self.nodes[0].message;
            self.input.zip_apply(feedback, |x, u| *x += step_size * u);
        }
        let output = self.nodes.last_mut().expect("a chain has at least one function");
        if !output.clamped {
            self.rule.receive(output, &self.silence, stage);
        }
        if self.input_free || !output.clamped {
            // Another minibatch, as far as backpropagation is concerned.
            self.backprop.take();
        }
    }

    /// Gives a node another value; it and its child see the difference at once.
    fn put(&mut self, node: usize, value: &DMatrix<R>) {
        self.backprop.take();
        match node {
            0 => self.input.copy_from(value),
            node => {
                self.nodes[node - 1].hold(value);
                self.nodes[node - 1].compare();
            }
        }
        if node < self.depth() {
            let (parents, children) = self.nodes.split_at_mut(node);
            children[0].predict(parents.last().map_or(&self.input, |parent| parent.emission()));
            children[0].compare();
        }
        self.barrier();
        // What it and its child learned at this time, or had no error for, was before.
        for changed in self.nodes.iter_mut().filter(|n| (node..=node + 1).contains(&n.index)) {
            changed.learned = None;
            changed.arrive(self.time);
        }
    }

    fn check_clamping(&self) -> Result<()> {
        let rule = self.options.rule;
        if rule.can_clamp() {
            return Ok(());
        }
        let expected = "vpc or generative, to clamp or free nodes";
        Err(Error::invalid("the rule", expected, rule.name()))
    }
}
