//! Messages between nodes: arrays of a node's own number type, copied into its buffers and out of them without a detour.

use js_sys::{Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

use super::argument::{fits, unreadable};
use crate::error::Result;
use crate::real::Real;

// What js_sys has for this asks the array for its `length`, which a caller may have put something over.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["Float32Array", "prototype", "set"], js_name = call)]
    fn copy_singles(into: &mut [f32], from: &JsValue) -> std::result::Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["Float64Array", "prototype", "set"], js_name = call)]
    fn copy_doubles(into: &mut [f64], from: &JsValue) -> std::result::Result<(), JsValue>;
}

/// A number type with an array of its own in JavaScript.
pub trait Native: Real {
    /// Whether a message is an array of this type with so many numbers. May run code of the caller's.
    fn fits(field: &str, message: &JsValue, length: usize) -> Result<()>;

    /// Copies a message that fits. Runs no code of the caller's.
    fn copy(field: &str, message: &JsValue, into: &mut [Self]) -> Result<()>;

    /// A new array with these numbers.
    fn array(values: &[Self]) -> JsValue;
}

impl Native for f32 {
    fn fits(field: &str, message: &JsValue, length: usize) -> Result<()> {
        fits::<Float32Array>("Float32Array", field, message, length)
    }

    fn copy(field: &str, message: &JsValue, into: &mut [Self]) -> Result<()> {
        copy_singles(into, message).map_err(|_| unreadable(field))
    }

    fn array(values: &[Self]) -> JsValue {
        Float32Array::from(values).into()
    }
}

impl Native for f64 {
    fn fits(field: &str, message: &JsValue, length: usize) -> Result<()> {
        fits::<Float64Array>("Float64Array", field, message, length)
    }

    fn copy(field: &str, message: &JsValue, into: &mut [Self]) -> Result<()> {
        copy_doubles(into, message).map_err(|_| unreadable(field))
    }

    fn array(values: &[Self]) -> JsValue {
        Float64Array::from(values).into()
    }
}
