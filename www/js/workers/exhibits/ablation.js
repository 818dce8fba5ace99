// Z-IL with one of its three requirements switched off: what each layer's gradient then has to do with
// backpropagation's.

import { makeNetwork } from '../trace/trace.js';
import { backprop, distance, gradients, norm, withInference } from './gradients.js';
import { pageDigit } from './twins.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../model/exhibits/ablation.js').Variant} Variant */
/** @typedef {import('../../model/exhibits/ablation.js').Ablation} Ablation */

/**
 * @param {{variants: {id: string, options: RuleOptions}[], alphas: number[]}} params
 * @param {Bench} bench
 * @returns {Promise<Ablation>}
 */
export async function compute({ variants, alphas }, { settings, digits, pause }) {
  const { inputs, targets } = pageDigit(settings, digits);
  const network = makeNetwork(settings);
  try {
    const depth = network.depth;
    const exact = backprop(network, inputs, targets);
    /** @param {string} id @param {RuleOptions} options @returns {Variant} */
    const measure = (id, options) =>
      withInference(network, inputs, targets, options, inference => {
        inference.step(depth - 1);
        const own = gradients(inference, depth);
        /** One value a function, then one for all. @param {(a: Float64Array[], b: Float64Array[]) => number} of */
        const each = of => [...own.map((part, l) => of([part], [exact[l]])), of(own, exact)];
        return {
          id,
          cosine: Array.from(inference.cosineToBackprop()),
          error: each(distance),
          ratio: each((a, b) => norm(a) / norm(b)),
        };
      });
    /** @type {Variant[]} */
    const done = [];
    const total = variants.length + alphas.length;
    for (const { id, options } of variants) {
      done.push(measure(id, options));
      await pause(done.length / total);
    }
    /** @type {number[][]} */
    const early = exact.map(() => []);
    for (const [i, learningRate] of alphas.entries()) {
      const { error } = measure('zil-early', { rule: 'zil', ablation: 'early', learningRate });
      early.forEach((errors, l) => errors.push(error[l]));
      await pause((variants.length + i + 1) / total);
    }
    return { depth, variants: done, alphas, early };
  } finally {
    network.free();
  }
}
