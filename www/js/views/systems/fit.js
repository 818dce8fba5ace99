// Straight lines through points on two logarithmic axes. Pure.

/**
 * The least-squares slope of log y against log x, over the points with x inside a range and both finite and above 0;
 * NaN with fewer than two.
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {{from: number, to: number}} range
 * @returns {number}
 */
export function fittedSlope(x, y, { from, to }) {
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 0; i < x.length; i++) {
    if (x[i] >= from && x[i] <= to && x[i] > 0 && y[i] > 0 && Number.isFinite(y[i]))
      points.push([Math.log(x[i]), Math.log(y[i])]);
  }
  if (points.length < 2) return NaN;
  const mean = points.reduce(([a, b], [c, d]) => [a + c / points.length, b + d / points.length], [0, 0]);
  let above = 0;
  let below = 0;
  for (const [a, b] of points) {
    above += (a - mean[0]) * (b - mean[1]);
    below += (a - mean[0]) ** 2;
  }
  return below === 0 ? NaN : above / below;
}

/** The smallest finite value and its x. @param {ArrayLike<number>} k @param {ArrayLike<number>} values */
export function lowest(k, values) {
  let best = { k: NaN, value: Infinity };
  for (let i = 0; i < values.length; i++) if (values[i] < best.value) best = { k: k[i], value: values[i] };
  return best;
}
