# The tests. PC_TEST says how much of them: `most`, what decides, or `all`.

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

run_tests() {
  local start=$SECONDS
  # First, so that a missing tool is known at once and not after minutes of tests.
  stage "set-up" need_test_tools
  check
  # The laws are tried on the same random networks every time, so that a failure can be repeated; `cargo test` alone takes new ones.
  PROPTEST_RNG_SEED=1 stage "cargo test" test_native
  stage "wasm in Chromium" test_wasm
  stage "Node" test_node
  stage "WebKit" test_webkit
  stage "Playwright, two at a time" playwright_test --grep-invert '@alone'
  stage "Playwright, what measures time or memory" playwright_test --grep '@alone' --workers 1
  say "All passed in $((SECONDS - start)) s."
}

# By default without the programs that no test runs: clippy has read them.
test_native() {
  if [[ "$PC_TEST" == all ]]; then
    cargo test --quiet --locked
  else
    cargo test --quiet --locked --lib --test native --example experiment
    cargo test --quiet --locked --doc
  fi
}

# In a page and in a worker, for which little is computed: to compile soon counts for more. The defaults (20 s and 5 s) are too short for training and
# for a busy machine.
test_wasm() {
  local -x CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=false
  WASM_BINDGEN_TEST_TIMEOUT=300 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=30 WASM_BINDGEN_TEST_ONLY_WEB=1 \
    wasm-pack test --headless --chrome --chromedriver "$(command -v chromedriver)" \
    --mode no-install . --locked --test 'web_*'
}

test_node() {
  local files
  mapfile -t files < <(find tests/js -name '*.test.*js' | sort)
  [[ ${#files[@]} -gt 0 ]] || fail "tests/js must hold *.test.js or *.test.mjs files, found none."
  # By itself it runs one file fewer at a time than there are cores.
  node --test --test-concurrency=2 --test-reporter=spec "${files[@]}"
}

test_webkit() {
  xvfb-run --auto-servernum node --test --test-reporter=spec tests/webkit/
}

# By default in the headless shell, in `test all` in the Chromium that people have.
playwright_test() {
  local -x CHROMIUM=$CHROMIUM
  [[ "$PC_TEST" == all ]] || CHROMIUM=$(first_of chromium-headless-shell "$CHROMIUM")
  playwright test -c tests/browser/playwright.config.js "$@"
}
