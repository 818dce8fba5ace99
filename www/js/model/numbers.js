// How numbers are written for readers, and the only place that writes them. With a true minus sign, and powers of ten
// as such. Pure.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} power */
const superscript = power =>
  `${power < 0 ? '⁻' : ''}${[...String(Math.abs(power))].map(digit => SUPERSCRIPTS[Number(digit)]).join('')}`;

/** JavaScript's own digits as a reader has them: "-1.5e-7" is −1.5·10⁻⁷. @param {string} digits */
export function typeset(digits) {
  const [mantissa, power] = digits.replace('-', '−').split('e');
  // The minus that was replaced is the first, so a power's own is still there.
  return power === undefined
    ? mantissa
    : `${mantissa}·10${superscript(Number(power.replace('−', '-')))}`.replace(/^(−?)1·/, '$1');
}

/** What is no number of its own. @param {number} x @param {string} none */
const strange = (x, none) => (Number.isNaN(x) ? none : x > 0 ? '∞' : '−∞');

/**
 * Every digit of a number, for where a reader asks for it: on pointing, in a title. As it can be pasted elsewhere, but
 * for the minus sign. NaN reads "not defined".
 * @param {number} x
 * @returns {string}
 */
export const exact = x => (Number.isFinite(x) ? String(x).replaceAll('-', '−') : strange(x, 'not defined'));

/**
 * A number in a sentence or a list: five significant digits, or every digit where it has no more, as 1 and 0.25 have.
 * @param {number} x
 * @param {number} [digits]
 * @returns {string}
 */
export function brief(x, digits = 5) {
  if (!Number.isFinite(x)) return strange(x, '–');
  const size = Math.abs(x);
  if (x === Number(x.toPrecision(digits)) && (x === 0 || (size >= 1e-4 && size < 1e5))) return typeset(String(x));
  return size >= 1e5 || size < 1e-4
    ? typeset(x.toExponential(Math.min(digits, 3) - 1))
    : typeset(x.toPrecision(digits));
}

/** A number where a rough one will do: three significant digits, without zeros at the end. @param {number} x */
export const rough = x => brief(Number(x.toPrecision(3)));

/** A number with so many decimals, for columns and clocks. @param {number} x @param {number} decimals */
export const fixed = (x, decimals) =>
  Number.isFinite(x) ? typeset(x.toFixed(decimals).replace(/^-(0(\.0+)?)$/, '$1')) : strange(x, '–');

/** A large count in two digits: 3.1·10¹². @param {number} count */
export const scaled = count => typeset(count.toExponential(1).replace('+', ''));

/** A count: 12,345. @param {number} count */
export const whole = count => count.toLocaleString('en').replace('-', '−');

/** "1 cell", "34 cells", "2 passes". @param {number} count @param {string} noun @param {string} [nouns] */
export const counted = (count, noun, nouns = `${noun}s`) => `${whole(count)} ${count === 1 ? noun : nouns}`;

/** A share, from 0 to 1: "12.5 %". @param {number} share @param {number} [decimals] */
export const percent = (share, decimals = 1) => (Number.isNaN(share) ? '–' : `${fixed(100 * share, decimals)} %`);

/**
 * A number at an axis or in a map: at most three digits, or those of a whole number; powers of ten as such where zeros
 * would have to be counted.
 * @param {number} x
 * @returns {string}
 */
export function short(x) {
  if (!Number.isFinite(x) || x === 0) return brief(x);
  const size = Math.abs(x);
  // A count keeps its digits: 4096 units are not 4100.
  if (size >= 1e-3 && size < 1e5) return typeset(String(Number.isInteger(x) ? x : Number(x.toPrecision(3))));
  return typeset(x.toExponential(1).replace('.0e', 'e'));
}

/**
 * The value of a setting, every digit of it: 0.01, 10⁻⁶, 2.5·10⁻⁷.
 * @param {number} x
 * @returns {string}
 */
export function setting(x) {
  const size = Math.abs(x);
  return typeset(x !== 0 && (size < 1e-3 || size >= 1e5) ? x.toExponential() : String(x));
}
