# Set-up: every `need_…` makes sure of one thing the rest stands on, says what it fetches, and does nothing when it is there.
# apt-get is called in this file alone, by `need_packages`, and only for tests and the benchmark.

readonly WASM_TARGET=wasm32-unknown-unknown

# Tools installed for this project alone come before whatever else is on PATH.
readonly TOOLS="$PWD/target/tools"
export PATH="$TOOLS/bin:$PWD/node_modules/.bin:$PATH"
# Pages are tested in the system's browsers, so Playwright need not fetch its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

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

# locked_version CRATE LOCK_FILE: the version of CRATE there.
locked_version() {
  awk -v name="\"$1\"" '$1 == "name" && $3 == name { found = 1 }
    found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' "$2"
}

# is_there PROGRAM VERSION: whether PROGRAM on PATH is exactly VERSION.
is_there() { [[ "$("$1" --version 2>/dev/null | awk '{ print $2 }')" == "$2" ]]; }

# build_tools [FEATURE]: the programs of .ci/tools, put into target/tools.
build_tools() {
  cargo install --quiet --locked --force --root "$TOOLS" --path .ci/tools --target-dir target/tools/build --no-default-features --features "${1:-}"
  hash -r
}

# has_wasm_bindgen: the command line tool and the library must be the same version, to the digit.
has_wasm_bindgen() { is_there wasm-bindgen "$(locked_version wasm-bindgen Cargo.lock)"; }

need_wasm_bindgen() {
  need_wasm_target
  if ! has_wasm_bindgen; then
    say "Building wasm-bindgen (its library in .ci/tools) into target/tools with cargo; takes about a minute."
    build_tools
    has_wasm_bindgen ||
      fail ".ci/tools must use wasm-bindgen $(locked_version wasm-bindgen Cargo.lock), as Cargo.lock does, but uses $(locked_version wasm-bindgen-cli-support .ci/tools/Cargo.lock)."
  fi
  say "Using $(command -v wasm-bindgen)."
}

# Its build makes wasm-bindgen too, so that nothing is compiled twice.
need_wasm_pack() {
  need_wasm_target
  if ! has_wasm_bindgen || ! have wasm-bindgen-test-runner || ! is_there wasm-pack "$(locked_version wasm-pack .ci/tools/Cargo.lock)"; then
    say "Building wasm-bindgen, its test runner and wasm-pack (.ci/tools) into target/tools with cargo; takes about three minutes."
    build_tools test
  fi
  need_wasm_bindgen
  say "Using $(command -v wasm-pack)."
}

need_node_modules() {
  have npm || fail "npm must be on PATH; install Node 20 or newer."
  [[ node_modules/.package-lock.json -nt package-lock.json ]] && return
  say "Installing the locked npm packages into node_modules."
  npm ci --include=dev --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
}

# need_packages WHAT PACKAGE...: Debian's packages, where there is apt-get and the right to use it.
need_packages() {
  local what=$1
  shift
  [[ $EUID -eq 0 ]] && have apt-get || fail "$what must be there; install them (on Debian: apt-get install $*)."
  say "Installing $* with apt-get, for $what."
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-remove "$@"
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
webkit_path() { first_of "${WEBKIT:-}" /usr/lib/*/webkit2gtk-4.*/MiniBrowser; }

need_browsers() {
  if ! chromium_path >/dev/null || ! have chromedriver || ! firefox_path >/dev/null; then
    need_packages "Chromium, chromedriver and Firefox" chromium chromium-driver firefox-esr fonts-dejavu-core
  fi
  CHROMIUM=$(chromium_path) || fail "chromium must be on PATH after its installation, but is not."
  FIREFOX=$(firefox_path) || fail "firefox must be on PATH after its installation, but is not."
  export CHROMIUM FIREFOX
  say "Using $CHROMIUM, $(command -v chromedriver) and $FIREFOX."
}

# Chromium without what only a window needs: the same engine, and a third faster through the tests of pages. Where there is none and none can be
# had, Chromium itself does as well.
want_headless_shell() {
  have chromium-headless-shell && return
  [[ $EUID -eq 0 ]] && have apt-get || return 0
  need_packages "shorter tests of pages" chromium-headless-shell || say "There is no chromium-headless-shell here: tests of pages run in Chromium."
}

# WebKit comes as WebKitGTK's own small browser, which wants a screen.
need_webkit() {
  if ! webkit_path >/dev/null || ! have WebKitWebDriver || ! have xvfb-run; then
    need_packages "WebKit, its driver and a screen without a monitor" webkit2gtk-driver xvfb xauth
  fi
  WEBKIT=$(webkit_path) || fail "WebKitGTK's MiniBrowser must be there after its installation, but is not."
  export WEBKIT
  say "Using $WEBKIT."
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
    need_packages "Python 3.11 or newer with pip" python3 python3-pip
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
  need_wasm_pack
  need_browsers
  [[ "$PC_TEST" == all ]] || want_headless_shell
  need_webkit
  need_python_packages
}
