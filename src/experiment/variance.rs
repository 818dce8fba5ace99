//! The infinite-variance limit (section 3.3, case 2): VPC with the output's variance times k and its
//! gradient of θ times k.
//!
//! ```text
//! P_L = 1/k,   gradient = k ∂F/∂θ        →  backpropagation's as k → ∞ and T → ∞
//! ```
//!
//! The larger k, the less the latents leave their predictions, `e = O(1/k)`, and what is left of the
//! difference is of that order too. But that is so where inference has come to rest. After T steps the error
//! has not arrived, whatever k is; and in floating point an error below an ulp of x is no error. So the
//! distance has three regimes: too few steps, 1/k, and rounding, which grows as k.

use super::bench::{GAMMA, HIDDEN, TYPE};
use super::bench::{
    advance, apart, backprop, brief, cosine, is_single, learned, minibatch, network,
};
use super::words::number as shown;
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Stats, Table};
use crate::error::Result;
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};

const BATCH: usize = 8;
const TIMES: [usize; 8] = [1, 3, 10, 30, 100, 300, 1000, 3000];
/// Between these, in f64 and at rest, the distance is neither of order 1 nor rounding.
const FITTED: [f64; 2] = [10.0, 1e4];

const K: Axis = Axis::log("k", "factor k of the output’s variance");
const STEPS: Axis = Axis::log("steps", "inference steps T");
const TIME: Axis = Axis::ordinal("steps", "inference steps T");
const FACTOR: Axis = Axis::ordinal("k", "factor k of the output’s variance");
const DISTANCE: Axis = Axis::log("apart", "‖gradient − BP’s‖, of BP’s");

