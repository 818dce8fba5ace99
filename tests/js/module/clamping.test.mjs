// Nodes held and freed, through the contract: vpc and generative.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart, Inference, Network, numbers, oneHot } from '../support/module.mjs';

const SIZES = [3, 12, 8, 6];
const L = 3;

/** Two samples; what is generated is gaussian. */
function start(rule, { dtype = 'f64', ...options } = {}) {
  const network = new Network({ sizes: SIZES, likelihood: 'gaussian', dtype, seed: 2 });
  return { network, inference: new Inference(network, oneHot(2, 3), numbers(12), { rule, stepSize: 0.1, ...options }) };
}

const RULES = ['vpc', 'generative'];
const held = inference => [0, 1, 2, 3].map(node => inference.clamped(node));

test('at the start the ends are held; what is held stays, what is free moves', () => {
  for (const rule of RULES) {
    for (const dtype of ['f64', 'f32']) {
      const { inference } = start(rule, { dtype });
      assert.deepEqual(held(inference), [true, false, false, true]);
      inference.step(5);
      inference.clamp(1);
      inference.release(0);
      inference.release(L);
      assert.deepEqual(held(inference), [false, true, false, false]);
      const before = [0, 1, 2, 3].map(node => inference.value(node));
      inference.step(3);
      const moved = [0, 1, 2, 3].map(node => apart(inference.value(node), before[node]) > 0);
      assert.deepEqual(moved, [true, false, true, true], `${rule} ${dtype}`);
      inference.release(1);
      inference.step();
      assert.ok(apart(inference.value(1), before[1]) > 0, 'freed again, it goes on');
    }
  }
});

test('values are taken at once, by the node and by the prediction of its child', () => {
  for (const rule of RULES) {
    for (let node = 0; node <= L; node++) {
      const { network, inference } = start(rule);
      inference.step(4);
      const error = node < L ? inference.error(node + 1) : null;
      const values = numbers(2 * SIZES[node]).map(value => value / 2);
      inference.clamp(node, values);
      values.fill(7); // a copy was taken
      const taken = numbers(2 * SIZES[node]).map(value => value / 2);
      assert.deepEqual(inference.value(node), taken);
      if (node > 0) {
        const m = inference.prediction(node);
        assert.ok(
          apart(
            inference.error(node),
            taken.map((x, i) => x - m[i]),
          ) < 1e-15,
        );
      }
      if (node < L) assert.notDeepEqual(inference.error(node + 1), error, `node ${node + 1} sees it`);
      if (node === 0) {
        const first = new Network({ sizes: SIZES.slice(0, 2), likelihood: 'gaussian', dtype: 'f64' });
        first.setWeights(0, network.weights(0));
        first.setBias(0, network.bias(0));
        assert.ok(apart(inference.prediction(1), first.predict(taken).map(Math.tanh)) < 1e-14);
      }
      inference.step(3);
      assert.deepEqual(inference.value(node), taken, 'and it stays there');
    }
  }
});

test('all nodes free to move descend the free energy', () => {
  for (const rule of RULES) {
    const { inference } = start(rule);
    inference.release(0);
    inference.release(L);
    let energy = inference.freeEnergy();
    for (let t = 0; t < 100; t++) {
      inference.step();
      assert.ok(inference.freeEnergy() < energy, `${rule} at ${t}`);
      energy = inference.freeEnergy();
    }
  }
});

test('generation: with the cause held and the output free, x_L tends to what the network predicts', () => {
  for (const rule of RULES) {
    const { network, inference } = start(rule);
    const prediction = network.predict(oneHot(2, 3));
    const before = apart(inference.value(L), prediction);
    inference.release(L);
    inference.step(1500);
    assert.ok(before > 0.1, 'it begins elsewhere');
    const after = apart(inference.value(L), prediction);
    assert.ok(after < 1e-6, `${rule}: ${before} → ${after}`);
    assert.ok(inference.freeEnergy() < 1e-10);
  }
});

test('classification: with a picture held and the cause free, x_0 finds the label that made it', () => {
  for (let label = 0; label < 3; label++) {
    const network = new Network({ sizes: SIZES, likelihood: 'gaussian', dtype: 'f64', seed: 2 });
    const cause = Float64Array.from({ length: 3 }, (_, i) => Number(i === label));
    const inference = new Inference(network, new Float64Array(3).fill(1 / 3), network.predict(cause), {
      rule: 'generative',
    });
    inference.release(0);
    inference.step(10_000);
    assert.ok(apart(inference.value(0), cause) < 0.01, `${inference.value(0)}`);
    assert.ok(inference.freeEnergy() < 1e-6);
  }
});

test('a free x_0 follows its feedback, and asks the first node for it', () => {
  const { network, inference } = start('generative');
  const x = inference.value(0);
  const still = inference.counters();
  inference.step();
  assert.equal(inference.counters().vjp[0] - still.vjp[0], 0, 'held, nobody sends to it');
  inference.release(0);
  const [e, m] = [inference.error(1), inference.prediction(1)];
  const w = network.weights(0); // [12][3]
  inference.step();
  assert.equal(inference.counters().vjp[0], 1);
  const expected = x.map((value, i) => {
    const [sample, unit] = [Math.floor(i / 3), i % 3];
    let pull = 0;
    for (let j = 0; j < 12; j++) pull += w[3 * j + unit] * (1 - m[12 * sample + j] ** 2) * e[12 * sample + j];
    return value + 0.1 * pull;
  });
  assert.ok(apart(inference.value(0), expected) < 1e-14);
});

test('backpropagation beside it is that of the ends as they are now', () => {
  const { network, inference } = start('vpc');
  inference.step(2);
  inference.errorAngles();
  inference.clamp(0, numbers(6));
  inference.clamp(L, oneHot(2, 6));
  const bp = new Inference(network, numbers(6), oneHot(2, 6), { rule: 'bp' });
  bp.step(L);
  const [e, truth] = [inference.error(1), bp.error(1)];
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const angle = (Math.acos(dot(e, truth) / Math.sqrt(dot(e, e) * dot(truth, truth))) * 180) / Math.PI;
  assert.ok(Math.abs(inference.errorAngles()[1] - angle) < 1e-6);
});

test('a gradient is that of the values as they are now, asked for before or not', () => {
  for (const rule of RULES) {
    const [asked, fresh] = [0, 1].map(() => start(rule).inference);
    for (const inference of [asked, fresh]) inference.step(3);
    asked.weightGradient(0);
    for (const inference of [asked, fresh]) inference.clamp(1, numbers(24));
    for (const l of [0, 1, 2]) {
      assert.deepEqual(asked.weightGradient(l), fresh.weightGradient(l), `${rule}: f_${l}`);
      assert.deepEqual(asked.biasGradient(l), fresh.biasGradient(l));
    }
    assert.deepEqual(asked.cosineToBackprop(), fresh.cosineToBackprop());
  }
});
