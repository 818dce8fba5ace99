//! The experiment on bottlenecks: what it counts against what is known in closed form.

use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::{Data, Record, find};

/// The row of one run.
fn row(scheme: &'static str, varied: &'static str, value: usize) -> Record {
    let part = || Arc::new(Dataset::synthetic(20, 1).unwrap());
    let data = Data::new(part(), part(), part());
    let cell = Record::new([("scheme", scheme.into()), (varied, value.into())]);
    let cell = cell.with("seed", 3_usize);
    (find("bottleneck").unwrap().run)(&cell, &data).unwrap().remove(0)
}

/// The first `T` at which all but 1 % of `e_1` has come through `hidden` layers: `P[Binomial(T, γ) ≥ hidden] ≥ 0.99`.
fn closed_form(hidden: usize, gamma: f64) -> usize {
    let enough = |&steps: &usize| {
        let mut chance = (1.0 - gamma).powi(steps as i32);
        let mut below = 0.0;
        for k in 0..hidden {
            below += chance;
            chance *= (steps.saturating_sub(k)) as f64 / (k + 1) as f64 * gamma / (1.0 - gamma);
        }
        below <= 0.01
    };
    (0..).find(enough).unwrap()
}

#[test]
fn a_wave_takes_the_steps_of_the_closed_form() {
    for hidden in [1, 3, 6] {
        assert_eq!(row("fpa", "hidden", hidden).whole("steps"), hidden);
        assert_eq!(row("zil", "hidden", hidden).whole("steps"), hidden);
        for (scheme, gamma) in [("fpa, γ 0.5", 0.5), ("fpa, γ 0.1", 0.1)] {
            let steps = row(scheme, "hidden", hidden).whole("steps");
            assert_eq!(steps, closed_form(hidden, gamma), "{scheme}, {hidden} hidden layers");
        }
    }
}

/// Each step of FPA-PC waits for the widest layer again, whatever its step does.
#[test]
fn a_slow_layer_is_waited_for_at_every_step() {
    const BATCH: usize = 16;
    let wide = 2048;
    let path = |scheme, wide| row(scheme, "wide", wide).number("criticalPath");
    let fpa = row("fpa, γ 0.1", "wide", wide);
    let more = path("fpa, γ 0.1", wide) - path("fpa", wide);
    let steps = fpa.whole("steps") - 4;
    assert_eq!(more, (steps * 64 * wide * BATCH) as f64);
    assert!(fpa.number("slower") > 2.0 * row("fpa, γ 0.1", "wide", 64).number("slower"));
}

#[test]
fn only_vpc_is_left_without_the_gradient() {
    for scheme in ["bp", "zil", "fpa", "fpa, γ 0.5", "fpa, γ 0.1"] {
        assert!(row(scheme, "hidden", 4).number("distance") <= 0.01, "{scheme}");
    }
    assert!(row("vpc", "hidden", 4).number("distance") > 0.5);
    assert_eq!(row("bp", "wide", 300).number("slower"), 1.0);
}
