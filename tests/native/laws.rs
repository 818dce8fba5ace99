//! What must hold for every network: property tests over random ones, in double precision.
//!
//! The laws decide who is right: central differences, the equality of rules with backpropagation,
//! the closed form of FPA, theorem 1, descent of the free energy.

use crate::case::{ALL, SMOOTH, TANH, binomial_tail, case, close, equals_backprop};
use pc_playground::{RuleName, RuleOptions, Stores};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Backpropagation against central differences of the loss, in every parameter.
    #[test]
    fn backpropagation_is_the_derivative_of_the_loss(case in case(SMOOTH, 1..=4)) {
        let mut bp = case.bp();
        let h = 1e-5;
        for l in 0..case.depth() {
            let gradient = bp.gradient(l).clone();
            for i in 0..gradient.weights.len() {
                let at = |shift: f64| {
                    let mut moved = case.clone();
                    moved.network.layers[l].weights[i] += shift;
                    moved.loss()
                };
                let difference = (at(h) - at(-h)) / (2.0 * h);
                prop_assert!((difference - gradient.weights[i]).abs() < 1e-7, "W_{l}[{i}]");
            }
            for i in 0..gradient.bias.len() {
                let at = |shift: f64| {
                    let mut moved = case.clone();
                    moved.network.layers[l].bias[i] += shift;
                    moved.loss()
                };
                let difference = (at(h) - at(-h)) / (2.0 * h);
                prop_assert!((difference - gradient.bias[i]).abs() < 1e-7, "b_{l}[{i}]");
            }
        }
    }

    /// A step of vpc goes along −∂F/∂x, wherever it starts from: to first order in γ, F falls by
    /// ‖Δx‖²/γ. From t = 3 on, so that every latent has moved away from its prediction.
    #[test]
    fn vpc_steps_along_the_gradient_of_the_free_energy(case in case(SMOOTH, 2..=4)) {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.step_size = 1e-4;
        let before = case.run(&options, 3);
        let after = case.run(&options, 4);
        let moved = |l: usize| (after.value(l) - before.value(l)).norm_squared();
        let batch = case.batch() as f64;
        let predicted = -(1..case.depth()).map(moved).sum::<f64>() / options.step_size / batch;
        let fell = after.free_energy() - before.free_energy();
        prop_assert!((fell - predicted).abs() <= 1e-2 * predicted.abs() + 1e-13, "{fell:e} for {predicted:e}");
    }

    /// vpc's parameter gradient is the derivative of F by the parameters, at the current x.
    #[test]
    fn vpc_learns_along_the_gradient_of_the_free_energy(case in case(SMOOTH, 1..=3)) {
        let options = RuleOptions::new(RuleName::Vpc);
        let mut vpc = case.run(&options, 4);
        let h = 1e-5;
        for l in 0..case.depth() {
            let gradient = vpc.gradient(l).weights.clone();
            for i in 0..gradient.len() {
                let at = |shift: f64| {
                    let mut network = case.network.clone();
                    network.layers[l].weights[i] += shift;
                    case.energy(&vpc, &network)
                };
                let difference = (at(h) - at(-h)) / (2.0 * h);
                prop_assert!((difference - gradient[i]).abs() < 1e-7, "W_{l}[{i}]");
            }
        }
    }

    /// γ = 1: after T ≥ L − 1 steps FPA's gradient is backpropagation's (eq 3.23 at its fixed
    /// point); at T = L − 2 the gradient of W_0 is exactly zero.
    #[test]
    fn fpa_with_unit_step_equals_backpropagation(case in case(ALL, 1..=8), more in 0..4_usize) {
        let options = RuleOptions::new(RuleName::Fpa);
        let mut fpa = case.run(&options, case.depth() - 1 + more);
        equals_backprop(&case, &mut fpa, |_| 1.0)?;
        if case.depth() >= 2 {
            let mut early = case.run(&options, case.depth() - 2);
            prop_assert!(early.gradient(0).weights.iter().all(|&g| g == 0.0));
        }
    }

    /// Z-IL's gradients are backpropagation's; with γ ≠ 1 they are γ^(L−1−ℓ) times that.
    #[test]
    fn zil_equals_backpropagation(case in case(ALL, 1..=8), step_size in 0.2..1.5_f64) {
        let mut options = RuleOptions::new(RuleName::Zil);
        let mut zil = case.run(&options, case.depth());
        prop_assert!(zil.done());
        equals_backprop(&case, &mut zil, |_| 1.0)?;
        options.step_size = step_size;
        let mut zil = case.run(&options, case.depth());
        let last = case.depth() - 1;
        equals_backprop(&case, &mut zil, |l| step_size.powi((last - l) as i32))?;
    }

    /// e_ℓ(T) = P[Binomial(T, γ) ≥ L − ℓ] · e_ℓ(BP), whether x or e is stored.
    #[test]
    fn fpa_has_a_closed_form(case in case(ALL, 1..=6), step_size in 0.1..1.3_f64, steps in 0..12_usize) {
        let bp = case.bp();
        for stores in [Stores::Value, Stores::Error] {
            let mut options = RuleOptions::new(RuleName::Fpa);
            options.step_size = step_size;
            options.stores = stores;
            let fpa = case.run(&options, steps);
            for l in 1..=case.depth() {
                let factor = binomial_tail(steps, step_size, case.depth() - l);
                close(&format!("{stores:?} e_{l}({steps})"), fpa.error(l), &(bp.error(l) * factor), 1e-9)?;
            }
        }
    }

    /// Storing e gives the trajectory of storing x.
    #[test]
    fn storing_the_error_gives_the_same_trajectory(case in case(ALL, 2..=8), step_size in 0.1..1.2_f64) {
        let mut options = RuleOptions::new(RuleName::Fpa);
        options.step_size = step_size;
        let mut x = case.start(&options);
        options.stores = Stores::Error;
        let mut e = case.start(&options);
        for _ in 0..2 * case.depth() {
            x.step();
            e.step();
            for l in 1..=case.depth() {
                close(&format!("x_{l}"), e.value(l), x.value(l), 1e-12)?;
                close(&format!("e_{l}"), e.error(l), x.error(l), 1e-12)?;
            }
        }
    }

    /// Theorem 1: e_ℓ is first nonzero at t = L − ℓ, for vpc and fpa from γ = 0.1 on.
    #[test]
    fn theorem_one(case in case(TANH, 1..=8), step_size in 0.1..1.0_f64) {
        for rule in [RuleName::Vpc, RuleName::Fpa] {
            let mut options = RuleOptions::new(rule);
            options.step_size = step_size;
            let depth = case.depth();
            let first = case.run(&options, depth).first_nonzero();
            let predicted: Vec<_> = (0..depth).rev().map(Some).collect();
            prop_assert_eq!(&first[1..], predicted, "{:?}", rule);
        }
    }

    /// F falls at every step of vpc for small γ on tanh networks.
    #[test]
    fn free_energy_is_monotone(case in case(TANH, 2..=6), step_size in 0.01..0.1_f64) {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.step_size = step_size;
        let mut vpc = case.start(&options);
        let mut before = vpc.free_energy();
        for t in 1..=40 {
            vpc.step();
            let now = vpc.free_energy();
            prop_assert!(now <= before + 1e-12, "at t = {t} F rose from {before} to {now}");
            before = now;
        }
    }

    /// Output variance k with gradients × k is hidden precision k with step size γ/k.
    #[test]
    fn infinite_variance_limit_is_a_change_of_precisions(case in case(TANH, 2..=5), k in 2.0..50.0_f64) {
        use pc_playground::PrecisionOption::Scalar;
        let mut one = RuleOptions::new(RuleName::Vpc);
        one.output_variance = k;
        let mut other = RuleOptions::new(RuleName::Vpc);
        other.step_size = one.step_size / k;
        let hidden = std::iter::repeat_n(Scalar(k), case.depth() - 1);
        other.precisions = Some(hidden.chain([Scalar(1.0)]).collect());
        let (mut one, mut other) = (case.run(&one, 20), case.run(&other, 20));
        for l in 0..case.depth() {
            let expected = other.gradient(l).weights.clone();
            close(&format!("W_{l}"), &one.gradient(l).weights, &expected, 1e-9)?;
        }
    }
}

/// The tail that the closed form is held against, itself held against numbers from a table.
#[test]
fn binomial_tails_are_right() {
    assert_eq!(binomial_tail(3, 0.5, 0), 1.0);
    assert_eq!(binomial_tail(3, 0.5, 2), 0.5);
    assert!((binomial_tail(10, 0.1, 1) - 0.651_321_559_9).abs() < 1e-10);
    assert_eq!(binomial_tail(2, 0.3, 3), 0.0);
}
