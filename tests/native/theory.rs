//! What the crate knows beforehand, held to sums and solutions found otherwise, and to what the page's own JavaScript
//! found before it asked the crate (`golden/theory/`).

use pc_playground::theory::linear::Posterior;
use pc_playground::theory::{closed_form, law};
use pc_playground::{
    Activation, Dataset, Inference, Likelihood, Network, NetworkOptions, RuleName, RuleOptions,
};
use serde_json::Value;

use crate::case::{binomial_tail, build};

/// A file of numbers recorded from the page.
fn recorded(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The rows of a table of numbers.
fn rows(table: &Value) -> Vec<Vec<f64>> {
    table.as_array().unwrap().iter().map(numbers).collect()
}

/// A list of numbers; null is NaN.
fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|n| n.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Within 1e-12 of what was expected, relative where it is large.
fn near(what: &str, got: f64, expected: f64) {
    if expected.is_nan() {
        return assert!(got.is_nan(), "{what}: {got}, not NaN");
    }
    let off = (got - expected).abs();
    assert!(off <= 1e-12 * expected.abs().max(1.0), "{what}: {got}, not {expected}");
}

#[test]
fn shares_are_binomial_tails_and_a_polynomial_above_one() {
    for gamma in [0.05, 0.3, 0.5, 0.9, 1.0, 1.4] {
        for steps in 0..16 {
            for distance in 0..8 {
                let expected = binomial_tail(steps, gamma, distance);
                let got = law::share(steps, gamma, distance);
                let off = (got - expected).abs();
                assert!(off < 1e-9, "T {steps}, γ {gamma}, d {distance}: {got}, not {expected}");
            }
        }
    }
    assert_eq!(law::shares(2, 1.0, 4), [1.0, 1.0, 1.0, 0.0, 0.0]);
}

/// `ė_d = e_{d−1} − e_d` with `e_0 = 1`, by the classical Runge–Kutta method.
fn followed(tau: f64, distance: usize) -> f64 {
    let mut e = vec![0.0; distance + 1];
    e[0] = 1.0;
    let slope = |e: &[f64]| -> Vec<f64> {
        (0..e.len()).map(|d| if d == 0 { 0.0 } else { e[d - 1] - e[d] }).collect()
    };
    let ahead = |e: &[f64], by: &[f64], h: f64| -> Vec<f64> {
        e.iter().zip(by).map(|(e, by)| e + h * by).collect()
    };
    let h = tau / 4000.0;
    for _ in 0..4000 {
        let a = slope(&e);
        let b = slope(&ahead(&e, &a, h / 2.0));
        let c = slope(&ahead(&e, &b, h / 2.0));
        let d = slope(&ahead(&e, &c, h));
        for i in 0..e.len() {
            e[i] += h / 6.0 * (a[i] + 2.0 * b[i] + 2.0 * c[i] + d[i]);
        }
    }
    e[distance]
}

#[test]
fn the_limit_solves_the_equation_and_is_right_in_both_tails() {
    for distance in [0, 1, 3, 8] {
        for tau in [0.0, 0.5, 3.0, 20.0] {
            let (got, expected) = (law::limit(tau, distance), followed(tau, distance));
            let off = (got - expected).abs();
            assert!(off < 1e-11, "τ {tau}, distance {distance}: {got}, not {expected}");
        }
    }
    let tiny = law::limit(1e-4, 8) / (1e-32 / 40320.0);
    assert!((tiny - 1.0).abs() < 1e-3, "a tail keeps its digits: {tiny}");
    assert_eq!(law::limit(1e6, 64), 1.0);
}

#[test]
fn an_error_has_arrived_when_it_is_within_a_hundredth() {
    assert_eq!(law::steps_to_arrive(1.0, 7), Some(7));
    let half = law::steps_to_arrive(0.5, 7).unwrap();
    assert!(law::share(half, 0.5, 7) >= 0.99 && law::share(half - 1, 0.5, 7) < 0.99);
    assert_eq!(law::steps_to_arrive(2.0, 7), None);
    assert_eq!(law::steps_to_arrive(1e-3, 64), None, "more than 10,000 steps");
}

#[test]
fn the_law_is_what_the_page_had() {
    let all = recorded(include_str!("../golden/theory/law.json"));
    for row in rows(&all["share: T, gamma, distance, by two recurrences"]) {
        let got = law::share(row[0] as usize, row[1], row[2] as usize);
        row[3..].iter().for_each(|&was| near(&format!("share {row:?}"), got, was));
    }
    for row in rows(&all["limit: tau, distance, share"]) {
        let got = law::limit(row[0], row[1] as usize);
        let off = (got - row[2]).abs();
        assert!(off <= 1e-12 * row[2], "limit {row:?}: {got}");
    }
    for row in rows(&all["steps to arrive: gamma, distance, steps, -1 for never"]) {
        let got = law::steps_to_arrive(row[0], row[1] as usize);
        assert_eq!(got.map_or(-1.0, |steps| steps as f64), row[2], "{row:?}");
    }
}

/// The closed form against what FPA-PC does, whatever the network, its errors' storage and γ.
#[test]
fn the_closed_form_is_what_fpa_finds() {
    for (likelihood, gaussian) in [("gaussian", true), ("categorical", false)] {
        for gamma in [0.3, 1.0, 1.4] {
            let chosen = vec![Activation::Tanh, Activation::Relu, Activation::Sigmoid];
            let case = build(vec![5, 6, 4, 5, 3], chosen, 2, 7, gaussian);
            let found =
                closed_form::curves(&case.network, &case.inputs, &case.targets, gamma, 9).unwrap();
            let bp = case.bp();
            let whole: f64 = (1..=4).map(|l| bp.error(l).norm_squared()).sum();
            let mut fpa =
                case.start(&RuleOptions { step_size: gamma, ..RuleOptions::new(RuleName::Fpa) });
            for t in 0..=9 {
                let what = |name: &str| format!("{name} at t = {t}, γ {gamma}, {likelihood}");
                let off: f64 = (1..=4).map(|l| (fpa.error(l) - bp.error(l)).norm_squared()).sum();
                near(&what("distance"), found.distance[t], (off / whole).sqrt());
                near(&what("F"), found.free_energy[t], fpa.free_energy());
                let cosines = fpa.cosine_to_backprop().unwrap();
                for (function, cosine) in cosines.into_iter().enumerate() {
                    near(&what("cosine"), found.cosine[5 * t + function], cosine);
                }
                fpa.step();
            }
        }
    }
}

#[test]
fn the_closed_form_is_what_the_page_had() {
    let all = recorded(include_str!("../golden/theory/closed_form.json"));
    let digits = Dataset::synthetic(8, 1).unwrap();
    let (inputs, targets) = (digits.inputs(0, 1).unwrap(), digits.targets(0, 1).unwrap());
    for case in all["cases"].as_array().unwrap() {
        let whole = |name: &str| case[name].as_u64().unwrap() as usize;
        let mut sizes = vec![whole("width"); whole("hidden") + 2];
        (sizes[0], sizes[whole("hidden") + 1]) = (784, 10);
        let options = NetworkOptions {
            activations: vec![Activation::find(case["activation"].as_str().unwrap()).unwrap()],
            likelihood: Likelihood::find(case["likelihood"].as_str().unwrap()).unwrap(),
            seed: whole("seed") as u64,
            ..NetworkOptions::new(&sizes)
        };
        let (gamma, steps) = (case["gamma"].as_f64().unwrap(), whole("T"));
        // The page took backpropagation's errors in the network's own numbers.
        let (found, tolerance) = if case["dtype"] == "f32" {
            let network = Network::<f32>::new(&options).unwrap();
            (closed_form::curves(&network, &inputs, &targets, gamma, steps).unwrap(), 1e-6)
        } else {
            let network = Network::<f64>::new(&options).unwrap();
            (closed_form::curves(&network, &inputs, &targets, gamma, steps).unwrap(), 1e-12)
        };
        for (name, got) in [
            ("distance", &found.distance),
            ("cosine", &found.cosine),
            ("freeEnergy", &found.free_energy),
        ] {
            let expected = numbers(&case[name]);
            assert_eq!(got.len(), expected.len(), "{name}");
            for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
                let off = (got - expected).abs() / expected.abs().max(1.0);
                let same = got.is_nan() && expected.is_nan() || off <= tolerance;
                assert!(same, "{name}[{i}] of {case}: {got}, not {expected}");
            }
        }
    }
}

