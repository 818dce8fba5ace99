//! The facade in a worker.
#![cfg(target_arch = "wasm32")]

mod facade;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
