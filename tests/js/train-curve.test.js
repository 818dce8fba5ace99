import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, sameRun, thin, toCsv } from '../../www/js/curve.js';
import { defaults } from '../../www/js/state.js';

const settings = defaults();

test('the nearest point is found at, between and beyond the points', () => {
  const points = [0, 1, 2, 4].map(epoch => ({ epoch }));
  for (const [epoch, found] of [[-1, 0], [0, 0], [0.4, 0], [0.6, 1], [2.9, 2], [3.1, 4], [9, 4], [Infinity, 4]]) {
    assert.equal(nearest(points, epoch)?.epoch, found, `at ${epoch}`);
  }
  assert.equal(nearest([], 1), undefined);
});

test('thinning keeps the mean and the last point, and few points as they are', () => {
  const points = Array.from({ length: 10 }, (_, i) => ({ iteration: i + 1, epoch: (i + 1) / 10, loss: i }));
  assert.equal(thin(points, 10), points);
  const five = thin(points, 5);
  assert.deepEqual(five.map(point => point.loss), [0.5, 2.5, 4.5, 6.5, 8.5]);
  assert.equal(five.at(-1)?.iteration, 10);
  assert.ok(thin(points, 3).length <= 3);
});

test('a run is another one when a setting of training changes, not when the view does', () => {
  assert.ok(sameRun(settings, { ...settings, view: 'train', t: 3, gammaVpc: 1 }));
  assert.ok(!sameRun(settings, { ...settings, rate: 0.02 }));
  assert.ok(!sameRun(settings, { ...settings, trainGamma: 0.5 }));
  // Backpropagation does not use γ and T.
  assert.ok(sameRun({ ...settings, rule: 'bp' }, { ...settings, rule: 'bp', trainGamma: 0.5, trainT: 9 }));
  assert.ok(!sameRun({ ...settings, rule: 'bp' }, { ...settings, rule: 'zil' }));
});

test('CSV holds each recorded iteration once, in order, with the settings that count', () => {
  const run = {
    settings: { ...settings, hidden: 3, rule: 'fpa' },
    losses: [{ iteration: 5, epoch: 0.04, loss: 2.25 }, { iteration: 10, epoch: 0.08, loss: 2.125 }],
    scores: [{ iteration: 0, epoch: 0, loss: 2.5, accuracy: 0.1 }, { iteration: 10, epoch: 0.08, loss: 2, accuracy: 0.25 }],
  };
  const [head, ...rows] = toCsv([run, { ...run, settings: { ...settings, rule: 'bp' }, losses: [], scores: run.scores.slice(0, 1) }]).trimEnd().split('\n').map(line => line.split(','));
  const read = row => Object.fromEntries(head.map((name, i) => [name, row[i]]));
  assert.deepEqual(rows.map(row => `${read(row).run}:${read(row).iteration}`), ['1:0', '1:5', '1:10', '2:0']);
  for (const row of rows) assert.equal(row.length, head.length);
  assert.deepEqual([read(rows[0]).training_loss, read(rows[0]).validation_loss], ['', '2.5']);
  assert.deepEqual([read(rows[1]).training_loss, read(rows[1]).validation_accuracy], ['2.25', '']);
  assert.deepEqual([read(rows[2]).training_loss, read(rows[2]).validation_accuracy], ['2.125', '0.25']);
  // T = 0 means as many as hidden layers; backpropagation has none.
  assert.deepEqual([read(rows[0]).trainT, read(rows[3]).trainT], ['3', '']);
});
