// `await init()`, the first lines of the README, in Node: each in a process of its own, since a module is initialised
// once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const www = new URL('../../../www/', import.meta.url);

/** What a script prints. @param {string} script @param {string} [cwd] */
async function printed(script, cwd = tmpdir()) {
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd });
  assert.equal(stderr, '');
  return stdout.trim();
}

const modules = { engine: 'pkg/pc_playground.js', experiments: 'pkg-experiments/pc_experiments.js' };
for (const [name, path] of Object.entries(modules)) {
  const module = JSON.stringify(new URL(path, www).href);
  const bytes = new URL(path.replace('.js', '_bg.wasm'), www);
  const make = 'console.log(new pc.Network({ sizes: [3, 2] }).depth);';
  for (const [how, argument] of Object.entries({
    'without an address': '',
    'by a file’s URL': `{ module_or_path: new URL(${JSON.stringify(bytes.href)}) }`,
    'by its text': `{ module_or_path: ${JSON.stringify(bytes.href)} }`,
    'by a path': `{ module_or_path: ${JSON.stringify(fileURLToPath(bytes))} }`,
    'by its bytes': `{ module_or_path: (await import('node:fs')).readFileSync(new URL(${JSON.stringify(bytes.href)})) }`,
    'as it was fetched': `{ module_or_path: new Response((await import('node:fs')).readFileSync(new URL(${JSON.stringify(bytes.href)})), { headers: { 'Content-Type': 'application/wasm' } }) }`,
  })) {
    test(`${name}: init() ${how}`, async () => {
      const script = `import * as pc from ${module}; await pc.default(${argument}); await pc.default(); ${make}`;
      assert.equal(await printed(script), '1');
    });
  }
  test(`${name}: init() by a path from the current folder`, async () => {
    const file = path.split('/')[1].replace('.js', '_bg.wasm');
    const script = `import * as pc from ${module}; await pc.default({ module_or_path: './${file}' }); ${make}`;
    assert.equal(await printed(script, fileURLToPath(new URL('.', new URL(path, www)))), '1');
  });
}

test('from a folder with blanks and marks in its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a folder #1 % ü '));
  try {
    for (const file of ['pc_playground.js', 'pc_playground_bg.wasm'])
      await copyFile(new URL(`pkg/${file}`, www), join(folder, file));
    await copyFile(new URL('pkg/pc_playground.js', www), join(folder, 'pc.mjs'));
    const script =
      "import init, { Network } from './pc.mjs'; await init(); console.log(new Network({ sizes: [2, 2] }).depth);";
    assert.equal(await printed(script, folder), '1');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what is not there is said', async () => {
  const script = `import init from ${JSON.stringify(new URL(modules.engine, www).href)};
    try { await init({ module_or_path: './nowhere.wasm' }); } catch (error) { console.log(error.message); }`;
  assert.match(await printed(script), /no such file .*nowhere\.wasm/);
});

test('addresses of servers are fetched as ever', async () => {
  const script = `import init from ${JSON.stringify(new URL(modules.engine, www).href)};
    globalThis.fetch = async address => { throw new Error('fetched ' + address); };
    for (const address of ['https://example.org/a.wasm', new URL('http://example.org/b.wasm'), new Request('http://example.org/c.wasm')]) {
      try { await init({ module_or_path: address }); } catch (error) { console.log(error.message.replace('[object Request]', address.url)); }
    }`;
  assert.equal(
    await printed(script),
    'fetched https://example.org/a.wasm\nfetched http://example.org/b.wasm\nfetched http://example.org/c.wasm',
  );
});
