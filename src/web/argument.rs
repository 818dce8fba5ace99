//! Arguments: what JavaScript passed, or one sentence on what is wrong with it.

use std::cell::Cell;
use std::thread::LocalKey;

use js_sys::{Array, Float64Array, Function, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Error, Result};
use crate::memory;

// js_sys has these too, but lets what they throw (on a revoked proxy, say) pass through Rust.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> std::result::Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(value: &JsValue) -> std::result::Result<Array, JsValue>;
    /// `[object X]`, whatever `toString` the value has itself.
    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag(value: &JsValue) -> std::result::Result<JsString, JsValue>;
    /// A property of `target` read for `receiver`: the getter of a prototype.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_for(
        target: &JsValue,
        key: &str,
        receiver: &JsValue,
    ) -> std::result::Result<JsValue, JsValue>;
}

/// The most characters of a caller's text that are looked at, or repeated in a message.
const MAX_TEXT: u32 = 40;

/// The largest whole number that a JavaScript number holds exactly.
pub const MAX_SAFE: u64 = (1 << 53) - 1;

/// What came, in a few words: `-3`, `"abc"`, `undefined`, `a list of 3`, `an object`, …
pub fn describe(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        let text = js_sys::Number::from(number).to_string_with_radix(10);
        return text.map_or_else(|_| number.to_string(), String::from);
    }
    if let Some(text) = value.dyn_ref::<JsString>() {
        let dots = if text.length() > MAX_TEXT { "…" } else { "" };
        return format!("\"{}{dots}\"", beginning(text));
    }
    if let Some(boolean) = value.as_bool() {
        return boolean.to_string();
    }
    if let (Ok(true), Ok(length)) = (is_array(value), Reflect::get(value, &"length".into())) {
        return format!("a list of {}", length.as_f64().unwrap_or(f64::NAN));
    }
    match value {
        value if value.is_undefined() => "undefined".to_owned(),
        value if value.is_null() => "null".to_owned(),
        value if value.is_bigint() => "a bigint".to_owned(),
        value if value.is_symbol() => "a symbol".to_owned(),
        value if value.is_function() => "a function".to_owned(),
        value => match tag(value).map(|tag| beginning(&tag)).unwrap_or_default() {
            tag if tag.is_empty() || tag == "[object Object]" => "an object".to_owned(),
            tag => {
                let kind = tag.strip_prefix("[object ").unwrap_or(&tag);
                format!("an object of type {}", kind.strip_suffix(']').unwrap_or(kind))
            }
        },
    }
}

/// The first characters of a text, which may be far too long to copy.
fn beginning(text: &JsString) -> String {
    text.slice(0, MAX_TEXT).into()
}

/// A whole number in a range.
pub fn whole(field: &str, value: &JsValue, min: u64, max: u64) -> Result<u64> {
    match value.as_f64() {
        Some(n) if n.fract() == 0.0 && n >= min as f64 && n <= max as f64 => Ok(n as u64),
        _ => {
            let expected = format!("a whole number from {min} to {max}");
            Err(Error::invalid(field, expected, describe(value)))
        }
    }
}

/// A whole number that indexes something.
pub fn index(field: &str, value: &JsValue, min: usize, max: usize) -> Result<usize> {
    whole(field, value, min as u64, max as u64).map(|n| n as usize)
}

/// A finite number.
pub fn number(field: &str, value: &JsValue) -> Result<f64> {
    match value.as_f64() {
        Some(n) if n.is_finite() => Ok(n),
        _ => Err(Error::invalid(field, "a finite number", describe(value))),
    }
}

