// The laws of the counters, through the contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { infer } from '../support/module.mjs';

const SIZES = [5, 4, 6, 3, 2];
const L = 4;
const BATCH = 3;
const T = 7;
const sum = list => list.reduce((a, b) => a + b, 0);
const ones = value => new Array(L).fill(value);
/** Multiply-adds of one product with W_l, for the batch. */
const work = l => SIZES[l] * SIZES[l + 1] * BATCH;

function laws({ forward, vjp, parameterVjp, idle, front, refine, redundant, multiplyAdds, criticalPath, messages }) {
  assert.deepEqual([forward.length, vjp.length, parameterVjp.length], [L, L, L]);
  assert.equal(idle + front + refine + redundant, sum(vjp), 'every product is one of four');
  assert.equal(multiplyAdds, sum(forward.map((count, l) => (count + vjp[l] + parameterVjp[l]) * work(l))));
  assert.equal(messages, sum(forward) + sum(vjp));
  assert.equal(vjp[0], 0, 'nothing is sent to x_0');
  assert.ok(criticalPath <= multiplyAdds && criticalPath > 0);
}

test('at t = 0 each function has been evaluated once, one after the other', () => {
  for (const rule of ['bp', 'vpc', 'fpa']) {
    const counters = infer(SIZES, BATCH, { rule }).counters();
    assert.deepEqual(counters.forward, ones(1));
    assert.equal(sum(counters.vjp), 0);
    assert.equal(counters.messages, L);
    if (rule !== 'bp') assert.equal(sum(counters.parameterVjp), 0);
    if (rule !== 'bp') assert.equal(counters.criticalPath, counters.multiplyAdds);
    laws(counters);
  }
});

test('bp does L − 1 products, all at the front', () => {
  const bp = infer(SIZES, BATCH, { rule: 'bp' });
  bp.step(T);
  const counters = bp.counters();
  laws(counters);
  assert.deepEqual(counters.vjp, [0, 1, 1, 1]);
  assert.deepEqual([counters.idle, counters.front, counters.refine, counters.redundant], [0, L - 1, 0, 0]);
  assert.deepEqual(counters.forward, ones(1));
  assert.deepEqual(counters.parameterVjp, ones(1));
  // Forward one by one, back one by one, and at the end all gradients at once.
  const works = [0, 1, 2, 3].map(work);
  const path = sum(works) + sum(works.slice(1)) + Math.max(...works);
  assert.equal(counters.criticalPath, path);
});

test('vpc evaluates f_0 once and the others in every step', () => {
  const vpc = infer(SIZES, BATCH, { rule: 'vpc' });
  vpc.step(T);
  const counters = vpc.counters();
  laws(counters);
  assert.deepEqual(counters.forward, [1, 1 + T, 1 + T, 1 + T]);
  assert.deepEqual(counters.vjp, [0, T, T, T]);
  assert.equal(counters.front, L - 1);
  assert.equal(counters.idle, 1 + 2, 'nodes 3 and 2 wait one and two steps');
  assert.equal(counters.redundant, 0);
});

test('fpa evaluates every function once; with γ = 1 the front is followed by the same again', () => {
  const fpa = infer(SIZES, BATCH, { rule: 'fpa', stores: 'error' });
  fpa.step(T);
  const counters = fpa.counters();
  laws(counters);
  assert.deepEqual(counters.forward, ones(1));
  assert.deepEqual(counters.vjp, [0, T, T, T]);
  assert.deepEqual([counters.idle, counters.front], [1 + 2, L - 1]);
  assert.equal(counters.refine + counters.redundant, 3 * T - counters.idle - counters.front);
  assert.ok(counters.redundant >= T - 1, 'the output error never changes');
});

test('a gradient is counted when it is computed, once a time; looking on is not counted', () => {
  const fpa = infer(SIZES, BATCH, { rule: 'fpa' });
  fpa.step(2);
  const before = fpa.counters();
  fpa.cosineToBackprop();
  fpa.freeEnergy();
  fpa.errorNorms();
  fpa.value(1);
  assert.deepEqual(fpa.counters(), before);
  fpa.weightGradient(2);
  fpa.biasGradient(2);
  fpa.weightGradient(2);
  assert.deepEqual(fpa.counters().parameterVjp, [0, 0, 1, 0]);
  laws(fpa.counters());
  fpa.step();
  fpa.weightGradient(2);
  assert.deepEqual(fpa.counters().parameterVjp, [0, 0, 2, 0]);
});

test('zil learns every function once and does what vpc does besides', () => {
  const zil = infer(SIZES, BATCH, { rule: 'zil' });
  zil.step(T);
  const counters = zil.counters();
  laws(counters);
  assert.deepEqual(counters.forward, [1, L, L, L]);
  assert.deepEqual(counters.vjp, [0, L - 1, L - 1, L - 1]);
  assert.deepEqual(counters.parameterVjp, ones(1));
  assert.equal(counters.front, L - 1);
});
