# The benchmark (benches/browser, docs/performance.md).

# bench_pieces NAME FLAGS FOLDER: the pieces of benches/kernels as they come out with these flags, built in FOLDER
# beside the engine that has the same.
bench_pieces() {
  local name=$1 kit=target/bench/kernels/$1
  local -x CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$2 CARGO_TARGET_DIR=$PWD/$3
  up_to_date "$kit/bench_kernels_bg.wasm" compile_pieces "$2" "${SOURCES[@]}" benches/kernels
}

# In the variables of bench_pieces.
compile_pieces() {
  say "Compiling the pieces of a training step for $name."
  cargo build --quiet --release --locked --target "$WASM_TARGET" --example bench_kernels --no-default-features
  wasm-bindgen --target web --out-dir "$kit" --out-name bench_kernels \
    "$CARGO_TARGET_DIR/$WASM_TARGET/release/examples/bench_kernels.wasm"
  wasm-opt -O3 "$kit/bench_kernels_bg.wasm" -o "$kit/bench_kernels_bg.wasm"
  touch "$kit/bench_kernels_bg.wasm"
}

bench() {
  local rounds=${1:-25}
  [[ "$rounds" =~ ^[1-9][0-9]{0,3}$ ]] || fail "rounds must be a whole number from 1 to 9999, got '$rounds'."
  need_browsers
  build
  need_wasm_bindgen
  bench_pieces simd128 "$SIMD" target
  bench_pieces relaxed-simd "$RELAXED_SIMD" target/relaxed
  node benches/browser/run.mjs --rounds="$rounds" \
    simd128=www/pkg relaxed-simd=target/relaxed/pkg
}
