// Sets of digits as mirrors, systems and EMNIST leave them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readGiven } from '../../../www/js/engine/digits/files.js';
import { partOf } from '../../../www/js/engine/digits/sets.js';
import { idxImages, idxLabels } from '../../../www/js/model/digits/idx.js';
import { openFiles } from '../../../www/js/workers/data.js';
import { pc } from '../support/module.mjs';

/** @param {number} count @param {number} seed */
function digits(count, seed) {
  const pixels = Uint8Array.from({ length: 784 * count }, (_, at) => (at * (seed + 7)) % 251);
  return { images: idxImages(pixels), labels: idxLabels(Array.from({ length: count }, (_, i) => i % 10)) };
}
const [TRAIN, TEST] = [digits(60, 1), digits(20, 2)];

/** @param {Record<string, Uint8Array | string>} contents by path */
const read = contents =>
  readGiven(
    Object.entries(contents).map(([path, content]) =>
      Object.defineProperty(
        new File([/** @type {BlobPart} */ (content)], /** @type {string} */ (path.split('/').at(-1))),
        'webkitRelativePath',
        { value: path.includes('/') ? path : '' },
      ),
    ),
  );
/** @param {Record<string, Uint8Array | string>} contents @param {RegExp} sentence */
const refused = (contents, sentence) =>
  assert.rejects(read(contents), error => sentence.test(error.message) || assert.fail(error.message));

/**
 * Both parts, named.
 * @param {(part: string, kind: 'images' | 'labels', dimension: string, bytes: Uint8Array) => Record<string, Uint8Array | string>}
 * name
 */
const set = name =>
  Object.assign(
    {},
    ...[
      ['train', TRAIN],
      ['t10k', TEST],
    ].flatMap(([part, { images, labels }]) => [
      name(part, 'images', 'idx3', images),
      name(part, 'labels', 'idx1', labels),
    ]),
  );

/** Which of the two sets were found. @param {import('../../../www/js/model/protocol.js').DataFiles} files */
const held = ({ train, test }) =>
  [
    [train, TRAIN],
    [test, TEST],
  ].every(
    ([pair, { images, labels }]) =>
      pair && Buffer.compare(pair.images, images) === 0 && Buffer.compare(pair.labels, labels) === 0,
  );

test('a set that is there twice is one set, and it is said', async () => {
  const mirror = await read(
    set((part, kind, idx, bytes) => ({
      [`m/${part}-${kind}.${idx}-ubyte`]: bytes,
      [`m/${part}-${kind}-${idx}-ubyte/${part}-${kind}-${idx}-ubyte`]: bytes,
    })),
  );
  assert.ok(held(mirror));
  assert.equal(mirror.name, 'Your 4 files (passed over: 4 copies)');
  const kept = await read(
    set((part, kind, idx, bytes) => ({
      [`m/${part}-${kind}-${idx}-ubyte`]: bytes,
      [`m/${part}-${kind}-${idx}-ubyte.gz`]: gzipSync(bytes),
    })),
  );
  assert.ok(held(kept));
  const again = await read({
    ...set((part, kind, idx, bytes) => ({ [`${part}-${kind}-${idx}-ubyte`]: bytes })),
    'train-images-idx3-ubyte (1)': TRAIN.images,
  });
  assert.ok(held(again));
  assert.match(again.name, /^Your 4 files \(passed over: 1 copy\)$/);
});

test('a copy that is cut short gives way to the whole one', async () => {
  const files = await read({
    ...set((part, kind, idx, bytes) => ({ [`m/${part}-${kind}-${idx}-ubyte`]: bytes })),
    'a/train-images-idx3-ubyte.gz': gzipSync(TRAIN.images).subarray(0, 300),
    'a/t10k-images-idx3-ubyte': TEST.images.subarray(0, 5000),
  });
  assert.ok(held(files));
});

test('two sets in one folder are not mixed', async () => {
  const mnist = set((part, kind, idx, bytes) => ({ [`d/mnist/${part}-${kind}-${idx}-ubyte`]: bytes }));
  await refused(
    { ...mnist, 'd/fashion/train-images-idx3-ubyte': digits(60, 5).images },
    /^d\/mnist\/train-images-idx3-ubyte and d\/fashion\/train-images-idx3-ubyte are of the same part, but do not hold the same: .*\.$/,
  );
});

