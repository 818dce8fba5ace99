//! The facade: thin structs around the core's for JavaScript, no arithmetic. Nothing outside this
//! folder names wasm_bindgen, js_sys or web_sys.
//!
//! Every argument comes in as a `JsValue` and is checked in `argument.rs`, since what wasm-bindgen
//! does with a wrong one (silent conversion, or a message that names nothing) is not what the
//! contract promises. Everything is parsed before anything is borrowed, so that code run by a
//! caller's getter cannot meet a half-done call.

mod argument;
mod clock;
mod dataset;
#[cfg(feature = "experiments")]
mod experiment;
mod inference;
mod message;
mod network;
mod node;
mod operations;
mod options;
#[cfg(feature = "theory")]
mod schedule;
mod source;
#[cfg(feature = "theory")]
mod theory;
mod trainer;

pub use dataset::Dataset;
#[cfg(feature = "experiments")]
pub use experiment::Experiment;
pub use inference::Inference;
pub use network::Network;
pub use node::LocalNode;
#[cfg(feature = "theory")]
pub use theory::Theory;
pub use trainer::Trainer;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const RULE_TYPES: &str = crate::rule::TYPINGS;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// An `Error` with a full sentence as its message.
impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        js_sys::Error::new(&error.to_string()).into()
    }
}

/// What a JavaScript object holds until its `free()`: after that every use is an error.
struct Held<T> {
    class: &'static str,
    value: Rc<RefCell<Option<T>>>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Held { class: self.class, value: Rc::clone(&self.value) }
    }
}

impl<T> Held<T> {
    fn new(class: &'static str, value: T) -> Self {
        Held { class, value: Rc::new(RefCell::new(Some(value))) }
    }

    fn freed(&self) -> Error {
        Error::invalid(format!("this {}", self.class), "one that is not freed yet", "a freed one")
    }

    /// Reads, or says that the object was freed.
    fn with<U>(&self, read: impl FnOnce(&T) -> U) -> Result<U> {
        self.value.borrow().as_ref().map(read).ok_or_else(|| self.freed())
    }

    /// Changes, or says that the object was freed.
    fn with_mut<U>(&self, change: impl FnOnce(&mut T) -> U) -> Result<U> {
        self.value.borrow_mut().as_mut().map(change).ok_or_else(|| self.freed())
    }

    fn free(&self) {
        self.value.borrow_mut().take();
    }
}

/// A plain object with these fields.
fn object(fields: &[(&str, JsValue)]) -> Result<js_sys::Object> {
    let object = js_sys::Object::new();
    for (key, value) in fields {
        js_sys::Reflect::set(&object, &JsValue::from_str(key), value).map_err(|_| {
            Error::invalid("the reply object", "a plain object", "one that cannot be written")
        })?;
    }
    Ok(object)
}

/// Runs the same code on whichever number type an object has.
macro_rules! either {
    ($any:expr, $kind:ident, $value:ident => $body:expr) => {
        match $any {
            $kind::F32($value) => $body,
            $kind::F64($value) => $body,
        }
    };
}
use either;
