//! What a run does, told to a recorder as it does it. The order of a step is that of the loop and stands
//! nowhere else: the list of operations, the ideal schedule and the page's pictures are made from
//! this record, and the parallel executor is held to it.

use super::Inference;
use super::timings::Stopwatch;
use crate::counters::Use;
use crate::error::Result;
use crate::memory;
use crate::network::Network;
use crate::node::Node;
use crate::real::Real;
use crate::rule::RuleOptions;

/// What a node does with the function that predicts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It evaluates the function.
    Forward,
    /// It computes the product with the function's transposed Jacobian, and sends it to its parent.
    Vjp,
    /// It computes the gradient of the function's parameters.
    Gradient,
}

/// One operation of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// ℓ, from 1.
    pub node: usize,
    /// What it did with `f_{ℓ−1}`.
    pub kind: Kind,
    /// `t`: that of the error of a product or a gradient, that of the value that is predicted.
    pub time: usize,
    /// Of the step's rounds of messages, from 0.
    pub stage: usize,
    /// What a product was worth; `None` for what is no product.
    pub worth: Option<Use>,
    /// For the whole minibatch.
    pub multiply_adds: u64,
}

/// One minibatch from the forward sweep to the gradients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// In the order of the loop.
    pub operations: Vec<Operation>,
    /// T: inference steps made.
    pub steps: usize,
    /// Whether every error stayed a finite number.
    pub finite: bool,
}

/// Who is told of every operation.
#[derive(Debug, Default)]
pub(super) enum Recorder {
    /// Nobody: then nothing is allocated, and no clock is read.
    #[default]
    Nobody,
    /// Somebody who keeps all of it.
    List(Vec<Operation>),
    /// Somebody who times it.
    Clock(Stopwatch),
}

impl Recorder {
    /// One that keeps what it is told, with room for so many operations.
    fn with_room(count: usize) -> Self {
        Recorder::List(Vec::with_capacity(count))
    }

    /// A node is about to do something.
    pub fn begin(&mut self) {
        if let Recorder::Clock(watch) = self {
            watch.begin();
        }
    }

    /// A node has just done this.
    pub fn note<R: Real>(&mut self, node: &Node<R>, kind: Kind, time: usize, stage: usize) {
        self.tell(node, kind, time, stage, None);
    }

    /// A node has just computed a product, which was worth this.
    pub fn note_vjp<R: Real>(&mut self, node: &Node<R>, time: usize, stage: usize, worth: Use) {
        self.tell(node, Kind::Vjp, time, stage, Some(worth));
    }

    fn tell<R: Real>(
        &mut self,
        node: &Node<R>,
        kind: Kind,
        time: usize,
        stage: usize,
        worth: Option<Use>,
    ) {
        match self {
            Recorder::Nobody => {}
            Recorder::List(operations) => {
                let (node, multiply_adds) = (node.index, node.work());
                operations.push(Operation { node, kind, time, stage, worth, multiply_adds });
            }
            Recorder::Clock(watch) => watch.end(node.index, kind),
        }
    }
}

impl<R: Real> Inference<R> {
    /// Runs one minibatch and records it: the forward sweep, `steps` steps or as many as the schedule has, and
    /// the gradients of nodes that learn when stopped. Arguments are those of [`new`](Self::new).
    ///
    /// # Errors
    /// As [`new`](Self::new); and when the memory for the record cannot be had.
    pub fn record(
        network: &Network<R>,
        inputs: &[f64],
        targets: &[f64],
        options: &RuleOptions,
        steps: usize,
    ) -> Result<Record> {
        let (depth, rule) = (network.depth(), options.build::<R>());
        let steps = rule.schedule(depth).map_or(steps, |last| steps.min(last));
        // A product and an evaluation a stage, one more evaluation where a sweep begins anew, and a gradient.
        let most = (depth as u64).saturating_mul(
            (2 * rule.stages() as u64 + 2).saturating_mul(steps as u64).saturating_add(2),
        );
        memory::reserve("a record", most.saturating_mul(size_of::<Operation>() as u64))?;
        let recorder = Recorder::with_room(most as usize);
        let mut inference = Self::told(network, inputs, targets, options, recorder)?;
        (0..steps).for_each(|_| inference.step());
        (0..depth).for_each(|l| {
            inference.gradient(l);
        });
        let finite = |node: &Node<R>| node.error.iter().all(|e| e.to_f64().is_finite());
        Ok(Record {
            steps,
            finite: inference.nodes.iter().all(finite),
            operations: match inference.recorder {
                Recorder::List(operations) => operations,
                _ => Vec::new(),
            },
        })
    }
}
