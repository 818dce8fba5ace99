// Training runs in the browser's own database, so that they survive a reload or a crash: a record for each page that
// trains, written whole or not at all.

import { createDatabase } from '../../engine/database.js';
import { createOwner } from './owner.js';
import { normalise } from '../../model/settings.js';

/** @typedef {import('./curve.js').Run} Run */

/**
 * A run as it is kept: what was recorded of it up to the checkpoint, and when that was, in milliseconds since 1970.
 * `where` tells pages from embeds; it is not there in records of earlier versions of the page.
 * @typedef {Run & {version: number, at: number, where?: 'page' | 'embed', checkpoint: import('../../model/protocol.js').Checkpoint}}
 * KeptRun
 */

/**
 * What tells one record from another.
 * @typedef {{key: string, id: string, at: number, where: 'page' | 'embed'}} Found
 */
/**
 * A record that may be gone on with here; `own`: it was made in this tab, and a new run takes its place.
 * @typedef {Found & {own: boolean}} Offered
 */

/** Records of another form are left alone. */
export const VERSION = 1;
/** So many runs are kept, and those of pages that live besides. */
export const MOST_RUNS = 6;
const RUNS = 'runs';
const keyOf = (/** @type {string} */ name) => `run ${name}`;

/**
 * @typedef {object} RunStore each rejects with an Error of one sentence when the browser will not
 * @property {() => Promise<Offered[]>} offers the records that may be gone on with here, this tab's first, then the
 * newest first
 * @property {(key: string) => Promise<KeptRun | null>} load null when it is gone
 * @property {(run: KeptRun, taken?: Found) => Promise<number>} save in the place of this page's record, and of the one
 * that was taken on, if any; answers how many old ones had to go
 * @property {(key?: string) => Promise<void>} forget default: this page's
 */

/** @param {import('./owner.js').Owner} [owner] @returns {RunStore} */
export function createRunStore(owner = createOwner()) {
  /** @typedef {{[RUNS]: {key: string, value: KeptRun}}} Schema */
  /** @type {import('../../engine/database.js').Attempt<Schema>} */
  const attempt = createDatabase({
    name: 'pc-playground-runs',
    table: RUNS,
    what: 'the run',
    lost: 'training goes on, but the run is lost when the page is closed',
  });
  const own = keyOf(owner.name);
  const former = owner.former();
  /** Whether this page has a record. */
  let kept = false;
  const living = async () => new Set(Array.from(await owner.living(), keyOf));

  return {
    async offers() {
      const found = await attempt(database => survey(database.transaction(RUNS).store));
      return offered(found, { own, former: former && keyOf(former), living: await living(), where: owner.where });
    },
    load: key => attempt(async database => readRecord(await database.get(RUNS, key))),
    async save(run, taken) {
      const first = !kept;
      if (first) await owner.hold();
      const others = first || taken ? await living() : null;
      const gone = await attempt(async database => {
        const { store, done } = database.transaction(RUNS, 'readwrite');
        await store.put({ ...run, where: owner.where }, own);
        let many = 0;
        if (others) {
          const found = await survey(store);
          const { replaced, old } = outdated(found, {
            own,
            former: first && former ? keyOf(former) : null,
            taken,
            living: others,
          });
          for (const key of [...replaced, ...old]) await store.delete(key);
          many = old.length;
        }
        await done;
        return many;
      });
      if (first) owner.remember();
      kept = true;
      return gone;
    },
    forget: (key = own) => attempt(database => database.delete(RUNS, key)),
  };
}

/**
 * What there is, without holding more than one record in memory.
 * @param {{openCursor: () => Promise<any>}} store
 * @returns {Promise<Found[]>}
 */
async function survey(store) {
  /** @type {Found[]} */
  const found = [];
  for (let cursor = await store.openCursor(); cursor; cursor = await cursor.continue()) {
    const run = readRecord(cursor.value);
    if (run) found.push({ key: String(cursor.key), id: run.id, at: run.at, where: run.where ?? 'page' });
  }
  return found.sort((a, b) => b.at - a.at);
}

/**
 * What may be offered: what was made in this tab, then what was made in such a place and belongs to no page that lives.
 * @param {Found[]} found the newest first
 * @param {{own: string, former: string | null, living: Set<string>, where: Found['where']}} page
 * @returns {Offered[]}
 */
export function offered(found, { own, former, living, where }) {
  const free = found.filter(({ key }) => !living.has(key));
  const rank = (/** @type {Found} */ { key }) => (key === own ? 0 : key === former ? 1 : 2);
  return free
    .filter(one => rank(one) < 2 || one.where === where)
    .sort((a, b) => rank(a) - rank(b))
    .map(one => ({ ...one, own: rank(one) < 2 }));
}

/**
 * What goes when a page keeps a run: what the run takes the place of (the record that it was taken from, else the one
 * that the tab kept before), and the oldest where there are too many. Never a record of a page that lives, nor one that
 * was written anew since it was taken on.
 * @param {Found[]} found the newest first, the page's own among them
 * @param {{own: string, former: string | null, taken?: Found, living: Set<string>}} page
 * @returns {{replaced: string[], old: string[]}} keys
 */
export function outdated(found, { own, former, taken, living }) {
  const free = found.filter(({ key }) => key !== own && !living.has(key));
  const replaced = free
    .filter(({ key, at }) => (taken ? key === taken.key && at === taken.at : key === former))
    .map(({ key }) => key);
  const left = free.filter(({ key }) => !replaced.includes(key));
  return { replaced, old: left.slice(Math.max(0, MOST_RUNS - 1 - living.size)).map(({ key }) => key) };
}

/**
 * A record as it is found: it may be of another version of the page. What is in its checkpoint the engine checks.
 * @param {any} found
 * @returns {KeptRun | null}
 */
export function readRecord(found) {
  const whole =
    found?.version === VERSION &&
    [found.losses, found.scores, found.angles].every(Array.isArray) &&
    typeof found.id === 'string' &&
    Number.isFinite(found.at) &&
    found.settings &&
    found.checkpoint?.bytes instanceof Uint8Array;
  return whole ? { ...found, settings: normalise(found.settings) } : null;
}
