// Where an arrow key leads among the points of a plot. Pure.

/** @typedef {import('./aggregate.js').Summary} Summary */
/** @typedef {import('./aggregate.js').Point} Point */

/** What tells one point of a plot from all others. @param {Point} point */
export const keyOf = ({ panelRow, panel, lead, x }) => JSON.stringify([panelRow, panel, lead, x]);

/**
 * Left and right go along x, and on into the next panel; up and down go from curve to curve, or from row to row of a
 * map.
 * @param {Summary} summary
 * @param {Point[]} points that can be pointed at
 * @param {Point | null} from
 * @param {string} key 'ArrowLeft', 'ArrowRight', 'ArrowUp' or 'ArrowDown'
 * @param {1 | -1} up which way in the leads is up
 * @returns {Point | null} `from` itself where nothing lies that way
 */
export function walk({ panelRows, panels, leads, xs }, points, from, key, up) {
  if (!from) return points[0] ?? null;
  /** @param {Point} point */
  const panelOf = point => panelRows.indexOf(point.panelRow) * panels.length + panels.indexOf(point.panel);
  /** @param {Point} point */
  const leadOf = point => leads.indexOf(point.lead);
  /** @param {Point} point */
  const xOf = point => xs.indexOf(point.x);
  const along = key === 'ArrowLeft' || key === 'ArrowRight';
  const forward = along ? key === 'ArrowRight' : (key === 'ArrowUp') === (up === 1);
  const line = points.filter(point =>
    along ? point.lead === from.lead : panelOf(point) === panelOf(from) && point.x === from.x,
  );
  line.sort((a, b) => (along ? panelOf(a) - panelOf(b) || xOf(a) - xOf(b) : leadOf(a) - leadOf(b)));
  const at = line.findIndex(point => keyOf(point) === keyOf(from));
  return line[at + (forward ? 1 : -1)] ?? from;
}