/// A linear network and one sample.
fn linear(sizes: &[usize], seed: u64) -> Network<f64> {
    let options = NetworkOptions {
        activations: vec![Activation::Identity],
        likelihood: Likelihood::Gaussian,
        seed,
        ..NetworkOptions::new(sizes)
    };
    Network::new(&options).unwrap()
}

#[test]
fn one_latent_is_solved_as_by_hand() {
    // F = ½(x − 2·3 − 1)² + ½(5 − 4x − 2)²: curvature 1 + 4², slope at 0 −(7 + 4·3).
    let mut network = linear(&[1, 1, 1], 0);
    for (layer, (weight, bias)) in network.layers.iter_mut().zip([(2.0, 1.0), (4.0, 2.0)]) {
        layer.weights.fill(weight);
        layer.bias.fill(bias);
    }
    let posterior = Posterior::new(&network, &[3.0], &[5.0]).unwrap();
    near("mean", posterior.mean()[0], 19.0 / 17.0);
    near("deviation", posterior.deviation()[0], (1.0_f64 / 17.0).sqrt());
    near("largest step", posterior.largest_step(), 2.0 / 17.0);
    near("condition", posterior.condition(), 1.0);
    let wide = posterior.deviation_of_steps(0.1).unwrap();
    near("with γ 0.1", wide[0], (1.0 / (17.0 * (1.0 - 0.05 * 17.0_f64))).sqrt());
    assert_eq!(posterior.deviation_of_steps(2.0 / 17.0), None);
}

