// Equations with their numbers, gradients and the closed form, held against the module itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculated } from '../../calculated.js';
import { Dataset, Inference } from '../support/module.mjs';
import { encode } from '../../../www/js/model/digits/code.js';
import { gradientOf, learnedTime, messageTo } from '../../../www/js/model/anatomy.js';
import { agrees, equationsOf, rightSide } from '../../../www/js/views/step/microscope/equations.js';
import { figures, placeOf, spelled } from '../../../www/js/views/step/microscope/written-numbers.js';
import { told } from '../../../www/js/views/step/microscope/words.js';
import { SCHEME_IDS, ruleOptionsOf } from '../../../www/js/model/schemes.js';
import { normalise } from '../../../www/js/model/settings.js';
import { messages } from '../../../www/js/model/trace.js';
import { makeGenerative, makeNetwork, trace } from '../../../www/js/workers/trace/trace.js';

const digits = Dataset.synthetic(8, 1);
const settingsOf = more =>
  normalise({ hidden: 4, width: 7, T: 11, gammaGen: 0.02, gammaProx: 0.3, alpha: 0.05, k: 50, ...more });

/** Every scheme, six at most in a trace. @param {object} more */
function rows(more, ids = SCHEME_IDS) {
  const found = [];
  for (let i = 0; i < ids.length; i += 6) {
    const made = trace(settingsOf({ ...more, schemes: ids.slice(i, i + 6).join(',') }), digits);
    for (const rule of made.rules) found.push({ made, rule });
  }
  return found;
}

const CASES = [
  {},
  { dtype: 'f32' },
  { activation: 'sigmoid', likelihood: 'gaussian' },
  { activation: 'relu', gammaVpc: 0.05, decay: 0.1, bottomGamma: 0.2, dtype: 'f32' },
  { feedback: 'random', gammaFpa: 1 },
  { activation: 'identity', feedback: 'sign-symmetric', stores: 'error', gammaVpc: 0.1 },
  { likelihood: 'gaussian', clamps: 'vpc2,vpc0,klimit5,generative0,generative5' },
];

for (const given of CASES) {
  test(`what every equation adds up is what the engine found: ${JSON.stringify(given)}`, () => {
    for (const { made, rule } of rows(given)) {
      let lines = 0;
      assert.equal(rule.refused, false, rule.sentence);
      const until = rule.divergedAt < 0 ? made.T : rule.divergedAt - 1;
      for (let t = 0; t <= until; t++) {
        for (let node = rule.first.length > 0 ? 0 : 1; node < rule.sizes.length; node++) {
          for (const unit of [0, 3, rule.sizes[node] - 1]) {
            for (const line of equationsOf(made, rule, t, node, unit)) {
              // What defines a name, or what is left over, checks nothing.
              lines += Number(line.kind === 'check');
              assert.ok(
                agrees(line, made.settings.dtype),
                `${rule.scheme}, t = ${t}, node ${node}, unit ${unit}: ${line.left.name} is ${line.left.value}, the right side ${rightSide(line)}`,
              );
            }
          }
          assert.match(told(made, rule, t, node), /^[A-ZWIx].*\.$/);
        }
      }
      assert.ok(lines > 20, `${rule.scheme} has ${lines} lines`);
    }
  });
}

test('with the numbers as they are written, a reader finds what is written', () => {
  let lines = 0;
  for (const { made, rule } of rows({})) {
    for (const t of [0, 1, 2, 4, 5, 9]) {
      for (let node = 1; node < rule.sizes.length; node++) {
        for (const line of equationsOf(made, rule, t, node, 2)) {
          const { left, terms } = figures(line);
          const off = Math.abs(calculated(left) - calculated(spelled(terms)));
          // Half a unit of the last place for the left side, a fifth for each term of the right.
          assert.ok(
            off <= 10 ** placeOf(line) * (terms.length > 1 ? 0.51 + 0.2 * terms.length : 1.01),
            `${rule.scheme}, t = ${t}, node ${node}: ${left} = ${spelled(terms)}, off by ${off}`,
          );
          assert.ok(left.length <= 24 && spelled(terms).length < 160, `${left} = ${spelled(terms)}`);
          lines += 1;
        }
      }
    }
  }
  assert.ok(lines > 300);
});

