//! The law of FPA-PC ([`crate::theory::law`]), `e_ℓ(T) = P[Binomial(T, γ) ≥ L − ℓ] · e_ℓ(BP)`, held to
//! measurements. It leaves no room for the network: neither weights, digits nor the chain's length are in it.
//!
//! Exact arithmetic is one thing. Storing `x_ℓ = μ_ℓ + e_ℓ` (the paper's form) rounds every increment to a
//! whole number of ulps of `μ_ℓ`, and those below half an ulp are lost; storing `e_ℓ` rounds it to its
//! own ulps. Measured are
//!
//! ```text
//! share = ‖e_ℓ(T)‖ / ‖e_ℓ(BP)‖,   off = ‖e_ℓ(T) − P e_ℓ(BP)‖ / (P ‖e_ℓ(BP)‖)
//! ```
//!
//! with backpropagation in the same type, so that `off` is what FPA-PC's own rounding costs.

use super::bench::{ARITHMETICS, GAMMA, STORES, TYPE};
use super::bench::{advance, apart, backprop, brief, is_single, minibatch, network, norm};
use super::bench::{numbers, stores};
use super::words::number as shown;
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Table};
use crate::error::Result;
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};
use crate::theory::law;

const BATCH: usize = 8;
/// Where it is measured: steps, and distances from the output beside the farthest.
const TIMES: [usize; 7] = [2, 6, 16, 40, 100, 250, 600];
const DISTANCES: [usize; 5] = [1, 2, 4, 8, 16];
/// From here on a measurement has left the law.
const ASTRAY: f64 = 0.01;

const STEPS: Axis = Axis::log("steps", "inference steps T");
const DISTANCE: Axis = Axis::ordinal("distance", "distance L − ℓ from the output");
const SHARE: Axis = Axis::log("share", "‖e‖, of backpropagation’s");

pub(super) const LAW: Experiment = Experiment {
    id: "law",
    version: 2,
    title: "The law of FPA-PC’s errors",
    source: "Section 3.4, equations 3.19–3.24; the law itself is not in the paper",
    question: "How much of backpropagation’s error has reached a node after T steps of FPA-PC? The law \
               says P[Binomial(T, γ) ≥ L − ℓ], whatever the network. It is measured at many distances, \
               step sizes and chain lengths, in double and in single precision, storing x as the paper \
               does or storing e.",
    plots: &[
        Plot {
            shows: "All nodes of all chains on one line: what is measured is what the law predicts. \
                    Where single precision stores x, small shares leave the line; a hollow point at the \
                    lower edge is an error of exactly zero, lost to rounding.",
            panels: Some(TYPE),
            panel_rows: Some(STORES),
            law: Some("predicted"),
            ..Plot::curves(
                "collapse",
                "Measured against predicted",
                Axis::log("predicted", "P[Binomial(T, γ) ≥ L − ℓ]"),
                SHARE,
                DISTANCE,
            )
        },
        Plot {
            shows: "The error arrives, node after node. Lines are the law.",
            panels: Some(TYPE),
            panel_rows: Some(STORES),
            choose: &[GAMMA],
            law: Some("predicted"),
            ..Plot::curves("time", "Errors as they arrive", STEPS, SHARE, DISTANCE)
        },
        Plot {
            shows: "How far the error is from what the law says, of what it says. Storing e stays at \
                    the type’s own rounding; storing x does not, the less so the smaller the error. \
                    1 is an error that is not there at all.",
            panels: Some(TYPE),
            panel_rows: Some(STORES),
            choose: &[GAMMA],
            ..Plot::curves(
                "off",
                "Distance from the law",
                STEPS,
                Axis::log("off", "‖e − law‖, of the law’s"),
                DISTANCE,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (lengths, gammas, seeds): (&[usize], &[f64], u64) = match grid {
        Grid::Quick => (&[8, 24], &[0.1, 0.5, 1.0], 1),
        Grid::Full => (&[8, 32], &[0.05, 0.1, 0.25, 0.5, 1.0, 1.3], 2),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for (kind, stored) in ARITHMETICS {
            for &length in lengths {
                for &gamma in gammas {
                    cells.push(Record::new([
                        (TYPE.column, kind.into()),
                        (STORES.column, stored.into()),
                        ("length", length.into()),
                        ("gamma", gamma.into()),
                        ("seed", seed.into()),
                    ]));
                }
            }
        }
    }
    cells
}

fn run(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    if is_single(cell) { measure::<f32>(cell, data) } else { measure::<f64>(cell, data) }
}

fn measure<R: Real>(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    let (length, gamma) = (cell.whole("length"), cell.number("gamma"));
    let network = network::<R>(length - 1, cell.whole("seed") as u64)?;
    let rule =
        RuleOptions { step_size: gamma, stores: stores(cell), ..RuleOptions::new(RuleName::Fpa) };
    let bp = backprop(&network, data, BATCH)?;
    let mut fpa = minibatch(&network, data, BATCH, &rule)?;
    let farthest = length - 1;
    let mut rows = Vec::new();
    for steps in TIMES {
        let more = steps - fpa.time();
        advance(&mut fpa, more);
        let shares = law::shares(steps, gamma, farthest);
        let nearer = DISTANCES.into_iter().filter(|&distance| distance < farthest);
        // Before t = L − ℓ there is nothing to see: theorem 1.
        for distance in nearer.chain([farthest]).filter(|&distance| distance <= steps) {
            let node = length - distance;
            let (e, whole) = (numbers(fpa.error(node)), numbers(bp.error(node)));
            let share = shares[distance];
            let law: Vec<f64> = whole.iter().map(|whole| share * whole).collect();
            rows.push(Record::new([
                ("steps", steps.into()),
                ("distance", distance.into()),
                ("predicted", brief(share.abs()).into()),
                ("share", brief(norm(&e) / norm(&whole)).into()),
                ("off", brief(apart(&e, &law)).into()),
            ]));
        }
    }
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    for (kind, stored) in ARITHMETICS {
        let here = |row: &Row| row.is(TYPE.column, kind) && row.is(STORES.column, stored);
        let Some(off) = table.stats("off", here) else { continue };
        let of = off.count;
        let stray = |row: &Row| here(row) && row.number("off").is_some_and(|off| off > ASTRAY);
        let Some(distance) = table.stats("distance", stray) else {
            sentences.push(format!(
                "{kind} storing {stored}: all {of} measurements are within {} of the law, of what it \
                 says.",
                shown(off.most)
            ));
            continue;
        };
        let mut sentence = format!(
            "{kind} storing {stored}: {} of {of} measurements are off the law by more than 1 % of what \
             it says, the nearest at distance {} from the output.",
            distance.count, distance.least
        );
        let lost = table.stats("predicted", |row| here(row) && row.at("share", 0.0));
        if let Some(lost) = lost {
            sentence += &format!(
                " {} of them are exactly zero, where the law says up to {}.",
                lost.count,
                shown(lost.most)
            );
        }
        sentences.push(sentence);
    }
    sentences
}
