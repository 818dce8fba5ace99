//! The open question of section 3.6: predictive coding is said to stand higher learning rates than
//! backpropagation, and to lose less when samples come one by one. Does that last beside momentum and Adam?
//!
//! A rule *works* at a learning rate α where its test accuracy is 80 % or more. Its *width* is how many decades
//! of α it works over, the accuracy taken as linear in log α between two rates of the grid, and as chance
//! where training diverged. A rule that only needs another α is no wider for it: VPC's gradients
//! are shorter than backpropagation's, so that its whole range lies higher.
//!
//! Every run sees as many samples, whatever its batch. With momentum and Adam the implicit rules give
//! `(θ − θ′)/α` in the place of the gradient. Their inner problems are not solved to the end: `residual` says how far
//! the first step is from `θ′ = θ − α∇loss(θ′)`. Implicit SGD's damping is
//! `γ = 1/(1 + 20 α)`: its iteration converges below `2/(1 + αλ)`, and 20 is about λ here.

mod answer;

use super::bench::{advance, minibatch, network, percent, train};
use super::{Axis, Data, Experiment, Grid, Plot, Record};
use crate::error::Result;
use crate::node::Variant;
use crate::optimizer::{OptimizerKind, OptimizerOptions};
use crate::rule::{RuleName, RuleOptions};
use crate::trainer::TrainerOptions;

/// Hidden layers.
const HIDDEN: usize = 2;
/// Inference steps of the rules that relax, and iterations of implicit SGD.
const STEPS: usize = 20;
/// T of exact il-prox.
const PROXIMAL_STEPS: usize = 200;
/// λ, the loss's largest curvature, as implicit SGD's damping takes it to be.
const CURVATURE: f64 = 20.0;

const RATES: [f64; 13] = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];
const QUICK_RATES: [f64; 6] = [1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0];

const RATE: Axis = Axis::log("rate", "learning rate α");
const RATE_PLACES: Axis = Axis::ordinal("rate", "learning rate α");
const RULE: Axis = Axis::ordinal("rule", "rule");
const BATCH: Option<Axis> = Some(Axis::ordinal("batch", "batch"));
const OPTIMIZER: Option<Axis> = Some(Axis::ordinal("optimizer", "optimizer"));
const ACCURACY: Axis = Axis::linear("test", "test accuracy, %").within(0.0, 100.0);

pub(super) const ONLINE: Experiment = Experiment {
    id: "online",
    version: 2,
    title: "Learning rates and samples one by one: does predictive coding stand more?",
    source: "Section 3.6",
    question: "Predictive coding is reported to stand higher learning rates than backpropagation, and \
               to lose less when samples come one at a time. The paper asks whether that lasts \
               against momentum and Adam. Networks of 2 hidden layers of 64 tanh units see equally many \
               digits of MNIST, half a pass or less, by each rule, optimizer, batch and learning rate; \
               a rule works where it then reads 80 % of the test digits. IL-prox in its exact form gets \
               200 steps of inference, which leave it short of the implicit step.",
    plots: &[
        Plot {
            shows: "A rule whose high accuracies reach far is one that does not mind its learning rate. Compare widths, not \
                    places: a rule with shorter gradients wants higher rates.",
            panels: BATCH,
            panel_rows: OPTIMIZER,
            ..Plot::map("accuracy", "Test accuracy", RATE_PLACES, RULE, ACCURACY)
        },
        Plot {
            shows: "The same as curves. A rule works where its curve is above 80 %.",
            panels: BATCH,
            panel_rows: OPTIMIZER,
            ..Plot::curves("curves", "Test accuracy by learning rate", RATE, ACCURACY, RULE)
        },
        Plot {
            shows: "Share of the seeds for which a loss or a parameter stopped being finite. Most runs \
                    that fail do not: tanh units saturate, and the network stays at chance.",
            panels: BATCH,
            panel_rows: OPTIMIZER,
            ..Plot::map(
                "divergence",
                "Divergence",
                RATE_PLACES,
                RULE,
                Axis::linear("diverged", "share of runs that diverged").within(0.0, 1.0),
            )
        },
    ],
    cells,
    run,
    answer: answer::answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (rules, rates, batches, samples, seeds): (&[&str], &[f64], &[usize], usize, u64) =
        match grid {
            Grid::Quick => (&["bp", "vpc", "il-prox-practical"], &QUICK_RATES, &[1, 16], 1_500, 1),
            Grid::Full => (
                &["bp", "vpc", "il-prox", "il-prox-practical", "implicit-sgd"],
                &RATES,
                &[1, 8, 64],
                4_000,
                3,
            ),
        };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &batch in batches {
            for (optimizer, _) in OptimizerKind::ALL {
                // Exact il-prox is for one sample alone.
                for &rule in rules.iter().filter(|&&rule| rule != "il-prox" || batch == 1) {
                    for &rate in rates {
                        cells.push(Record::new([
                            ("rule", rule.into()),
                            ("optimizer", optimizer.into()),
                            ("batch", batch.into()),
                            ("rate", rate.into()),
                            ("samples", samples.into()),
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
    let (batch, rate, seed) = (cell.whole("batch"), cell.number("rate"), cell.whole("seed") as u64);
    let (rule, steps) = rule(cell.name("rule"), rate);
    let kind = OptimizerKind::ALL.into_iter().find(|(name, _)| *name == cell.name("optimizer"));
    let (_, kind) = kind.expect("an optimizer of this grid");
    let options = TrainerOptions {
        steps,
        batch_size: batch,
        seed,
        optimizer: OptimizerOptions { kind, learning_rate: rate, ..OptimizerOptions::default() },
        ..TrainerOptions::new(rule.clone(), HIDDEN + 1)
    };
    let first = network::<f32>(HIDDEN, seed)?;
    let residual = if rule.is_implicit() {
        let mut inference = minibatch(&first, data, batch, &rule)?;
        advance(&mut inference, steps);
        Some(inference.implicit_residual(rate)?)
    } else {
        None
    };
    let epochs = cell.number("samples") / data.train.len() as f64;
    let trainer = train(first, &data.train, &options, epochs)?;
    let test = trainer.evaluate(&data.test)?;
    let row = Record::new([
        ("validation", percent(trainer.evaluate(&data.validation)?.accuracy).into()),
        ("test", percent(test.accuracy).into()),
        ("loss", test.loss.into()),
        ("diverged", usize::from(trainer.diverged()).into()),
    ]);
    Ok(vec![match residual {
        Some(residual) => row.with("residual", residual),
        None => row,
    }])
}

/// A rule by its name in the grid, and the inference steps it gets.
fn rule(name: &str, rate: f64) -> (RuleOptions, usize) {
    let mut rule = RuleOptions::new(match name {
        "bp" => RuleName::Bp,
        "vpc" => RuleName::Vpc,
        "implicit-sgd" => RuleName::ImplicitSgd,
        _ => RuleName::IlProx,
    });
    rule.take_learning_rate(rate);
    let steps = match name {
        "il-prox" => PROXIMAL_STEPS,
        "il-prox-practical" => {
            (rule.variant, rule.step_size) = (Variant::Practical, 0.1);
            STEPS
        }
        "implicit-sgd" => {
            rule.step_size = 1.0 / (1.0 + CURVATURE * rate);
            STEPS * (HIDDEN + 1)
        }
        _ => STEPS,
    };
    (rule, steps)
}
