//! IDX, the format in which MNIST is published: a header of big-endian `u32` numbers, then bytes.
//!
//! ```text
//! images   2051  count  rows  columns   then count · rows · columns pixels
//! labels   2049  count                  then count labels
//! ```
//!
//! A file may be raw or gzipped. It is read front to back: what the header claims is checked, in
//! `u64`, before anything is allocated for it, and nothing past [`MAX_BYTES`] is unpacked.

use std::io::{ErrorKind, Read, Write};

use flate2::{Compression, GzBuilder};

use super::gunzip::{Gunzip, MAGIC};
use crate::error::{Error, Result};

/// The most bytes that a file may hold once unpacked: 200 MiB, four times MNIST's largest file.
pub const MAX_BYTES: u64 = 200 << 20;
/// The most pixels that one image may have.
pub const MAX_PIXELS: u64 = 4096;

/// Deflate never shrinks more than this, so a packed file bounds what its header can truly claim.
const MAX_RATIO: u64 = 1032;

const IMAGES: Kind = Kind { field: "images", magic: 2051, header: 16 };
const LABELS: Kind = Kind { field: "labels", magic: 2049, header: 8 };

/// Images as a file holds them.
pub(super) struct Images {
    pub rows: usize,
    pub columns: usize,
    /// Image after image, each row after row.
    pub pixels: Vec<u8>,
}

/// Reads a file of images, raw or gzipped.
pub(super) fn read_images(file: &[u8]) -> Result<Images> {
    let mut source = Source::open(&IMAGES, file)?;
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

/// Reads a file of labels, raw or gzipped. What the labels are is not checked here.
pub(super) fn read_labels(file: &[u8]) -> Result<Vec<u8>> {
    let mut source = Source::open(&LABELS, file)?;
    let [count] = source.header()?;
    if count == 0 {
        return Err(source.not("an IDX file with at least one label", "one with 0 labels"));
    }
    source.body(count, format_args!("{count} labels"))
}

/// Whether an image may have this many rows and columns.
pub(super) fn check_size(rows: u64, columns: u64) -> Result<()> {
    let within = rows > 0 && columns > 0 && rows.saturating_mul(columns) <= MAX_PIXELS;
    if within {
        return Ok(());
    }
    Err(Error::invalid(
        IMAGES.field,
        format!("at least 1 × 1 and at most {MAX_PIXELS} pixels each"),
        format!("{rows} × {columns}"),
    ))
}

/// The raw file of images; every number fits a `u32`.
pub(super) fn write_images(pixels: &[u8], count: usize, rows: usize, columns: usize) -> Vec<u8> {
    write(&IMAGES, &[count, rows, columns], pixels)
}

/// The raw file of labels; their number fits a `u32`.
pub(super) fn write_labels(labels: &[u8]) -> Vec<u8> {
    write(&LABELS, &[labels.len()], labels)
}

fn write(kind: &Kind, numbers: &[usize], body: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(kind.header + body.len());
    file.extend_from_slice(&kind.magic.to_be_bytes());
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

/// One of the two kinds of file.
struct Kind {
    /// The name of the argument it came in, and of what it holds.
    field: &'static str,
    magic: u32,
    /// Length of the header in bytes.
    header: usize,
}

/// A file being read, past its magic number.
struct Source<'a> {
    kind: &'static Kind,
    bytes: Box<dyn Read + 'a>,
    /// The most bytes that can come out of it.
    most: u64,
}

impl<'a> Source<'a> {
    /// Recognises gzip and checks the magic number.
    fn open(kind: &'static Kind, file: &'a [u8]) -> Result<Self> {
        let length = file.len() as u64;
        let packed = file.starts_with(&MAGIC);
        let mut source = if packed {
            let most = length.saturating_mul(MAX_RATIO);
            Source { kind, bytes: Box::new(Gunzip::new(file)), most }
        } else {
            Source { kind, bytes: Box::new(file), most: length }
        };
        let mut start = [0; 4];
        let got = source.read(&mut start)?;
        if got == 4 && u32::from_be_bytes(start) == kind.magic {
            return Ok(source);
        }
        let found = match (got, packed) {
            (0, false) => "an empty file".into(),
            (0, true) => "a gzip file with nothing in it".into(),
            (1..4, _) => format!("a file of {got} bytes"),
            _ => seems(start),
        };
        Err(source.not(
            &format!("an IDX file of {} (magic number {}), raw or gzipped", kind.field, kind.magic),
            &found,
        ))
    }

    /// The `N` numbers after the magic number.
    fn header<const N: usize>(&mut self) -> Result<[u64; N]> {
        let mut numbers = [0; N];
        for (i, number) in numbers.iter_mut().enumerate() {
            let mut bytes = [0; 4];
            let got = self.read(&mut bytes)?;
            if got < 4 {
                return Err(self.not(
                    &format!("an IDX file with a header of {} bytes", self.kind.header),
                    &format!("a file that ends after {} bytes", 4 + 4 * i + got),
                ));
            }
            *number = u64::from(u32::from_be_bytes(bytes));
        }
        Ok(numbers)
    }

    /// The `length` bytes after the header, which must be the last ones. `holds` says what the
    /// header promised.
    fn body(&mut self, length: u64, holds: std::fmt::Arguments) -> Result<Vec<u8>> {
        let header = self.kind.header as u64;
        let whole = header + length;
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
        Error::invalid(self.kind.field, expected, got)
    }

    fn too_big(&self, got: &str) -> Error {
        self.not(&format!("at most {} MiB once unpacked", MAX_BYTES >> 20), got)
    }

    /// Only gzip can fail to be read: a raw file is in memory already.
    fn broken(&self, error: &std::io::Error) -> Error {
        let got = match error.kind() {
            ErrorKind::UnexpectedEof => "one that is cut short",
            _ => "one that is damaged or has other bytes after its end",
        };
        self.not("an intact gzip file", got)
    }
}

/// What a file is that starts with these bytes.
fn seems(start: [u8; 4]) -> String {
    let magic = u32::from_be_bytes(start);
    match start {
        _ if magic == IMAGES.magic => format!("a file of images (magic number {magic})"),
        _ if magic == LABELS.magic => format!("a file of labels (magic number {magic})"),
        [0, 0, 8..=14, 1..=255] => format!("an IDX file of another kind (magic number {magic})"),
        [a, b, c, d] => {
            format!(
                "a file of another format, whose content starts {a:02x} {b:02x} {c:02x} {d:02x}"
            )
        }
    }
}

/// In 10⁶ bytes, rounded up.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
