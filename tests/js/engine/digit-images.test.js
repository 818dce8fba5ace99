// Pictures as digits: classes from paths, grey levels, tiles, labels, IDX files.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOf, howWords, labelsIn, tilesOf, toGrey } from '../../../www/js/engine/digits/grey.js';
import { idxHeader, idxImages, idxLabels } from '../../../www/js/model/digits/idx.js';

test('the class is the nearest folder named by a digit, or else what the name begins with', () => {
  const cases = {
    '3/abc.png': 3,
    'mine/7/5-a.png': 7,
    '1/2/x.png': 2,
    '4/more/x.png': 4,
    '3-abc.png': 3,
    '0.png': 0,
    'mine/9_x.png': 9,
    '8 (2).jpg': 8,
    'abc.png': null,
    '12.png': null,
    '12/x.png': null,
    'mine/x3.png': null,
    3: null,
    'a3/b.png': null,
  };
  for (const [path, found] of Object.entries(cases)) assert.equal(classOf(path), found, path);
});

/** A picture with this ground and one spot in the middle. @param {number[]} ground @param {number[]} spot */
function picture(ground, spot) {
  const rgba = new Uint8ClampedArray(4 * 784);
  for (let i = 0; i < 784; i++) rgba.set(i === 400 ? spot : ground, 4 * i);
  return rgba;
}

test('a dark border is kept, a bright one inverted, of a see-through one the opacity is the ink', () => {
  /** @param {number[]} ground @param {number[]} spot */
  const seen = (ground, spot) => {
    const out = new Uint8Array(784);
    const how = toGrey(picture(ground, spot), out);
    return [how, out[0], out[400]];
  };
  assert.deepEqual(seen([0, 0, 0, 255], [200, 200, 200, 255]), ['as it is', 0, 200]);
  assert.deepEqual(seen([255, 255, 255, 255], [10, 10, 10, 255]), ['inverted', 0, 245]);
  assert.deepEqual(seen([0, 0, 0, 0], [0, 0, 0, 180]), ['opacity', 0, 180]);
  assert.deepEqual(seen([0, 0, 0, 255], [255, 0, 0, 255]), ['as it is', 0, 76]);
  for (let level = 0; level < 256; level++) assert.equal(seen([0, 0, 0, 255], [level, level, level, 255])[2], level);
});

test('a sheet has whole tiles, more than one and not too many', () => {
  assert.deepEqual(tilesOf('a', 56, 28), { columns: 2, rows: 1 });
  assert.deepEqual(tilesOf('a', 2800, 2800), { columns: 100, rows: 100 });
  for (const [width, height] of [
    [28, 28],
    [57, 28],
    [56, 30],
    [0, 28],
  ])
    assert.throws(
      () => tilesOf('a.png', width, height),
      new RegExp(`^Error: a\\.png must be a sheet .* it has ${width} × ${height} pixels\\.$`),
    );
  assert.throws(() => tilesOf('a.png', 28 * 300, 28 * 300), /at most 70,000 tiles, got 90,000\.$/);
});

test('labels are read from a text, and anything else in it is named', () => {
  assert.deepEqual([...labelsIn('a', '\ufeff1, 2;3\r\n45\n')], [1, 2, 3, 4, 5]);
  assert.deepEqual([...labelsIn('a', '')], []);
  for (const [text, found] of [
    ['1 -2', '"-"'],
    ['label\n1', '"l"'],
    ['1.5', '"."'],
    ['<b>', '"<"'],
    ['\u0663', '"\u0663"'],
  ])
    assert.throws(
      () => labelsIn('a.txt', text),
      new RegExp(`^Error: a\\.txt must hold the labels .* it holds ${found.replace('.', '\\.')}\\.$`),
    );
});

test('IDX files are what MNIST has', () => {
  const images = idxImages(new Uint8Array(2 * 784).fill(7));
  assert.deepEqual(
    [idxHeader(images), images.length, images[15], images[16]],
    [{ kind: 'images', count: 2 }, 16 + 2 * 784, 28, 7],
  );
  assert.deepEqual([...idxLabels([3, 9])], [0, 0, 8, 1, 0, 0, 0, 2, 3, 9]);
});

test('what was done is said, and nothing when nothing was', () => {
  assert.equal(howWords({ 'as it is': 5, inverted: 0, opacity: 0 }), '');
  assert.equal(howWords({ 'as it is': 0, inverted: 5, opacity: 0 }), ', dark on light and therefore inverted');
  assert.equal(
    howWords({ 'as it is': 2000, inverted: 1500, opacity: 1 }),
    ', 1,500 of them dark on light and therefore inverted, 1 of them on a see-through ground and therefore taken by their opacity',
  );
});
