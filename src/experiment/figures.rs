//! Figures 3, 4 and 5: how near FPA-PC's first update comes to backpropagation's, and how well networks
//! trained by it do, by step size γ and by inference steps for each hidden layer.
//!
//! Beside the measured cosine stands what FPA-PC's closed form gives ([`crate::theory::closed_form`]).
//! The paper gives no learning rate (0.01 here) and no number of epochs (5).

use super::bench::{GAMMA, HIDDEN};
use super::bench::{accuracies, advance, backprop, minibatch, network, squared_length};
use super::words::power;
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Stats, Table};
use crate::error::Result;
use crate::rule::{RuleName, RuleOptions};
use crate::theory::{closed_form, law};
use crate::trainer::TrainerOptions;

const BATCH: usize = 64;
const EPOCHS: f64 = 5.0;

const RATIO: Axis = Axis::log("ratio", "inference steps T for each hidden layer");
const BASELINE: Option<(&str, &str)> = Some(("rule", "bp"));

pub(super) const FIGURES: Experiment = Experiment {
    id: "figures",
    version: 2,
    title: "Figures 3, 4 and 5: FPA-PC beside backpropagation",
    source: "Section 3.4.2, Figures 3–5",
    question: "FPA-PC converges to backpropagation's gradient. How far has it come after T steps, and \
               what does it cost to stop early? Networks of 2, 4 or 8 hidden layers of 64 tanh units \
               are trained on MNIST for five passes (momentum 0.9, learning rate 0.01, minibatches of \
               64), each with its own γ and T.",
    plots: &[
        Plot {
            shows: "Figure 3. Points are measured at the start of training, lines are the closed form. \
                    With γ = 1 the cosine is 1 as soon as T reaches the hidden layers.",
            panels: Some(HIDDEN),
            law: Some("closedForm"),
            ..Plot::curves(
                "cosine",
                "Cosine to backpropagation",
                RATIO,
                Axis::linear("cosine", "cosine, all parameters together").within(0.0, 1.0),
                GAMMA,
            )
        },
        Plot {
            shows: "Figure 4. The dashed line is backpropagation.",
            panels: Some(HIDDEN),
            baseline: BASELINE,
            ..Plot::curves(
                "validation",
                "Validation accuracy",
                RATIO,
                Axis::linear("validation", "accuracy, %").within(0.0, 100.0),
                GAMMA,
            )
        },
        Plot {
            shows: "Figure 5. The dashed line is backpropagation.",
            panels: Some(HIDDEN),
            baseline: BASELINE,
            ..Plot::curves(
                "test",
                "Test accuracy",
                RATIO,
                Axis::linear("test", "accuracy, %").within(0.0, 100.0),
                GAMMA,
            )
        },
        Plot {
            shows: "The same cosines function by function. Each is exactly 1 or, where the error has \
                    not arrived, undefined and not drawn: FPA-PC gets every direction right, and \
                    only the lengths wrong.",
            panels: Some(HIDDEN),
            choose: &[GAMMA],
            ..Plot::curves(
                "layers",
                "Cosine of each function’s gradient",
                RATIO,
                Axis::linear("layerCosine", "cosine, this function").within(0.0, 1.0),
                Axis::ordinal("function", "function ℓ"),
            )
        },
        Plot {
            shows: "How long each function’s gradient is, of backpropagation’s. The lines are \
                    P[Binomial(T, γ) ≥ L−1−ℓ].",
            panels: Some(HIDDEN),
            choose: &[GAMMA],
            law: Some("arrived"),
            ..Plot::curves(
                "lengths",
                "Length of each function’s gradient",
                RATIO,
                Axis::linear("length", "‖gradient‖, of backpropagation’s"),
                Axis::ordinal("function", "function ℓ"),
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (hidden, gammas, ratios, seeds): (&[usize], &[f64], &[f64], u64) = match grid {
        Grid::Quick => (&[2, 4], &[0.1, 0.25, 0.5, 1.0], &[0.5, 1.0, 2.0, 4.0], 1),
        Grid::Full => (
            &[2, 4, 8],
            &[0.1, 0.25, 0.5, 0.75, 1.0],
            &[0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0],
            3,
        ),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &hidden in hidden {
            let cell = |rule| Record::new([("hidden", hidden.into()), ("rule", rule)]);
            cells.push(cell("bp".into()).with("seed", seed));
            for &gamma in gammas {
                for &ratio in ratios.iter().filter(|&&ratio| (ratio * hidden as f64).fract() == 0.0)
                {
                    let cell = cell("fpa".into()).with("gamma", gamma).with("ratio", ratio);
                    cells.push(cell.with("seed", seed));
                }
            }
        }
    }
    cells
}

fn run(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    let (hidden, seed) = (cell.whole("hidden"), cell.whole("seed") as u64);
    let depth = hidden + 1;
    if cell.name("rule") == "bp" {
        let options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), depth);
        return Ok(vec![accuracies(hidden, seed, data, options, EPOCHS)?]);
    }
    let (gamma, ratio) = (cell.number("gamma"), cell.number("ratio"));
    let steps = (ratio * hidden as f64) as usize;
    let rule = RuleOptions { step_size: gamma, ..RuleOptions::new(RuleName::Fpa) };

    let first = network::<f32>(hidden, seed)?;
    let mut bp = backprop(&first, data, BATCH)?;
    let mut fpa = minibatch(&first, data, BATCH, &rule)?;
    advance(&mut fpa, steps);
    let cosines = fpa.cosine_to_backprop()?;
    let shares: Vec<f64> = law::shares(steps, gamma, depth - 1).into_iter().rev().collect();
    let squares: Vec<f64> = (0..depth).map(|l| squared_length(&mut bp, l)).collect();

    let options = TrainerOptions { steps, ..TrainerOptions::new(rule, depth) };
    let whole = accuracies(hidden, seed, data, options, EPOCHS)?
        .with("steps", steps)
        .with("cosine", cosines[depth])
        .with("closedForm", closed_form::cosine(&shares, &squares));
    let mut rows = vec![whole];
    for l in 0..depth {
        let length = (squared_length(&mut fpa, l) / squares[l]).sqrt();
        rows.push(Record::new([
            ("function", l.into()),
            ("layerCosine", cosines[l].into()),
            ("length", length.into()),
            ("arrived", shares[l].into()),
        ]));
    }
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    let apart = table
        .rows
        .iter()
        .filter_map(|row| Some((row.number("cosine")? - row.number("closedForm")?).abs()));
    if let Some(most) = apart.reduce(f64::max) {
        sentences.push(format!(
            "The closed form and the measured cosine differ by {} at the most.",
            power(most)
        ));
    }
    for hidden in table.numbers("hidden") {
        let here = |row: &Row| row.at("hidden", hidden);
        let bp = table.stats("test", |row| here(row) && row.is("rule", "bp"));
        let one = table.stats("test", |row| {
            here(row) && row.at("gamma", 1.0) && row.number("ratio").is_some_and(|r| r >= 1.0)
        });
        let slow =
            table.stats("test", |row| here(row) && row.at("gamma", 0.1) && row.at("ratio", 1.0));
        if let (Some(bp), Some(one), Some(slow)) = (bp, one, slow) {
            let spread = |stats: Stats| match stats.error() {
                Some(_) => format!("{:.1} ± {:.1} %", stats.mean, stats.deviation),
                None => format!("{:.1} % (one seed)", stats.mean),
            };
            sentences.push(format!(
                "{hidden} hidden layers: backpropagation reaches {} on the test digits; FPA-PC with \
                 γ = 1 and T at least the hidden layers {}; with γ = 0.1 and T = {hidden} only {}.",
                spread(bp),
                spread(one),
                spread(slow),
            ));
        }
    }
    sentences
}
