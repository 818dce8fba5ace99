// The numbers of figure 1: a small chain, stepped under the rule of each of its three diagrams. One unit of each layer
// is followed.

import { Inference, Network } from '../../../pkg/pc_playground.js';
import { L, WIRINGS } from '../../model/exhibits/figure1.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/figure1.js').Wiring} Wiring */
/** @typedef {import('../../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../model/exhibits/figure1.js').Figure1Params} Figure1Params */
/** @typedef {import('../../model/exhibits/figure1.js').Moment} Moment */
/** @typedef {import('../../model/exhibits/figure1.js').Run} Run */
/** @typedef {import('../../model/exhibits/figure1.js').Figure1Reply} Figure1Reply */

const UNITS = 3;
const GAMMA = 0.4;
const INPUT = [0.9, -0.4, 0.6];
const TARGET = [1, 0, -0.5];

/** @param {Figure1Params} params @returns {Record<Wiring, RuleOptions>} */
const options = ({ feedbackSeed }) => ({
  a: { rule: 'bp' },
  b: { rule: 'vpc', stepSize: GAMMA },
  // Amit's network passes errors as backpropagation does, through weights of its own that get the same changes.
  c: { rule: 'bp', feedback: 'learned', feedbackSeed },
});

/** @param {Figure1Params} params @param {Bench} _bench @returns {Figure1Reply} */
export function compute(params, _bench) {
  const network = new Network({
    sizes: new Array(L + 1).fill(UNITS),
    activation: 'tanh',
    likelihood: 'gaussian',
    dtype: 'f64',
    seed: params.seed,
  });
  try {
    const rules = options(params);
    const runs = WIRINGS.map(id => /** @type {const} */ ([id, follow(network, rules[id], params.T)]));
    return { gamma: GAMMA, units: UNITS, runs: /** @type {Record<Wiring, Run>} */ (Object.fromEntries(runs)) };
  } finally {
    network.free();
  }
}

/** @param {Network} network @param {RuleOptions} rule @param {number} T @returns {Run} */
function follow(network, rule, T) {
  const inference = new Inference(network, Float64Array.from(INPUT), Float64Array.from(TARGET), rule);
  try {
    const moments = Array.from({ length: T + 1 }, (_, t) => {
      inference.step(t - inference.time);
      return look(inference);
    });
    return {
      moments,
      learnedAt: rule.rule === 'bp' ? Array.from(inference.learnedAt()) : new Array(L).fill(-1),
      weight: functions(l => network.weights(l)[0]),
      feedback: functions(l => inference.feedbackWeights(l)[0]),
    };
  } finally {
    inference.free();
  }
}

/** @param {(l: number) => number} what */
const functions = what => Array.from({ length: L }, (_, l) => what(l));

/** @param {Inference} inference @returns {Moment} */
function look(inference) {
  return {
    value: Array.from({ length: L + 1 }, (_, node) => inference.value(node)[0]),
    error: Array.from({ length: L + 1 }, (_, node) => (node === 0 ? NaN : inference.error(node)[0])),
    // tanh′ from tanh itself; the last function is linear.
    slope: functions(l => (l === L - 1 ? 1 : 1 - inference.prediction(l + 1)[0] ** 2)),
    gradient: functions(l => inference.weightGradient(l)[0]),
  };
}
