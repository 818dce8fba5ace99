//! Hot loops allocate nothing: counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Ablation, Dataset, Feedback, Inference, Integrator, Likelihood, Network, NetworkOptions,
    OptimizerKind, RuleName, RuleOptions, Stores, Trainer, TrainerOptions, Variant,
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

/// Every rule, and what else a rule can be.
fn rules() -> Vec<RuleOptions> {
    let mut all: Vec<_> = RuleName::ALL.iter().map(|(_, rule)| RuleOptions::new(*rule)).collect();
    let mut with = |rule: RuleName, set: &dyn Fn(&mut RuleOptions)| {
        let mut options = RuleOptions::new(rule);
        set(&mut options);
        all.push(options);
    };
    with(RuleName::Fpa, &|options| options.stores = Stores::Error);
    with(RuleName::OdeBp, &|options| options.integrator = Integrator::Heun);
    with(RuleName::Zil, &|options| options.ablation = Some(Ablation::Early));
    with(RuleName::IlProx, &|options| options.variant = Variant::Practical);
    for (_, feedback) in Feedback::ALL {
        with(RuleName::Bp, &|options| options.feedback = feedback);
    }
    all
}

/// The sizes of a network for pictures under a rule, the hidden ones given.
fn network(rule: &RuleOptions, hidden: &[usize]) -> Network<f32> {
    let mut sizes = [&[784], hidden, &[10]].concat();
    if rule.rule == RuleName::Generative {
        sizes.reverse();
    }
    let mut options = NetworkOptions::new(&sizes);
    if rule.rule == RuleName::Generative {
        options.likelihood = Likelihood::Gaussian;
    }
    Network::new(&options).unwrap()
}

#[test]
fn the_counter_counts() {
    assert!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))) >= 1);
}

#[test]
fn inference_steps_allocate_nothing() {
    let data = Dataset::synthetic(7, 0).unwrap();
    for options in rules() {
        let network = network(&options, &[64, 65, 33]);
        let count = if options.wants_one_sample() { 1 } else { 7 };
        let (pictures, labels) = (data.inputs(0, count).unwrap(), data.targets(0, count).unwrap());
        let (inputs, targets) = match options.rule {
            RuleName::Generative => (labels, pictures),
            _ => (pictures, labels),
        };
        let mut inference = Inference::new(&network, &inputs, &targets, &options).unwrap();
        let calls = allocations(|| (0..20).for_each(|_| inference.step()));
        assert_eq!(calls, 0, "{:?}", options.rule);
    }
}

#[test]
fn training_steps_allocate_nothing() {
    let data = Arc::new(Dataset::synthetic(100, 0).unwrap());
    for rule in rules() {
        for (_, kind) in OptimizerKind::ALL {
            let network = Rc::new(RefCell::new(network(&rule, &[20, 20])));
            let mut options = TrainerOptions::new(rule.clone(), 3);
            if !rule.is_implicit() {
                options.optimizer.kind = kind;
            }
            if !rule.wants_one_sample() {
                options.batch_size = 32;
            }
            let mut trainer = Trainer::new(network, Arc::clone(&data), &options).unwrap();
            // Seven minibatches of 32 go through the 100 samples twice: shuffling counts too.
            let calls = allocations(|| {
                trainer.step(7);
            });
            assert_eq!(calls, 0, "{:?} with {kind:?}", rule.rule);
        }
    }
}
