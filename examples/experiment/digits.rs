//! The digits, from a folder with MNIST's files under their own names, raw or gzipped. Without validation
//! files a sixth of those to train on is held out, the same one as in the page.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::Data;

use crate::say::failed;

/// Fixes which digits are held out; that of `www/js/workers/data.js`.
const SPLIT_SEED: u64 = 0;
/// Rows and columns of the images that the experiments' networks take.
const SIDE: usize = 28;

/// Reads train and t10k files, and validation files if there are any.
pub fn read(folder: &Path) -> Result<Data, String> {
    let need = |part: &str| {
        pair(folder, part)?.ok_or_else(|| {
            format!(
                "{} must hold {part}-images-idx3-ubyte and {part}-labels-idx1-ubyte, raw or with .gz, but \
                 there are none (\"./build.sh build\" packs some into www/data)",
                folder.display()
            )
        })
    };
    let (whole, test) = (need("train")?, need("t10k")?);
    let (train, validation) = match pair(folder, "validation")? {
        Some(validation) => (whole, validation),
        None => hold_out(&whole)?,
    };
    Ok(Data::new(Arc::new(train), Arc::new(validation), Arc::new(test)))
}

/// Five sixths and one.
fn hold_out(whole: &Dataset) -> Result<(Dataset, Dataset), String> {
    let (count, sixth) = (whole.len(), whole.len() / 6);
    if sixth == 0 {
        return Err(format!(
            "the train files must hold at least 6 digits, a sixth of them for validation, got {count}"
        ));
    }
    let split = whole.split(&[count - sixth, sixth], SPLIT_SEED);
    let mut parts = split.map_err(|error| error.to_string())?.into_iter();
    Ok((parts.next().expect("the first of two parts"), parts.next().expect("the second of two")))
}

/// The images and labels of one part; none if neither file is there.
fn pair(folder: &Path, part: &str) -> Result<Option<Dataset>, String> {
    let images = file(folder, &format!("{part}-images-idx3-ubyte"))?;
    let labels = file(folder, &format!("{part}-labels-idx1-ubyte"))?;
    let (images, labels) = match (images, labels) {
        (Some(images), Some(labels)) => (images, labels),
        (None, None) => return Ok(None),
        (images, _) => {
            let (there, missing) =
                if images.is_some() { ("images", "labels") } else { ("labels", "images") };
            let folder = folder.display();
            return Err(format!("{folder} has the {there} of {part}, but not the {missing}"));
        }
    };
    let about = |reason: String| format!("{part} files in {}: {reason}", folder.display());
    let digits = Dataset::from_idx(&images, &labels).map_err(|error| about(error.to_string()))?;
    let (rows, columns) = (digits.rows(), digits.columns());
    if (rows, columns) != (SIDE, SIDE) {
        return Err(about(format!(
            "each image must be {SIDE} × {SIDE} pixels, got {rows} × {columns}"
        )));
    }
    Ok(Some(digits))
}

/// A file's bytes, gzipped ones first; none if it is not there.
fn file(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, String> {
    for name in [format!("{name}.gz"), name.to_owned()] {
        let path = folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("read", &path, &error)),
        }
    }
    Ok(None)
}
