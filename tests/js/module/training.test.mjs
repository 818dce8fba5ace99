// Dataset and Trainer, through the contract.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { RULES } from '../../api/options.mjs';
import { Dataset, Network, Trainer } from '../support/module.mjs';

const pins = JSON.parse(readFileSync(new URL('../../api/pins.json', import.meta.url), 'utf8'));

function idx(numbers, body) {
  const file = new Uint8Array(4 * numbers.length + body.length);
  numbers.forEach((number, i) => new DataView(file.buffer).setUint32(4 * i, number));
  file.set(body, 4 * numbers.length);
  return file;
}

test('IDX files are read raw or gzipped, image after image, row after row', () => {
  const pixels = [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6];
  const images = idx([2051, 2, 2, 3], pixels);
  const labels = idx([2049, 2], [7, 0]);
  for (const [x, y] of [
    [images, labels],
    [gzipSync(images), gzipSync(labels)],
    [images, gzipSync(labels)],
  ]) {
    const data = Dataset.fromIdx(new Uint8Array(x), new Uint8Array(y));
    assert.deepEqual([data.length, data.rows, data.columns, data.classes], [2, 2, 3, 10]);
    assert.deepEqual(data.image(1), Uint8Array.from(pixels.slice(6)));
    assert.deepEqual([data.label(0), data.label(1)], [7, 0]);
    assert.deepEqual(
      data.inputs(0, 2),
      Float64Array.from(pixels, pixel => pixel / 255),
    );
    assert.deepEqual(
      data.inputs(1, 1),
      Float64Array.from(pixels.slice(6), pixel => pixel / 255),
    );
    assert.deepEqual(
      data.targets(0, 2),
      Float64Array.from({ length: 20 }, (_, i) => Number(i === 7 || i === 10)),
    );
    data.free();
  }
});

test('synthetic digits are the same for the same seed', () => {
  const [a, b, c] = [5, 5, 6].map(seed => Dataset.synthetic(40, seed));
  assert.deepEqual([a.length, a.rows, a.columns, a.classes], [40, 28, 28, 10]);
  assert.deepEqual(a.inputs(0, 40), b.inputs(0, 40));
  assert.deepEqual(a.targets(0, 40), b.targets(0, 40));
  assert.notDeepEqual(a.inputs(0, 40), c.inputs(0, 40));
  const labels = Array.from({ length: 40 }, (_, i) => a.label(i));
  assert.equal(new Set(labels).size, 10, 'all classes');
  for (let i = 0; i < 40; i++) {
    assert.ok(a.image(i).some(pixel => pixel > 128) && a.image(i).some(pixel => pixel === 0), `digit ${i} shows`);
  }
});

test('a split deals every image out once, the same way for the same seed', () => {
  const data = Dataset.synthetic(50, 1);
  const parts = data.split([30, 15, 5], 3);
  assert.deepEqual(
    parts.map(part => part.length),
    [30, 15, 5],
  );
  const images = set => Array.from({ length: set.length }, (_, i) => `${set.label(i)}:${set.image(i)}`);
  assert.deepEqual(parts.flatMap(images).sort(), images(data).sort());
  assert.notDeepEqual(parts.flatMap(images), images(data), 'shuffled');
  assert.deepEqual(data.split(Uint8Array.of(30, 15, 5), 3).map(images), parts.map(images));
  assert.notDeepEqual(data.split([30, 15, 5], 4).map(images), parts.map(images));
  assert.equal(data.split([7], 0)[0].length, 7, 'the rest is in none');
  data.free();
  assert.equal(parts[0].image(29).length, 784, 'a part lives by itself');
});

test('training changes the network it was given, and counts minibatches and passes', () => {
  for (const rule of ['bp', 'vpc', 'fpa', 'zil', 'fa-zil', 'ode-bp', 'ar', 'g-il']) {
    for (const dtype of ['f32', 'f64']) {
      const network = new Network({ sizes: [784, 12, 10], dtype, seed: 1 });
      const data = Dataset.synthetic(100, 2);
      const before = network.weights(1);
      const trainer = new Trainer(network, data, {
        rule,
        batchSize: 20,
        optimizer: { kind: 'adam', learningRate: 0.01 },
      });
      assert.deepEqual([trainer.iteration, trainer.epoch, trainer.diverged], [0, 0, false]);
      const start = trainer.evaluate(data);
      const first = trainer.step();
      assert.deepEqual([trainer.iteration, trainer.epoch], [1, 0.2]);
      assert.notDeepEqual(network.weights(1), before);
      assert.ok(Math.abs(first - start.loss) < 0.5, 'the first loss is that of the network as it came');
      assert.equal(trainer.step(0), first, 'no step, the same loss');
      network.free();
      data.free();
      const last = trainer.step(60);
      assert.deepEqual([trainer.iteration, trainer.epoch], [61, 12.2]);
      assert.ok(last < 0.7 * first, `${rule} ${dtype} learns: ${first} → ${last}`);
      const { loss, accuracy } = trainer.evaluate(Dataset.synthetic(100, 2));
      assert.ok(loss < 0.7 * start.loss && accuracy > start.accuracy && accuracy <= 1, `${rule}: ${loss}, ${accuracy}`);
      trainer.free();
    }
  }
});

test('evaluate is the mean loss and the share of samples whose largest output is right', () => {
  const data = Dataset.synthetic(37, 4);
  const network = new Network({ sizes: [784, 10], dtype: 'f64', seed: 5 });
  const outputs = network.predict(data.inputs(0, 37));
  let [loss, right] = [0, 0];
  for (let i = 0; i < 37; i++) {
    const m = outputs.slice(10 * i, 10 * i + 10);
    loss += Math.log(m.reduce((total, value) => total + Math.exp(value), 0)) - m[data.label(i)];
    right += Number(m.indexOf(Math.max(...m)) === data.label(i));
  }
  const evaluation = new Trainer(network, data, { rule: 'bp' }).evaluate(data);
  assert.ok(Math.abs(evaluation.loss - loss / 37) < 1e-12);
  assert.equal(evaluation.accuracy, right / 37);
});

