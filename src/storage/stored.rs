//! A tensor as a [safetensors](https://github.com/huggingface/safetensors) file has it: name, type, shape and the bytes of its numbers.

use crate::error::{Error, Result};

/// The most characters of a file's own names that are repeated in a message.
const MAX_NAME: usize = 60;

/// The types that the format knows, with the bits of one number.
#[rustfmt::skip]
pub(super) const TYPES: [(&str, usize); 21] = [
    ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8),
    ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16),
    ("I32", 32), ("U32", 32), ("F32", 32), ("F64", 64), ("I64", 64), ("U64", 64),
];
/// And the one whose numbers are pairs.
const COMPLEX: (&str, usize) = ("C64", 64);

/// The bits of one number of this type, where there is such a type.
pub(super) fn width(dtype: &str) -> Option<usize> {
    TYPES.iter().chain([&COMPLEX]).find(|(known, _)| *known == dtype).map(|&(_, bits)| bits)
}

/// Numbers as JSON has them.
pub(crate) fn list(values: &[impl ToString]) -> String {
    format!("[{}]", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

/// A name as a message has it.
pub(super) fn quoted(name: &str) -> String {
    let dots = if name.chars().count() > MAX_NAME { "…" } else { "" };
    format!("\"{}{dots}\"", name.chars().take(MAX_NAME).collect::<String>())
}

/// A tensor in a file.
pub(crate) struct Stored<'a> {
    pub name: String,
    pub dtype: String,
    pub shape: Vec<usize>,
    /// Its numbers, little-endian, row after row.
    pub(super) data: &'a [u8],
}

impl Stored<'_> {
    /// Its type and its shape, for a message.
    pub(super) fn kind(&self) -> String {
        kind(&self.dtype, &self.shape)
    }

    /// Its numbers.
    ///
    /// # Errors
    /// When they are none that a network computes with.
    pub fn values(&self) -> Result<Vec<f64>> {
        Ok(match self.dtype.as_str() {
            "F64" => self.data.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect(),
            "F32" => self.read(|bytes| f64::from(f32::from_le_bytes(bytes))),
            "F16" => self.read(|bytes| half(u16::from_le_bytes(bytes))),
            "BF16" => self.read(|[low, high]| f64::from(f32::from_le_bytes([0, 0, low, high]))),
            _ => {
                let expected = "a tensor of type F64, F32, F16 or BF16";
                return Err(Error::invalid(quoted(&self.name), expected, self.kind()));
            }
        })
    }

    fn read<const N: usize>(&self, value: impl Fn([u8; N]) -> f64) -> Vec<f64> {
        self.data.as_chunks::<N>().0.iter().map(|bytes| value(*bytes)).collect()
    }
}

pub(super) fn kind(dtype: &str, shape: &[usize]) -> String {
    format!("type {} and shape {}", dtype.to_ascii_uppercase(), list(shape))
}

/// A number of IEEE 754's half precision: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction / f64::from(1 << 24),
        31 if fraction > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        _ => (1024.0 + fraction) * f64::from(1 << exponent) / (1u64 << 25) as f64,
    };
    if bits >> 15 == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_precision_is_that_of_ieee_754() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x0001, 2f64.powi(-24)),
            (0x03ff, 1023.0 * 2f64.powi(-24)),
            (0x0400, 2f64.powi(-14)),
            (0x3555, 0.333_251_953_125),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:04x}");
        }
        assert!(half(0x7e00).is_nan());
        assert!(half(0x8000).is_sign_negative());
    }
}