test('names as systems and mirrors make them', async () => {
  for (const name of [
    (part, kind, idx) => `${part}-${kind}.${idx}-ubyte`,
    (part, kind, idx) => `${part}-${kind}-${idx}-ubyte (1)`,
    (part, kind, idx) => `${part}-${kind}-${idx}-ubyte`.toUpperCase(),
    (part, kind) => `${part}_${kind}.bin`,
    (part, kind) => `mnist/${part === 't10k' ? 'test' : part}/${kind}`,
    (part, kind) => `${part === 't10k' ? 'testing' : 'training'} ${kind} - Copy`,
  ])
    assert.ok(
      held(await read(set((part, kind, idx, bytes) => ({ [name(part, kind, idx)]: bytes })))),
      name('train', 'images', 'idx3'),
    );
  for (const [name, part] of [
    ['latest-train-images', 'train'],
    ['validation-images', 'validation'],
    ['x_val.idx', 'validation'],
    ['T10K-images', 'test'],
    ['mytrainset', 'train'],
    ['mine', null],
  ])
    assert.equal(partOf({ name }), part, name);
});

test('what is no digits is passed over, and said where it is not the system’s', async () => {
  const mine = set((part, kind, idx, bytes) => ({ [`m/${part}-${kind}-${idx}-ubyte`]: bytes }));
  const litter = {
    'm/.DS_Store': 'x',
    'm/._train-images-idx3-ubyte': 'y',
    'm/__MACOSX/._t10k-labels-idx1-ubyte': 'z',
    'm/Thumbs.db': 'x',
    'm/desktop.ini': 'x',
    'm/.gitignore': '*',
  };
  assert.equal((await read({ ...mine, ...litter })).name, 'Your 4 files');
  assert.equal(
    (
      await read({
        ...mine,
        ...litter,
        'm/README.md': 'MNIST',
        'm/MD5SUMS': '0 x',
        'm/mnist.zip': 'PK\x03\x04',
        'm/preview.png': 'x',
      })
    ).name,
    'Your 4 files (passed over: 4 files of something else)',
  );
  // What should be digits is never passed over.
  await refused(
    { ...mine, 'm/train-labels-idx1-ubyte.gz': '<!doctype html><html>' },
    /^m\/train-labels-idx1-ubyte\.gz must be an IDX file .* it is a web page/,
  );
  await refused(
    { 'train-images-idx3-ubyte': TRAIN.images, 'labels.zip': 'PK\x03\x04' },
    /got 1 of images and 0 of labels\. labels\.zip is a zip archive: unpack it/,
  );
});

test('EMNIST’s names turn its pictures upright, and its letters are refused', async () => {
  const emnist = part =>
    set((which, kind, idx, bytes) => ({
      [`emnist-${part}-${which === 't10k' ? 'test' : which}-${kind}-${idx}-ubyte.gz`]: gzipSync(bytes),
    }));
  for (const part of ['digits', 'mnist']) {
    const files = await read(emnist(part));
    assert.equal(files.turned, true);
    assert.match(String(files.note), /EMNIST.*turned upright/);
  }
  assert.equal((await read({ 'emnist/train-images': TRAIN.images, 'emnist/train-labels': TRAIN.labels })).turned, true);
  assert.equal((await read({ 'm/train-images': TRAIN.images, 'm/train-labels': TRAIN.labels })).turned, undefined);
  await refused(
    emnist('letters'),
    /^emnist-letters-train-images-idx3-ubyte\.gz has letters, by its name: .* emnist-digits and emnist-mnist have digits alone\.$/,
  );
  await refused({ ...emnist('digits'), ...emnist('balanced') }, /^These are 2 sets of EMNIST \(balanced, digits\):/);
});

test('turned digits have rows and columns exchanged, in every part, with their labels', () => {
  const plain = openFiles({ all: { ...TRAIN, name: 'x' }, name: 'Mine' }, pc.Dataset);
  const turned = openFiles({ all: { ...TRAIN, name: 'x' }, name: 'Mine', turned: true, note: 'Turned.' }, pc.Dataset);
  assert.match(turned.sentence, /^Mine: 48 to train on, 6 for validation, 6 for testing\. Turned\.$/);
  for (const part of /** @type {const} */ (['train', 'validation', 'test'])) {
    const [a, b] = [plain[part], turned[part]];
    for (let i = 0; i < a.length; i++) {
      assert.equal(a.label(i), b.label(i));
      const [before, after] = [a.image(i), b.image(i)];
      assert.ok(after.every((pixel, at) => pixel === before[28 * (at % 28) + Math.floor(at / 28)]));
    }
  }
});
