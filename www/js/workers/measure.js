// Small measures on flat arrays. Pure.

/**
 * ‖a − b‖ / ‖b‖, both flat and equally long; NaN when b is exactly zero.
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @returns {number}
 */
export function relativeDistance(a, b) {
  if (a.length !== b.length) throw new RangeError(`a must have ${b.length} numbers, as b has, got ${a.length}.`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < a.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    norm += b[i] ** 2;
  }
  return norm === 0 ? NaN : Math.sqrt(difference / norm);
}

/**
 * Whether every number is finite.
 * @param {ArrayLike<number>} values
 * @returns {boolean}
 */
export function allFinite(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Softmax of each row of `columns` numbers, safe against overflow; a row with a number that is not finite becomes NaN.
 * @param {Float64Array} values [rows][columns]
 * @param {number} columns
 * @returns {Float64Array} the same shape
 */
export function softmaxRows(values, columns) {
  const out = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns);
    const top = Math.max(...row);
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += out[start + i] = Math.exp(row[i] - top);
    for (let i = 0; i < columns; i++) out[start + i] /= sum;
  }
  return out;
}
