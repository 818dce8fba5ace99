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
    pub count: u64,
    /// Whether an array's tasks were counted to know `count`. A part of an array that is sent again counts as fewer.
    pub counted: bool,
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

    /// The share that a cluster's scheduler gives this process; none outside such a job. `shards` is how many
    /// the whole job has, where the command line says it: then the scheduler's number is the share.
    ///
    /// # Errors
    /// When the scheduler says which shard this is, but not plainly of how many. All tasks of one job are
    /// refused, or none: a job that ends half done looks as if it were whole.
    pub fn of_job(variable: Variable, shards: Option<u64>) -> Result<Option<Self>> {
        let (pod, task) = (number(variable, POD)?, number(variable, TASK)?);
        match (pod, task, shards) {
            (Some(index), _, Some(count)) => Self::new(POD, index, count).map(Some),
            (None, Some(index), Some(count)) => {
                // Tasks numbered from 1 go one too far, and the first of them must hear it too.
                let last = number(variable, "SLURM_ARRAY_TASK_MAX")?.unwrap_or(index).max(index);
                Self::new("the last task of the array", last, count)?;
                Self::new(TASK, index, count).map(Some)
            }
            (None, None, Some(_)) => {
                let expected = "used in an indexed job, where JOB_COMPLETION_INDEX is set, or in a Slurm array, \
                                where SLURM_ARRAY_TASK_ID is";
                Err(Error::invalid("--shards", expected, "no such variable"))
            }
            (_, Some(task), None) => Self::of_array(variable, task).map(Some),
            (Some(index), None, None) => {
                let count = number(variable, COUNT)?.ok_or_else(|| {
                    let expected = "set beside JOB_COMPLETION_INDEX, or the number given as --shards \
                                    (Kubernetes does not pass it on)";
                    Error::invalid(COUNT, expected, "nothing")
                })?;
                Self::new(POD, index, count).map(Some)
            }
            (None, None, None) => no_other_array(variable).map(|()| None),
        }
    }

    /// A Slurm array's tasks may begin at any number and go up in steps: `--array=1-16`, `--array=0-30:2`. One with
    /// holes is some of another array's tasks, sent again, and so is one of a single task: Slurm does not tell of
    /// how many they were.
    fn of_array(variable: Variable, task: u64) -> Result<Self> {
        let told = |name: &str| number(variable, &format!("SLURM_ARRAY_TASK_{name}"));
        let count = told("COUNT")?.ok_or_else(|| {
            let expected = "set beside SLURM_ARRAY_TASK_ID (or the share given as --shard)";
            Error::invalid("SLURM_ARRAY_TASK_COUNT", expected, "nothing")
        })?;
        let first = told("MIN")?.unwrap_or(0);
        let step = told("STEP")?.unwrap_or(1).max(1);
        let end = count.saturating_sub(1).saturating_mul(step).saturating_add(first);
        let last = told("MAX")?.unwrap_or(end);
        if count == 1 && last == first {
            let expected = format!(
                "more than one task, or told its share: --shard {first}/10 if this is task {first} of ten \
                 from 0, --shard 0/1 for all cells"
            );
            return Err(Error::invalid("a Slurm array", expected, format!("task {task} alone")));
        }
        if last != end {
            let expected = "without gaps, such as --array=0-9 (or told of how many its tasks are: --shards 10 \
                            if the whole is --array=0-9)";
            let got = format!("{count} tasks from {first} to {last} in steps of {step}");
            return Err(Error::invalid("a Slurm array", expected, got));
        }
        let place = task.checked_sub(first).filter(|after| after.is_multiple_of(step));
        let place = place.map(|after| after / step).filter(|&place| place < count);
        let index = place.ok_or_else(|| {
            let expected = format!("one of the {count} from {first} in steps of {step}");
            Error::invalid(TASK, expected, task)
        })?;
        Ok(Shard { counted: true, ..Self::new(TASK, index, count)? })
    }

    fn new(field: &str, index: u64, count: u64) -> Result<Self> {
        if index < count {
            return Ok(Shard { index, count, counted: false });
        }
        let expected = format!("less than the number of shards, {count}");
        Err(Error::invalid(field, expected, index))
    }
}

const POD: &str = "JOB_COMPLETION_INDEX";
const COUNT: &str = "JOB_COMPLETION_COUNT";
const TASK: &str = "SLURM_ARRAY_TASK_ID";

/// What other schedulers number an array's tasks by, and what is there outside of an array.
const OTHERS: [(&str, &str); 5] = [
    ("SGE_TASK_ID", "undefined"),
    ("PBS_ARRAY_INDEX", ""),
    ("PBS_ARRAYID", ""),
    ("LSB_JOBINDEX", "0"),
    ("AWS_BATCH_JOB_ARRAY_INDEX", ""),
];

/// Each task of another scheduler's array would compute the whole grid, which nobody wants.
fn no_other_array(variable: Variable) -> Result<()> {
    for (name, none) in OTHERS {
        let text = variable(name).unwrap_or_default();
        if !text.trim().is_empty() && text.trim() != none {
            let expected = "told its share as --shard i/n, i from 0 (only Slurm's and Kubernetes' are found by \
                            themselves; --shard 0/1 computes all cells)";
            return Err(Error::invalid("a task of an array", expected, format!("{name} {text}")));
        }
    }
    Ok(())
}

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
