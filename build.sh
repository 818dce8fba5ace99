#!/usr/bin/env bash
# The one door of this project: builds, serves, checks and tests it. What it does stands in .ci/, a file a subject:
# setup.sh, modules.sh, site.sh, check.sh, test.sh, bench.sh. `./build.sh help` explains the commands. It may be called from any folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

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
  test           check, then what decides: cargo test, wasm in headless Chromium,
                 Node, and Playwright on the built site in Chromium (in its headless shell,
                 where there is one); a part of it in Firefox and
                 in WebKit. Stops at the first failure. About twelve minutes on two cores.
  test all       The same with nothing left out: every float, every page test in Firefox,
                 the package built by Vite, a soak of a quarter of an hour. About an hour.
  bench [rounds] Build, then time everything in headless Chromium, against TF.js in the
                 same rounds: prints a table and writes target/bench/bench.json. Takes
                 about five minutes with 25 rounds, the default. Never fails for being slow.
  help           This text.

Needed beforehand: Rust (rustup) and Node 20 or newer. The rest is fetched by their
ordinary clients into target/ and node_modules/; `test` and `bench` also need Chromium,
chromedriver and Firefox, and `test` WebKitGTK with its driver, xvfb, and Python 3.11 or
newer with pip: on Debian, as root, these are installed with apt-get.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# up_to_date FILE MAKE WITH SOURCE...: calls the function MAKE unless FILE is newer than everything under the SOURCEs and was made by
# the same lines of MAKE (comments do not count) with the same WITH.
up_to_date() {
  local file=$1 make=$2 recipe mark=target/made/${1//\//_}
  recipe="$(declare -f "$make") $3"
  shift 3
  if [[ ! -e "$file" || "$(cat "$mark" 2>/dev/null)" != "$recipe" || -n "$(find "$@" -newer "$file" -print -quit)" ]]; then
    "$make"
    mkdir -p target/made
    printf '%s\n' "$recipe" >"$mark"
  fi
}

build() {
  build_modules
  build_site
}

for part in setup modules site check test bench; do
  # shellcheck source=/dev/null
  . ".ci/$part.sh"
done

case "${1:-help}" in
  build) build ;;
  serve) serve "${2:-}" ;;
  check | test)
    trap report_failure EXIT
    export PC_TEST=most
    if [[ $# -gt 1 ]]; then
      [[ "$*" == "test all" ]] || fail "after '$1' nothing must follow, but 'all' after 'test'; got '${*:2}'."
      PC_TEST=all
    fi
    need_rust
    need_node_modules
    if [[ $1 == check ]]; then check; else run_tests; fi
    ;;
  bench) bench "${2:-}" ;;
  help | -h | --help) help ;;
  *) help >&2; fail "the command must be build, serve, check, test, bench or help, got '$1'." ;;
esac