test('a number that is not what the engine found is not let through', () => {
  for (const { made, rule } of rows({}, ['bp', 'vpc', 'fpa', 'zil', 'g-il', 'il-prox'])) {
    const t = rule.scheme === 'bp' ? 2 : 3;
    const node = rule.scheme === 'bp' ? 3 : 4;
    const row = rule.errors.length / (made.T + 1);
    assert.ok(equationsOf(made, rule, t, node, 1).every(line => agrees(line, 'f64')));
    const at = t * row + rule.sizes.slice(1, node).reduce((sum, size) => sum + size, 0) + 1;
    rule.errors[at] *= 1 + 1e-9;
    assert.ok(
      equationsOf(made, rule, t, node, 1).some(line => !agrees(line, 'f64')),
      rule.scheme,
    );
  }
});

test('Langevin’s pushes, which only what is left over shows, are those of the seed: the same whatever γ', () => {
  const pushes = gammaVpc => {
    const { made, rule } = rows({ gammaVpc }, ['langevin'])[0];
    return [1, 2].flatMap(node =>
      [0, 1, 2].map(unit => equationsOf(made, rule, 1, node, unit)[0].terms.at(-1).factors.at(-1).value),
    );
  };
  const [small, large] = [pushes(0.05), pushes(0.4)];
  small.forEach((push, i) => assert.ok(Math.abs(push - large[i]) < 1e-12 && push !== 0));
});

test('gradients made of two factors are the module’s, for every scheme at every t', () => {
  for (const given of [{}, { dtype: 'f32', likelihood: 'gaussian' }, { feedback: 'random' }]) {
    for (const { made, rule } of rows(given)) {
      const { settings } = made;
      const network = (rule.scheme === 'generative' ? makeGenerative : makeNetwork)(settings);
      const [picture, classes] = [digits.inputs(0, 1), digits.targets(0, 1)];
      const inference =
        rule.scheme === 'generative'
          ? new Inference(network, classes, picture, ruleOptionsOf(rule.scheme, settings))
          : new Inference(network, picture, classes, ruleOptionsOf(rule.scheme, settings));
      for (let t = 0; t <= 6; t++) {
        if (t > 0) inference.step(1);
        for (let l = 0; l < 5; l++) {
          const found = inference.weightGradient(l);
          const factors = gradientOf(made, rule, t, l);
          const width = rule.sizes[l];
          const scale = found.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
          if (!factors) {
            assert.equal(scale, 0, `${rule.scheme} at ${t}`);
            continue;
          }
          const off = found.reduce(
            (most, g, at) =>
              Math.max(most, Math.abs(g + factors.delta[Math.floor(at / width)] * factors.heard[at % width])),
            0,
          );
          assert.ok(
            off <= (settings.dtype === 'f32' ? 1e-5 : 1e-12) * Math.max(scale, 1e-9),
            `${rule.scheme}, f_${l} at t = ${t}: off by ${off} of ${scale}`,
          );
        }
      }
      inference.free();
      network.free();
    }
  }
});

test('a message is idle exactly where it is drawn idle', () => {
  for (const { made, rule } of rows({}, ['bp', 'vpc', 'fpa', 'zil'])) {
    for (let t = 1; t <= 6; t++) {
      messages(rule, t).forEach((kind, l) => {
        if (kind === 'none') return;
        assert.equal(
          messageTo(made, rule, t - 1, l).every(x => x === 0),
          kind === 'idle',
          `${rule.scheme}, node ${l} at t = ${t}`,
        );
      });
    }
  }
});