#[test]
fn vpc_settles_at_the_mean_and_its_curvatures_are_those_of_the_chain() {
    let network = linear(&[7, 6, 5, 4, 3], 3);
    let (input, target) = ([0.8, 0.9, 0.6, -0.1, -0.6, -0.9, -0.8], [1.0, 0.0, 0.0]);
    let posterior = Posterior::new(&network, &input, &target).unwrap();
    let start = |gamma: f64| {
        let rule = RuleOptions { step_size: gamma, ..RuleOptions::new(RuleName::Vpc) };
        Inference::new(&network, &input, &target, &rule).unwrap()
    };
    let latents = |vpc: &Inference<f64>| -> Vec<f64> {
        (1..=3).flat_map(|node| vpc.value(node).as_slice().to_vec()).collect()
    };
    let mut vpc = start(0.2);
    (0..2000).for_each(|_| vpc.step());
    for (latent, (found, mean)) in latents(&vpc).iter().zip(posterior.mean()).enumerate() {
        near(&format!("latent {latent}"), *found, *mean);
    }
    // Just below the largest step VPC still comes nearer, just above it goes away.
    for (factor, stays) in [(0.99, true), (1.01, false)] {
        let mut vpc = start(factor * posterior.largest_step());
        (0..4000).for_each(|_| vpc.step());
        let found = latents(&vpc);
        let far = found.iter().zip(posterior.mean()).map(|(x, mean)| (x - mean).abs());
        assert_eq!(far.fold(0.0, f64::max) < 1.0, stays, "{factor} of the largest step");
    }
    assert!(posterior.condition() > 1.0);
}

#[test]
fn the_posterior_is_what_the_page_had() {
    let all = recorded(include_str!("../golden/theory/linear.json"));
    let sizes: Vec<usize> = numbers(&all["sizes"]).into_iter().map(|n| n as usize).collect();
    let network = linear(&sizes, all["seed"].as_u64().unwrap());
    let (input, target) = (numbers(&all["input"]), numbers(&all["target"]));
    let posterior = Posterior::new(&network, &input, &target).unwrap();
    let same = |what: &str, got: &[f64], expected: &[f64]| {
        assert_eq!(got.len(), expected.len(), "{what}");
        got.iter().zip(expected).for_each(|(got, expected)| near(what, *got, *expected));
    };
    same("mean", posterior.mean(), &numbers(&all["mean"]));
    same("deviation", &posterior.deviation(), &numbers(&all["deviation"]));
    // The page's came from powers of A, which were stopped a little early.
    let (got, was) = (posterior.largest_step(), all["largest step"].as_f64().unwrap());
    assert!((got / was - 1.0).abs() < 1e-11, "largest step: {got}, not {was}");
    for row in all["deviation that steps of gamma settle at"].as_array().unwrap() {
        let got = posterior.deviation_of_steps(row[0].as_f64().unwrap()).unwrap();
        same(&format!("γ {}", row[0]), &got, &numbers(&row[1]));
    }
}

#[test]
fn what_cannot_be_solved_is_refused_with_a_sentence() {
    let said = |network: &Network<f64>| {
        Posterior::new(network, &[1.0, 2.0], &[1.0, 0.0]).unwrap_err().to_string()
    };
    let mut bent = linear(&[2, 3, 3, 2], 0);
    bent.layers[1].activation = Activation::Tanh;
    assert_eq!(said(&bent), "network must be one with activation \"identity\", got tanh");
    let mut classes = linear(&[2, 3, 2], 0);
    classes.likelihood = Likelihood::Categorical;
    assert_eq!(said(&classes), "network must be one with likelihood \"gaussian\", got categorical");
    let shallow = linear(&[2, 2], 0);
    assert_eq!(said(&shallow), "network must be one with a hidden layer, got one without");
    for weight in [1e12, 1e200] {
        let mut steep = linear(&[2, 3, 2], 0);
        steep.layers[1].weights.fill(weight);
        let sentence = said(&steep);
        assert!(sentence.starts_with("the network's weights must be so small that"), "{sentence}");
    }
}
