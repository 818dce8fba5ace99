// What one point of a plot says exactly, and all of them as a table. Pure.

import { exact } from '../../model/numbers.js';
import { leadAxis, valueAxis } from './aggregate.js';
import { counted } from '../../model/numbers.js';
import { labelled, valueName } from './words.js';

/** @typedef {import('../../model/experiment-types.js').ExperimentPlot} Plot */
/** @typedef {import('./aggregate.js').Point} Point */
/** @typedef {import('./aggregate.js').Summary} Summary */
/** @typedef {import('../../ui/draw/readout.js').Reading} Reading */

/**
 * @param {Plot} plot
 * @param {Point} point
 * @returns {Reading}
 */
export function readingOf(plot, point) {
  const where = [
    ...(plot.panelRows ? [labelled(plot.panelRows.label, point.panelRow)] : []),
    ...(plot.panels ? [labelled(plot.panels.label, point.panel)] : []),
    labelled(leadAxis(plot).label, point.lead),
    labelled(plot.x.label, point.x),
  ];
  const seeds = point.count > 1;
  const rows = [
    {
      name: seeds ? 'mean' : valueAxis(plot).label,
      value: point.mean === null ? 'not finite' : exact(point.mean),
      strong: true,
    },
  ];
  if (point.deviation !== null) rows.push({ name: 's.d.', value: exact(point.deviation), strong: false });
  rows.push({ name: 'values', value: String(point.count), strong: false });
  if (point.lost > 0) rows.push({ name: 'not finite', value: String(point.lost), strong: false });
  if (point.law !== null) rows.push({ name: 'law', value: exact(point.law), strong: false });
  const spoken = `${where.join(', ')}: ${valueAxis(plot).label} ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`;
  return { title: where.join(', '), rows, spoken };
}

/**
 * Every point with every digit: the plot in words, for those who do not see it and those who want the numbers.
 * @param {Plot} plot
 * @param {Summary} summary
 * @returns {{head: string[], rows: {cells: string[]}[]}}
 */
export function tableOf(plot, { points, baselines }) {
  const keys = /** @type {{label: string, of: (point: Point) => import('./rows.js').Value}[]} */ ([
    ...(plot.panelRows ? [{ label: plot.panelRows.label, of: (/** @type {Point} */ point) => point.panelRow }] : []),
    ...(plot.panels ? [{ label: plot.panels.label, of: (/** @type {Point} */ point) => point.panel }] : []),
    { label: leadAxis(plot).label, of: (/** @type {Point} */ point) => point.lead },
    { label: plot.x.label, of: (/** @type {Point} */ point) => point.x },
  ]);
  const law = plot.law !== null;
  const lost = points.some(point => point.lost > 0);
  const number = (/** @type {number | null} */ value) => (value === null ? '–' : exact(value));
  /** @param {{mean: number | null, deviation: number | null, count: number, lost: number}} stats */
  const numbers = stats => [
    stats.mean === null && stats.lost > 0 ? 'not finite' : number(stats.mean),
    number(stats.deviation),
    String(stats.count),
    ...(lost ? [String(stats.lost)] : []),
  ];
  return {
    head: [
      ...keys.map(key => key.label),
      `${valueAxis(plot).label}, mean`,
      's.d.',
      'values',
      ...(lost ? ['not finite'] : []),
      ...(law ? ['law'] : []),
    ],
    rows: [
      ...points.map(point => ({
        cells: [...keys.map(key => valueName(key.of(point))), ...numbers(point), ...(law ? [number(point.law)] : [])],
      })),
      ...baselines.map(line => ({
        cells: [
          ...(plot.panelRows ? [valueName(line.panelRow)] : []),
          ...(plot.panels ? [valueName(line.panel)] : []),
          valueName(plot.baseline?.[1] ?? null),
          'any',
          ...numbers(line),
          ...(law ? ['–'] : []),
        ],
      })),
    ],
  };
}

/**
 * What the marks of this drawing mean, as far as they are in it.
 * @param {Plot} plot
 * @param {Summary} summary
 * @returns {string}
 */
export function keyTo(plot, { points }) {
  const lost = points.filter(point => point.lost > 0);
  const all = lost.filter(point => point.count === 0);
  const zero = points.some(point => point.mean === 0);
  const sentences = [];
  if (points.some(point => point.deviation !== null && point.deviation > 0))
    sentences.push(
      plot.mark === 'map'
        ? 'Colours are means.'
        : `${plot.law === null && plot.x.scale !== 'ordinal' ? 'Bands' : 'Bars'} are ± one standard deviation.`,
    );
  if (plot.mark === 'map') {
    if (all.length > 0)
      sentences.push(`Hatched: no finite value, as when training diverged (${counted(all.length, 'cell')}).`);
    if (lost.length > all.length)
      sentences.push(
        `Crossed: some seeds have no finite value (${counted(lost.length - all.length, 'cell')}); the colour is the mean of the others.`,
      );
    if (zero) sentences.push('Empty with an outline: exactly 0.');
  } else {
    if (lost.length > 0) sentences.push(`At ${counted(lost.length, 'point')} some value is not finite and left out.`);
    if (zero && plot.y.scale === 'log') sentences.push('Hollow points at the lower edge are exactly 0.');
  }
  return sentences.join(' ');
}
