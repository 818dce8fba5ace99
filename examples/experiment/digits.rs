//! MNIST's files in a folder: to train, to validate and to test.

use std::path::Path;
use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::Data;

/// Fixes which digits are held out where no files do: the page holds out the same.
const SPLIT_SEED: u64 = 0;

/// Reads a folder. Without files for validation, a sixth of those to train on are.
pub fn read(folder: &Path) -> Result<Data, String> {
    let needed = |name: &str| {
        pair(folder, name)?.ok_or_else(|| {
            format!(
                "{} must hold {name}-images-idx3-ubyte and {name}-labels-idx1-ubyte, gzipped or raw; \
                 ./build.sh build packs such files into www/data.",
                folder.display()
            )
        })
    };
    let (train, test) = (needed("train")?, needed("t10k")?);
    let (train, validation) = match pair(folder, "validation")? {
        Some(validation) => (train, validation),
        None => {
            let sixth = train.len() / 6;
            let mut parts = train
                .split(&[train.len() - sixth, sixth], SPLIT_SEED)
                .map_err(|error| format!("{}: {error}.", folder.display()))?;
            let validation = parts.remove(1);
            (parts.remove(0), validation)
        }
    };
    Ok(Data::new(Arc::new(train), Arc::new(validation), Arc::new(test)))
}

/// Images and labels of this name, gzipped or raw; none where a file is missing.
fn pair(folder: &Path, name: &str) -> Result<Option<Dataset>, String> {
    let file = |kind: &str| {
        let raw = folder.join(format!("{name}-{kind}-ubyte"));
        let gzipped = raw.with_extension("gz");
        std::fs::read(gzipped).or_else(|_| std::fs::read(raw)).ok()
    };
    let (Some(images), Some(labels)) = (file("images-idx3"), file("labels-idx1")) else {
        return Ok(None);
    };
    let data = Dataset::from_idx(&images, &labels);
    data.map(Some).map_err(|error| format!("{name} files in {}: {error}.", folder.display()))
}
