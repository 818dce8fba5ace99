// The marks of axes: round numbers in a range, and powers of ten. Pure.

/**
 * Round numbers that divide a range into at most about `most`, so that no two have the same text.
 * @param {number} low @param {number} high @param {number} [most]
 * @returns {number[]}
 */
export function ticks(low, high, most = 3) {
  const rough = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find(factor => factor * unit >= rough) ?? 10);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}

/**
 * 1, 2 and 5 times the powers of ten in a range; only the powers when there would be many.
 * @param {number} low @param {number} high @param {boolean} [all]
 * @returns {number[]}
 */
export function logTicks(low, high, all = false) {
  const marks = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    for (const factor of [1, 2, 5]) {
      const mark = Number(`${factor}e${exponent}`);
      if (mark >= low * (1 - 1e-9) && mark <= high * (1 + 1e-9)) marks.push(mark);
    }
  }
  if (all || marks.length <= 7) return marks;
  const powers = marks.filter(mark => mark.toExponential().startsWith('1e'));
  const every = Math.ceil(powers.length / 6);
  return powers.filter((_, index) => index % every === 0);
}

/** "0.01", "1", "100", then 10⁴ and 10⁻³. @param {number} exponent */
export const power = exponent =>
  exponent >= -2 && exponent <= 3
    ? String(10 ** exponent)
    : `10${[...String(exponent)].map(c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`;
