//! Rules that equal backpropagation, or would but for one thing: the k-limit, FA-Z-IL, Z-IL's
//! ablations, steady-state backpropagation, activation relaxation. In double precision, over
//! random networks.

use crate::case::{ALL, Case, TANH, binomial_tail, case, close, equals_backprop};
use nalgebra::DMatrix;
use pc_playground::{
    Ablation, Inference, Integrator, Likelihood, Network, RuleName, RuleOptions, Stores,
};
use proptest::prelude::*;

/// `‖g − g_BP‖ / ‖g_BP‖` of function `l`'s weights.
fn off(case: &Case, inference: &mut Inference<f64>, l: usize) -> f64 {
    let bp = case.bp().gradient(l).weights.clone();
    (&inference.gradient(l).weights - &bp).norm() / bp.norm()
}

/// The same of all weights together.
fn off_all(case: &Case, options: &RuleOptions, steps: usize) -> f64 {
    let (mut bp, mut rule) = (case.bp(), case.run(options, steps));
    let (mut apart, mut length) = (0.0, 0.0);
    for l in 0..case.depth() {
        apart += (&rule.gradient(l).weights - &bp.gradient(l).weights).norm_squared();
        length += bp.gradient(l).weights.norm_squared();
    }
    (apart / length).sqrt()
}

fn early(rate: f64) -> RuleOptions {
    let mut options = RuleOptions::new(RuleName::Zil);
    options.ablation = Some(Ablation::Early);
    options.learning_rate = rate;
    options
}

