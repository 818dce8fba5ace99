// Langevin VPC on one digit: where its samples lie, where VPC settles, and, with the same network made linear, whether
// that is right.

import { Network, Theory } from '../../../pkg/pc_playground.js';
import { CHAINS, countLatents, sample, settle } from './langevin-sampling.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/langevin.js').Sampled} Sampled */
/** @typedef {import('../../model/exhibits/langevin.js').LangevinParams} LangevinParams */
/** @typedef {import('../../model/exhibits/langevin.js').Bias} Bias */
/** @typedef {import('../../model/exhibits/langevin.js').Check} Check */
/** @typedef {import('../../model/exhibits/langevin.js').LangevinReply} LangevinReply */

/** Latents for which a dense system is solved in a moment. */
export const MOST_SOLVED = 400;
/** γ times the steps after which nothing of the beginning is left. */
const FORGOTTEN = 15;
const GAMMAS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];

/** @param {LangevinParams} params @param {Bench} bench @returns {Promise<LangevinReply>} */
export async function compute(params, { digits: { test }, pause }) {
  const { hidden, width, activation, seed } = params;
  const index = params.index % test.length;
  const input = test.inputs(index, 1);
  const target = test.targets(index, 1);
  const sizes = [784, ...new Array(hidden).fill(width), 10];
  const linear = activation === 'identity';
  const solved = hidden * width <= MOST_SOLVED;
  const networks = [activation, ...(solved && !linear ? /** @type {const} */ (['identity']) : [])].map(
    one => new Network({ sizes, activation: one, likelihood: 'gaussian', dtype: 'f64', seed }),
  );
  const runs = networks.length + (solved ? GAMMAS.length : 0);
  try {
    const sampled = await sample(networks[0], input, target, params, share => pause(share / runs));
    const settled = settle(networks[0], input, target);
    const check = solved
      ? await checked(networks.at(-1) ?? networks[0], input, target, linear ? sampled : null, params, left =>
          pause(1 - left / runs),
        )
      : null;
    return { sizes, label: test.label(index), chains: CHAINS, sampled, settled, linear, check };
  } finally {
    for (const network of networks) network.free();
  }
}

/**
 * @param {Network} network linear @param {Float64Array} input @param {Float64Array} target
 * @param {Sampled | null} known its samples, when there are some already
 * @param {LangevinParams} params @param {(left: number) => Promise<void>} pause told how many runs are left
 * @returns {Promise<Check>}
 */
async function checked(network, input, target, known, params, pause) {
  const { mean, deviation, settled, largestStep } = Theory.posterior(network, input, target, [params.gamma, ...GAMMAS]);
  const sampled = known ?? (await sample(network, input, target, params, share => pause(GAMMAS.length + 1 - share)));
  /** @param {Float64Array} wide */
  const ratio = wide => wide.reduce((sum, value, i) => sum + value / deviation[i], 0) / countLatents(network.sizes);
  const [atGamma, ...expectations] = settled;
  /** @type {Bias[]} */
  const bias = [];
  for (const [i, gamma] of GAMMAS.entries()) {
    const expected = expectations[i];
    // Small steps forget slowly where they began.
    const burn = Math.max(params.burn, Math.ceil(FORGOTTEN / gamma));
    const found =
      expected &&
      (await sample(network, input, target, { ...params, gamma, burn }, share => pause(GAMMAS.length - i - share)));
    bias.push({ gamma, expected: expected ? ratio(expected) : NaN, found: found ? ratio(found.deviation) : NaN });
  }
  return { mean, deviation, atGamma, largestStep, sampled, bias };
}
