//! IDX, the format in which MNIST is published: big-endian numbers, which say type and size, then the values.
//!
//! ```text
//! images   0 0 8 3   count  rows  columns   then count · rows · columns bytes, the pixels
//! labels   0 0 t 1   count                  then count whole numbers of type t, the labels
//! labels   0 0 t 2   count  columns         then count rows of them, one column being the labels: labels.rs
//! ```
//!
//! A file may be raw or gzipped. It is read front to back: what the header claims is checked, in
//! `u64`, before anything is allocated for it, and nothing past [`MAX_BYTES`] is unpacked.

use std::io::{ErrorKind, Read, Write};

use flate2::{Compression, GzBuilder};

use super::gunzip::{FOLLOWED, Gunzip, MAGIC};
use super::labels;
use crate::error::{Error, Result};

/// The most bytes that a file may hold once unpacked: 200 MiB, four times MNIST's largest file.
pub const MAX_BYTES: u64 = 200 << 20;
/// The most pixels that one image may have.
pub const MAX_PIXELS: u64 = 4096;

/// Deflate never shrinks more than this, so a packed file bounds what its header can truly claim.
const MAX_RATIO: u64 = 1032;

/// Magic numbers of the files that MNIST consists of, which are those written here.
const IMAGES: u32 = 2051;
const LABELS: u32 = 2049;

/// The types that a file may say its values have: code, bytes, and what they are. Those of whole numbers come first.
const TYPES: [(u8, u64, &str); 6] = [
    (8, 1, "unsigned bytes"),
    (9, 1, "signed bytes"),
    (11, 2, "16-bit whole numbers"),
    (12, 4, "32-bit whole numbers"),
    (13, 4, "32-bit floating-point numbers"),
    (14, 8, "64-bit floating-point numbers"),
];
const WHOLE: usize = 4;

/// Images as a file holds them.
pub(super) struct Images {
    pub rows: usize,
    pub columns: usize,
    /// Image after image, each row after row.
    pub pixels: Vec<u8>,
}

/// Reads a file of images, raw or gzipped.
pub(super) fn read_images(file: &[u8]) -> Result<Images> {
    let mut source = Source::open("images", file)?;
    if source.magic != IMAGES {
        return Err(source.other(IMAGES));
    }
    let [count, rows, columns] = source.header()?;
    if count == 0 {
        return Err(source.not("an IDX file with at least one image", "one with 0 images"));
    }
    check_size(rows, columns)?;
    let pixels = source.body(
        count * rows * columns,
        format_args!("{count} images of {rows} × {columns} pixels"),
    )?;
    Ok(Images { rows: rows as usize, columns: columns as usize, pixels })
}

/// Reads a file of labels, raw or gzipped: whole numbers of any type that IDX has, one or more for each image.
pub(super) fn read_labels(file: &[u8]) -> Result<Vec<u8>> {
    let mut source = Source::open("labels", file)?;
    let [_, _, code, dimensions] = source.magic.to_be_bytes();
    let whole = TYPES[..WHOLE].iter().find(|(known, ..)| *known == code);
    let (Some(&(_, size, kind)), 0..=0xffff, 1 | 2) = (whole, source.magic, dimensions) else {
        return Err(source.other(LABELS));
    };
    let [count] = source.header()?;
    let [columns] = if dimensions == 2 { source.header()? } else { [1] };
    if count == 0 || columns == 0 {
        return Err(source.not("an IDX file with at least one label", "one with 0 labels"));
    }
    let length = count.saturating_mul(columns).saturating_mul(size);
    let body = match source.magic {
        LABELS => source.body(length, format_args!("{count} labels")),
        _ => source.body(length, format_args!("{count} × {columns} {kind}")),
    }?;
    let value = |bytes: &[u8]| match *bytes {
        [byte] if code == 8 => i32::from(byte),
        [byte] => i32::from(byte as i8),
        [a, b] => i32::from(i16::from_be_bytes([a, b])),
        _ => bytes.iter().fold(0, |value, &byte| value << 8 | i32::from(byte)),
    };
    labels::classes(&body, columns as usize, size as usize, &value)
}

/// Whether an image may have this many rows and columns.
pub(super) fn check_size(rows: u64, columns: u64) -> Result<()> {
    let within = rows > 0 && columns > 0 && rows.saturating_mul(columns) <= MAX_PIXELS;
    if within {
        return Ok(());
    }
    Err(Error::invalid(
        "images",
        format!("at least 1 × 1 and at most {MAX_PIXELS} pixels each"),
        format!("{rows} × {columns}"),
    ))
}

/// The raw file of images; every number fits a `u32`.
pub(super) fn write_images(pixels: &[u8], count: usize, rows: usize, columns: usize) -> Vec<u8> {
    write(IMAGES, &[count, rows, columns], pixels)
}

/// The raw file of labels; their number fits a `u32`.
pub(super) fn write_labels(labels: &[u8]) -> Vec<u8> {
    write(LABELS, &[labels.len()], labels)
}

fn write(magic: u32, numbers: &[usize], body: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(4 + 4 * numbers.len() + body.len());
    file.extend_from_slice(&magic.to_be_bytes());
    for &number in numbers {
        file.extend_from_slice(&(number as u32).to_be_bytes());
    }
    file.extend_from_slice(body);
    file
}

/// Packs bytes as gzip. The header holds no time, name or system, so that the same bytes always
/// give the same file.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer =
        GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("writing to memory does not fail");
    packer.finish().expect("writing to memory does not fail")
}

