// Rows as files for other programs. Pure.
//
// A row that lacks a column and a row whose number was not finite are two things, and stay two: nothing and NaN in CSV,
// no entry and null in JSON (which knows no NaN).

import { columnsOf } from './rows.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./rows.js').Value} Value */

/** As RFC 4180 has it: quoted where the text itself could be taken for structure. @param {string} text */
const quoted = text => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** @param {Value | undefined} value */
function cell(value) {
  if (value === undefined) return '';
  return value === null ? 'NaN' : quoted(String(value));
}

/**
 * One line for each row, after a line with the names of the columns.
 * @param {Row[]} rows
 * @returns {string}
 */
export function toCsv(rows) {
  const columns = columnsOf(rows);
  const lines = rows.map(row => columns.map(column => cell(row[column])).join(','));
  return [columns.map(quoted).join(','), ...lines].map(line => `${line}\r\n`).join('');
}

/**
 * What the rows are of, and the rows.
 * @param {import('../../model/experiment-types.js').ResultsFile['header']} header
 * @param {Row[]} rows
 * @returns {string}
 */
export function toJson({ experiment, version, grid, data, cells }, rows) {
  return `${JSON.stringify({ experiment, version, grid, data, cells, rows }, null, 1)}\n`;
}
