// A network on the page itself, to be handed to the parallel runner.

import { Network, initSync } from '../../pkg/pc_playground.js';

/**
 * Making one draws its random weights and no more.
 * @param {WebAssembly.Module} module
 * @param {import('../../pkg/pc_playground.js').NetworkOptions} options
 * @returns {Network} free it after use
 */
export function makeNetwork(module, options) {
  initSync({ module });
  return new Network(options);
}
