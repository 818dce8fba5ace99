// Theory, through the contract: the numbers are the core's (tests/native/theory.rs), in the shapes that the typings say.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Network, Theory, apart, example, infer } from '../support/module.mjs';

test('a share is what an error has come to, its limit that of small steps', () => {
  const { network, inputs, targets } = example([5, 4, 4, 3], 2);
  const bp = infer([5, 4, 4, 3], 2, { rule: 'bp' });
  bp.step(2);
  for (const [T, gamma] of [
    [3, 0.5],
    [4, 1.3],
  ]) {
    const fpa = infer([5, 4, 4, 3], 2, { rule: 'fpa', stepSize: gamma, stores: 'error' });
    fpa.step(T);
    for (const node of [1, 2, 3]) {
      const share = Theory.share(T, gamma, 3 - node);
      const expected = bp.error(node).map(e => share * e);
      assert.ok(apart(fpa.error(node), expected) < 1e-12, `T ${T}, γ ${gamma}, node ${node}`);
    }
    const { distance, cosine, freeEnergy } = Theory.closedForm(network, inputs, targets, gamma, T);
    assert.deepEqual([distance.length, cosine.length, freeEnergy.length], [T + 1, (T + 1) * 4, T + 1]);
    assert.ok(Math.abs(freeEnergy[T] - fpa.freeEnergy()) < 1e-12);
    assert.ok(Math.abs(cosine.at(-1) - fpa.cosineToBackprop()[3]) < 1e-12);
    assert.ok(Number.isNaN(cosine[0]), 'W_0 has heard nothing yet');
  }
  assert.ok(Math.abs(Theory.share(20_000, 1e-4, 2) - Theory.limit(2, 2)) < 1e-4);
  assert.deepEqual([Theory.limit(0, 1), Theory.limit(0, 0)], [0, 1]);
  assert.deepEqual([Theory.stepsToArrive(1, 7), Theory.stepsToArrive(2, 7)], [7, undefined]);
});

test('the posterior of a linear network is as it says, and null where steps do not stay', () => {
  const network = new Network({ sizes: [1, 1, 1], activation: 'identity', likelihood: 'gaussian', dtype: 'f64' });
  // F = ½(x − 2·3 − 1)² + ½(5 − 4x − 2)²: curvature 1 + 4².
  for (const [l, weight, bias] of [
    [0, 2, 1],
    [1, 4, 2],
  ]) {
    network.setWeights(l, Float64Array.of(weight));
    network.setBias(l, Float64Array.of(bias));
  }
  const of = (...more) => Theory.posterior(network, Float64Array.of(3), Float64Array.of(5), ...more);
  const { mean, deviation, settled, largestStep, condition } = of([0.1, 2]);
  for (const [what, got, expected] of [
    ['mean', mean[0], 19 / 17],
    ['deviation', deviation[0], Math.sqrt(1 / 17)],
    ['with γ 0.1', settled[0][0], Math.sqrt(1 / (17 * (1 - 0.05 * 17)))],
    ['largest step', largestStep, 2 / 17],
    ['condition', condition, 1],
  ])
    assert.ok(Math.abs(got - expected) < 1e-14, `${what}: ${got}, not ${expected}`);
  assert.ok([mean, deviation, settled[0]].every(list => list instanceof Float64Array && list.length === 1));
  assert.equal(settled[1], null);
  assert.deepEqual(of().settled, []);
});
