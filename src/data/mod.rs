//! Labelled pictures of digits: read from IDX files, drawn, looked up and split.

mod dataset;
mod gunzip;
mod idx;
mod labels;
mod synthetic;

pub use dataset::{CLASSES, Dataset, MAX_SYNTHETIC};
pub use idx::{MAX_BYTES, MAX_PIXELS, gzip};
