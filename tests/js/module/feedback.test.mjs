// Feedback weights and the angles they make, through the contract, in inference and in training.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEEDBACKS, RULES } from '../../api/options.mjs';
import { apart, Dataset, example, Inference, infer, Network, Trainer } from '../support/module.mjs';

const SIZES = [5, 4, 4, 4, 2];
const L = 4;
const functions = [0, 1, 2, 3];
const OTHERS = FEEDBACKS.filter(kind => kind !== 'transpose');
/** Rules that carry errors back by feedback weights. */
const CARRYING = RULES.filter(rule => rule !== 'il-prox' && rule !== 'implicit-sgd');

/** The angle between two lists in degrees. */
function angle(a, b) {
  const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return (Math.acos(Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)))) * 180) / Math.PI;
}

test('by default feedback goes by the weights themselves: no angles', () => {
  const { network, inputs, targets } = example(SIZES, 3);
  const bp = new Inference(network, inputs, targets, { rule: 'bp' });
  assert.deepEqual([...bp.errorAngles()], [NaN, NaN, NaN, NaN, 0], 'before the errors have come');
  bp.step(L);
  assert.deepEqual([...bp.errorAngles()], [NaN, 0, 0, 0, 0]);
  assert.deepEqual(bp.feedbackAngles(), new Float64Array(L));
  for (const l of functions) assert.deepEqual(bp.feedbackWeights(l), network.weights(l));
});

test('random feedback weights are drawn as first weights are, anew for each function and seed', () => {
  const { network, inputs, targets } = example(SIZES, 3);
  const drawn = (feedback, feedbackSeed, rule = 'bp') => {
    const inference = new Inference(network, inputs, targets, { rule, feedback, feedbackSeed });
    return functions.map(l => inference.feedbackWeights(l));
  };
  const random = drawn('random', 7);
  assert.deepEqual(drawn('random', 7, 'vpc'), random, 'whatever the rule');
  assert.deepEqual(drawn('learned', 7), random);
  assert.deepEqual(drawn('kolen-pollack', 7), random);
  assert.deepEqual(drawn('random', 0), drawn('random'), 'the default is 0');
  for (const l of functions) {
    const bound = 1 / Math.sqrt(SIZES[l]);
    assert.equal(random[l].length, SIZES[l] * SIZES[l + 1]);
    assert.ok(random[l].every(b => Math.abs(b) <= bound) && random[l].some(b => Math.abs(b) > bound / 2));
    assert.notDeepEqual(random[l], drawn('random', 8)[l]);
    assert.notDeepEqual(random[l], network.weights(l));
  }
  const signed = drawn('sign-symmetric', 7);
  functions.forEach(l => {
    const weights = network.weights(l);
    assert.deepEqual(
      signed[l],
      random[l].map((b, i) => Math.abs(b) * Math.sign(weights[i])),
    );
  });
});

test('every rule that carries errors back takes every kind, and tells the angles', () => {
  const { network, inputs, targets } = example(SIZES, 3, { likelihood: 'gaussian' });
  for (const rule of CARRYING) {
    for (const feedback of OTHERS) {
      const options = { rule, feedback, feedbackSeed: 2 };
      const [inference, exact] = [options, { rule }].map(one => new Inference(network, inputs, targets, one));
      const before = inference.counters();
      const angles = inference.feedbackAngles();
      functions.forEach(l => {
        assert.ok(Math.abs(angles[l] - angle(inference.feedbackWeights(l), network.weights(l))) < 1e-6);
        assert.ok(feedback === 'sign-symmetric' ? angles[l] < 90 : angles[l] > 20, `${feedback}: ${angles[l]}`);
      });
      assert.deepEqual(inference.counters(), before, 'not counted');
      for (const one of [inference, exact]) one.step(5);
      if (rule !== 'langevin')
        assert.ok(inference.errorAngles()[3] > exact.errorAngles()[3] + 1, `${rule} ${feedback}`);
      assert.ok(apart(inference.error(3), exact.error(3)) > 1e-3, `${rule} ${feedback}`);
    }
  }
});

