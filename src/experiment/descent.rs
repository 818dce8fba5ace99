//! Result 2: which rules follow the gradient of the free energy.
//!
//! A step takes the latents from `x(t)` to `x(t+1)`. Does it go the way `F` falls, and does `F` fall?
//!
//! ```text
//! cosine   = cos(x(t+1) − x(t), −∂F/∂x(t))          all latents of all samples together
//! learning = cos(the rule's gradient of θ, ∂F/∂θ)   both after that step, at x(t+1)
//! ```
//!
//! VPC is that descent, so both are 1 for it; but a step of size γ is not a flow, and `F` can rise where γ
//! is large. FPA-PC's errors are taken against predictions that no longer hold. Z-IL's latents move as
//! VPC's with γ = 1 do, so their direction is right and it is their length that is not; and what it learns
//! is no slope in θ, since each function learns at its own moment.

use super::bench::{GAMMA, HIDDEN};
use super::bench::{brief, cosine, flat, learned, minibatch, network, norm, numbers};
use super::words::{named, number as shown};
use super::{Axis, Data, Experiment, Grid, Plot, Record, Row, Stats, Table};
use crate::error::Result;
use crate::inference::Inference;
use crate::rule::{RuleName, RuleOptions};

const BATCH: usize = 16;
const STEPS: usize = 100;
/// The steps that have a row.
const SHOWN: [usize; 18] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 26, 34, 45, 60, 78, STEPS];
/// A step this short, of the first one, has no direction beyond the rounding of x: the rule has arrived.
const STILL: f64 = 1e-9;
/// A cosine this far below 1 is another direction.
const ASIDE: f64 = 1e-3;
/// A change of F, of F, that is more than rounding.
const RISE: f64 = 1e-12;

const STEP: Axis = Axis::log("step", "inference step");
const RULE: Axis = Axis::ordinal("rule", "rule");
const RULES: [RuleName; 3] = [RuleName::Vpc, RuleName::Fpa, RuleName::Zil];

pub(super) const DESCENT: Experiment = Experiment {
    id: "descent",
    version: 2,
    title: "Which rules descend the free energy?",
    source: "Section 4, Result 2",
    question: "Result 2 says that FPA-PC and Z-IL do not follow a gradient of the free energy, as VPC \
               does. Each step of the latents is held against the direction in which the free energy F \
               falls fastest from where they are, and F is followed on the way; and what the weights \
               learn is held against the gradient of F by the weights.",
    plots: &[
        Plot {
            shows: "1 is straight down the free energy, 0 across, below 0 up. VPC and Z-IL stay at 1; \
                    FPA-PC begins there and turns away as soon as its predictions are out of date.",
            panels: Some(HIDDEN),
            panel_rows: Some(GAMMA),
            ..Plot::curves(
                "cosine",
                "Steps of the latents against −∂F/∂x",
                STEP,
                Axis::linear("cosine", "cosine to −∂F/∂x").within(-1.0, 1.0),
                RULE,
            )
        },
        Plot {
            shows: "The free energy along the way, of what it was at the start. VPC’s falls. FPA-PC’s \
                    and Z-IL’s end where backpropagation’s errors are in the latents, whatever F is there.",
            panels: Some(HIDDEN),
            panel_rows: Some(GAMMA),
            ..Plot::curves(
                "energy",
                "Free energy along the way",
                STEP,
                Axis::log("energy", "F, of F at the start"),
                RULE,
            )
        },
        Plot {
            shows: "What the weights learn after so many steps, against the gradient of F by the \
                    weights there. Z-IL has learned only at its end.",
            panels: Some(HIDDEN),
            panel_rows: Some(GAMMA),
            ..Plot::curves(
                "learning",
                "Learning against ∂F/∂θ",
                STEP,
                Axis::linear("learning", "cosine to ∂F/∂θ").within(-1.0, 1.0),
                RULE,
            )
        },
    ],
    cells,
    run,
    answer,
};

