//! The digits that cells are computed on, and how to tell them from others.

use std::sync::Arc;

use crc32fast::Hasher;

use crate::data::Dataset;

/// Digits in three parts. Threads share them.
#[derive(Debug, Clone)]
pub struct Data {
    /// To train on, and to take minibatches from.
    pub train: Arc<Dataset>,
    /// Held out while training.
    pub validation: Arc<Dataset>,
    /// Held out to the end.
    pub test: Arc<Dataset>,
    /// Sizes of the parts and a checksum of all: results on other digits are other results.
    pub fingerprint: String,
}

impl Data {
    /// These three parts.
    pub fn new(train: Arc<Dataset>, validation: Arc<Dataset>, test: Arc<Dataset>) -> Self {
        let mut hasher = Hasher::new();
        for part in [&train, &validation, &test] {
            for i in 0..part.len() {
                hasher.update(part.pixels(i));
                hasher.update(&[part.class(i)]);
            }
        }
        let sizes = [&train, &validation, &test].map(|part| part.len().to_string()).join("+");
        let fingerprint = format!("{sizes} {:08x}", hasher.finalize());
        Data { train, validation, test, fingerprint }
    }
}
