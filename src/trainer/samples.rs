//! The order in which samples come.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

/// Minibatches of one size: one that reaches the end of a pass goes on into the next, which is
/// shuffled anew.
pub(super) struct Samples {
    count: usize,
    batch: usize,
    /// Samples to come; room for a pass and what is left of the one before.
    order: Vec<u32>,
    /// The next entry of `order` to use.
    next: usize,
    rng: Pcg64,
}

impl Samples {
    pub fn new(count: usize, batch: usize, seed: u64) -> Self {
        let order = Vec::with_capacity(count + batch);
        Samples { count, batch, order, next: 0, rng: Pcg64::seed_from_u64(seed) }
    }

    /// Samples a minibatch.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The next minibatch.
    pub fn advance(&mut self) -> &[u32] {
        if self.order.len() - self.next < self.batch {
            self.turn_over();
        }
        self.next += self.batch;
        self.last()
    }

    /// The minibatch that came last.
    pub fn last(&self) -> &[u32] {
        &self.order[self.next - self.batch..self.next]
    }

    /// Begins a new pass: what is left of the last one comes first, then all in a new order.
    fn turn_over(&mut self) {
        let left = self.order.len() - self.next;
        self.order.copy_within(self.next.., 0);
        self.order.truncate(left);
        self.order.extend(0..self.count as u32);
        self.order[left..].shuffle(&mut self.rng);
        self.next = 0;
    }
}
