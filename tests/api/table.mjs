// Every argument, option, method and getter of the module with everything that is wrong for it.
// Runs anywhere: `run(namespace)` takes the initialised module and says what it found.
import { Judge } from './check.mjs';
import { bytes, floats, instance, list, names, options, positive, whole } from './kinds.mjs';
import { files } from './files.mjs';
import { freed } from './freed.mjs';
import { latent, nodes, nodeState } from './nodes.mjs';
import { rules } from './rules.mjs';

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const ACTIVATIONS = ['identity', 'tanh', 'relu', 'sigmoid'];
const OPTIMIZERS = ['sgd', 'momentum', 'adam'];

/** @returns {{count: number, failures: string[]}} the number of cases and what went wrong */
export function run(pc) {
  const f = fixture(pc);
  const judge = new Judge(() => state(f));
  for (const part of [network, inference, nodes, dataset, trainer, rules, files, memory, freed, afterwards]) {
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
  const data = pc.Dataset.synthetic(30, 5);
  const digits = new pc.Network({ sizes: [784, 3, 10] });
  const trainer = new pc.Trainer(digits, data, { rule: 'fpa', batchSize: 8 });
  trainer.step(2);
  const node = latent(pc, network, Float64Array);
  const singleNode = latent(pc, single, Float32Array);
  const freedNetwork = new pc.Network({ sizes: [4, 3, 2] });
  const freedData = pc.Dataset.synthetic(3, 0);
  freedNetwork.free();
  freedData.free();
  return { network, single, inputs, targets, inference, node, singleNode, data, digits, trainer, freedNetwork, freedData };
}

/** Everything that can be read from the fixture; the empty steps show that it can be changed. */
function state({ network, single, inputs, targets, inference, node, singleNode, data, digits, trainer }) {
  inference.step(0);
  trainer.step(0);
  single.setBias(0, single.bias(0));
  const parameters = [network, single, digits].flatMap((net) => [
    net.sizes, net.weights(0), net.bias(0), net.weights(1), net.bias(1),
  ]);
  const chain = [1, 2].flatMap((l) => [inference.value(l), inference.prediction(l), inference.error(l)]);
  const lists = ({ forward, vjp, parameterVjp, ...numbers }) => [forward, vjp, parameterVjp, Object.values(numbers)];
  return [
    ...parameters, ...chain, ...nodeState(node), ...nodeState(singleNode), inputs, targets,
    network.predict(inputs), inference.errorNorms(), inference.firstNonzero(), inference.cosineToBackprop(),
    [inference.time, Number(inference.done), inference.freeEnergy()],
    ...lists(inference.counters()), ...lists(trainer.counters()),
    [trainer.iteration, trainer.epoch, Number(trainer.diverged)],
    [data.length, data.rows, data.columns, data.classes, data.label(29)], data.image(29),
  ];
}

function network(judge, pc, { network, single, inputs }) {
  const make = (more) => new pc.Network({ sizes: [4, 3, 2], ...more });
  const good = { sizes: [4, 3, 2], activation: 'tanh', likelihood: 'categorical', dtype: 'f32', seed: 0 };
  options(judge, 'options', good, 'sizes', (value) => new pc.Network(value));
  list(judge, 'sizes', 2, 65, 1, (sizes) => make({ sizes }));
  for (const i of [0, 1, 2]) {
    const sizes = (value) => [4, 3, 2].with(i, value);
    whole(judge, `sizes[${i}]`, 1, 4096, (value) => make({ sizes: sizes(value) }));
  }
  judge.bad('sizes in a Float32Array', { field: 'sizes[1]', got: '1.5' }, () => make({ sizes: Float32Array.of(4, 1.5) }));
  names(judge, 'activation', ACTIVATIONS, (activation) => make({ activation }), { may: true, lists: true });
  const both = (activation) => make({ sizes: [4, 3, 3, 2], activation });
  list(judge, 'activation', 2, 2, 'tanh', both, { may: true, expected: '' }); // a name or a list
  for (const i of [0, 1]) {
    const activation = (value) => ['relu', 'relu'].with(i, value);
    names(judge, `activation[${i}]`, ACTIVATIONS, (value) => both(activation(value)));
  }
  judge.bad('activations without hidden layers', { field: 'activation', got: 'a list of 1' }, () => make({ sizes: [4, 2], activation: ['tanh'] }));
  names(judge, 'likelihood', ['gaussian', 'categorical'], (likelihood) => make({ likelihood }), { may: true });
  names(judge, 'dtype', ['f32', 'f64'], (dtype) => make({ dtype }), { may: true });
  whole(judge, 'seed', 0, MAX_SAFE, (seed) => make({ seed }), { may: true });

  for (const method of ['weights', 'bias', 'activation']) whole(judge, 'l', 0, 1, (l) => network[method](l));
  for (const [method, read] of [['setWeights', 'weights'], ['setBias', 'bias']]) {
    whole(judge, 'l', 0, 1, (l) => network[method](l, network[read](0)));
    for (const l of [0, 1]) {
      floats(judge, 'values', network[read](l), (values) => network[method](l, values));
      floats(judge, 'values', single[read](l), (values) => single[method](l, values), { single: true });
    }
  }
  floats(judge, 'inputs', inputs, (values) => network.predict(values));
  floats(judge, 'inputs', inputs, (values) => single.predict(values), { single: true });
  bytes(judge, 'bytes', (value) => pc.Network.load(value));
}

function inference(judge, pc, { network, single, inputs, targets, data, freedNetwork, inference }) {
  const make = (net, x, y, o) => new pc.Inference(net, x, y, o);
  const bp = { rule: 'bp' };
  const networks = { good: network, other: data, freed: freedNetwork };
  instance(judge, 'network', 'Network', networks, (value) => make(value, inputs, targets, bp));
  floats(judge, 'inputs', inputs, (value) => make(network, value, targets, bp));
  floats(judge, 'inputs', inputs, (value) => make(single, value, targets, bp), { single: true });
  floats(judge, 'targets', targets, (value) => make(network, inputs, value, bp));
  floats(judge, 'targets', targets, (value) => make(single, inputs, value, bp), { single: true });
  judge.bad('one sample more', { field: 'targets', got: '4 values' }, () => make(network, new Float64Array(12), targets, bp));
  for (const [bad, got] of [[[1, 0, 0.5, 0.6], 'a sum of 1.1'], [[1, 0, 0, 0], 'a sum of 0'], [[1, 0, 1.5, -0.5], '-0.5'], [[1, 0, 0.9, 0], 'a sum of 0.9']]) {
    judge.bad(`targets ${bad}`, { field: 'targets of sample 1', expected: 'probabilities', got }, () => make(network, inputs, Float64Array.from(bad), bp));
  }
  whole(judge, 'count', 0, 1_000_000, (count) => inference.step(count), { may: true });
  whole(judge, 'node', 0, 2, (node) => inference.value(node));
  for (const method of ['prediction', 'error']) whole(judge, 'node', 1, 2, (node) => inference[method](node));
  for (const method of ['weightGradient', 'biasGradient']) whole(judge, 'l', 0, 1, (l) => inference[method](l));
}

function dataset(judge, pc, { data }) {
  const { Dataset } = pc;
  bytes(judge, 'images', (images) => Dataset.fromIdx(images, new Uint8Array(8)));
  whole(judge, 'count', 1, 100_000, (count) => Dataset.synthetic(count, 0));
  whole(judge, 'seed', 0, MAX_SAFE, (seed) => Dataset.synthetic(1, seed));
  for (const method of ['image', 'label']) whole(judge, 'i', 0, 29, (i) => data[method](i));
  for (const method of ['inputs', 'targets']) {
    whole(judge, 'start', 0, 29, (start) => data[method](start, 1));
    whole(judge, 'count', 1, 30, (count) => data[method](0, count));
    judge.bad(`${method} past the end`, { field: 'start + count', expected: 'at most 30', got: '31' }, () => data[method](29, 2));
  }
  list(judge, 'counts', 1, 1000, 1, (counts) => data.split(counts, 0));
  for (const i of [0, 1]) whole(judge, `counts[${i}]`, 1, 30, (value) => data.split([1, 1].with(i, value), 0));
  judge.bad('counts too large together', { field: 'the sum of counts', expected: 'at most 30', got: '31' }, () => data.split([30, 1], 0));
  whole(judge, 'seed', 0, MAX_SAFE, (seed) => data.split([1], seed));
}

function trainer(judge, pc, { network, digits, data, trainer, freedNetwork, freedData }) {
  const join = (net, set) => new pc.Trainer(net, set, { rule: 'bp' });
  const make = (more) => new pc.Trainer(digits, data, { rule: 'bp', ...more });
  const sets = { good: data, other: digits, freed: freedData };
  instance(judge, 'network', 'Network', { good: digits, other: data, freed: freedNetwork }, (value) => join(value, data));
  instance(judge, 'data', 'Dataset', sets, (value) => join(digits, value));
  instance(judge, 'data', 'Dataset', sets, (value) => trainer.evaluate(value));
  judge.bad('a network of other inputs', { field: 'sizes[0] of the network', got: '4' }, () => join(network, data));
  const eleven = new pc.Network({ sizes: [784, 11] });
  judge.bad('a network of other classes', { field: 'sizes[1] of the network', got: '11' }, () => join(eleven, data));

  const optimizer = { kind: 'sgd', learningRate: 0.1, momentum: 0.5 };
  const good = { rule: 'bp', stepSize: 1, outputVariance: 1, stores: 'value', steps: 1, optimizer, batchSize: 4, seed: 0 };
  options(judge, 'options', good, 'rule', (value) => new pc.Trainer(digits, data, value));
  whole(judge, 'steps', 0, 100_000, (steps) => make({ steps }), { may: true });
  whole(judge, 'batchSize', 1, 65_536, (batchSize) => make({ batchSize }), { may: true });
  whole(judge, 'seed', 0, MAX_SAFE, (seed) => make({ seed }), { may: true });
  options(judge, 'optimizer', optimizer, 'kind', (value) => make({ optimizer: value }), { may: true });
  const optimize = (more) => make({ optimizer: { ...optimizer, ...more } });
  names(judge, 'optimizer.kind', OPTIMIZERS, (kind) => optimize({ kind }));
  positive(judge, 'optimizer.learningRate', (learningRate) => optimize({ learningRate }));
  for (const value of [-0.1, 1, 1.5, 1e300]) {
    judge.bad(`optimizer.momentum = ${value}`, { field: 'optimizer.momentum', expected: 'from 0 to below 1' }, () => optimize({ momentum: value }));
  }
  for (const value of [null, '0.9', true, NaN, Infinity, -Infinity, 1n, {}, [], () => 0]) {
    judge.bad(`optimizer.momentum = ${typeof value}`, { field: 'optimizer.momentum', expected: 'a finite number' }, () => optimize({ momentum: value }));
  }
  judge.bad('no learning rate', { field: 'optimizer.learningRate', got: 'undefined' }, () => make({ optimizer: { kind: 'adam' } }));
  whole(judge, 'count', 0, 1_000_000, (count) => trainer.step(count), { may: true });
}

/** Things that are right by themselves and larger than the memory of a module. */
function memory(judge, pc) {
  const refused = { memory: true };
  for (const dtype of ['f32', 'f64']) {
    judge.bad(`the largest network, ${dtype}`, refused, () => new pc.Network({ sizes: new Array(65).fill(4096), dtype }));
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
