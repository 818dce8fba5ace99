// Numbers of an equation in so many digits that a reader who calculates with what is written gets what is written.
// Pure.

import { rightSide } from './equations.js';
import { exact, typeset } from '../../../model/numbers.js';

/** @typedef {import('./equations.js').Line} Line */

/** Significant digits of a result. */
const DIGITS = 4;
/** A number in double precision has no more than this. */
const MOST = 15;

/** @param {number} x */
const exponent = x => (x === 0 ? 0 : Math.floor(Math.log10(Math.abs(x))));

/** @param {number} x @param {number} digits */
function written(x, digits) {
  if (x === 0 || !Number.isFinite(x)) return exact(x);
  const whole = exact(x);
  const kept = Math.min(MOST, Math.max(1, digits));
  // A number that is short by itself, as a setting is, stays as it is.
  if (whole.replace(/[^\d]/g, '').replace(/^0+/, '').length <= Math.min(kept, 5)) return whole;
  const size = Math.abs(x);
  const text = size >= 1e6 || size < 1e-4 ? x.toExponential(kept - 1) : x.toPrecision(kept);
  return typeset(text);
}

/**
 * The last decimal place to which a line is written: four digits of its result, fewer when the two sides differ before
 * that.
 * @param {Line} line @returns {number}
 */
export function placeOf(line) {
  const largest = Math.max(
    ...line.terms.map(({ factors }) => Math.abs(factors.reduce((product, { value }) => product * value, 1))),
    0,
  );
  const result = line.left.value !== 0 ? line.left.value : rightSide(line) || largest;
  return Math.max(exponent(result) - DIGITS + 1, exponent(largest) - MOST + 2);
}

/**
 * A line's numbers as text, in the places of its names.
 * @param {Line} line
 * @returns {{ left: string, terms: { sign: '+' | '−', factors: string[] }[] }}
 */
export function figures(line) {
  const place = placeOf(line);
  const guard = line.terms.length > 1 ? 1 : 0; // so that the sum of what is written rounds to what is written
  return {
    left: written(line.left.value, exponent(line.left.value) - place + 1),
    terms: line.terms.map(({ sign, factors }) => {
      const product = factors.reduce((all, { value }) => all * value, 1);
      // Factors are written more exactly than a number by itself, so that their product is as exact.
      const digits = exponent(product) - place + (factors.length > 1 ? 2 : 1) + guard;
      return {
        sign: sign > 0 ? '+' : '−',
        factors: factors.map(({ value }) => written(value, Math.max(factors.length > 1 ? 3 : 1, digits))),
      };
    }),
  };
}

/**
 * The right side as one string, for sentences and for whoever calculates.
 * @param {ReturnType<typeof figures>['terms']} terms
 */
export const spelled = terms =>
  terms
    .map(({ sign, factors }, i) => {
      const product = factors
        .map((text, at) => (text.startsWith('−') && (at > 0 || i > 0 || sign === '−') ? `(${text})` : text))
        .join(' × ');
      return i === 0 ? (sign === '−' ? `−${product}` : product) : ` ${sign} ${product}`;
    })
    .join('');
