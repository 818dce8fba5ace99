//! Bytes that are still to come: of a Blob, or from an address.

use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use super::argument::{bytes, describe};
use crate::error::{Error, Result};

// Called by their own names, so that what a caller has put over them is not run, or is at least caught.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["Blob", "prototype", "arrayBuffer"], js_name = call)]
    fn read(blob: &JsValue) -> std::result::Result<JsValue, JsValue>;
    /// Of a page, a worker and Node alike; in Node `glue.js` has it read files too, whose bytes it gives as they are.
    #[wasm_bindgen(catch)]
    fn fetch(address: &JsValue) -> std::result::Result<JsValue, JsValue>;
}

/// Something that is being read.
pub struct Source {
    field: &'static str,
    max: u32,
    /// What the caller gave, in words.
    given: String,
    coming: JsFuture,
}

impl Source {
    /// The bytes of a Blob, a dropped file for one: at most `max`.
    pub fn blob(field: &'static str, value: &JsValue, max: u32) -> Result<Self> {
        // What only claims to be a Blob throws when it is asked for its size.
        let size = Reflect::get(value, &"size".into()).ok().and_then(|size| size.as_f64());
        let Some(size) = size.filter(|_| value.is_instance_of::<Blob>()) else {
            return Err(Error::invalid(field, "a Blob", describe(value)));
        };
        if size > f64::from(max) {
            let expected = format!("a Blob of at most {max} bytes");
            return Err(Error::invalid(field, expected, format!("{size} bytes")));
        }
        Ok(Self::new(field, value, max, read(value)))
    }

    /// What an address has: at most `max` bytes.
    pub fn address(field: &'static str, value: &JsValue, max: u32) -> Result<Self> {
        if !value.is_string() {
            return Err(Error::invalid(field, "an address, as text", describe(value)));
        }
        Ok(Self::new(field, value, max, fetch(value)))
    }

    fn new(
        field: &'static str,
        value: &JsValue,
        max: u32,
        begun: std::result::Result<JsValue, JsValue>,
    ) -> Self {
        let promise = match begun {
            Ok(coming) => Promise::resolve(&coming),
            Err(thrown) => Promise::reject(&thrown),
        };
        // From here on somebody listens, so that a failure is never one that nobody handles.
        Source { field, max, given: describe(value), coming: JsFuture::from(promise) }
    }

    /// All of them.
    pub async fn bytes(self) -> Result<Vec<u8>> {
        let refused = |why: &str| {
            let expected = "one that can be read";
            Error::invalid(self.field, expected, format!("{} ({why})", self.given))
        };
        let mut came = self.coming.await.map_err(|thrown| refused(&reason(&thrown)))?;
        if let Some(response) = came.dyn_ref::<Response>() {
            if !response.ok() {
                return Err(refused(&format!("the server answered {}", response.status())));
            }
            let body = response.array_buffer().map_err(|thrown| refused(&reason(&thrown)))?;
            came = JsFuture::from(body).await.map_err(|thrown| refused(&reason(&thrown)))?;
        }
        if came.is_instance_of::<ArrayBuffer>() {
            came = Uint8Array::new(&came).into();
        }
        if !came.is_instance_of::<Uint8Array>() {
            return Err(refused("no bytes came"));
        }
        bytes(self.field, &came, self.max)
    }
}

/// What was thrown, in the words of the browser.
fn reason(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => describe(thrown),
    }
}
