// Trainer with everything that is wrong for it; the options of its rule are in rules.mjs.
import { withEdited } from './files.mjs';
import { bytes, instance, names, options, positive, share, whole } from './kinds.mjs';
import { EVERY_OPTION, RULES } from './options.mjs';

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const OPTIMIZERS = ['sgd', 'momentum', 'adam'];

export function trainer(judge, pc, { network, digits, reversed, data, trainer, freedNetwork, freedData }) {
  const join = (net, set) => new pc.Trainer(net, set, { rule: 'bp' });
  const make = more => new pc.Trainer(digits, data, { rule: 'bp', ...more });
  const sets = { good: data, other: digits, freed: freedData };
  instance(judge, 'network', 'Network', { good: digits, other: data, freed: freedNetwork }, value => join(value, data));
  instance(judge, 'data', 'Dataset', sets, value => join(digits, value));
  instance(judge, 'data', 'Dataset', sets, value => trainer.evaluate(value));

  const optimizer = { kind: 'sgd', learningRate: 0.1, momentum: 0.5 };
  const good = { ...EVERY_OPTION, steps: 1, evaluationSteps: 1, optimizer, batchSize: 4, seed: 0 };
  options(judge, 'options', good, 'rule', value => new pc.Trainer(digits, data, value));
  whole(judge, 'steps', 0, 100_000, steps => make({ steps }), { may: true });
  whole(judge, 'evaluationSteps', 0, 100_000, evaluationSteps => make({ evaluationSteps }), { may: true });
  whole(judge, 'batchSize', 1, 65_536, batchSize => make({ batchSize }), { may: true });
  whole(judge, 'seed', 0, MAX_SAFE, seed => make({ seed }), { may: true });
  options(judge, 'optimizer', optimizer, 'kind', value => make({ optimizer: value }), { may: true });
  const optimize = more => make({ optimizer: { ...optimizer, ...more } });
  names(judge, 'optimizer.kind', OPTIMIZERS, kind => optimize({ kind }));
  positive(judge, 'optimizer.learningRate', learningRate => optimize({ learningRate }));
  share(judge, 'optimizer.momentum', momentum => optimize({ momentum }));
  judge.bad('no learning rate', { field: 'optimizer.learningRate', got: 'undefined' }, () =>
    make({ optimizer: { kind: 'adam' } }),
  );
  whole(judge, 'count', 0, 1_000_000, count => trainer.step(count), { may: true });
  whole(judge, 'l', 0, 1, l => trainer.feedbackWeights(l));
  bytes(judge, 'bytes', value => trainer.restore(value));
  checkpoints(judge, pc, { digits, data, trainer });
  ofTheRule(judge, pc, { digits, reversed, data });
  fit(judge, pc, { network, digits, reversed, data, trainer });
}

/** Bytes that are no checkpoint of this trainer. */
function checkpoints(judge, pc, { digits, data, trainer }) {
  const file = trainer.save();
  judge.good('its own checkpoint', () => trainer.restore(file));
  for (const length of [0, 7, 8, 100, file.length - 1]) {
    judge.bad(`the first ${length} bytes`, { field: 'bytes' }, () => trainer.restore(file.slice(0, length)));
  }
  judge.bad('a network', { field: 'metadata "pc-playground"', got: 'another "iteration"' }, () =>
    trainer.restore(digits.save()),
  );
  const adam = new pc.Trainer(digits, data, {
    rule: 'fpa',
    batchSize: 8,
    feedback: 'learned',
    optimizer: { kind: 'adam', learningRate: 0.1 },
  });
  judge.bad(
    'the checkpoint of another optimizer',
    { field: 'optimizer of the checkpoint', expected: 'adam, as in this trainer', got: 'momentum' },
    () => adam.restore(file),
  );
  adam.free();
  const earlier = withEdited(file, '\\"trainer\\":', '\\"somebody\\":');
  judge.bad(
    'one that names no trainer',
    { field: 'bytes', expected: 'a checkpoint that names its trainer', got: 'one that does not' },
    () => trainer.restore(earlier, { unnamed: false }),
  );
  judge.good('the same from who knows whose it is', () => trainer.restore(earlier, { unnamed: true }));
  for (const value of [null, true, 'unnamed', []])
    judge.bad(`options = ${value}`, { field: 'options', expected: 'an object' }, () => trainer.restore(file, value));
  for (const unnamed of [null, 1, 'true', {}])
    judge.bad(`unnamed = ${unnamed}`, { field: 'unnamed', expected: 'true or false' }, () =>
      trainer.restore(file, { unnamed }),
    );
  judge.bad('an option that there is not', { field: 'options', got: 'a field "named"' }, () =>
    trainer.restore(file, { named: true }),
  );
  for (const [from, to, field] of [
    ['iteration\\":2', 'iteration\\":-2', 'metadata "pc-playground"'],
    ['iteration\\":2', 'iteration\\":18446744073709551615', 'iteration of the checkpoint'],
    ['iteration\\":2', 'iteration\\":134217729', 'iteration of the checkpoint'],
    ['batchSize\\":8', 'batchSize\\":9', 'batchSize of the checkpoint'],
    ['samples\\":30', 'samples\\":31', 'samples of the checkpoint'],
    ['seed\\":0', 'seed\\":1', 'seed of the checkpoint'],
    ['"loss\\":', '"lost\\":', 'metadata "pc-playground"'],
    ['f1.feedback', 'f2.feedback', 'f1.feedback'],
  ]) {
    judge.bad(`a checkpoint with ${to}`, { field }, () => trainer.restore(withEdited(file, from, to)));
  }
}

