//! One experiment on this machine: the cells that are missing, on all cores; each into the file as it comes.

use std::path::Path;
use std::sync::mpsc;
use std::thread;

use pc_playground::Result;
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{Data, Experiment, Grid, find, summary};
use rayon::prelude::*;

use crate::progress::Progress;
use crate::say;
use crate::shard::Shard;
use crate::store::{Store, replace};

/// Computes an experiment, or a shard of it.
pub fn run(
    experiment: &Experiment,
    grid: Grid,
    shard: Option<Shard>,
    data: &Data,
    out: &Path,
) -> std::result::Result<(), String> {
    let header = Header::new(experiment, grid, data);
    let own: Vec<usize> =
        (0..header.cells).filter(|&cell| shard.is_none_or(|shard| shard.has(cell))).collect();
    if let Some(shard) = shard.filter(|shard| shard.counted) {
        refuse_another_count(&format!("{}-{}.shard-", experiment.id, grid.name()), shard, out)?;
    }
    let ending = shard.map_or_else(String::new, |shard| format!(".{}", shard.name()));
    let file = out.join(format!("{}-{}{ending}.jsonl", experiment.id, grid.name()));

    let mut store = Store::open(&file, header.clone())?;
    let there = &store.results().lines;
    let missing: Vec<usize> =
        own.iter().copied().filter(|cell| !there.contains_key(cell)).collect();
    let mut name = format!("{}, {}", experiment.id, grid.name());
    if let Some(shard) = shard {
        name += &format!(", {shard}");
    }
    let mut progress = Progress::new(name, own.len(), own.len() - missing.len());
    for (index, line) in compute(header, missing, data.clone()) {
        store.append(index, line.map_err(|error| format!("cell {index}: {error}"))?)?;
        progress.step();
    }
    let results = store.finish()?;
    if own.iter().any(|cell| !results.lines.contains_key(cell)) {
        return Err(
            "computing ended early, by an error of the program that is told above".to_owned()
        );
    }
    if shard.is_some() {
        say::note(&format!("{} is whole; --merge joins it with the others", file.display()));
        return Ok(());
    }
    report(&results, out)
}

/// Where shards of another number lie, this array may be a part of theirs that was sent again: it would begin
/// anew with larger shares.
fn refuse_another_count(start: &str, shard: Shard, out: &Path) -> std::result::Result<(), String> {
    // A folder that cannot be listed, or is not there yet, is found by who writes in it.
    let names =
        std::fs::read_dir(out).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names = names.filter_map(|name| name.into_string().ok());
    let other = names.find(|name| {
        let rest = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(".jsonl"));
        rest.and_then(|rest| rest.split_once("-of-"))
            .is_some_and(|(_, count)| count.parse() != Ok(shard.count))
    });
    match other {
        None => Ok(()),
        Some(other) => Err(format!(
            "{} holds {other}, but this array has {} tasks: if they are some of those, say so with --shards and the \
             number of all (tasks numbered from 0) or --shard i/n; if not, choose another folder with --out",
            out.display(),
            shard.count,
        )),
    }
}

/// Computes cells on all cores, in their order as far as several cores have one. They arrive here, in
/// one thread, so that only one writes; when it stops listening, computing stops too. (The threads
/// share nothing that could be borrowed: after an error nobody waits for their last cells.)
fn compute(
    header: Header,
    cells: Vec<usize>,
    data: Data,
) -> impl Iterator<Item = (usize, Result<String>)> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        // Only fails when nobody listens any more, which ends it, as it should.
        let _ = cells.into_iter().par_bridge().try_for_each_with(sender, |sender, index| {
            sender.send((index, header.compute(index, &data)))
        });
    });
    receiver.into_iter()
}

/// Writes the summary of results beside them and prints it; says so while cells are missing.
pub fn report(results: &Results, out: &Path) -> std::result::Result<(), String> {
    let Header { experiment: id, version, grid, data, cells, .. } = &results.header;
    let there = results.lines.len();
    if there < *cells {
        say::note(&format!(
            "{id}, {grid}: {there} of {cells} cells are there; a summary needs all"
        ));
        return Ok(());
    }
    let experiment = find(id).map_err(|error| error.to_string())?;
    let text = format!(
        "## {}\n\n{}. {}\n\n`{id}`, version {version}, grid {grid} ({cells} cells), on the digits {data}.\n\n{}",
        experiment.title,
        experiment.source,
        experiment.question,
        summary(experiment, &results.table()),
    );
    replace(&out.join(format!("{id}-{grid}.md")), &text)?;
    say::print(&text)
}
