// Compiles the engine once, on the page. Workers get the compiled module by message and only instantiate it.

import { Network, initSync } from '../pkg/pc_playground.js';

const ADDRESS = new URL('../pkg/pc_playground_bg.wasm', import.meta.url);

/**
 * The compiled engine.
 * @returns {Promise<WebAssembly.Module>}
 * @throws {Error} one sentence when the file is missing or is not WebAssembly
 */
export async function compileEngine() {
  const response = await fetch(ADDRESS).catch(() => null);
  if (!response || !response.ok) {
    throw new Error(`The engine file ${ADDRESS.pathname} could not be fetched (${response ? `HTTP ${response.status}` : 'no answer'}).`);
  }
  // Streaming insists on the content type application/wasm, which plain static servers do not always send.
  const copy = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    try {
      return await WebAssembly.compile(await copy.arrayBuffer());
    } catch (error) {
      throw new Error(`The engine file ${ADDRESS.pathname} could not be compiled: ${error instanceof Error ? error.message : error}.`);
    }
  }
}

/**
 * A network on the page, to be handed to the parallel runner: making one draws its random weights and no more.
 * @param {WebAssembly.Module} module
 * @param {import('../pkg/pc_playground.js').NetworkOptions} options
 * @returns {Network} free it after use
 */
export function makeNetwork(module, options) {
  initSync({ module });
  return new Network(options);
}
