#!/usr/bin/env bash
# Holds the code to its direction of imports (ARCHITECTURE.md): prints every line
# that goes against it, each with a sentence, and then fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A module may use those before it, and none after it.
readonly ORDER="error memory lanes real kernel activation likelihood counters layer node network storage optimizer data rule inference trainer theory experiment web"

broken=0

# complain SENTENCE: reads `file:line:text` lines and reports each with SENTENCE.
complain() {
  local line
  while IFS= read -r line; do
    printf '%s\n    %s\n' "$line" "$1" >&2
    broken=1
  done
}

# later_modules MODULE: the modules that come after MODULE in ORDER, as a grep alternation.
later_modules() {
  local rest=" $ORDER "
  rest=${rest#* "$1" }
  rest=${rest% }
  printf '%s' "${rest// /|}"
}

# code FILE: `file:line:text` of FILE's code: no comment lines, and for Rust no unit
# tests, which stand at the end and may use anything.
code() {
  awk '/^#\[cfg\((all\()?test/ { exit }
    /^[[:space:]]*(\/\/|\/\*|\*)/ { next }
    { print FILENAME ":" FNR ":" $0 }' "$1"
}

# rust_modules FILE: its code, with `use crate::{a::A, b::B};` as one line a module.
rust_modules() {
  code "$1" | awk '
    /:[[:space:]]*(pub )?use (crate|super)::\{/ { inside = 1 }
    inside { line = $0; sub(/^[^:]*:[^:]*:/, "", line); where = substr($0, 1, length($0) - length(line))
      gsub(/(pub )?use (crate|super)::\{/, "", line); n = split(line, part, /[,{}; ]+/)
      for (i = 1; i <= n; i++) if (part[i] ~ /^[a-z_]+(::|$)/) print where "crate::" part[i]
      if ($0 ~ /;/) inside = 0
      next }
    { print }'
}

check_rust() {
  local file module later
  while IFS= read -r file; do
    module=${file#src/}
    module=${module%%/*}
    module=${module%.rs}
    [[ "$module" == lib ]] && continue
    if [[ " $ORDER " != *" $module "* ]]; then
      complain "The module '$module' must have its place in ORDER in tests/imports.sh." <<<"$file"
      continue
    fi
    if [[ "$module" != web ]]; then
      later=$(later_modules "$module")
      complain "Imports run one way: '$module' must not use a module after it ($later)." \
        < <(rust_modules "$file" | grep -E "\b(crate|super)::($later)\b")
      complain "Only src/web may name wasm_bindgen, js_sys, web_sys or JsValue." \
        < <(code "$file" | grep -E '\b(wasm_bindgen|js_sys|web_sys|JsValue)\b')
    fi
  done < <(find src -name '*.rs' | sort)
}

check_rust
exit "$broken"
