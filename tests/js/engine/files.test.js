import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { identify, readGiven } from '../../../www/js/engine/digits/files.js';
import { pairFiles } from '../../../www/js/engine/digits/sets.js';
import { idxHeader } from '../../../www/js/model/digits/idx.js';

/** @param {'images' | 'labels'} kind @param {number} count */
function idx(kind, count) {
  const bytes = new Uint8Array(kind === 'images' ? 16 + count * 784 : 8 + count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind === 'images' ? 0x803 : 0x801);
  view.setUint32(4, count);
  return bytes;
}
const file = (kind, count, name) => ({ kind, count, name, bytes: new Uint8Array(0) });
const pairOf = (count, name) => [file('images', count, `${name}-images`), file('labels', count, `${name}-labels`)];

test('IDX is told by its content, raw or gzipped, wherever its bytes lie', async () => {
  const raw = idx('images', 300);
  assert.deepEqual(idxHeader(raw), { kind: 'images', count: 300 });
  const shifted = new Uint8Array(raw.length + 3);
  shifted.set(raw, 3);
  assert.deepEqual(idxHeader(shifted.subarray(3)), { kind: 'images', count: 300 });
  const packed = await identify('x', new Uint8Array(gzipSync(idx('labels', 60_000))));
  assert.deepEqual([packed.kind, packed.count], ['labels', 60_000]);
  // Far more than the part that is unpacked to look at.
  const large = await identify('y', new Uint8Array(gzipSync(idx('images', 5000), { level: 0 })));
  assert.deepEqual([large.kind, large.count], ['images', 5000]);
});

test('anything else is refused by name', async () => {
  const wrong = [
    new Uint8Array(0),
    new Uint8Array(7),
    new TextEncoder().encode('<!doctype html>'),
    new Uint8Array(gzipSync('hello world')),
    new Uint8Array([0x1f, 0x8b, 8, 0, 1]),
    Uint8Array.from([0x1f, 0x8b]),
  ];
  for (const bytes of wrong) await assert.rejects(identify('odd.gz', bytes), /^Error: odd\.gz must be an IDX file/);
});

test('one pair is split, of two the test pair is told by name or size, of three names decide', () => {
  assert.ok(pairFiles(pairOf(100, 'mine')).all);
  for (const files of [
    [...pairOf(100, 'a'), ...pairOf(10, 'b')],
    [...pairOf(10, 'b'), ...pairOf(100, 'a')],
  ]) {
    const { train, test: testing } = pairFiles(files);
    assert.deepEqual([train?.name, testing?.name], ['a-images and a-labels', 'b-images and b-labels']);
  }
  const named = pairFiles([...pairOf(10, 'train'), ...pairOf(100, 't10k')]);
  assert.equal(named.test?.name, 't10k-images and t10k-labels');
  const three = pairFiles([...pairOf(10, 't10k'), ...pairOf(80, 'train'), ...pairOf(10, 'validation')]);
  assert.deepEqual(
    [three.train?.name, three.validation?.name, three.test?.name].map(name => name?.split('-')[0]),
    ['train', 'validation', 't10k'],
  );
});

test('files that do not pair up are refused in a sentence', () => {
  const cases = [
    [[file('images', 5, 'a')], /1 of images and 0 of labels/],
    [[file('images', 5, 'a'), file('labels', 6, 'b')], /a holds 5 images, but no file given holds as many labels/],
    [[...pairOf(5, 'a'), ...pairOf(5, 'b')], /More than one file of labels/],
    [[...pairOf(5, 'a'), ...pairOf(6, 'b'), ...pairOf(7, 'c')], /Three pairs of files must be named/],
    [[], /0 of images and 0 of labels/],
  ];
  for (const [files, message] of cases)
    assert.throws(
      () => pairFiles(files),
      error => message.test(error.message) && error.message.endsWith('.'),
    );
});

test('no files, and too many, are refused', async () => {
  await assert.rejects(readGiven([]), /No file was given/);
  await assert.rejects(
    readGiven(Array.from({ length: 7 }, (_, i) => new File([idx('labels', 5)], `${'abcdefg'[i]}-labels`))),
    /At most six files/,
  );
});
