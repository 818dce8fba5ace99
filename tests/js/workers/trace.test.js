// The engine's own modules on the real WebAssembly module, as a worker runs them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../../www/pkg/pc_playground.js';
import { SCHEMES, SCHEME_IDS } from '../../../www/js/model/schemes.js';
import { defaults } from '../../../www/js/model/settings.js';
import { alive, exempt, messages } from '../../../www/js/model/trace.js';
import { trace } from '../../../www/js/workers/trace/trace.js';

/** @type {Dataset} */
let digits;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  digits = Dataset.synthetic(20, 1);
});

const small = { ...defaults(), hidden: 4, width: 6, T: 12 };

test('a trace has a row for every t and the shapes it says', () => {
  const { rules, sizes, depth, T, count } = trace(small, digits);
  assert.deepEqual(sizes, [784, 6, 6, 6, 6, 10]);
  assert.deepEqual([depth, T, count], [5, 12, 20]);
  assert.deepEqual(
    rules.map(rule => rule.scheme),
    ['bp', 'vpc', 'fpa', 'zil'],
  );
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
  const diverging = trace(
    { ...small, gammaVpc: 3, activation: 'identity', likelihood: 'gaussian', dtype: 'f32', width: 64, T: 64 },
    digits,
  );
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

/** Rows of these schemes, by id. */
function rowsOf(ids, settings = {}) {
  const rows = {};
  for (const id of ids) rows[id] = trace({ ...small, ...settings, schemes: id }, digits).rules[0];
  return rows;
}

test('every scheme runs, and the arrows drawn are the products the module counted', () => {
  for (const [id, row] of Object.entries(rowsOf(SCHEME_IDS))) {
    assert.deepEqual([row.scheme, row.refused, row.divergedAt], [id, false, -1], row.sentence);
    assert.equal(row.residual.length, SCHEMES.find(scheme => scheme.id === id).family === 'implicit' ? 13 : 0);
    for (let t = 1; t <= 12; t++) {
      assert.ok(alive(row, t));
      const [now, before] = [row.counters[t], row.counters[t - 1]];
      const rounds = id === 'ode-heun' ? 2 : 1;
      const drawn = messages(row, t);
      assert.equal(
        drawn.filter(kind => kind !== 'none').length * rounds,
        now.vjp.reduce((sum, n, l) => sum + n - before.vjp[l], 0),
        `${id} at t = ${t}`,
      );
      for (const kind of rounds === 1 ? ['idle', 'front', 'refine', 'redundant'] : ['front']) {
        assert.equal(drawn.filter(one => one === kind).length, now[kind] - before[kind], `${id}: ${kind} at t = ${t}`);
      }
    }
    if (!exempt(row)) for (let node = 1; node <= 5; node++) assert.equal(row.firstNonzero[node], 5 - node, id);
  }
});

test('what a scheme says of its distance to backpropagation is so', () => {
  const {
    bp,
    fpa,
    'ode-bp': ode,
    ar,
    klimit,
    'implicit-sgd': implicit,
    'il-prox-practical': practical,
    'g-il': gil,
    'zil-step': step,
  } = rowsOf(['bp', 'fpa', 'ode-bp', 'ar', 'klimit', 'implicit-sgd', 'il-prox-practical', 'g-il', 'zil-step'], {
    gammaFpa: 1,
    k: 1000,
    T: 64,
    alpha: 1e-4,
  });
  assert.deepEqual(
    [fpa, ode, ar].map(row => row.distance[4] < 1e-12),
    [true, true, true],
    'γ = 1, T = L − 1',
  );
  ode.distance.forEach((distance, t) => assert.ok(Math.abs(distance - fpa.distance[t]) < 1e-12, 'the same equation'));
  // As its gradients take them, the errors of the k-limit do come near; as they are, they would be a thousandth.
  assert.ok(klimit.distance[64] < 0.01 && klimit.distance[64] > 0);
  assert.ok(implicit.distance[4] < 1e-12, 'its first sweep is backpropagation');
  assert.ok(implicit.residual[64] < 1e-3 * implicit.residual[5]);
  // Pre-activations: at t = 0 the output alone has an error, so the distance is that of the others to nothing.
  const rest = Math.sqrt(1 - (gil.norms[5] / Math.hypot(...gil.target)) ** 2);
  assert.ok(Math.abs(gil.distance[0] - rest) < 1e-12);
  assert.ok(practical.distance[64] < practical.distance[1]);
  assert.ok(step.cosine.slice(-6, -1).every(cosine => cosine > 1 - 1e-12) && step.cosine.at(-1) < 0.999);
  assert.equal(bp.distance[4], 0);
});

test('feedback that is not exact is measured in degrees', () => {
  const { bp, 'il-prox': prox } = rowsOf(['bp', 'il-prox'], { feedback: 'random' });
  assert.equal(prox.angles.length, 0, 'the exact transpose is part of IL-prox');
  const [first, last] = [bp.angles[12 * 6 + 1], bp.angles[12 * 6 + 5]];
  assert.ok(last < 1e-5 && first > 20 && first < 160, `${first}° and ${last}°`);
  assert.ok(bp.distance[12] > 0.1);
  assert.equal(rowsOf(['bp']).bp.angles.length, 0);
});

test('nodes can be held and let go, each in its own row', () => {
  const { rules } = trace(
    {
      ...small,
      gammaGen: 0.02,
      schemes: 'vpc,klimit,generative',
      clamps: 'vpc2,klimit0,generative0,generative5',
      likelihood: 'gaussian',
    },
    digits,
  );
  const [vpc, klimit, generative] = rules;
  assert.deepEqual(vpc.held, [true, false, true, false, false, true]);
  assert.deepEqual(
    [vpc.firstNonzero[3], vpc.firstNonzero[2], vpc.firstNonzero[1]],
    [2, -1, -1],
    'nothing passes a held node',
  );
  assert.deepEqual([klimit.first.length, klimit.last.length], [13 * 784, 0]);
  assert.notDeepEqual(klimit.first.slice(12 * 784), klimit.first.slice(0, 784), 'a free picture changes');
  assert.deepEqual(generative.sizes, [10, 6, 6, 6, 6, 784]);
  assert.deepEqual(generative.first.slice(0, 10), new Float64Array(10).fill(0.1));
  assert.notDeepEqual(generative.first.slice(120), generative.first.slice(0, 10));
  const error = t => generative.norms[t * 6 + 5];
  assert.ok(error(12) < error(6) && error(6) < error(0), 'a free picture gives way to its prediction');
});

test('what the module refuses is said in its row, and the others go on', () => {
  const {
    rules: [bp, vpc],
  } = trace({ ...small, schemes: 'bp,vpc', clamps: 'vpc5' }, digits);
  assert.deepEqual([bp.refused, bp.doneAt], [false, 4]);
  assert.deepEqual([vpc.refused, vpc.divergedAt, vpc.counters.length], [true, 0, 13]);
  assert.match(vpc.sentence, /^VPC cannot run like this: node must be .* categorical, got 5\.$/);
  assert.ok(vpc.errors.every(Number.isNaN));
});

test('in f32, layers whose errors are too small for the last digit never trigger', () => {
  const deep = trace(
    { ...small, hidden: 12, width: 8, activation: 'sigmoid', dtype: 'f32', T: 24, schemes: 'fa-zil' },
    digits,
  ).rules[0];
  const asleep = [...deep.learnedAt.keys()].filter(l => deep.learnedAt[l] < 0);
  assert.ok(asleep.length > 0 && asleep.includes(0), `${deep.learnedAt}`);
  for (const l of asleep) {
    assert.equal(deep.norms[24 * 14 + l + 1], 0);
    assert.ok(deep.target[l + 1] > 0 && deep.target[l + 1] < 1e-6, 'backpropagation has a small error there');
  }
  const whole = trace({ ...small, hidden: 12, width: 8, activation: 'sigmoid', T: 24, schemes: 'fa-zil' }, digits)
    .rules[0];
  assert.ok(whole.learnedAt.filter(t => t < 0).length < asleep.length, 'f64 keeps more of them');
});
