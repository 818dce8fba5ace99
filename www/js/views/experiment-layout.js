// Where the panels of an experiment's plot stand: side by side where there is room, in rows where there is not.

import { labelled } from '../experiments/words.js';

/** @typedef {import('../experiments/types.js').Plot} Plot */
/** @typedef {import('../experiments/types.js').Value} Value */
/** @typedef {import('../experiments/aggregate.js').Summary} Summary */

/** A panel's place, and its title; '' where there is only one. @typedef {{panelRow: Value, panel: Value, fx: number, fy: number, title: string}} Panel */

/** @typedef {{columns: number, rows: number, panels: Panel[], at: (of: {panelRow: Value, panel: Value}) => {fx: number, fy: number}}} Layout */

/**
 * @param {Plot} plot
 * @param {Summary} summary
 * @param {number} width in CSS pixels
 * @param {number} least width that a panel needs
 * @returns {Layout}
 */
export function arrange(plot, summary, width, least) {
  const { panels, panelRows } = summary;
  const fit = Math.max(1, Math.floor(width / least));
  const columns = Math.min(fit, panels.length);
  const rowsEach = Math.ceil(panels.length / columns);
  const placed = panelRows.flatMap((panelRow, i) => panels.map((panel, k) => ({
    panelRow, panel,
    fx: k % columns,
    fy: i * rowsEach + Math.floor(k / columns),
    title: [
      ...(plot.panelRows ? [labelled(plot.panelRows.label, panelRow)] : []),
      ...(plot.panels ? [labelled(plot.panels.label, panel)] : []),
    ].join(', '),
  })));
  return {
    columns,
    rows: panelRows.length * rowsEach,
    panels: placed,
    at({ panelRow, panel }) {
      const { fx, fy } = placed[panelRows.indexOf(panelRow) * panels.length + panels.indexOf(panel)];
      return { fx, fy };
    },
  };
}

/**
 * Those of some places on an axis that leave room for their labels.
 * @template T
 * @param {T[]} values
 * @param {(value: T) => number} place in pixels, ascending
 * @param {(value: T) => string} text
 * @returns {T[]}
 */
export function roomy(values, place, text) {
  /** @type {T[]} */
  const kept = [];
  let free = -Infinity;
  for (const value of values) {
    const half = textWidth(text(value)) / 2 + 4;
    if (place(value) - half < free) continue;
    kept.push(value);
    free = place(value) + half;
  }
  return kept;
}

/** About how wide a text is at the plots' size. @param {string} text */
export const textWidth = text => 6.6 * [...text].length;

/**
 * Moves labels apart that would overlap, each as little as needed, and keeps them between two ends.
 * @param {number[]} wanted places
 * @param {number} gap
 * @param {number} low
 * @param {number} high
 * @returns {number[]} in the order of `wanted`
 */
export function apart(wanted, gap, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const places = [...wanted];
  let free = low;
  for (const i of order) {
    places[i] = Math.max(places[i], free);
    free = places[i] + gap;
  }
  let end = high;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i], end);
    end = places[i] - gap;
  }
  return places;
}
