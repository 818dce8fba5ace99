//! Hot loops allocate nothing: counted by the allocator itself.
#![cfg(not(target_arch = "wasm32"))]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pc_playground::{
    Dataset, Inference, Network, NetworkOptions, OptimizerKind, RuleName, RuleOptions, Stores,
    Trainer, TrainerOptions,
};

/// The system's allocator, counting the calls of each thread.
struct Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // The thread may already be gone when its last memory is given back.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `run` asks for memory.
fn allocations(run: impl FnOnce()) -> u64 {
    let before = CALLS.get();
    run();
    CALLS.get() - before
}

fn rules() -> Vec<RuleOptions> {
    let mut all: Vec<_> = RuleName::ALL.iter().map(|(_, rule)| RuleOptions::new(*rule)).collect();
    let mut stores_error = RuleOptions::new(RuleName::Fpa);
    stores_error.stores = Stores::Error;
    all.push(stores_error);
    all
}

#[test]
fn the_counter_counts() {
    assert!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))) >= 1);
}

#[test]
fn inference_steps_allocate_nothing() {
    let network = Network::<f32>::new(&NetworkOptions::new(&[784, 64, 65, 33, 10])).unwrap();
    let data = Dataset::synthetic(7, 0).unwrap();
    let (inputs, targets) = (data.inputs(0, 7).unwrap(), data.targets(0, 7).unwrap());
    for options in rules() {
        let mut inference = Inference::new(&network, &inputs, &targets, &options).unwrap();
        let calls = allocations(|| (0..20).for_each(|_| inference.step()));
        assert_eq!(calls, 0, "{:?}", options.rule);
    }
}

#[test]
fn training_steps_allocate_nothing() {
    let data = Rc::new(Dataset::synthetic(100, 0).unwrap());
    for rule in rules() {
        for (_, kind) in OptimizerKind::ALL {
            let options = NetworkOptions::new(&[784, 20, 20, 10]);
            let network = Rc::new(RefCell::new(Network::<f32>::new(&options).unwrap()));
            let mut options = TrainerOptions::new(rule.clone(), 3);
            options.optimizer.kind = kind;
            options.batch_size = 32;
            let mut trainer = Trainer::new(network, Rc::clone(&data), &options).unwrap();
            // Seven minibatches of 32 go through the 100 samples twice: shuffling counts too.
            let calls = allocations(|| {
                trainer.step(7);
            });
            assert_eq!(calls, 0, "{:?} with {kind:?}", rule.rule);
        }
    }
}
