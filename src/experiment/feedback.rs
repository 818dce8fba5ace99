//! Weight transport (section 3.2): what becomes of learning when an error comes back through other weights
//! `B_ℓ` than the transposed `W_ℓ` of eqs 3.15 and 3.17, under backpropagation and under predictive coding.
//!
//! The kinds of `B` are those of [`node::Feedback`](crate::node::Feedback). While a network learns, two angles are
//! measured for every hidden layer ℓ: between `B_ℓ` and `W_ℓ`, and between `e_ℓ`, which came through `B_ℓ`,
//! and backpropagation's true `e_ℓ` at the same weights. Below 90° a step still goes downhill.
//!
//! Z-IL, and FPA-PC with γ = 1, find with any `B` what backpropagation finds with it, so that they are not
//! here again; FPA-PC has γ = 0.5 and twice as many steps as hidden layers.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::bench::network;
use super::words::named;
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Stats, Table};
use crate::error::Result;
use crate::node::Feedback;
use crate::rule::{RuleName, RuleOptions};
use crate::trainer::{Trainer, TrainerOptions};

/// Learning rate of momentum SGD.
const RATE: f64 = 0.03;
/// λ, by which Kolen–Pollack weights shrink at every minibatch of 64.
const DECAY: f64 = 0.003;
/// Inference steps of VPC, whose γ is 0.1.
const VPC_STEPS: usize = 20;
/// How often the angles are measured.
const LOOKS: usize = 8;

const HIDDEN: Axis = Axis::ordinal("hidden", "hidden layers");
const RULE: Axis = Axis::ordinal("rule", "rule");
const KIND: Axis = Axis::ordinal("feedback", "feedback weights");
const LAYER: Axis = Axis::ordinal("layer", "hidden layer ℓ");
const PASSES: Axis = Axis::linear("passes", "passes through the training digits");
const ACCURACY: Axis = Axis::linear("test", "test accuracy, %").within(0.0, 100.0);

