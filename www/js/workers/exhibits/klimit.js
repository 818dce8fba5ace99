// The infinite-variance limit, section 3.3: how far VPC's gradient is from backpropagation's, against the output
// variance k and against the number of steps T, in both precisions.

import { Inference } from '../../../pkg/pc_playground.js';
import { makeNetwork } from '../trace/trace.js';
import { backprop, distance, gradients, largest, norm, withInference } from './gradients.js';
import { pageDigit, withTwins } from './twins.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/klimit.js').Row} Row */
/** @typedef {import('../../model/exhibits/klimit.js').KLimit} KLimit */

/** Where the distance is measured, for the curve against T. */
const TIMES = [1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700, 1000];

/**
 * @param {{gamma: number, ks: number[], Ts: number[]}} params
 * @param {Bench} bench
 * @returns {Promise<KLimit>}
 */
export async function compute({ gamma, ks, Ts }, { settings, digits, pause }) {
  const { inputs, targets, label } = pageDigit(settings, digits);
  const zero = atPrediction(settings, inputs, gamma);
  return withTwins(settings, async both => {
    const exact = backprop(both.f64, inputs, targets);
    const times = [...new Set([...TIMES, ...Ts])].sort((a, b) => a - b);
    /** @type {Row[]} */
    const rows = [];
    for (const dtype of /** @type {const} */ (['f64', 'f32'])) {
      for (const k of ks) {
        const inference = new Inference(both[dtype], inputs, targets, {
          rule: 'vpc',
          stepSize: gamma,
          outputVariance: k,
        });
        try {
          const row = { dtype, k, T: times, distance: /** @type {number[]} */ ([]) };
          for (const T of times) {
            inference.step(T - inference.time);
            row.distance.push(distance(gradients(inference, both.f64.depth), exact));
            await pause((rows.length + T / times[times.length - 1]) / (2 * ks.length));
          }
          rows.push(row);
        } finally {
          inference.free();
        }
      }
    }
    return { gamma, ks, Ts, rows, label, zero, size: norm(exact) };
  });
}

/**
 * Case 1: a gaussian output whose target is its own prediction has no loss, so nothing moves and nothing is learned.
 * @param {import('../../model/protocol.js').Settings} settings @param {Float64Array} inputs @param {number} gamma
 */
function atPrediction(settings, inputs, gamma) {
  const network = makeNetwork({ ...settings, likelihood: 'gaussian' });
  try {
    const steps = 20;
    return withInference(network, inputs, network.predict(inputs), { rule: 'vpc', stepSize: gamma }, inference => {
      inference.step(steps);
      return {
        steps,
        loss: inference.freeEnergy(),
        error: largest(inference.errorNorms()),
        gradient: Math.max(...gradients(inference, network.depth).map(largest)),
      };
    });
  } finally {
    network.free();
  }
}