/// `s^j`'s coefficients in `p(s)ᵀ`, summed from `least` on, for `p = [p_0, p_1, …]`.
fn tail(p: &[f64], times: usize, least: usize) -> f64 {
    let mut power = vec![1.0];
    for _ in 0..times {
        let mut next = vec![0.0; power.len() + p.len() - 1];
        for (i, a) in power.iter().enumerate() {
            for (j, b) in p.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        power = next;
    }
    power.iter().skip(least).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Case 1 of the infinite-variance limit: where the output has no loss, nothing changes.
    #[test]
    fn no_output_loss_gives_no_update(case in case(ALL, 1..=6), k in 1.0..1000.0_f64) {
        let mut case = case;
        case.network.likelihood = Likelihood::Gaussian;
        case.targets = case.network.predict(&case.inputs).unwrap();
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.output_variance = k;
        let mut vpc = case.run(&options, 20);
        for l in 0..case.depth() {
            prop_assert!(vpc.gradient(l).weights.iter().all(|&g| g == 0.0), "W_{l}");
        }
    }

    /// FA-Z-IL's layers trigger at Z-IL's moments, by themselves, and learn what backpropagation finds.
    #[test]
    fn fa_zil_equals_backpropagation(case in case(TANH, 1..=8), more in 0..5_usize) {
        let depth = case.depth();
        let mut fa = case.run(&RuleOptions::new(RuleName::FaZil), depth - 1 + more);
        let moments: Vec<_> = (0..depth).rev().map(Some).collect();
        prop_assert_eq!(fa.learned_at(), moments);
        equals_backprop(&case, &mut fa, |_| 1.0)?;
    }

    /// Z-IL whose layers change their weights too early: the last function still has
    /// backpropagation's gradient, those before it do not, by a share that goes to zero with α.
    #[test]
    fn zil_loses_equality_when_weights_change_too_early(case in case(TANH, 2..=6)) {
        let depth = case.depth();
        let mut zil = case.run(&early(0.1), depth);
        prop_assert!(off(&case, &mut zil, depth - 1) < 1e-12);
        let [much, little] = [1e-3, 1e-4].map(|rate| off(&case, &mut case.run(&early(rate), depth), 0));
        prop_assert!(much > 1e-7, "{much:e}");
        prop_assert!((much / little - 10.0).abs() < 0.5, "{much:e} and {little:e}");
    }

    /// Z-IL whose latents start at zero has another gradient from the start, and one that learns
    /// everywhere at t = L − 1 in all functions but the first, whose moment that is.
    #[test]
    fn zil_loses_equality_without_requirements_one_and_three(case in case(TANH, 3..=6)) {
        let depth = case.depth();
        let ablated = |ablation| {
            let mut options = RuleOptions::new(RuleName::Zil);
            options.ablation = Some(ablation);
            case.run(&options, depth)
        };
        let mut together = ablated(Ablation::Together);
        prop_assert!(off(&case, &mut together, 0) < 1e-10);
        for l in 1..depth {
            prop_assert!(off(&case, &mut together, l) > 1e-6, "W_{l}");
        }
        prop_assert_eq!(together.learned_at(), vec![Some(depth - 1); depth]);
        let mut latents = ablated(Ablation::Latents);
        prop_assert!(off(&case, &mut latents, depth - 1) > 1e-3);
    }

    /// Euler's method on eq 3.24 is FPA-PC that stores e, bit for bit; and FPA-PC that stores x, in
    /// other variables.
    #[test]
    fn eulers_steady_state_backpropagation_is_fpa(case in case(ALL, 1..=8), step_size in 0.1..1.2_f64) {
        let mut options = RuleOptions::new(RuleName::OdeBp);
        options.step_size = step_size;
        let mut ode = case.start(&options);
        options.rule = RuleName::Fpa;
        let mut x = case.start(&options);
        options.stores = Stores::Error;
        let mut e = case.start(&options);
        for _ in 0..2 * case.depth() {
            for inference in [&mut ode, &mut x, &mut e] {
                inference.step();
            }
            for l in 1..=case.depth() {
                prop_assert_eq!(ode.error(l), e.error(l));
                // Storing x rounds each step to an ulp of x, however small e is.
                close(&format!("e_{l}"), ode.error(l), x.error(l), 1e-10)?;
                close(&format!("x_{l}"), ode.value(l), x.value(l), 1e-12)?;
            }
        }
    }

    /// Heun's method on eq 3.24, against its closed form: a step is
    /// `1 − γ + γ²/2 + (γ − γ²) s + γ²/2 s²`, `s` the way of an error from a node to its parent.
    #[test]
    fn heuns_steady_state_backpropagation_has_a_closed_form(
        case in case(ALL, 1..=6), step_size in 0.1..1.2_f64, steps in 0..10_usize
    ) {
        let bp = case.bp();
        let mut options = RuleOptions::new(RuleName::OdeBp);
        options.step_size = step_size;
        options.integrator = Integrator::Heun;
        let ode = case.run(&options, steps);
        let half = step_size * step_size / 2.0;
        let p = [1.0 - step_size + half, step_size - 2.0 * half, half];
        for l in 1..=case.depth() {
            let factor = tail(&p, steps, case.depth() - l);
            close(&format!("e_{l}({steps})"), ode.error(l), &(bp.error(l) * factor), 1e-9)?;
        }
    }

    /// Activation relaxation in closed form: FPA's share of backpropagation's error, and what is left
    /// of the activities, each as far down as it has travelled by then.
    #[test]
    fn activation_relaxation_has_a_closed_form(
        case in case(ALL, 1..=6), step_size in 0.1..1.2_f64, steps in 0..10_usize
    ) {
        let bp = case.bp();
        let mut options = RuleOptions::new(RuleName::Ar);
        options.step_size = step_size;
        let ar = case.run(&options, steps);
        let depth = case.depth();
        for l in 1..depth {
            let mut expected = bp.error(l) * binomial_tail(steps, step_size, depth - l);
            for way in 0..(depth - l).min(steps + 1) {
                let share = tail(&[1.0 - step_size, step_size], steps, way)
                    - tail(&[1.0 - step_size, step_size], steps, way + 1);
                expected += carried(&case, &bp, l, way) * share;
            }
            close(&format!("x_{l}({steps})"), ar.value(l), &expected, 1e-9)?;
            prop_assert_eq!(ar.value(l), ar.error(l));
        }
    }

    /// With γ = 1 activation relaxation has forgotten its activities at t = L − 1.
    #[test]
    fn activation_relaxation_with_unit_step_equals_backpropagation(
        case in case(ALL, 1..=8), more in 0..4_usize
    ) {
        let mut ar = case.run(&RuleOptions::new(RuleName::Ar), case.depth() - 1 + more);
        equals_backprop(&case, &mut ar, |_| 1.0)?;
    }
}

/// `J_lᵀ … J_{l+way−1}ᵀ μ_{l+way}`: the activity of a node, carried down.
fn carried(case: &Case, bp: &Inference<f64>, l: usize, way: usize) -> DMatrix<f64> {
    let mut carried = bp.value(l + way).clone();
    for layer in (l..l + way).rev() {
        case.network.layers[layer].pull_back(&mut carried, bp.prediction(layer + 1));
        carried = &case.network.layers[layer].weights * carried;
    }
    carried
}

/// The limit of infinite variance, case 2 (section 3.3), on a network of 784 – 3 × 20 – 10: at
/// T = 20 a larger k does not help; once inference has converged the error falls as 1/k.
#[test]
fn the_k_limit_needs_converged_inference() {
    let case = digit_case();
    let off = |k: f64, steps: usize| {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.output_variance = k;
        off_all(&case, &options, steps)
    };
    let [few_100, few_10_000] = [100.0, 10_000.0].map(|k| off(k, 20));
    assert!(few_100 > 0.2 && few_10_000 > 0.9 * few_100, "{few_100} and {few_10_000}");
    let [many_100, many_1000] = [100.0, 1000.0].map(|k| off(k, 1000));
    assert!((many_100 / many_1000 - 10.0).abs() < 0.3, "{many_100:e} and {many_1000:e}");
}

/// In f32 a large k drowns the difference of x and μ in rounding: the error rises again.
#[test]
fn the_k_limit_breaks_down_in_single_precision() {
    let case = digit_case();
    let mut network: Network<f32> =
        Network::new(&pc_playground::NetworkOptions::new(&case.network.sizes())).unwrap();
    for (single, double) in network.layers.iter_mut().zip(&case.network.layers) {
        single.weights = double.weights.map(|w| w as f32);
        single.bias = double.bias.map(|b| b as f32);
    }
    let off = |k: f64| {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.output_variance = k;
        let mut vpc = Inference::new(&network, &case.inputs, &case.targets, &options).unwrap();
        (0..1000).for_each(|_| vpc.step());
        let mut bp = case.bp();
        let (mut apart, mut length) = (0.0, 0.0);
        for l in 0..case.depth() {
            let bp = &bp.gradient(l).weights;
            apart += (vpc.gradient(l).weights.map(f64::from) - bp).norm_squared();
            length += bp.norm_squared();
        }
        (apart / length).sqrt()
    };
    let [best, worst] = [1e3, 1e7].map(off);
    assert!(best < 0.01 && worst > 10.0 * best, "{best:e} at 1e3, {worst:e} at 1e7");
}

/// In f32 an error below half an ulp of μ is absorbed: the layers it should reach trigger late, or never.
#[test]
fn fa_zil_never_triggers_on_what_rounding_absorbs() {
    let sizes = [4, 8, 8, 8, 8, 3];
    let mut options = pc_playground::NetworkOptions::new(&sizes);
    options.likelihood = Likelihood::Gaussian;
    let inputs = [0.5, -0.3, 0.8, 0.1];
    let run = |distance: f64| {
        let network = Network::<f32>::new(&options).unwrap();
        let targets: Vec<_> =
            network.predict(&inputs).unwrap().iter().map(|m| m + distance).collect();
        let rule = RuleOptions::new(RuleName::FaZil);
        let mut fa = Inference::new(&network, &inputs, &targets, &rule).unwrap();
        (0..12).for_each(|_| fa.step());
        fa.learned_at()
    };
    assert_eq!(run(0.1), [4, 3, 2, 1, 0].map(Some));
    assert_eq!(run(1e-7)[..2], [Some(6), Some(3)], "late, once the layers above have refined");
    assert_eq!(run(3e-8)[..2], [None, Some(4)], "never");
}

/// One synthetic digit and a network with default weights.
fn digit_case() -> Case {
    let data = pc_playground::Dataset::synthetic(1, 3).unwrap();
    let options = pc_playground::NetworkOptions::new(&[784, 20, 20, 20, 10]);
    Case {
        network: Network::new(&options).unwrap(),
        inputs: data.inputs(0, 1).unwrap(),
        targets: data.targets(0, 1).unwrap(),
    }
}
