// The npm package, from its tarball: what is in it, and that it works in Node, TypeScript, a plain page and a page
// made by Vite. What is run are the files of examples/npm, beside an installed package.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer } from 'http-server';
import { ALL_ONLY } from '../../amount.js';
import { expect, test as base } from '../support/fixtures.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);
const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);

/** @param {string} folder @returns {Promise<{ address: string, close: () => void }>} */
const serve = folder =>
  new Promise(resolve => {
    const server = createServer({ root: folder, cache: -1, showDir: false });
    server.listen(0, '127.0.0.1', () => {
      resolve({ address: `http://127.0.0.1:${server.server.address().port}/`, close: () => server.close() });
    });
  });

// Once for all tests of a worker: pack, and install as a user would, with nothing from the network. Workers run side by
// side, each in a folder of its own.
const test = base.extend({
  packed: [
    async ({}, use, { parallelIndex }) => {
      const home = join(root, 'target/package', String(parallelIndex));
      await rm(home, { recursive: true, force: true });
      await mkdir(join(home, 'user'), { recursive: true });
      // The files are built: `prepack` would only find that out again.
      const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
        cwd: root,
      });
      const [tarball] = Object.values(JSON.parse(stdout));
      await writeFile(join(home, 'user/package.json'), '{ "type": "module", "private": true }\n');
      await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(home, tarball.filename)], {
        cwd: join(home, 'user'),
      });
      await cp(join(root, 'examples/npm'), join(home, 'user'), { recursive: true });
      await use({
        user: join(home, 'user'),
        files: tarball.files.map((/** @type {{path: string}} */ file) => file.path),
      });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('holds wasm, JavaScript, typings, the element and its page, and nothing that is only for development', ({
  packed: { files },
}) => {
  for (const file of [
    'README.md',
    'LICENSE-MIT',
    'LICENSE-APACHE',
    'CITATION.cff',
    'www/pkg/pc_playground.js',
    'www/pkg/pc_playground.d.ts',
    'www/pkg/pc_playground_bg.wasm',
    'www/pkg/pc_playground_relaxed_bg.wasm',
    'www/js/parallel.js',
    'www/types/parallel.d.ts',
    'www/js/element.js',
    'www/types/element.d.ts',
    'www/embed.html',
    'www/min/embed.js',
    'www/index.html',
    'www/vendor/plot.js',
    'www/vendor/plot-licence.txt',
  ])
    expect(files, file).toContain(file);
  expect(
    files.filter(file => /^(tests|src|benches|target|node_modules|docs|\.)|tsconfig|www\/data|\.gitignore/.test(file)),
  ).toEqual([]);
});

test('every address it exports is there', async ({ packed: { user } }) => {
  const home = join(user, 'node_modules/pc-playground');
  const { exports } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const addresses = Object.values(exports).flatMap(entry =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  for (const address of addresses.filter(address => !address.includes('*'))) {
    expect((await readFile(join(home, address))).length, address).toBeGreaterThan(0);
  }
});

test('works in Node', async ({ packed: { user } }) => {
  const { stdout } = await run(process.execPath, ['node.mjs'], { cwd: user });
  const { cosine, accuracy } = JSON.parse(stdout);
  expect(cosine).toBeGreaterThan(0.999);
  expect(cosine).toBeLessThanOrEqual(1 + 1e-6);
  expect(accuracy).toBeGreaterThan(0.8);
});

for (const [module, resolution] of [
  ['esnext', 'bundler'],
  ['nodenext', 'nodenext'],
]) {
  test(`its typings hold from outside, resolved as ${resolution}`, async ({ packed: { user } }) => {
    await run(
      bin('tsc'),
      [
        '--noEmit',
        '--strict',
        '--target',
        'es2023',
        '--lib',
        'es2023,esnext.disposable,dom',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        '--types',
        '',
        'use.ts',
      ],
      { cwd: user },
    ).catch(error => {
      throw new Error(error.stdout);
    });
  });
}

/** The cosine that the page has computed. @param {import('@playwright/test').Page} page */
async function cosineOn(page) {
  await expect(page.locator('#cosine')).not.toHaveText('…');
  return Number(await page.locator('#cosine').textContent());
}

const inPage = test.extend({
  // The page's own host is the only one that it may ask.
  served: [
    async ({ packed: { user } }, use) => {
      const server = await serve(user);
      await use(server.address);
      server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ served }, use) => use(served),
});

inPage('works in a plain page, the element too', async ({ page }) => {
  await page.goto('plain.html');
  expect(await cosineOn(page)).toBeGreaterThan(0.999);
  const view = page.locator('pc-playground iframe').contentFrame();
  await expect(view.locator('#step')).toHaveAttribute('data-state', 'ready');
});

inPage('works in a page built by Vite', ALL_ONLY, async ({ page, packed: { user } }) => {
  await run(bin('vite'), ['build', '--base', './', '--logLevel', 'warn', 'vite'], { cwd: user });
  await page.goto('vite/dist/index.html');
  expect(await cosineOn(page)).toBeGreaterThan(0.999);
});

const developed = test.extend({
  // Vite's own server is asked before it knows its address, hence by its API.
  served: [
    async ({ packed: { user } }, use) => {
      const { createServer } = await import('vite');
      const server = await createServer({
        root: join(user, 'vite'),
        configFile: false,
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0, fs: { allow: [user] } },
      });
      await server.listen();
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ served }, use) => use(served),
});

developed('works in a page served by Vite while it is written', ALL_ONLY, async ({ page }) => {
  await page.goto('index.html');
  expect(await cosineOn(page)).toBeGreaterThan(0.999);
});
