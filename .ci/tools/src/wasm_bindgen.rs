//! `wasm-bindgen` as this project calls it: writes the ES module and the typings of a compiled core.
//!
//! `wasm-bindgen --out-dir <folder> --out-name <name without an ending> <the WebAssembly that cargo made>`
use std::path::PathBuf;

use pico_args::Arguments;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let mut arguments = Arguments::from_env();
    // wasm-pack asks too. Library and program must be the same version, to the digit.
    if arguments.contains("--version") {
        println!("wasm-bindgen {}", wasm_bindgen_shared::version());
        return Ok(());
    }
    // For the program of the same name that this one stands in for.
    let target: String = arguments.value_from_str("--target")?;
    anyhow::ensure!(target == "web", "--target must be web, got {target}");
    let folder: PathBuf = arguments.value_from_str("--out-dir")?;
    let name: String = arguments.value_from_str("--out-name")?;
    let input: PathBuf = arguments.free_from_str()?;
    // As the program of that name has it by default.
    Bindgen::new()
        .web(true)?
        .input_path(input)
        .out_name(&name)
        .typescript(true)
        .omit_default_module_path(false)
        .demangle(true)
        .generate(folder)
}
