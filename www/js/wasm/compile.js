// Compiles the module's builds. Workers get the compiled module by message and only instantiate it.

import { isPage, pageInstead } from './answers.js';

/**
 * The builds: the engine for every browser with SIMD, whose numbers are the same bit by bit wherever it runs; the
 * engine with relaxed SIMD, faster, whose last bits depend on the machine; and the first one with the experiments,
 * which must find the same bytes everywhere.
 * @typedef {'simd128' | 'relaxed' | 'experiments'} Build
 */

/** @type {Readonly<Record<Build, URL>>} */
const ADDRESSES = {
  simd128: new URL('../../pkg/pc_playground_bg.wasm', import.meta.url),
  relaxed: new URL('../../pkg/pc_playground_relaxed_bg.wasm', import.meta.url),
  experiments: new URL('../../pkg-experiments/pc_experiments_bg.wasm', import.meta.url),
};

/**
 * A compiled build.
 * @param {Build} [build]
 * @returns {Promise<WebAssembly.Module>}
 * @throws {Error} one sentence when the file is missing or is not WebAssembly
 */
export async function compileEngine(build = 'simd128') {
  const address = ADDRESSES[build];
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    throw new Error(
      `The engine file ${address.pathname} could not be fetched (${response ? `HTTP ${response.status}` : 'no answer'}). Put the whole folder www on the server, as ./build.sh build leaves it, and reload the page.`,
    );
  }
  // Streaming insists on the content type application/wasm, which plain static servers do not always send.
  const copy = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    const bytes = await copy.arrayBuffer();
    if (isPage(new Uint8Array(bytes))) throw new Error(pageInstead(`the engine file ${address.pathname}`));
    try {
      return await WebAssembly.compile(bytes);
    } catch (error) {
      if (/html/.test(response.headers.get('Content-Type') ?? ''))
        throw new Error(
          `The engine file ${address.pathname} did not come: the server sent a page in its place. Put the whole folder www on the server, as ./build.sh build leaves it, and reload the page.`,
        );
      throw new Error(
        `The engine file ${address.pathname} could not be compiled: ${error instanceof Error ? error.message : error}.`,
      );
    }
  }
}
