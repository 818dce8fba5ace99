// Inference on a free x_0: the pictures are clamped at x_L, and what could have caused them is inferred.

import { Inference } from '../../../pkg/pc_playground.js';

/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */

/**
 * Inference whose x_0 is free and starts at equal shares: no label is more likely than another. The caller frees it.
 * @param {Network} network
 * @param {Float64Array} pictures [count][784]
 * @param {number} stepSize
 * @returns {Inference}
 */
export function freeCause(network, pictures, stepSize) {
  const count = pictures.length / 784;
  const inference = new Inference(network, new Float64Array(count * 10).fill(0.1), pictures, {
    rule: 'generative',
    stepSize,
  });
  inference.release(0);
  return inference;
}

/**
 * The label that each row of ten stands for: its largest entry, the first of equals; −1 with a number that is not
 * finite.
 * @param {Float64Array} causes [count][10] @returns {number[]} */
export function readLabels(causes) {
  return Array.from({ length: causes.length / 10 }, (_, row) => {
    const ten = causes.subarray(10 * row, 10 * row + 10);
    return ten.every(Number.isFinite) ? ten.indexOf(ten.reduce((a, b) => Math.max(a, b))) : -1;
  });
}

/**
 * The share of some digits that are recognised.
 * @param {Network} network
 * @param {import('../../../pkg/pc_playground.js').Dataset} data
 * @param {number} count the first so many
 * @param {{ gamma: number, steps: number }} how
 * @returns {number}
 */
export function accuracy(network, data, count, { gamma, steps }) {
  const inference = freeCause(network, data.inputs(0, count), gamma);
  try {
    inference.step(steps);
    return readLabels(inference.value(0)).filter((read, i) => read === data.label(i)).length / count;
  } finally {
    inference.free();
  }
}

/** One-hot labels 0 … 9, as a batch of ten. */
export const LABELS = Float64Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 1 : 0));

/**
 * For each picture the label whose generated picture is nearest to it.
 * @param {Float64Array} pictures [count][784] @param {Float64Array} generated [10][784]
 * @returns {number[]}
 */
export function nearest(pictures, generated) {
  return Array.from({ length: pictures.length / 784 }, (_, i) => {
    const distances = Array.from({ length: 10 }, (_none, label) => {
      let sum = 0;
      for (let pixel = 0; pixel < 784; pixel++)
        sum += (pictures[784 * i + pixel] - generated[784 * label + pixel]) ** 2;
      return sum;
    });
    return distances.indexOf(Math.min(...distances));
  });
}
