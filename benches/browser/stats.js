// Medians and spreads. Pure.

/**
 * What stands for many rounds: the middle one, and the middle half of them.
 * @typedef {{median: number, q1: number, q3: number, count: number}} Spread
 */

/** @param {number[]} sorted @param {number} share */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/**
 * Rounds in which nothing was measured are NaN, null once they have been through JSON, and do not count.
 * @param {number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return { median: NaN, q1: NaN, q3: NaN, count: 0 };
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/**
 * a / b round by round, and the spread of that: what slows the machine for a while slows both.
 * @param {number[]} a
 * @param {number[]} b
 */
export const ratio = (a, b) => spread(a.map((value, round) => (Number.isFinite(value) ? value / b[round] : NaN)));
