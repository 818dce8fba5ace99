// Which build of the engine this browser gets: the fastest that it can run.

import { relaxedSimd, simd } from '../../vendor/wasm-feature-detect.js';

/**
 * @returns {Promise<'relaxed' | 'simd128'>}
 * @throws {Error} one sentence where there is no WebAssembly, or none with SIMD
 */
export async function fastestBuild() {
  if (typeof WebAssembly !== 'object')
    throw new Error('this browser does not run WebAssembly, or it is switched off; the page computes with it.');
  if (!(await simd())) {
    throw new Error(
      'this browser’s WebAssembly has no SIMD, with which the page computes; Chrome and Edge have it from version 91 on, Firefox from 89 and Safari from 16.4.',
    );
  }
  return (await relaxedSimd()) ? 'relaxed' : 'simd128';
}

/** What a visitor should know of a build. @type {Readonly<Record<'relaxed' | 'simd128', string>>} */
export const BUILD_WORDS = {
  relaxed:
    'WebAssembly with relaxed SIMD: the last bits of a number may differ from machine to machine, except in experiments.',
  simd128: 'WebAssembly with SIMD: the same numbers, bit by bit, on every machine.',
};
