//! What `./build.sh bench` times one by one: the products in the shapes of an MNIST network, the fastest that
//! this machine can multiply and add at all, and what training asks of the allocator.
//!
//! A module of its own, made like the page's (same flags, wasm-bindgen, wasm-opt), so that nothing of it
//! is shipped. Compiled for anything but wasm it is empty.
#![cfg(target_arch = "wasm32")]

mod allocations;
mod peak;
mod pieces;

use wasm_bindgen::prelude::wasm_bindgen;

use pieces::Piece;

/// The pieces of a training step, to be run in a loop.
#[wasm_bindgen]
pub struct Pieces(Vec<Piece>);

#[wasm_bindgen]
impl Pieces {
    /// All pieces, with their operands.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Pieces {
        Pieces(pieces::all())
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|piece| piece.name.to_string()).collect()
    }

    /// Multiply-adds of one run; 0 where that says nothing.
    #[wasm_bindgen(js_name = multiplyAdds)]
    pub fn multiply_adds(&self, piece: usize) -> f64 {
        self.0[piece].multiply_adds as f64
    }

    /// Runs one of them so often.
    pub fn run(&mut self, piece: usize, count: u32) {
        for _ in 0..count {
            (self.0[piece].run)();
        }
    }
}

/// The names of all rules.
#[wasm_bindgen]
pub fn rules() -> Vec<String> {
    allocations::rules()
}

/// Bytes that so many training steps under a rule ask of the allocator, the first step left out.
#[wasm_bindgen(js_name = bytesAllocated)]
pub fn bytes_allocated(rule: usize, steps: usize) -> f64 {
    allocations::bytes_allocated(rule, steps) as f64
}
