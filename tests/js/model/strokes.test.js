// Several pointers on the sheet to draw on: fingers side by side, a hand beside a pen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIDE, blank, stroke } from '../../../www/js/model/digits/drawing.js';
import { createStrokes } from '../../../www/js/model/digits/strokes.js';

/** @param {number} x @param {number} y */
const at = (x, y) => ({ x, y });
/** What these lines leave on a sheet. @param {{x: number, y: number}[][]} lines */
function inked(lines) {
  const pixels = blank();
  for (const points of lines) points.forEach((point, i) => stroke(pixels, points[Math.max(0, i - 1)], point));
  return pixels;
}
function sheet() {
  const pixels = blank();
  return { pixels, strokes: createStrokes(pixels) };
}

test('two fingers draw a line each, and nothing between them', () => {
  const { pixels, strokes } = sheet();
  const [left, right] = [[at(6, 6)], [at(22, 6)]];
  strokes.begin(1, 'touch', left[0], 0);
  strokes.begin(2, 'touch', right[0], 5);
  for (let step = 1; step <= 8; step++) {
    left.push(at(6, 6 + 2 * step));
    right.push(at(22, 6 + 2 * step));
    assert.ok(strokes.move(1, 'touch', [left[step]], 10 * step));
    assert.ok(strokes.move(2, 'touch', [right[step]], 10 * step + 1));
  }
  assert.deepEqual(pixels, inked([left, right]));
  for (let row = 0; row < SIDE; row++) assert.equal(pixels[row * SIDE + 14], 0);
  // One is lifted, the other goes on; the lifted one draws no more.
  strokes.end(1);
  assert.ok(!strokes.move(1, 'touch', [at(14, 14)], 200));
  assert.ok(strokes.move(2, 'touch', [at(22, 26)], 201));
  assert.deepEqual(pixels, inked([left, [...right, at(22, 26)]]));
});

test('points that came together are drawn in their order, and none is no line', () => {
  const { pixels, strokes } = sheet();
  const points = [at(4, 4), at(8, 12), at(16, 12), at(20, 20)];
  strokes.begin(7, 'mouse', points[0], 0);
  assert.ok(strokes.move(7, 'mouse', points.slice(1), 3));
  assert.ok(!strokes.move(7, 'mouse', [], 4));
  assert.deepEqual(pixels, inked([points]));
});

test('a hand beside a pen draws nothing: before it, with it, and just after it', () => {
  const { pixels, strokes } = sheet();
  // A line of a finger that is over, which stays.
  strokes.begin(1, 'touch', at(3, 3), 0);
  strokes.move(1, 'touch', [at(3, 20)], 10);
  strokes.end(1, 20);
  // The hand rests first, then the pen comes.
  assert.ok(strokes.begin(2, 'touch', at(20, 24), 1000));
  assert.ok(strokes.begin(3, 'pen', at(10, 5), 1050));
  assert.ok(!strokes.move(2, 'touch', [at(24, 26)], 1060), 'the hand that was there');
  assert.ok(!strokes.begin(4, 'touch', at(25, 20), 1070), 'a hand that comes to it');
  assert.ok(strokes.move(3, 'pen', [at(10, 20)], 1080));
  strokes.end(3, 1100);
  assert.ok(!strokes.begin(5, 'touch', at(25, 25), 1500), 'while the pen is off for a moment');
  strokes.move(3, 'pen', [at(12, 12)], 1900); // it hovers
  assert.ok(!strokes.begin(6, 'touch', at(25, 25), 2500));
  assert.deepEqual(
    pixels,
    inked([
      [at(3, 3), at(3, 20)],
      [at(10, 5), at(10, 20)],
    ]),
  );
  assert.ok(strokes.begin(8, 'touch', at(25, 25), 4000), 'the pen was put away: a finger draws again');
});

test('a sheet that is cleared under a finger stays clear when a pen comes', () => {
  const { pixels, strokes } = sheet();
  strokes.begin(1, 'touch', at(3, 3), 0);
  strokes.end(1, 1);
  strokes.begin(2, 'touch', at(9, 9), 2);
  strokes.replace(blank());
  strokes.begin(3, 'pen', at(20, 20), 3);
  assert.deepEqual(pixels, inked([[at(20, 20)]]));
});
