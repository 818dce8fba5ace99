//! Labelled images in memory: where they come from, how they are looked up and how they are split.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg32;

use super::{idx, synthetic};
use crate::error::{Error, Result};

/// The classes of every data set: the digits 0 to 9.
pub const CLASSES: usize = 10;
/// The most digits that [`Dataset::synthetic`] draws.
pub const MAX_SYNTHETIC: usize = 100_000;

/// Grey images of one size, each with a label from 0 to 9. There is always at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Image after image, each row after row; 0 is the background, 255 full ink.
    images: Vec<u8>,
    labels: Vec<u8>,
    rows: usize,
    columns: usize,
}

impl Dataset {
    /// Takes images (image after image, each row after row) and one label for each.
    pub fn new(images: Vec<u8>, labels: Vec<u8>, rows: usize, columns: usize) -> Result<Self> {
        idx::check_size(rows as u64, columns as u64)?;
        let pixels = rows * columns;
        if images.is_empty() || !images.len().is_multiple_of(pixels) {
            return Err(Error::invalid(
                "images",
                format!("one or more times {rows} × {columns} pixels"),
                format!("{} pixels", images.len()),
            ));
        }
        let most = (idx::MAX_BYTES - 16) / pixels as u64;
        let count = images.len() / pixels;
        if count as u64 > most {
            return Err(Error::invalid("images", format!("at most {most} of this size"), count));
        }
        if labels.len() != count {
            return Err(Error::invalid(
                "labels",
                format!("one for each of the {count} images"),
                format!("{} labels", labels.len()),
            ));
        }
        if let Some(i) = labels.iter().position(|&label| usize::from(label) >= CLASSES) {
            let field = format!("labels[{i}]");
            return Err(Error::invalid(field, "a whole number from 0 to 9", labels[i]));
        }
        Ok(Dataset { images, labels, rows, columns })
    }

    /// Reads a file of images and a file of labels in MNIST's format (IDX), raw or gzipped. Each
    /// may be up to 200 MiB unpacked, and an image up to 4,096 pixels. Labels are whole numbers of any
    /// of IDX's types; of several columns (QMNIST's eight, one-hot rows, an index beside the class)
    /// the class is taken where the values leave one reading.
    pub fn from_idx(images: &[u8], labels: &[u8]) -> Result<Self> {
        let images = idx::read_images(images)?;
        let labels = idx::read_labels(labels)?;
        Self::new(images.pixels, labels, images.rows, images.columns)
    }

    /// Draws 1 to 100,000 digits of 28 × 28 pixels: slanted, turned, thick and thin. Any ten that
    /// start at a multiple of ten are the ten classes in some order. The same seed gives the same
    /// digits everywhere, and a larger count only adds to them.
    pub fn synthetic(count: usize, seed: u64) -> Result<Self> {
        if !(1..=MAX_SYNTHETIC).contains(&count) {
            let expected = format!("a whole number from 1 to {MAX_SYNTHETIC}");
            return Err(Error::invalid("count", expected, count));
        }
        let mut images = buffer(count * synthetic::PIXELS)?;
        let mut labels = buffer(count)?;
        synthetic::draw(count, seed, &mut images, &mut labels);
        Self::new(images, labels, synthetic::SIDE, synthetic::SIDE)
    }

    /// The number of images.
    #[allow(clippy::len_without_is_empty, reason = "a data set is never empty")]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Rows of pixels of an image.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns of pixels of an image.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of classes: always 10, also when some do not occur.
    pub fn classes(&self) -> usize {
        CLASSES
    }

    /// Image `i`, row after row; 0 is the background, 255 full ink.
    pub fn image(&self, i: usize) -> Result<&[u8]> {
        self.check_index(i)?;
        Ok(self.pixels(i))
    }

    /// The digit that image `i` shows.
    pub fn label(&self, i: usize) -> Result<u8> {
        self.check_index(i)?;
        Ok(self.class(i))
    }

    /// Images `start` to `start + count - 1` as a network's inputs: each pixel divided by 255, row
    /// after row and image after image.
    pub fn inputs(&self, start: usize, count: usize) -> Result<Vec<f64>> {
        let range = self.check_range(start, count)?;
        let mut inputs = buffer(count * self.rows * self.columns)?;
        for i in range {
            inputs.extend(self.pixels(i).iter().map(|&pixel| f64::from(pixel) / 255.0));
        }
        Ok(inputs)
    }

