// Fully autonomous Z-IL: at which t each layer triggers its own learning, and whether it does at all, as the output's
// error is made small.

import { gradients, backprop, distance, largest, withInference } from './gradients.js';
import { pageDigit, withTwins } from './twins.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../model/exhibits/fa-zil.js').Triggered} Triggered */
/** @typedef {import('../../model/exhibits/fa-zil.js').FaZil} FaZil */

/**
 * @param {{scales: number[]}} params the output's error, as shares of what it is with the label
 * @param {Bench} bench
 * @returns {Promise<FaZil>}
 */
export async function compute({ scales }, { settings, digits, pause }) {
  const { inputs, targets } = pageDigit(settings, digits);
  return withTwins({ ...settings, likelihood: 'gaussian' }, async both => {
    const depth = both.f64.depth;
    const steps = 2 * depth; // twice as long as the error takes: a layer that has not learned by then hears no more
    const error = centre(both, inputs, targets);
    /** @type {FaZil['runs']} */
    const runs = { f64: [], f32: [] };
    for (const [i, scale] of scales.entries()) {
      for (const dtype of /** @type {const} */ (['f64', 'f32']))
        runs[dtype].push(
          run(
            both[dtype],
            inputs,
            error.map(value => scale * value),
            steps,
          ),
        );
      await pause((i + 1) / scales.length);
    }
    return { depth, steps, scales, runs };
  });
}

/**
 * Gives both networks an output bias with which their prediction is exactly 0. A target beside 0 can be as near as one
 * likes; beside any other number it would itself be rounded to that number long before the hidden values lose anything.
 * @param {{f64: Network, f32: Network}} both @param {Float64Array} inputs @param {Float64Array} targets
 * @returns {Float64Array} the output's error before, which is what the runs scale down
 */
function centre(both, inputs, targets) {
  const before = both.f64.predict(inputs);
  for (const network of [both.f64, both.f32]) {
    network.setBias(network.depth - 1, new Float64Array(before.length));
    network.setBias(
      network.depth - 1,
      network.predict(inputs).map(value => -value),
    );
  }
  return targets.map((value, i) => value - before[i]);
}

/**
 * @param {Network} network its prediction is 0
 * @param {Float64Array} inputs
 * @param {Float64Array} target
 * @param {number} steps
 * @returns {Triggered}
 */
function run(network, inputs, target, steps) {
  const depth = network.depth;
  const exact = backprop(network, inputs, target);
  const needs = withInference(network, inputs, target, { rule: 'bp' }, bp => {
    bp.step(depth);
    return Array.from({ length: depth }, (_, l) => largest(bp.error(l + 1)));
  });
  return withInference(network, inputs, target, { rule: 'fa-zil' }, inference => {
    const holds = Array.from({ length: depth }, (_, l) =>
      l === depth - 1 ? 0 : halfStep(middling(inference.value(l + 1)), network.dtype),
    );
    inference.step(steps);
    return {
      output: needs[depth - 1],
      at: Array.from(inference.learnedAt()),
      needs,
      holds,
      error: gradients(inference, depth).map((own, l) => distance([own], [exact[l]])),
    };
  });
}

/** The median of the absolute values. @param {Float64Array} values */
const middling = values => values.map(Math.abs).sort()[values.length >> 1];

/**
 * Half the distance from a number to the next larger one.
 * @param {number} value above 0
 * @param {'f64' | 'f32'} dtype
 */
const halfStep = (value, dtype) => 2 ** (Math.floor(Math.log2(value)) - (dtype === 'f64' ? 52 : 23)) / 2;
