//! What must hold in a page: the facade, the golden numbers, the numbers of a seed.
#![cfg(target_arch = "wasm32")]

mod facade;
#[path = "everywhere/golden.rs"]
mod golden;
#[path = "everywhere/seed.rs"]
mod seed;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
