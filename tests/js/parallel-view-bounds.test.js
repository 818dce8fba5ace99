// WORK and TIME by formula against the schedules, and the paper's inequalities.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, bound, cheapGradient, costs, fitScale, parallelTime, slowest, stepsToArrive, work } from '../../www/js/bounds.js';
import { RULES } from '../../www/js/protocol.js';
import { idealTimeline, operationsOf } from '../../www/js/timeline.js';

/** Chains of different shapes: even, with a bottleneck, and of two functions. */
const CHAINS = [[784, 12, 12, 12, 12, 10], [20, 8, 300, 8, 8, 8, 10], [784, 16, 10]];

test('WORK is the sum of all operations', () => {
  for (const sizes of CHAINS) {
    const L = sizes.length - 1;
    for (const rule of RULES) {
      for (const T of rule === 'bp' || rule === 'zil' ? [L - 1] : [1, L - 1, 9]) {
        const list = operationsOf(rule, sizes, 3, T);
        const total = list.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
        assert.equal(work(rule, costs(sizes, 3), T), total, `${rule} T = ${T}`);
        const without = list.filter(({ kind }) => kind !== 'gradient').reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
        assert.equal(work(rule, costs(sizes, 3), T, { gradients: false }), without);
      }
    }
  }
});

test('TIME in parallel is that of the lockstep schedule without gradients', () => {
  for (const sizes of CHAINS) {
    const L = sizes.length - 1;
    for (const rule of RULES) {
      for (const T of rule === 'bp' || rule === 'zil' ? [L - 1] : [1, L - 1, 9]) {
        const list = operationsOf(rule, sizes, 2, T).filter(({ kind }) => kind !== 'gradient');
        const { end } = idealTimeline(rule, list, { depth: L, T, lockstep: true });
        assert.equal(parallelTime(rule, costs(sizes, 2), T), end, `${rule} T = ${T} of ${sizes}`);
      }
    }
  }
});

test('each line of the bound is at least the next once T is L − 1, and backpropagation keeps the cheap-gradient bound', () => {
  for (const sizes of CHAINS) {
    const C = costs(sizes, 1);
    for (const rule of ['vpc', 'fpa', 'zil']) {
      for (const T of [C.length - 1, 3 * C.length]) {
        const { lines, holds, ratio, literal } = bound(/** @type {any} */ (rule), C, T);
        lines.slice(1).forEach((line, i) => assert.ok(lines[i].value >= line.value, `${rule}: (${lines[i].equation}) ≥ (${line.equation})`));
        assert.ok(holds && ratio >= 1);
        assert.ok(literal[0].value >= literal[1].value);
      }
    }
    assert.ok(bound('bp', C, C.length - 1).holds);
    assert.ok(cheapGradient(C) < 3);
  }
});

test('with too few steps FPA-PC is below backpropagation, and the bound says so', () => {
  const C = costs([784, 40, 40, 40, 40, 40, 10], 1);
  const { holds, ratio } = bound('fpa', C, 2);
  assert.equal(holds, false);
  assert.ok(ratio < 1);
});

test('a bottleneck is paid for once by backpropagation and in every step by FPA-PC', () => {
  const narrow = costs([784, 64, 64, 64, 64, 64, 10], 1);
  const wide = costs([784, 64, 64, 1024, 64, 64, 10], 1);
  const T = 5;
  assert.equal(slowest(wide), 64 * 1024);
  const more = parallelTime('fpa', wide, T) - parallelTime('fpa', narrow, T);
  const forward = wide.reduce((a, b) => a + b) - narrow.reduce((a, b) => a + b);
  assert.equal(more - forward, T * (slowest(wide) - slowest(narrow)));
  assert.ok(bound('fpa', wide, T).ratio > bound('fpa', narrow, T).ratio);
});

test('w is found again from exact times, and is not a number without any', () => {
  assert.ok(Math.abs(fitScale([10, 200, 3000].map(multiplyAdds => ({ ms: 2e-4 * multiplyAdds, multiplyAdds }))) - 2e-4) < 1e-18);
  assert.ok(Number.isNaN(fitScale([])));
});

test('what has arrived of an error is the binomial probability', () => {
  const choose = (n, k) => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  for (const [T, gamma, distance] of [[7, 0.5, 7], [7, 0.5, 3], [12, 0.1, 2], [5, 1, 5], [4, 1, 5]]) {
    let sum = 0;
    for (let k = distance; k <= T; k++) sum += choose(T, k) * gamma ** k * (1 - gamma) ** (T - k);
    assert.ok(Math.abs(arrived(T, gamma, distance) - sum) < 1e-12, `${T} ${gamma} ${distance}`);
  }
});

test('γ = 1 needs L − 1 steps, smaller ones need more, and 2 never settles', () => {
  assert.equal(stepsToArrive(1, 8), 7);
  const half = stepsToArrive(0.5, 8);
  assert.ok(arrived(half, 0.5, 7) >= 0.99 && arrived(half - 1, 0.5, 7) < 0.99);
  assert.ok(stepsToArrive(0.1, 8) > half);
  assert.equal(stepsToArrive(2, 8), -1);
});
