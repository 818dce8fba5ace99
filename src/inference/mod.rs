//! One minibatch under one rule, step by step: the executor that runs every node in one loop.
//!
//! Nothing but messages passes between nodes here, and in the order in which a machine with one
//! processor a node would pass them: all feedback of time `t` is sent before any node changes.

mod chain;
mod clamp;
mod compare;
mod record;
mod slope;
mod timings;

use std::cell::OnceCell;

use nalgebra::DMatrix;

pub(crate) use chain::node;
use compare::Reference;
use record::Recorder;
pub use record::{Kind, Operation, Record};
pub use slope::Slope;
pub use timings::{Clock, Timings};

use crate::counters::Counters;
use crate::error::{Error, Result};
use crate::layer::{Gradient, Layer};
use crate::likelihood::Likelihood;
use crate::memory;
use crate::network::{Network, matrix};
use crate::node::Node;
use crate::real::Real;
use crate::rule::{Rule, RuleOptions};

/// A chain of nodes under one rule.
pub struct Inference<R: Real> {
    /// `x_0`, units × batch.
    input: DMatrix<R>,
    /// Nodes 1 … L, from index 0.
    nodes: Vec<Node<R>>,
    rule: Box<dyn Rule<R>>,
    options: RuleOptions,
    time: usize,
    /// Whether `x_0` is free.
    input_free: bool,
    /// The feedback of nobody, for an output node that is free.
    silence: DMatrix<R>,
    /// Multiply-adds on the longest chain up to the last barrier.
    critical_path: u64,
    /// What backpropagation finds for this minibatch, once asked for.
    backprop: OnceCell<Reference<R>>,
    /// Told of every operation.
    recorder: Recorder,
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
        Self::told(network, inputs, targets, options, Recorder::default())
    }

    /// The same, with somebody who is told of every operation.
    fn told(
        network: &Network<R>,
        inputs: &[f64],
        targets: &[f64],
        options: &RuleOptions,
        recorder: Recorder,
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
        let mut inference = Inference { recorder, ..Self::blank(network, batch, options)? };
        inference.load(|x, y| {
            x.copy_from(&input);
            y.copy_from(&target);
        });
        Ok(inference)
    }

    /// A chain with room for minibatches of `batch` samples, and none in it yet.
    pub(crate) fn blank(network: &Network<R>, batch: usize, options: &RuleOptions) -> Result<Self> {
        let sizes = network.sizes();
        options.check(&sizes, network.likelihood, batch)?;
        memory::reserve("this minibatch", Self::bytes(&sizes, batch))?;
        let depth = network.depth();
        let nodes = network.layers.iter().enumerate().map(|(l, layer)| {
            node(l + 1, depth, layer.clone(), network.likelihood, batch, options)
        });
        Ok(Inference {
            input: DMatrix::zeros(sizes[0], batch),
            nodes: nodes.collect(),
            rule: options.build(),
            options: options.clone(),
            time: 0,
            input_free: false,
            silence: DMatrix::zeros(0, 0),
            critical_path: 0,
            backprop: OnceCell::new(),
            recorder: Recorder::default(),
        })
    }

    /// Bytes of memory that a chain of these sizes takes.
    pub(crate) fn bytes(sizes: &[usize], batch: usize) -> u64 {
        sizes.windows(2).map(|s| Node::<R>::bytes(s[0], s[1], batch)).sum()
    }

    /// Starts anew with the minibatch that `write` puts into `x_0` and `x_L`; counters go on.
    pub(crate) fn load(&mut self, write: impl FnOnce(&mut DMatrix<R>, &mut DMatrix<R>)) {
        self.place(write);
        self.time = 0;
        self.backprop.take();
        self.nodes.iter_mut().for_each(Node::begin);
        self.sweep();
        self.arrive();
    }

    /// Writes `x_0` and `x_L`, and leaves all else as it was.
    pub(crate) fn place(&mut self, write: impl FnOnce(&mut DMatrix<R>, &mut DMatrix<R>)) {
        let output = self.nodes.last_mut().expect("a chain has at least one function");
        write(&mut self.input, &mut output.value);
    }

    /// The feed-forward sweep: one node after the other predicts, and takes its first value.
    fn sweep(&mut self) {
        for l in 0..self.nodes.len() {
            let (before, rest) = self.nodes.split_at_mut(l);
            self.recorder.begin();
            rest[0].predict(before.last().map_or(&self.input, Node::emission));
            self.recorder.note(&rest[0], Kind::Forward, self.time, 0);
            self.rule.settle(&mut rest[0]);
            self.barrier();
        }
    }

    /// One inference step; nothing once [`done`](Self::done).
    pub fn step(&mut self) {
        if self.done() {
            return;
        }
        for stage in 0..self.rule.stages() {
            self.send_back(stage);
            self.barrier();
            self.take_feedback(stage);
            if self.rule.forwards() {
                self.send_forward(stage);
            }
            self.barrier();
        }
        self.time += 1;
        if self.rule.sweeps(self.depth(), self.time) {
            self.sweep();
        }
        self.arrive();
    }

    /// Every node whose turn it is computes its message to its parent.
    fn send_back(&mut self, stage: usize) {
        let (depth, t) = (self.depth(), self.time);
        for node in self.nodes.iter_mut().skip(usize::from(!self.input_free)) {
            if self.rule.sends(node.distance, depth, t) {
                self.recorder.begin();
                let worth = node.feedback();
                self.recorder.note_vjp(node, t, stage, worth);
            }
        }
    }

    /// Every node that is free takes its child's message.
    fn take_feedback(&mut self, stage: usize) {
        let (depth, t) = (self.depth(), self.time);
        for child in 1..self.nodes.len() {
            let (parents, children) = self.nodes.split_at_mut(child);
            let parent = &mut parents[child - 1];
            if self.rule.sends(children[0].distance, depth, t) && !parent.clamped {
                self.rule.receive(parent, &children[0].message, stage);
            }
        }
        self.move_free_ends(stage);
    }

    /// Values travel: every node predicts anew and compares.
    fn send_forward(&mut self, stage: usize) {
        for l in 0..self.nodes.len() {
            let (parents, node) = self.nodes.split_at_mut(l);
            let parent = match parents.last() {
                Some(parent) => Some(parent.emission()),
                None => self.input_free.then_some(&self.input),
            };
            if let Some(parent) = parent {
                self.recorder.begin();
                node[0].predict(parent);
                self.recorder.note(&node[0], Kind::Forward, self.time + 1, stage);
            }
            node[0].compare();
        }
    }

    /// What happens on arriving at a new time: first errors are noted, and who learns now learns.
    fn arrive(&mut self) {
        for node in &mut self.nodes {
            node.arrive(self.time);
            if self.rule.learns(node, self.time) {
                self.recorder.begin();
                node.learn(self.time);
                self.recorder.note(node, Kind::Gradient, self.time, 0);
                self.rule.learned(node);
            }
        }
    }

    /// Everybody waits for messages: the dearest operation since the last barrier has been on
    /// the longest chain.
    fn barrier(&mut self) {
        let dearest = self.nodes.iter_mut().map(|node| node.tally.barrier()).max();
        self.critical_path += dearest.unwrap_or(0);
    }

    /// Stops here: under rules that learn when stopped every node learns at the current values;
    /// under the others a node that has not learned does not learn, and parameters that have moved
    /// go back to where they were, for the optimizer to move.
    pub(crate) fn stop(&mut self) {
        for l in 0..self.nodes.len() {
            self.gradient(l);
            let node = &mut self.nodes[l];
            if node.learned.is_none() {
                node.gradient.clear();
            }
            node.restore();
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

    /// The `t` at which each function's gradient was learned, `None` if it was not.
    pub fn learned_at(&self) -> Vec<Option<usize>> {
        self.nodes.iter().map(|node| node.learned).collect()
    }

    /// What carries feedback back through `f_ℓ`: its weights, or those of the options.
    pub fn feedback_weights(&self, function: usize) -> &DMatrix<R> {
        let node = &self.nodes[function];
        node.feedback_weights.as_ref().map_or(&node.layer.weights, |b| &b.weights)
    }

    /// The `t` at which `e_ℓ` was first nonzero, for each node; entry 0 is `None`.
    pub fn first_nonzero(&self) -> Vec<Option<usize>> {
        std::iter::once(None).chain(self.nodes.iter().map(|node| node.first_nonzero)).collect()
    }

    /// Puts other feedback weights in the place of those of `f_ℓ`, from now on: those of a trainer, say.
    ///
    /// # Errors
    /// When feedback goes by the weights themselves, or the values do not fit.
    pub fn set_feedback_weights(&mut self, function: usize, values: &[f64]) -> Result<()> {
        let node = &mut self.nodes[function];
        let Some(feedback) = &mut node.feedback_weights else {
            let expected = "other than \"transpose\", to have weights of its own";
            return Err(Error::invalid("feedback", expected, "\"transpose\""));
        };
        let (inputs, outputs) = feedback.weights.shape();
        feedback.weights = matrix("values", inputs, outputs, values)?;
        Ok(())
    }

    /// Takes the feedback weights of another chain of the same options and sizes.
    pub(crate) fn take_feedback_weights(&mut self, other: &Self) {
        for (node, other) in self.nodes.iter_mut().zip(&other.nodes) {
            node.feedback_weights.clone_from(&other.feedback_weights);
        }
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
            node.energy_from(self.nodes[l - 1].emission())
        };
        (0..self.depth()).map(energy).sum::<f64>() / self.input.ncols() as f64
    }

    /// The mean loss of the feed-forward or current output prediction.
    pub(crate) fn loss(&self) -> f64 {
        let output = self.nodes.last().expect("a chain has at least one function");
        let likelihood = output.likelihood.expect("the last node has a likelihood");
        likelihood.loss(&output.prediction, &output.value) / self.input.ncols() as f64
    }

    /// The gradient of `f_ℓ`'s parameters, mean over the batch, to be subtracted: what the node has
    /// learned at its moment (zero before that), or for a rule that learns when stopped what it
    /// learns now (counted, once a time).
    pub fn gradient(&mut self, function: usize) -> &Gradient<R> {
        let node = &mut self.nodes[function];
        if self.rule.learns_when_stopped() && node.learned != Some(self.time) {
            self.recorder.begin();
            node.learn(self.time);
            self.recorder.note(node, Kind::Gradient, self.time, 0);
        }
        &node.gradient
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

    /// The nodes, 1 … L.
    pub(crate) fn nodes_mut(&mut self) -> &mut [Node<R>] {
        &mut self.nodes
    }

    /// Does something of which nothing is kept.
    pub(crate) fn observed<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let (nodes, time, critical_path) = (self.nodes.clone(), self.time, self.critical_path);
        let result = act(self);
        (self.nodes, self.time, self.critical_path) = (nodes, time, critical_path);
        self.backprop.take();
        result
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
