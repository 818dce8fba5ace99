//! Corollary 1 and eqs 3.27–3.36: how long the longest chain of operations is until a rule has
//! backpropagation's gradient, when everything that nodes do at the same time runs in parallel.
//!
//! ```text
//! backpropagation   Σ C_ℓ forward + Σ C_ℓ back              a wide layer is waited for once
//! FPA-PC            Σ C_ℓ forward + t_c · max C_ℓ           and here at each of t_c steps
//! ```
//!
//! `C_ℓ` are multiply-adds. What is reported is what the nodes count while they run, never these sums. Other than
//! in the paper, the parameter gradients are part of it: Z-IL finds them on the way, the others at the end. A
//! rule *has* the gradient once it is within 1 % of backpropagation's in every function; of all
//! parameters together the output's would hide the others. VPC never gets there: it is stopped where the
//! theorem lets its error arrive, at `T = L − 1`. Double precision, so that no small error is lost.

use super::bench::{PIXELS, WIDTH, advance};
use super::words::named;
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Table};
use crate::counters::Counters;
use crate::data::CLASSES;
use crate::error::Result;
use crate::inference::Inference;
use crate::layer::Gradient;
use crate::network::{Network, NetworkOptions};
use crate::rule::{RuleName, RuleOptions};

const BATCH: usize = 16;
/// Distance to backpropagation's gradient, of its length, at which a rule has it.
const CLOSE: f64 = 0.01;
/// Steps after which a rule is given up.
const MOST_STEPS: usize = 5_000;
/// Hidden layers while the width of one of them varies, and which one that is.
const HIDDEN: usize = 4;
const WIDE_ONE: usize = 2;

/// The rules and their γ by the name that a plot has for them.
const SCHEMES: [(&str, RuleName, f64); 6] = [
    ("bp", RuleName::Bp, 1.0),
    ("zil", RuleName::Zil, 1.0),
    ("fpa", RuleName::Fpa, 1.0),
    ("fpa, γ 0.5", RuleName::Fpa, 0.5),
    ("fpa, γ 0.1", RuleName::Fpa, 0.1),
    ("vpc", RuleName::Vpc, 0.1),
];

const WIDE: Axis = Axis::log("wide", "units of the wide layer");
const HIDDEN_LAYERS: Axis = Axis::log("hidden", "hidden layers");
const SCHEME: Axis = Axis::ordinal("scheme", "rule");
const SLOWER: Axis = Axis::log("slower", "longest chain, of backpropagation’s");

