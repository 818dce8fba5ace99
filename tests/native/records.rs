//! What a run records, against what its nodes count, and what is planned, against what is recorded: under every rule.

use pc_playground::counters::{Counters, Use};
use pc_playground::inference::{Inference, Kind, Operation, Record};
use pc_playground::theory::plan;
use pc_playground::{
    Ablation, Feedback, Integrator, Network, NetworkOptions, RuleName, RuleOptions, Stores, Variant,
};

const SIZES: [usize; 6] = [5, 4, 7, 3, 4, 2];
const DEPTH: usize = SIZES.len() - 1;

/// Every rule, and what else a rule can be.
fn rules() -> Vec<RuleOptions> {
    let of = RuleOptions::new;
    let mut all: Vec<_> = RuleName::ALL.iter().map(|&(_, rule)| of(rule)).collect();
    all.extend(
        Ablation::ALL
            .map(|(_, ablation)| RuleOptions { ablation: Some(ablation), ..of(RuleName::Zil) }),
    );
    all.push(RuleOptions { integrator: Integrator::Heun, ..of(RuleName::OdeBp) });
    all.push(RuleOptions { stores: Stores::Error, step_size: 0.3, ..of(RuleName::Fpa) });
    all.push(RuleOptions { variant: Variant::Practical, ..of(RuleName::IlProx) });
    all.push(RuleOptions { feedback: Feedback::Random, ..of(RuleName::Vpc) });
    all
}

/// A minibatch of as many samples as the rule takes, up to three, for a network.
fn minibatch(options: &RuleOptions) -> (Network<f64>, Vec<f64>, Vec<f64>) {
    let likelihood = pc_playground::Likelihood::Gaussian;
    let sizes = NetworkOptions::new(&SIZES);
    let network = Network::new(&NetworkOptions { likelihood, seed: 4, ..sizes }).unwrap();
    let batch = if options.wants_one_sample() { 1 } else { 3 };
    let numbers = |count: usize| (0..count).map(|i| (1.0 + 7.0 * i as f64).sin()).collect();
    (network, numbers(SIZES[0] * batch), numbers(SIZES[DEPTH] * batch))
}

fn record(options: &RuleOptions, steps: usize) -> Record {
    let (network, inputs, targets) = minibatch(options);
    Inference::record(&network, &inputs, &targets, options, steps).unwrap()
}

/// What the nodes of the same run count.
fn counters(options: &RuleOptions, steps: usize) -> Counters {
    let (network, inputs, targets) = minibatch(options);
    let mut inference = Inference::new(&network, &inputs, &targets, options).unwrap();
    (0..steps).for_each(|_| inference.step());
    (0..DEPTH).for_each(|l| {
        inference.gradient(l);
    });
    inference.counters()
}

#[test]
fn the_sum_of_a_record_is_what_the_nodes_count() {
    for options in rules() {
        for steps in [0, 2, 11] {
            let Record { operations, .. } = record(&options, steps);
            let count = |test: &dyn Fn(&Operation) -> bool| {
                operations.iter().filter(|operation| test(operation)).count() as u64
            };
            let each = |kind: Kind| -> Vec<u64> {
                (1..=DEPTH).map(|l| count(&|o| o.node == l && o.kind == kind)).collect()
            };
            let worth = |worth: Use| count(&|o| o.worth == Some(worth));
            let counted = counters(&options, steps);
            let name = format!("{options:?}, {steps} steps");
            assert_eq!(each(Kind::Forward), counted.forward, "{name}");
            assert_eq!(each(Kind::Vjp), counted.vjp, "{name}");
            assert_eq!(each(Kind::Gradient), counted.parameter_vjp, "{name}");
            let uses = [Use::Idle, Use::Front, Use::Refine, Use::Redundant].map(worth);
            let found = [counted.idle, counted.front, counted.refine, counted.redundant];
            assert_eq!(uses, found, "{name}");
            assert!(operations.iter().all(|o| o.worth.is_some() == (o.kind == Kind::Vjp)));
            let sum: u64 = operations.iter().map(|o| o.multiply_adds).sum();
            assert_eq!(sum, counted.multiply_adds, "{name}");
        }
    }
}

#[test]
fn a_record_ends_with_the_schedule_and_says_whether_its_numbers_are_finite() {
    assert_eq!(record(&RuleOptions::new(RuleName::Bp), 100).steps, DEPTH - 1);
    let vpc = RuleOptions::new(RuleName::Vpc);
    assert_eq!((record(&vpc, 100).steps, record(&vpc, 100).finite), (100, true));
    let wild = RuleOptions { step_size: 1e9, ..vpc };
    assert!(!record(&wild, 100).finite);
}

#[test]
fn what_cannot_be_run_or_held_is_refused() {
    let options = RuleOptions::new(RuleName::Vpc);
    let (network, inputs, targets) = minibatch(&options);
    let refused = |inputs: &[f64], steps| {
        let found = Inference::record(&network, inputs, &targets, &options, steps);
        found.unwrap_err().to_string()
    };
    assert!(refused(&inputs[1..], 1).starts_with("inputs must be a whole number of samples"));
    assert!(refused(&inputs, usize::MAX).starts_with("a record needs"));
}

#[test]
fn a_plan_is_the_record_of_a_chain_that_nobody_ran() {
    for options in rules() {
        let batch = if options.wants_one_sample() { 1 } else { 3 };
        for steps in [0, 2, 11] {
            let (ran, planned) =
                (record(&options, steps), plan::operations(&options, &SIZES, batch, steps));
            let planned = planned.unwrap();
            assert_eq!(planned.steps, ran.steps);
            let order = |record: &Record| -> Vec<Operation> {
                record.operations.iter().map(|o| Operation { worth: None, ..*o }).collect()
            };
            assert_eq!(order(&planned), order(&ran), "{options:?}, {steps} steps");
        }
    }
}

#[test]
fn a_plan_loses_no_error_on_its_way_and_takes_any_precisions() {
    let deep = [7; 65];
    for options in [RuleOptions::new(RuleName::FaZil), RuleOptions::new(RuleName::Bp)] {
        let operations = plan::operations(&options, &deep, 1, 63).unwrap().operations;
        let count = |test: fn(&&Operation) -> bool| operations.iter().filter(test).count();
        assert_eq!(count(|o| o.kind == Kind::Gradient), 64, "{options:?}");
        assert_eq!(count(|o| o.worth == Some(Use::Front)), 63, "{options:?}");
    }
    let precisions = Some(vec![pc_playground::PrecisionOption::Diagonal(vec![1.0; 4])]);
    let options = RuleOptions { precisions, ..RuleOptions::new(RuleName::Vpc) };
    assert!(plan::operations(&options, &SIZES, 3, 2).is_ok());
    let sentence = plan::operations(&options, &[3], 3, 2).unwrap_err().to_string();
    assert!(sentence.starts_with("sizes must be a list of 2 to 65"), "{sentence}");
}
