// The finished cells of experiments in the browser's own database, so that they survive a reload. Each is kept by the header of its results
// (experiment, version, grid, digits) and its number; each is written in one transaction, so it is there whole or not at all.

import { openDB } from '../../vendor/idb.js';

const NAME = 'pc-playground';
const CELLS = 'cells';
/** A database that another tab is just deleting, or that the browser has broken, never answers. */
const PATIENCE_MS = 10_000;

/**
 * @typedef {object} CellStore each rejects with an Error of one sentence when the browser will not
 * @property {(headerLine: string) => Promise<Map<number, string>>} load the finished cells, cell to line
 * @property {(headerLine: string, cell: number, line: string) => Promise<void>} save
 * @property {(headerLine: string) => Promise<void>} forget
 */

/** @typedef {import('idb').IDBPDatabase<{[CELLS]: {key: [string, number], value: string}}>} Database */

/** @param {number} [patience] milliseconds @returns {CellStore} */
export function createCellStore(patience = PATIENCE_MS) {
  /** @type {Promise<Database> | null} */
  let opened = null;
  const close = () => { opened = null; };

  /** @returns {Promise<Database>} */
  const open = async () => openDB(NAME, 1, {
    upgrade: fresh => void fresh.createObjectStore(CELLS),
    // A page of a later version, in another tab, wants to change it: this one opens it anew when it needs it.
    blocking(_current, _wanted, event) {
      /** @type {IDBDatabase} */ (event.target).close();
      close();
    },
    terminated: close,
  });

  function database() {
    if (!opened) {
      opened = open();
      opened.catch(close); // the next one may succeed
    }
    return opened;
  }

  /** @template T @param {(database: Database) => Promise<T>} task @returns {Promise<T>} */
  async function attempt(task) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), patience);
    });
    try {
      return await /** @type {Promise<T>} */ (Promise.race([database().then(task), late]));
    } catch (error) {
      throw new Error(trouble(error));
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    load: headerLine => attempt(async database => {
      const { store } = database.transaction(CELLS);
      const [keys, lines] = await Promise.all([store.getAllKeys(cellsOf(headerLine)), store.getAll(cellsOf(headerLine))]);
      return new Map(keys.map(([, cell], i) => [cell, lines[i]]));
    }),
    save: (headerLine, cell, line) => attempt(async database => void await database.put(CELLS, line, [headerLine, cell])),
    forget: headerLine => attempt(database => database.delete(CELLS, cellsOf(headerLine))),
  };
}

/** All keys with this header: in the database's order every list comes after every number. @param {string} headerLine */
const cellsOf = headerLine => IDBKeyRange.bound([headerLine], [headerLine, []]);

/** What it means for the visitor. @param {unknown} error */
export function trouble(error) {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  const what = name === 'QuotaExceededError'
    ? 'There is no space left in this browser to keep finished cells'
    : `This browser does not keep finished cells (${message.replace(/\.$/, '')})`;
  return `${what}: they are lost when the page is closed, unless their file is saved before.`;
}