/// One of some names.
pub fn name<T: Copy>(field: &str, value: &JsValue, names: &[(&'static str, T)]) -> Result<T> {
    let text = value.dyn_ref::<JsString>().filter(|text| text.length() <= MAX_TEXT);
    let text = text.map(String::from);
    let found = names.iter().find(|(name, _)| text.as_deref() == Some(name));
    found.map(|(_, value)| *value).ok_or_else(|| {
        let list: Vec<_> = names.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        Error::invalid(field, format!("one of {}", list.join(", ")), describe(value))
    })
}

/// A list of `min` to `max` entries: an array or a typed array.
pub fn list(field: &str, value: &JsValue, min: u32, max: u32, of: &str) -> Result<Vec<JsValue>> {
    let expected = || match (min, max) {
        (min, max) if min == max => format!("a list of {min} {of}"),
        _ => format!("a list of {min} to {max} {of}"),
    };
    let typed = js_sys::ArrayBuffer::is_view(value) && !value.is_instance_of::<js_sys::DataView>();
    if is_array(value) != Ok(true) && !typed {
        return Err(Error::invalid(field, expected(), describe(value)));
    }
    let length = property(field, value, "length")?.and_then(|length| length.as_f64());
    let length = length.unwrap_or(f64::INFINITY);
    if !(f64::from(min)..=f64::from(max)).contains(&length) {
        return Err(Error::invalid(field, expected(), format!("a list of {length}")));
    }
    let entry =
        |i: u32| Reflect::get_u32(value, i).map_err(|_| unreadable(&format!("{field}[{i}]")));
    (0..length as u32).map(entry).collect()
}

/// The length of a typed array as it truly is, whatever was put over it; `None` for anything that
/// only looks like one.
fn typed_length<T: JsCast>(value: &JsValue) -> Option<(&T, u32)> {
    let array = value.dyn_ref::<T>()?;
    // First what may run code of the caller's, then what may not.
    let shown = Reflect::get(value, &"length".into()).ok()?.as_f64()?;
    let prototype = Object::get_prototype_of(&Uint8Array::new_with_length(0));
    let length = get_for(&prototype, "length", value).ok()?.as_f64()?;
    (shown == length).then_some((array, length as u32))
}

/// A Float64Array with exactly `length` entries, when a length is asked for.
pub fn floats(field: &str, value: &JsValue, length: Option<usize>) -> Result<Vec<f64>> {
    let (array, came) = typed::<Float64Array>("Float64Array", field, value, length)?;
    memory::reserve("a copy of this array", 8 * came as u64)?;
    Ok(if came == 0 { Vec::new() } else { array.to_vec() }) // a detached one cannot be read
}

/// Whether this is a typed array of exactly `length` entries.
pub fn fits<T: JsCast>(kind: &str, field: &str, value: &JsValue, length: usize) -> Result<()> {
    typed::<T>(kind, field, value, Some(length)).map(|_| ())
}

/// A Uint32Array with exactly `length` entries, when a length is asked for, each from `min` to `max`.
#[cfg(feature = "theory")]
pub fn counts(
    field: &str,
    value: &JsValue,
    length: Option<usize>,
    (min, max): (usize, usize),
) -> Result<Vec<usize>> {
    let (array, came) = typed::<js_sys::Uint32Array>("Uint32Array", field, value, length)?;
    memory::reserve("a copy of this array", 8 * came as u64)?;
    let values = if came == 0 { Vec::new() } else { array.to_vec() };
    let values: Vec<usize> = values.into_iter().map(|value| value as usize).collect();
    match values.iter().position(|value| !(min..=max).contains(value)) {
        None => Ok(values),
        Some(i) => {
            let expected = format!("a whole number from {min} to {max}");
            Err(Error::invalid(format!("{field}[{i}]"), expected, values[i]))
        }
    }
}

/// A typed array of a kind, and its length.
fn typed<'a, T: JsCast>(
    kind: &str,
    field: &str,
    value: &'a JsValue,
    length: Option<usize>,
) -> Result<(&'a T, usize)> {
    let Some((array, came)) = typed_length::<T>(value) else {
        return Err(Error::invalid(field, format!("a {kind}"), describe(value)));
    };
    let came = came as usize;
    if let Some(length) = length.filter(|&length| length != came) {
        let expected = format!("a {kind} of {length} values");
        return Err(Error::invalid(field, expected, format!("{came} values")));
    }
    Ok((array, came))
}

/// A Uint8Array of at most `max` bytes.
pub fn bytes(field: &str, value: &JsValue, max: u32) -> Result<Vec<u8>> {
    let Some((array, length)) = typed_length::<Uint8Array>(value) else {
        return Err(Error::invalid(field, "a Uint8Array", describe(value)));
    };
    if length > max {
        let expected = format!("a Uint8Array of at most {max} bytes");
        return Err(Error::invalid(field, expected, format!("{length} bytes")));
    }
    memory::reserve("a copy of this Uint8Array", u64::from(length))?;
    Ok(if length == 0 { Vec::new() } else { array.to_vec() }) // a detached one cannot be read
}

/// Where `__share` of a class leaves what its object holds.
pub type Slot<T> = LocalKey<Cell<Option<T>>>;

/// An instance of one of this module's classes, without taking it from its owner (which is what
/// wasm-bindgen would do): its method `__share` puts a clone into the slot of its class, and
/// nothing else can.
pub fn instance<T>(field: &str, value: &JsValue, class: &str, slot: &'static Slot<T>) -> Result<T> {
    slot.take();
    if let Some(share) = property(field, value, "__share")?
        && let Some(share) = share.dyn_ref::<Function>()
    {
        // What it throws or returns says nothing: the slot is full or it is not.
        let _ = share.call0(value);
    }
    slot.take().ok_or_else(|| Error::invalid(field, format!("a {class}"), describe(value)))
}

/// A property of an object; `None` where there is none.
fn property(field: &str, object: &JsValue, key: &str) -> Result<Option<JsValue>> {
    if !object.is_object() {
        return Ok(None);
    }
    let value = Reflect::get(object, &JsValue::from_str(key)).map_err(|_| unreadable(field))?;
    Ok(Some(value).filter(|value| !value.is_undefined()))
}

/// A getter or a proxy threw.
pub fn unreadable(field: &str) -> Error {
    Error::invalid(field, "readable", "something that throws when it is read")
}

/// The fields of an options object.
pub struct Fields<'a> {
    object: &'a JsValue,
    /// How the caller names the object: `optimizer.`, or nothing for the options themselves.
    prefix: &'static str,
}

