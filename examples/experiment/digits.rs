//! The digits, from a folder with MNIST's files under their own names or as programs that unpack spell these, raw
//! or gzipped; every other file is passed over. Without validation files a sixth of those to train on is held
//! out, the same one as in the page.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
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
    let files = files(folder)?;
    let need = |part: &str| {
        pair(&files, folder, part)?.ok_or_else(|| {
            format!(
                "{} must hold {part}-images-idx3-ubyte and {part}-labels-idx1-ubyte, raw or with .gz, but \
                 there are none (\"./build.sh build\" packs some into www/data)",
                folder.display()
            )
        })
    };
    let (whole, test) = (need("train")?, need("t10k")?);
    let (train, validation) = match pair(&files, folder, "validation")? {
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

/// A file of the folder, and its name as MNIST has it.
type Named = (String, PathBuf);

/// The files of the folder, and those that lie in a folder of their own name, as some programs unpack them.
fn files(folder: &Path) -> Result<Vec<Named>, String> {
    let mut files = Vec::new();
    for (name, path) in entries(folder)? {
        if path.is_dir() {
            files.extend(entries(&path)?.into_iter().filter(|(inner, _)| *inner == name));
        } else {
            files.push((name, path));
        }
    }
    files.sort();
    Ok(files)
}

/// What a folder holds under names of MNIST's form; nothing if there is no folder.
fn entries(folder: &Path) -> Result<Vec<Named>, String> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.and_then(Iterator::collect::<Result<Vec<_>, _>>),
    };
    let listed = listed.map_err(|error| failed("read", folder, &error))?;
    let named = listed
        .into_iter()
        .filter_map(|entry| Some((own_name(entry.file_name().to_str()?)?, entry.path())));
    Ok(named.collect())
}

/// `train-images-idx3-ubyte` for `train-images.idx3-ubyte.gz`; none for what is no file of MNIST's. Test files are
/// `t10k`, as MNIST calls them, or `test`.
fn own_name(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name).replace(['.', '_', ' '], "-");
    let (part, rest) = name.split_once('-')?;
    let part = if part == "test" { "t10k" } else { part };
    matches!(rest, "images-idx3-ubyte" | "labels-idx1-ubyte").then(|| format!("{part}-{rest}"))
}

/// The images and labels of one part; none if neither file is there. Files that are there twice, packed and
/// unpacked say, must hold the same.
fn pair(files: &[Named], folder: &Path, part: &str) -> Result<Option<Dataset>, String> {
    let called = |kind: &str| -> Vec<&Path> {
        let name = format!("{part}-{kind}-ubyte");
        files.iter().filter(|(own, _)| *own == name).map(|(_, path)| path.as_path()).collect()
    };
    let (images, labels) = (called("images-idx3"), called("labels-idx1"));
    let (first, label) = match (images.first(), labels.first()) {
        (Some(first), Some(label)) => (*first, *label),
        (None, None) => return Ok(None),
        (images, _) => {
            let (there, missing) =
                if images.is_some() { ("images", "labels") } else { ("labels", "images") };
            let folder = folder.display();
            return Err(format!("{folder} has the {there} of {part}, but not the {missing}"));
        }
    };
    let about = |reason: String| format!("{part} files in {}: {reason}", folder.display());
    let read = |images: &Path, labels: &Path| {
        Dataset::from_idx(&bytes(images)?, &bytes(labels)?)
            .map_err(|error| about(error.to_string()))
    };
    let digits = read(first, label)?;
    let others = images[1..].iter().map(|image| (*image, first, *image, label));
    let others = others.chain(labels[1..].iter().map(|other| (*other, label, first, *other)));
    for (other, known, images, labels) in others {
        // One that cannot be read with the others differs too.
        if read(images, labels).map(|other| other.to_idx()) != Ok(digits.to_idx()) {
            let (known, other) = (known.display(), other.display());
            return Err(format!(
                "{known} and {other} must hold the same, but differ; remove the wrong one"
            ));
        }
    }
    let (rows, columns) = (digits.rows(), digits.columns());
    if (rows, columns) != (SIDE, SIDE) {
        return Err(about(format!(
            "each image must be {SIDE} × {SIDE} pixels, got {rows} × {columns}"
        )));
    }
    Ok(Some(digits))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| failed("read", path, &error))
}
