import assert from 'node:assert/strict';
import { test } from 'node:test';
import { softmax } from '../../../www/js/model/activations.js';
import { allFinite } from '../../../www/js/workers/measure.js';

const floats = (...values) => Float64Array.from(values);

test('finite is told from NaN and infinity', () => {
  assert.ok(allFinite([]));
  assert.ok(allFinite([0, -1e308]));
  for (const bad of [NaN, Infinity, -Infinity]) assert.ok(!allFinite([0, bad, 1]));
});

test('softmax sums to 1 and does not overflow', () => {
  for (const [outputs, expected] of [
    [floats(0, 0), [0.5, 0.5]],
    [floats(1000, 0), [1, 0]],
    [floats(Math.log(3), 0), [0.75, 0.25]],
  ])
    softmax(outputs).forEach((p, i) => assert.ok(Math.abs(p - expected[i]) < 1e-15, `${outputs}: ${p}`));
  assert.ok(softmax(floats(NaN, 1)).every(Number.isNaN));
});
