// The contract in Node: the table of everything that is wrong, then what Network and Inference do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { run } from '../../api/table.mjs';
import { ALL } from '../../amount.js';
import { apart, example, infer, Inference, Network, numbers, oneHot, pc } from '../support/module.mjs';

const pins = JSON.parse(readFileSync(new URL('../../api/pins.json', import.meta.url), 'utf8'));

// All of the table is tried with the other module, which has more (experiments.test.mjs), and in `test all` here too.
test('whatever is wrong is refused with a sentence and changes nothing', () => {
  const { count, failures } = run(pc, ALL ? 1 : 7);
  assert.deepEqual(failures, []);
  assert.ok(count > (ALL ? 9000 : 1000), `only ${count} cases ran`);
});

test('a network has the sizes and the defaults that the contract says', () => {
  const network = new Network({ sizes: [4, 3, 2] });
  assert.deepEqual(network.sizes, Uint32Array.of(4, 3, 2));
  assert.equal(network.depth, 2);
  assert.equal(network.weights(0).length, 12);
  assert.equal(network.bias(1).length, 2);
  const spelled = { activation: 'tanh', likelihood: 'categorical', dtype: 'f32', seed: 0 };
  assert.deepEqual(network.save(), new Network({ sizes: [4, 3, 2], ...spelled }).save());
  assert.deepEqual(network.save(), new Network({ sizes: Uint16Array.of(4, 3, 2), activation: ['tanh'] }).save());
  const absent = { activation: undefined, likelihood: undefined, dtype: undefined, seed: undefined };
  assert.deepEqual(network.save(), new Network({ sizes: [4, 3, 2], ...absent }).save());
});

test('parameters are drawn from U(±1/√inputs): the same for the same seed, others for another', () => {
  for (const dtype of ['f32', 'f64']) {
    const first = new Network({ sizes: [100, 50, 2], dtype, seed: 9 });
    for (const values of [first.weights(0), first.bias(0)]) {
      assert.ok(
        values.every(value => Math.abs(value) <= 0.1),
        'within ±0.1',
      );
      assert.ok(values.some(value => value > 0.08) && values.some(value => value < -0.08), 'up to the bounds');
      if (dtype === 'f32') assert.deepEqual(values, Float64Array.from(Float32Array.from(values)), 'f32 numbers');
    }
    assert.deepEqual(new Network({ sizes: [100, 50, 2], dtype, seed: 9 }).save(), first.save());
    assert.notDeepEqual(new Network({ sizes: [100, 50, 2], dtype, seed: 10 }).weights(0), first.weights(0));
    const pinned = new Network({ sizes: [4, 3, 2], dtype });
    assert.equal(pinned.weights(0)[0], Number(pins.firstWeight[dtype]));
    assert.equal(pinned.bias(1)[1], Number(pins.lastBias[dtype]));
    const options = { rule: 'bp', feedback: 'random', feedbackSeed: 5 };
    const feedback = new Inference(pinned, new Float64Array(4), Float64Array.of(1, 0), options).feedbackWeights(1);
    assert.deepEqual([feedback[0], feedback[5]], pins.feedbackWeights[dtype].map(Number), `feedback, ${dtype}`);
  }
  const largest = new Network({ sizes: [2, 2], seed: Number.MAX_SAFE_INTEGER });
  assert.notDeepEqual(largest.weights(0), new Network({ sizes: [2, 2] }).weights(0));
});

test('numbers are row-major, batch first', () => {
  const network = new Network({ sizes: [3, 2], likelihood: 'gaussian', dtype: 'f64' });
  network.setWeights(0, Float64Array.of(1, 2, 3, 10, 20, 30)); // [sizes[1]][sizes[0]]
  network.setBias(0, Float64Array.of(0.5, -0.5));
  assert.deepEqual(network.weights(0), Float64Array.of(1, 2, 3, 10, 20, 30));
  assert.deepEqual(network.bias(0), Float64Array.of(0.5, -0.5));
  const inputs = Float64Array.of(1, 0, 0, 0, 1, 0, 1, 1, 1);
  assert.deepEqual(network.predict(inputs), Float64Array.of(1.5, 9.5, 2.5, 19.5, 6.5, 59.5));
  const targets = Float64Array.of(1, 9, 2, 19, 6, 59);
  const bp = new Inference(network, inputs, targets, { rule: 'bp' });
  assert.deepEqual(bp.value(0), inputs);
  assert.deepEqual(bp.value(1), targets);
  assert.deepEqual(bp.error(1), new Float64Array(6).fill(-0.5));
  assert.deepEqual(bp.prediction(1), network.predict(inputs));
  // −e xᵀ, mean of three samples, to be subtracted: each input unit is 1 in two of them.
  assert.ok(apart(bp.weightGradient(0), Float64Array.of(1 / 3, 1 / 3, 1 / 6, 1 / 3, 1 / 3, 1 / 6)) < 1e-15);
  assert.ok(apart(bp.biasGradient(0), Float64Array.of(0.5, 0.5)) < 1e-15);
  assert.equal(bp.freeEnergy(), 0.25); // ½ (0.25 + 0.25)
});

