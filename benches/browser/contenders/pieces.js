// The pieces of a step, from the module of benches/kernels.

/** @typedef {{name: string, pieces: import('./kernels.js').Pieces, kernels: import('./kernels.js').Kernels}} Kit */

/**
 * @param {{name: string, url: string, module: WebAssembly.Module}} given
 * @returns {Promise<Kit>}
 */
export async function openKit({ name, url, module }) {
  /** @type {import('./kernels.js').Kernels} */
  const kernels = await import(new URL('bench_kernels.js', url).href);
  kernels.initSync({ module });
  return { name, kernels, pieces: new kernels.Pieces() };
}

/** @param {Kit} kit @returns {import('../rounds.js').Contender[]} */
export const pieces = kit =>
  kit.pieces.names().map((what, index) => ({
    who: kit.name,
    what,
    run: (/** @type {number} */ count) => kit.pieces.run(index, count),
  }));

/** Multiply-adds of one run of each. @param {Kit} kit @returns {Record<string, number>} */
export const pieceSizes = kit =>
  Object.fromEntries(kit.pieces.names().map((what, index) => [what, kit.pieces.multiplyAdds(index)]));
