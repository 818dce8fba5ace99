// Labels at the ends of lines: apart, near their lines, and in the order of what they mean wherever that is no lie.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart } from '../../../www/js/ui/draw/labels.js';

/** Names from top to bottom. */
const read = (names, wanted, high = 400) => {
  const places = apart(wanted, 13, 0, high);
  return names
    .map((name, i) => ({ name, at: places[i] }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name)
    .join(' ');
};

test('labels move apart as little as needed, and stay inside', () => {
  assert.deepEqual(apart([50, 100], 10, 0, 200), [50, 100]);
  assert.deepEqual(apart([198, 199, 200], 10, 0, 200), [180, 190, 200]);
  assert.deepEqual(apart([0, 0, 0], 10, 0, 200), [0, 10, 20]);
  const places = apart([30, 32, 28, 90, 31], 12, 0, 100).sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) assert.ok(places[i] - places[i - 1] >= 12, String(places));
});

test('lines that end level are named in order, whichever ends a pixel higher', () => {
  // "The law of FPA-PC's errors", measured against predicted: it read 31 16 8 4 2 7 1.
  assert.equal(read([31, 16, 8, 7, 4, 2, 1], [55, 92, 103, 106, 104, 105, 105]), '31 16 8 7 4 2 1');
  // "Errors as they arrive": it read 16 8 7 4 2 1 31.
  assert.equal(read([31, 16, 8, 7, 4, 2, 1], [58, 54, 54, 54, 54, 54, 54]), '31 16 8 7 4 2 1');
});

test('what is clearly higher is named first, and the rest goes the way of most', () => {
  assert.equal(read([3, 2, 1], [100, 60, 20]), '1 2 3');
  // Less is higher here, so of two that end level less comes first too.
  assert.equal(
    read([3000, 1000, 300, 100, 30, 10, 3, 1], [284, 283, 240, 200, 160, 120, 81, 80]),
    '1 3 10 30 100 300 1000 3000',
  );
});
