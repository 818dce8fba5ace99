//! Counters against counts made by hand, on a chain of three functions: 3 – 4 – 5 – 2, two
//! samples. Products cost 24, 40 and 20 multiply-adds.

use pc_playground::{Counters, Inference, Network, NetworkOptions, RuleName, RuleOptions};

const COSTS: [u64; 3] = [24, 40, 20];
/// The feed-forward sweep: three products, one after the other, three messages.
const SWEEP: u64 = 24 + 40 + 20;

fn run(options: &RuleOptions, steps: usize) -> Inference<f64> {
    let network = Network::new(&NetworkOptions::new(&[3, 4, 5, 2])).unwrap();
    let inputs = [0.1, 0.7, -0.3, 0.9, -0.5, 0.2];
    let targets = [1.0, 0.0, 0.0, 1.0];
    let mut inference = Inference::new(&network, &inputs, &targets, options).unwrap();
    (0..steps).for_each(|_| inference.step());
    inference
}

fn uses(counters: &Counters) -> [u64; 4] {
    [counters.idle, counters.front, counters.refine, counters.redundant]
}

/// What must hold between the counts of every run.
fn consistent(counters: &Counters) {
    let products: u64 = counters.vjp.iter().sum();
    assert_eq!(products, uses(counters).iter().sum::<u64>());
    let all = |l: usize| counters.forward[l] + counters.vjp[l] + counters.parameter_vjp[l];
    let multiply_adds: u64 = (0..3).map(|l| all(l) * COSTS[l]).sum();
    assert_eq!(counters.multiply_adds, multiply_adds);
    assert!(counters.critical_path <= counters.multiply_adds);
    let heard: u64 = counters.forward.iter().sum();
    assert_eq!(counters.messages, heard + products);
}

#[test]
fn backpropagation_does_nothing_twice() {
    let counters = run(&RuleOptions::new(RuleName::Bp), 9).counters();
    consistent(&counters);
    assert_eq!(counters.forward, [1, 1, 1]);
    assert_eq!(counters.vjp, [0, 1, 1]);
    assert_eq!(counters.parameter_vjp, [1, 1, 1]);
    assert_eq!(uses(&counters), [0, 2, 0, 0]);
    // Down, up one function a step, then all parameter gradients at once: the dearest is 40.
    assert_eq!(counters.critical_path, SWEEP + 20 + 40 + 40);
}

#[test]
fn fpa_repeats_itself_with_unit_step() {
    // t 0: f_2 front, f_1 idle; t 1: f_2 redundant, f_1 front; t 2 and 3: both redundant, since
    // e_2 is J e_3 up to the rounding of μ + e and stays there.
    let mut inference = run(&RuleOptions::new(RuleName::Fpa), 2);
    let counters = inference.counters();
    consistent(&counters);
    assert_eq!(counters.forward, [1, 1, 1]);
    assert_eq!(counters.vjp, [0, 2, 2]);
    assert_eq!(counters.parameter_vjp, [0, 0, 0]);
    assert_eq!(uses(&counters), [1, 2, 0, 1]);
    assert_eq!(counters.critical_path, SWEEP + 40 + 40);

    // Asking for a gradient makes the node compute it: once a time, however often it is asked.
    inference.gradient(0);
    inference.gradient(0);
    assert_eq!(inference.counters().parameter_vjp, [1, 0, 0]);
    inference.step();
    inference.gradient(0);
    assert_eq!(inference.counters().parameter_vjp, [2, 0, 0]);
}

#[test]
fn vpc_predicts_anew_at_every_step_but_never_the_first_function() {
    let inference = run(&RuleOptions::new(RuleName::Vpc), 4);
    let counters = inference.counters();
    consistent(&counters);
    assert_eq!(counters.forward, [1, 5, 5]);
    assert_eq!(counters.vjp, [0, 4, 4]);
    // f_1 is idle at t = 0; each function has one front; all else changes.
    assert_eq!(uses(&counters), [1, 2, 5, 0]);
    // A step is the dearest product up, then the dearest prediction down.
    assert_eq!(counters.critical_path, SWEEP + 4 * (40 + 40));
    // Looking does not count.
    inference.free_energy();
    inference.cosine_to_backprop().unwrap();
    assert_eq!(inference.counters(), counters);
}

