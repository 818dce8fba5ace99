//! Tensors as the bytes of a [safetensors](https://github.com/huggingface/safetensors) file, and back. Beside
//! them a file has one text of our own, JSON under the metadata key `pc-playground`.
//!
//! A file is taken when it is what the format allows and nothing else: one name for each tensor, every byte after the
//! header in exactly one of them. Others read such a file the same way; of one that has a name twice, a hole or an
//! overlap each makes something different.

use super::json::Json;
use super::sorted::sorted;
use super::stored::{Stored, kind, list, quoted, width};
use crate::error::{Error, Result};
use crate::real::Real;

const KEY: &str = "pc-playground";
const METADATA: &str = "__metadata__";
/// The longest header that the format allows.
const MAX_HEADER: u64 = 100_000_000;
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
    /// In the order of their numbers.
    pub all: Vec<Stored<'a>>,
    /// Our own text, where there is one.
    text: Option<String>,
}

impl<'a> Tensors<'a> {
    /// Reads a header and holds it to the format.
    ///
    /// # Errors
    /// One sentence on the first thing that the format forbids.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let short = || malformed("it ends before its header does");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(short)?;
        let length = u64::from_le_bytes(*length);
        if length > rest.len() as u64 {
            return Err(short());
        }
        if length > MAX_HEADER {
            return Err(malformed("its header is longer than 100 MB"));
        }
        let (header, data) = rest.split_at(length as usize);
        let header = Json::read(header).filter(|_| header.first() == Some(&b'{'));
        let header = header.unwrap_or(Json::Word);
        let fields =
            header.fields().ok_or_else(|| malformed("its header is not an object in JSON"))?;
        if let Some(name) = header.twice() {
            return Err(malformed(&format!("its header has the name {} twice", quoted(name))));
        }
        let metadata = match header.get(METADATA) {
            None => &[],
            Some(metadata) => metadata
                .fields()
                .filter(|fields| fields.iter().all(|(_, value)| value.text().is_some()))
                .ok_or_else(|| malformed("its metadata are not an object of texts"))?,
        };
        let mut all = Vec::with_capacity(fields.len());
        for (name, tensor) in fields.iter().filter(|(name, _)| name != METADATA) {
            let offsets = tensor.get("data_offsets").and_then(Json::lengths);
            let offsets = offsets.and_then(|offsets| <[usize; 2]>::try_from(offsets).ok());
            let shape = tensor.get("shape").and_then(Json::lengths);
            let dtype = tensor.get("dtype").and_then(Json::text);
            let (Some([start, end]), Some(shape), Some(dtype)) = (offsets, shape, dtype) else {
                let why =
                    format!("its header does not say type, shape and place of {}", quoted(name));
                return Err(malformed(&why));
            };
            all.push(((start, end), name, dtype, shape));
        }
        let order = sorted(all.len(), &|a, b| all[a].0.cmp(&all[b].0));
        let mut reached = 0;
        let mut stored = Vec::with_capacity(all.len());
        for &((start, end), name, dtype, ref shape) in order.iter().map(|&i| &all[i]) {
            let wrong = |what: &str| malformed(&format!("the tensor {} {what}", quoted(name)));
            let Some(bits) = width(dtype) else {
                return Err(wrong(&format!(
                    "is of the type {}, which there is not",
                    quoted(dtype)
                )));
            };
            if start != reached {
                let how = if start < reached {
                    "overlaps the one before it"
                } else {
                    "comes after a hole"
                };
                return Err(wrong(how));
            }
            let count = shape.iter().try_fold(1usize, |count, &next| count.checked_mul(next));
            let bits = count.and_then(|count| count.checked_mul(bits));
            let length = end.checked_sub(start).and_then(|length| length.checked_mul(8));
            if bits.is_none() || bits != length {
                return Err(wrong("is not as long as its shape says"));
            }
            let data =
                data.get(start..end).ok_or_else(|| wrong("goes on after the end of the file"))?;
            stored.push(Stored {
                name: name.clone(),
                dtype: dtype.to_owned(),
                shape: shape.clone(),
                data,
            });
            reached = end;
        }
        if reached != data.len() {
            return Err(malformed("it goes on after its last tensor"));
        }
        let text = metadata.iter().find(|(name, _)| name == KEY).and_then(|(_, text)| text.text());
        Ok(Tensors { all: stored, text: text.map(str::to_owned) })
    }

    /// Whether there is a text of our own.
    pub fn is_ours(&self) -> bool {
        self.text.is_some()
    }

    /// The text of our own, as JSON; a word when it is none.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&self) -> Result<Json> {
        let text = self.text.as_ref().ok_or_else(|| {
            let expected =
                format!("a safetensors file with metadata \"{KEY}\", as save() writes it");
            Error::invalid("bytes", expected, "one without")
        })?;
        Ok(Json::read(text.as_bytes()).unwrap_or(Json::Word))
    }

    /// The numbers of the tensor of this name, when it has this shape and type.
    ///
    /// # Errors
    /// When there is none of that name, shape and type.
    pub fn values(&self, name: &str, shape: &[usize], dtype: &str) -> Result<Vec<f64>> {
        let expected = || format!("a tensor of {}", kind(dtype, shape));
        let tensor = self.all.iter().find(|tensor| tensor.name == name);
        let tensor = tensor.ok_or_else(|| Error::invalid(name, expected(), "none"))?;
        if tensor.shape != shape || !tensor.dtype.eq_ignore_ascii_case(dtype) {
            return Err(Error::invalid(name, expected(), tensor.kind()));
        }
        tensor.values()
    }
}

