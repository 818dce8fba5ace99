// Every argument, option, method and getter of the module with everything that is wrong for it.
// Runs anywhere: `run(namespace)` takes the initialised module and says what it found.
import { Judge } from './check.mjs';
import { clamping } from './clamping.mjs';
import { experiments } from './experiments.mjs';
import { bytes, floats, instance, list, names, options, positive, whole } from './kinds.mjs';
import { files } from './files.mjs';
import { freed } from './freed.mjs';
import { latent, nodes, nodeState } from './nodes.mjs';
import { rules } from './rules.mjs';
import { schedules } from './schedules.mjs';
import { theory } from './theory.mjs';
import { trainer } from './trainer.mjs';

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const ACTIVATIONS = ['identity', 'tanh', 'relu', 'sigmoid'];

/**
 * @returns {{count: number, failures: string[]}} the number of cases, of which one in `every` was tried, and what went
 * wrong
 */
export function run(pc, every = 1) {
  const f = fixture(pc);
  const judge = new Judge(() => state(f), every);
  // The engine has no experiments, which are a module of their own, and that module has no theory.
  const more = [...(pc.Experiment ? [experiments] : []), ...(pc.Theory ? [schedules, theory] : [])];
  for (const part of [
    network,
    inference,
    clamping,
    nodes,
    dataset,
    trainer,
    rules,
    files,
    ...more,
    memory,
    freed,
    afterwards,
  ]) {
    // What breaks a whole part must not hide what was found before it.
    judge.good(`the part "${part.name}"`, () => part(judge, pc, f));
  }
  return { count: judge.count, failures: judge.failures };
}

/** One object of every class, all in the middle of their work. */
function fixture(pc) {
  const network = new pc.Network({ sizes: [4, 3, 2], dtype: 'f64', seed: 1 });
  const single = new pc.Network({ sizes: [4, 3, 2], likelihood: 'gaussian', activation: ['relu'], seed: 2 });
  const inputs = Float64Array.of(0.1, 0.2, 0.3, 0.4, -0.5, 0.6, -0.7, 0.8);
  const targets = Float64Array.of(1, 0, 0.25, 0.75);
  const inference = new pc.Inference(network, inputs, targets, { rule: 'vpc' });
  inference.step(3);
  const free = new pc.Inference(single, inputs, targets, { rule: 'generative', feedback: 'random' });
  free.clamp(1);
  free.release(0);
  free.step(2);
  const data = pc.Dataset.synthetic(30, 5);
  const digits = new pc.Network({ sizes: [784, 3, 10] });
  const reversed = new pc.Network({ sizes: [10, 3, 784], likelihood: 'gaussian' });
  const trainer = new pc.Trainer(digits, data, { rule: 'fpa', batchSize: 8, feedback: 'learned' });
  trainer.step(2);
  const node = latent(pc, network, Float64Array);
  const singleNode = latent(pc, single, Float32Array);
  const freedNetwork = new pc.Network({ sizes: [4, 3, 2] });
  const freedData = pc.Dataset.synthetic(3, 0);
  freedNetwork.free();
  freedData.free();
  return {
    network,
    single,
    inputs,
    targets,
    inference,
    free,
    node,
    singleNode,
    data,
    digits,
    reversed,
    trainer,
    freedNetwork,
    freedData,
  };
}

/** Everything that can be read from the fixture; the empty steps show that it can be changed. */
function state({ network, single, inputs, targets, inference, free, node, singleNode, data, digits, trainer }) {
  trainer.step(0);
  single.setBias(0, single.bias(0));
  const parameters = [network, single, digits].flatMap(net => [
    net.sizes,
    net.weights(0),
    net.bias(0),
    net.weights(1),
    net.bias(1),
  ]);
  return [
    ...parameters,
    ...inferred(inference),
    ...inferred(free),
    ...nodeState(node),
    ...nodeState(singleNode),
    inputs,
    targets,
    network.predict(inputs),
    ...lists(trainer.counters()),
    trainer.errorAngles(),
    trainer.feedbackAngles(),
    trainer.feedbackWeights(0),
    trainer.feedbackWeights(1),
    [trainer.iteration, trainer.epoch, Number(trainer.diverged)],
    trainer.save(),
    [data.length, data.rows, data.columns, data.classes, data.label(29)],
    data.image(29),
  ];
}

const lists = ({ forward, vjp, parameterVjp, ...numbers }) => [forward, vjp, parameterVjp, Object.values(numbers)];

