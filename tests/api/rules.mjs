// The options of a rule, which an Inference, a Trainer and a LocalNode share.
import { list, names, options, positive, share, whole } from './kinds.mjs';
import { place } from './nodes.mjs';
import { ABLATIONS, BELONGING, EVERY_OPTION, FEEDBACKS, INTEGRATORS, RULES, VARIANTS } from './options.mjs';

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

export function rules(judge, pc, f) {
  const { network, single, inputs, targets, digits, reversed, data } = f;
  const infer = (o, net = network) => new pc.Inference(net, inputs, targets, o);
  const train = o => new pc.Trainer(o.rule === 'generative' ? reversed : digits, data, o);
  options(judge, 'options', EVERY_OPTION, 'rule', value => infer(value));
  judge.bad("a trainer's option", { field: 'options', got: 'a field "steps"' }, () => infer({ rule: 'fpa', steps: 3 }));
  complete(judge, infer);

  for (const make of [infer, train]) {
    names(judge, 'rule', RULES, rule => make({ rule }));
    for (const rule of RULES) positive(judge, 'stepSize', stepSize => make({ rule, stepSize }), { may: true });
    for (const rule of ['bp', 'vpc']) {
      positive(judge, 'outputVariance', outputVariance => make({ rule, outputVariance }), { may: true });
    }
    for (const rule of ['bp', 'fpa'])
      names(judge, 'stores', ['value', 'error'], stores => make({ rule, stores }), { may: true });
    names(judge, 'integrator', INTEGRATORS, integrator => make({ rule: 'ode-bp', integrator }), { may: true });
    names(judge, 'ablation', ABLATIONS, ablation => make({ rule: 'zil', ablation }), { may: true });
    names(judge, 'variant', VARIANTS, variant => make({ rule: 'il-prox', variant }), { may: true });
    for (const rule of [{ rule: 'g-il' }, { rule: 'il-prox', variant: 'practical' }]) {
      positive(judge, 'bottomStepSize', bottomStepSize => make({ ...rule, bottomStepSize }), { may: true });
      share(judge, 'decay', decay => make({ ...rule, decay }));
    }
    names(judge, 'feedback', FEEDBACKS, feedback => make({ rule: 'bp', feedback }), { may: true });
    whole(judge, 'feedbackSeed', 0, MAX_SAFE, feedbackSeed => make({ rule: 'bp', feedback: 'random', feedbackSeed }), {
      may: true,
    });
    share(judge, 'feedbackDecay', feedbackDecay => make({ rule: 'fpa', feedback: 'kolen-pollack', feedbackDecay }));
    whole(judge, 'noiseSeed', 0, MAX_SAFE, noiseSeed => make({ rule: 'langevin', noiseSeed }), { may: true });
  }
  for (const rule of [{ rule: 'il-prox' }, { rule: 'implicit-sgd' }, { rule: 'zil', ablation: 'early' }]) {
    positive(judge, 'learningRate', learningRate => infer({ ...rule, learningRate }), { may: true });
  }
  for (const rule of RULES) belonging(judge, pc, f, rule, { infer, train });
  judge.bad(
    'generative with classes',
    { field: 'likelihood of the network', expected: '"gaussian"', got: '"categorical"' },
    () => infer({ rule: 'generative' }),
  );
  judge.bad(
    'exact il-prox with two samples',
    { field: 'the minibatch', expected: '1 sample for rule il-prox', got: '2' },
    () => infer({ rule: 'il-prox' }),
  );
  precisions(judge, { infer, single });
  getters(judge, pc, f);
}

/** The tables know every option that there is. */
function complete(judge, infer) {
  judge.good('every option is in the table', () => {
    let known = '';
    try {
      infer({ rule: 'bp', nothing: 1 });
    } catch (error) {
      [, known] = /no fields but (.*), got/.exec(error.message);
    }
    if (known !== Object.keys(EVERY_OPTION).join(', ')) throw new Error(`these exist: ${known}`);
  });
}

/** What is an option of other rules is refused, and what is one of this rule taken. */
function belonging(judge, pc, { network, single, inputs, targets }, rule, { infer, train }) {
  const alone = o => new pc.LocalNode(place(network, 1), o);
  for (const [option, value, shown, expected, takers, needs = {}] of BELONGING) {
    const taken = takers.includes(rule);
    if (!taken || needs[rule]) {
      const wanted = { field: option, expected, got: `${shown} for rule ${rule}` };
      const makers = option === 'learningRate' ? [infer, alone] : [infer, train, alone]; // a Trainer never has it
      for (const make of makers) judge.bad(`${rule} with ${option}`, wanted, () => make({ rule, [option]: value }));
    }
    if (!taken) continue;
    judge.good(`${rule} takes ${option}`, () => {
      const all = { rule, ...needs[rule], [option]: value };
      const samples = rule === 'il-prox' && all.variant !== 'practical' ? 1 : 2;
      const [x, y] = [inputs.slice(0, 4 * samples), targets.slice(0, 2 * samples)];
      new pc.Inference(rule === 'generative' ? single : network, x, y, all).free();
    });
  }
}

function precisions(judge, { infer, single }) {
  const precise = (value, net) => infer({ rule: 'vpc', precisions: value }, net);
  list(judge, 'precisions', 1, 64, 1, value => precise(value), { may: true });
  for (const length of [1, 3]) {
    const wanted = { field: 'precisions', expected: 'a list of 2 entries' };
    judge.bad(`${length} precisions`, wanted, () => precise(new Array(length).fill(1)));
  }
  for (const i of [0, 1]) {
    positive(judge, `precisions[${i}]`, value => precise([1, 1].with(i, value)), { lists: true });
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
    positive(judge, `precisions[0][${j}]`, value => precise([[1, 1, 1].with(j, value), 1]));
  }
  positive(judge, 'precisions[1][1]', value => precise([1, [1, value]], single));
  const categorical = {
    field: 'precisions[1]',
    expected: 'a number, since the likelihood is categorical',
    got: 'a list',
  };
  judge.bad('a precision a class', categorical, () => precise([1, [1, 1]]));
  judge.bad('one of langevin', categorical, () => infer({ rule: 'langevin', precisions: [1, [1, 1]] }));
}

/** Getters in the options that pull the ground away: the call fails whole or works whole. */
function getters(judge, pc, { inputs, targets, data }) {
  const treacherous = victim => ({
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
    const late = {
      get rule() {
        x.fill(NaN);
        return 'bp';
      },
    };
    const inference = new pc.Inference(new pc.Network({ sizes: [4, 2] }), x, targets, late);
    if (!inference.value(0).every(Number.isFinite)) throw new Error('the change came through');
  });
}
