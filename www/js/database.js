// One table of a database of the browser's own: opened when first needed, opened anew when it was closed, and every failure is one sentence.

import { openDB } from '../vendor/idb.js';

/** A database that another tab is just deleting, or that the browser has broken, never answers. */
const PATIENCE_MS = 10_000;

/**
 * @template {import('idb').DBSchema} Schema
 * @typedef {<T>(task: (database: import('idb').IDBPDatabase<Schema>) => Promise<T>) => Promise<T>} Attempt
 * runs a task on the database; rejects with an Error of one sentence when the browser will not
 */

/**
 * @template {import('idb').DBSchema} Schema
 * @param {object} of
 * @param {string} of.name the database's
 * @param {string} of.table its only one
 * @param {string} of.what it keeps, as in "to keep …"
 * @param {string} of.lost what it means for the visitor that it does not, as a clause
 * @param {number} [patience] milliseconds
 * @returns {Attempt<Schema>}
 */
export function createDatabase({ name, table, what, lost }, patience = PATIENCE_MS) {
  /** @typedef {import('idb').IDBPDatabase<Schema>} Database */
  /** @type {Promise<Database> | null} */
  let opened = null;
  const close = () => { opened = null; };

  /** @returns {Promise<Database>} */
  const open = async () => /** @type {Promise<Database>} */ (openDB(name, 1, {
    upgrade: fresh => void fresh.createObjectStore(/** @type {any} */ (table)),
    // A page of a later version, in another tab, wants to change it: this one opens it anew when it needs it.
    blocking(_current, _wanted, event) {
      /** @type {IDBDatabase} */ (event.target).close();
      close();
    },
    terminated: close,
  }));

  function database() {
    if (!opened) {
      opened = open();
      opened.catch(close); // the next one may succeed
    }
    return opened;
  }

  return async (task) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), patience);
    });
    try {
      return await /** @type {Promise<any>} */ (Promise.race([database().then(task), late]));
    } catch (error) {
      throw new Error(trouble(error, what, lost));
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What it means for the visitor. @param {unknown} error @param {string} what @param {string} lost */
export function trouble(error, what, lost) {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  const sentence = name === 'QuotaExceededError'
    ? `There is no space left in this browser to keep ${what}`
    : `This browser does not keep ${what} (${message.replace(/\.$/, '')})`;
  return `${sentence}: ${lost}.`;
}