pub(super) const VARIANCE: Experiment = Experiment {
    id: "variance",
    version: 2,
    title: "The infinite-variance limit",
    source: "Section 3.3, case 2; Result 1",
    question: "VPC is said to become backpropagation as the output’s variance grows without bound. How \
               large has the factor k to be, how many inference steps does that take, and what does \
               rounding leave of it in single and in double precision?",
    plots: &[
        Plot {
            shows: "Where inference has come to rest the distance falls as 1/k, a straight line down. \
                    With too few steps it stays where it is, whatever k; in single precision it \
                    turns up again, as the errors drown in the rounding of x.",
            panels: Some(TYPE),
            panel_rows: Some(HIDDEN),
            choose: &[GAMMA],
            ..Plot::curves("k", "Distance from backpropagation against k", K, DISTANCE, TIME)
        },
        Plot {
            shows: "The same against the steps: every k falls along one curve until it has reached \
                    its own floor.",
            panels: Some(TYPE),
            panel_rows: Some(HIDDEN),
            choose: &[GAMMA],
            ..Plot::curves(
                "time",
                "Distance from backpropagation against T",
                STEPS,
                DISTANCE,
                FACTOR,
            )
        },
        Plot {
            shows: "The cosine saturates where too few steps were made.",
            panels: Some(TYPE),
            panel_rows: Some(HIDDEN),
            choose: &[GAMMA],
            ..Plot::curves(
                "cosine",
                "Cosine to backpropagation",
                K,
                Axis::linear("cosine", "cosine, all parameters together").within(0.0, 1.0),
                TIME,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (hidden, gammas, decades, seeds): (&[usize], &[f64], u32, u64) = match grid {
        Grid::Quick => (&[2], &[0.1], 7, 1),
        Grid::Full => (&[2, 8], &[0.1, 0.5], 8, 3),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &hidden in hidden {
            for kind in ["f64", "f32"] {
                for &gamma in gammas {
                    for decade in 0..=decades {
                        cells.push(Record::new([
                            (TYPE.column, kind.into()),
                            ("hidden", hidden.into()),
                            ("gamma", gamma.into()),
                            ("k", 10_usize.pow(decade).into()),
                            ("seed", seed.into()),
                        ]));
                    }
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
    let network = network::<R>(cell.whole("hidden"), cell.whole("seed") as u64)?;
    let rule = RuleOptions {
        step_size: cell.number("gamma"),
        output_variance: cell.number("k"),
        ..RuleOptions::new(RuleName::Vpc)
    };
    let bp = learned(&mut backprop(&network, data, BATCH)?);
    let mut vpc = minibatch(&network, data, BATCH, &rule)?;
    let mut rows = Vec::new();
    for steps in TIMES {
        let more = steps - vpc.time();
        advance(&mut vpc, more);
        let gradient = learned(&mut vpc);
        rows.push(Record::new([
            ("steps", steps.into()),
            ("apart", brief(apart(&gradient, &bp)).into()),
            ("cosine", brief(cosine(&gradient, &bp)).into()),
        ]));
    }
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    let last = TIMES[TIMES.len() - 1] as f64;
    let slopes = each(table, |seed, hidden, gamma| {
        let points = table.rows.iter().filter(|row| {
            row.is(TYPE.column, "f64") && row.at("steps", last) && at(row, seed, hidden, gamma)
        });
        let fitted = points.filter_map(|row| Some((row.number("k")?, row.number("apart")?)));
        slope(fitted.filter(|(k, _)| (FITTED[0]..=FITTED[1]).contains(k)))
    });
    if let Some(slopes) = Stats::of(slopes.into_iter()) {
        sentences.push(format!(
            "In f64, after {last} steps, the distance from backpropagation’s gradient goes as k to the \
             power of {} (least {}, most {}, {} networks and step sizes; k from {} to {}).",
            shown(slopes.mean),
            shown(slopes.least),
            shown(slopes.most),
            slopes.count,
            FITTED[0],
            FITTED[1]
        ));
    }
    for gamma in table.numbers("gamma") {
        for hidden in table.numbers("hidden") {
            let most = table.numbers("k").last().copied().unwrap_or(1.0);
            let early = |row: &Row| {
                let here = row.at("gamma", gamma) && row.at("hidden", hidden) && row.at("k", most);
                here && row.is(TYPE.column, "f64") && row.at("steps", 30.0)
            };
            let (Some(cosine), Some(apart)) =
                (table.stats("cosine", early), table.stats("apart", early))
            else {
                continue;
            };
            sentences.push(format!(
                "{hidden} hidden layers, γ = {gamma}: after 30 steps even k = {} leaves a distance of {} \
                 and a cosine of {}.",
                shown(most),
                shown(apart.mean),
                shown(cosine.mean)
            ));
        }
    }
    for kind in table.names(TYPE.column) {
        let least = each(table, |seed, hidden, gamma| {
            let here = table.rows.iter().filter(|row| {
                row.is(TYPE.column, kind) && row.at("steps", last) && at(row, seed, hidden, gamma)
            });
            here.filter_map(|row| Some((row.number("apart")?, row.number("k")?)))
                .min_by(|a, b| a.0.total_cmp(&b.0))
        });
        let distance = Stats::of(least.iter().map(|(distance, _)| *distance));
        let factor = Stats::of(least.iter().map(|(_, k)| *k));
        if let (Some(distance), Some(factor)) = (distance, factor) {
            sentences.push(format!(
                "{kind}: the least distance after {last} steps is {} to {}, at {}.",
                shown(distance.least),
                shown(distance.most),
                if factor.least == factor.most {
                    format!("k = {}", shown(factor.least))
                } else {
                    format!("k from {} to {}", shown(factor.least), shown(factor.most))
                }
            ));
        }
    }
    sentences
}

/// Something of every seed, depth and step size that has it.
fn each<T>(table: &Table, of: impl Fn(f64, f64, f64) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for seed in table.numbers("seed") {
        for hidden in table.numbers("hidden") {
            for gamma in table.numbers("gamma") {
                found.extend(of(seed, hidden, gamma));
            }
        }
    }
    found
}

fn at(row: &Row, seed: f64, hidden: f64, gamma: f64) -> bool {
    row.at("seed", seed) && row.at("hidden", hidden) && row.at("gamma", gamma)
}

/// The slope of log y against log x by least squares; none of fewer than three points.
fn slope(points: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let logs: Vec<_> = points.map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    if count < 3.0 {
        return None;
    }
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let products: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let squares: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    Some(products / squares)
}
