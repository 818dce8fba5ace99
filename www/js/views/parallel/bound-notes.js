// For which schemes the paper's bounds on time are meant, and what they are worth for the others. Pure.

import { schemeById } from '../../model/schemes.js';
import { noBound } from '../../model/schemes/bound-words.js';

/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */

/** Where each chain of inequalities stands in the paper. @type {Record<'bp' | 'fpa' | 'zil', string>} */
const EQUATIONS = { bp: '(2.4)–(2.6)', fpa: '(3.27)–(3.32)', zil: '(3.33)–(3.36)' };

/**
 * What the paper's bounds are worth for a scheme.
 * @param {SchemeId} scheme
 * @param {boolean} own whether nodes have errors of their own before the output's can have come
 * @returns {{equations: string, words: string}} `equations`: which of the paper's, '' when none is meant for it
 */
export function boundNote(scheme, own) {
  const { local, bound, boundWords } = schemeById(scheme);
  if (!local) throw new Error(`scheme must be local, but ${scheme} is not.`);
  if (bound === 'none') return { equations: '', words: boundWords };
  if (own) return { equations: '', words: noBound('Values that fade give every node an error after the first step') };
  return { equations: EQUATIONS[bound], words: boundWords };
}
