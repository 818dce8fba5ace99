// What every rule is, through the contract: how it starts, when it learns, what it equals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../api/options.mjs';
import { apart, example, infer, Inference, Network, numbers } from '../support/module.mjs';

const SIZES = [5, 4, 6, 3, 2];
const L = 4;
const functions = [0, 1, 2, 3];

/** Any rule over a network that it takes: pictures for generative, one sample for exact il-prox. */
function any(rule, options = {}, batch = 3) {
  const samples = rule === 'il-prox' && options.variant !== 'practical' ? 1 : batch;
  return infer(SIZES, samples, { rule, ...options }, rule === 'generative' ? { likelihood: 'gaussian' } : {});
}

/** How far its gradients are from those of another, function by function. */
const distances = (one, other) => functions.map(l => apart(one.weightGradient(l), other.weightGradient(l)));

function bp(batch = 3, options = {}) {
  const inference = infer(SIZES, batch, { rule: 'bp', ...options });
  inference.step(L);
  return inference;
}

test('every rule is constructed, stepped and read; only bp and zil have a schedule', () => {
  for (const rule of RULES) {
    for (const dtype of ['f32', 'f64']) {
      const inference = infer(SIZES, 1, { rule }, { dtype, likelihood: 'gaussian' });
      assert.equal(inference.time, 0);
      for (let l = 1; l < L; l++)
        assert.deepEqual(inference.value(l), inference.prediction(l), `${rule}: x_${l} starts at μ_${l}`);
      inference.step(2 * L - 1);
      const scheduled = rule === 'bp' || rule === 'zil';
      assert.deepEqual([inference.time, inference.done], [scheduled ? L - 1 : 2 * L - 1, scheduled], rule);
      for (const l of functions) {
        const gradient = inference.weightGradient(l);
        assert.ok(
          gradient.every(Number.isFinite) && gradient.some(value => value !== 0),
          `${rule} ${dtype}: gradient ${l}`,
        );
        assert.equal(inference.biasGradient(l).length, SIZES[l + 1]);
        assert.equal(inference.feedbackWeights(l).length, SIZES[l] * SIZES[l + 1]);
      }
      assert.equal(inference.learnedAt().length, L);
      assert.equal(inference.errorAngles().length, L + 1);
      assert.ok(
        inference
          .errorAngles()
          .slice(1)
          .every(angle => angle >= 0 && angle < 180),
        `${rule} ${dtype}`,
      );
      assert.deepEqual(inference.feedbackAngles(), new Float64Array(L));
      assert.ok(Number.isFinite(inference.freeEnergy()) && inference.implicitResidual(0.01) > 0, rule);
    }
  }
});

test('learnedAt: bp at the end, zil and fa-zil one function a step, implicit-sgd once a sweep, the others when asked', () => {
  const at = (rule, t, options) => {
    const inference = any(rule, options);
    inference.step(t);
    return [...inference.learnedAt()];
  };
  const never = [-1, -1, -1, -1];
  assert.deepEqual(at('bp', L - 2), never);
  assert.deepEqual(at('bp', L - 1), [3, 3, 3, 3]);
  for (const rule of ['zil', 'fa-zil']) {
    assert.deepEqual(at(rule, 0), [-1, -1, -1, 0]);
    assert.deepEqual(at(rule, 2), [-1, 2, 1, 0]);
    assert.deepEqual(at(rule, 3), [3, 2, 1, 0]);
  }
  assert.deepEqual(at('zil', 2, { ablation: 'together' }), never);
  assert.deepEqual(at('zil', 3, { ablation: 'together' }), [3, 3, 3, 3]);
  assert.deepEqual(at('implicit-sgd', 2 * L), [2 * L - 1, 2 * L - 1, 2 * L - 1, 2 * L - 1]);
  for (const rule of ['vpc', 'fpa', 'ode-bp', 'ar', 'g-il', 'il-prox', 'generative', 'langevin']) {
    assert.deepEqual(at(rule, 5), never, rule);
    const inference = any(rule);
    inference.step(5);
    inference.weightGradient(2);
    assert.deepEqual([...inference.learnedAt()], [-1, -1, 5, -1], rule);
  }
});

