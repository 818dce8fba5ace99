// Every method and getter of every class once its object is freed.
import { latent } from './nodes.mjs';

export function freed(judge, pc, { inputs, targets }) {
  const network = new pc.Network({ sizes: [4, 3, 2] });
  const inference = new pc.Inference(network, inputs, targets, { rule: 'vpc' });
  const data = pc.Dataset.synthetic(3, 0);
  const digits = new pc.Network({ sizes: [784, 10] });
  const trainer = new pc.Trainer(digits, data, { rule: 'bp' });
  const other = pc.Dataset.synthetic(3, 0);
  const calls = {
    Network: [
      network,
      {
        weights: [0],
        bias: [0],
        activation: [0],
        setWeights: [0, new Float64Array(12)],
        setBias: [0, new Float64Array(3)],
        predict: [inputs],
        save: [],
      },
    ],
    Inference: [
      inference,
      {
        step: [],
        value: [0],
        prediction: [1],
        error: [1],
        errorNorms: [],
        firstNonzero: [],
        freeEnergy: [],
        weightGradient: [0],
        biasGradient: [0],
        cosineToBackprop: [],
        counters: [],
        timings: [],
        learnedAt: [],
        backpropError: [1],
        distanceToBackprop: [],
        errorAngles: [],
        feedbackAngles: [],
        feedbackWeights: [0],
        setFeedbackWeights: [0, new Float64Array(1)],
        implicitResidual: [0.1],
        clamp: [1],
        release: [1],
        clamped: [1],
      },
    ],
    LocalNode: [
      latent(pc, network, Float32Array),
      {
        sends: [0],
        childSends: [0],
        learns: [0],
        predict: [new Float32Array(8)],
        settle: [],
        feedback: [],
        receive: [new Float32Array(6)],
        compare: [],
        arrive: [0],
        learn: [0],
        barrier: [],
        value: [],
        latent: [],
        prediction: [],
        error: [],
        weightGradient: [],
        biasGradient: [],
        counters: [],
      },
    ],
    Dataset: [data, { image: [0], label: [0], inputs: [0, 1], targets: [0, 1], split: [[1], 0] }],
    Trainer: [
      trainer,
      {
        step: [],
        evaluate: [other],
        counters: [],
        errorAngles: [],
        feedbackAngles: [],
        feedbackWeights: [0],
        save: [],
        restore: [new Uint8Array(1)],
      },
    ],
  };
  if (pc.Experiment)
    calls.Experiment = [new pc.Experiment('figures', 'quick', other, other, other), { params: [0], run: [0] }];
  for (const [name, [object, methods]] of Object.entries(calls)) {
    const wanted = { field: `this ${name}`, expected: 'not freed', got: 'a freed one' };
    complete(judge, pc[name], methods);
    judge.good(`${name}.free()`, () => object.free());
    judge.good(`${name}.free() twice`, () => object.free());
    for (const [method, args] of Object.entries(methods)) {
      judge.bad(`${name}.${method}() after free()`, wanted, () => object[method](...args));
    }
    for (const getter of getters(pc[name])) {
      judge.bad(`${name}.${getter} after free()`, wanted, () => object[getter]);
    }
    judge.good(`${name}.free() thrice`, () => object.free());
  }
  const gone = { field: 'this Inference', got: 'a freed one' };
  judge.bad('step(0) after free()', gone, () => inference.step(0));
  judge.bad('clamp() with values after free()', gone, () => inference.clamp(1, new Float64Array(6)));
}

function getters(Class) {
  const all = Object.entries(Object.getOwnPropertyDescriptors(Class.prototype));
  return all.filter(([, { get }]) => get).map(([name]) => name);
}

/** The list above misses no method that the class has. */
function complete(judge, Class, methods) {
  const all = Object.entries(Object.getOwnPropertyDescriptors(Class.prototype));
  const known = [...Object.keys(methods), 'constructor', 'free'];
  for (const [name, { value }] of all) {
    if (typeof value !== 'function' || name.startsWith('__')) continue;
    judge.good(`${Class.name}.${name} is in the table`, () => {
      if (!known.includes(name)) throw new Error('it is not');
    });
  }
}