impl<'a> Fields<'a> {
    /// The fields of `object`, all of them among `known`.
    pub fn new(
        field: &str,
        prefix: &'static str,
        object: &'a JsValue,
        known: &[&str],
    ) -> Result<Self> {
        let plain = object.is_object() && is_array(object) == Ok(false) && !object.is_function();
        if !plain {
            return Err(Error::invalid(field, "an object", describe(object)));
        }
        let keys = keys(object).map_err(|_| unreadable(field))?;
        let names = keys.iter().filter_map(|key| key.dyn_ref::<JsString>().map(beginning));
        match names.into_iter().find(|name| !known.contains(&name.as_str())) {
            None => Ok(Fields { object, prefix }),
            Some(name) => {
                let expected = format!("an object with no fields but {}", known.join(", "));
                Err(Error::invalid(field, expected, format!("a field \"{name}\"")))
            }
        }
    }

    /// A field as a message names it, and its value: undefined where it is not there.
    pub fn read(&self, key: &str) -> Result<(String, JsValue)> {
        let field = format!("{}{key}", self.prefix);
        let value = property(&field, self.object, key)?.unwrap_or(JsValue::UNDEFINED);
        Ok((field, value))
    }

    /// Parses a field, when it is there.
    pub fn get<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str, &JsValue) -> Result<T>,
    ) -> Result<Option<T>> {
        let (field, value) = self.read(key)?;
        if value.is_undefined() { Ok(None) } else { parse(&field, &value).map(Some) }
    }

    /// Parses a field that must be there.
    pub fn require<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str, &JsValue) -> Result<T>,
    ) -> Result<T> {
        let (field, value) = self.read(key)?;
        parse(&field, &value)
    }
}