/// A file being read, past its magic number.
struct Source<'a> {
    /// The name of the argument it came in, and of what it should hold.
    field: &'static str,
    bytes: Box<dyn Read + 'a>,
    /// The most bytes that can come out of it.
    most: u64,
    /// The first four bytes: two zeros, the type of its values, and how many dimensions they have.
    magic: u32,
    /// Bytes of the header so far.
    header: u64,
}

impl<'a> Source<'a> {
    /// Recognises gzip and reads the magic number.
    fn open(field: &'static str, file: &'a [u8]) -> Result<Self> {
        let length = file.len() as u64;
        let packed = file.starts_with(&MAGIC);
        let (bytes, most): (Box<dyn Read>, _) = match packed {
            true => (Box::new(Gunzip::new(file)), length.saturating_mul(MAX_RATIO)),
            false => (Box::new(file), length),
        };
        let mut source = Source { field, bytes, most, magic: 0, header: 4 };
        let mut start = [0; 4];
        let got = source.read(&mut start)?;
        if got == 4 {
            source.magic = u32::from_be_bytes(start);
            return Ok(source);
        }
        let found = match (got, packed) {
            (0, false) => "an empty file".into(),
            (0, true) => "a gzip file with nothing in it".into(),
            _ => format!("a file of {got} bytes"),
        };
        let wanted = if field == "images" { IMAGES } else { LABELS };
        Err(source.not(&source.wanted(wanted), &found))
    }

    fn wanted(&self, magic: u32) -> String {
        format!("an IDX file of {} (magic number {magic}), raw or gzipped", self.field)
    }

    /// It is of another kind than one with this magic number.
    fn other(&self, wanted: u32) -> Error {
        self.not(&self.wanted(wanted), &seems(self.magic))
    }

    /// The `N` numbers that come next in the header.
    fn header<const N: usize>(&mut self) -> Result<[u64; N]> {
        let whole = 4 + 4 * (self.magic & 0xff);
        let mut numbers = [0; N];
        for number in &mut numbers {
            let mut bytes = [0; 4];
            let got = self.read(&mut bytes)?;
            if got < 4 {
                return Err(self.not(
                    &format!("an IDX file with a header of {whole} bytes"),
                    &format!("a file that ends after {} bytes", self.header + got as u64),
                ));
            }
            self.header += 4;
            *number = u64::from(u32::from_be_bytes(bytes));
        }
        Ok(numbers)
    }

    /// The `length` bytes after the header, which must be the last ones. `holds` says what the
    /// header promised.
    fn body(&mut self, length: u64, holds: std::fmt::Arguments) -> Result<Vec<u8>> {
        let header = self.header;
        let whole = header.saturating_add(length);
        if whole > MAX_BYTES {
            return Err(self.too_big(&format!("a header that promises {holds}")));
        }
        let mut body = Vec::new();
        // So that a header alone cannot take memory that its file could never fill.
        let reserve = length.min(self.most);
        body.try_reserve_exact(reserve as usize)
            .map_err(|_| Error::Memory { what: "the data", megabytes: megabytes(reserve) })?;
        let read = self.bytes.by_ref().take(length).read_to_end(&mut body);
        read.map_err(|error| self.broken(&error))?;

        let mut total = header + body.len() as u64;
        // Also past the last promised byte: gzip's checksum comes after it.
        let mut rest = [0; 4096];
        loop {
            match self.read(&mut rest)? {
                0 => break,
                more => total += more as u64,
            }
            if total > MAX_BYTES {
                return Err(self.too_big("more than that"));
            }
        }
        if total != whole {
            let how = if total < whole { "cut short" } else { "with others after the last one" };
            return Err(self.not(
                &format!("{whole} bytes ({holds} after a header of {header} bytes)"),
                &format!("{total} bytes, {how}"),
            ));
        }
        Ok(body)
    }

    /// Fills the buffer as far as the file goes and says how far that is.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.bytes.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) => return Err(self.broken(&error)),
            }
        }
        Ok(filled)
    }

    fn not(&self, expected: &str, got: &str) -> Error {
        Error::invalid(self.field, expected, got)
    }

    fn too_big(&self, got: &str) -> Error {
        self.not(&format!("at most {} MiB once unpacked", MAX_BYTES >> 20), got)
    }

    /// Only gzip can fail to be read: a raw file is in memory already.
    fn broken(&self, error: &std::io::Error) -> Error {
        let got = match error.kind() {
            ErrorKind::UnexpectedEof => "one that is cut short",
            FOLLOWED => "one that is whole and has other bytes after its end",
            _ => "one that is damaged",
        };
        self.not("an intact gzip file", got)
    }
}

/// What a file with this magic number is.
fn seems(magic: u32) -> String {
    let [a, b, code, dimensions] = magic.to_be_bytes();
    let kind = TYPES.iter().find(|(known, ..)| *known == code);
    match (magic, kind) {
        (IMAGES, _) => format!("a file of images (magic number {magic})"),
        (LABELS, _) => format!("a file of labels (magic number {magic})"),
        (1..=0xffff, Some((_, _, kind))) if dimensions > 0 => {
            let s = if dimensions == 1 { "" } else { "s" };
            format!(
                "an IDX file of another kind, {kind} in {dimensions} dimension{s} (magic number {magic})"
            )
        }
        _ if [a, b] == MAGIC => "a gzip file inside a gzip file".into(),
        _ => format!(
            "a file of another format, whose content starts {a:02x} {b:02x} {code:02x} {dimensions:02x}"
        ),
    }
}

/// In 10⁶ bytes, rounded up.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
