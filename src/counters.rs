//! What a run has computed. Nodes tell of every operation as they do it; nothing here is derived
//! from a formula.

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

/// Counts of one run. Entries of the three lists are per function `f_0 … f_{L−1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// The dearest operation since the last barrier; not yet in `critical_path`.
    #[serde(skip)]
    open: u64,
}

impl Counters {
    /// All zero, for a chain of `depth` functions.
    pub fn new(depth: usize) -> Self {
        Counters {
            forward: vec![0; depth],
            vjp: vec![0; depth],
            parameter_vjp: vec![0; depth],
            idle: 0,
            front: 0,
            refine: 0,
            redundant: 0,
            multiply_adds: 0,
            critical_path: 0,
            messages: 0,
            open: 0,
        }
    }

    /// A node heard a value and evaluated `f_function`.
    pub fn forward(&mut self, function: usize, multiply_adds: u64) {
        self.forward[function] += 1;
        self.messages += 1;
        self.spend(multiply_adds);
    }

    /// A node computed the product with `f_function`'s transposed Jacobian and sent it.
    pub fn vjp(&mut self, function: usize, multiply_adds: u64, worth: Use) {
        self.vjp[function] += 1;
        self.messages += 1;
        match worth {
            Use::Idle => self.idle += 1,
            Use::Front => self.front += 1,
            Use::Refine => self.refine += 1,
            Use::Redundant => self.redundant += 1,
        }
        self.spend(multiply_adds);
    }

    /// A node computed the parameter gradient of `f_function`.
    pub fn parameter_vjp(&mut self, function: usize, multiply_adds: u64) {
        self.parameter_vjp[function] += 1;
        self.spend(multiply_adds);
    }

    fn spend(&mut self, multiply_adds: u64) {
        self.multiply_adds += multiply_adds;
        self.open = self.open.max(multiply_adds);
    }

    /// Nodes now wait for their neighbours' messages: what came before ran in parallel, what
    /// comes next runs after it.
    pub fn barrier(&mut self) {
        self.critical_path += self.open;
        self.open = 0;
    }

    /// A copy in which the operations since the last barrier are on the critical path.
    pub fn snapshot(&self) -> Counters {
        let mut copy = self.clone();
        copy.barrier();
        copy
    }
}
