// A small measure on flat arrays. Pure.

/**
 * Whether every number is finite.
 * @param {ArrayLike<number>} values
 * @returns {boolean}
 */
export function allFinite(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
