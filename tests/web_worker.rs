//! What must hold in a worker, where the page's engines run: the facade, cells of experiments to the byte, and that a node's steps
//! allocate nothing.
#![cfg(target_arch = "wasm32")]

#[path = "everywhere/experiment.rs"]
mod experiment;
mod facade;
#[path = "facade/node_steps.rs"]
mod node_steps;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
