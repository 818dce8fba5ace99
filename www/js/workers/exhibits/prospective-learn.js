// One lesson by backpropagation, or by VPC relaxed until nothing moves any more, and what comes of its update.

import { withInference } from './gradients.js';

/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../../pkg/pc_playground.js').Inference} Inference */

/**
 * @typedef {object} Lesson
 * @property {Float64Array[]} gradients by the weights
 * @property {Float64Array[]} values of the hidden nodes, x_1 … x_{L−1}, when the weights change
 * @property {Float64Array} predicted what they then predict for the output
 * @property {number} steps of inference
 * @property {boolean} settled whether they had stopped moving
 */

/** Values have settled when this many steps together move them by less than this share. */
const LOOK = 25;
const STILL = 1e-9;
const MOST = 20_000;

/**
 * @param {Network} network @param {Float64Array} input @param {Float64Array} target @param {'bp' | 'vpc'} rule
 * @param {number} stepSize of vpc
 * @returns {Lesson}
 */
export function learn(network, input, target, rule, stepSize) {
  return withInference(network, input, target, rule === 'bp' ? { rule } : { rule, stepSize }, inference => {
    const { depth } = network;
    if (rule === 'bp') inference.step(depth);
    const settled = rule === 'bp' || relax(inference, depth);
    return {
      gradients: Array.from({ length: depth }, (_, l) => inference.weightGradient(l)),
      values: hidden(inference, depth),
      predicted: inference.prediction(depth),
      steps: inference.time,
      settled,
    };
  });
}

/** @param {Inference} inference @param {number} depth */
const hidden = (inference, depth) => Array.from({ length: depth - 1 }, (_, i) => inference.value(i + 1));

/**
 * Steps until the hidden values stand still.
 * @param {Inference} inference
 * @param {number} depth
 * @returns {boolean} whether they do
 */
function relax(inference, depth) {
  let before = hidden(inference, depth);
  while (inference.time < MOST) {
    inference.step(LOOK);
    const now = hidden(inference, depth);
    let moved = 0;
    let size = 0;
    now.forEach((values, l) =>
      values.forEach((value, i) => {
        moved += (value - before[l][i]) ** 2;
        size += value * value;
      }),
    );
    if (moved <= STILL ** 2 * size) return true;
    before = now;
  }
  return false;
}

/**
 * Whatever `look` sees of the network while its weights are changed by a lesson; afterwards they are what they were.
 * @template T
 * @param {Network} network @param {Lesson} lesson @param {number} rate @param {() => T} look
 * @returns {T}
 */
export function applied(network, { gradients }, rate, look) {
  const start = gradients.map((_, l) => network.weights(l));
  try {
    gradients.forEach((gradient, l) =>
      network.setWeights(
        l,
        start[l].map((weight, i) => weight - rate * gradient[i]),
      ),
    );
    return look();
  } finally {
    start.forEach((weights, l) => network.setWeights(l, weights));
  }
}
