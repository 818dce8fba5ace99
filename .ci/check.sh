# Everything that reads the code without running it.

check() {
  stage "rustfmt" cargo fmt --check
  stage "imports run one way" tests/imports.sh
  stage "clippy, native" cargo clippy --quiet --locked --all-targets -- -D warnings
  stage "set-up for wasm" need_wasm_target
  stage "clippy, wasm" clippy_wasm
  stage "rustdoc" document
  stage "cargo package" package_crate
  stage "build the modules, for their types" build_modules
  stage "build the site, for its types" build_site
  stage "tsc" check_types
  stage "biome" biome ci --error-on-warnings --colors=off
  stage "knip, unused exports and files" knip --include exports,files,duplicates --no-progress
}

# The tests written for the browser are tests/web_*.rs.
clippy_wasm() {
  cargo clippy --quiet --locked --target "$WASM_TARGET" --lib --example bench_kernels --test 'web_*' -- -D warnings
}

document() {
  local -x RUSTDOCFLAGS="-D warnings"
  cargo doc --quiet --locked --no-deps
  cargo doc --quiet --locked --no-deps --target "$WASM_TARGET" # the facade, src/web
}

# The crate as crates.io would get it holds all that it is built from. `test all` builds it from its own files; changes that are not
# committed are packed too.
package_crate() {
  local build=--no-verify
  [[ "$PC_TEST" == all ]] && build=
  cargo package --quiet --locked --allow-dirty $build
}

check_types() {
  local project
  for project in www www/tsconfig.workers.json tests benches/browser; do
    tsc -p "$project"
  done
}

