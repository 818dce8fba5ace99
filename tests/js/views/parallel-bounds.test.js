// WORK and TIME by formula against the schedules, and the paper's inequalities.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundNote } from '../../../www/js/views/parallel/bound-notes.js';
import { goesOn } from '../../../www/js/model/chain/settings.js';
import { SCHEMES, schemeById } from '../../../www/js/model/schemes.js';
import { fitScale } from '../../../www/js/views/parallel/tables.js';
import { columns, optionsOf, planned, timelineOf } from '../support/chains.mjs';
import { pc } from '../support/module.mjs';

const { costs, slowest } = pc.Theory;
const work = (scheme, ...more) => pc.Theory.work(optionsOf(scheme), ...more);
const parallelTime = (scheme, ...more) => pc.Theory.parallelTime(optionsOf(scheme), ...more);
const bound = (scheme, ...more) => pc.Theory.bound(optionsOf(scheme), ...more);

/** Every scheme that can run one worker a node. */
const LOCAL = SCHEMES.filter(({ local }) => local).map(({ id }) => id);

/** Chains of different shapes: even, with a bottleneck, and of two functions. */
const CHAINS = [
  [784, 12, 12, 12, 12, 10],
  [20, 8, 300, 8, 8, 8, 10],
  [784, 16, 10],
];

test('WORK is the sum of all operations', () => {
  for (const sizes of CHAINS) {
    const L = sizes.length - 1;
    for (const scheme of LOCAL) {
      for (const T of goesOn(scheme) ? [1, L - 1, 9] : [L - 1]) {
        const list = planned(scheme, sizes, 3, T);
        const total = list.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
        assert.equal(work(scheme, costs(sizes, 3), T), total, `${scheme} T = ${T}`);
        const without = list
          .filter(({ kind }) => kind !== 'gradient')
          .reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
        assert.equal(work(scheme, costs(sizes, 3), T, false), without);
      }
    }
  }
});

test('TIME in parallel is that of the lockstep schedule without gradients', () => {
  for (const sizes of CHAINS) {
    const L = sizes.length - 1;
    for (const scheme of LOCAL) {
      for (const T of goesOn(scheme) ? [1, L - 1, 9] : [L - 1]) {
        const list = planned(scheme, sizes, 2, T).filter(({ kind }) => kind !== 'gradient');
        const { end } = timelineOf(scheme, columns(list), { depth: L, T, lockstep: true });
        assert.equal(parallelTime(scheme, costs(sizes, 2), T), end, `${scheme} T = ${T} of ${sizes}`);
      }
    }
  }
});

test('each line of the bound is at least the next once the error can be at node 1, and backpropagation keeps the cheap-gradient bound', () => {
  for (const sizes of CHAINS) {
    const C = costs(sizes, 1);
    for (const scheme of LOCAL.filter(id => id !== 'bp' && boundNote(id, schemeById(id).ownErrors !== '').equations)) {
      for (const T of [Math.ceil((C.length - 1) / bound(scheme, C, 1).stages), 3 * C.length]) {
        const { lines, holds, ratio, literal } = bound(scheme, C, T);
        lines
          .slice(1)
          .forEach((line, i) =>
            assert.ok(lines[i].value >= line.value, `${scheme}: (${lines[i].equation}) ≥ (${line.equation})`),
          );
        assert.ok(holds && ratio >= 1);
        assert.equal(lines[0].value, parallelTime(scheme, C, T));
        assert.ok(literal[0].value >= literal[1].value);
      }
    }
    assert.ok(bound('bp', C, C.length - 1).holds);
    assert.ok(pc.Theory.cheapGradient(C) < 3);
  }
});

test('a bound is given where theorem 1 holds, and where it does not, it is said why', () => {
  const meant = LOCAL.filter(id => boundNote(id, schemeById(id).ownErrors !== '').equations);
  assert.deepEqual(
    LOCAL.filter(id => !meant.includes(id)),
    ['ar', 'langevin', 'zil-latents'],
  );
  for (const id of LOCAL) {
    const { equations, words } = boundNote(id, schemeById(id).ownErrors !== '');
    if (!equations) assert.match(words, /theorem 1.*no bound is drawn/);
    // The three that the paper writes bounds for need no words to excuse it.
    assert.equal(['bp', 'fpa'].includes(id), words === '', id);
  }
  assert.equal(boundNote('zil-step', false).equations, boundNote('zil', false).equations);
  // G-IL's decay gives every node an error after one step.
  assert.match(boundNote('g-il', true).words, /Values that fade/);
  assert.equal(boundNote('g-il', true).equations, '');
  assert.throws(() => boundNote('implicit-sgd', false), /must be local/);
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
  assert.ok(
    Math.abs(fitScale([10, 200, 3000].map(multiplyAdds => ({ ms: 2e-4 * multiplyAdds, multiplyAdds }))) - 2e-4) < 1e-18,
  );
  assert.ok(Number.isNaN(fitScale([])));
});

test('what has arrived of an error is the binomial probability', () => {
  const choose = (n, k) => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  for (const [T, gamma, distance] of [
    [7, 0.5, 7],
    [7, 0.5, 3],
    [12, 0.1, 2],
    [5, 1, 5],
    [4, 1, 5],
  ]) {
    let sum = 0;
    for (let k = distance; k <= T; k++) sum += choose(T, k) * gamma ** k * (1 - gamma) ** (T - k);
    assert.ok(Math.abs(pc.Theory.share(T, gamma, distance) - sum) < 1e-12, `${T} ${gamma} ${distance}`);
  }
});

test('γ = 1 needs L − 1 steps, smaller ones need more, and 2 never settles', () => {
  const { stepsToArrive } = pc.Theory;
  assert.equal(stepsToArrive(1, 7), 7);
  const half = stepsToArrive(0.5, 7);
  assert.ok(pc.Theory.share(half, 0.5, 7) >= 0.99 && pc.Theory.share(half - 1, 0.5, 7) < 0.99);
  assert.ok(stepsToArrive(0.1, 7) > half);
  assert.equal(stepsToArrive(2, 7), undefined);
});
