//! Experiments: the paper's figures, its claims and the questions it leaves open, each as a grid of
//! cells that can be computed anywhere, in any order.
//!
//! An experiment is one file here and one line in [`EXPERIMENTS`]: its question, its grid (parameters ×
//! seeds), a function from a cell to rows of numbers, what its plots show, and what the rows answer.
//! A cell's rows depend on the cell and the data alone: a tab, a laptop and a cluster find the same
//! bytes. [`results`] is the file they are kept in.

mod ablations;
mod bench;
mod bottleneck;
mod data;
mod descent;
mod feedback;
mod figures;
mod generative;
mod law;
mod online;
mod plot;
mod precision;
mod record;
pub mod results;
mod summary;
mod table;
mod variance;
mod words;

pub use data::Data;
pub use plot::{Axis, Mark, Plot, Scale};
pub use record::{Record, Value};
pub use summary::summary;
pub use table::{Row, Stats, Table};

use crate::error::{Error, Result};

/// Every experiment.
pub const EXPERIMENTS: &[&Experiment] = &[
    &figures::FIGURES,
    &law::LAW,
    &descent::DESCENT,
    &variance::VARIANCE,
    &ablations::ABLATIONS,
    &bottleneck::BOTTLENECK,
    &feedback::FEEDBACK,
    &generative::GENERATIVE,
    &precision::PRECISION,
    &online::ONLINE,
];

/// A question and how it is put to the numbers.
#[derive(Debug)]
pub struct Experiment {
    /// What it goes by in commands and addresses.
    pub id: &'static str,
    /// Raised whenever the same cell would give other rows: results of two versions are never mixed.
    pub version: u32,
    /// A few words.
    pub title: &'static str,
    /// The part of the paper that it belongs to.
    pub source: &'static str,
    /// What is asked, and how, in two to four sentences for somebody who has read the abstract.
    pub question: &'static str,
    /// Its plots, the most telling one first.
    pub plots: &'static [Plot],
    /// The cells of a grid; each has a `seed`. The order is that of computing: all cells of one seed come
    /// before those of the next, so that a plot has its whole width early.
    pub cells: fn(Grid) -> Vec<Record>,
    /// The rows of one cell, each without the cell's own parameters.
    pub run: fn(&Record, &Data) -> Result<Vec<Record>>,
    /// What the rows at hand say, with its uncertainty, in full sentences; empty while they say nothing.
    pub answer: fn(&Table) -> Vec<String>,
}

/// How much is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grid {
    /// About a minute on two cores.
    Quick,
    /// All of it.
    Full,
}

impl Grid {
    /// Both with the name they go by in commands and files.
    pub const ALL: [(&'static str, Grid); 2] = [("quick", Grid::Quick), ("full", Grid::Full)];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The grid of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Grid> {
        let found = Self::ALL.iter().find(|(own, _)| *own == name);
        found
            .map(|&(_, grid)| grid)
            .ok_or_else(|| Error::invalid("grid", "\"quick\" or \"full\"", format!("\"{name}\"")))
    }
}

/// The experiment of this id.
///
/// # Errors
/// When there is none.
pub fn find(id: &str) -> Result<&'static Experiment> {
    EXPERIMENTS.iter().copied().find(|experiment| experiment.id == id).ok_or_else(|| {
        let known: Vec<_> = EXPERIMENTS.iter().map(|e| format!("\"{}\"", e.id)).collect();
        Error::invalid("experiment", format!("one of {}", known.join(", ")), format!("\"{id}\""))
    })
}
