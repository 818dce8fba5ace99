//! What a run has computed. Each node tells its own tally of every operation as it does it;
//! nothing here is derived from a formula.

use serde::Serialize;

/// What a vector-Jacobian product was worth, by the error that came into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The error was exactly zero: a product with nothing.
    Idle,
    /// The error was nonzero for the first time: the front of the wave.
    Front,
    /// The error had changed since the last product.
    Refine,
    /// The error was bitwise what it had been: the same product again.
    Redundant,
}

/// What one node has computed with the function that predicts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    forward: u64,
    parameter_vjp: u64,
    /// Products by what they were worth, in the order of [`Use`].
    uses: [u64; 4],
    multiply_adds: u64,
    messages: u64,
    /// The dearest operation since the last barrier.
    open: u64,
}

impl Tally {
    /// The node heard a value and evaluated its function.
    pub fn forward(&mut self, multiply_adds: u64) {
        self.forward += 1;
        self.messages += 1;
        self.spend(multiply_adds);
    }

    /// The node computed the product with its function's transposed Jacobian and sent it.
    pub fn vjp(&mut self, multiply_adds: u64, worth: Use) {
        self.uses[worth as usize] += 1;
        self.messages += 1;
        self.spend(multiply_adds);
    }

    /// The node computed its function's parameter gradient.
    pub fn parameter_vjp(&mut self, multiply_adds: u64) {
        self.parameter_vjp += 1;
        self.spend(multiply_adds);
    }

    fn spend(&mut self, multiply_adds: u64) {
        self.multiply_adds += multiply_adds;
        self.open = self.open.max(multiply_adds);
    }

    /// Nodes now wait for their neighbours' messages: what came before ran in parallel, what
    /// comes next runs after it. Returns the dearest operation since the barrier before.
    pub fn barrier(&mut self) -> u64 {
        std::mem::take(&mut self.open)
    }
}

/// Counts of one run. Entries of the three lists are per function `f_0 … f_{L−1}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Evaluations of `f_ℓ`.
    pub forward: Vec<u64>,
    /// Products with `f_ℓ`'s transposed Jacobian, towards `x_ℓ`.
    pub vjp: Vec<u64>,
    /// Parameter gradients of `f_ℓ`.
    pub parameter_vjp: Vec<u64>,
    /// Products with an error that was exactly zero.
    pub idle: u64,
    /// Products with an error that was nonzero for the first time.
    pub front: u64,
    /// Products with an error that had changed.
    pub refine: u64,
    /// Products with an error that was bitwise unchanged.
    pub redundant: u64,
    /// Multiply-adds of all the above.
    pub multiply_adds: u64,
    /// Multiply-adds on the longest chain, when all that nodes do between two exchanges of
    /// messages runs in parallel.
    pub critical_path: u64,
    /// Messages between neighbouring nodes: one for each value or feedback sent.
    pub messages: u64,
}

impl Counters {
    /// The tallies of nodes 1 … L, and the critical path up to the last barrier, whose open
    /// operations are added.
    pub fn collect<'a>(tallies: impl Iterator<Item = &'a Tally>, critical_path: u64) -> Self {
        let mut all = Counters::default();
        let mut open = 0;
        for tally in tallies {
            let [idle, front, refine, redundant] = tally.uses;
            all.forward.push(tally.forward);
            all.vjp.push(idle + front + refine + redundant);
            all.parameter_vjp.push(tally.parameter_vjp);
            all.idle += idle;
            all.front += front;
            all.refine += refine;
            all.redundant += redundant;
            all.multiply_adds += tally.multiply_adds;
            all.messages += tally.messages;
            open = open.max(tally.open);
        }
        all.critical_path = critical_path + open;
        all
    }
}
