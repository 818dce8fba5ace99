//! Which share of the cells is computed here: of `n` shares, number `i` has cells i, i + n, i + 2n, …
//!
//! It is named on the command line or by a cluster. Slurm tells each job of an array its number, the least
//! number and how many there are; Kubernetes tells a job its completion's index but not how many there are,
//! so the job's file says that itself (`--shards`, or JOB_COMPLETION_COUNT).

use pc_playground::experiment::Grid;

/// Number `index` of `count` shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub index: usize,
    pub count: usize,
}

impl Share {
    /// The share that the command line names (`i/n`), else the one a cluster's variables name, else all.
    pub fn find(
        argument: Option<&str>,
        shards: Option<usize>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Share, String> {
        if let Some(text) = argument {
            let parts = text.split_once('/');
            let numbers = parts.map(|(i, n)| (i.parse::<usize>(), n.parse::<usize>()));
            return match numbers {
                Some((Ok(index), Ok(count))) => Share::checked("--shard", index, count),
                _ => Err(format!("--shard must be i/n, as in 0/8, got \"{text}\".")),
            };
        }
        let number = |name: &str| match variable(name) {
            None => Ok(None),
            Some(text) => text
                .parse::<usize>()
                .map(Some)
                .map_err(|_| format!("{name} must be a whole number, got \"{text}\".")),
        };
        if let Some(task) = number("SLURM_ARRAY_TASK_ID")? {
            let count = number("SLURM_ARRAY_TASK_COUNT")?
                .ok_or("SLURM_ARRAY_TASK_COUNT must be set where SLURM_ARRAY_TASK_ID is.")?;
            let least = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
            let index = task.checked_sub(least).ok_or(format!(
                "SLURM_ARRAY_TASK_ID must be at least SLURM_ARRAY_TASK_MIN, {least}, got {task}."
            ))?;
            return Share::checked("SLURM_ARRAY_TASK_ID less SLURM_ARRAY_TASK_MIN", index, count);
        }
        if let Some(index) = number("JOB_COMPLETION_INDEX")? {
            let count = match shards {
                Some(count) => count,
                None => number("JOB_COMPLETION_COUNT")?.ok_or(
                    "Where JOB_COMPLETION_INDEX is set, --shards or JOB_COMPLETION_COUNT must say how \
                     many completions the job has.",
                )?,
            };
            return Share::checked("JOB_COMPLETION_INDEX", index, count);
        }
        match shards {
            None | Some(1) => Ok(Share { index: 0, count: 1 }),
            Some(count) => Err(format!(
                "--shards {count} needs the number of this one: --shard i/{count}, or the variable \
                 JOB_COMPLETION_INDEX."
            )),
        }
    }

    fn checked(field: &str, index: usize, count: usize) -> Result<Share, String> {
        match count {
            0 => Err(format!("{field} must name one of at least 1 shares, got 0 of them.")),
            _ if index >= count => {
                Err(format!("{field} must be from 0 to {}, got {index}.", count - 1))
            }
            _ => Ok(Share { index, count }),
        }
    }

    /// Whether cell `cell` belongs to it.
    pub fn has(self, cell: usize) -> bool {
        cell % self.count == self.index
    }

    /// The file of its results.
    pub fn file_name(self, id: &str, grid: Grid) -> String {
        match self.count {
            1 => format!("{id}-{}.jsonl", grid.name()),
            n => format!("{id}-{}.shard-{}-of-{n}.jsonl", grid.name(), self.index),
        }
    }
}
