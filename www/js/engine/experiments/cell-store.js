// The finished cells of experiments in the browser's own database, so that they survive a reload. Each is kept by the
// header of its results (experiment, version, grid, digits) and its number; each is written in one transaction, so it
// is there whole or not at all.

import { createDatabase } from '../database.js';

const CELLS = 'cells';

/**
 * @typedef {object} CellStore each rejects with an Error of one sentence when the browser will not
 * @property {(headerLine: string) => Promise<Map<number, string>>} load the finished cells, cell to line
 * @property {(headerLine: string, cell: number, line: string) => Promise<void>} save
 * @property {(headerLine: string) => Promise<void>} forget
 * @property {() => number} made how often the table was made while this page was open: made again, it has lost what was
 * saved before
 */

/** @returns {CellStore} */
export function createCellStore() {
  let made = 0;
  /** @type {import('../database.js').Attempt<{[CELLS]: {key: [string, number], value: string}}>} */
  const attempt = createDatabase({
    name: 'pc-playground',
    table: CELLS,
    what: 'finished cells',
    lost: 'they are lost when the page is closed, unless their file is saved before',
    made: () => {
      made += 1;
    },
  });
  return {
    made: () => made,
    load: headerLine =>
      attempt(async database => {
        const { store } = database.transaction(CELLS);
        const [keys, lines] = await Promise.all([
          store.getAllKeys(cellsOf(headerLine)),
          store.getAll(cellsOf(headerLine)),
        ]);
        return new Map(keys.map(([, cell], i) => [cell, lines[i]]));
      }),
    save: (headerLine, cell, line) =>
      attempt(async database => void (await database.put(CELLS, line, [headerLine, cell]))),
    forget: headerLine => attempt(database => database.delete(CELLS, cellsOf(headerLine))),
  };
}

/**
 * All keys with this header: in the database's order every list comes after every number.
 * @param {string} headerLine
 */
const cellsOf = headerLine => IDBKeyRange.bound([headerLine], [headerLine, []]);
