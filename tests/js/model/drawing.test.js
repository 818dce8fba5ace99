import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIDE, blank, inkBox, prepare, stroke } from '../../../www/js/model/digits/drawing.js';

const sum = pixels => pixels.reduce((total, value) => total + value, 0);
/** @returns {[number, number]} */
function centre(pixels) {
  let x = 0,
    y = 0;
  pixels.forEach((value, at) => {
    x += value * ((at % SIDE) + 0.5);
    y += value * (Math.floor(at / SIDE) + 0.5);
  });
  return [x / sum(pixels), y / sum(pixels)];
}
/** A small, lopsided 7. */
function seven(left, top, size) {
  const pixels = blank();
  stroke(pixels, { x: left, y: top }, { x: left + size * 0.7, y: top });
  stroke(pixels, { x: left + size * 0.7, y: top }, { x: left + size * 0.2, y: top + size });
  return pixels;
}

test('a stroke inks what it passes, softly, from 0 to 1, and nothing else', () => {
  const pixels = blank();
  stroke(pixels, { x: 5.5, y: 5.5 }, { x: 15.5, y: 5.5 });
  assert.equal(pixels[5 * SIDE + 10], 1);
  assert.equal(pixels[5 * SIDE + 20], 0);
  assert.equal(pixels[12 * SIDE + 10], 0);
  assert.ok(pixels.every(value => value >= 0 && value <= 1));
  const before = pixels.slice();
  stroke(pixels, { x: 5.5, y: 5.5 }, { x: 15.5, y: 5.5 });
  assert.deepEqual(pixels, before, 'going over a line adds no ink');
});

test('a stroke off the sheet does no harm', () => {
  const pixels = blank();
  stroke(pixels, { x: -50, y: -50 }, { x: -40, y: 90 });
  assert.equal(sum(pixels), 0);
});

test('an empty sheet stays empty', () => {
  assert.equal(inkBox(blank()), null);
  assert.equal(sum(prepare(blank())), 0);
});

test('a prepared drawing has its centre of mass in the middle and its longer side 20 pixels long', () => {
  for (const drawing of [seven(3, 3, 8), seven(15, 14, 8), seven(4, 4, 19)]) {
    const out = prepare(drawing);
    const [x, y] = centre(out);
    assert.ok(Math.abs(x - 14) < 0.05 && Math.abs(y - 14) < 0.05, `centre ${x}, ${y}`);
    const box = inkBox(out);
    assert.ok(box && Math.abs(Math.max(box.width, box.height) - 20) <= 1, `box ${JSON.stringify(box)}`);
    assert.ok(out.every(value => value >= 0 && value <= 1 + 1e-12));
  }
});

test('where a digit is drawn does not matter', () => {
  const [a, b] = [prepare(seven(3, 3, 9)), prepare(seven(13, 12, 9))];
  a.forEach((value, at) => assert.ok(Math.abs(value - b[at]) < 1e-9));
});

test('a single dot is enlarged, not lost', () => {
  const pixels = blank();
  pixels[0] = 1;
  const out = prepare(pixels);
  assert.ok(Math.abs(sum(out) - 400) < 1e-9);
});
