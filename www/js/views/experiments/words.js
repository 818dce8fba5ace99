// How the experiments view names values and what is at hand. Pure.

import { counted, fixed, short } from '../../model/numbers.js';
import { SCHEME_IDS, schemeById } from '../../model/schemes.js';
import { FIELDS, display } from '../../model/settings.js';

/** @typedef {import('./rows.js').Value} Value */

/**
 * A value as it is read: a rule, a form of Z-IL or a kind of feedback by its name, whatever stands after it: "FPA-PC, γ
 * 0.1".
 * @param {Value} value
 * @returns {string}
 */
export function valueName(value) {
  if (value === null) return 'none';
  if (typeof value === 'number') return short(value);
  const [own, ...rest] = value.split(',');
  const id = SCHEME_IDS.find(known => known === own || known === `zil-${own}`);
  return [id ? schemeById(id).name : display(FIELDS.feedback, own), ...rest].join(',');
}

/** What a value is of: "hidden layers: 4", but a name says it itself. @param {string} label @param {Value} value */
export const labelled = (label, value) =>
  typeof value === 'string' ? valueName(value) : `${label}: ${valueName(value)}`;

/** "8 s", "2 min", "3 h". @param {number} ms @returns {string} */
export function duration(ms) {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${fixed(ms / 3_600_000, 1)} h`;
}

/**
 * What results are of, in one sentence.
 * @param {import('../../model/experiment-types.js').ResultsFile['header']} header
 * @param {number} cells at hand
 * @param {boolean} cut whether the last line was cut short
 */
export function described({ experiment, version, grid, data, cells: all }, cells, cut) {
  const whole = cells === all ? `all ${counted(all, 'cell')}` : `${cells} of ${counted(all, 'cell')}`;
  return `Version ${version} of “${experiment}”, ${grid} grid, ${whole}, on the digits ${data}.${cut ? ' The last line was cut short and is left out.' : ''}`;
}
