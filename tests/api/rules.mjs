// The options of a rule, which an Inference and a Trainer share.
import { list, names, options, positive } from './kinds.mjs';

const RULES = ['bp', 'vpc', 'fpa', 'zil'];

export function rules(judge, pc, { network, single, inputs, targets, digits, data }) {
  const infer = (o, net = network) => new pc.Inference(net, inputs, targets, o);
  const train = (o) => new pc.Trainer(digits, data, o);
  const good = { rule: 'vpc', stepSize: 1, precisions: [1, 1], outputVariance: 1, stores: 'value' };
  options(judge, 'options', good, 'rule', (value) => new pc.Inference(network, inputs, targets, value));
  judge.bad('a trainer\'s option', { field: 'options', got: 'a field "steps"' }, () => infer({ rule: 'fpa', steps: 3 }));

  for (const make of [infer, train]) {
    names(judge, 'rule', RULES, (rule) => make({ rule }));
    for (const rule of RULES) {
      positive(judge, 'stepSize', (stepSize) => make({ rule, stepSize }), { may: true });
      positive(judge, 'outputVariance', (outputVariance) => make({ rule, outputVariance }), { may: true });
      names(judge, 'stores', ['value', 'error'], (stores) => make({ rule, stores }), { may: true });
    }
    for (const rule of ['bp', 'fpa', 'zil']) {
      judge.bad(`${rule} with precisions`, { field: 'precisions', expected: 'left out', got: rule }, () => make({ rule, precisions: [1, 1] }));
      judge.bad(`${rule} with k`, { field: 'outputVariance', got: `2 for rule ${rule}` }, () => make({ rule, outputVariance: 2 }));
    }
    for (const rule of ['bp', 'vpc', 'zil']) {
      judge.bad(`${rule} that stores e`, { field: 'stores', got: `"error" for rule ${rule}` }, () => make({ rule, stores: 'error' }));
    }
  }

  const precise = (precisions, net) => infer({ rule: 'vpc', precisions }, net);
  list(judge, 'precisions', 1, 64, 1, (value) => precise(value), { may: true });
  for (const length of [1, 3]) {
    const wanted = { field: 'precisions', expected: 'a list of 2 entries' };
    judge.bad(`${length} precisions`, wanted, () => precise(new Array(length).fill(1)));
  }
  for (const i of [0, 1]) {
    positive(judge, `precisions[${i}]`, (value) => precise([1, 1].with(i, value)), { lists: true });
    for (const value of [[], new Array(4097)]) {
      const wanted = { field: `precisions[${i}]`, expected: 'a list of 1 to 4096', got: `a list of ${value.length}` };
      judge.bad(`precisions[${i}]: ${value.length} entries`, wanted, () => precise([1, 1].with(i, value)));
    }
  }
  for (const length of [1, 2, 4]) {
    const wanted = { field: 'precisions[0]', expected: 'a number or a list of 3', got: `a list of ${length}` };
    judge.bad(`${length} precisions of node 1`, wanted, () => precise([new Array(length).fill(1), 1]));
  }
  for (const j of [0, 1, 2]) {
    positive(judge, `precisions[0][${j}]`, (value) => precise([[1, 1, 1].with(j, value), 1]));
  }
  positive(judge, 'precisions[1][1]', (value) => precise([1, [1, value]], single));
  const categorical = { field: 'precisions[1]', expected: 'a number, since the likelihood is categorical', got: 'a list' };
  judge.bad('a precision a class', categorical, () => precise([1, [1, 1]]));

  getters(judge, pc, { inputs, targets, data });
}

/** Getters in the options that pull the ground away: the call fails whole or works whole. */
function getters(judge, pc, { inputs, targets, data }) {
  const treacherous = (victim) => ({
    get rule() {
      victim.free();
      return 'fpa';
    },
  });
  const freed = { field: 'this Network', got: 'a freed one' };
  const net = new pc.Network({ sizes: [4, 3, 2], dtype: 'f64' });
  judge.bad('a getter that frees the network', freed, () => new pc.Inference(net, inputs, targets, treacherous(net)));
  judge.bad('and the network is freed', freed, () => net.weights(0));
  judge.good('a getter that frees what a trainer already holds', () => {
    const [part] = data.split([20], 0);
    const held = new pc.Network({ sizes: [784, 10] });
    const first = new pc.Trainer(held, part, treacherous(held));
    if (!Number.isFinite(first.step())) throw new Error('the loss is not finite');
    first.free();
    const other = new pc.Trainer(new pc.Network({ sizes: [784, 10] }), part, treacherous(part));
    if (!Number.isFinite(other.step())) throw new Error('the loss is not finite');
  });
  judge.good('a getter that changes the inputs too late', () => {
    const x = Float64Array.from(inputs);
    const late = { get rule() { x.fill(NaN); return 'bp'; } };
    const inference = new pc.Inference(new pc.Network({ sizes: [4, 2] }), x, targets, late);
    if (!inference.value(0).every(Number.isFinite)) throw new Error('the change came through');
  });
}
