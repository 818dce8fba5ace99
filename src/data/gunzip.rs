//! Unpacks gzip (RFC 1952), around the deflate of `flate2`: the gzip reader of that crate brings 16 KB of tables
//! for its checksum, which do not pack, to the module that every visitor loads.
//!
//! Zeros after the end are passed over, as `gunzip` and Python do: tapes and block devices pad with them. Other bytes
//! there are [`FOLLOWED`], cut short is `UnexpectedEof`, all else that is wrong `InvalidData`.

use std::io::{Error, ErrorKind, Read, Result};

use flate2::bufread::DeflateDecoder;

/// The kind of the error for a whole file that is followed by what is neither zeros nor another packed file.
pub(super) const FOLLOWED: ErrorKind = ErrorKind::InvalidInput;

/// The first two bytes of a packed file.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

// Flags in the header.
const HEADER_SUM: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// A packed file, which may be several, one after the other.
pub(super) struct Gunzip<'a> {
    /// Being unpacked.
    member: Option<DeflateDecoder<&'a [u8]>>,
    /// What comes after it; nothing while it is being unpacked.
    rest: &'a [u8],
    table: [u32; 256],
    /// Of the member, so far.
    sum: u32,
    length: u32,
}

impl<'a> Gunzip<'a> {
    pub fn new(file: &'a [u8]) -> Self {
        Gunzip { member: None, rest: file, table: table(), sum: 0, length: 0 }
    }

    /// The next bytes of the file, as they are.
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ErrorKind::UnexpectedEof)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads a header.
    fn begin(&mut self) -> Result<()> {
        let start = self.rest;
        let head = self.take(10)?;
        if !head.starts_with(&MAGIC) || head[2] != 8 {
            return Err(damaged());
        }
        let flags = head[3];
        if flags & EXTRA != 0 {
            let length = self.take(2)?;
            self.take(usize::from(u16::from_le_bytes([length[0], length[1]])))?;
        }
        for text in [NAME, COMMENT] {
            if flags & text != 0 {
                while self.take(1)? != [0] {}
            }
        }
        if flags & HEADER_SUM != 0 {
            let sum = self.checksum(0, &start[..start.len() - self.rest.len()]) as u16;
            if self.take(2)? != sum.to_le_bytes() {
                return Err(damaged());
            }
        }
        (self.sum, self.length) = (0, 0);
        self.member = Some(DeflateDecoder::new(std::mem::take(&mut self.rest)));
        Ok(())
    }

    /// Reads what comes after the packed bytes: the checksum and the length of what was packed.
    fn end(&mut self) -> Result<()> {
        let [sum, length] = [self.sum, self.length].map(u32::to_le_bytes);
        if self.take(4)? != sum || self.take(4)? != length {
            return Err(damaged());
        }
        let padding = self.rest.iter().take_while(|&&byte| byte == 0).count();
        self.rest = &self.rest[padding..];
        match self.rest.is_empty() || self.rest.starts_with(&MAGIC) {
            true => Ok(()),
            false => Err(FOLLOWED.into()),
        }
    }

    /// CRC-32 of these bytes after those of `sum`.
    fn checksum(&self, sum: u32, bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| self.table[usize::from(sum as u8 ^ byte)] ^ (sum >> 8);
        !bytes.iter().fold(!sum, step)
    }
}

impl Read for Gunzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else {
                if self.rest.is_empty() {
                    return Ok(0);
                }
                self.begin()?;
                continue;
            };
            let read = member.read(buffer)?;
            if read > 0 {
                self.sum = self.checksum(self.sum, &buffer[..read]);
                self.length = self.length.wrapping_add(read as u32);
                return Ok(read);
            }
            if let Some(member) = self.member.take() {
                self.rest = member.into_inner();
            }
            self.end()?;
        }
    }
}

fn damaged() -> Error {
    ErrorKind::InvalidData.into()
}

/// What each byte does to the checksum. Made when it is needed: as a constant it would not pack.
fn table() -> [u32; 256] {
    std::array::from_fn(|byte| {
        (0..8).fold(byte as u32, |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

// The libraries that they are held to are there natively alone.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::io::{Read, Write};

    use flate2::{Compression, GzBuilder};
    use proptest::prelude::*;

    use super::Gunzip;

    fn unpacked(file: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Gunzip::new(file).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    proptest! {
        /// Whatever stands in the header; and nothing that is cut short is taken for whole.
        #[test]
        fn it_unpacks_what_flate2_packs(
            bytes in prop::collection::vec(any::<u8>(), 0..2000),
            name in "[a-z]{0,9}", extra in prop::collection::vec(any::<u8>(), 0..9), cut in any::<prop::sample::Index>(),
        ) {
            let builder = GzBuilder::new().filename(name.as_str()).comment("of a test").extra(extra);
            let mut packer = builder.write(Vec::new(), Compression::default());
            packer.write_all(&bytes).unwrap();
            let file = packer.finish().unwrap();
            prop_assert_eq!(unpacked(&file).unwrap(), bytes.clone());
            let twice = [file.as_slice(), &file].concat();
            prop_assert_eq!(unpacked(&twice).unwrap(), bytes.repeat(2));
            let cut = 1 + cut.index(file.len() - 1);
            prop_assert!(unpacked(&file[..cut]).is_err());
        }

        /// Zeros may follow a packed file, and another one may follow these; nothing else may.
        #[test]
        fn what_follows_is_padding_another_file_or_named(
            bytes in prop::collection::vec(any::<u8>(), 0..200), zeros in 0usize..600, other in 1u8.., more in any::<u8>(),
        ) {
            let padded = [crate::data::gzip(&bytes), vec![0; zeros]].concat();
            prop_assert_eq!(unpacked(&padded).unwrap(), bytes.clone());
            prop_assert_eq!(unpacked(&padded.repeat(2)).unwrap(), bytes.repeat(2));
            for tail in [vec![other], vec![other, more]] {
                if !tail.starts_with(&super::MAGIC) {
                    let error = unpacked(&[padded.as_slice(), &tail].concat()).unwrap_err();
                    prop_assert_eq!(error.kind(), super::FOLLOWED);
                }
            }
        }
    }

    #[test]
    fn a_header_may_have_a_checksum_of_its_own() {
        let plain = crate::data::gzip(b"digits");
        let mut file = plain[..10].to_vec();
        file[3] = super::HEADER_SUM;
        let sum = crc32fast::hash(&file) as u16;
        file.extend_from_slice(&sum.to_le_bytes());
        file.extend_from_slice(&plain[10..]);
        assert_eq!(unpacked(&file).unwrap(), b"digits");
        file[10] ^= 1;
        assert!(unpacked(&file).is_err());
    }
}