test('the closed form is what FPA-PC finds: distance, cosine and F, for any γ', () => {
  for (const given of [
    { gammaFpa: 0.1 },
    { gammaFpa: 0.5 },
    { gammaFpa: 1 },
    { gammaFpa: 1.3, likelihood: 'gaussian' },
    { activation: 'sigmoid', stores: 'error' },
  ]) {
    for (const { made, rule } of rows(given, ['fpa', 'ode-bp'])) {
      const { closed } = rule;
      for (const name of ['distance', 'cosine', 'freeEnergy']) {
        closed[name].forEach((value, i) => {
          const own = rule[name][i];
          if (Number.isNaN(value) && Number.isNaN(own)) return;
          assert.ok(
            Math.abs(value - own) <= 1e-7 * Math.max(1, Math.abs(own)),
            `${JSON.stringify(given)}, ${rule.scheme}: ${name}[${i}] ${own}, closed form ${value}`,
          );
        });
      }
      assert.equal(made.T, 11);
    }
  }
  assert.equal(rows({ feedback: 'random' }, ['fpa'])[0].rule.closed, null);
  assert.ok(rows({}, ['bp', 'vpc', 'zil', 'ar']).every(({ rule }) => rule.closed === null));
});

test('against a pinned row, cosine and distance are those of the module’s gradients at the same t', () => {
  const settings = settingsOf({ schemes: 'bp,vpc,klimit,fpa,zil,generative', pin: 'vpc' });
  const made = trace(settings, digits);
  const network = makeNetwork(settings);
  const inferences = ['bp', 'vpc', 'klimit', 'fpa', 'zil'].map(
    id => new Inference(network, digits.inputs(0, 1), digits.targets(0, 1), ruleOptionsOf(id, settings)),
  );
  const gradient = inference =>
    [0, 1, 2, 3, 4].flatMap(l => [...inference.weightGradient(l), ...inference.biasGradient(l)]);
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (let t = 0; t <= 7; t++) {
    const all = inferences.map(gradient);
    const to = all[1];
    all.forEach((own, i) => {
      const { pinned, scheme } = made.rules[i];
      const distance = Math.sqrt(
        dot(
          own.map((x, j) => x - to[j]),
          own.map((x, j) => x - to[j]),
        ) / dot(to, to),
      );
      assert.ok(
        Math.abs(pinned.distance[t] - distance) < 1e-9,
        `${scheme} at t = ${t}: ${pinned.distance[t]}, not ${distance}`,
      );
      const cosine = dot(own, to) / Math.sqrt(dot(own, own) * dot(to, to));
      if (Number.isNaN(cosine)) assert.ok(Number.isNaN(pinned.cosine[t * 6 + 5]));
      else assert.ok(Math.abs(pinned.cosine[t * 6 + 5] - cosine) < 1e-9);
    });
    inferences.forEach(inference => inference.step(1));
  }
  assert.ok(made.rules[5].pinned.distance.every(Number.isNaN), 'a chain that goes the other way cannot be compared');
  assert.ok(
    trace(settingsOf({ pin: 'langevin' }), digits).rules.every(rule => rule.pinned === null),
    'a row that is not there',
  );
  network.free();
});

test('a layer learns at the time that the module says', () => {
  for (const { rule } of rows({}, ['zil', 'fa-zil', 'zil-together', 'zil-early']))
    rule.learnedAt.forEach((at, l) => assert.equal(learnedTime(rule, 11, l), at));
});

test('a drawn digit is what every row starts from, under the label that the reader gives it', () => {
  const pixels = new Float64Array(784).map((_, i) => (i % 28 > 8 && i % 28 < 13 ? (i % 15) / 15 : 0));
  const made = trace(
    settingsOf({ drawn: encode(pixels), drawnLabel: 3, schemes: 'bp,generative', likelihood: 'gaussian', T: 1 }),
    digits,
  );
  const [bp, generative] = made.rules;
  assert.deepEqual([made.index, made.label], [-1, 3]);
  bp.input.forEach((x, i) => assert.ok(Math.abs(x - pixels[i]) < 1e-12));
  const classes = Array.from({ length: 10 }, (_, i) => Number(i === 3));
  assert.deepEqual([...bp.values.slice(28, 38)], classes);
  assert.deepEqual([...generative.input], classes);
  assert.equal(trace(settingsOf({ drawn: 'gA' }), digits).index, 0, 'what is no picture leaves the test digit');
  assert.equal(
    trace(settingsOf({ drawn: encode(pixels), drawnLabel: -1 }), digits).index,
    0,
    'a digit that nobody has named is not stepped',
  );
  const old = trace(settingsOf({ drawn: encode(pixels) }), digits);
  assert.deepEqual([old.index, old.label], [-1, 0], 'links from before labels were asked for say 0 by saying nothing');
});
