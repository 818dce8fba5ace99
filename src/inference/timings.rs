//! What the counters count, in time.
//!
//! Reading a clock around every operation takes longer than a small operation, so nobody reads it until somebody asks. The first
//! question is answered by running the minibatch again on a copy of the nodes, with the clock on; from then on the inference
//! measures as it goes. Who never asks pays for one comparison an operation.
//!
//! A browser's clock advances in steps that may be longer than an operation. Each reading is late by a part of such a step; in
//! the difference of two these parts cancel in the mean, so that sums over many operations are right, though each of them says
//! nothing or a whole step. The copy is run again until what was measured spans many steps of the clock.

use serde::Serialize;

use super::Inference;
use super::record::{Kind, Recorder};
use crate::real::Real;

/// A clock: milliseconds since some moment.
pub type Clock = fn() -> f64;

/// Milliseconds spent since the inference was made, one entry a function `f_0 … f_{L−1}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timings {
    /// Evaluations.
    pub forward: Vec<f64>,
    /// Products with the transposed Jacobian.
    pub vjp: Vec<f64>,
    /// Parameter gradients.
    pub parameter_vjp: Vec<f64>,
    /// The step by which the clock advances, in ms; infinite for one that stands still, whose times are 0.
    pub resolution: f64,
}

/// The copy is run until it has been measured for so many steps of the clock …
const CLOCK_STEPS: f64 = 50.0;
/// … or for so long, in ms: 12 frames.
const PATIENCE: f64 = 200.0;
/// Steps of the clock that are looked at to find the smallest, and readings after which it stands still.
const LOOKS: usize = 8;
const MOST_READINGS: usize = 1_000_000;

/// Times operations, one after the other.
#[derive(Debug)]
pub(super) struct Stopwatch {
    clock: Clock,
    began: f64,
    /// Of each node and [`Kind`].
    spent: Vec<[Spent; 3]>,
    resolution: f64,
}

/// Milliseconds, and how many operations took them.
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    ms: f64,
    count: u64,
}

impl Stopwatch {
    fn new(clock: Clock, depth: usize) -> Self {
        let spent = vec![[Spent::default(); 3]; depth];
        Stopwatch { clock, began: 0.0, spent, resolution: resolution(clock) }
    }

    /// An operation begins.
    pub fn begin(&mut self) {
        self.began = (self.clock)();
    }

    /// It has ended: node `index` did this.
    pub fn end(&mut self, index: usize, kind: Kind) {
        let took = (self.clock)() - self.began;
        let spent = &mut self.spent[index - 1][kind as usize];
        // A clock that was set back, or that tells no number, tells nothing.
        spent.ms += if took > 0.0 { took } else { 0.0 };
        spent.count += 1;
    }

    /// All that was measured, in ms.
    fn total(&self) -> f64 {
        self.spent.iter().flatten().map(|spent| spent.ms).sum()
    }

    /// As if it had timed so many operations, each as long as those of its kind took in the mean.
    fn scale(&mut self, kind: Kind, counts: &[u64]) {
        for (node, &count) in self.spent.iter_mut().zip(counts) {
            let spent = &mut node[kind as usize];
            let mean = if spent.count == 0 { 0.0 } else { spent.ms / spent.count as f64 };
            *spent = Spent { ms: mean * count as f64, count };
        }
    }

    fn timings(&self) -> Timings {
        let of = |kind: Kind| self.spent.iter().map(|node| node[kind as usize].ms).collect();
        Timings {
            forward: of(Kind::Forward),
            vjp: of(Kind::Vjp),
            parameter_vjp: of(Kind::Gradient),
            resolution: self.resolution,
        }
    }
}

/// The smallest step by which a clock advances.
fn resolution(clock: Clock) -> f64 {
    let mut least = f64::INFINITY;
    let began = clock();
    for _ in 0..LOOKS {
        let before = clock();
        let Some(after) = (0..MOST_READINGS).map(|_| clock()).find(|&now| now > before) else {
            break;
        };
        least = least.min(after - before);
        if after - began > PATIENCE / 2.0 {
            break;
        }
    }
    least
}

impl<R: Real> Inference<R> {
    /// What the counters count, in time by `clock`, since the inference was made. The first call runs the minibatch again on a
    /// copy, for some 200 ms at most or as long as that takes once; from then on operations are timed as they are done.
    pub fn timings(&mut self, clock: Clock) -> Timings {
        let watch = match std::mem::take(&mut self.recorder) {
            Recorder::Clock(watch) => watch,
            _ => self.timed_again(clock),
        };
        let timings = watch.timings();
        self.recorder = Recorder::Clock(watch);
        timings
    }

    /// The time of all that was counted so far: how long such operations take on a copy, by how many there were.
    fn timed_again(&mut self, clock: Clock) -> Stopwatch {
        let counters = self.counters();
        let mut watch = Stopwatch::new(clock, self.depth());
        let began = clock();
        loop {
            self.recorder = Recorder::Clock(watch);
            self.observed(Self::run_again);
            match std::mem::take(&mut self.recorder) {
                Recorder::Clock(told) => watch = told,
                // Nobody else takes it.
                _ => return Stopwatch::new(clock, self.depth()),
            }
            let enough = watch.total() >= CLOCK_STEPS * watch.resolution;
            let patient = clock() - began < PATIENCE;
            if enough || !patient || watch.resolution == f64::INFINITY {
                break;
            }
        }
        watch.scale(Kind::Forward, &counters.forward);
        watch.scale(Kind::Vjp, &counters.vjp);
        watch.scale(Kind::Gradient, &counters.parameter_vjp);
        watch
    }

    /// As many steps as there were, from the start, with the gradients.
    fn run_again(&mut self) {
        let steps = std::mem::take(&mut self.time);
        let input = self.input_free.then(|| self.input.clone());
        self.nodes.iter_mut().for_each(|node| {
            node.restore();
            node.begin();
        });
        self.sweep();
        self.arrive();
        (0..steps).for_each(|_| self.step());
        (0..self.depth()).for_each(|l| {
            self.gradient(l);
        });
        if let Some(input) = input {
            self.input = input;
        }
    }
}