pub(super) const BOTTLENECK: Experiment = Experiment {
    id: "bottleneck",
    version: 2,
    title: "A bottleneck: what one slow layer costs each rule",
    source: "Section 3.4.2, Corollary 1, equations 3.27–3.36; Result 3",
    question: "Backpropagation waits for a slow layer once on the way back. FPA-PC waits for it at every \
               inference step, and needs at least as many as there are hidden layers. How much longer \
               is the longest chain of operations until each function’s gradient is within 1 % of \
               backpropagation’s, when all nodes work in parallel and count what they do?",
    plots: &[
        Plot {
            shows: "Four hidden layers of 64 units, the second of them made wide. VPC, which never has the \
                    gradient, is stopped at T = L − 1.",
            ..Plot::curves("wide", "Time by the width of one layer", WIDE, SLOWER, SCHEME)
        },
        Plot {
            shows: "Hidden layers of 64 units. The steps that a wave needs grow with the depth, for a small \
                    γ ten times as fast.",
            ..Plot::curves("deep", "Time by depth", HIDDEN_LAYERS, SLOWER, SCHEME)
        },
        Plot {
            shows: "The same chains as they were counted, for the minibatch of 16.",
            ..Plot::curves(
                "path",
                "Longest chain",
                WIDE,
                Axis::log("criticalPath", "multiply-adds, longest chain"),
                SCHEME,
            )
        },
        Plot {
            shows: "All that all nodes computed, with what was idle or redundant. This is what parallel \
                    hardware spends to be no faster.",
            ..Plot::curves(
                "work",
                "Work by the width of one layer",
                WIDE,
                Axis::log("more", "multiply-adds, of backpropagation’s"),
                SCHEME,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (widths, depths, seeds): (&[usize], &[usize], u64) = match grid {
        Grid::Quick => (&[64, 256, 1024], &[1, 2, 4, 8], 1),
        Grid::Full => (&[64, 128, 256, 512, 1024, 2048, 4096], &[1, 2, 4, 8, 16, 32], 3),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for (scheme, ..) in SCHEMES {
            let cell = |varied, value: usize| {
                let start = Record::new([("scheme", scheme.into()), (varied, value.into())]);
                start.with("seed", seed)
            };
            cells.extend(widths.iter().map(|&wide| cell("wide", wide)));
            cells.extend(depths.iter().map(|&hidden| cell("hidden", hidden)));
        }
    }
    cells
}

fn run(cell: &Record, data: &Data) -> Result<Vec<Record>> {
    let mut sizes = match cell.get("hidden") {
        Some(_) => vec![WIDTH; cell.whole("hidden") + 2],
        None => {
            let mut sizes = vec![WIDTH; HIDDEN + 2];
            sizes[WIDE_ONE] = cell.whole("wide");
            sizes
        }
    };
    let depth = sizes.len() - 1;
    (sizes[0], sizes[depth]) = (PIXELS, CLASSES);
    let seed = cell.whole("seed") as u64;
    let network = Network::<f64>::new(&NetworkOptions { seed, ..NetworkOptions::new(&sizes) })?;
    let begin = |rule: &RuleOptions| {
        let batch = BATCH.min(data.train.len());
        Inference::new(
            &network,
            &data.train.inputs(0, batch)?,
            &data.train.targets(0, batch)?,
            rule,
        )
    };

    let mut bp = begin(&RuleOptions::new(RuleName::Bp))?;
    advance(&mut bp, usize::MAX);
    let name = cell.name("scheme");
    let scheme = SCHEMES.into_iter().find(|(own, ..)| *own == name);
    let (_, rule, step_size) = scheme.expect("a scheme of this grid");
    let rule = RuleOptions { step_size, ..RuleOptions::new(rule) };

    // One chain is looked at after every step, which counts; the other one is not.
    let mut watched = begin(&rule)?;
    let most = if rule.rule == RuleName::Vpc { depth - 1 } else { MOST_STEPS };
    while !watched.done() && watched.time() < most && distance(&mut watched, &mut bp) > CLOSE {
        watched.step();
    }
    let steps = watched.time();
    let mut counted = begin(&rule)?;
    advance(&mut counted, steps);
    let (own, bps) = (learned(&mut counted), learned(&mut bp));
    Ok(vec![Record::new([
        ("steps", steps.into()),
        ("distance", distance(&mut counted, &mut bp).into()),
        ("criticalPath", own.critical_path.into()),
        ("multiplyAdds", own.multiply_adds.into()),
        ("slower", (own.critical_path as f64 / bps.critical_path as f64).into()),
        ("more", (own.multiply_adds as f64 / bps.multiply_adds as f64).into()),
    ])])
}

/// What has been counted once every function has its gradient.
fn learned(inference: &mut Inference<f64>) -> Counters {
    for function in 0..inference.depth() {
        inference.gradient(function);
    }
    inference.counters()
}

/// `max over ℓ of ‖gradient of f_ℓ − backpropagation's‖ / ‖backpropagation's‖`.
fn distance(rule: &mut Inference<f64>, bp: &mut Inference<f64>) -> f64 {
    let depth = bp.depth();
    let apart = |function| {
        let (own, bps) = (rule.gradient(function), bp.gradient(function));
        let difference =
            Gradient { weights: &own.weights - &bps.weights, bias: &own.bias - &bps.bias };
        (difference.dot(&difference) / bps.dot(bps)).sqrt()
    };
    (0..depth).map(apart).fold(0.0, f64::max)
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut compare = |column: &str, words: &str| {
        let Some(&most) = table.numbers(column).last() else { return };
        for scheme in table.names("scheme").into_iter().filter(|&scheme| scheme != "bp") {
            let here = |row: &Row| row.is("scheme", scheme) && row.at(column, most);
            let stats = |column| table.stats(column, here);
            let (Some(slower), Some(more), Some(steps), Some(distance)) =
                (stats("slower"), stats("more"), stats("steps"), stats("distance"))
            else {
                continue;
            };
            let far = match distance.mean > CLOSE {
                true => format!(", and is still {:.0} % away", 100.0 * distance.mean),
                false => String::new(),
            };
            sentences.push(format!(
                "With {most} {words}, {} takes {:.0} steps ({:.0} to {:.0}), {:.2} times \
                 backpropagation’s longest chain and {:.2} times its work{far}.",
                named(scheme),
                steps.mean,
                steps.least,
                steps.most,
                slower.mean,
                more.mean,
            ));
        }
    };
    compare("wide", "units in the wide layer");
    compare("hidden", "hidden layers");
    let others = |row: &Row| !row.is("scheme", "bp") && !row.is("scheme", "vpc");
    if let Some(slower) = table.stats("slower", others) {
        sentences.push(format!(
            "Over all {} runs that end with backpropagation’s gradient, the longest chain is from {:.2} \
             to {:.2} times backpropagation’s.",
            slower.count, slower.least, slower.most,
        ));
    }
    sentences
}
