// Parameter gradients as flat arrays, and what backpropagation's are.

import { Inference } from '../../../pkg/pc_playground.js';

/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../../pkg/pc_playground.js').RuleOptions} RuleOptions */

/**
 * Each function's gradient, its weights and then its bias.
 * @param {Inference} inference
 * @param {number} depth
 * @returns {Float64Array[]}
 */
export function gradients(inference, depth) {
  return Array.from({ length: depth }, (_, l) => {
    const [weights, bias] = [inference.weightGradient(l), inference.biasGradient(l)];
    const both = new Float64Array(weights.length + bias.length);
    both.set(weights);
    both.set(bias, weights.length);
    return both;
  });
}

/**
 * Runs one inference and frees it.
 * @template T
 * @param {Network} network @param {Float64Array} inputs @param {Float64Array} targets @param {RuleOptions} options
 * @param {(inference: Inference) => T} use
 * @returns {T}
 */
export function withInference(network, inputs, targets, options, use) {
  const inference = new Inference(network, inputs, targets, options);
  try {
    return use(inference);
  } finally {
    inference.free();
  }
}

/**
 * Backpropagation's gradients.
 * @param {Network} network @param {Float64Array} inputs @param {Float64Array} targets
 * @returns {Float64Array[]}
 */
export const backprop = (network, inputs, targets) =>
  withInference(network, inputs, targets, { rule: 'bp' }, inference => {
    inference.step(network.depth);
    return gradients(inference, network.depth);
  });

/**
 * ‖a − b‖ / ‖b‖ over all parts together; NaN when b is exactly zero.
 * @param {Float64Array[]} a
 * @param {Float64Array[]} b
 */
export function distance(a, b) {
  let difference = 0;
  let size = 0;
  a.forEach((part, l) => {
    for (let i = 0; i < part.length; i++) {
      difference += (part[i] - b[l][i]) ** 2;
      size += b[l][i] ** 2;
    }
  });
  return size === 0 ? NaN : Math.sqrt(difference / size);
}

/** Frobenius norm of all parts together. @param {Float64Array[]} parts */
export const norm = parts =>
  Math.sqrt(parts.reduce((sum, part) => sum + part.reduce((inner, value) => inner + value * value, 0), 0));

/** The largest absolute value. @param {ArrayLike<number>} values */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
