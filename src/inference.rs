//! One minibatch under one rule, step by step: the executor that runs every node in one loop.
//!
//! Nothing but messages passes between nodes here, and in the order in which a machine with one
//! processor a node would pass them: all feedback of time `t` is sent before any node changes.

use std::cell::OnceCell;

use nalgebra::{DMatrix, DVector};

use crate::counters::Counters;
use crate::error::{Error, Result};
use crate::layer::{Gradient, Layer};
use crate::likelihood::Likelihood;
use crate::memory;
use crate::network::{Network, matrix};
use crate::node::{Node, Precision};
use crate::real::Real;
use crate::rule::{PrecisionOption, Rule, RuleName, RuleOptions};

/// A chain of nodes under one rule.
pub struct Inference<R: Real> {
    /// `x_0`, units × batch.
    input: DMatrix<R>,
    /// Nodes 1 … L, from index 0.
    nodes: Vec<Node<R>>,
    rule: Box<dyn Rule<R>>,
    time: usize,
    /// Multiply-adds on the longest chain up to the last barrier.
    critical_path: u64,
    /// Backpropagation's gradients of this minibatch, once asked for.
    backprop: OnceCell<Vec<Gradient<R>>>,
}

impl<R: Real> Inference<R> {
    /// A rule over one minibatch, at `t = 0`: after the feed-forward sweep, every latent at its
    /// prediction. The network's parameters are copied; `inputs` and `targets` are sample after
    /// sample.
    ///
    /// # Errors
    /// When the data do not fit the network, are not finite, or (categorical) a target is not a
    /// distribution; when the options do not fit; when the memory cannot be had.
    pub fn new(
        network: &Network<R>,
        inputs: &[f64],
        targets: &[f64],
        options: &RuleOptions,
    ) -> Result<Self> {
        let sizes = network.sizes();
        let units = sizes[0];
        if inputs.is_empty() || !inputs.len().is_multiple_of(units) {
            let expected = format!("a whole number of samples of {units} values, at least one");
            return Err(Error::invalid("inputs", expected, format!("{} values", inputs.len())));
        }
        let batch = inputs.len() / units;
        let input = matrix("inputs", units, batch, inputs)?;
        let target = matrix("targets", sizes[network.depth()], batch, targets)?;
        if network.likelihood == Likelihood::Categorical {
            check_distributions(targets, target.nrows())?;
        }
        let mut inference = Self::blank(network, batch, options)?;
        inference.load(|x, y| {
            x.copy_from(&input);
            y.copy_from(&target);
        });
        Ok(inference)
    }

    /// A chain with room for minibatches of `batch` samples, and none in it yet.
    pub(crate) fn blank(network: &Network<R>, batch: usize, options: &RuleOptions) -> Result<Self> {
        let sizes = network.sizes();
        options.check(&sizes, network.likelihood)?;
        memory::reserve("this minibatch", Self::bytes(&sizes, batch))?;
        let depth = network.depth();
        let nodes = network.layers.iter().enumerate().map(|(l, layer)| {
            node(l + 1, depth, layer.clone(), network.likelihood, batch, options)
        });
        Ok(Inference {
            input: DMatrix::zeros(sizes[0], batch),
            nodes: nodes.collect(),
            rule: options.build(),
            time: 0,
            critical_path: 0,
            backprop: OnceCell::new(),
        })
    }

    /// Bytes of memory that a chain of these sizes takes.
    pub(crate) fn bytes(sizes: &[usize], batch: usize) -> u64 {
        sizes.windows(2).map(|s| Node::<R>::bytes(s[0], s[1], batch)).sum()
    }

    /// Starts anew with the minibatch that `write` puts into `x_0` and `x_L`; counters go on.
    pub(crate) fn load(&mut self, write: impl FnOnce(&mut DMatrix<R>, &mut DMatrix<R>)) {
        let output = self.nodes.last_mut().expect("a chain has at least one function");
        write(&mut self.input, &mut output.value);
        self.time = 0;
        self.backprop.take();
        for l in 0..self.nodes.len() {
            let (before, rest) = self.nodes.split_at_mut(l);
            let parent = before.last().map_or(&self.input, |node| &node.value);
            rest[0].predict(parent);
            rest[0].settle();
            self.barrier();
        }
        self.arrive();
    }

