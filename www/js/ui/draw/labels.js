// Where the labels at the ends of lines stand. Pure.

/**
 * Vertical places for labels, each as near as possible to where it wants to be, at least `distance` apart, inside low …
 * high. Labels that would touch stand in the order given, whichever ends a little higher; or in its reverse, where that
 * is how most of the others stand.
 * @param {number[]} wanted in the order in which they mean more or less, such as by a parameter
 * @param {number} distance @param {number} low @param {number} high
 * @returns {number[]} in the order of `wanted`
 */
export function apart(wanted, distance, low, high) {
  const order = fromTop(wanted, distance);
  const places = [...wanted];
  let least = low;
  for (const i of order) {
    places[i] = Math.max(places[i], least);
    least = places[i] + distance;
  }
  let most = high;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i], most);
    most = places[i] - distance;
  }
  return places;
}

/**
 * Labels from top to bottom: what is clearly higher comes first, the rest in one order.
 * @param {number[]} wanted
 * @param {number} distance
 */
function fromTop(wanted, distance) {
  /** @param {number} a @param {number} b */
  const isAbove = (a, b) => wanted[b] - wanted[a] >= distance;
  const left = wanted.map((_, i) => i);
  const down = left.reduce(
    (sum, a) => sum + left.filter(b => b > a && isAbove(a, b)).length - left.filter(b => b > a && isAbove(b, a)).length,
    0,
  );
  if (down < 0) left.reverse();
  const order = [];
  while (left.length > 0)
    order.push(
      ...left.splice(
        left.findIndex(i => !left.some(other => isAbove(other, i))),
        1,
      ),
    );
  return order;
}
