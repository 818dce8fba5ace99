// Where the panels of an experiment's plot stand: side by side where there is room, in rows where there is not.

import { labelled } from '../words.js';

/** @typedef {import('../../../model/experiment-types.js').ExperimentPlot} Plot */
/** @typedef {import('../rows.js').Value} Value */
/** @typedef {import('../aggregate.js').Summary} Summary */

/**
 * A panel's place, and its title; '' where there is only one.
 * @typedef {{panelRow: Value, panel: Value, fx: number, fy: number, title: string}} Panel
 */

/**
 * @typedef {{columns: number, rows: number, panels: Panel[], at: (of: {panelRow: Value, panel: Value}) => {fx: number, fy: number}}}
 * Layout
 */

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
  const placed = panelRows.flatMap((panelRow, i) =>
    panels.map((panel, k) => ({
      panelRow,
      panel,
      fx: k % columns,
      fy: i * rowsEach + Math.floor(k / columns),
      title: [
        ...(plot.panelRows ? [labelled(plot.panelRows.label, panelRow)] : []),
        ...(plot.panels ? [labelled(plot.panels.label, panel)] : []),
      ].join(', '),
    })),
  );
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
 * Those of some places on an axis that leave room for their labels: every n-th where they are evenly spread, else the
 * shortest first.
 * @template T
 * @param {T[]} values
 * @param {(value: T) => number} place in pixels, ascending
 * @param {(value: T) => string} text
 * @returns {T[]}
 */
export function roomy(values, place, text) {
  const gaps = values.slice(1).map((value, i) => place(value) - place(values[i]));
  if (gaps.length > 0 && Math.max(...gaps) - Math.min(...gaps) < 0.5) {
    const stride = Math.ceil((Math.max(...values.map(value => textWidth(text(value)))) + 8) / gaps[0]);
    return values.filter((_, i) => i % stride === 0);
  }
  // Round numbers are short, and are what a reader looks for.
  const order = [...values].sort((a, b) => text(a).length - text(b).length);
  /** @type {Set<T>} */
  const kept = new Set();
  const half = (/** @type {T} */ value) => textWidth(text(value)) / 2 + 4;
  for (const value of order) {
    if ([...kept].every(other => Math.abs(place(other) - place(value)) >= half(other) + half(value))) kept.add(value);
  }
  return values.filter(value => kept.has(value));
}

/** About how wide a text is at the plots' size. @param {string} text */
export const textWidth = text => 6.6 * [...text].length;

/**
 * A text in lines no wider than `width` pixels, broken between words.
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
export function wrapped(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** At most so many marks on a logarithmic axis. */
const MARKS = 6;

/**
 * Where to mark a logarithmic axis: whole decades, or 1, 2 and 5 of each where there are less than two.
 * @param {number} low above 0
 * @param {number} high
 * @returns {number[]}
 */
export function logTicks(low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const stride = Math.ceil(decades.length / MARKS);
  const powers =
    Math.log10(high / low) < 2
      ? decades.flatMap(power => [1, 2, 5].map(digit => Number(`${digit}e${power}`)))
      : decades.filter(power => power % stride === 0).map(power => Number(`1e${power}`));
  return powers.filter(tick => tick >= low && tick <= high);
}