test('what one activation a layer means', () => {
  const network = new Network({
    sizes: [1, 1, 1, 1, 1, 1],
    activation: ['identity', 'relu', 'tanh', 'sigmoid'],
    likelihood: 'gaussian',
    dtype: 'f64',
  });
  for (let l = 0; l < 5; l++) {
    network.setWeights(l, Float64Array.of(l === 1 ? -1 : 1));
    network.setBias(l, Float64Array.of(0));
  }
  const of = x => 1 / (1 + Math.exp(-Math.tanh(Math.max(-x, 0))));
  const inputs = Float64Array.of(-2, -0.5, 0.5);
  assert.ok(apart(network.predict(inputs), inputs.map(of)) < 1e-15);
});

test('arrays that come out are copies, and arrays that go in are not kept', () => {
  const { network, inputs, targets } = example([4, 3, 2], 2);
  const weights = network.weights(0);
  const before = weights.slice();
  weights.fill(7);
  assert.deepEqual(network.weights(0), before);
  const inference = new Inference(network, inputs, targets, { rule: 'fpa' });
  const x = inference.value(0);
  inputs.fill(7);
  network.setWeights(0, new Float64Array(12));
  assert.deepEqual(inference.value(0), x);
  const errors = inference.error(2);
  inference.step();
  assert.deepEqual(inference.error(2), errors, 'an Inference reads the network when it is made');
  network.free();
  inference.step();
  assert.equal(inference.time, 2);
});

test('a prediction of many samples is that of each alone', () => {
  for (const dtype of ['f32', 'f64']) {
    const { network, inputs } = example([4, 5, 2], 700, { dtype });
    const all = network.predict(inputs);
    assert.equal(all.length, 1400);
    for (const i of [0, 255, 256, 699]) {
      const one = network.predict(inputs.slice(4 * i, 4 * i + 4));
      assert.deepEqual(all.slice(2 * i, 2 * i + 2), one);
    }
  }
});

test('a saved network is loaded bit for bit, and its file is safetensors', () => {
  for (const dtype of ['f32', 'f64']) {
    const options = { sizes: [5, 4, 3], activation: ['relu'], likelihood: 'gaussian', dtype, seed: 11 };
    const network = new Network(options);
    network.setBias(0, Float64Array.of(-0, 5e-324, 1 / 3, 1e30));
    const bytes = network.save();
    const again = Network.load(bytes);
    for (const l of [0, 1]) {
      assert.deepEqual(again.weights(l), network.weights(l));
      assert.deepEqual(again.bias(l), network.bias(l));
    }
    assert.ok(Object.is(again.bias(0)[0], -0));
    assert.deepEqual(again.save(), bytes);
    assert.deepEqual(again.predict(numbers(10)), network.predict(numbers(10)));
    assert.deepEqual(Network.load(bytes.subarray()).sizes, Uint32Array.of(5, 4, 3));

    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const { __metadata__: metadata, ...tensors } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    assert.deepEqual(JSON.parse(metadata['pc-playground']), options);
    assert.deepEqual(Object.keys(tensors).sort(), ['f0.bias', 'f0.weight', 'f1.bias', 'f1.weight']);
    assert.deepEqual(tensors['f0.weight'].shape, [4, 5]);
    assert.equal(tensors['f0.weight'].dtype, dtype.toUpperCase());
    const Kind = dtype === 'f32' ? Float32Array : Float64Array;
    const [start, end] = tensors['f0.weight'].data_offsets;
    const raw = bytes.slice(8 + length + start, 8 + length + end);
    assert.deepEqual(Float64Array.from(new Kind(raw.buffer)), network.weights(0));
  }
});

/** Those whose latents start at their predictions, for any number of samples and classes. */
const SETTLED = ['bp', 'vpc', 'fpa', 'zil', 'fa-zil', 'ode-bp', 'g-il', 'implicit-sgd', 'langevin'];
const SIZES = [5, 4, 6, 3, 2];
const L = 4;

test('inference starts at its feed-forward values with an error at the output alone', () => {
  for (const rule of SETTLED) {
    const inference = infer(SIZES, 3, { rule });
    assert.equal(inference.time, 0);
    assert.equal(inference.done, false);
    assert.deepEqual(inference.firstNonzero(), Int32Array.of(-1, -1, -1, -1, 0));
    const norms = inference.errorNorms();
    assert.deepEqual(norms.slice(0, L), new Float64Array(L));
    assert.ok(Math.abs(norms[L] - Math.hypot(...inference.error(L))) < 1e-15);
    for (let l = 0; l <= L; l++) assert.equal(inference.value(l).length, 3 * SIZES[l]);
    for (let l = 1; l < L; l++) assert.deepEqual(inference.value(l), inference.prediction(l));
    assert.deepEqual(inference.value(L), oneHot(3, 2));
  }
});