    /// Labels `start` to `start + count - 1` as a network's targets: for each image ten numbers,
    /// 1 for its class and 0 for the others.
    pub fn targets(&self, start: usize, count: usize) -> Result<Vec<f64>> {
        let range = self.check_range(start, count)?;
        let mut targets = buffer(count * CLASSES)?;
        targets.resize(count * CLASSES, 0.0);
        for (target, i) in targets.chunks_exact_mut(CLASSES).zip(range) {
            target[usize::from(self.class(i))] = 1.0;
        }
        Ok(targets)
    }

    /// Shuffles the images and deals them out: the first `counts[0]`, the next `counts[1]` and so
    /// on. No image is in two parts; those left over are in none. The same seed gives the same
    /// parts everywhere.
    pub fn split(&self, counts: &[usize], seed: u64) -> Result<Vec<Dataset>> {
        self.check_counts(counts)?;
        let mut order = buffer(self.len())?;
        // Never more than MAX_BYTES images; u32 takes half the memory and is the same everywhere.
        order.extend(0..self.len() as u32);
        order.shuffle(&mut Pcg32::seed_from_u64(seed));

        let mut order = order.as_slice();
        let mut parts = Vec::with_capacity(counts.len());
        for &count in counts {
            let (chosen, rest) = order.split_at(count);
            order = rest;
            let mut images = buffer(count * self.rows * self.columns)?;
            let mut labels = buffer(count)?;
            for &i in chosen {
                images.extend_from_slice(self.pixels(i as usize));
                labels.push(self.class(i as usize));
            }
            parts.push(Dataset { images, labels, rows: self.rows, columns: self.columns });
        }
        Ok(parts)
    }

    /// The raw IDX files of images and of labels, as [`Dataset::from_idx`] reads them.
    pub fn to_idx(&self) -> (Vec<u8>, Vec<u8>) {
        let images = idx::write_images(&self.images, self.len(), self.rows, self.columns);
        (images, idx::write_labels(&self.labels))
    }

    /// A checksum by which other data are told from these: of their size, images and labels, in their order.
    pub(crate) fn mark(&self) -> u32 {
        let mut mark = 0x811c_9dc5 ^ self.rows as u32;
        for bytes in [&self.images, &self.labels] {
            // Four at a time, so that 47 MB take a blink.
            let (words, rest) = bytes.as_chunks::<4>();
            let rest = rest.iter().map(|&byte| u32::from(byte));
            for word in words.iter().map(|word| u32::from_le_bytes(*word)).chain(rest) {
                mark = (mark ^ word).wrapping_mul(0x0100_0193).rotate_left(5);
            }
        }
        mark
    }

    /// [`Dataset::image`] without the check, for loops that know `i < len()`.
    pub(crate) fn pixels(&self, i: usize) -> &[u8] {
        let pixels = self.rows * self.columns;
        &self.images[i * pixels..][..pixels]
    }

    /// [`Dataset::label`] without the check, for loops that know `i < len()`.
    pub(crate) fn class(&self, i: usize) -> u8 {
        self.labels[i]
    }

    fn check_index(&self, i: usize) -> Result<()> {
        if i < self.len() {
            return Ok(());
        }
        Err(Error::invalid("i", format!("a whole number from 0 to {}", self.len() - 1), i))
    }

    fn check_range(&self, start: usize, count: usize) -> Result<std::ops::Range<usize>> {
        // In u128, so that no two numbers of any platform overflow.
        let end = start as u128 + count as u128;
        if end > self.len() as u128 {
            return Err(Error::invalid("start + count", format!("at most {}", self.len()), end));
        }
        Ok(start..start + count)
    }

    fn check_counts(&self, counts: &[usize]) -> Result<()> {
        if counts.is_empty() {
            return Err(Error::invalid("counts", "a list of one or more numbers", "an empty list"));
        }
        if let Some(i) = counts.iter().position(|&count| count == 0) {
            let expected = format!("a whole number from 1 to {}", self.len());
            return Err(Error::invalid(format!("counts[{i}]"), expected, 0));
        }
        let sum: u128 = counts.iter().map(|&count| count as u128).sum();
        if sum > self.len() as u128 {
            let expected = format!("at most {}", self.len());
            return Err(Error::invalid("the sum of counts", expected, sum));
        }
        Ok(())
    }
}

/// An empty vector with room for `length` values, or a sentence instead of an abort.
fn buffer<T>(length: usize) -> Result<Vec<T>> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(length).map_err(|_| Error::Memory {
        what: "the data",
        megabytes: idx::megabytes(length as u64 * size_of::<T>() as u64),
    })?;
    Ok(buffer)
}