    /// One inference step; nothing once [`done`](Self::done).
    pub fn step(&mut self) {
        if self.done() {
            return;
        }
        for node in self.nodes.iter_mut().skip(1) {
            if self.rule.sends(node.distance, self.time) {
                node.feedback();
            }
        }
        self.barrier();
        for child in 1..self.nodes.len() {
            let (parents, children) = self.nodes.split_at_mut(child);
            if self.rule.sends(children[0].distance, self.time) {
                self.rule.receive(&mut parents[child - 1], &children[0].message);
            }
        }
        if self.rule.forwards() {
            for l in 0..self.nodes.len() {
                let (parents, node) = self.nodes.split_at_mut(l);
                if let Some(parent) = parents.last() {
                    node[0].predict(&parent.value);
                }
                node[0].compare();
            }
        }
        self.barrier();
        self.time += 1;
        self.arrive();
    }

    /// What happens on arriving at a new time: first errors are noted, and who learns now learns.
    fn arrive(&mut self) {
        let depth = self.depth();
        for node in &mut self.nodes {
            node.arrive(self.time);
            if self.rule.learns(node.distance, depth, self.time) {
                node.learn(self.time);
            }
        }
    }

    /// Everybody waits for messages: the dearest operation since the last barrier has been on
    /// the longest chain.
    fn barrier(&mut self) {
        let dearest = self.nodes.iter_mut().map(|node| node.tally.barrier()).max();
        self.critical_path += dearest.unwrap_or(0);
    }

    /// Stops here: nodes that have not learned by their schedule learn at the current values.
    pub(crate) fn learn(&mut self) {
        for l in 0..self.nodes.len() {
            self.gradient(l);
        }
        self.barrier();
    }

    /// `t`: updates of x (or of e) so far.
    pub fn time(&self) -> usize {
        self.time
    }

    /// Whether the schedule has ended (bp and zil, at `t = L − 1`).
    pub fn done(&self) -> bool {
        self.rule.schedule(self.depth()).is_some_and(|steps| self.time >= steps)
    }

    /// Whether the rule has a schedule, at whose end it is done.
    pub(crate) fn scheduled(&self) -> bool {
        self.rule.schedule(self.depth()).is_some()
    }

    /// L.
    pub fn depth(&self) -> usize {
        self.nodes.len()
    }

    /// `x_ℓ`, units × batch; `x_L` is the target.
    pub fn value(&self, node: usize) -> &DMatrix<R> {
        if node == 0 { &self.input } else { &self.nodes[node - 1].value }
    }

    /// `m_ℓ`, ℓ ≥ 1.
    pub fn prediction(&self, node: usize) -> &DMatrix<R> {
        &self.nodes[node - 1].prediction
    }

    /// `e_ℓ`, ℓ ≥ 1.
    pub fn error(&self, node: usize) -> &DMatrix<R> {
        &self.nodes[node - 1].error
    }

    /// Frobenius norm of `e_ℓ` for each node; entry 0 is 0.
    pub fn error_norms(&self) -> Vec<f64> {
        let norm = |node: &Node<R>| {
            let top = node.error.amax().to_f64();
            if top == 0.0 || !top.is_finite() {
                return node.error.iter().map(|e| e.to_f64().abs()).sum();
            }
            // Scaled by the largest entry, so that squares of tiny errors do not underflow to 0.
            node.error.iter().map(|e| (e.to_f64() / top).powi(2)).sum::<f64>().sqrt() * top
        };
        std::iter::once(0.0).chain(self.nodes.iter().map(norm)).collect()
    }

    /// The `t` at which `e_ℓ` was first nonzero, for each node; entry 0 is `None`.
    pub fn first_nonzero(&self) -> Vec<Option<usize>> {
        std::iter::once(None).chain(self.nodes.iter().map(|node| node.first_nonzero)).collect()
    }

    /// The mean over the batch of `F = Σ_{ℓ<L} ½ e_ℓᵀ P_ℓ e_ℓ + P_L · loss` (eqs 3.5–3.7, with
    /// the −½ they need), each `e_ℓ` taken against the prediction from the current `x_{ℓ−1}`:
    /// vpc's F for every rule. Not counted.
    pub fn free_energy(&self) -> f64 {
        let energy = |l: usize| {
            let node = &self.nodes[l];
            if l == 0 {
                return node.energy();
            }
            node.energy_from(&self.nodes[l - 1].value)
        };
        (0..self.depth()).map(energy).sum::<f64>() / self.input.ncols() as f64
    }

