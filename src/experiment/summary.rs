//! Results in words and tables: what `docs/results.md` is made of.

use std::cmp::Ordering;
use std::fmt::Write;

use super::words::{named, number};
use super::{Experiment, Mark, Plot, Row, Stats, Table};

/// What the rows answer, then a table a plot: mean ± standard deviation over the rows that agree in all
/// that the plot names.
pub fn summary(experiment: &Experiment, table: &Table) -> String {
    let mut text = String::new();
    for sentence in (experiment.answer)(table) {
        let _ = writeln!(text, "- {sentence}");
    }
    for plot in experiment.plots {
        if let Some(table) = plot_table(plot, table) {
            let _ = write!(text, "\n### {}\n\n{table}\n\n", plot.title);
        }
    }
    text
}

/// Columns that fit on a page.
const WIDEST: usize = 24;

/// One line for each curve (map: for each y), one column for each x; none where x is itself measured, and
/// has a column for each point.
fn plot_table(plot: &Plot, table: &Table) -> Option<String> {
    let value = if plot.mark == Mark::Map { plot.color } else { plot.y };
    let lead = if plot.mark == Mark::Map { plot.y } else { plot.color };
    let panels = plot.panel_rows.iter().chain(&plot.panels).chain(plot.choose);
    let keys: Vec<_> = panels.chain([&lead]).collect();
    let baseline = |row: &Row| plot.baseline.is_some_and(|(column, name)| row.is(column, name));
    let rows: Vec<_> = table
        .rows
        .iter()
        .filter(|row| row.has(value.column) && (row.has(plot.x.column) || baseline(row)))
        .collect();
    let key = |row: &Row| keys.iter().map(|axis| row.text(axis.column)).collect::<Vec<_>>();
    let at = |row: &Row| match plot.baseline {
        Some((_, name)) if baseline(row) => vec![name.to_owned()],
        _ => vec![row.text(plot.x.column)],
    };
    let lines = distinct(rows.iter().map(|row| key(row)));
    let columns = distinct(rows.iter().map(|row| at(row)));
    if columns.len() > WIDEST {
        return None;
    }

    let labels = keys.iter().map(|axis| axis.label).collect::<Vec<_>>().join(" | ");
    let mut text = format!(
        "{}, mean ± s.d. over seeds where they differ; across: {}\n\n",
        value.label, plot.x.label
    );
    let _ = writeln!(text, "| {labels} | {} |", columns.concat().join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(keys.len() + columns.len()));
    for line in &lines {
        let names: Vec<_> = line.iter().map(|key| named(key)).collect();
        let _ = write!(text, "| {} |", names.join(" | "));
        for column in &columns {
            let here = rows.iter().filter(|row| key(row) == *line && at(row) == *column);
            let stats = Stats::of(here.filter_map(|row| row.number(value.column)));
            let _ = write!(text, " {} |", stats.map_or_else(String::new, shown));
        }
        text.push('\n');
    }
    Some(text)
}

/// Each key once: numbers ascending, then names in the order in which they come.
fn distinct(keys: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for key in keys {
        if !found.contains(&key) {
            found.push(key);
        }
    }
    found.sort_by(|a, b| {
        let orders = a.iter().zip(b).map(|(a, b)| by_value(a, b));
        orders.fold(Ordering::Equal, Ordering::then)
    });
    found
}

fn by_value(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => Ordering::Equal,
    }
}

/// With its deviation, where seeds differ by more than rounding.
fn shown(Stats { count, mean, deviation, .. }: Stats) -> String {
    let differ = count > 1 && deviation > 1e-9 * mean.abs();
    if differ { format!("{} ± {}", number(mean), number(deviation)) } else { number(mean) }
}
