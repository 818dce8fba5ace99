//! A share of the cells: of shards `0 … n−1`, shard `i` has the cells whose index leaves the remainder `i` when
//! divided by `n`. Neighbouring cells cost much the same, so dealing them out in turn gives every shard its
//! part of the dear ones.

use std::fmt;
use std::str::FromStr;

use pc_playground::{Error, Result};

/// Shard `index` of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

/// Looks up a variable of the environment.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Shard {
    /// Whether this cell belongs to it.
    pub fn has(self, cell: usize) -> bool {
        cell as u64 % self.count == self.index
    }

    /// What its file is called by: `shard-0-of-4`.
    pub fn name(self) -> String {
        format!("shard-{}-of-{}", self.index, self.count)
    }

    /// The share that a cluster's scheduler gives this process; none outside such a job. `completions` is the
    /// number of shards of a Kubernetes job, where the command line says it.
    ///
    /// # Errors
    /// When the scheduler says which shard this is, but not plainly of how many.
    pub fn of_job(variable: Variable, completions: Option<u64>) -> Result<Option<Self>> {
        if let Some(count) = completions {
            let index = number(variable, INDEX)?.ok_or_else(|| {
                let expected = "used in an indexed job, where JOB_COMPLETION_INDEX is set";
                Error::invalid("--shards", expected, "no such variable")
            })?;
            return Self::new(INDEX, index, count).map(Some);
        }
        if let Some(shard) = Self::of_slurm(variable)? {
            return Ok(Some(shard));
        }
        let Some(index) = number(variable, INDEX)? else { return Ok(None) };
        let count = number(variable, COUNT)?.ok_or_else(|| {
            let expected = "set beside JOB_COMPLETION_INDEX, or the number given as --shards \
                            (Kubernetes does not pass it on)";
            Error::invalid(COUNT, expected, "nothing")
        })?;
        Self::new(INDEX, index, count).map(Some)
    }

    /// A Slurm array's tasks may begin at any number and go up in steps: `--array=1-16`, `--array=0-30:2`.
    fn of_slurm(variable: Variable) -> Result<Option<Self>> {
        let Some(id) = number(variable, "SLURM_ARRAY_TASK_ID")? else { return Ok(None) };
        let count = number(variable, "SLURM_ARRAY_TASK_COUNT")?.ok_or_else(|| {
            let expected = "set beside SLURM_ARRAY_TASK_ID (or the share given as --shard)";
            Error::invalid("SLURM_ARRAY_TASK_COUNT", expected, "nothing")
        })?;
        let first = number(variable, "SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        let step = number(variable, "SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
        let place = id.checked_sub(first).filter(|after| after.is_multiple_of(step));
        let place = place.map(|after| after / step).filter(|&place| place < count);
        let index = place.ok_or_else(|| {
            let expected = format!("one of the {count} from {first} in steps of {step}");
            Error::invalid("SLURM_ARRAY_TASK_ID", expected, id)
        })?;
        Self::new("SLURM_ARRAY_TASK_ID", index, count).map(Some)
    }

    fn new(field: &str, index: u64, count: u64) -> Result<Self> {
        if index < count {
            return Ok(Shard { index, count });
        }
        let expected = format!("less than the number of shards, {count}");
        Err(Error::invalid(field, expected, index))
    }
}

const INDEX: &str = "JOB_COMPLETION_INDEX";
const COUNT: &str = "JOB_COMPLETION_COUNT";

/// A variable that must be a whole number if it is set.
fn number(variable: Variable, name: &str) -> Result<Option<u64>> {
    let Some(text) = variable(name) else { return Ok(None) };
    let parsed = text.trim().parse();
    parsed.map(Some).map_err(|_| Error::invalid(name, "a whole number", format!("\"{text}\"")))
}

impl FromStr for Shard {
    type Err = Error;

    /// From `i/n`.
    fn from_str(text: &str) -> Result<Self> {
        let parsed = text.split_once('/').and_then(|(index, count)| {
            Some((index.trim().parse().ok()?, count.trim().parse().ok()?))
        });
        let (index, count) = parsed.ok_or_else(|| {
            let expected = "i/n, two whole numbers, such as 0/4";
            Error::invalid("shard", expected, format!("\"{text}\""))
        })?;
        Self::new("i of --shard i/n", index, count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "shard {} of {}", self.index, self.count)
    }
}
