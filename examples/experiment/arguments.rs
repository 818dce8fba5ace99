//! The command line, and the variables that a cluster's scheduler sets.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use clap::error::ErrorKind;
use pc_playground::experiment::{EXPERIMENTS, Experiment, Grid, find};

use crate::shard::Shard;

/// What is to be done.
pub struct Arguments {
    pub experiments: Vec<&'static Experiment>,
    pub out: PathBuf,
    pub grid: Grid,
    pub data: PathBuf,
    pub shard: Option<Shard>,
    pub merge: Vec<PathBuf>,
    pub list: bool,
}

/// Why nothing is to be done.
pub enum Refused {
    /// Help was asked for, and this is it.
    Help(String),
    /// What could not be understood.
    Sentence(String),
}

/// Computes the paper's figures and other experiments on all cores, resumes where it stopped, and writes
/// JSON Lines and a summary.
#[derive(Parser)]
#[command(name = "experiment")]
struct Line {
    /// What to compute: one or more ids (see --list), or "all"
    #[arg(value_name = "ID")]
    ids: Vec<String>,

    /// Folder of the results
    #[arg(long, value_name = "DIR", default_value = "results")]
    out: PathBuf,

    /// "quick", about a minute, or "full", all of it
    #[arg(long, default_value = "full", value_parser = Grid::find)]
    grid: Grid,

    /// Folder of the digits: MNIST's train and t10k files, and validation files if there are any
    #[arg(long, value_name = "DIR", default_value = "www/data")]
    data: PathBuf,

    /// Compute one share of the cells, i from 0 to n − 1. Without it a Slurm array's task takes
    /// its share, and so does a pod of a Kubernetes indexed job; "0/1" is all of them
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// How many tasks the whole job has, numbered from 0: the completions of a Kubernetes indexed job,
    /// which its pods are not told (or set JOB_COMPLETION_COUNT), or the tasks of a Slurm array, so
    /// that some of them can be sent again
    #[arg(long, value_name = "N", conflicts_with = "shard")]
    shards: Option<u64>,

    /// Join results of several shards into one file in the folder of the results
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["ids", "shard", "shards"])]
    merge: Vec<PathBuf>,

    /// Print all experiments with the number of cells of each grid
    #[arg(long, conflicts_with_all = ["ids", "shard", "shards", "merge"])]
    list: bool,
}

impl Arguments {
    /// Reads them.
    pub fn read() -> Result<Self, Refused> {
        let line = Line::try_parse_from(words()?).map_err(refused)?;
        let computes = !line.list && line.merge.is_empty();
        if computes && line.ids.is_empty() {
            let known: Vec<_> = EXPERIMENTS.iter().map(|experiment| experiment.id).collect();
            let known = known.join(", ");
            return Err(Refused::Sentence(format!(
                "name one or more experiments, or all of them as \"all\"; there are: {known}"
            )));
        }
        let sentence = |error: pc_playground::Error| Refused::Sentence(error.to_string());
        let shard = match line.shard {
            None if computes => {
                Shard::of_job(&|name| std::env::var(name).ok(), line.shards).map_err(sentence)?
            }
            given => given,
        };
        let experiments = if line.ids.iter().any(|id| id == "all") {
            EXPERIMENTS.to_vec()
        } else {
            line.ids.iter().map(|id| find(id)).collect::<Result<_, _>>().map_err(sentence)?
        };
        let Line { out, grid, data, merge, list, .. } = line;
        Ok(Arguments { experiments, out, grid, data, shard, merge, list })
    }
}

/// The words of the command line. A script with the line ends of Windows puts a carriage return after the last
/// one of each line, which would be a part of a name that nobody sees.
fn words() -> Result<Vec<OsString>, Refused> {
    let words: Vec<_> = std::env::args_os().collect();
    match words.iter().find(|word| word.as_encoded_bytes().ends_with(b"\r")) {
        None => Ok(words),
        Some(word) => Err(Refused::Sentence(format!(
            "\"{}\" is followed by a carriage return: the script that calls this has the line ends of Windows; \
             save it with those of Unix (dos2unix does it)",
            word.to_string_lossy().trim_end()
        ))),
    }
}

/// The first paragraph of what clap says, as one line: the rest is advice.
fn refused(error: clap::Error) -> Refused {
    let text = error.to_string();
    if error.kind() == ErrorKind::DisplayHelp {
        return Refused::Help(text);
    }
    let reason = text.split("\n\n").next().unwrap_or(&text);
    let words: Vec<_> = reason.trim_start_matches("error: ").split_whitespace().collect();
    Refused::Sentence(words.join(" "))
}
