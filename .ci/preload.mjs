// Writes into index.html which modules the first view needs, so that a browser fetches all of them at once and not
// import after import.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const PAGE = 'www/index.html';
/** What the page starts with, and the view that it shows first. */
const FIRST = ['www/js/main.js', 'www/js/views/step/view.js'];
const LINK = /(?:<link rel="modulepreload" href="[^"]+">\n)+/;

/**
 * Every module that these import, and those that they import: not what they load later.
 * @returns {Promise<string[]>} as ./js/main.js
 */
export async function firstModules() {
  const { metafile } = await build({
    entryPoints: FIRST,
    bundle: true,
    format: 'esm',
    write: false,
    outdir: 'x',
    metafile: true,
    logLevel: 'error',
  });
  const found = new Set(FIRST);
  for (const name of found) {
    for (const { path, kind } of metafile.inputs[name].imports) if (kind === 'import-statement') found.add(path);
  }
  return [...found].map(name => name.replace(/^www/, '.')).sort();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const page = readFileSync(PAGE, 'utf8');
  const links = (await firstModules())
    .filter(name => name !== './js/main.js')
    .map(name => `<link rel="modulepreload" href="${name}">\n`)
    .join('');
  const written = page.replace(LINK, links);
  if (written !== page) {
    writeFileSync(PAGE, written);
    console.log(`Wrote into ${PAGE} which modules to fetch at once.`);
  }
}
