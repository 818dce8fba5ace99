// A record that stays small however long it is kept: where there are too many points, neighbours become one, the oldest
// of the finest first. The first point, the last one, and those with the least and the greatest of every measured value
// stay as they were recorded. Pure.

/**
 * @typedef {object} Merged what a point has besides, when it is the mean of several
 * @property {number} [count] how many recorded points it is the mean of; 1 where it is not said
 * @property {Record<string, number[]>} [known] of a measured field, by entry: in how many of them it was a number,
 * where not in all and not in none
 */

/**
 * Points in the order in which they were recorded, at most so many.
 * A merged point stands where its last one stood: what is not measured (iteration, epoch) is that one's.
 * @template {object} P
 * @param {(P & Merged)[]} points
 * @param {readonly (keyof P & string)[]} measured fields that are numbers, or lists of numbers, to be averaged; NaN is
 * no number and left out
 * @param {number} most more than twice what must stay: two points, and two for each measured number
 * @returns {(P & Merged)[]} the same list when there are few enough; else about three quarters of `most`, so that there
 * is room for a while
 */
export function bounded(points, measured, most) {
  if (points.length <= most) return points;
  const stays = exact(points, measured);
  const total = points.reduce((sum, point) => sum + countOf(point), 0);
  let list = points;
  for (let size = 2; size < 2 * total; size *= 2) {
    let surplus = list.length - Math.ceil(0.75 * most);
    if (surplus <= 0) break;
    const next = [];
    for (let i = 0; i < list.length; i++) {
      const [one, other] = [list[i], list[i + 1]];
      const pair =
        surplus > 0 && other && !stays.has(one) && !stays.has(other) && countOf(one) + countOf(other) <= size;
      next.push(pair ? merge(one, other, measured) : one);
      if (!pair) continue;
      surplus -= 1;
      i += 1;
    }
    list = next;
  }
  return list;
}

/** How many recorded points a point stands for. @param {Merged} point */
export const countOf = point => point.count ?? 1;

/** @param {unknown} value @returns {ArrayLike<number>} */
const numbers = value => (typeof value === 'number' ? [value] : /** @type {ArrayLike<number>} */ (value));

/**
 * The points that must stay as they are.
 * @template {object} P
 * @param {(P & Merged)[]} points
 * @param {readonly (keyof P & string)[]} measured
 */
function exact(points, measured) {
  const stays = new Set([points[0], points[points.length - 1]]);
  for (const field of measured) {
    for (let i = 0; i < numbers(points[0][field]).length; i++) {
      let [least, greatest] = [Infinity, -Infinity];
      let [low, high] = [points[0], points[0]];
      for (const point of points) {
        const value = numbers(point[field])[i];
        if (value < least) [least, low] = [value, point];
        if (value > greatest) [greatest, high] = [value, point];
      }
      stays.add(low).add(high);
    }
  }
  return stays;
}

/**
 * @template {object} P
 * @param {P & Merged} one
 * @param {P & Merged} other the next
 * @param {readonly (keyof P & string)[]} measured
 * @returns {P & Merged}
 */
function merge(one, other, measured) {
  const count = countOf(one) + countOf(other);
  /** @type {Record<string, unknown>} */
  const means = {};
  /** @type {Record<string, number[]>} */
  const known = {};
  for (const field of measured) {
    const [first, second] = [numbers(one[field]), numbers(other[field])];
    /**
     * In how many of a point's an entry is known.
     * @param {P & Merged} point
     * @param {ArrayLike<number>} values
     * @param {number} i
     */
    const weight = (point, values, i) => (Number.isNaN(values[i]) ? 0 : (point.known?.[field]?.[i] ?? countOf(point)));
    const weights = Array.from(first, (_, i) => weight(one, first, i) + weight(other, second, i));
    const mean = Float64Array.from(first, (value, i) => {
      const share = weight(other, second, i) / weights[i];
      // In this form a mean never lies outside what it is the mean of, not by a rounding either.
      return share === 0 ? value : share === 1 ? second[i] : value + (second[i] - value) * share;
    });
    means[field] = typeof one[field] === 'number' ? mean[0] : mean;
    if (weights.some(sum => sum > 0 && sum < count)) known[field] = weights;
  }
  const { known: _, ...rest } = other;
  return /** @type {P & Merged} */ ({ ...rest, ...means, count, ...(Object.keys(known).length > 0 && { known }) });
}
