//! Z-IL with each of its requirements taken away (section 3.5, table 1).
//!
//! | variant | here | gradient of `W_ℓ` |
//! |---|---|---|
//! | `zil` | complete | backpropagation's |
//! | `latents` | they start at 0, not at `μ` (requirement 1) | wrong from the start |
//! | `γ = 0.5` | a step size that is not 1 (requirement 2) | `γ^(L−1−ℓ)` times backpropagation's |
//! | `together` | all functions learn at `t = L − 1` (requirement 3) | another direction |
//! | `early` | `W_ℓ` moves by −α times its gradient before the step of x that uses it | off by a share that grows with α |
//!
//! The paper says which requirements there are, not what each is worth. Here each has its cosine and length
//! function by function, and its accuracy after training at several learning rates α, backpropagation
//! beside it. α is the rate of the optimizer, and that of `early` within the minibatch too.

use super::bench::HIDDEN;
use super::bench::{accuracies, advance, apart, backprop, brief, cosine, flat, learned, minibatch};
use super::bench::{network, norm};
use super::words::{named, number as shown};
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Table};
use crate::error::Result;
use crate::rule::{Ablation, RuleName, RuleOptions};
use crate::trainer::TrainerOptions;

const BATCH: usize = 64;
/// Step size of the variant without requirement 2.
const SLOW: f64 = 0.5;
const VARIANTS: [&str; 6] = ["bp", "zil", "latents", "γ = 0.5", "together", "early"];

const VARIANT: Axis = Axis::ordinal("variant", "variant");
const FUNCTION: Axis = Axis::ordinal("function", "function ℓ");
const RATE: Axis = Axis::log("rate", "learning rate α");

pub(super) const ABLATIONS: Experiment = Experiment {
    id: "ablations",
    version: 2,
    title: "Z-IL without its requirements",
    source: "Section 3.5, Table 1",
    question: "Z-IL equals backpropagation if latents start at their predictions, the step size is 1, and \
               each function learns at its own moment. What is each of these worth? One at a time is taken \
               away; the gradient is held against backpropagation’s at the start of training, and networks \
               are trained so (momentum 0.9, minibatches of 64).",
    plots: &[
        Plot {
            shows: "With γ = 0.5 every function’s direction is still backpropagation’s. Learning together \
                    leaves that of function 0 right, whose moment it is, and turns the others away; \
                    starting at zero turns all.",
            panels: Some(HIDDEN),
            choose: &[RATE],
            ..Plot::curves(
                "directions",
                "Cosine to backpropagation, function by function",
                FUNCTION,
                Axis::linear("layerCosine", "cosine, this function").within(-1.0, 1.0),
                VARIANT,
            )
        },
        Plot {
            shows: "γ = 0.5 halves the gradient with each function further down.",
            panels: Some(HIDDEN),
            choose: &[RATE],
            ..Plot::curves(
                "lengths",
                "Length of the gradient, function by function",
                FUNCTION,
                Axis::log("length", "‖gradient‖, of backpropagation’s"),
                VARIANT,
            )
        },
        Plot {
            shows: "All parameters together: only early learning depends on α, and comes to \
                    backpropagation as α goes to zero.",
            panels: Some(HIDDEN),
            ..Plot::curves(
                "apart",
                "Distance from backpropagation",
                RATE,
                Axis::log("apart", "‖gradient − BP’s‖, of BP’s"),
                VARIANT,
            )
        },
        Plot {
            shows: "After training. zil lies on bp, but for rounding, which a high rate makes into \
                    another network.",
            panels: Some(HIDDEN),
            ..Plot::curves(
                "accuracy",
                "Test accuracy",
                RATE,
                Axis::linear("test", "accuracy, %").within(0.0, 100.0),
                VARIANT,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (hidden, rates, epochs, seeds): (&[usize], &[f64], f64, u64) = match grid {
        Grid::Quick => (&[2, 4], &[0.01, 0.1], 1.0, 1),
        Grid::Full => (&[2, 4], &[0.001, 0.01, 0.1, 0.3], 5.0, 3),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &hidden in hidden {
            for &rate in rates {
                for variant in VARIANTS {
                    cells.push(Record::new([
                        (VARIANT.column, variant.into()),
                        ("hidden", hidden.into()),
                        ("rate", rate.into()),
                        ("epochs", epochs.into()),
                        ("seed", seed.into()),
                    ]));
                }
            }
        }
    }
    cells
}

/// The rule of a variant.
fn rule(variant: &str, rate: f64) -> RuleOptions {
    let zil = RuleOptions::new(RuleName::Zil);
    match variant {
        "bp" => RuleOptions::new(RuleName::Bp),
        "latents" => RuleOptions { ablation: Some(Ablation::Latents), ..zil },
        "together" => RuleOptions { ablation: Some(Ablation::Together), ..zil },
        "early" => RuleOptions { ablation: Some(Ablation::Early), learning_rate: rate, ..zil },
        "zil" => zil,
        _ => RuleOptions { step_size: SLOW, ..zil },
    }
}

fn run(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    let (hidden, seed) = (cell.whole("hidden"), cell.whole("seed") as u64);
    let (variant, rate) = (cell.name(VARIANT.column), cell.number("rate"));
    let rule = rule(variant, rate);
    let mut options = TrainerOptions::new(rule.clone(), hidden + 1);
    options.optimizer.learning_rate = rate;
    let whole = accuracies(hidden, seed, data, options, cell.number("epochs"))?;
    if variant == "bp" {
        return Ok(vec![whole]);
    }

    let first = network::<f32>(hidden, seed)?;
    let mut bp = backprop(&first, data, BATCH)?;
    let mut zil = minibatch(&first, data, BATCH, &rule)?;
    advance(&mut zil, usize::MAX);
    let (gradient, exact) = (learned(&mut zil), learned(&mut bp));
    let mut rows = vec![
        whole
            .with("apart", brief(apart(&gradient, &exact)))
            .with("cosine", brief(cosine(&gradient, &exact))),
    ];
    for function in 0..zil.depth() {
        let (own, exact) = (flat([zil.gradient(function)]), flat([bp.gradient(function)]));
        rows.push(Record::new([
            ("function", function.into()),
            ("layerCosine", brief(cosine(&own, &exact)).into()),
            ("length", brief(norm(&own) / norm(&exact)).into()),
        ]));
    }
    Ok(rows)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    for variant in table.names(VARIANT.column) {
        for hidden in table.numbers("hidden") {
            let here = |row: &Row| row.is(VARIANT.column, variant) && row.at("hidden", hidden);
            let accuracies = table.numbers("rate").into_iter().filter_map(|rate| {
                let test = table.stats("test", |row| here(row) && row.at("rate", rate))?;
                let spread = match test.error() {
                    Some(_) => format!(" ± {:.1}", test.deviation),
                    None => String::new(),
                };
                Some(format!("{:.1}{spread} % at α = {rate}", test.mean))
            });
            let accuracies: Vec<_> = accuracies.collect();
            if accuracies.is_empty() {
                continue;
            }
            let mut sentence = format!("{}, {hidden} hidden layers: ", named(variant));
            if let Some(cosine) = table.stats("cosine", here) {
                sentence += &format!(
                    "a cosine to backpropagation of {} to {}; ",
                    shown(cosine.least),
                    shown(cosine.most)
                );
            }
            sentences.push(sentence + "test accuracy " + &accuracies.join(", ") + ".");
        }
    }
    sentences
}
