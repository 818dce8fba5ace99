// Digits from files and from addresses: read whole, or refused with a sentence; nothing is left unhandled.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { idxImages, idxLabels } from '../../../www/js/model/digits/idx.js';
import { Dataset } from '../support/module.mjs';

const images = idxImages(Uint8Array.from({ length: 3 * 784 }, (_, i) => i % 251));
const labels = idxLabels([4, 0, 9]);
const unhandled = [];
process.on('unhandledRejection', reason => unhandled.push(reason));

const served = new Map([
  ['/images', images],
  ['/labels.gz', gzipSync(labels)],
]);
const server = createServer((request, response) => {
  const body = served.get(request.url);
  response.writeHead(body ? 200 : 404);
  response.end(body ?? 'no');
});
let base = '';
before(async () => {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  server.closeAllConnections(); // fetch keeps its own open
});

function same(data) {
  assert.equal(data.length, 3);
  assert.deepEqual(
    [0, 1, 2].map(i => data.label(i)),
    [4, 0, 9],
  );
  assert.deepEqual(data.image(2), Uint8Array.from(images.slice(16 + 2 * 784)));
  data.free();
}

test('files, raw and gzipped', async () => {
  same(await Dataset.fromFiles(new Blob([images]), new File([labels], 'labels')));
  same(await Dataset.fromFiles(new Blob([gzipSync(images)]), new Blob([gzipSync(labels)])));
});

test('addresses, raw and gzipped', async () => {
  same(await Dataset.fetch(`${base}/images`, `${base}/labels.gz`));
  const inline = bytes => `data:;base64,${Buffer.from(bytes).toString('base64')}`;
  same(await Dataset.fetch(inline(images), inline(labels)));
});

test('paths, in Node', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'digits-'));
  const [x, y] = ['images', 'labels.gz'].map(name => join(folder, name));
  writeFileSync(x, images);
  writeFileSync(y, gzipSync(labels));
  same(await Dataset.fetch(x, pathToFileURL(y).href));
  rmSync(folder, { recursive: true });
  await assert.rejects(Dataset.fetch(x, y), /^Error: images must be one that can be read, got "[^"]*" \(ENOENT/);
});

test('what is no file, and what is none of digits', async () => {
  const good = new Blob([images]);
  for (const [a, b, sentence] of [
    [undefined, good, 'images must be a Blob, got undefined'],
    [good, labels, 'labels must be a Blob, got an object of type Uint8Array'],
    [Object.create(Blob.prototype), good, /^images must be a Blob, got /],
    [good, good, /^labels must be /],
    [new Blob(['<!doctype html>']), new Blob([labels]), /^images must be /],
  ]) {
    await assert.rejects(Dataset.fromFiles(a, b), error => {
      assert.ok(error instanceof Error);
      if (typeof sentence === 'string') assert.equal(error.message, sentence);
      else assert.match(error.message, sentence);
      return true;
    });
  }
});

test('a file that throws when it is read', async () => {
  const read = Blob.prototype.arrayBuffer;
  for (const broken of [
    () => {
      throw new Error('gone');
    },
    () => Promise.reject('gone'),
    () => 7,
  ]) {
    Blob.prototype.arrayBuffer = broken;
    try {
      const reading = Dataset.fromFiles(new Blob([images]), new Blob([labels]));
      await assert.rejects(reading, /^Error: images must be one that can be read, got an object of type Blob \(/);
    } finally {
      Blob.prototype.arrayBuffer = read;
    }
  }
});

test('addresses that have nothing', async () => {
  const good = `${base}/images`;
  await assert.rejects(
    Dataset.fetch(`${base}/none`, good),
    /images must be one that can be read.*\(the server answered 404\)/,
  );
  await assert.rejects(Dataset.fetch(good, 7), /^Error: labels must be an address, as text, got 7$/);
  await assert.rejects(
    Dataset.fetch('nowhere at all', 'nor here'),
    /^Error: images must be one that can be read, got "nowhere at all" \(ENOENT/,
  );
  // The second fails while the first is still awaited, or after the first has failed: handled either way.
  await assert.rejects(Dataset.fetch('http://127.0.0.1:1/', 'http://127.0.0.1:1/'));
  await new Promise(done => setTimeout(done, 50));
  assert.deepEqual(unhandled, []);
});

test('an environment without fetch is told so', async () => {
  const { fetch } = globalThis;
  delete globalThis.fetch;
  try {
    const asked = Dataset.fetch('http://a/', 'http://b/');
    await assert.rejects(asked, /^Error: images must be one that can be read, got "http:\/\/a\/" \(.*fetch/);
  } finally {
    globalThis.fetch = fetch;
  }
});
