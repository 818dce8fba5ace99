# The modules: the core compiled to WebAssembly, in its three builds (ARCHITECTURE.md). Only what is out of date is made anew.

# The engine for every browser, and for those that have relaxed SIMD; and experiments, a module of their own.
readonly ENGINE=www/pkg/pc_playground_bg.wasm
readonly RELAXED=www/pkg/pc_playground_relaxed_bg.wasm
readonly RELAXED_FOLDER=target/relaxed/pkg
readonly EXPERIMENTS=www/pkg-experiments/pc_experiments_bg.wasm

# LLVM may inline less than rustc would have it: a third smaller, no slower (docs/performance.md).
readonly SMALL="-C llvm-args=-inline-threshold=10 -C llvm-args=-inlinehint-threshold=60"
# Every wasm build, tests included, uses 128-bit SIMD: all current browsers have it. Some have relaxed SIMD too.
readonly SIMD="-C target-feature=+simd128 $SMALL"
readonly RELAXED_SIMD="-C target-feature=+simd128,+relaxed-simd $SMALL"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$SIMD"

readonly SOURCES=(src Cargo.toml Cargo.lock)

# pack FOLDER NAME CARGO_ARGUMENT...: the core as an ES module in FOLDER.
pack() {
  local folder=$1 name=$2 compiled=${CARGO_TARGET_DIR:-target}/$WASM_TARGET/release/pc_playground.wasm
  shift 2
  say "Compiling the core to $folder."
  cargo build --quiet --lib --release --locked --target "$WASM_TARGET" "$@"
  wasm-bindgen --target web --out-dir "$folder" --out-name "$name" "$compiled"
  wasm-opt -O3 "$folder/${name}_bg.wasm" -o "$folder/${name}_bg.wasm"
  cat src/web/glue.js >>"$folder/$name.js"
  # Half of what is fetched of the generated JavaScript is comments, which are in the typings too. (Not worth a warning: our free() takes the place
  # of the generated one, so each class has two.)
  esbuild "$folder/$name.js" --format=esm --target=es2022 --minify --log-level=error --allow-overwrite --outfile="$folder/$name.js"
  touch "$folder/${name}_bg.wasm"
}

# Each is made anew when its sources, its flags or the lines that make it have changed. Flags of its own give the engine with relaxed SIMD a folder
# of its own too, so it is compiled beside the others: the last step of each takes one core.
build_modules() {
  local packing relaxed
  packing=$(declare -f pack)
  need_node_modules # wasm-opt, esbuild
  need_wasm_bindgen
  up_to_date "$RELAXED" pack_relaxed "$packing $RELAXED_SIMD" "${SOURCES[@]}" &
  relaxed=$!
  up_to_date "$ENGINE" pack_engine "$packing $SIMD" "${SOURCES[@]}"
  up_to_date "$EXPERIMENTS" pack_experiments "$packing $SIMD" "${SOURCES[@]}"
  wait "$relaxed"
  cmp -s "$RELAXED_FOLDER/pc_playground.js" www/pkg/pc_playground.js ||
    fail "the JavaScript of both engines must be the same, byte for byte, since one serves both, but $RELAXED_FOLDER/pc_playground.js differs from www/pkg/pc_playground.js."
}

pack_engine() { pack www/pkg pc_playground --no-default-features --features theory; }

# One JavaScript serves both engines, so only the other's WebAssembly goes beside it.
pack_relaxed() {
  CARGO_TARGET_DIR="$PWD/target/relaxed" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$RELAXED_SIMD" \
    pack "$RELAXED_FOLDER" pc_playground --no-default-features --features theory
  mkdir -p www/pkg
  cp "$RELAXED_FOLDER/pc_playground_bg.wasm" "$RELAXED"
}

pack_experiments() { pack www/pkg-experiments pc_experiments --no-default-features --features experiments; }