/** Everything that can be read from an Inference of two functions without computing a gradient. */
function inferred(inference) {
  inference.step(0);
  const chain = [1, 2].flatMap(l => [inference.value(l), inference.prediction(l), inference.error(l)]);
  return [
    inference.value(0),
    ...chain,
    inference.errorNorms(),
    inference.firstNonzero(),
    inference.learnedAt(),
    inference.cosineToBackprop(),
    inference.errorAngles(),
    inference.feedbackAngles(),
    inference.feedbackWeights(0),
    inference.feedbackWeights(1),
    [0, 1, 2].map(node => Number(inference.clamped(node))),
    ...lists(inference.counters()),
    [inference.time, Number(inference.done), inference.freeEnergy(), inference.implicitResidual(0.1)],
  ];
}

function network(judge, pc, { network, single, inputs }) {
  const make = more => new pc.Network({ sizes: [4, 3, 2], ...more });
  const good = { sizes: [4, 3, 2], activation: 'tanh', likelihood: 'categorical', dtype: 'f32', seed: 0 };
  options(judge, 'options', good, 'sizes', value => new pc.Network(value));
  list(judge, 'sizes', 2, 65, 1, sizes => make({ sizes }));
  for (const i of [0, 1, 2]) {
    const sizes = value => [4, 3, 2].with(i, value);
    whole(judge, `sizes[${i}]`, 1, 4096, value => make({ sizes: sizes(value) }));
  }
  judge.bad('sizes in a Float32Array', { field: 'sizes[1]', got: '1.5' }, () =>
    make({ sizes: Float32Array.of(4, 1.5) }),
  );
  names(judge, 'activation', ACTIVATIONS, activation => make({ activation }), { may: true, lists: true });
  const both = activation => make({ sizes: [4, 3, 3, 2], activation });
  list(judge, 'activation', 2, 2, 'tanh', both, { may: true, expected: '' }); // a name or a list
  for (const i of [0, 1]) {
    const activation = value => ['relu', 'relu'].with(i, value);
    names(judge, `activation[${i}]`, ACTIVATIONS, value => both(activation(value)));
  }
  judge.bad('activations without hidden layers', { field: 'activation', got: 'a list of 1' }, () =>
    make({ sizes: [4, 2], activation: ['tanh'] }),
  );
  names(judge, 'likelihood', ['gaussian', 'categorical'], likelihood => make({ likelihood }), { may: true });
  names(judge, 'dtype', ['f32', 'f64'], dtype => make({ dtype }), { may: true });
  whole(judge, 'seed', 0, MAX_SAFE, seed => make({ seed }), { may: true });

  for (const method of ['weights', 'bias', 'activation']) whole(judge, 'l', 0, 1, l => network[method](l));
  for (const [method, read] of [
    ['setWeights', 'weights'],
    ['setBias', 'bias'],
  ]) {
    whole(judge, 'l', 0, 1, l => network[method](l, network[read](0)));
    for (const l of [0, 1]) {
      floats(judge, 'values', network[read](l), values => network[method](l, values));
      floats(judge, 'values', single[read](l), values => single[method](l, values), { single: true });
    }
  }
  floats(judge, 'inputs', inputs, values => network.predict(values));
  floats(judge, 'inputs', inputs, values => single.predict(values), { single: true });
  bytes(judge, 'bytes', value => pc.Network.load(value));
}

