import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inference, example } from '../support/module.mjs';
import { bench } from '../support/systems-bench.mjs';
import { compute } from '../../../www/js/workers/exhibits/implicit.js';
import { IMPLICIT_IDS } from '../../../www/js/model/exhibits/implicit.js';
import {
  overshootsAt,
  rowsOf,
  updateAt,
  verdictSentence,
} from '../../../www/js/views/systems/exhibits/implicit-words.js';

const params = { hidden: 2, width: 6, activation: 'tanh', alpha: 0.05, steps: 5000, gamma: 0.4, seed: 0, sample: 1 };

test('explicit steps miss by as much as α is large, and overshoot; implicit ones do neither', async () => {
  const reply = await compute(params, bench());
  const { rates, times, lossBefore } = reply;
  assert.ok(rates.includes(0.05) && times.includes(5000), 'what was asked for is among them');
  const last = times.length - 1;
  const small = rates.map((_, rate) => updateAt(reply, 'bp', rate, last).residual);
  assert.ok(Math.abs(small[1] / small[0] / (rates[1] / rates[0]) - 1) < 0.05, 'BP’s residual grows as α');
  for (const id of ['il-prox', 'implicit-sgd']) {
    const { residual } = updateAt(reply, id, rates.indexOf(0.05), last);
    assert.ok(residual < 1e-6, `${id}: ${residual}`);
    assert.equal(overshootsAt(reply, id, last), Infinity);
  }
  assert.ok(overshootsAt(reply, 'bp', last) <= 10, 'BP overshoots at some α');
  const at = rates.indexOf(10);
  assert.ok(updateAt(reply, 'bp', at, last).loss > lossBefore);
  assert.ok(updateAt(reply, 'il-prox', at, last).loss < lossBefore / 10);
  const apart =
    updateAt(reply, 'il-prox', rates.indexOf(0.05), last).loss /
    updateAt(reply, 'implicit-sgd', rates.indexOf(0.05), last).loss;
  assert.ok(Math.abs(apart - 1) < 1e-5, 'exact IL-prox lands where implicit SGD does');
  assert.ok(updateAt(reply, 'il-prox', 0, 0).residual > 0.1, 'and not before inference has settled');
  assert.match(
    verdictSentence(reply, last),
    /^One update makes the loss worse for BP \(from α = .*for practical IL-prox, exact IL-prox and implicit SGD\./,
  );
  assert.equal(rowsOf(reply).length, 1 + IMPLICIT_IDS.length * rates.length * times.length);
});

test('what the page says of practical IL-prox: for small α, layer ℓ takes N of the last layer ÷ its own N of the gradient', () => {
  const { network, inputs, targets } = example([9, 6, 5, 4], 1, { likelihood: 'gaussian' });
  const alpha = 1e-7;
  const practical = new Inference(network, inputs, targets, {
    rule: 'il-prox',
    variant: 'practical',
    learningRate: alpha,
    stepSize: 0.3,
  });
  const bp = new Inference(network, inputs, targets, { rule: 'bp' });
  practical.step(1000);
  const N = [0, 1, 2].map(l => bp.value(l).reduce((sum, value) => sum + value * value, 1));
  bp.step(3);
  for (const l of [0, 1, 2]) {
    const gradient = bp.weightGradient(l);
    const scale = Math.hypot(...gradient);
    practical
      .weightGradient(l)
      .forEach((value, i) => assert.ok(Math.abs(value - (N[2] / N[l]) * gradient[i]) < 1e-5 * scale, `function ${l}`));
  }
});
