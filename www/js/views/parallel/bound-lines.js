// What stands beside the numbers of the paper's bounds: each line's formula, and what it means here. Pure.

import { schemeById } from '../../model/schemes.js';

/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {{formula: string, note: string}} LineWords */

/** What a step of a rule costs, in words and as a formula. @param {SchemeId} scheme @param {number} stages */
function stepWords(scheme, stages) {
  if (schemeById(scheme).anew)
    return { each: 'each a product and a new prediction', formula: 'Σ C_i + T · (C_slow + C_slow)' };
  return stages > 1
    ? { each: 'each two products, one after the other', formula: `Σ C_i + ${stages} T · C_slow` }
    : { each: 'each a product', formula: 'Σ C_i + T · C_slow' };
}

/**
 * Of the lines as counted here.
 * @param {SchemeId} scheme
 * @param {{depth: number, T: number, stages: number}} chain `stages`: rounds of messages a step
 * @returns {LineWords[]}
 */
export function boundWords(scheme, { depth, T, stages }) {
  if (scheme === 'bp') {
    return [
      { formula: 'Σ C_i + Σ vjp(f_i)', note: 'forward and backward sweep, one function after the other' },
      { formula: '3 Σ C_i', note: 'the cheap-gradient bound' },
    ];
  }
  const { each, formula } = stepWords(scheme, stages);
  return [
    { formula, note: `T = ${T} steps, ${each}, as slow as its slowest` },
    {
      formula: 'Σ C_i + (L − 1) · C_slow',
      note: `the error needs at least L − 1 = ${depth - 1} ${stages > 1 ? 'rounds of messages' : 'steps'} to node 1 (theorem 1)`,
    },
    { formula: 'Σ C_i + Σ_(i ≥ 1) C_i', note: 'no product is slower than the slowest' },
    { formula: 'TIME{backprop(F)}', note: 'each product once' },
  ];
}

/**
 * Of the lines as the paper prints them.
 * @param {SchemeId} scheme
 * @returns {LineWords[]}
 */
export const printedWords = scheme =>
  scheme === 'bp'
    ? [{ formula: 'Σ (C_i + 2 C_i) = 3 Σ C_i', note: 'printed without brackets' }]
    : [
        {
          formula: 'Σ C_i + Σ_(i = 0…L) 2 C_max',
          note: 'L + 1 terms, although the chain has L functions and the error needs L − 1 steps',
        },
        { formula: 'Σ C_i + Σ 2 C_i', note: 'what eq 2.6 allows backpropagation' },
      ];
