//! Tensors as the bytes of a [safetensors](https://github.com/huggingface/safetensors) file, and back. Beside
//! them a file has one text of our own, JSON under the metadata key `pc-playground`.

use super::json::Json;
use crate::error::{Error, Result};
use crate::real::Real;

const KEY: &str = "pc-playground";
const METADATA: &str = "__metadata__";

/// A tensor that is to be written.
pub(crate) struct Tensor<'a, R> {
    pub name: String,
    pub shape: Vec<usize>,
    /// Row after row.
    pub values: &'a [R],
}

/// The file with these tensors and this text, which is JSON without escapes of its own. The same tensors give the
/// same bytes.
pub(crate) fn write<'a, R: Real>(
    text: &str,
    tensors: impl Iterator<Item = Tensor<'a, R>>,
) -> Vec<u8> {
    let text = text.replace('"', "\\\"");
    let (mut header, mut data) = (format!(r#"{{"{METADATA}":{{"{KEY}":"{text}"}}"#), Vec::new());
    for Tensor { name, shape, values } in tensors {
        let (start, dtype, shape) = (data.len(), R::NAME.to_ascii_uppercase(), list(&shape));
        values.iter().for_each(|value| append(&mut data, *value));
        let end = data.len();
        header += &format!(
            r#","{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}"#
        );
    }
    header.push('}');
    while header.len() % 8 != 0 {
        header.push(' '); // so that the numbers are aligned
    }
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), &data].concat()
}

pub(crate) fn list(values: &[impl ToString]) -> String {
    format!("[{}]", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

fn append<R: Real>(data: &mut Vec<u8>, value: R) {
    match size_of::<R>() {
        4 => data.extend((value.to_f64() as f32).to_le_bytes()),
        _ => data.extend(value.to_f64().to_le_bytes()),
    }
}

fn malformed(why: &str) -> Error {
    Error::invalid("bytes", "a safetensors file", format!("a file that cannot be read ({why})"))
}

/// What is wrong with a field of our own text.
pub(crate) fn foreign(name: &str) -> Error {
    let field = format!("metadata \"{KEY}\"");
    Error::invalid(field, "the JSON that save() writes", format!("another \"{name}\""))
}

/// A safetensors file: the length of its header, the header (JSON), the numbers of all tensors.
pub(crate) struct Tensors<'a> {
    header: Json,
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let short = || malformed("it ends before its header does");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short())?;
        let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
        let header = Json::read(header).unwrap_or(Json::Word);
        let fields =
            header.fields().ok_or_else(|| malformed("its header is not an object in JSON"))?;
        let mut end = 0;
        for (_, tensor) in fields.iter().filter(|(name, _)| name != METADATA) {
            let offsets = tensor.get("data_offsets").and_then(Json::lengths);
            let Some([_, last]) = offsets.as_deref() else {
                return Err(malformed("its header does not say where its tensors are"));
            };
            end = end.max(*last);
        }
        match end == data.len() {
            true => Ok(Tensors { header, data }),
            false => Err(malformed("it does not end where its last tensor does")),
        }
    }

    /// The text of our own, as JSON; a word when it is none.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&self) -> Result<Json> {
        let text = self.header.get(METADATA).and_then(|all| all.get(KEY)?.text());
        let text = text.ok_or_else(|| {
            let expected =
                format!("a safetensors file with metadata \"{KEY}\", as save() writes it");
            Error::invalid("bytes", expected, "one without")
        })?;
        Ok(Json::read(text.as_bytes()).unwrap_or(Json::Word))
    }

    /// A tensor's values, when it has this shape and type.
    ///
    /// # Errors
    /// When there is none of that name, shape and type.
    pub fn values(&self, name: &str, shape: &[usize], dtype: &str) -> Result<Vec<f64>> {
        let kind = |dtype: &str, shape: &[usize]| {
            format!("type {} and shape {}", dtype.to_ascii_uppercase(), list(shape))
        };
        let expected = || format!("a tensor of {}", kind(dtype, shape));
        let tensor = self.header.get(name);
        let tensor = tensor.ok_or_else(|| Error::invalid(name, expected(), "none"))?;
        let came = tensor.get("dtype").and_then(Json::text).unwrap_or("unknown");
        let came_shape = tensor.get("shape").and_then(Json::lengths).unwrap_or_default();
        if came_shape != shape || !came.eq_ignore_ascii_case(dtype) {
            return Err(Error::invalid(name, expected(), kind(came, &came_shape)));
        }
        let single = dtype == f32::NAME;
        let size = shape.iter().product::<usize>() * if single { 4 } else { 8 };
        let bytes = match tensor.get("data_offsets").and_then(Json::lengths).as_deref() {
            Some(&[start, end]) => self.data.get(start..end).filter(|data| data.len() == size),
            _ => None,
        };
        let bytes = bytes.ok_or_else(|| malformed("a tensor is not as long as its shape says"))?;
        Ok(match single {
            true => {
                let values = bytes.as_chunks::<4>().0.iter();
                values.map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
            }
            false => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect(),
        })
    }
}
