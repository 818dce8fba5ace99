// The newest training run in the browser's own database, so that it survives a reload or a crash: one record, written whole or not at all.

import { createDatabase } from './database.js';
import { normalise } from './state.js';

/** @typedef {import('./curve.js').Run} Run */

/**
 * A run as it is kept: what was recorded of it up to the checkpoint, and when that was, in milliseconds since 1970.
 * @typedef {Run & {version: number, at: number, checkpoint: import('./protocol.js').Checkpoint}} KeptRun
 */

/** Records of another form are left alone. */
export const VERSION = 1;
const RUNS = 'runs';
const NEWEST = 'newest';

/**
 * @typedef {object} RunStore each rejects with an Error of one sentence when the browser will not
 * @property {() => Promise<KeptRun | null>} load null when none is kept
 * @property {(run: KeptRun) => Promise<void>} save in the place of the one before
 * @property {() => Promise<void>} forget
 */

/** @returns {RunStore} */
export function createRunStore() {
  /** @type {import('./database.js').Attempt<{[RUNS]: {key: string, value: KeptRun}}>} */
  const attempt = createDatabase({ name: 'pc-playground-runs', table: RUNS, what: 'the run', lost: 'training goes on, but the run is lost when the page is closed' });
  return {
    load: () => attempt(async database => readRecord(await database.get(RUNS, NEWEST))),
    save: run => attempt(async database => void await database.put(RUNS, run, NEWEST)),
    forget: () => attempt(database => database.delete(RUNS, NEWEST)),
  };
}

/**
 * A record as it is found: it may be of another version of the page. What is in its checkpoint the engine checks.
 * @param {any} found
 * @returns {KeptRun | null}
 */
export function readRecord(found) {
  const whole = found?.version === VERSION && [found.losses, found.scores, found.angles].every(Array.isArray)
    && typeof found.id === 'string' && Number.isFinite(found.at) && found.settings && found.checkpoint?.bytes instanceof Uint8Array;
  return whole ? { ...found, settings: normalise(found.settings) } : null;
}
