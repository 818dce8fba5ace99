//! When rounding loses the wave: theorem 1 says that `e_ℓ` is first nonzero at `t = L − ℓ`. That is so in exact
//! arithmetic.
//!
//! An error shrinks by about `γ‖J‖` with every node it enters. Storing `x_ℓ = μ_ℓ + e_ℓ`, an increment below
//! half an ulp of `μ_ℓ` leaves `x_ℓ` as it was: the wave arrives late, when the error has grown, or
//! never. Storing `e_ℓ`, it only goes below the least positive number of the type. Measured are
//!
//! ```text
//! first = the first t at which e_ℓ ≠ 0,   late = first − (L − ℓ)
//! off   = ‖∂θ_{ℓ−1} − BP’s‖ / ‖BP’s‖ at the end, where theory says 0 (FPA-PC at rest, Z-IL)
//! ```
//!
//! with backpropagation in the same type. A minibatch of four digits: one unit of one digit is enough
//! for an error not to be zero.

use super::bench::{GAMMA, STORES, TYPE};
use super::bench::{advance, apart, backprop, brief, flat, is_single, minibatch, network, stores};
use super::words::{named, number as shown};
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Table, Value};
use crate::error::Result;
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};

const BATCH: usize = 4;
/// Inference goes on for this many times the L/γ steps that the wave’s middle takes to reach node 1.
const PATIENCE: f64 = 4.0;
/// From here on a gradient has lost its third digit.
const ASTRAY: f64 = 0.01;

const DISTANCE: Axis = Axis::linear("distance", "distance L − ℓ from the output");
const RULE: Axis = Axis::ordinal("rule", "rule");
const LENGTH: Axis = Axis::ordinal("length", "chain length L");
/// Rules with what they store; only FPA-PC has a choice.
const RULES: [(RuleName, &str); 4] =
    [(RuleName::Fpa, "x"), (RuleName::Fpa, "e"), (RuleName::Vpc, "x"), (RuleName::Zil, "x")];

pub(super) const PRECISION: Experiment = Experiment {
    id: "precision",
    version: 2,
    title: "When rounding loses the wave",
    source: "Section 3.4.2, Theorem 1",
    question: "Theorem 1 says that the error reaches a node L − ℓ steps from the output at exactly that \
               step. In chains of up to 64 functions, in single and in double precision, storing x or \
               storing e: at which step does each node’s error first differ from zero, and how right is \
               what the node learns in the end?",
    plots: &[
        Plot {
            shows: "The line is theorem 1. Points above it are late; where they stop, no error has come \
                    at all, in 4 L/γ steps.",
            panels: Some(GAMMA),
            panel_rows: Some(RULE),
            choose: &[STORES, LENGTH],
            law: Some("theorem"),
            ..Plot::curves(
                "first",
                "When the error first differs from zero",
                DISTANCE,
                Axis::linear("first", "inference step t"),
                TYPE,
            )
        },
        Plot {
            shows: "How far each function’s gradient is from backpropagation’s in the end, where theory \
                    says it is the same. 1 is a gradient that is not there. Storing x, a digit is lost \
                    with every few nodes; storing e, none.",
            panels: Some(GAMMA),
            panel_rows: Some(RULE),
            choose: &[STORES, LENGTH],
            ..Plot::curves(
                "off",
                "What is left of the gradient",
                DISTANCE,
                Axis::log("off", "‖gradient − BP’s‖, of BP’s"),
                TYPE,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (lengths, gammas, seeds): (&[usize], &[f64], u64) = match grid {
        Grid::Quick => (&[24], &[0.1, 0.5, 1.0], 1),
        Grid::Full => (&[16, 64], &[0.1, 0.5, 1.0], 2),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &length in lengths {
            for &gamma in gammas {
                for (rule, stored) in RULES {
                    if rule == RuleName::Zil && gamma != 1.0 {
                        continue;
                    }
                    for kind in ["f64", "f32"] {
                        cells.push(Record::new([
                            (RULE.column, rule.name().into()),
                            (STORES.column, stored.into()),
                            (TYPE.column, kind.into()),
                            ("length", length.into()),
                            ("gamma", gamma.into()),
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
    let (length, gamma) = (cell.whole("length"), cell.number("gamma"));
    let network = network::<R>(length - 1, cell.whole("seed") as u64)?;
    let name = cell.name(RULE.column);
    let rule = RULES.iter().find(|(rule, _)| rule.name() == name).map_or(RuleName::Vpc, |r| r.0);
    let options = RuleOptions { step_size: gamma, stores: stores(cell), ..RuleOptions::new(rule) };
    let mut bp = backprop(&network, data, BATCH)?;
    let mut chain = minibatch(&network, data, BATCH, &options)?;
    advance(&mut chain, (PATIENCE * length as f64 / gamma).round() as usize);
    let first = chain.first_nonzero();
    let mut rows = Vec::new();
    for distance in 1..length {
        let node = length - distance;
        // A node whose error never came has a row, and no number in it.
        let t = first[node].map_or(Value::Number(f64::NAN), Value::from);
        let row = Record::new([
            ("distance", distance.into()),
            ("theorem", distance.into()),
            ("first", t),
        ]);
        rows.push(if rule == RuleName::Vpc {
            row
        } else {
            let exact = flat([bp.gradient(node - 1)]);
            row.with("off", brief(apart(&flat([chain.gradient(node - 1)]), &exact)))
        });
    }
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    for kind in table.names(TYPE.column) {
        for (rule, stored) in RULES {
            let here = |row: &Row| {
                let named = row.is(TYPE.column, kind) && row.is(RULE.column, rule.name());
                named && row.is(STORES.column, stored)
            };
            let found: Vec<_> = table
                .numbers("gamma")
                .into_iter()
                .filter_map(|gamma| reach(table, &|row| here(row) && row.at("gamma", gamma), gamma))
                .collect();
            if !found.is_empty() {
                let rule = named(rule.name());
                sentences.push(format!("{kind}, {rule} storing {stored}: {}.", found.join("; ")));
            }
        }
    }
    sentences
}

/// How far theorem 1 holds with this γ, and what becomes of the error beyond, in all seeds and chains.
fn reach(table: &Table, here: &dyn Fn(&Row) -> bool, gamma: f64) -> Option<String> {
    let farthest = table.stats("distance", here)?.most;
    let nearest = |fits: &dyn Fn(&Row) -> bool| {
        table.stats("distance", |row| here(row) && fits(row)).map(|distance| distance.least)
    };
    let late = nearest(&|row| row.number("first") != row.number("theorem"));
    let mut told = match late {
        None => format!("with γ = {gamma} theorem 1 holds to the end, distance {farthest}"),
        Some(late) => format!("with γ = {gamma} theorem 1 holds up to distance {}", late - 1.0),
    };
    if let Some(lost) = nearest(&|row| row.number("first").is_none()) {
        told += &format!(", and the first node that no error reaches is at {lost}");
    }
    if let Some(astray) = nearest(&|row| row.number("off").is_some_and(|off| off > ASTRAY)) {
        told += &format!(", and gradients are off by more than 1 % from {astray} on");
    } else if let Some(off) = table.stats("off", here) {
        told += &format!(", and gradients are off by {} at the most", shown(off.most));
    }
    Some(told)
}