test('the error at the last hidden node is what the feedback weights carry there', () => {
  const inference = infer(SIZES, 2, { rule: 'bp', feedback: 'random' }, { likelihood: 'gaussian' });
  inference.step(1);
  const [b, up] = [inference.feedbackWeights(3), inference.error(4)]; // [2][4], [2][2]
  const carried = Float64Array.from({ length: 8 }, (_, i) => {
    const [sample, unit] = [Math.floor(i / 4), i % 4];
    return b[unit] * up[2 * sample] + b[4 + unit] * up[2 * sample + 1];
  });
  assert.ok(apart(inference.error(3), carried) < 1e-14);
});

/** A trainer on drawn digits with its network. */
function training(options, sizes = [784, 16, 10]) {
  const network = new Network({ sizes, dtype: 'f64', seed: 1 });
  const trainer = new Trainer(network, Dataset.synthetic(100, 2), { batchSize: 20, seed: 3, ...options });
  return { network, trainer };
}

test('Kolen–Pollack: feedback and weights meet in training, at the rate of the decay', () => {
  for (const rule of ['bp', 'fpa', 'zil']) {
    const feedbackDecay = 0.05;
    const { network, trainer } = training({ rule, feedback: 'kolen-pollack', feedbackDecay });
    const apartness = () =>
      [0, 1].map(l => {
        const weights = network.weights(l);
        return trainer.feedbackWeights(l).map((b, i) => b - weights[i]);
      });
    const first = apartness();
    let angles = trainer.feedbackAngles();
    assert.ok(
      angles.every(a => a > 60),
      `at random: ${angles}`,
    );
    for (let k = 1; k <= 5; k++) {
      trainer.step(10);
      const now = trainer.feedbackAngles();
      now.forEach((a, l) => assert.ok(a < angles[l], `${rule}: f_${l} at ${10 * k}: ${angles[l]} → ${a}`));
      angles = now;
      apartness().forEach((d, l) => {
        assert.ok(
          apart(
            d,
            first[l].map(value => value * (1 - feedbackDecay) ** (10 * k)),
          ) < 1e-10,
          'W − B shrinks by the decay alone',
        );
      });
    }
    assert.ok(
      angles.every(a => a < 45),
      `after 50 minibatches: ${angles}`,
    );
  }
});

test('learned feedback keeps its distance, random feedback stays, sign-symmetric feedback follows the signs', () => {
  const difference = ({ network, trainer }) => {
    const weights = network.weights(1);
    return trainer.feedbackWeights(1).map((b, i) => b - weights[i]);
  };
  const learned = training({ rule: 'bp', feedback: 'learned' });
  const first = difference(learned);
  learned.trainer.step(30);
  assert.ok(apart(difference(learned), first) < 1e-12);
  const same = training({ rule: 'bp', feedback: 'kolen-pollack', feedbackDecay: 0 });
  same.trainer.step(30);
  assert.deepEqual(same.trainer.feedbackWeights(1), learned.trainer.feedbackWeights(1), 'Kolen–Pollack without decay');

  const random = training({ rule: 'bp', feedback: 'random' });
  const drawn = random.trainer.feedbackWeights(1);
  random.trainer.step(30);
  assert.deepEqual(random.trainer.feedbackWeights(1), drawn);
  assert.notDeepEqual(random.network.weights(1), training({ rule: 'bp' }).network.weights(1));

  const signed = training({ rule: 'bp', feedback: 'sign-symmetric' });
  signed.trainer.step(30);
  const weights = signed.network.weights(1);
  signed.trainer.feedbackWeights(1).forEach((b, i) => assert.equal(Math.sign(b), Math.sign(weights[i])));

  const plain = training({ rule: 'bp' });
  plain.trainer.step(3);
  assert.deepEqual(plain.trainer.feedbackWeights(0), plain.network.weights(0));
  assert.deepEqual(plain.trainer.feedbackAngles(), new Float64Array(2));
});

