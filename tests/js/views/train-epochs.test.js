// The plot over the epochs: its axes, and where a place on it lies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks, ticks } from '../../../www/js/ui/draw/ticks.js';
import { layout, logRange, wholeEpochs } from '../../../www/js/views/train/draw/epochs.js';

test('marks are round numbers, whatever the range', () => {
  assert.deepEqual(ticks(0, 3), [0, 1, 2, 3]);
  assert.deepEqual(ticks(-0.3, 0.3), [-0.2, 0, 0.2]);
  assert.deepEqual(ticks(0, 1, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(logTicks(0.1, 5), [0.1, 0.2, 0.5, 1, 2, 5]);
  assert.deepEqual(logTicks(1e-6, 1e6), [1e-6, 1e-3, 1, 1e3, 1e6]);
});

test('the epochs’ axis ends at a round number that holds the last', () => {
  for (const [last, end] of [
    [0, 1],
    [0.3, 1],
    [2.01, 3],
    [10, 10],
    [10.5, 15],
    [99, 100],
    [101, 150],
  ])
    assert.equal(wholeEpochs(last), end, String(last));
});

test('a range of losses holds them all and ends at 1, 2 or 5', () => {
  assert.deepEqual(logRange(0.03, 2.4), [0.02, 5]);
  assert.deepEqual(logRange(1, 1), [0.5, 2]);
  assert.deepEqual(logRange(Infinity, 0), [0.1, 10]);
});

test('points lie on the plot, and places are read back as the epochs they stand for', () => {
  const points = [
    { epoch: 0, y: 2.3 },
    { epoch: 1.5, y: 0.4 },
    { epoch: 3.2, y: 0.05 },
  ];
  const curves = [{ points, colour: '#000', width: 2 }];
  const place = layout(400, 200, { curves, kind: 'loss' });
  for (const { epoch, y } of points) {
    assert.ok(place.x(epoch) >= place.left && place.x(epoch) <= place.right);
    assert.ok(place.y(y) >= place.top && place.y(y) <= place.bottom);
    assert.ok(Math.abs(place.epochAt(place.x(epoch)) - epoch) < 1e-9);
  }
  assert.equal(place.epochAt(0), 0);
  assert.equal(place.epochAt(1000), 4);
  const shares = layout(400, 200, { curves: [], kind: 'accuracy' });
  assert.deepEqual([shares.y(0), shares.y(100)], [shares.bottom, shares.top]);
});
