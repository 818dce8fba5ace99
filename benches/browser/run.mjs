// Runs the benchmark in one headless Chromium and writes what it found. `./build.sh bench` builds before and calls this
// with the builds of the module: node run.mjs --rounds=25 simd128=www/pkg relaxed-simd=target/relaxed/pkg
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { report } from './report.js';
import { serve } from './serve.mjs';
import { smoothness, start } from './site.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const out = join(root, 'target/bench');

/** @param {string} sentence */
const say = sentence => process.stderr.write(`${sentence}\n`);

function given() {
  const words = process.argv.slice(2);
  const rounds = Number(words.find(word => word.startsWith('--rounds='))?.split('=')[1] ?? 25);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000)
    throw new Error(`rounds must be a whole number from 1 to 1000, got ${rounds}.`);
  const flavours = words
    .filter(word => !word.startsWith('--'))
    .map(word => {
      const [name, folder] = word.split('=');
      return { name, folder };
    });
  return { rounds, flavours };
}

/** The page and its worker, with TF.js in it, as two files. */
async function bundle() {
  await mkdir(out, { recursive: true });
  await build({
    entryPoints: [join(here, 'page.js'), join(here, 'worker.js'), join(here, 'count.js')],
    outdir: out,
    bundle: true,
    format: 'esm',
    target: 'es2023',
    minify: true,
    logLevel: 'error',
  });
  for (const file of ['index.html', 'empty.html']) await copyFile(join(here, file), join(out, file));
}

async function measure({ rounds, flavours }, address) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
  try {
    say('Start and frames of the page.');
    const startTimes = await start(browser, address);
    const frames = await smoothness(browser, address);
    const page = await browser.newPage();
    page.on('console', message => say(message.text()));
    page.on('pageerror', error => say(String(error.stack)));
    await page.goto(`${address}bench/index.html`);
    await page.waitForFunction(() => 'bench' in window);
    const crowd = await page.evaluate(() => window.bench.manyWorkers());
    const one = await page.evaluate(how => window.bench.oneWorker(how), {
      rounds,
      flavours: flavours.map(({ name }) => ({ name, folder: `/build-${name}/` })),
      kits: flavours.map(({ name }) => ({ name, folder: `/bench/kernels/${name}/` })),
    });
    return { browser: `Chromium ${browser.version()}`, start: startTimes, frames, crowd, ...one };
  } finally {
    await browser.close();
  }
}

const { rounds, flavours } = given();
const began = Date.now();
const [busyBefore] = loadavg();
await bundle();
const server = await serve({
  '': join(root, 'www'),
  bench: out,
  tfjs: join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist'),
  ...Object.fromEntries(flavours.map(({ name, folder }) => [`build-${name}`, join(root, folder)])),
});
try {
  const measured = await measure({ rounds, flavours }, server.address);
  // The contender must be the binary that it is said to be.
  const binaries = server.asked.filter(path => path.startsWith('/tfjs/') && path.endsWith('.wasm'));
  if (binaries.join() !== '/tfjs/tfjs-backend-wasm-simd.wasm')
    throw new Error(`TF.js must run its SIMD binary without threads, but asked for: ${binaries.join(', ') || 'none'}.`);
  const found = {
    date: new Date().toISOString(),
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim(),
    machine: `${cpus()[0].model}, ${cpus().length} cores`,
    flavours: flavours.map(({ name }) => name),
    rounds,
    load: [busyBefore, loadavg()[0]],
    seconds: (Date.now() - began) / 1000,
    ...measured,
  };
  const json = join(out, 'bench.json');
  const text = report(found);
  await writeFile(json, `${JSON.stringify(found, null, 1)}\n`);
  await writeFile(join(out, 'bench.md'), text);
  process.stdout.write(`${text}\nEvery round of it: ${json}\n`);
} finally {
  server.close();
}
