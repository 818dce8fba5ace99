// LocalNode with everything that is wrong for it.
import { floats, list, names, options, typed, whole } from './kinds.mjs';
import { EVERY_OPTION } from './options.mjs';

const ACTIVATIONS = ['identity', 'tanh', 'relu', 'sigmoid'];
const LATEST = 2 ** 32 - 1;

/** Node `index` of a chain of sizes 4, 3, 2 with two samples, as its constructor wants it. */
export function place(network, index, targets) {
  const l = index - 1;
  const { likelihood, dtype } = network;
  const own = { weights: network.weights(l), bias: network.bias(l), activation: network.activation(l) };
  return { sizes: [4, 3, 2], index, batch: 2, ...own, likelihood, dtype, ...(index === 2 && { target: targets }) };
}

/** A latent node in the middle of its work. */
export function latent(pc, network, Floats) {
  const node = new pc.LocalNode(place(network, 1), { rule: 'vpc' });
  node.predict(Floats.of(0.1, 0.2, 0.3, 0.4, -0.5, 0.6, -0.7, 0.8));
  node.settle();
  node.receive(Floats.of(1, 2, 3, 4, 5, 6));
  node.compare();
  node.arrive(1);
  node.learn(1);
  return node;
}

/** Everything that can be read from a node. */
export function nodeState(node) {
  const { forward, vjp, parameterVjp, ...sums } = node.counters();
  const numbers = [
    node.value(),
    node.latent(),
    node.prediction(),
    node.error(),
    node.weightGradient(),
    node.biasGradient(),
  ];
  const fixed = [node.firstNonzero, node.stages, Number(node.learnsWhenStopped), Number(node.forwards)];
  return [...numbers, forward, vjp, parameterVjp, Object.values(sums), fixed];
}

export function nodes(judge, pc, { network, single, targets, node, singleNode }) {
  const fpa = { rule: 'fpa' };
  const good = { latent: place(network, 1), output: place(network, 2, targets), single: place(single, 2, targets) };
  const made = (more, from = good.output) => new pc.LocalNode({ ...from, ...more }, fpa);
  options(judge, 'node', good.output, 'sizes', value => new pc.LocalNode(value, fpa), { prefix: '' });
  options(judge, 'options', EVERY_OPTION, 'rule', value => new pc.LocalNode(good.latent, value));
  const misfits = [
    [
      { rule: 'vpc', precisions: [1] },
      { field: 'precisions', expected: 'a list of 2 entries' },
    ],
    [{ rule: 'generative' }, { field: 'likelihood of the network', expected: '"gaussian"', got: '"categorical"' }],
    [{ rule: 'il-prox' }, { field: 'the minibatch', expected: '1 sample for rule il-prox', got: '2' }],
    [{ rule: 'implicit-sgd' }, { field: 'rule', expected: 'to run a node alone', got: '"implicit-sgd"' }],
  ];
  for (const from of [good.latent, good.output]) {
    for (const [value, wanted] of misfits) {
      judge.bad(`a node of rule ${value.rule} that does not fit`, wanted, () => new pc.LocalNode(from, value));
    }
  }

  list(judge, 'sizes', 2, 65, 1, sizes => made({ sizes }));
  for (const i of [0, 1, 2]) whole(judge, `sizes[${i}]`, 1, 4096, value => made({ sizes: [4, 3, 2].with(i, value) }));
  whole(judge, 'index', 1, 2, index => made({ index }));
  whole(judge, 'batch', 1, 2 ** 24, batch => made({ batch }));
  for (const [from, at] of [
    [good.output, {}],
    [good.latent, {}],
    [good.single, { single: true }],
  ]) {
    for (const field of ['weights', 'bias'])
      floats(judge, field, from[field], value => made({ [field]: value }, from), at);
  }
  floats(judge, 'target', targets, target => made({ target }));
  floats(judge, 'target', targets, target => made({ target }, good.single), { single: true });
  judge.bad('an output node without a target', { field: 'target', got: 'undefined' }, () =>
    made({ target: undefined }),
  );
  names(judge, 'activation', ACTIVATIONS, activation => made({ activation }));
  names(judge, 'likelihood', ['gaussian', 'categorical'], likelihood => made({ likelihood }));
  names(judge, 'dtype', ['f32', 'f64'], dtype => made({ dtype }));

  for (const method of ['sends', 'childSends', 'learns', 'arrive', 'learn']) {
    whole(judge, 't', 0, LATEST, t => node[method](t));
  }
  typed(judge, 'parent', new Float64Array(8), value => node.predict(value));
  typed(judge, 'parent', new Float32Array(8), value => singleNode.predict(value));
  typed(judge, 'feedback', new Float64Array(6), value => node.receive(value));
  typed(judge, 'feedback', new Float32Array(6), value => singleNode.receive(value));
  const heun = new pc.LocalNode(good.latent, { rule: 'ode-bp', integrator: 'heun' });
  const feedback = new Float64Array(6);
  whole(judge, 'stage', 0, 0, stage => node.receive(feedback, stage), { may: true });
  whole(judge, 'stage', 0, 1, stage => heun.receive(feedback, stage), { may: true });
  heun.free();

  judge.good('what has diverged is a message too', () => {
    const lost = made({}, good.latent);
    lost.predict(new Float64Array(8).fill(NaN));
    lost.settle();
    if (!lost.value().every(Number.isNaN)) throw new Error('it became something else');
    lost.free();
  });
  judge.bad('a node too large', { memory: true }, () => {
    const wide = { sizes: [4096, 4096, 1], weights: new Float64Array(4096 ** 2), bias: new Float64Array(4096) };
    made({ ...wide, batch: 2 ** 20 }, good.latent);
  });
}