// The library that it is held to is there natively alone.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;
    use safetensors::SafeTensors;

    use super::super::stored::TYPES;
    use super::{Json, Tensors, list};

    /// A header and the bytes after it as a file.
    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    /// A tensor as a header has it.
    type Entry = (String, String, Vec<usize>, [usize; 2]);

    fn header(entries: &[Entry]) -> String {
        let entry = |(name, dtype, shape, offsets): &Entry| {
            format!(
                r#","{name}":{{"dtype":"{dtype}","shape":{},"data_offsets":{}}}"#,
                list(shape),
                list(offsets)
            )
        };
        let all: String = entries.iter().map(entry).collect();
        format!(r#"{{"__metadata__":{{"format":"pt"}}{all}}}"#)
    }

    /// Tensors one behind the other, of every type, some of them empty, in some order in the header.
    fn entries() -> impl Strategy<Value = (Vec<Entry>, usize)> {
        let one = (0..TYPES.len(), prop::collection::vec(0usize..4, 0..3));
        (prop::collection::vec(one, 0..6), any::<u64>()).prop_map(|(all, turn)| {
            let mut end = 0;
            let mut entries: Vec<Entry> = Vec::new();
            for (i, (kind, mut shape)) in all.into_iter().enumerate() {
                let (dtype, bits) = TYPES[kind];
                if bits < 8 {
                    shape.push(4); // else they might end within a byte
                }
                let start = end;
                end += shape.iter().product::<usize>() * bits / 8;
                entries.push((format!("t{i}"), dtype.to_owned(), shape, [start, end]));
            }
            if !entries.is_empty() {
                let turn = turn as usize % entries.len();
                entries.rotate_left(turn);
            }
            (entries, end)
        })
    }

    /// What is taken here the package takes too, tensor by tensor; what it takes is taken here, unless a name comes
    /// twice, which the format forbids and the package overlooks.
    fn agrees(bytes: &[u8]) -> Result<bool, TestCaseError> {
        let (ours, theirs) = (Tensors::open(bytes), SafeTensors::deserialize(bytes));
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => {
                prop_assert_eq!(ours.all.len(), theirs.len());
                for tensor in &ours.all {
                    let same = theirs.tensor(&tensor.name).unwrap();
                    prop_assert_eq!(tensor.data, same.data());
                    prop_assert_eq!(&tensor.shape, same.shape());
                }
            }
            (Err(error), Ok(_)) => {
                let length = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
                let twice =
                    Json::read(&bytes[8..][..length]).is_some_and(|json| json.twice().is_some());
                prop_assert!(twice, "{} but the package takes it", error);
            }
            (Ok(_), Err(error)) => prop_assert!(false, "taken, but the package says {error}"),
            (Err(error), Err(_)) => {
                let error = error.to_string();
                prop_assert!(
                    error.starts_with("bytes must be a safetensors file, got "),
                    "{}",
                    error
                );
            }
        }
        Ok(ours.is_ok())
    }

    proptest! {
        #[test]
        fn files_are_taken_and_refused_as_by_the_package((entries, length) in entries(), tail in any::<u8>()) {
            let data: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let text = header(&entries);
            prop_assert!(agrees(&file(&text, &data))?);
            let padded = format!("{text}   ");
            prop_assert!(agrees(&file(&padded, &data))?);
            prop_assert!(!agrees(&file(&text, &[&data[..], &[tail]].concat()))?);
            if length > 0 {
                prop_assert!(!agrees(&file(&text, &data[..length - 1]))?);
            }
        }

        /// Offsets moved, swapped, doubled; shapes and types changed.
        #[test]
        fn so_are_those_with_another_header(
            (mut entries, length) in entries(), changes in prop::collection::vec((any::<Index>(), 0usize..7, 0usize..9), 1..3),
        ) {
            let data: Vec<u8> = (0..length).map(|i| i as u8).collect();
            for (at, how, by) in changes {
                if entries.is_empty() {
                    break;
                }
                let at = at.index(entries.len());
                let other = entries[by % entries.len()].clone();
                match how {
                    0 => entries[at].3[0] += by,
                    1 => entries[at].3[1] += by,
                    2 => entries[at].3 = other.3,
                    3 => entries[at].2.push(by),
                    4 => entries[at].1 = TYPES[by].0.to_owned(),
                    5 => entries[at].0 = other.0,
                    _ => entries.push(other),
                }
            }
            agrees(&file(&header(&entries), &data))?;
        }

        #[test]
        fn so_are_those_with_other_bytes(
            (entries, length) in entries(), at in any::<Index>(), byte in any::<u8>(), cut in prop::option::of(any::<Index>()),
        ) {
            let mut bytes = file(&header(&entries), &vec![0; length]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            agrees(&bytes)?;
        }
    }

    #[test]
    fn what_the_format_forbids_is_called_what_it_is() {
        let tensor = |name: &str, shape: &str, offsets: &str| {
            format!(r#""{name}":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}"#)
        };
        let (a, b) = (tensor("a", "[2]", "[0,8]"), tensor("b", "[1]", "[8,12]"));
        let nested = r#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"shape":[2]}"#;
        for (header, why) in [
            (format!("{{{a},{b},{a}}}"), "its header has the name \"a\" twice"),
            (format!("{{{nested},{b}}}"), "its header has the name \"shape\" twice"),
            (
                format!(r#"{{"__metadata__":{{"k":"1","k":"2"}},{a},{b}}}"#),
                "its header has the name \"k\" twice",
            ),
            (
                format!(r#"{{"__metadata__":{{"k":1}},{a},{b}}}"#),
                "its metadata are not an object of texts",
            ),
            (
                format!("{{{},{b}}}", tensor("a", "[1]", "[4,8]")),
                "the tensor \"a\" comes after a hole",
            ),
            (
                format!("{{{a},{},{b}}}", tensor("c", "[1]", "[4,8]")),
                "the tensor \"c\" overlaps the one before it",
            ),
            (
                format!("{{{a},{}}}", tensor("b", "[2]", "[8,12]")),
                "the tensor \"b\" is not as long as its shape says",
            ),
            (
                format!("{{{a},{}}}", tensor("b", "[2]", "[8,16]")),
                "the tensor \"b\" goes on after the end of the file",
            ),
            (
                format!("{{{a},{}}}", tensor("b", "[1]", "[12,8]")),
                "the tensor \"b\" comes after a hole",
            ),
            (format!("{{{a}}}"), "it goes on after its last tensor"),
            (format!(" {{{a},{b}}}"), "its header is not an object in JSON"),
            (
                format!("{{{a},{}}}", b.replace("F32", "F31")),
                "the tensor \"b\" is of the type \"F31\", which there is not",
            ),
            (
                format!("{{{a},{}}}", b.replace("[8,12]", "[8,12,12]")),
                "its header does not say type, shape and place of \"b\"",
            ),
        ] {
            let error = Tensors::open(&file(&header, &[0; 12])).err().unwrap().to_string();
            let sentence =
                format!("bytes must be a safetensors file, got a file that cannot be read ({why})");
            assert_eq!(error, sentence, "{header}");
        }
    }
}
