// The engine's own modules on the real WebAssembly module, as a worker runs them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../www/pkg/pc_playground.js';
import { defaults } from '../../www/js/state.js';
import { trace } from '../../www/js/workers/trace.js';

/** @type {Dataset} */
let digits;
before(() => {
  initSync({ module: readFileSync(new URL('../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  digits = Dataset.synthetic(20, 1);
});

const small = { ...defaults(), hidden: 4, width: 6, T: 12 };

test('a trace has a row for every t and the shapes it says', () => {
  const { rules, sizes, depth, T, count } = trace(small, digits);
  assert.deepEqual(sizes, [784, 6, 6, 6, 6, 10]);
  assert.deepEqual([depth, T, count], [5, 12, 20]);
  assert.deepEqual(rules.map(rule => rule.rule), ['bp', 'vpc', 'fpa', 'zil']);
  for (const rule of rules) {
    assert.equal(rule.errors.length, 13 * (4 * 6 + 10));
    assert.equal(rule.norms.length, 13 * 6);
    assert.equal(rule.cosine.length, 13 * 6);
    assert.equal(rule.distance.length, 13);
    assert.equal(rule.freeEnergy.length, 13);
    assert.equal(rule.counters.length, 13);
  }
});

test('backpropagation and Z-IL end at t = L - 1 and stand from then on', () => {
  const { rules } = trace(small, digits);
  const [bp, , , zil] = rules;
  assert.deepEqual([bp.doneAt, zil.doneAt, rules[1].doneAt, rules[2].doneAt], [4, 4, -1, -1]);
  const row = bp.errors.length / 13;
  assert.deepEqual(bp.errors.slice(12 * row), bp.errors.slice(4 * row, 5 * row));
  assert.ok(bp.distance[3] > 0);
  assert.equal(bp.distance[4], 0);
  assert.equal(bp.distance[12], 0);
});

test('FPA at γ = 1 reaches the errors of backpropagation, whatever T shows of them', () => {
  const whole = trace({ ...small, gammaFpa: 1 }, digits).rules[2];
  assert.ok(whole.distance[4] < 1e-12);
  // With T below L - 1 the comparison is still with the finished errors.
  const short = trace({ ...small, gammaFpa: 1, T: 2 }, digits);
  assert.equal(short.rules[0].doneAt, -1);
  assert.deepEqual(short.rules[2].distance, whole.distance.slice(0, 3));
});

test('the error arrives at node l at t = L - l', () => {
  const { rules, depth } = trace(small, digits);
  for (const { firstNonzero } of rules) {
    for (let node = 1; node <= depth; node++) assert.equal(firstNonzero[node], depth - node);
  }
});

test('a divergence is recorded, said, and leaves NaN behind it', () => {
  const diverging = trace({ ...small, gammaVpc: 3, activation: 'identity', likelihood: 'gaussian', dtype: 'f32', width: 64, T: 64, k: 10_000 }, digits);
  const vpc = diverging.rules[1];
  if (vpc.divergedAt === -1) assert.fail('VPC with γ = 3 was expected to diverge.');
  assert.match(vpc.sentence, /^VPC diverged at t = \d+: .* f32 .* γ below 1\.$/);
  assert.ok(Number.isNaN(vpc.freeEnergy[vpc.divergedAt]));
  assert.ok(Number.isFinite(vpc.freeEnergy[vpc.divergedAt - 1]));
  assert.equal(vpc.counters.length, 65);
  assert.equal(diverging.rules[0].divergedAt, -1);
});

test('a digit past the last is counted round', () => {
  assert.equal(trace({ ...small, sample: 23 }, digits).index, 3);
});
