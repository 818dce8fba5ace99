// Prospective configuration: the bear has a closed form, and random networks are as different from it as they should
// be.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pc } from '../support/module.mjs';
import {
  alignmentSentence,
  interference,
  lead,
  spread,
} from '../../../www/js/views/systems/exhibits/prospective-words.js';
import { compute, gaussian } from '../../../www/js/workers/exhibits/prospective.js';
import { applied, learn } from '../../../www/js/workers/exhibits/prospective-learn.js';

const close = (a, b, within = 1e-8) => assert.ok(Math.abs(a - b) < within, `${a} and ${b}`);

test('the bear’s outputs are those of the closed form, for both rules and every rate', async () => {
  const rates = [0.05, 0.2, 1];
  const { before, rules, byRate, byUpdate } = await compute({ part: 'bear', rate: 0.2, rates, updates: 3 }, {});
  assert.deepEqual(before, [1, 1]);
  assert.equal(rules.bp.hidden, 1);
  close(rules.vpc.hidden, 2 / 3); // least of (h − 1)² + h² + (h − 1)²
  rates.forEach((a, i) => {
    close(byRate.bp[i][0], (1 - a) ** 2);
    close(byRate.bp[i][1], 1 - a);
    close(byRate.vpc[i][0], (1 - a / 3) * (1 - (4 * a) / 9));
    close(byRate.vpc[i][1], (1 - a / 3) * (1 + (2 * a) / 9));
  });
  assert.deepEqual(rules.vpc.outputs, byRate.vpc[1]);
  for (const rule of ['bp', 'vpc']) {
    assert.deepEqual(byUpdate[rule][0], before);
    byUpdate[rule][1].forEach((value, i) => close(value, byRate[rule][1][i], 1e-12));
  }
  close(interference(before, byRate.bp[1]), 0.2 / 0.36);
});

test('VPC has settled when it learns: no hidden value is pulled any more, and the network is left as it was', () => {
  const random = gaussian(5);
  const network = new pc.Network({
    sizes: [6, 6, 6, 6],
    activation: 'tanh',
    likelihood: 'gaussian',
    dtype: 'f64',
    seed: 2,
  });
  const [input, target] = [0, 1].map(() => Float64Array.from({ length: 6 }, random.normal));
  const { values, settled, steps } = learn(network, input, target, 'vpc', 0.2);
  assert.ok(settled && steps > 50);
  const inference = new pc.Inference(network, input, target, { rule: 'vpc', stepSize: 0.2 });
  inference.step(steps + 1);
  values.forEach((one, l) => one.forEach((value, i) => close(value, inference.value(l + 1)[i])));
  const start = network.weights(1);
  const lesson = learn(network, input, target, 'bp', 0.2);
  assert.notDeepEqual(
    applied(network, lesson, 0.5, () => network.weights(1)),
    start,
  );
  assert.deepEqual(network.weights(1), start);
  inference.free();
  network.free();
});

test('target alignment: exactly 1 without hidden layers, below it with them, better for VPC in linear networks', async () => {
  const reply = await compute({ part: 'alignment', seed: 0, seeds: 4 }, { pause: async () => {} });
  const { depths, seeds, cosines } = reply;
  assert.equal(reply.unsettled, 0);
  for (const activation of ['identity', 'tanh']) {
    for (const rule of ['bp', 'vpc']) close(spread(cosines[activation][rule], seeds, 0).mean, 1);
  }
  const at = depths.indexOf(6);
  const [bp, vpc] = ['bp', 'vpc'].map(rule => spread(cosines.identity[rule], seeds, at));
  assert.ok(bp.mean < 0.9 && vpc.mean > bp.mean + 0.05 && bp.deviation > 0);
  assert.match(alignmentSentence(reply), /^In linear networks VPC aligns better at /);
  // The other way round, the sentence says so.
  assert.ok(Math.abs(lead(cosines.identity, seeds, at)) > 2);
  const swapped = {
    ...reply,
    cosines: { identity: { bp: cosines.identity.vpc, vpc: cosines.identity.bp }, tanh: cosines.tanh },
  };
  assert.match(alignmentSentence(swapped), /^In linear networks BP aligns better at /);
});

test('what may be chance is not called better', () => {
  const cosines = { bp: Float64Array.of(1, 1, 0.5, 0.6, 0.4, 0.5), vpc: Float64Array.of(1, 1, 0.9, 0.95, 0.9, 0.1) };
  const reply = {
    depths: [1, 2, 3],
    seeds: 2,
    width: 1,
    rate: 1,
    unsettled: 0,
    cosines: {
      identity: cosines,
      tanh: { bp: cosines.bp, vpc: cosines.bp.map((value, i) => value + (i % 2 ? 0.1 : -0.1)) },
    },
  };
  assert.match(
    alignmentSentence(reply),
    /^In linear networks VPC aligns better at depth 2, at depth 3 the two cannot be told apart; at depth 3 the means are 0.500 for VPC and 0.450 for BP. In tanh networks at no depth can the two be told apart;/,
  );
});
