//! What the runs say: over how many decades of learning rates a rule works, and whether that is more than
//! backpropagation's, with 95 % intervals over seeds.

use crate::experiment::words::{named, power, signed};
use crate::experiment::{Row, Stats, Table};

/// Test accuracy, in percent, from which a rule works.
const WORKING: f64 = 80.0;
/// Accuracy of a guess.
const CHANCE: f64 = 10.0;

/// The verdicts first, then the numbers that they rest on.
pub(super) fn answer(table: &Table) -> Vec<String> {
    let mut sentences = Vec::new();
    let rules = table.names("rule");
    let others: Vec<&str> = rules.iter().copied().filter(|&rule| rule != "bp").collect();
    sentences.extend(survivors(table, &others));
    for optimizer in table.names("optimizer") {
        sentences.extend(verdicts(table, &others, optimizer, optimizer));
    }
    // What a user would take instead: backpropagation with the optimizer it has, against a rule alone.
    for optimizer in table.names("optimizer").into_iter().filter(|&name| name != "sgd") {
        sentences.extend(verdicts(table, &others, "sgd", optimizer));
    }
    for batch in table.numbers("batch") {
        sentences.extend(accuracies(table, &others, batch));
    }
    for optimizer in table.names("optimizer") {
        for batch in table.numbers("batch") {
            let words = rules.iter().filter_map(|&rule| {
                let words = Runs { table, rule, optimizer, batch }.described()?;
                Some(format!("{} {words}", named(rule)))
            });
            let words: Vec<_> = words.collect();
            if !words.is_empty() {
                sentences.push(format!("{optimizer}, batch {batch}: {}.", words.join("; ")));
            }
        }
    }
    for rule in rules {
        if let Some(Stats { least, most, .. }) = table.stats("residual", |row| row.is("rule", rule))
        {
            sentences.push(format!(
                "The first step of {} misses the exact implicit step by {} to {} of its own length, by the \
                 learning rate.",
                named(rule),
                power(least),
                power(most)
            ));
        }
    }
    sentences
}

/// The question of section 3.6 in one sentence: which rules that are more robust than backpropagation with
/// plain SGD are so with the other optimizers too.
fn survivors(table: &Table, rules: &[&str]) -> Option<String> {
    let wider = |rule: &str, optimizer: &str| {
        gain(table, rule, optimizer, optimizer).is_some_and(|gain| gain.positive())
    };
    let robust: Vec<&str> = rules.iter().copied().filter(|rule| wider(rule, "sgd")).collect();
    let others = table.names("optimizer").into_iter().filter(|&name| name != "sgd");
    let kept = others.map(|optimizer| {
        let kept: Vec<&str> =
            robust.iter().copied().filter(|rule| wider(rule, optimizer)).collect();
        format!(
            "{} against backpropagation with {optimizer}, when it has {optimizer} too",
            list(&kept)
        )
    });
    let kept: Vec<_> = kept.collect();
    (!robust.is_empty() && !kept.is_empty()).then(|| {
        format!(
            "Predictive coding stands a wider range of learning rates than backpropagation as long as both have \
             plain SGD ({}); of that robustness is left: {}.",
            list(&robust),
            kept.join("; ")
        )
    })
}

/// Which rules with one optimizer work over a wider range of rates than backpropagation with another.
fn verdicts(table: &Table, rules: &[&str], own: &str, bps: &str) -> Option<String> {
    let (mut wider, mut other) = (Vec::new(), Vec::new());
    for &rule in rules {
        let Some(gain) = gain(table, rule, own, bps) else { continue };
        let words = format!("{} by {}", named(rule), gain.shown());
        if gain.positive() { &mut wider } else { &mut other }.push(words);
    }
    let plain = |optimizer: &str| match optimizer {
        "sgd" => "plain SGD".to_owned(),
        name => name.to_owned(),
    };
    (!wider.is_empty() || !other.is_empty()).then(|| {
        format!(
            "With {}, the range of working rates is wider than that of backpropagation with {} (decades, \
             95 % interval over seeds) for: {}. Not shown to be wider: {}.",
            plain(own),
            plain(bps),
            list(&wider),
            list(&other)
        )
    })
}

/// By how many decades of rates a rule with one optimizer works over more than backpropagation with another:
/// the mean over the batches that both have, paired by seeds.
fn gain(table: &Table, rule: &str, own: &str, bps: &str) -> Option<Interval> {
    Interval::of(table, |seed| {
        let of_batch = |batch| {
            let width = |rule, optimizer| Runs { table, rule, optimizer, batch }.width(seed);
            Some(width(rule, own)? - width("bp", bps)?)
        };
        Some(Stats::of(table.numbers("batch").into_iter().filter_map(of_batch))?.mean)
    })
}