/** What a rule wants of a trainer. */
function ofTheRule(judge, pc, { digits, reversed, data }) {
  const make = o => new pc.Trainer(o.rule === 'generative' ? reversed : digits, data, o);
  const rate = { field: 'learningRate', expected: 'left out in a trainer, where the optimizer has it', got: '0.1' };
  for (const rule of RULES) {
    judge.bad(`${rule} with a learning rate`, rate, () => make({ rule, learningRate: 0.1 }));
    judge.good(`${rule} trains`, () => make({ rule }).free());
  }
  judge.bad('early zil with one', rate, () => make({ rule: 'zil', ablation: 'early', learningRate: 0.1 }));
  judge.bad('one that is none', { field: 'learningRate', expected: 'a finite number', got: '"x"' }, () =>
    make({ rule: 'il-prox', learningRate: 'x' }),
  );
  for (const o of [{ rule: 'il-prox' }, { rule: 'il-prox', variant: 'practical' }, { rule: 'implicit-sgd' }]) {
    for (const kind of OPTIMIZERS) {
      judge.good(`${o.rule} with ${kind}`, () => make({ ...o, optimizer: { kind, learningRate: 0.1 } }).free());
    }
  }
  for (const batchSize of [2, 64]) {
    // Of 30 images, no more than 30 are used.
    const wanted = { field: 'batchSize', expected: '1 for rule il-prox', got: `${batchSize}` };
    judge.bad(`exact il-prox with ${batchSize} samples`, wanted, () => make({ rule: 'il-prox', batchSize }));
    judge.good('practical il-prox with them', () => make({ rule: 'il-prox', variant: 'practical', batchSize }).free());
  }
}

/** Networks and data that do not fit: one end has a unit a pixel, the other one a class. */
function fit(judge, pc, { network, digits, reversed, data, trainer }) {
  const join = (rule, net, set = data) => new pc.Trainer(net, set, { rule });
  const pixels = (i, got) => ({ field: `sizes[${i}] of the network`, expected: '784, the pixels of an image', got });
  const classes = (i, got) => ({ field: `sizes[${i}] of the network`, expected: '10, the number of classes', got });
  const made = (sizes, likelihood = 'gaussian') => new pc.Network({ sizes, likelihood });
  for (const rule of RULES.filter(name => name !== 'generative')) {
    judge.bad(`${rule} with a network of other inputs`, pixels(0, '4'), () => join(rule, network));
    judge.bad(`${rule} with a network that makes pictures`, pixels(0, '10'), () => join(rule, reversed));
  }
  judge.bad('a network of other classes', classes(1, '11'), () => join('bp', made([784, 11])));
  judge.bad('generative with a network that reads pictures', pixels(2, '10'), () => join('generative', digits));
  judge.bad('the same without classes', pixels(1, '10'), () => join('generative', made([784, 10])));
  judge.bad('pictures from other classes', classes(0, '11'), () => join('generative', made([11, 784])));
  const likelihood = {
    field: 'likelihood of the network',
    expected: '"gaussian" for rule generative',
    got: '"categorical"',
  };
  judge.bad('pictures as classes', likelihood, () => join('generative', made([10, 784], 'categorical')));

  const header = (...numbers) => numbers.flatMap(number => [0, 0, number >> 8, number & 255]);
  const images = Uint8Array.of(...header(2051, 1, 2, 2), 0, 1, 2, 3);
  const small = pc.Dataset.fromIdx(images, Uint8Array.of(...header(2049, 1), 7));
  const generative = join('generative', reversed);
  judge.bad('evaluated on smaller pictures', { field: 'sizes[0] of the network', expected: '4, the pixels' }, () =>
    trainer.evaluate(small),
  );
  judge.bad('made to make them', { field: 'sizes[2] of the network', expected: '4, the pixels' }, () =>
    generative.evaluate(small),
  );
  generative.free();
  small.free();
}
