//! What the crate knows beforehand, held to sums and solutions found otherwise, and to what the page's own JavaScript
//! found before it asked the crate (`golden/theory/`).

use pc_playground::theory::law;
use serde_json::Value;

use crate::case::binomial_tail;

/// A file of numbers recorded from the page.
fn recorded(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The rows of a table of numbers.
fn rows(table: &Value) -> Vec<Vec<f64>> {
    table.as_array().unwrap().iter().map(numbers).collect()
}

/// A list of numbers.
fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect()
}

/// Within 1e-12 of what was expected, relative where it is large.
fn near(what: &str, got: f64, expected: f64) {
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
