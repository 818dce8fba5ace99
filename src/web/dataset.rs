//! `Dataset` in JavaScript.

use std::cell::Cell;
use std::sync::Arc;

use js_sys::{Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::Held;
use super::argument::{MAX_SAFE, bytes, index, list, whole};
use super::source::Source;
use crate::data as core;
use crate::error::Result;
use crate::memory;

thread_local! {
    /// Where `__share` leaves a Dataset for [`instance`](super::argument::instance).
    pub(super) static SHARED: Cell<Option<Dataset>> = const { Cell::new(None) };
}

/// Labelled images.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Dataset(Held<Arc<core::Dataset>>);

impl Dataset {
    fn wrap(data: core::Dataset) -> Dataset {
        Dataset(Held::new("Dataset", Arc::new(data)))
    }

    async fn read(images: Source, labels: Source) -> Result<Dataset> {
        let (images, labels) = (images.bytes().await?, labels.bytes().await?);
        core::Dataset::from_idx(&images, &labels).map(Dataset::wrap)
    }

    /// The data themselves, for the objects that use them.
    pub(super) fn shared(&self) -> Result<Arc<core::Dataset>> {
        self.0.with(Arc::clone)
    }
}

#[wasm_bindgen]
impl Dataset {
    /// Images and labels from IDX files as MNIST publishes them, raw or gzipped.
    #[wasm_bindgen(js_name = fromIdx)]
    pub fn from_idx(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] images: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] labels: &JsValue,
    ) -> Result<Dataset> {
        let images = bytes("images", images, core::MAX_BYTES as u32)?;
        let labels = bytes("labels", labels, core::MAX_BYTES as u32)?;
        core::Dataset::from_idx(&images, &labels).map(Dataset::wrap)
    }

    /// Images and labels from two files, a visitor's for example: IDX, raw or gzipped.
    #[wasm_bindgen(js_name = fromFiles)]
    pub async fn from_files(
        #[wasm_bindgen(unchecked_param_type = "Blob")] images: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Blob")] labels: JsValue,
    ) -> Result<Dataset> {
        let images = Source::blob("images", &images, core::MAX_BYTES as u32)?;
        Self::read(images, Source::blob("labels", &labels, core::MAX_BYTES as u32)?).await
    }

    /// Images and labels from two addresses: IDX, raw or gzipped. In Node the path of a file will do. Both
    /// are fetched at the same time.
    pub async fn fetch(
        #[wasm_bindgen(unchecked_param_type = "string")] images: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] labels: JsValue,
    ) -> Result<Dataset> {
        let images = Source::address("images", &images, core::MAX_BYTES as u32)?;
        Self::read(images, Source::address("labels", &labels, core::MAX_BYTES as u32)?).await
    }

    /// `count` (1 to 100,000) drawn digits, 28 × 28, ten classes.
    pub fn synthetic(
        #[wasm_bindgen(unchecked_param_type = "number")] count: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: &JsValue,
    ) -> Result<Dataset> {
        let count = index("count", count, 1, core::MAX_SYNTHETIC)?;
        let seed = whole("seed", seed, 0, MAX_SAFE)?;
        core::Dataset::synthetic(count, seed).map(Dataset::wrap)
    }

    /// Number of images.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> Result<u32> {
        self.0.with(|data| data.len() as u32)
    }

    /// Rows of pixels of an image.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> Result<u32> {
        self.0.with(|data| data.rows() as u32)
    }

    /// Columns of pixels of an image.
    #[wasm_bindgen(getter)]
    pub fn columns(&self) -> Result<u32> {
        self.0.with(|data| data.columns() as u32)
    }

    /// Number of classes: 10.
    #[wasm_bindgen(getter)]
    pub fn classes(&self) -> Result<u32> {
        self.0.with(|data| data.classes() as u32)
    }

    /// Grey levels of image `i`, `[rows][columns]`, 0 to 255.
    pub fn image(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] i: &JsValue,
    ) -> Result<Uint8Array> {
        let data = self.shared()?;
        let i = index("i", i, 0, data.len() - 1)?;
        data.image(i).map(Uint8Array::from)
    }

    /// Class of image `i`, 0 to 9.
    pub fn label(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] i: &JsValue,
    ) -> Result<u8> {
        let data = self.shared()?;
        let i = index("i", i, 0, data.len() - 1)?;
        data.label(i)
    }

    /// Grey level / 255 of `count` images from `start` on, `[count][rows · columns]`.
    pub fn inputs(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] start: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: &JsValue,
    ) -> Result<Float64Array> {
        let (data, start, count) = self.range(start, count)?;
        memory::reserve("these inputs", 8 * (count * data.rows() * data.columns()) as u64)?;
        Ok(Float64Array::from(data.inputs(start, count)?.as_slice()))
    }

    /// One-hot classes of `count` images from `start` on, `[count][classes]`.
    pub fn targets(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] start: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: &JsValue,
    ) -> Result<Float64Array> {
        let (data, start, count) = self.range(start, count)?;
        Ok(Float64Array::from(data.targets(start, count)?.as_slice()))
    }

    /// A seeded shuffle, then consecutive parts of these sizes (in all at most `length`).
    pub fn split(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[]")] counts: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: &JsValue,
    ) -> Result<Vec<Dataset>> {
        let data = self.shared()?;
        let entries = list("counts", counts, 1, 1000, "whole numbers")?;
        let count = |(i, value)| index(&format!("counts[{i}]"), value, 1, data.len());
        let counts = entries.iter().enumerate().map(count).collect::<Result<Vec<_>>>()?;
        let seed = whole("seed", seed, 0, MAX_SAFE)?;
        Ok(data.split(&counts, seed)?.into_iter().map(Dataset::wrap).collect())
    }

    /// Gives its memory back. Trainers that hold the data keep them alive for themselves.
    pub fn free(&self) {
        self.0.free();
    }

    /// A second JavaScript object around the same thing: how an argument is read without being
    /// taken from its owner. Not for callers.
    #[wasm_bindgen(js_name = __share, skip_typescript)]
    pub fn share(&self) {
        SHARED.set(Some(self.clone()));
    }

    fn range(
        &self,
        start: &JsValue,
        count: &JsValue,
    ) -> Result<(Arc<core::Dataset>, usize, usize)> {
        let data = self.shared()?;
        let start = index("start", start, 0, data.len() - 1)?;
        let count = index("count", count, 1, data.len())?;
        Ok((data, start, count))
    }
}