/// How much better or worse the rules are than backpropagation at one batch, each with its best optimizer
/// and rate by the validation digits: test accuracy in points, paired by seeds.
fn accuracies(table: &Table, rules: &[&str], batch: f64) -> Option<String> {
    let best = |rule| {
        let optimizers = table.names("optimizer").into_iter();
        let runs = optimizers.map(|optimizer| Runs { table, rule, optimizer, batch });
        let tried = runs.filter_map(|runs| Some((runs, runs.best_rate()?)));
        tried.max_by(|(_, a), (_, b)| a.1.total_cmp(&b.1)).map(|(runs, (rate, _))| (runs, rate))
    };
    let (bp, bp_rate) = best("bp")?;
    let words = rules.iter().filter_map(|&rule| {
        let (own, rate) = best(rule)?;
        let gain = |seed| Some(own.test(rate, seed)? - bp.test(bp_rate, seed)?);
        let gain = Interval::of(table, gain)?;
        Some(format!("{} ({}) {}", named(rule), own.optimizer, gain.shown()))
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| {
        format!(
            "At batch {batch}, each with its best optimizer and rate, test accuracy differs from that of \
             backpropagation ({}) by, in points: {}.",
            bp.optimizer,
            words.join(", ")
        )
    })
}

fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<_> = names.iter().map(|name| named(name.as_ref())).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A mean over seeds with its 95 % interval.
struct Interval {
    mean: f64,
    half: f64,
}

impl Interval {
    /// Of what each seed gives; none from fewer than two.
    fn of(table: &Table, of_seed: impl Fn(f64) -> Option<f64>) -> Option<Self> {
        let stats = Stats::of(table.numbers("seed").into_iter().filter_map(of_seed))?;
        Some(Interval { mean: stats.mean, half: stats.error()? * student(stats.count) })
    }

    fn positive(&self) -> bool {
        self.mean > self.half
    }

    fn shown(&self) -> String {
        format!("{} ± {:.2}", signed(&format!("{:+.2}", self.mean)), self.half)
    }
}

/// Student's t for a 95 % interval of the mean of so many numbers.
fn student(count: usize) -> f64 {
    match count {
        2 => 12.71,
        3 => 4.30,
        4 => 3.18,
        5 => 2.78,
        _ => 2.6, // six; a little wide for more
    }
}

/// All runs of one rule with one optimizer and one batch.
#[derive(Clone, Copy)]
struct Runs<'a> {
    table: &'a Table,
    rule: &'a str,
    optimizer: &'a str,
    batch: f64,
}

impl Runs<'_> {
    fn has(&self, row: &Row) -> bool {
        row.is("rule", self.rule)
            && row.is("optimizer", self.optimizer)
            && row.at("batch", self.batch)
    }

    /// The rate that does best on the validation digits, with its mean accuracy on them.
    fn best_rate(&self) -> Option<(f64, f64)> {
        let rates = self.table.numbers("rate").into_iter();
        let tried = rates.filter_map(|rate| {
            let here = |row: &Row| self.has(row) && row.at("rate", rate);
            Some((rate, self.table.stats("validation", here)?.mean))
        });
        tried.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Test accuracy at that rate, over the seeds.
    fn best(&self) -> Option<Stats> {
        let (rate, _) = self.best_rate()?;
        self.table.stats("test", |row| self.has(row) && row.at("rate", rate))
    }

    /// Test accuracy at this rate by this seed.
    fn test(&self, rate: f64, seed: f64) -> Option<f64> {
        let here = |row: &&Row| self.has(row) && row.at("rate", rate) && row.at("seed", seed);
        self.table.rows.iter().find(here)?.number("test")
    }

    /// The width in decades by this seed; none while a rate is missing.
    fn width(&self, seed: f64) -> Option<f64> {
        let rates = self.table.numbers("rate");
        let accuracy = |&rate: &f64| {
            let fits = |row: &&Row| self.has(row) && row.at("rate", rate) && row.at("seed", seed);
            let row = self.table.rows.iter().find(fits)?;
            if row.at("diverged", 1.0) { Some(CHANCE) } else { row.number("test") }
        };
        let accuracies = rates.iter().map(accuracy).collect::<Option<Vec<_>>>()?;
        let between = rates.windows(2).zip(accuracies.windows(2));
        Some(between.map(|(r, a)| (r[1] / r[0]).log10() * share_above(a[0], a[1])).sum())
    }

    fn widths(&self) -> impl Iterator<Item = f64> {
        self.table.numbers("seed").into_iter().filter_map(|seed| self.width(seed))
    }

    fn described(&self) -> Option<String> {
        let (best, width) = (self.best()?, Stats::of(self.widths())?);
        let told = |stats: Stats| match stats.error() {
            Some(error) => format!("{:.1} ± {error:.1}", stats.mean),
            None => format!("{:.1}", stats.mean),
        };
        Some(format!("{} % at best, works over {} decades", told(best), told(width)))
    }
}

/// The share of the way from one accuracy to the next on which it is at least [`WORKING`].
fn share_above(a: f64, b: f64) -> f64 {
    match (a >= WORKING, b >= WORKING) {
        (true, true) => 1.0,
        (false, false) => 0.0,
        _ => (a.max(b) - WORKING) / (a - b).abs(),
    }
}
