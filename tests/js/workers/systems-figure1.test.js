// Figure 1: locality follows from the wiring, and the product of what a synapse needs is the module's own gradient.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/module.mjs';
import { DIAGRAMS, L, SYNAPSES, isLocal, moment, synapseById, where } from '../../../www/js/model/exhibits/figure1.js';
import { SYNAPSES as NAMES } from '../../../www/js/model/settings/systems.js';
import { story } from '../../../www/js/views/systems/exhibits/figure1-words.js';
import { compute } from '../../../www/js/workers/exhibits/figure1.js';

const T = 20;
const near = (a, b) => Math.abs(a - b) <= 1e-15 * Math.max(Math.abs(a), Math.abs(b));

test('an address knows every synapse', () => {
  assert.deepEqual(
    NAMES,
    SYNAPSES.map(({ id }) => id),
  );
});

test('naive backpropagation is not local anywhere, predictive coding and Amit’s network are everywhere', () => {
  assert.deepEqual(
    SYNAPSES.map(one => [one.id, isLocal(one)]),
    SYNAPSES.map(one => [one.id, one.diagram !== 'a']),
  );
  // Forward it is the error that is elsewhere, backward the value, as section 3.2 says.
  const away = id =>
    synapseById(id)
      .needs.filter(need => where(synapseById(id), need) === 'elsewhere')
      .map(({ what }) => what);
  assert.deepEqual(away('a1'), ['error']);
  assert.deepEqual(away('a1t'), ['value', 'slope']);
  // The verdict is read off the wiring: hold the error in the value neuron, and the synapse is local.
  const healed = {
    ...synapseById('a1'),
    needs: synapseById('a1').needs.map(need => ({ ...need, at: need.at.replace('e', 'v') })),
  };
  assert.equal(isLocal(healed), true);
});

test('every synapse joins two neurons of its diagram, and every need is held by one that serves its node', () => {
  for (const { diagram, from, to, needs } of SYNAPSES) {
    const at = new Map(DIAGRAMS[diagram].neurons.map(neuron => [neuron.id, neuron]));
    assert.ok(at.has(from) && at.has(to));
    for (const need of needs) {
      assert.equal(at.get(need.at).node, need.node);
      if (at.get(need.at).holds !== 'both' && need.what !== 'slope') assert.equal(at.get(need.at).holds, need.what);
    }
  }
});

test('the product of the activities is minus the module’s gradient, at every step and for several networks', () => {
  for (const seed of [0, 1, 7]) {
    const { runs } = compute({ T, seed, feedbackSeed: seed }, {});
    for (const synapse of SYNAPSES) {
      for (let t = 0; t <= T; t++) {
        const { product, module } = story(synapse, runs[synapse.diagram], t);
        const early = synapse.diagram !== 'b' && t < L - 1;
        assert.equal(Number.isNaN(module), early, `${synapse.id} at ${t}`);
        if (!early) assert.ok(near(product, module), `${synapse.id} at ${t}: ${product} and ${module}`);
        if (t === T) assert.notEqual(product, 0);
      }
    }
  }
});

test('a synapse and the one that goes back have the same change; only in (c) their strengths differ', () => {
  const { runs } = compute({ T, seed: 3, feedbackSeed: 5 }, {});
  for (const id of ['a', 'b', 'c']) {
    for (let l = 1; l < L; l++) {
      const [forward, back] = [`${id}${l}`, `${id}${l}t`].map(one => story(synapseById(one), runs[id], T));
      assert.equal(forward.product, back.product);
      assert.equal(runs[id].weight[l] === runs[id].feedback[l], id !== 'c');
    }
  }
  assert.ok(runs.a.moments[2].error[2] !== runs.c.moments[2].error[2], 'its own feedback weights carry another error');
});

test('in (c) a synapse is told to learn at one moment alone, before the value is gone', () => {
  const { runs } = compute({ T, seed: 0, feedbackSeed: 0 }, {});
  const told = t => story(synapseById('c1'), runs.c, t).when;
  assert.equal(moment(1), 1);
  assert.match(told(0), /Its moment is t = 1/);
  assert.match(told(1), /neuron 1 carries its value μ₁, neuron 2 its error e₂.*it can learn now/);
  assert.match(told(2), /Too late/);
  assert.match(story(synapseById('c0'), runs.c, 9).when, /it can learn now/, 'the input never turns into an error');
});