pub(super) const FEEDBACK: Experiment = Experiment {
    id: "feedback",
    version: 2,
    title: "Feedback weights: does an error need the transpose?",
    source: "Section 3.2, equations 3.14–3.18",
    question: "The way back reuses the forward weights, which no synapse can do for another one. Fixed random \
               weights are known to work in shallow networks and to fail in deeper ones. Do they, and four \
               other kinds of weights, do any better under predictive coding, and how nearly do the \
               errors that they bring point where backpropagation’s do?",
    plots: &[
        Plot {
            shows: "Each curve is one kind of feedback; “transpose” under bp is backpropagation itself. \
                    Look at what depth does to the others.",
            panels: Some(RULE),
            ..Plot::curves("accuracy", "Test accuracy by depth", HIDDEN, ACCURACY, KIND)
        },
        Plot {
            shows: "The same numbers side by side.",
            panels: Some(HIDDEN),
            ..Plot::map("map", "Test accuracy", KIND, RULE, ACCURACY)
        },
        Plot {
            shows: "Above 90° a step goes uphill. Random weights start there, and come below it because the \
                    forward weights turn towards them.",
            panels: Some(RULE),
            choose: &[HIDDEN, LAYER],
            ..Plot::curves(
                "errors",
                "Angle of the error to backpropagation’s",
                PASSES,
                Axis::linear("errorAngle", "angle, degrees").within(0.0, 180.0),
                KIND,
            )
        },
        Plot {
            shows: "Learned weights stay as far from the forward ones as they began, in length; the angle \
                    falls because both grow. Kolen–Pollack weights forget where they began.",
            panels: Some(RULE),
            choose: &[HIDDEN, LAYER],
            ..Plot::curves(
                "weights",
                "Angle of the feedback weights to the forward weights",
                PASSES,
                Axis::linear("weightAngle", "angle, degrees").within(0.0, 180.0),
                KIND,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (depths, rules, epochs, seeds): (&[usize], &[&str], usize, u64) = match grid {
        Grid::Quick => (&[1, 3], &["bp", "vpc"], 1, 1),
        Grid::Full => (&[1, 2, 4, 6], &["bp", "fpa", "vpc"], 3, 3),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &hidden in depths {
            for &rule in rules {
                for (feedback, _) in Feedback::ALL {
                    cells.push(Record::new([
                        ("rule", rule.into()),
                        ("feedback", feedback.into()),
                        ("hidden", hidden.into()),
                        ("epochs", epochs.into()),
                        ("seed", seed.into()),
                    ]));
                }
            }
        }
    }
    cells
}

fn run(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    let (hidden, seed) = (cell.whole("hidden"), cell.whole("seed") as u64);
    let kind = Feedback::ALL.into_iter().find(|(name, _)| *name == cell.name("feedback"));
    let (_, feedback) = kind.expect("a kind of this grid");
    let (name, step_size, steps) = match cell.name("rule") {
        "bp" => (RuleName::Bp, 1.0, hidden),
        "fpa" => (RuleName::Fpa, 0.5, 2 * hidden),
        _ => (RuleName::Vpc, 0.1, VPC_STEPS),
    };
    let mut rule =
        RuleOptions { step_size, feedback, feedback_seed: seed, ..RuleOptions::new(name) };
    if feedback == Feedback::KolenPollack {
        rule.feedback_decay = DECAY;
    }
    let mut options = TrainerOptions { steps, seed, ..TrainerOptions::new(rule, hidden + 1) };
    options.optimizer.learning_rate = RATE;

    let network = Rc::new(RefCell::new(network::<f32>(hidden, seed)?));
    let mut trainer = Trainer::new(network, Arc::clone(&data.train), &options)?;
    let mut rows = Vec::new();
    for look in 0..=LOOKS {
        let passes = (cell.whole("epochs") * look) as f64 / LOOKS as f64;
        // The errors are those of the last minibatch, so that there has to be one.
        while !trainer.diverged() && (trainer.iteration() == 0 || trainer.epoch() < passes) {
            trainer.step(1);
        }
        let (weights, errors) = (trainer.feedback_angles(), trainer.error_angles()?);
        // f_0 needs no feedback.
        for layer in 1..=hidden {
            rows.push(Record::new([
                ("passes", trainer.epoch().into()),
                ("layer", layer.into()),
                ("weightAngle", weights[layer].into()),
                ("errorAngle", errors[layer].into()),
            ]));
        }
    }
    rows.push(Record::new([
        ("test", (100.0 * trainer.evaluate(&data.test)?.accuracy).into()),
        ("diverged", usize::from(trainer.diverged()).into()),
    ]));
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    for hidden in table.numbers("hidden") {
        for rule in table.names("rule") {
            let found = table.names("feedback").into_iter().filter_map(|feedback| {
                let here = |row: &Row| {
                    row.is("rule", rule) && row.is("feedback", feedback) && row.at("hidden", hidden)
                };
                described(table, feedback, here)
            });
            let found: Vec<_> = found.collect();
            if !found.is_empty() {
                let words = found.join("; ");
                sentences.push(format!("{}, {hidden} hidden: {words}.", named(rule)));
            }
        }
    }
    sentences.extend(table.names("rule").iter().filter_map(|rule| cost_of_random(table, rule)));
    sentences
}

/// Accuracy, and the angle of the first layer's error at the end.
fn described(table: &Table, feedback: &str, here: impl Fn(&Row) -> bool) -> Option<String> {
    let test = table.stats("test", &here)?;
    let end = table.stats("passes", &here)?.most;
    let angle =
        table.stats("errorAngle", |row| here(row) && row.at("passes", end) && row.at("layer", 1.0));
    let angle = angle.map_or_else(String::new, |angle| format!(" (e_1 at {:.0}°)", angle.mean));
    Some(format!("{} {} %{angle}", named(feedback), with_error(test)))
}

/// What random feedback loses in the deepest networks, seed by seed.
fn cost_of_random(table: &Table, rule: &str) -> Option<String> {
    let hidden = *table.numbers("hidden").last()?;
    let test = |feedback: &str, seed| {
        let fits = |row: &Row| {
            row.is("rule", rule)
                && row.is("feedback", feedback)
                && row.at("hidden", hidden)
                && row.at("seed", seed)
        };
        table.stats("test", fits).map(|stats| stats.mean)
    };
    let lost = |seed| Some(test("transpose", seed)? - test("random", seed)?);
    let lost = Stats::of(table.numbers("seed").into_iter().filter_map(lost))?;
    let points = with_error(lost);
    Some(format!(
        "With {hidden} hidden layers random feedback costs {} {points} points of accuracy (paired by seeds).",
        named(rule)
    ))
}

fn with_error(stats: Stats) -> String {
    match stats.error() {
        Some(error) => format!("{:.1} ± {error:.1}", stats.mean),
        None => format!("{:.1}", stats.mean),
    }
}
