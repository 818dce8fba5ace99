//! Runs experiments on all cores, or a share of one on one machine of many.
//!
//! `cargo run --release --example experiment -- figures --out results/`
//!
//! Finished cells are appended to the results as they come, so that a run that was stopped, however it was
//! stopped, goes on where it was; at the end they are sorted, so that the bytes are the same either way.

mod digits;
mod file;
mod run;
mod share;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{EXPERIMENTS, Experiment, Grid, find, summary};

use file::ResultsFile;
use share::Share;

/// Runs experiments on predictive coding and backpropagation, and keeps what they find.
#[derive(Parser)]
#[command(name = "experiment")]
struct Arguments {
    /// Ids of experiments, or "all".
    experiments: Vec<String>,
    /// The folder for results: <id>-<grid>.jsonl and its tables, <id>-<grid>.md.
    #[arg(long, default_value = "results")]
    out: PathBuf,
    /// How much is computed: quick or full.
    #[arg(long, default_value = "full")]
    grid: String,
    /// The folder with MNIST's files, as `./build.sh build` fills it.
    #[arg(long, default_value = "www/data")]
    data: PathBuf,
    /// A share of the cells, as i/n with i from 0 to n-1. Without it, the share that Slurm's or
    /// Kubernetes' variables name, if there are any.
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    /// How many shares there are, where only the number of this one is known (a Kubernetes job).
    #[arg(long, value_name = "N")]
    shards: Option<usize>,
    /// Joins these files of results into one, and computes nothing.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    merge: Vec<PathBuf>,
    /// Names the experiments and the number of their cells.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    match act(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { sentence, code }) => {
            eprintln!("{sentence}");
            ExitCode::from(code)
        }
    }
}

/// One sentence, and the exit code: 2 for arguments, 1 for what happened later.
struct Failure {
    sentence: String,
    code: u8,
}

fn wrong(sentence: impl ToString) -> Failure {
    Failure { sentence: sentence.to_string(), code: 2 }
}

fn failed(sentence: String) -> Failure {
    Failure { sentence, code: 1 }
}

fn act(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.list {
        list();
        return Ok(());
    }
    if !arguments.merge.is_empty() {
        return merge(&arguments.merge, &arguments.out).map_err(failed);
    }
    let experiments = chosen(&arguments.experiments)?;
    let grid = Grid::find(&arguments.grid).map_err(wrong)?;
    let variable = |name: &str| std::env::var(name).ok();
    let share =
        Share::find(arguments.shard.as_deref(), arguments.shards, variable).map_err(wrong)?;
    let data = digits::read(&arguments.data).map_err(failed)?;
    for experiment in experiments {
        let header = Header::new(experiment, grid, &data);
        let path = arguments.out.join(share.file_name(experiment.id, grid));
        let mut file = ResultsFile::open(&path, header).map_err(failed)?;
        run::missing(&mut file, share, &data).map_err(failed)?;
        let results = file.finish().map_err(failed)?;
        conclude(experiment, &results, &path).map_err(failed)?;
    }
    Ok(())
}

fn list() {
    for experiment in EXPERIMENTS {
        let count = |grid| (experiment.cells)(grid).len();
        let (quick, full) = (count(Grid::Quick), count(Grid::Full));
        println!("{}: {} ({quick} cells, full grid {full})", experiment.id, experiment.title);
    }
}

fn chosen(ids: &[String]) -> Result<Vec<&'static Experiment>, Failure> {
    if ids.is_empty() {
        return Err(wrong(
            "Name one experiment or more, or \"all\"; --list tells which there are.",
        ));
    }
    if ids == ["all"] {
        return Ok(EXPERIMENTS.to_vec());
    }
    ids.iter().map(|id| find(id).map_err(wrong)).collect()
}

/// Joins results into `<out>/<id>-<grid>.jsonl`.
fn merge(paths: &[PathBuf], out: &Path) -> Result<(), String> {
    let mut all: Option<Results> = None;
    for path in paths {
        let results = file::read(path)?.ok_or(format!("There is no file {}.", path.display()))?;
        all = Some(match all.take() {
            None => results,
            Some(mut all) => {
                all.merge(results).map_err(|error| format!("{}: {error}.", path.display()))?;
                all
            }
        });
    }
    let results = all.expect("clap asks for at least one file");
    let experiment = find(&results.header.experiment).map_err(|error| error.to_string())?;
    let grid = &results.header.grid;
    let path = out.join(format!("{}-{grid}.jsonl", experiment.id));
    file::replace(&path, &results.text())?;
    conclude(experiment, &results, &path)
}

/// Says what there is now; once all cells are there, also what they say.
fn conclude(experiment: &Experiment, results: &Results, path: &Path) -> Result<(), String> {
    let (have, all) = (results.lines.len(), results.header.cells);
    println!("{}: {have} of {all} cells.", path.display());
    if have < all {
        return Ok(());
    }
    let text = format!("## {}\n\n{}", experiment.title, summary(experiment, &results.table()));
    file::replace(&path.with_extension("md"), &text)?;
    println!("\n{text}");
    Ok(())
}
