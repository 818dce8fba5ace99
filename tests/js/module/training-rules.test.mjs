// Training under every rule, through the contract: what it learns, its defaults, and generative networks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ABLATIONS, RULES } from '../../api/options.mjs';
import { Dataset, Network, Trainer } from '../support/module.mjs';

/** A trainer over drawn digits, with a network that its rule takes. */
function training(options, { hidden = [32], dtype = 'f64', data = Dataset.synthetic(200, 2) } = {}) {
  const generative = options.rule === 'generative';
  const sizes = generative ? [10, ...hidden, 784] : [784, ...hidden, 10];
  const network = new Network({ sizes, likelihood: generative ? 'gaussian' : 'categorical', dtype, seed: 1 });
  return { network, data, trainer: new Trainer(network, data, options) };
}

const optionsOf = rule => [
  { rule },
  ...(rule === 'zil' ? ABLATIONS.map(ablation => ({ rule, ablation })) : []),
  ...(rule === 'ode-bp' ? [{ rule, integrator: 'heun', stepSize: 0.5, steps: 10 }] : []),
  ...(rule === 'il-prox' ? [{ rule, variant: 'practical' }] : []),
  ...(rule === 'vpc' ? [{ rule, outputVariance: 10, steps: 20 }] : []),
];

test('every rule learns: its loss falls on the data it was trained on, and stays finite', () => {
  const all = Dataset.synthetic(200, 2);
  for (const options of RULES.flatMap(optionsOf)) {
    for (const dtype of ['f32', 'f64']) {
      const exact = options.rule === 'il-prox' && !options.variant;
      const { data, trainer } = training({ batchSize: exact ? 1 : 16, ...options }, { dtype, data: all });
      const name = `${JSON.stringify(options)} ${dtype}`;
      const before = trainer.evaluate(data);
      for (let i = 0; i < 5; i++) assert.ok(Number.isFinite(trainer.step(12)), name);
      assert.equal(trainer.diverged, false, name);
      const after = trainer.evaluate(data);
      assert.ok(after.loss < 0.995 * before.loss, `${name}: ${before.loss} → ${after.loss}`);
      assert.equal(trainer.iteration, 60);
    }
  }
});

test('the defaults of each rule: its steps, its samples a minibatch, its optimizer', () => {
  const hidden = [12, 12, 12, 12, 12, 64];
  const L = 7;
  const settling = 10 * (L - 1);
  const steps = {
    vpc: settling,
    'g-il': settling,
    'il-prox': 80 * (L - 1),
    langevin: settling,
    generative: settling,
    'implicit-sgd': 20,
  };
  for (const options of [...RULES.map(rule => ({ rule })), { rule: 'il-prox', variant: 'practical' }]) {
    const { rule, variant } = options;
    const [exact, implicit] = [rule === 'il-prox' && !variant, rule === 'il-prox' || rule === 'implicit-sgd'];
    const { network, data, trainer } = training(options, { hidden });
    trainer.step(2);
    const wanted = variant ? settling : (steps[rule] ?? L - 1);
    // One product a step at each node that there is feedback from; bp's wave and implicit-sgd's sweeps are one.
    const products = 2 * (rule === 'bp' ? 1 : wanted);
    assert.deepEqual(trainer.counters().vjp, [0, ...new Array(L - 1).fill(products)], rule);
    assert.equal(trainer.epoch, (2 * (exact ? 1 : 64)) / 200, rule);
    const learningRate = rule === 'implicit-sgd' ? 0.1 : variant ? 0.3 : 0.01;
    const optimizer = { kind: implicit ? 'sgd' : 'momentum', learningRate, momentum: 0.9 };
    const spelled = { steps: rule === 'implicit-sgd' ? 20 * L : wanted, batchSize: exact ? 1 : 64, seed: 0, optimizer };
    const same = training({ ...options, ...spelled }, { hidden, data });
    same.trainer.step(2);
    assert.deepEqual(same.network.weights(1), network.weights(1), rule);
    const usual = Trainer.usual(network.sizes, options);
    assert.deepEqual(
      [usual.steps, usual.batchSize, usual.optimizer, usual.learningRate],
      [spelled.steps, spelled.batchSize, optimizer.kind, learningRate],
      rule,
    );
  }
  const { trainer } = training({ rule: 'generative' });
  trainer.step(2);
  assert.deepEqual(trainer.counters().vjp, [0, 40], 'a short generative chain takes twenty steps');
});

test("rules with a learning rate in them take the optimizer's", () => {
  const bias = (rule, learningRate, ablation) => {
    const options = { rule, ablation, optimizer: { kind: 'sgd', learningRate } };
    const { network, trainer } = training(options, { hidden: [16], data: Dataset.synthetic(1, 2) });
    const before = network.bias(0);
    trainer.step();
    return network.bias(0).map((b, i) => (b - before[i]) / learningRate);
  };
  const far = (a, b) => Math.hypot(...a.map((x, i) => x - b[i])) / Math.hypot(...b);
  // An explicit step is as long as its rate says; an implicit one is not.
  assert.ok(far(bias('bp', 0.1), bias('bp', 0.01)) < 1e-10);
  assert.ok(far(bias('il-prox', 0.1), bias('il-prox', 0.01)) > 0.01);
  assert.ok(far(bias('implicit-sgd', 0.1), bias('implicit-sgd', 0.01)) > 0.01);
  assert.ok(far(bias('zil', 0.1, 'early'), bias('zil', 0.01, 'early')) > 0.01);
});

test('generative: the loss is that of the picture predicted from its label, the answer what a free x_0 settles at', () => {
  const { network, data, trainer } = training(
    { rule: 'generative', evaluationSteps: 0 },
    { hidden: [64], data: Dataset.synthetic(60, 4) },
  );
  trainer.step(20);
  const pictures = data.inputs(0, 60);
  const made = network.predict(data.targets(0, 60));
  const loss = made.reduce((sum, value, i) => sum + (value - pictures[i]) ** 2 / 2, 0) / 60;
  const { loss: found, accuracy } = trainer.evaluate(data);
  assert.ok(Math.abs(found / loss - 1) < 1e-12, `${found}, ${loss}`);
  const zeros = Array.from({ length: 60 }, (_, i) => data.label(i)).filter(label => label === 0).length;
  assert.equal(accuracy, zeros / 60, 'without a step all classes are equal, and the first is taken');
});

test('generative: it classifies pictures it has not seen, and makes a picture of each label', () => {
  const [known, unseen] = Dataset.synthetic(700, 1).split([600, 100], 0);
  const { network, trainer } = training({ rule: 'generative' }, { hidden: [64], dtype: 'f32', data: known });
  trainer.step(60);
  const { accuracy } = trainer.evaluate(unseen);
  assert.ok(accuracy > 0.7, `${accuracy}`);
  // The picture made from a label is nearer to the mean of its class than to that of any other.
  const pictures = known.inputs(0, 600);
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 600; i++) {
    counts[known.label(i)]++;
    means[known.label(i)].forEach((_, j, mean) => {
      mean[j] += pictures[784 * i + j];
    });
  }
  for (let label = 0; label < 10; label++) {
    const made = network.predict(Float64Array.from({ length: 10 }, (_, i) => Number(i === label)));
    const away = means.map((mean, k) => Math.hypot(...mean.map((sum, j) => sum / counts[k] - made[j])));
    assert.equal(away.indexOf(Math.min(...away)), label);
  }
});