test('a trainer tells the angles of its last minibatch, at the parameters as they are now', () => {
  const exact = training({ rule: 'bp' });
  assert.deepEqual([...exact.trainer.errorAngles()], [NaN, NaN, NaN], 'before the first minibatch');
  exact.trainer.step(5);
  assert.deepEqual([...exact.trainer.errorAngles()], [NaN, 0, 0]);

  // With one minibatch that holds all the data, it is an Inference over these.
  const data = Dataset.synthetic(20, 2);
  const network = new Network({ sizes: [784, 16, 10], dtype: 'f64', seed: 1 });
  const options = { rule: 'fpa', feedback: 'random', feedbackSeed: 4 };
  const trainer = new Trainer(network, data, { ...options, batchSize: 20 });
  trainer.step(5);
  const counters = trainer.counters();
  const inference = new Inference(network, data.inputs(0, 20), data.targets(0, 20), options);
  inference.step();
  const [ours, theirs] = [trainer.errorAngles(), inference.errorAngles()];
  assert.deepEqual([ours.length, Number.isNaN(ours[0]), ours[2]], [3, true, 0]);
  assert.ok(ours[1] > 10 && Math.abs(ours[1] - theirs[1]) < 1e-9, `${ours[1]}, ${theirs[1]}`);
  assert.deepEqual(trainer.feedbackAngles(), inference.feedbackAngles());
  assert.deepEqual(trainer.counters(), counters, 'looking on is not counted');
});

test('functions of the same shape have feedback weights of their own', () => {
  const inference = infer(SIZES, 1, { rule: 'bp', feedback: 'random' });
  assert.notDeepEqual(inference.feedbackWeights(1), inference.feedbackWeights(2));
});

test('other feedback weights can be put in their place: with the weights themselves it is backpropagation', () => {
  const { network, inputs, targets } = example(SIZES, 3);
  const bp = new Inference(network, inputs, targets, { rule: 'bp' });
  const other = new Inference(network, inputs, targets, { rule: 'bp', feedback: 'random' });
  for (const l of functions) other.setFeedbackWeights(l, network.weights(l));
  assert.deepEqual(other.feedbackWeights(1), network.weights(1));
  bp.step(L);
  other.step(L);
  for (const l of functions) assert.deepEqual(other.weightGradient(l), bp.weightGradient(l));
});

test('a generative trainer classifies with the feedback weights that it has trained', () => {
  const data = Dataset.synthetic(200, 1);
  const network = new Network({ sizes: [10, 12, 784], likelihood: 'gaussian', dtype: 'f64' });
  const options = {
    rule: 'generative',
    stepSize: 0.02,
    feedback: 'learned',
    optimizer: { kind: 'sgd', learningRate: 0.02 },
  };
  const trainer = new Trainer(network, data, options);
  trainer.step(60);
  assert.ok(!trainer.diverged);
  const settle = trained => {
    const pictures = data.inputs(0, 200);
    const inference = new Inference(network, new Float64Array(2000).fill(0.1), pictures, {
      rule: 'generative',
      stepSize: 0.02,
      feedback: 'learned',
    });
    if (trained) for (const l of [0, 1]) inference.setFeedbackWeights(l, trainer.feedbackWeights(l));
    inference.release(0);
    inference.step(25);
    return inference.value(0);
  };
  const settled = settle(true);
  const right = [...Array(200).keys()].filter(i => {
    const shares = [...settled.subarray(10 * i, 10 * i + 10)];
    return shares.indexOf(Math.max(...shares)) === data.label(i);
  });
  assert.equal(trainer.evaluate(data).accuracy, right.length / 200);
  assert.notDeepEqual(settle(false), settled, 'the weights as they were drawn say something else');
});