function inference(judge, pc, { network, single, inputs, targets, data, freedNetwork, inference }) {
  const make = (net, x, y, o) => new pc.Inference(net, x, y, o);
  const bp = { rule: 'bp' };
  const networks = { good: network, other: data, freed: freedNetwork };
  instance(judge, 'network', 'Network', networks, value => make(value, inputs, targets, bp));
  floats(judge, 'inputs', inputs, value => make(network, value, targets, bp));
  floats(judge, 'inputs', inputs, value => make(single, value, targets, bp), { single: true });
  floats(judge, 'targets', targets, value => make(network, inputs, value, bp));
  floats(judge, 'targets', targets, value => make(single, inputs, value, bp), { single: true });
  judge.bad('one sample more', { field: 'targets', got: '4 values' }, () =>
    make(network, new Float64Array(12), targets, bp),
  );
  for (const [bad, got] of [
    [[1, 0, 0.5, 0.6], 'a sum of 1.1'],
    [[1, 0, 0, 0], 'a sum of 0'],
    [[1, 0, 1.5, -0.5], '-0.5'],
    [[1, 0, 0.9, 0], 'a sum of 0.9'],
  ]) {
    judge.bad(`targets ${bad}`, { field: 'targets of sample 1', expected: 'probabilities', got }, () =>
      make(network, inputs, Float64Array.from(bad), bp),
    );
  }
  const record = (net, x, y, steps) => pc.Inference.operations(net, x, y, bp, steps);
  instance(judge, 'network', 'Network', networks, value => record(value, inputs, targets, 1));
  floats(judge, 'inputs', inputs, value => record(network, value, targets, 1));
  floats(judge, 'targets', targets, value => record(network, inputs, value, 1));
  whole(judge, 'steps', 0, 1_000_000, steps => record(network, inputs, targets, steps));
  whole(judge, 'count', 0, 1_000_000, count => inference.step(count), { may: true });
  whole(judge, 'node', 0, 2, node => inference.value(node));
  for (const method of ['prediction', 'error', 'backpropError'])
    whole(judge, 'node', 1, 2, node => inference[method](node));
  for (const method of ['weightGradient', 'biasGradient', 'feedbackWeights']) {
    whole(judge, 'l', 0, 1, l => inference[method](l));
  }
  positive(judge, 'learningRate', learningRate => inference.implicitResidual(learningRate));
  const random = make(network, inputs, targets, { rule: 'bp', feedback: 'random' });
  whole(judge, 'l', 0, 1, l => random.setFeedbackWeights(l, random.feedbackWeights(0)));
  for (const l of [0, 1])
    floats(judge, 'values', random.feedbackWeights(l), values => random.setFeedbackWeights(l, values));
  const own = make(network, inputs, targets, bp);
  const transpose = { field: 'feedback', expected: 'other than "transpose"', got: '"transpose"' };
  judge.bad('feedback weights for the transpose', transpose, () => own.setFeedbackWeights(0, network.weights(0)));
  random.free();
  own.free();
}

function dataset(judge, pc, { data }) {
  const { Dataset } = pc;
  bytes(judge, 'images', images => Dataset.fromIdx(images, new Uint8Array(8)));
  whole(judge, 'count', 1, 100_000, count => Dataset.synthetic(count, 0));
  whole(judge, 'seed', 0, MAX_SAFE, seed => Dataset.synthetic(1, seed));
  for (const method of ['image', 'label']) whole(judge, 'i', 0, 29, i => data[method](i));
  for (const method of ['inputs', 'targets']) {
    whole(judge, 'start', 0, 29, start => data[method](start, 1));
    whole(judge, 'count', 1, 30, count => data[method](0, count));
    judge.bad(`${method} past the end`, { field: 'start + count', expected: 'at most 30', got: '31' }, () =>
      data[method](29, 2),
    );
  }
  list(judge, 'counts', 1, 1000, 1, counts => data.split(counts, 0));
  for (const i of [0, 1]) whole(judge, `counts[${i}]`, 1, 30, value => data.split([1, 1].with(i, value), 0));
  judge.bad('counts too large together', { field: 'the sum of counts', expected: 'at most 30', got: '31' }, () =>
    data.split([30, 1], 0),
  );
  whole(judge, 'seed', 0, MAX_SAFE, seed => data.split([1], seed));
}

/** Things that are right by themselves and larger than the memory of a module. */
function memory(judge, pc) {
  const refused = { memory: true };
  for (const dtype of ['f32', 'f64']) {
    judge.bad(
      `the largest network, ${dtype}`,
      refused,
      () => new pc.Network({ sizes: new Array(65).fill(4096), dtype }),
    );
  }
  const wide = new pc.Network({ sizes: [1, 4096, 4096, 1], likelihood: 'gaussian', dtype: 'f64' });
  const many = new Float64Array(300_000);
  judge.bad('a minibatch too large', refused, () => new pc.Inference(wide, many, many, { rule: 'bp' }));
  const out = new pc.Network({ sizes: [1, 4096] });
  judge.bad('a prediction too large', refused, () => out.predict(many));
  wide.free();
  out.free();
}

/** After all that, everything still does its work. */
function afterwards(judge, pc, { network, inference, data, digits, trainer, inputs, targets }) {
  judge.good('inference goes on', () => {
    const { time } = inference;
    inference.step();
    if (inference.time !== time + 1) throw new Error('time stood still');
  });
  judge.good('training goes on', () => {
    const before = digits.weights(0);
    if (!Number.isFinite(trainer.step(2))) throw new Error('the loss is not finite');
    if (digits.weights(0).every((weight, i) => weight === before[i])) throw new Error('the weights stayed');
    trainer.evaluate(data);
  });
  judge.good('parameters can be set', () => {
    network.setWeights(0, new Float64Array(12).fill(0.5));
    if (network.weights(0)[11] !== 0.5) throw new Error('they were not');
  });
  judge.good('new objects can be made', () => new pc.Inference(network, inputs, targets, { rule: 'zil' }).step());
}