#[test]
fn zil_learns_each_function_once_at_its_own_time() {
    let options = RuleOptions::new(RuleName::Zil);
    for (steps, learned) in [(0, [0, 0, 1]), (1, [0, 1, 1]), (2, [1, 1, 1]), (7, [1, 1, 1])] {
        let counters = run(&options, steps).counters();
        consistent(&counters);
        assert_eq!(counters.parameter_vjp, learned, "after {steps} steps");
    }
    let counters = run(&options, 2).counters();
    assert_eq!(counters.forward, [1, 3, 3]);
    assert_eq!(uses(&counters), [1, 2, 1, 0]);
    // Gradients of W_2 and W_1 run beside the products of their step; W_0's comes alone.
    assert_eq!(counters.critical_path, SWEEP + 2 * (40 + 40) + 24);
}

#[test]
fn heun_takes_two_rounds_of_messages_a_step() {
    let mut options = RuleOptions::new(RuleName::OdeBp);
    options.integrator = pc_playground::Integrator::Heun;
    let counters = run(&options, 2).counters();
    consistent(&counters);
    assert_eq!(counters.forward, [1, 1, 1]);
    assert_eq!(counters.vjp, [0, 4, 4]);
    // The first round of t = 0 moves node 2 alone, so that in the second it has its first error.
    assert_eq!(uses(&counters), [1, 2, 2, 3]);
    assert_eq!(counters.messages, 3 + 8);
    assert_eq!(counters.critical_path, SWEEP + 4 * 40);
}

#[test]
fn fa_zil_triggers_once_a_function_and_goes_on() {
    let counters = run(&RuleOptions::new(RuleName::FaZil), 5).counters();
    consistent(&counters);
    assert_eq!(counters.parameter_vjp, [1, 1, 1]);
    assert_eq!(counters.forward, [1, 6, 6]);
    assert_eq!(counters.vjp, [0, 5, 5]);
}

#[test]
fn an_iteration_of_implicit_sgd_is_a_sweep_there_and_back() {
    let options = RuleOptions::new(RuleName::ImplicitSgd);
    let first = run(&options, 2).counters();
    consistent(&first);
    assert_eq!((&first.forward[..], &first.vjp[..]), (&[1, 1, 1][..], &[0, 1, 1][..]));
    assert_eq!(first.parameter_vjp, [1, 1, 1]);
    assert_eq!(first.critical_path, SWEEP + 20 + 40 + 40);
    let second = run(&options, 5).counters();
    assert_eq!(second.forward, [2, 2, 2]);
    assert_eq!(second.parameter_vjp, [2, 2, 2]);
    assert_eq!(second.critical_path, 2 * first.critical_path);
}

#[test]
fn a_zero_error_is_idle_throughout() {
    let network = Network::<f64>::new(&NetworkOptions {
        likelihood: pc_playground::Likelihood::Gaussian,
        ..NetworkOptions::new(&[3, 4, 5, 2])
    })
    .unwrap();
    let inputs = [0.1, 0.7, -0.3];
    let targets = network.predict(&inputs).unwrap();
    for (name, rule) in RuleName::ALL {
        // What these move is not, or not only, an error of the output; exact il-prox is alike.
        if matches!(rule, RuleName::Ar | RuleName::Langevin) {
            continue;
        }
        let options = RuleOptions::new(rule);
        let mut inference = Inference::new(&network, &inputs, &targets, &options).unwrap();
        (0..3).for_each(|_| inference.step());
        let counters = inference.counters();
        assert_eq!(uses(&counters)[1..], [0, 0, 0], "{name}");
        assert_eq!(counters.idle, counters.vjp.iter().sum::<u64>(), "{name}");
        assert_eq!(inference.first_nonzero(), [None; 4], "{name}");
        assert!(
            inference.cosine_to_backprop().unwrap().iter().all(|cosine| cosine.is_nan()),
            "{name}"
        );
    }
}