test('fa-zil: a layer whose error never changes never learns', () => {
  const network = new Network({ sizes: SIZES, likelihood: 'gaussian', dtype: 'f64', seed: 3 });
  const inputs = numbers(10);
  const right = new Inference(network, inputs, network.predict(inputs), { rule: 'fa-zil' });
  right.step(20);
  assert.deepEqual(right.learnedAt(), new Int32Array(L).fill(-1));
  for (const l of functions) assert.ok(right.weightGradient(l).every(value => value === 0));
  // An error too small to move x in single precision: the output learns, the layers below it never do.
  const single = new Network({ sizes: SIZES, likelihood: 'gaussian', seed: 3 });
  single.setWeights(
    3,
    single.weights(3).map(w => w / 1e6),
  );
  const near = single.predict(inputs).map(m => m + 1e-7);
  const tiny = new Inference(single, inputs, near, { rule: 'fa-zil' });
  tiny.step(20);
  assert.deepEqual([...tiny.learnedAt()], [-1, -1, -1, 0]);
});

test('fa-zil, ode-bp and ar are backpropagation, and ode-bp is fpa step for step', () => {
  for (const [rule, options] of [
    ['zil'],
    ['fa-zil'],
    ['ode-bp'],
    ['ar'],
    ['implicit-sgd'],
    ['ode-bp', { integrator: 'heun', stepSize: 0.5 }],
  ]) {
    const inference = any(rule, options);
    inference.step(options ? 200 : L - 1);
    for (const distance of distances(inference, bp())) assert.ok(distance < 1e-11, `${rule}: ${distance}`);
    assert.ok(
      inference.cosineToBackprop().every(cosine => Math.abs(cosine - 1) < 1e-11),
      rule,
    );
    // Under zil and fa-zil a node's error goes on changing after its moment.
    if (rule.endsWith('zil')) continue;
    assert.ok(
      inference
        .errorAngles()
        .slice(1)
        .every(angle => angle < 1e-9),
      rule,
    );
  }
  const [euler, fpa, heun] = [['ode-bp'], ['fpa', { stores: 'error' }], ['ode-bp', { integrator: 'heun' }]].map(
    ([rule, more]) => any(rule, { stepSize: 0.3, ...more }),
  );
  for (let t = 1; t < 20; t++) {
    for (const one of [euler, fpa, heun]) one.step();
    for (let l = 1; l < L; l++) {
      assert.deepEqual(euler.error(l), fpa.error(l));
      assert.deepEqual(euler.value(l), fpa.value(l));
    }
    assert.ok(apart(heun.error(3), euler.error(3)) > 1e-4, `Heun at ${t} is not Euler`);
  }
});

test('heun follows the equation to second order, euler to the first', () => {
  // At the node before the output the equation is e′ = u − e, with the solution u (1 − exp(−time)).
  const off = (integrator, stepSize) => {
    const inference = any('ode-bp', { integrator, stepSize });
    inference.step(Math.round(1 / stepSize));
    const exact = bp()
      .error(3)
      .map(u => u * (1 - Math.exp(-1)));
    return apart(inference.error(3), exact);
  };
  for (const [integrator, order] of [
    ['euler', 1],
    ['heun', 2],
  ]) {
    const found = Math.log2(off(integrator, 1 / 32) / off(integrator, 1 / 64));
    assert.ok(Math.abs(found - order) < 0.05, `${integrator}: order ${found}`);
  }
});

test('ar: the value becomes the error', () => {
  const ar = any('ar', { stepSize: 0.5 });
  for (let t = 0; t < 5; t++) {
    for (let l = 1; l < L; l++) assert.deepEqual(ar.value(l), ar.error(l), `x_${l} at ${t}`);
    ar.step();
  }
});

test('zil without one of its requirements is not backpropagation', () => {
  const zil = options => {
    const inference = any('zil', options);
    inference.step(L - 1);
    return distances(inference, bp());
  };
  for (const distance of zil({ ablation: 'latents' })) assert.ok(distance > 0.01, `latents: ${distance}`);
  const together = zil({ ablation: 'together' });
  for (const l of [1, 2]) assert.ok(together[l] > 1e-3, `together: ${together}`);
  assert.ok(together[0] < 1e-12, 'for the first function that is its moment');
  const slow = zil({ stepSize: 0.5 });
  functions.forEach(l => assert.ok(Math.abs(slow[l] - (1 - 0.5 ** (L - 1 - l))) < 1e-12, `γ = ½: ${slow}`));
  const early = [0.01, 0.1].map(learningRate => zil({ ablation: 'early', learningRate }));
  for (const distance of [early[0][3], early[1][3]]) assert.ok(distance < 1e-14, 'nothing comes after the last');
  for (const l of [0, 1, 2])
    assert.ok(early[0][l] > 1e-6 && early[1][l] > 5 * early[0][l], `early: ${early[0]}; ${early[1]}`);
});