test('the defaults: T = L − 1, momentum 0.9 with rate 0.01, 64 samples, seed 0', () => {
  const data = Dataset.synthetic(200, 3);
  const optimizer = { kind: 'momentum', learningRate: 0.01, momentum: 0.9 };
  const trained = [{}, { steps: 2, optimizer, batchSize: 64, seed: 0, stepSize: 1 }, { steps: 3 }, { seed: 1 }].map(
    more => {
      const network = new Network({ sizes: [784, 8, 6, 10] });
      const trainer = new Trainer(network, data, { rule: 'fpa', ...more });
      trainer.step(5);
      assert.deepEqual(trainer.counters().vjp, [0, 5 * (more.steps ?? 2), 5 * (more.steps ?? 2)]);
      assert.deepEqual(trainer.counters().parameterVjp, [5, 5, 5]);
      return network.weights(0);
    },
  );
  assert.deepEqual(trained[0], trained[1]);
  assert.notDeepEqual(trained[0], trained[3]);
});

test('one update of each optimizer is the formula it says', () => {
  const data = Dataset.synthetic(10, 3);
  const rate = 0.1;
  for (const [kind, momentum] of [
    ['sgd', 0.9],
    ['momentum', 0.5],
    ['adam', 0.9],
  ]) {
    const network = new Network({ sizes: [784, 10], dtype: 'f64', seed: 2 });
    const optimizer = { kind, learningRate: rate, momentum };
    const trainer = new Trainer(network, data, { rule: 'bp', batchSize: 10, optimizer });
    const biases = [network.bias(0)];
    const gradients = [];
    for (let i = 0; i < 2; i++) {
      // The whole set is one minibatch, so the mean of softmax − target is the bias's gradient.
      const outputs = network.predict(data.inputs(0, 10));
      const targets = data.targets(0, 10);
      const gradient = new Float64Array(10);
      for (let s = 0; s < 10; s++) {
        const exp = outputs.slice(10 * s, 10 * s + 10).map(Math.exp);
        const total = exp.reduce((a, b) => a + b);
        exp.forEach((value, j) => {
          gradient[j] += (value / total - targets[10 * s + j]) / 10;
        });
      }
      gradients.push(gradient);
      trainer.step();
      biases.push(network.bias(0));
    }
    const expected = j => {
      const [g, h] = [gradients[0][j], gradients[1][j]];
      if (kind === 'sgd') return rate * h;
      if (kind === 'momentum') return rate * (0.5 * g + h);
      const v = (0.9 * 0.1 * g + 0.1 * h) / (1 - 0.81);
      const s = (0.999 * 0.001 * g * g + 0.001 * h * h) / (1 - 0.999 ** 2);
      return (rate * v) / (Math.sqrt(s) + 1e-8);
    };
    for (let j = 0; j < 10; j++) {
      const moved = biases[1][j] - biases[2][j];
      assert.ok(Math.abs(moved - expected(j)) < 1e-9, `${kind}: ${moved}, expected ${expected(j)}`);
    }
  }
});

test('divergence ends training with the last finite parameters, and the object goes on', () => {
  const data = Dataset.synthetic(100, 1);
  for (const [learningRate, activation, dtype] of [
    [1e30, 'tanh', 'f32'],
    [100, 'relu', 'f32'],
    [1e30, 'relu', 'f64'],
  ]) {
    const network = new Network({ sizes: [784, 16, 16, 10], activation, likelihood: 'gaussian', dtype, seed: 1 });
    const trainer = new Trainer(network, data, { rule: 'bp', optimizer: { kind: 'momentum', learningRate } });
    trainer.step(500);
    assert.equal(trainer.diverged, true, `rate ${learningRate} on ${activation}`);
    const { iteration } = trainer;
    assert.ok(iteration < 500);
    const weights = [0, 1, 2].map(l => network.weights(l));
    for (const layer of weights) assert.ok(layer.every(Number.isFinite));
    trainer.step(5);
    assert.equal(trainer.iteration, iteration, 'nothing more is trained');
    assert.deepEqual(
      [0, 1, 2].map(l => network.weights(l)),
      weights,
    );
    trainer.evaluate(data);
    trainer.counters();
    network.setWeights(0, new Float64Array(16 * 784));
    assert.equal(network.predict(data.inputs(0, 1)).length, 10);
  }
});

test('a short training run gives the numbers it gives everywhere', () => {
  const data = Dataset.synthetic(100, 3);
  // What was usual when these numbers were found.
  const sgd = { optimizer: { kind: 'sgd', learningRate: 0.01 } };
  const old = { generative: { stepSize: 0.1 }, 'implicit-sgd': sgd };
  for (const rule of RULES) {
    // As in tests/everywhere/seed.rs, which says why.
    const generative = rule === 'generative';
    const sizes = generative ? [10, 8, 64, 784] : [784, 8, 6, 10];
    const likelihood = generative ? 'gaussian' : 'categorical';
    const steps = rule === 'implicit-sgd' ? 9 : 3;
    const batchSize = rule === 'il-prox' ? 1 : 16;
    for (const dtype of ['f32', 'f64']) {
      const network = new Network({ sizes, likelihood, dtype, seed: 4 });
      const trainer = new Trainer(network, data, { rule, steps, batchSize, seed: 7, ...old[rule] });
      assert.equal(trainer.step(20), Number(pins.loss[dtype][rule]), `${rule} ${dtype}`);
    }
  }
});