fn cells(grid: Grid) -> Vec<Record> {
    let (hidden, gammas, seeds): (&[usize], &[f64], u64) = match grid {
        Grid::Quick => (&[2, 4], &[0.1, 0.5, 1.0], 1),
        Grid::Full => (&[2, 4, 8], &[0.1, 0.25, 0.5, 1.0], 3),
    };
    let mut cells = Vec::new();
    for seed in 0..seeds {
        for &hidden in hidden {
            for &gamma in gammas {
                for rule in RULES {
                    if rule == RuleName::Zil && gamma != 1.0 {
                        continue;
                    }
                    cells.push(Record::new([
                        (RULE.column, rule.name().into()),
                        ("hidden", hidden.into()),
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
    let network = network::<f64>(cell.whole("hidden"), cell.whole("seed") as u64)?;
    let name = cell.name(RULE.column);
    let rule = RULES.into_iter().find(|rule| rule.name() == name).unwrap_or(RuleName::Vpc);
    let options = RuleOptions { step_size: cell.number("gamma"), ..RuleOptions::new(rule) };
    let mut chain = minibatch(&network, data, BATCH, &options)?;
    let start = chain.free_energy();
    let (mut energy, mut rises) = (start, 0_usize);
    let mut first = 0.0;
    let mut rows = Vec::new();
    while chain.time() < STEPS && !chain.done() {
        let step = chain.time() + 1;
        if !SHOWN.contains(&step) {
            chain.step();
            rises += usize::from(rise(&chain, &mut energy));
            continue;
        }
        let (from, slope) = (latents(&chain), chain.slope()?);
        chain.step();
        rises += usize::from(rise(&chain, &mut energy));
        let to = latents(&chain);
        let moved: Vec<f64> = to.iter().zip(&from).map(|(to, from)| to - from).collect();
        if step == 1 {
            first = norm(&moved);
        }
        let descent: Vec<f64> = slope.descent.iter().flat_map(numbers).collect();
        let still = norm(&moved) < STILL * first;
        let row = Record::new([
            ("step", step.into()),
            ("cosine", if still { f64::NAN } else { cosine(&moved, &descent) }.into()),
            ("energy", brief(energy / start).into()),
            ("rises", rises.into()),
        ]);
        let learns_later = rule == RuleName::Zil && !chain.done();
        rows.push(if learns_later {
            row
        } else {
            let slope = flat(&chain.slope()?.gradients);
            row.with("learning", brief(cosine(&learned(&mut chain), &slope)))
        });
    }
    Ok(rows)
}

/// Whether F is higher than it was; it is noted as it is.
fn rise(chain: &Inference<f64>, energy: &mut f64) -> bool {
    let before = std::mem::replace(energy, chain.free_energy());
    *energy - before > RISE * before
}

/// `x_1 … x_{L−1}` of all samples.
fn latents(chain: &Inference<f64>) -> Vec<f64> {
    (1..chain.depth()).flat_map(|node| numbers(chain.value(node))).collect()
}

fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    for rule in table.names(RULE.column) {
        for gamma in table.numbers("gamma") {
            let here = |row: &Row| row.is(RULE.column, rule) && row.at("gamma", gamma);
            let Some(cosine) = table.stats("cosine", here) else { continue };
            let mut sentence = format!(
                "{} with γ = {gamma}: the cosine of a step to −∂F/∂x is {} ({} steps, over all \
                 depths and seeds).",
                named(rule),
                range(cosine),
                cosine.count
            );
            if let (Some(energy), Some(rises)) =
                (table.stats("energy", here), table.stats("rises", here))
            {
                sentence += &match rises.most {
                    0.0 => format!(
                        " F never rises, and comes down to {} of what it was.",
                        shown(energy.least)
                    ),
                    most => format!(
                        " F rises in up to {most} steps of a run; it is between {} and {} of what it was.",
                        shown(energy.least),
                        shown(energy.most)
                    ),
                };
            }
            if let Some(learning) = table.stats("learning", here) {
                sentence += &format!(" What it learns has a cosine to ∂F/∂θ {}.", range(learning));
            }
            sentences.push(sentence);
        }
    }
    let least = |rule: RuleName| {
        table.stats("cosine", |row| row.is(RULE.column, rule.name())).map(|cosine| cosine.least)
    };
    if let (Some(fpa), Some(zil)) = (least(RuleName::Fpa), least(RuleName::Zil))
        && fpa < 1.0 - ASIDE
        && zil > 1.0 - ASIDE
    {
        sentences.push(
            "So Result 2 holds for FPA-PC. Z-IL’s latents do step along −∂F/∂x: what keeps it from \
             descending F is the length of its steps, and what it learns is no gradient of F because each \
             function learns at a moment of its own."
                .to_owned(),
        );
    }
    sentences
}

/// Cosines in words.
fn range(cosines: Stats) -> String {
    match 1.0 - cosines.least {
        off if off < ASIDE => format!("within {} of 1", shown(off.max(f64::EPSILON))),
        _ => format!("between {} and {}", shown(cosines.least), shown(cosines.most)),
    }
}
