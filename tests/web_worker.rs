//! What must hold in a worker, where the page's engines run: the facade, and cells of experiments to the byte.
#![cfg(target_arch = "wasm32")]

#[path = "everywhere/experiment.rs"]
mod experiment;
mod facade;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