    /// The mean loss of the feed-forward or current output prediction.
    pub(crate) fn loss(&self) -> f64 {
        let output = self.nodes.last().expect("a chain has at least one function");
        let likelihood = output.likelihood.expect("the last node has a likelihood");
        likelihood.loss(&output.prediction, &output.value) / self.input.ncols() as f64
    }

    /// The gradient of `f_ℓ`'s parameters, mean over the batch, to be subtracted: what the
    /// schedule has learned (zero before that), or for a rule without one what the node learns now
    /// (counted, once a time).
    pub fn gradient(&mut self, function: usize) -> &Gradient<R> {
        let unscheduled = !self.scheduled();
        let node = &mut self.nodes[function];
        if unscheduled && node.learned != Some(self.time) {
            node.learn(self.time);
        }
        &node.gradient
    }

    /// The cosine of each function's gradient to backpropagation's, then of all parameters
    /// together; NaN where one of the two is zero. Not counted.
    ///
    /// # Errors
    /// When the memory for backpropagation beside this rule cannot be had.
    pub fn cosine_to_backprop(&self) -> Result<Vec<f64>> {
        let unscheduled = !self.scheduled();
        let mut all = [0.0; 3];
        let mut cosines = Vec::with_capacity(self.depth() + 1);
        if self.backprop.get().is_none() {
            // `OnceCell::get_or_try_init` is not stable yet.
            let _ = self.backprop.set(self.backpropagate()?);
        }
        let reference = self.backprop.get().expect("it has just been set");
        for (node, bp) in self.nodes.iter().zip(reference) {
            let now = (unscheduled && node.learned != Some(self.time)).then(|| node.gradient_now());
            let gradient = now.as_ref().unwrap_or(&node.gradient);
            let products = [gradient.dot(bp), gradient.dot(gradient), bp.dot(bp)];
            cosines.push(cosine(products));
            all.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
        }
        cosines.push(cosine(all));
        Ok(cosines)
    }

    /// What has been computed so far.
    pub fn counters(&self) -> Counters {
        Counters::collect(self.nodes.iter().map(|node| &node.tally), self.critical_path)
    }

    /// Exchanges the parameters of the chain and of a network of the same shape.
    pub(crate) fn exchange(&mut self, network: &mut Network<R>) {
        for (node, layer) in self.nodes.iter_mut().zip(&mut network.layers) {
            std::mem::swap(&mut node.layer, layer);
        }
    }

    /// The layers that are being learned, each with its gradient.
    pub(crate) fn learned_layers(&mut self) -> impl Iterator<Item = (&mut Layer<R>, &Gradient<R>)> {
        self.nodes.iter_mut().map(|node| (&mut node.layer, &node.gradient))
    }

    /// Backpropagation's gradients of this minibatch, by a chain of its own.
    fn backpropagate(&self) -> Result<Vec<Gradient<R>>> {
        let sizes = std::iter::once(self.input.nrows())
            .chain(self.nodes.iter().map(|node| node.layer.outputs()))
            .collect::<Vec<_>>();
        // The copy of the parameters here, and the chain.
        memory::reserve("backpropagation beside it", 2 * Self::bytes(&sizes, self.input.ncols()))?;
        let layers = self.nodes.iter().map(|node| node.layer.clone()).collect();
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
        Ok(bp.nodes.into_iter().map(|node| node.gradient).collect())
    }
}

/// `a·b / (|a| |b|)` from the three inner products `[a·b, a·a, b·b]`.
fn cosine([ab, aa, bb]: [f64; 3]) -> f64 {
    if aa == 0.0 || bb == 0.0 { f64::NAN } else { ab / (aa.sqrt() * bb.sqrt()) }
}

/// Node `index` of a chain of `depth` functions, as the options have it.
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

/// Whether every target is a distribution over the classes.
fn check_distributions(targets: &[f64], classes: usize) -> Result<()> {
    for (i, target) in targets.chunks_exact(classes).enumerate() {
        let sum: f64 = target.iter().sum();
        if let Some(p) = target.iter().find(|&&p| p < 0.0) {
            let expected = "probabilities, since the likelihood is categorical";
            return Err(Error::invalid(format!("targets of sample {i}"), expected, p));
        }
        if (sum - 1.0).abs() > 1e-5 {
            let expected = "probabilities that sum to 1, since the likelihood is categorical";
            let got = format!("a sum of {sum}");
            return Err(Error::invalid(format!("targets of sample {i}"), expected, got));
        }
    }
    Ok(())
}