test('the wave moves one node a step; bp and zil are done at t = L − 1, after which a step does nothing', () => {
  for (const rule of SETTLED.filter(name => name !== 'langevin')) {
    // whose noise is everywhere at once
    const inference = infer(SIZES, 3, { rule });
    for (let t = 1; t < L; t++) {
      inference.step();
      assert.equal(inference.time, t);
      const first = Array.from({ length: L + 1 }, (_, l) => (l > 0 && L - l <= t ? L - l : -1));
      assert.deepEqual([...inference.firstNonzero()], first);
    }
    const scheduled = rule === 'bp' || rule === 'zil';
    assert.equal(inference.done, scheduled);
    const counters = inference.counters();
    const errors = inference.error(1);
    inference.step(5);
    assert.equal(inference.time, scheduled ? L - 1 : L + 4);
    if (scheduled) {
      assert.deepEqual(inference.counters(), counters);
      assert.deepEqual(inference.error(1), errors);
    } else {
      assert.notDeepEqual(inference.counters(), counters);
    }
  }
});

test('a count of steps is that many single steps, and none is none', () => {
  for (const rule of ['vpc', 'fpa']) {
    const [one, many] = [0, 1].map(() => infer(SIZES, 2, { rule, stepSize: 0.3 }));
    many.step(0);
    assert.equal(many.time, 0);
    many.step(7);
    for (let t = 0; t < 7; t++) one.step();
    for (let l = 1; l <= L; l++) assert.deepEqual(many.error(l), one.error(l));
    assert.deepEqual(many.counters(), one.counters());
  }
});

test('zil learns each function at its moment, which is backpropagation; before it the gradient is zero', () => {
  const bp = infer(SIZES, 3, { rule: 'bp' });
  bp.step(L);
  const zil = infer(SIZES, 3, { rule: 'zil' });
  for (let t = 0; t < L; t++) {
    for (let l = 0; l < L; l++) {
      const learned = t >= L - 1 - l;
      const gradient = zil.weightGradient(l);
      if (learned) assert.ok(apart(gradient, bp.weightGradient(l)) < 1e-12, `function ${l} at ${t}`);
      else assert.deepEqual(gradient, new Float64Array(gradient.length));
      assert.equal(Number.isNaN(zil.cosineToBackprop()[l]), !learned);
    }
    zil.step();
  }
  for (let l = 0; l < L; l++) assert.ok(apart(zil.biasGradient(l), bp.biasGradient(l)) < 1e-12);
});

test('fpa with γ = 1 is backpropagation from T = L − 1 on, whichever it stores; γ defaults to 1', () => {
  const bp = infer(SIZES, 3, { rule: 'bp' });
  bp.step(L);
  for (const stores of ['value', 'error']) {
    const fpa = infer(SIZES, 3, { rule: 'fpa', stores });
    fpa.step(L - 2);
    assert.ok(
      fpa.weightGradient(0).every(value => value === 0),
      'the wave has not arrived',
    );
    fpa.step();
    for (let l = 0; l < L; l++) assert.ok(apart(fpa.weightGradient(l), bp.weightGradient(l)) < 1e-12);
    fpa.cosineToBackprop().forEach(cosine => assert.ok(Math.abs(cosine - 1) < 1e-12));
    assert.equal(fpa.cosineToBackprop().length, L + 1);
  }
});

test('vpc: γ defaults to 0.1, F falls, and k is a hidden precision k with γ / k', () => {
  const [standing, spelled] = [{}, { stepSize: 0.1, precisions: [1, [1, 1, 1, 1, 1, 1], 1, 1], outputVariance: 1 }].map(
    more => infer(SIZES, 2, { rule: 'vpc', ...more }),
  );
  let energy = standing.freeEnergy();
  for (let t = 0; t < 30; t++) {
    standing.step();
    spelled.step();
    assert.ok(standing.freeEnergy() < energy, `F at ${t + 1}`);
    energy = standing.freeEnergy();
  }
  assert.ok(apart(spelled.error(1), standing.error(1)) < 1e-12);
  const limit = infer(SIZES, 2, { rule: 'vpc', stepSize: 0.2, outputVariance: 4 });
  const precise = infer(SIZES, 2, { rule: 'vpc', stepSize: 0.05, precisions: [4, 4, 4, 1] });
  limit.step(20);
  precise.step(20);
  for (let l = 0; l < L; l++) assert.ok(apart(limit.weightGradient(l), precise.weightGradient(l)) < 1e-12);
});
