import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFinite, relativeDistance, softmaxRows } from '../../../www/js/workers/measure.js';

const floats = (...values) => Float64Array.from(values);

test('relative distance is 0 for equals, 1 from nothing, undefined to nothing', () => {
  assert.equal(relativeDistance(floats(3, 4), floats(3, 4)), 0);
  assert.equal(relativeDistance(floats(0, 0), floats(3, 4)), 1);
  assert.equal(relativeDistance(floats(3, 9), floats(3, 4)), 1);
  assert.ok(Number.isNaN(relativeDistance(floats(1), floats(0))));
  assert.throws(() => relativeDistance(floats(1), floats(1, 2)), /a must have 2 numbers/);
});

test('finite is told from NaN and infinity', () => {
  assert.ok(allFinite([]));
  assert.ok(allFinite([0, -1e308]));
  for (const bad of [NaN, Infinity, -Infinity]) assert.ok(!allFinite([0, bad, 1]));
});

test('softmax sums to 1 in each row and does not overflow', () => {
  const out = softmaxRows(floats(0, 0, 1000, 0, Math.log(3), 0), 2);
  [0.5, 0.5, 1, 0, 0.75, 0.25].forEach((value, i) => assert.ok(Math.abs(out[i] - value) < 1e-15, `${i}`));
  assert.ok(Number.isNaN(softmaxRows(floats(NaN, 1), 2)[0]));
});
