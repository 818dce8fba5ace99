// From the lines of results to tidy rows: one row for each that a cell found, with the cell's parameters beside it.
// Pure.

/** A number, a name, or null: a number that was not finite. @typedef {number | string | null} Value */

/** @typedef {Record<string, Value>} Row */

/**
 * Results at hand, whoever computed them: a run's, or those of a file.
 * @typedef {{header: import('../../model/experiment-types.js').ResultsFile['header'], headerLine: string, lines: Map<number, string>}}
 * Results
 */

/**
 * The lines in the order of their cells, whatever the order in which they came.
 * @param {Map<number, string>} lines
 * @returns {string[]}
 */
export const inOrder = lines => [...lines].sort(([a], [b]) => a - b).map(([, line]) => line);

/**
 * All rows, in the order of the cells; `cell` is the cell's number.
 * @param {Map<number, string>} lines whose checksums the engine has found right
 * @returns {Row[]}
 */
export const rowsOf = lines =>
  inOrder(lines).flatMap(line => {
    const { cell, params, rows } = JSON.parse(line);
    return rows.map((/** @type {Row} */ row) => ({ cell, ...params, ...row }));
  });

/** The names of all columns, in the order in which they come. @param {Row[]} rows @returns {string[]} */
export const columnsOf = rows => [...new Set(rows.flatMap(row => Object.keys(row)))];
