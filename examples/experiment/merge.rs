//! Shards of an experiment joined into one file, as if one machine had computed it.

use std::path::{Path, PathBuf};

use crate::run::report;
use crate::store::{Store, read};

/// Joins files of results, with what the folder has of the same. All are read before anything is written.
pub fn merge(files: &[PathBuf], out: &Path) -> Result<(), String> {
    let mut all = read(&files[0])?;
    for file in &files[1..] {
        all.merge(read(file)?).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let header = all.header.clone();
    let mut store =
        Store::open(&out.join(format!("{}-{}.jsonl", header.experiment, header.grid)), header)?;
    store.merge(all)?;
    report(&store.finish()?, out)
}
