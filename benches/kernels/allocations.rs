//! What a training step asks of the allocator inside a browser, counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pc_playground::{
    Dataset, Likelihood, Network, NetworkOptions, RuleName, RuleOptions, Trainer, TrainerOptions,
};

static BYTES: AtomicU64 = AtomicU64::new(0);

/// The target's own allocator, with a counter.
struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size() as u64, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        BYTES.fetch_add(size as u64, Ordering::Relaxed);
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The names of all rules.
pub fn rules() -> Vec<String> {
    RuleName::ALL.iter().map(|(name, _)| (*name).to_string()).collect()
}

/// Bytes that `steps` training steps under rule number `rule` ask for, after a first one.
pub fn bytes_allocated(rule: usize, steps: usize) -> u64 {
    let mut trainer = trainer(RuleOptions::new(RuleName::ALL[rule].1));
    trainer.step(1);
    let before = BYTES.load(Ordering::Relaxed);
    trainer.step(steps);
    BYTES.load(Ordering::Relaxed) - before
}

/// A small network for pictures under this rule. The data are few, so that passes end and are shuffled anew.
fn trainer(rule: RuleOptions) -> Trainer<f32> {
    let generative = rule.rule == RuleName::Generative;
    let mut options =
        NetworkOptions::new(if generative { &[10, 16, 16, 784] } else { &[784, 16, 16, 10] });
    if generative {
        options.likelihood = Likelihood::Gaussian;
    }
    let network = Network::new(&options).expect("sizes within their bounds");
    let data = Dataset::synthetic(40, 0).expect("a few digits");
    let mut training = TrainerOptions::new(rule, 3);
    // Enough to be a minibatch, few enough for rules that invert matrices.
    training.batch_size = training.batch_size.min(16);
    Trainer::new(Rc::new(RefCell::new(network)), Arc::new(data), &training)
        .expect("options that fit")
}
