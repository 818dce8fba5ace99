// The generative network trained last. It outlives the request that trained it, so that it can be trained on, tested
// and asked.

import { Network, Trainer } from '../../../pkg/pc_playground.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/generative.js').GenerativeOptions} GenerativeOptions */
/** @typedef {import('../../model/exhibits/generative.js').Look} Look */

/**
 * @typedef {object} Kept
 * @property {GenerativeOptions} options
 * @property {Network} network
 * @property {Trainer} trainer
 * @property {string} sentence which digits it learns from
 * @property {boolean} mnist whether they came from files
 * @property {number} count of them
 * @property {Look[]} looks
 */

/** @type {Kept | null} */
let kept = null;

/** @returns {Kept} @throws {Error} one sentence when none was trained */
export function current() {
  if (!kept) throw new Error('There is no generative network yet: train one first.');
  return kept;
}

/**
 * To be called after every wait: another run may have put its own network in the place of this one and freed it.
 * @param {Kept} mine
 */
export function stillKept(mine) {
  if (kept !== mine) throw new DOMException('Another network took its place.', 'AbortError');
}

/**
 * A new network, untrained, in the place of the one before.
 * @param {GenerativeOptions} options
 * @param {Bench['digits']} digits
 * @returns {Kept}
 */
export function begin(options, { train: data, sentence, source }) {
  kept?.trainer.free();
  kept?.network.free();
  kept = null;
  if (!data) throw new Error('There are no training digits here.');
  const { hidden, width, activation, gamma, steps, rate, batch, seed } = options;
  const network = new Network({
    sizes: [10, ...new Array(hidden).fill(width), 784],
    activation,
    likelihood: 'gaussian',
    dtype: 'f32',
    seed,
  });
  try {
    const trainer = new Trainer(network, data, {
      rule: 'generative',
      stepSize: gamma,
      steps,
      optimizer: { kind: 'sgd', learningRate: rate },
      batchSize: batch,
      seed,
    });
    return (kept = { options, network, trainer, sentence, mnist: source === 'mnist', count: data.length, looks: [] });
  } catch (error) {
    network.free();
    throw error;
  }
}
