import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench } from '../support/systems-bench.mjs';
import { compute } from '../../../www/js/workers/exhibits/langevin.js';
import { Spread, histogram } from '../../../www/js/model/exhibits/spread.js';
import {
  compare,
  histogramOf,
  placeOf,
  verdictSentence,
} from '../../../www/js/views/systems/exhibits/langevin-words.js';

const close = (a, b, by, what) => assert.ok(Math.abs(a - b) <= by, `${what}: ${a} and ${b}`);

const params = {
  hidden: 5,
  width: 4,
  activation: 'identity',
  gamma: 0.3,
  steps: 1500,
  burn: 100,
  noiseSeed: 0,
  seed: 0,
  index: 0,
};

test('the sampler settles at the spread that the equation of its steps gives, in every unit', async () => {
  const { check, sampled, settled, linear, chains } = await compute(params, bench());
  assert.ok(linear && check.sampled === sampled);
  assert.equal(sampled.samples, 1500 * chains);
  check.mean.forEach((value, i) => close(settled.map[i], value, 1e-10, 'VPC'));
  const { off, wide, expected, apart } = compare(check);
  assert.ok(off < 4.5, `a mean is ${off} standard errors off`);
  assert.ok(apart < 0.05, `a deviation is ${apart} off`);
  close(wide, expected, 0.01, 'mean ratio of deviations');
  assert.ok(expected > 1.03, `steps of 0.3 must show: ${expected}`);
  for (const one of check.bias) close(one.found, one.expected, 0.03, `γ ${one.gamma}`);
  assert.ok(check.bias.at(-1).expected > check.bias[0].expected + 0.05);
  assert.match(verdictSentence(check, 0.3), /as chance would have it/);
});

test('the same seed gives the same samples, another seed others', async () => {
  const small = { ...params, activation: 'tanh', hidden: 2, steps: 100, burn: 10 };
  const [a, b, other] = [
    await compute(small, bench()),
    await compute(small, bench()),
    await compute({ ...small, noiseSeed: 1 }, bench()),
  ];
  assert.deepEqual(a, b);
  assert.ok(!a.linear && a.check, 'a network that is not linear is checked by its linear twin');
  assert.notDeepEqual(a.sampled.mean, other.sampled.mean);
  assert.deepEqual(a.settled, other.settled);
});

test('a step size that is too large is told, not drawn', async () => {
  const { sampled, check } = await compute({ ...params, hidden: 2, gamma: 3, steps: 400 }, bench());
  assert.ok(sampled.divergedAt > 0);
  assert.equal(check.atGamma, null);
  assert.match(verdictSentence(check, 3), /do not stay/);
});

test('a running mean and spread, and a histogram', () => {
  const spread = new Spread(2);
  for (const value of [1e9 + 1, 1e9 + 2, 1e9 + 6]) spread.add([0, value, -value], 1);
  assert.deepEqual([...spread.mean], [1e9 + 3, -1e9 - 3]);
  close(spread.deviation()[0], Math.sqrt(7), 1e-9, 'deviation');
  assert.deepEqual([...histogram([-9, 0, 0.4, 0.5, 0.99, 1, 7], 0, 1, 2)], [3, 4]);
  const { middles, densities } = histogramOf(
    { kept: Float32Array.from([1, 5, 2, 5, 3, 5]), mean: Float64Array.of(2, 5), deviation: Float64Array.of(1, 0) },
    0,
  );
  close(
    densities.reduce((sum, one) => sum + one * (middles[1] - middles[0]), 0),
    1,
    1e-12,
    'a density',
  );
  assert.equal(placeOf([784, 3, 2, 10], 3), 'x₂, unit 1');
});
