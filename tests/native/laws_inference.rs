//! Rules that do not equal backpropagation, by what they are instead: G-IL, IL-prox, implicit SGD,
//! generative predictive coding, Langevin. In double precision, over random networks.

use crate::case::{Case, SMOOTH, TANH, build, case, close};
use nalgebra::DMatrix;
use pc_playground::{Activation, Inference, Likelihood, RuleName, RuleOptions, Variant};
use proptest::prelude::*;

const IDENTITY: &[Activation] = &[Activation::Identity];

/// The first sample of a case alone.
fn one_sample(mut case: Case) -> Case {
    let sizes = case.network.sizes();
    case.inputs.truncate(sizes[0]);
    case.targets.truncate(sizes[case.network.depth()]);
    case
}

fn gaussian(mut case: Case) -> Case {
    case.network.likelihood = Likelihood::Gaussian;
    case
}

/// The parameters after one step, `θ − α · gradient`, one after the other.
fn stepped(case: &Case, inference: &mut Inference<f64>, rate: f64) -> Vec<f64> {
    let step = |l: usize| {
        let gradient = inference.gradient(l).clone();
        let layer = &case.network.layers[l];
        let weights = (&layer.weights - gradient.weights * rate).as_slice().to_vec();
        let bias = (&layer.bias - gradient.bias * rate).as_slice().to_vec();
        [weights, bias].concat()
    };
    (0..case.depth()).map(step).collect::<Vec<_>>().concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// On a network of identities a pre-activation is an activation: G-IL without decay is vpc.
    #[test]
    fn g_il_of_a_linear_network_is_vpc(case in case(IDENTITY, 1..=6), step_size in 0.05..0.3_f64) {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.step_size = step_size;
        let mut vpc = case.run(&options, 15);
        options.rule = RuleName::GIl;
        let mut g_il = case.run(&options, 15);
        for l in 0..case.depth() {
            let expected = vpc.gradient(l).weights.clone();
            close(&format!("W_{l}"), &g_il.gradient(l).weights, &expected, 1e-12)?;
        }
    }

    /// G-IL without decay goes along −∂F/∂h: to first order in γ, F falls by ‖Δh‖²/γ.
    #[test]
    fn g_il_descends_the_energy_of_pre_activations(case in case(SMOOTH, 2..=4)) {
        let mut options = RuleOptions::new(RuleName::GIl);
        options.step_size = 1e-4;
        let (before, after) = (case.run(&options, 3), case.run(&options, 4));
        let moved = |l: usize| (after.value(l) - before.value(l)).norm_squared();
        let predicted = -(1..case.depth()).map(moved).sum::<f64>() / options.step_size / case.batch() as f64;
        let fell = after.free_energy() - before.free_energy();
        prop_assert!((fell - predicted).abs() <= 1e-2 * predicted.abs() + 1e-13, "{fell:e} for {predicted:e}");
    }

    /// The three terms of G-IL, one step from a state with all of them.
    #[test]
    fn g_il_weighs_top_bottom_and_decay(case in case(TANH, 2..=4)) {
        let mut options = RuleOptions::new(RuleName::GIl);
        (options.step_size, options.bottom_step_size, options.decay) = (0.07, Some(0.2), 0.01);
        let (before, after) = (case.run(&options, 4), case.run(&options, 5));
        for l in 1..case.depth() {
            let h = before.value(l);
            let slope = h.map(|h| 1.0 - h.tanh().powi(2));
            let pull = (&case.network.layers[l].weights * before.error(l + 1)).component_mul(&slope);
            let expected = h - before.error(l) * 0.07 + pull * 0.2 - h * 0.01;
            close(&format!("h_{l}"), after.value(l), &expected, 1e-12)?;
        }
    }

    /// IL-prox's update, once inference has converged, is the step of implicit SGD. (With a large rate it may take
    /// longer than this; then nothing is said.)
    #[test]
    fn il_prox_is_implicit_sgd(case in case(SMOOTH, 1..=5), rate in 0.02..1.0_f64) {
        let case = one_sample(case);
        let mut options = RuleOptions::new(RuleName::IlProx);
        (options.learning_rate, options.step_size) = (rate, 0.05);
        let mut prox = case.run(&options, 40_000);
        let before: Vec<_> = (1..case.depth()).map(|l| prox.value(l).clone()).collect();
        prox.step();
        let slope = before.iter().zip(1..).map(|(x, l)| (prox.value(l) - x).amax()).fold(0.0, f64::max);
        prop_assume!(slope <= 1e-10);
        let residual = prox.implicit_residual(rate).unwrap();
        prop_assert!(residual <= 1e-6, "{residual:e}");
    }

    /// The reference's step is implicit, for one sample and for several; and for one it is IL-prox's.
    #[test]
    fn implicit_sgd_is_implicit(case in case(SMOOTH, 1..=4), rate in 0.01..0.05_f64) {
        let mut options = RuleOptions::new(RuleName::ImplicitSgd);
        (options.learning_rate, options.step_size) = (rate, 0.1);
        let many = case.run(&options, case.depth() * 1000);
        let residual = many.implicit_residual(rate).unwrap();
        prop_assert!(residual <= 1e-6, "{residual:e}");
        let case = one_sample(case);
        let mut reference = case.run(&options, case.depth() * 1000);
        options = RuleOptions::new(RuleName::IlProx);
        (options.learning_rate, options.step_size) = (rate, 0.05);
        let mut prox = case.run(&options, 40_000);
        let (a, b) = (stepped(&case, &mut reference, rate), stepped(&case, &mut prox, rate));
        let apart = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        prop_assert!(apart < 1e-6, "{apart:e}");
    }

    /// After one sweep implicit SGD has found the gradient of explicit SGD.
    #[test]
    fn implicit_sgd_begins_as_backpropagation(case in case(SMOOTH, 1..=5)) {
        let mut implicit = case.run(&RuleOptions::new(RuleName::ImplicitSgd), case.depth() - 1);
        crate::case::equals_backprop(&case, &mut implicit, |_| 1.0)?;
    }

    /// As α goes to zero the exact form is backpropagation.
    #[test]
    fn il_prox_of_a_small_rate_is_backpropagation(case in case(SMOOTH, 1..=4)) {
        let case = one_sample(case);
        let mut options = RuleOptions::new(RuleName::IlProx);
        (options.learning_rate, options.step_size) = (1e-7, 0.05);
        let mut prox = case.run(&options, 20_000);
        let mut bp = case.bp();
        for l in 0..case.depth() {
            let expected = bp.gradient(l).weights.clone();
            close(&format!("W_{l}"), &prox.gradient(l).weights, &expected, 1e-4)?;
        }
    }

    /// The practical variant by its definition at t = 0: the output error is αN/(1+αN) of
    /// −∂loss/∂m, and the change of the weights the mean of e φᵀ over the mean of N.
    #[test]
    fn practical_il_prox_by_its_definition(case in case(TANH, 1..=4), rate in 0.01..2.0_f64) {
        let mut options = RuleOptions::new(RuleName::IlProx);
        (options.variant, options.learning_rate) = (Variant::Practical, rate);
        let mut prox = case.start(&options);
        let (bp, last) = (case.bp(), case.depth() - 1);
        let heard = match last {
            0 => bp.value(0).clone(),
            l => bp.value(l).clone(),
        };
        let norm = heard.column_iter().map(|x| x.norm_squared() + 1.0).sum::<f64>() / case.batch() as f64;
        let e = bp.error(last + 1) * (rate * norm / (1.0 + rate * norm));
        close("e_L", prox.error(last + 1), &e, 1e-12)?;
        let change = &heard * e.transpose() / (case.batch() as f64 * norm);
        close("ΔW", &(&prox.gradient(last).weights * -rate), &change, 1e-12)?;
    }

    /// Generative predictive coding with both ends held is vpc.
    #[test]
    fn generative_with_both_ends_held_is_vpc(case in case(SMOOTH, 1..=5)) {
        let case = gaussian(case);
        let (vpc, generative) = (RuleOptions::new(RuleName::Vpc), RuleOptions::new(RuleName::Generative));
        let (vpc, generative) = (case.run(&vpc, 12), case.run(&generative, 12));
        for l in 0..=case.depth() {
            prop_assert_eq!(vpc.value(l), generative.value(l));
        }
    }

    /// A free x_0 goes along −∂F/∂x_0 with the latents; a node that is held does not move.
    #[test]
    fn whatever_is_free_descends_the_free_energy(case in case(SMOOTH, 2..=4), held in 1..4_usize) {
        let case = gaussian(case);
        let mut options = RuleOptions::new(RuleName::Generative);
        options.step_size = 5e-4; // smaller ones would not carry an error through four nodes
        let run = |steps: usize| {
            // By then every node has an error.
            let mut inference = case.run(&options, case.depth());
            inference.release(0).unwrap();
            inference.release(case.depth()).unwrap();
            inference.clamp(held.min(case.depth() - 1), None).unwrap();
            (0..steps).for_each(|_| inference.step());
            inference
        };
        let (before, after) = (run(2), run(3));
        let held = held.min(case.depth() - 1);
        prop_assert_eq!(before.value(held), after.value(held));
        prop_assert!(before.value(0) != after.value(0) && before.is_clamped(held) && !before.is_clamped(0));
        let moved = |l: usize| (after.value(l) - before.value(l)).norm_squared();
        let predicted = -(0..=case.depth()).map(moved).sum::<f64>() / options.step_size / case.batch() as f64;
        let fell = after.free_energy() - before.free_energy();
        prop_assert!((fell - predicted).abs() <= 3e-2 * predicted.abs() + 1e-13, "{fell:e} for {predicted:e}");
    }

    /// With the output free and the input held, the chain relaxes to its feed-forward prediction:
    /// generation.
    #[test]
    fn a_free_output_relaxes_to_the_prediction(case in case(TANH, 1..=4)) {
        let case = gaussian(case);
        let mut options = RuleOptions::new(RuleName::Generative);
        options.step_size = 0.05;
        let mut generative = case.start(&options);
        generative.release(case.depth()).unwrap();
        (0..20_000).for_each(|_| generative.step());
        let expected = case.network.predict(&case.inputs).unwrap();
        let value = generative.value(case.depth());
        let expected = DMatrix::from_column_slice(value.nrows(), value.ncols(), &expected);
        close("x_L", value, &expected, 1e-6)?;
        prop_assert!(generative.free_energy() < 1e-9);
    }

    /// Langevin's step is vpc's and noise of standard deviation √(2γ), from its own seed.
    #[test]
    fn langevin_is_vpc_with_noise(case in case(SMOOTH, 2..=5), step_size in 0.01..0.3_f64) {
        let mut options = RuleOptions::new(RuleName::Vpc);
        options.step_size = step_size;
        let vpc = case.run(&options, 1);
        options.rule = RuleName::Langevin;
        let mut noise = |seed: u64| {
            options.noise_seed = seed;
            let langevin = case.run(&options, 1);
            (1..case.depth())
                .flat_map(|l| (langevin.value(l) - vpc.value(l)).as_slice().to_vec())
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(noise(1), noise(1));
        prop_assert!(noise(1) != noise(2));
        let all: Vec<f64> = (0..200).flat_map(&mut noise).collect();
        let variance = all.iter().map(|n| n * n).sum::<f64>() / all.len() as f64;
        // The standard error of a variance from n normal numbers is √(2/n) of it: five of these.
        let allowed = 5.0 * (2.0 / all.len() as f64).sqrt();
        prop_assert!((variance / (2.0 * step_size) - 1.0).abs() < allowed, "{variance}");
    }
}

/// Nodes do not share their random numbers: in a chain without weights, where each latent hears noise
/// alone, no two of seven are correlated.
#[test]
fn nodes_have_noise_of_their_own() {
    use pc_playground::{Network, NetworkOptions};
    let mut network = Network::<f64>::new(&NetworkOptions::new(&[2; 9])).unwrap();
    for layer in &mut network.layers {
        layer.weights.fill(0.0);
        layer.bias.fill(0.0);
    }
    let (batch, mut options) = (2000, RuleOptions::new(RuleName::Langevin));
    options.noise_seed = 5;
    let targets = [1.0, 0.0].repeat(batch);
    let mut langevin = Inference::new(&network, &vec![0.0; 2 * batch], &targets, &options).unwrap();
    langevin.step();
    for a in 1..8 {
        for b in a + 1..8 {
            let (a, b) = (langevin.value(a), langevin.value(b));
            // 4,000 pairs: the standard error of a correlation is 1/√4000 = 0.016.
            let correlation = a.dot(b) / (a.norm() * b.norm());
            assert!(correlation.abs() < 0.08, "{correlation}");
        }
    }
}

/// The posterior that Langevin samples, where it is known: 1 – 1 – 1, linear, gaussian. F has curvature
/// `a = 1 + w₁²` in x_1, so with steps of γ the variance is `1/(a (1 − γa/2))` about the minimum.
#[test]
fn langevin_samples_the_posterior() {
    use pc_playground::{Network, NetworkOptions};
    let mut options = NetworkOptions::new(&[1, 1, 1]);
    options.activations = vec![Activation::Identity];
    options.likelihood = Likelihood::Gaussian;
    let mut network = Network::<f64>::new(&options).unwrap();
    (network.layers[0].weights[0], network.layers[0].bias[0]) = (0.5, 0.0);
    (network.layers[1].weights[0], network.layers[1].bias[0]) = (1.5, 0.0);
    let mut rule = RuleOptions::new(RuleName::Langevin);
    rule.step_size = 0.1;
    let samples = 400;
    // Four hundred chains at once, each with x_0 = 2 and x_2 = 3.
    let (inputs, targets) = (vec![2.0; samples], vec![3.0; samples]);
    let mut langevin = Inference::new(&network, &inputs, &targets, &rule).unwrap();
    (0..200).for_each(|_| langevin.step());
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    for _ in 0..2000 {
        langevin.step();
        for &x in langevin.value(1) {
            sum += x;
            squares += x * x;
            count += 1.0;
        }
    }
    let (curvature, pull) = (1.0 + 1.5_f64.powi(2), 0.5 * 2.0 + 1.5 * 3.0);
    let (mean, variance) = (sum / count, squares / count - (sum / count).powi(2));
    let expected = 1.0 / (curvature * (1.0 - 0.1 * curvature / 2.0));
    assert!((mean - pull / curvature).abs() < 0.01, "mean {mean} for {}", pull / curvature);
    assert!((variance / expected - 1.0).abs() < 0.02, "variance {variance} for {expected}");
}

/// The bear (Song et al. 2022): one input, one hidden unit, two outputs, all predicted right; now
/// one output is to be 0. Backpropagation's update disturbs the other output more than vpc's does,
/// and points further away from what was wanted.
#[test]
fn prospective_configuration_interferes_less() {
    use pc_playground::{Network, NetworkOptions};
    let mut options = NetworkOptions::new(&[1, 1, 2]);
    options.activations = vec![Activation::Identity];
    options.likelihood = Likelihood::Gaussian;
    let mut network = Network::<f64>::new(&options).unwrap();
    for layer in &mut network.layers {
        layer.weights.fill(1.0);
        layer.bias.fill(0.0);
    }
    let case = Case { network, inputs: vec![1.0], targets: vec![0.0, 1.0] };
    let change = |rule: RuleName, steps: usize| {
        let mut inference = case.run(&RuleOptions::new(rule), steps);
        let mut after = case.network.clone();
        for l in 0..2 {
            after.layers[l].weights -= &inference.gradient(l).weights * 0.1;
            after.layers[l].bias -= &inference.gradient(l).bias * 0.1;
        }
        let outputs = after.predict(&case.inputs).unwrap();
        [outputs[0] - 1.0, outputs[1] - 1.0]
    };
    let (bp, vpc) = (change(RuleName::Bp, 1), change(RuleName::Vpc, 500));
    // What was wanted is (−1, 0): the cosine to that.
    let alignment = |[a, b]: [f64; 2]| -a / a.hypot(b);
    assert!(bp[0] < 0.0 && vpc[0] < 0.0, "both move the corrected output: {bp:?} and {vpc:?}");
    assert!(vpc[1].abs() < 0.5 * bp[1].abs(), "the held output: {bp:?} and {vpc:?}");
    assert!(alignment(vpc) > alignment(bp), "{} and {}", alignment(vpc), alignment(bp));
}

/// What does not go together is refused in one sentence.
#[test]
fn bad_combinations_are_refused() {
    use pc_playground::{Network, NetworkOptions};
    let network = Network::<f64>::new(&NetworkOptions::new(&[2, 3, 2])).unwrap();
    let refusal = |options: &RuleOptions, batch: usize| {
        let targets = [1.0, 0.0].repeat(batch);
        let made = Inference::new(&network, &vec![0.1; 2 * batch], &targets, options);
        made.err().expect("it is refused").to_string()
    };
    let prox = RuleOptions::new(RuleName::IlProx);
    assert_eq!(
        refusal(&prox, 64),
        "the minibatch must be 1 sample for rule il-prox, whose variant \"exact\" holds for one alone \
         (variant \"practical\" takes any number), got 64"
    );
    assert_eq!(
        refusal(&RuleOptions::new(RuleName::Generative), 1),
        "likelihood of the network must be \"gaussian\" for rule generative, since x_L is a picture, \
         got \"categorical\""
    );
    let mut options = RuleOptions::new(RuleName::Vpc);
    options.variant = Variant::Practical;
    assert!(refusal(&options, 1).starts_with("variant must be \"exact\" except for rule il-prox"));
    let mut bp =
        Inference::new(&network, &[0.1; 2], &[1.0, 0.0], &RuleOptions::new(RuleName::Bp)).unwrap();
    assert_eq!(
        bp.release(1).unwrap_err().to_string(),
        "the rule must be vpc or generative, to clamp or free nodes, got bp"
    );
    let mut vpc =
        Inference::new(&network, &[0.1; 2], &[1.0, 0.0], &RuleOptions::new(RuleName::Vpc)).unwrap();
    assert_eq!(
        vpc.release(2).unwrap_err().to_string(),
        "node must be below 2, since the likelihood is categorical, got 2"
    );
}

/// Errors beside backpropagation's are taken as gradients take them: k-fold in the infinite-variance limit, over αN in
/// IL-prox, whose backpropagation is by pre-activations.
#[test]
fn distances_to_backpropagation_are_of_errors_as_gradients_take_them() {
    let case = one_sample(build(vec![4, 5, 3, 2], vec![Activation::Tanh; 2], 1, 3, true));
    let (k, rate, depth) = (50.0, 0.3, case.depth());
    let bp = case.bp();
    let of = RuleOptions::new;
    let prox = RuleOptions { learning_rate: rate, ..of(RuleName::IlProx) };
    for (name, options) in [
        ("fpa", of(RuleName::Fpa)),
        ("k-limit", RuleOptions { output_variance: k, ..of(RuleName::Vpc) }),
        ("g-il", of(RuleName::GIl)),
        ("il-prox", prox.clone()),
        ("practical", RuleOptions { variant: Variant::Practical, ..prox }),
    ] {
        let found = case.run(&options, 3);
        let (mut apart, mut whole) = (0.0, 0.0);
        for l in 1..=depth {
            let potential = matches!(options.rule, RuleName::GIl | RuleName::IlProx);
            let mut backprop = bp.error(l).clone();
            if potential && l < depth {
                backprop.zip_apply(bp.prediction(l), |e, m| *e *= 1.0 - m * m);
            }
            assert_eq!(found.backprop_error(l).unwrap(), &backprop, "{name}, node {l}");
            let before = found.value(l - 1);
            let heard = if l == 1 { before.clone() } else { before.map(f64::tanh) };
            let scale = match name {
                "k-limit" if l < depth => k,
                "il-prox" | "practical" => 1.0 / (rate * (heard.norm_squared() + 1.0)),
                _ => 1.0,
            };
            apart += (found.error(l) * scale - &backprop).norm_squared();
            whole += backprop.norm_squared();
        }
        let (got, expected) = (found.distance_to_backprop().unwrap(), (apart / whole).sqrt());
        assert!((got / expected - 1.0).abs() < 1e-12, "{name}: {got}, not {expected}");
    }
    assert_eq!(bp.distance_to_backprop().unwrap(), 0.0);
    let mut settled = case.clone();
    settled.targets = settled.network.predict(&settled.inputs).unwrap();
    assert!(settled.bp().distance_to_backprop().unwrap().is_nan(), "nothing to compare with");
}
