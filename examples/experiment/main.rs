//! Computes experiments on all cores of this machine, or one share of them on each of many machines.
//!
//! `cargo run --release --example experiment -- figures --out results/`
//!
//! Results go to `<out>/<id>-<grid>.jsonl`, cell after cell as they come. Interrupted, it goes on where it
//! stopped when it is started again, and ends with the same bytes. Exit codes: 0 when all that was
//! asked for is there, 1 when something failed, 2 when it could not be understood; either way one sentence
//! says why.

mod arguments;
mod digits;
mod merge;
mod progress;
mod run;
mod say;
mod shard;
mod store;

use std::process::ExitCode;

use pc_playground::experiment::{EXPERIMENTS, Grid};

use arguments::{Arguments, Refused};

fn main() -> ExitCode {
    let (done, code) = match Arguments::read() {
        Ok(arguments) => (perform(&arguments), ExitCode::FAILURE),
        Err(Refused::Help(text)) => (say::print(&text), ExitCode::FAILURE),
        Err(Refused::Sentence(sentence)) => (Err(sentence), ExitCode::from(2)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            say::note(&sentence);
            code
        }
    }
}

fn perform(arguments: &Arguments) -> Result<(), String> {
    if arguments.list {
        return say::print(&list());
    }
    if !arguments.merge.is_empty() {
        return merge::merge(&arguments.merge, &arguments.out);
    }
    let data = digits::read(&arguments.data)?;
    for experiment in &arguments.experiments {
        run::run(experiment, arguments.grid, arguments.shard, &data, &arguments.out)?;
    }
    Ok(())
}

/// A line for each experiment: its id, the cells of each grid, its title.
fn list() -> String {
    let line = |id: &str, [quick, full]: [String; 2], title: &str| {
        format!("{id:<16} {quick:>8} {full:>8}   {title}\n")
    };
    let mut text =
        line("id", Grid::ALL.map(|(name, _)| name.to_owned()), "title (the numbers are cells)");
    for experiment in EXPERIMENTS {
        let cells = Grid::ALL.map(|(_, grid)| (experiment.cells)(grid).len().to_string());
        text += &line(experiment.id, cells, experiment.title);
    }
    text
}
