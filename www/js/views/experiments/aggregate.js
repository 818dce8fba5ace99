// What a plot shows of the rows: mean and spread over the rows that agree in all that the plot names. Pure.
//
// Of n finite numbers: mean = Σ x / n, s.d. = √(Σ (x − mean)² / (n − 1)). Numbers that are not finite (a gradient of
// zero has no direction, training may diverge) are counted and never averaged. `src/experiment/summary.rs` groups in
// the same way.

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./rows.js').Value} Value */
/** @typedef {import('../../model/experiment-types.js').ExperimentPlot} Plot */
/** @typedef {import('../../model/experiment-types.js').PlotAxis} Axis */

/**
 * Mean and spread of some numbers.
 * @typedef {object} Stats
 * @property {number | null} mean null where none is finite
 * @property {number | null} deviation null where fewer than two are
 * @property {number} count finite ones
 * @property {number} lost those that are not finite
 */

/**
 * One place of a plot. `lead` is the curve it is on; of a map, its second parameter.
 * @typedef {Stats & {panelRow: Value, panel: Value, lead: Value, x: Value, law: number | null}} Point
 */

/** A line across one panel. @typedef {Stats & {panelRow: Value, panel: Value}} Baseline */

/** One thing to choose. @typedef {{axis: Axis, values: Value[], value: Value}} Choice */

/**
 * @typedef {object} Summary
 * @property {Point[]} points by panel, then by lead, then by x
 * @property {Baseline[]} baselines
 * @property {Value[]} panelRows [null] where the plot has none
 * @property {Value[]} panels [null] where the plot has none
 * @property {Value[]} leads
 * @property {Value[]} xs
 * @property {Choice[]} choices
 */

/** The axis of the value that is shown, and of the parameter that leads. @param {Plot} plot */
export const valueAxis = plot => (plot.mark === 'map' ? plot.color : plot.y);
/** @param {Plot} plot */
export const leadAxis = plot => (plot.mark === 'map' ? plot.y : plot.color);

/** @param {Value[]} values null for one that is not finite @returns {Stats} */
export function statsOf(values) {
  const finite = /** @type {number[]} */ (values.filter(value => typeof value === 'number'));
  const count = finite.length;
  const lost = values.length - count;
  if (count === 0) return { mean: null, deviation: null, count, lost };
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null, count, lost };
}

/**
 * Each value once: numbers ascending, then names in the order in which they come.
 * @param {Value[]} values
 * @returns {Value[]}
 */
export function distinct(values) {
  const once = [...new Set(values)].filter(value => value !== null);
  const numbers = once.filter(value => typeof value === 'number').sort((a, b) => a - b);
  return [...numbers, ...once.filter(value => typeof value === 'string')];
}

/**
 * Groups by a key, in the order of the first of each.
 * @template T
 * @param {T[]} items
 * @param {(item: T) => unknown[]} key
 * @returns {T[][]}
 */
function grouped(items, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const name = JSON.stringify(key(item));
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}

/** @param {string} text as in the address: 'gamma:0.5,rule:vpc' @returns {Map<string, string>} */
export const parseChosen = text =>
  new Map(
    text
      .split(',')
      .filter(part => part.includes(':'))
      .map(part => {
        const at = part.indexOf(':');
        return /** @type {[string, string]} */ ([part.slice(0, at), part.slice(at + 1)]);
      }),
  );

/** @param {Map<string, string>} chosen @returns {string} */
export const chosenText = chosen => [...chosen].map(([column, value]) => `${column}:${value}`).join(',');

/**
 * @param {Plot} plot
 * @param {Row[]} rows
 * @param {Map<string, string>} chosen values by column, as text; the first value where there is none, or one that no
 * row has
 * @returns {Summary}
 */
export function summarise(plot, rows, chosen) {
  const value = valueAxis(plot).column;
  const lead = leadAxis(plot).column;
  const x = plot.x.column;
  /** @param {Row} row */
  const isBaseline = row => plot.baseline !== null && row[plot.baseline[0]] === plot.baseline[1];
  /** @param {Row} row @param {Axis | null} axis @returns {Value} */
  const at = (row, axis) => (axis ? (row[axis.column] ?? null) : null);

  let measured = rows.filter(row => value in row && x in row && !isBaseline(row));
  let across = rows.filter(row => value in row && isBaseline(row));
  /** @type {Choice[]} */
  const choices = [];
  for (const axis of plot.choose) {
    const { column } = axis;
    const values = distinct(measured.map(row => row[column] ?? null));
    const chosenValue = values.find(one => String(one) === chosen.get(column)) ?? values[0] ?? null;
    choices.push({ axis, values, value: chosenValue });
    measured = measured.filter(row => row[column] === chosenValue);
    // A baseline without this parameter is the same whatever is chosen.
    across = across.filter(row => !(column in row) || row[column] === chosenValue);
  }

  const shown = [...measured, ...across];
  const panelRows = plot.panelRows ? distinct(shown.map(row => at(row, plot.panelRows))) : [null];
  const panels = plot.panels ? distinct(shown.map(row => at(row, plot.panels))) : [null];
  const leads = distinct(measured.map(row => row[lead] ?? null));
  const xs = distinct(measured.map(row => row[x]));
  /** @param {Row} row */
  const panel = row => ({ panelRow: at(row, plot.panelRows), panel: at(row, plot.panels) });
  const points = grouped(measured, row => [
    at(row, plot.panelRows),
    at(row, plot.panels),
    row[lead] ?? null,
    row[x],
  ]).map(group => ({
    ...panel(group[0]),
    lead: group[0][lead] ?? null,
    x: group[0][x],
    ...statsOf(group.map(row => row[value])),
    law: plot.law === null ? null : statsOf(group.map(row => row[String(plot.law)] ?? null)).mean,
  }));
  /** @param {Point} point */
  const place = point => [
    panelRows.indexOf(point.panelRow),
    panels.indexOf(point.panel),
    leads.indexOf(point.lead),
    xs.indexOf(point.x),
  ];
  points.sort((a, b) => {
    const [left, right] = [place(a), place(b)];
    const first = left.findIndex((index, i) => index !== right[i]);
    return first < 0 ? 0 : left[first] - right[first];
  });
  const baselines = grouped(across, row => [at(row, plot.panelRows), at(row, plot.panels)]).map(group => ({
    ...panel(group[0]),
    ...statsOf(group.map(row => row[value])),
  }));
  return { points, baselines, panelRows, panels, leads, xs, choices };
}
