//! Times are what the counters count: by a clock that advances with each reading they are the counts themselves.

use std::cell::Cell;

use pc_playground::{Inference, Likelihood, Network, NetworkOptions, RuleName, RuleOptions};

thread_local! {
    static READINGS: Cell<u32> = const { Cell::new(0) };
}

fn reading() -> f64 {
    READINGS.set(READINGS.get() + 1);
    f64::from(READINGS.get())
}

/// Every reading is one millisecond after the one before.
fn fine() -> f64 {
    reading()
}

/// Advances by seven steps at once: most operations begin and end within them.
fn coarse() -> f64 {
    7.0 * (reading() / 7.0).floor()
}

fn still() -> f64 {
    3.0
}

/// Every rule over a chain of three functions, one sample.
fn inferences() -> Vec<Inference<f64>> {
    let rules = RuleName::ALL.iter().map(|&(_, rule)| RuleOptions::new(rule));
    rules
        .map(|options| {
            let mut shape = NetworkOptions::new(&[4, 6, 5, 3]);
            shape.likelihood = Likelihood::Gaussian;
            let network = Network::new(&shape).unwrap();
            Inference::new(&network, &[0.3, -0.2, 0.9, 0.1], &[0.1, 0.7, -0.4], &options).unwrap()
        })
        .collect()
}

fn assert_counts(inference: &mut Inference<f64>, clock: fn() -> f64) {
    let counters = inference.counters();
    let timings = inference.timings(clock);
    let times = |counts: &[u64]| counts.iter().map(|&count| count as f64).collect::<Vec<_>>();
    assert_eq!(timings.forward, times(&counters.forward));
    assert_eq!(timings.vjp, times(&counters.vjp));
    assert_eq!(timings.parameter_vjp, times(&counters.parameter_vjp));
    assert_eq!(timings.resolution, 1.0);
}

#[test]
fn each_operation_is_timed_once_whenever_it_is_asked() {
    for mut inference in inferences() {
        (0..4).for_each(|_| inference.step());
        assert_counts(&mut inference, fine); // by running again
        (0..3).for_each(|_| inference.step());
        inference.gradient(1);
        assert_counts(&mut inference, fine); // as they are done
    }
}

#[test]
fn asking_changes_nothing_that_is_computed() {
    for (mut asked, mut plain) in inferences().into_iter().zip(inferences()) {
        for _ in 0..6 {
            asked.timings(fine);
            asked.step();
            plain.step();
        }
        assert_eq!(asked.counters(), plain.counters());
        assert_eq!(asked.free_energy(), plain.free_energy());
        for node in 1..=3 {
            assert_eq!(asked.value(node), plain.value(node));
            assert_eq!(asked.error(node), plain.error(node));
        }
    }
}

#[test]
fn sums_by_a_coarse_clock_are_right_in_the_mean() {
    for mut inference in inferences() {
        (0..20).for_each(|_| inference.step());
        let counters = inference.counters();
        let timings = inference.timings(coarse);
        assert_eq!(timings.resolution, 7.0);
        let all = [timings.forward, timings.vjp, timings.parameter_vjp].concat();
        let counts = [counters.forward, counters.vjp, counters.parameter_vjp].concat();
        let count: u64 = counts.iter().sum();
        let (sum, count) = (all.iter().sum::<f64>(), count as f64);
        assert!((sum / count - 1.0).abs() < 0.35, "{sum} ms for {count} operations");
    }
}

#[test]
fn a_clock_that_stands_still_says_so() {
    let mut inference = inferences().remove(1);
    inference.step();
    let timings = inference.timings(still);
    assert_eq!(timings.resolution, f64::INFINITY);
    assert_eq!(timings.vjp, [0.0; 3]);
}
