// One table of a database of the browser's own: opened when first needed, opened anew when it was closed, and every
// failure is one sentence.

import { openDB } from '../../vendor/idb.js';

/** A database that another tab is just deleting, or that the browser has broken, never answers. */
const PATIENCE_MS = 10_000;

/**
 * @template {import('idb').DBSchema} Schema
 * @typedef {<T>(task: (database: import('idb').IDBPDatabase<Schema>) => Promise<T>) => Promise<T>} Attempt
 * runs a task on the database, and once more on one opened anew when it fails: a task must bear that. Rejects with an
 * Error of one sentence when the browser will not
 */

/**
 * @template {import('idb').DBSchema} Schema
 * @param {object} of
 * @param {string} of.name the database's
 * @param {string} of.table its only one
 * @param {string} of.what it keeps, as in "to keep …"
 * @param {string} of.lost what it means for the visitor that it does not, as a clause
 * @param {() => void} [of.made] called when the table is made: what was kept before, if anything, is gone
 * @param {number} [patience] milliseconds
 * @returns {Attempt<Schema>}
 */
export function createDatabase({ name, table, what, lost, made = () => {} }, patience = PATIENCE_MS) {
  /** @typedef {import('idb').IDBPDatabase<Schema>} Database */
  /** @type {Promise<Database> | null} */
  let opened = null;

  /** The next task opens the database anew. @param {Promise<Database>} which */
  const leave = which => {
    if (opened === which) opened = null;
    void which.then(
      database => database.close(),
      () => {},
    );
  };

  /** @param {() => void} gone called when the connection is lost @returns {Promise<Database>} */
  async function open(gone) {
    if (!globalThis.indexedDB) throw new Error('it has no database');
    return /** @type {Promise<Database>} */ (
      openDB(name, 1, {
        upgrade(fresh) {
          fresh.createObjectStore(/** @type {any} */ (table));
          made();
        },
        // Another tab wants to change or delete it: this one steps aside, and opens it anew when it needs it.
        blocking: gone,
        terminated: gone,
      })
    );
  }

  function database() {
    if (opened) return opened;
    /** @type {Promise<Database>} */
    const mine = open(() => leave(mine));
    opened = mine;
    return mine;
  }

  return async task => {
    for (let again = true; ; again = false) {
      const mine = database();
      try {
        return await within(mine.then(task), patience);
      } catch (error) {
        const full = nameOf(error) === 'QuotaExceededError';
        // Closed behind the page's back, as iOS does, it may work once it is open again. A disk that is full stays
        // full.
        if (!full) leave(mine);
        if (full || error instanceof Silence || !again) throw new Error(trouble(error, what, lost));
      }
    }
  };
}

class Silence extends Error {}

/** @template T @param {Promise<T>} answer @param {number} patience @returns {Promise<T>} */
async function within(answer, patience) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Silence('it does not answer')), patience);
  });
  try {
    return await /** @type {Promise<any>} */ (Promise.race([answer, late]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {unknown} error */
const nameOf = error => (error instanceof Error || error instanceof DOMException ? error.name : '');

/** What it means for the visitor. @param {unknown} error @param {string} what @param {string} lost */
export function trouble(error, what, lost) {
  const name = nameOf(error);
  const message = name ? /** @type {Error} */ (error).message || name : String(error);
  const why =
    name === 'VersionError'
      ? 'a newer version of this page has changed its database: load the page again'
      : message.replace(/\.$/, '');
  const sentence =
    name === 'QuotaExceededError'
      ? `There is no space left in this browser to keep ${what}`
      : `This browser does not keep ${what} (${why})`;
  return `${sentence}: ${lost}.`;
}
