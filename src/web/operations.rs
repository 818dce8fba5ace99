//! Lists of operations as JavaScript has them: one typed array a property.

use js_sys::{Float64Array, Int32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;

use super::object;
use crate::error::Result;
use crate::inference::Record;

/// A record as `Recorded` of types.d.ts.
pub(super) fn told(record: &Record) -> Result<Object> {
    let all = &record.operations;
    let uses: Vec<i32> = all.iter().map(|one| one.worth.map_or(-1, |worth| worth as i32)).collect();
    let multiply_adds: Vec<f64> = all.iter().map(|one| one.multiply_adds as f64).collect();
    object(&[
        ("kinds", column(all, |one| one.kind as usize)),
        ("nodes", column(all, |one| one.node)),
        ("times", column(all, |one| one.time)),
        ("stages", column(all, |one| one.stage)),
        ("uses", Int32Array::from(uses.as_slice()).into()),
        ("multiplyAdds", Float64Array::from(multiply_adds.as_slice()).into()),
        ("steps", record.steps.into()),
        ("finite", record.finite.into()),
    ])
}

/// One number of each, as a Uint32Array.
pub(super) fn column<T>(all: &[T], of: fn(&T) -> usize) -> JsValue {
    let values: Vec<u32> = all.iter().map(|one| of(one) as u32).collect();
    Uint32Array::from(values.as_slice()).into()
}
