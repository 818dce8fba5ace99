import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench } from '../support/systems-bench.mjs';
import { compute } from '../../../www/js/workers/exhibits/relaxation.js';
import { arrival, columns, whatIsDifferent } from '../../../www/js/views/systems/exhibits/relaxation-words.js';

const params = {
  hidden: 3,
  width: 5,
  activation: 'tanh',
  likelihood: 'categorical',
  gamma: 0.4,
  T: 30,
  seed: 0,
  sample: 2,
};

/** P[Binomial(T, γ) ≥ least]. @param {number} T @param {number} gamma @param {number} least */
function atLeast(T, gamma, least) {
  let [term, sum] = [(1 - gamma) ** T, 0];
  for (let k = 0; k <= T; k++) {
    if (k >= least) sum += term;
    term *= ((T - k) / (k + 1)) * (gamma / (1 - gamma));
  }
  return sum;
}

test('FPA-PC’s distance is its closed form, and what AR has besides fades', async () => {
  const reply = await compute(params, bench());
  const { depth, T, fpaDistance, norms, left, distance } = reply;
  for (let t = 0; t <= T; t++) {
    for (let node = 1; node < depth; node++) {
      const at = t * (depth + 1) + node;
      assert.ok(Math.abs(fpaDistance[at] - (1 - atLeast(t, 0.4, depth - node))) < 1e-10, `node ${node}, t ${t}`);
      if (t === 0) assert.equal(left[at], norms[at], 'at the start all of it is forward activity');
    }
    assert.ok(distance[t * (depth + 1) + depth] === 0, 'the output’s error is there from the start');
  }
  assert.ok(left[T * (depth + 1) + 1] < 1e-2 * left[1]);
  assert.match(whatIsDifferent(reply, 0.4), /first steps carry forward activity backwards/);
  assert.equal(columns(reply).length, 1 + (T + 1) * depth);
});

test('with γ = 1 the forward activity is gone from node ℓ at t = L − ℓ, not before, and the error is backpropagation’s', async () => {
  const reply = await compute({ ...params, gamma: 1, T: 6 }, bench());
  const { depth, T, left, distance } = reply;
  for (let node = 1; node < depth; node++) {
    for (let t = 0; t <= T; t++) {
      const value = left[t * (depth + 1) + node];
      assert.ok(t < depth - node ? value > 1e-3 : value < 1e-14, `node ${node}, t ${t}: ${value}`);
    }
    assert.equal(arrival(distance, depth, T, node, 1e-9), depth - node);
  }
  assert.match(whatIsDifferent(reply, 1), /The first 3 steps/);
});

test('a step size that is too large is told', async () => {
  const reply = await compute({ ...params, gamma: 3, T: 2000 }, bench());
  assert.ok(reply.divergedAt > 0);
  assert.match(whatIsDifferent(reply, 3), /grow without bound/);
});

test('the time from which a node stays near', () => {
  // Two nodes besides the empty entry 0: one comes, leaves and comes back, one never does.
  const distance = Float64Array.from([NaN, 0, 1, NaN, 0.5, 1, NaN, 0.005, 1, NaN, 0.001, 1]);
  assert.equal(arrival(distance, 2, 3, 1, 0.01), 2);
  assert.equal(arrival(distance, 2, 3, 2, 0.01), -1);
});
