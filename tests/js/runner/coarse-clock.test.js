// Clocks that advance by 16.7 ms at a time, or not at all, as protection against fingerprinting has them: found,
// bounded in time, and said.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { coresOf } from '../../../www/js/model/cores.js';
import { clockWords } from '../../../www/js/views/parallel/words.js';
import { typical } from '../../../www/js/runner/clock.js';
import { resolution } from '../../../www/js/model/clock.js';
import { calibrate, shortened } from '../../../www/js/runner/worker/clock.js';

const real = performance.now;
afterEach(() => {
  performance.now = real;
});
const RFP = 1000 / 60;
/** A time of the test's own, so that no other program's work counts: reading the clock takes a little of it. */
let time = 0;
/** @param {number} step */
const coarse = step => {
  performance.now = () => Math.floor((time += 0.001) / step) * step;
};

/** @param {number} ms */
const work = ms => {
  time += ms;
};
const node = () => ({
  predict: () => work(0.4),
  feedback: () => work(0.8),
  learn: () => work(2),
  settle() {},
  receive() {},
  compare() {},
});

test('the step of a clock is found in little time', () => {
  for (const step of [RFP, 100]) {
    coarse(step);
    const began = time;
    assert.ok(Math.abs(resolution() - step) < 0.01 * step, String(step));
    assert.ok(time - began < 60 + 4 * step, String(step));
  }
  performance.now = real;
  assert.ok(resolution() < 5);
});

test('operations are timed by a coarse clock as by a fine one, within what the chain may take', () => {
  coarse(RFP);
  const most = shortened(RFP, 8);
  assert.ok(most !== null && most >= RFP);
  const began = time;
  const times = calibrate(/** @type {any} */ (node()), new Float64Array(1), new Float64Array(1), RFP, most);
  assert.ok(time - began < 3 * (most + 3 * RFP), `${time - began}`);
  for (const [found, true_] of [
    [times.forwardMs, 0.4],
    [times.vjpMs, 0.8],
    [times.gradientMs, 2],
  ])
    assert.ok(Math.abs(found / true_ - 1) < 0.05, `${found} for ${true_}`);
  assert.equal(shortened(0.005, 64), null);
  assert.equal(shortened(0.1, 8), null);
  assert.ok(Number(shortened(1, 64)) <= 2000 / (3 * 64));
});

test('a clock that stands still holds nothing up', () => {
  performance.now = () => 5;
  assert.equal(resolution(), Infinity);
});

test('what the numbers are worth is said; a fine clock needs no words', () => {
  assert.deepEqual(clockWords({ clockResolutionMs: 0.1, rounds: 20 }), []);
  assert.match(
    clockWords({ clockResolutionMs: RFP, rounds: 20 })[0],
    /advances by 16\.67 ms at a time.*means over 20 rounds and may be off by 3\.7\d? ms/,
  );
  assert.match(clockWords({ clockResolutionMs: Infinity, rounds: 20 })[0], /stands still/);
  assert.deepEqual([typical([0, 0, 0, 16], 16), typical([1, 2, 90], 0.1)], [4, 2]);
});

test('cores that a browser does not tell are unknown, not one', () => {
  for (const cores of [undefined, null, 0, NaN, -1, '4', 2.5])
    assert.equal(coresOf({ hardwareConcurrency: cores }), null);
  assert.equal(coresOf({ hardwareConcurrency: 2 }), 2);
});