test('g-il on identities is vpc; its options do what they say', () => {
  const linear = { activation: 'identity' };
  const [gil, vpc] = ['g-il', 'vpc'].map(rule => infer(SIZES, 2, { rule }, linear));
  gil.step(15);
  vpc.step(15);
  for (const distance of distances(gil, vpc)) assert.ok(distance < 1e-12);
  const { network, inputs, targets } = example(SIZES, 2);
  const options = { rule: 'g-il', stepSize: 0.07, bottomStepSize: 0.2, decay: 0.05 };
  const moved = new Inference(network, inputs, targets, options);
  moved.step(4);
  const [h, e, up] = [moved.value(3), moved.error(3), moved.error(4)];
  moved.step();
  const w = network.weights(3); // [2][3]
  const expected = h.map((value, i) => {
    const [sample, unit] = [Math.floor(i / 3), i % 3];
    const pull = w[unit] * up[2 * sample] + w[3 + unit] * up[2 * sample + 1];
    return value - 0.07 * e[i] + 0.2 * (1 - Math.tanh(value) ** 2) * pull - 0.05 * value;
  });
  assert.ok(apart(moved.value(3), expected) < 1e-13);
});

test('exact il-prox and implicit-sgd make implicit steps; bp and the practical variant do not', () => {
  const sizes = [4, 5, 3];
  const residual = (rule, steps, options, batch = 1) => {
    const inference = infer(sizes, batch, { rule, ...options });
    inference.step(steps);
    const before = inference.counters();
    const found = inference.implicitResidual(0.3);
    assert.deepEqual(inference.counters(), before, 'not counted');
    return found;
  };
  const learningRate = 0.3;
  const prox = residual('il-prox', 20_000, { learningRate, stepSize: 0.1 });
  assert.ok(prox <= 1e-6, `il-prox: ${prox}`);
  for (const batch of [1, 3]) {
    const implicit = residual('implicit-sgd', 1000, { learningRate }, batch);
    assert.ok(implicit <= 1e-6, `implicit-sgd, ${batch} samples: ${implicit}`);
  }
  const others = [
    residual('bp', 1),
    residual('il-prox', 3, { learningRate }),
    residual('implicit-sgd', 1, { learningRate }),
    residual('il-prox', 20_000, { learningRate, variant: 'practical' }),
    residual('il-prox', 20_000, { learningRate: 0.1 }),
  ];
  for (const other of others) assert.ok(other > 1e-3, `${others}`);
  const right = new Network({ sizes: [2, 2], likelihood: 'gaussian' });
  const nothing = new Inference(right, new Float64Array(2), right.predict(new Float64Array(2)), { rule: 'vpc' });
  assert.ok(Number.isNaN(nothing.implicitResidual(0.1)), 'a gradient of zero has no direction');
});

test('langevin: a seed is a path, around the values where vpc settles', () => {
  const run = (options, steps = 40) => {
    const inference = infer([3, 4, 2], 200, { rule: 'langevin', ...options }, { likelihood: 'gaussian' });
    inference.step(steps);
    return inference.value(1);
  };
  assert.deepEqual(run({}), run({ noiseSeed: 0 }));
  assert.deepEqual(run({ noiseSeed: 5 }), run({ noiseSeed: 5 }));
  assert.notDeepEqual(run({ noiseSeed: 5 }), run({ noiseSeed: 6 }));
  // One step from rest is noise of variance 2 γ and the pull of the output.
  const pull = infer([3, 4, 2], 200, { rule: 'vpc', stepSize: 0.05 }, { likelihood: 'gaussian' });
  pull.step();
  const noise = run({}, 1).map((x, i) => x - pull.value(1)[i]);
  const variance = noise.reduce((sum, x) => sum + x * x, 0) / noise.length;
  assert.ok(Math.abs(variance / 0.1 - 1) < 0.2, `${variance}`); // 5 standard errors of 800 samples are 0.25
});

test('stepSize has a default of its own in each rule', () => {
  const usual = { vpc: 0.1, 'g-il': 0.1, generative: 0.1, 'il-prox': 0.3, langevin: 0.05, 'implicit-sgd': 0.5 };
  for (const rule of RULES.filter(name => name !== 'bp')) {
    const [standing, spelled, other] = [undefined, usual[rule] ?? 1, 0.77].map(stepSize => any(rule, { stepSize }));
    for (const inference of [standing, spelled, other]) inference.step(L + 1);
    for (const l of functions.slice(1)) assert.deepEqual(standing.value(l), spelled.value(l), rule);
    // implicit-sgd damps the change of the parameters, which the second sweep shows in its predictions.
    const moved = rule === 'implicit-sgd' ? one => one.prediction(L) : one => one.value(L - 1);
    assert.ok(apart(moved(standing), moved(other)) > 1e-6, rule);
  }
});
