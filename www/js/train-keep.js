// Keeps the run in training in the browser's own database: every few seconds of training, on pause, and when the page is hidden. Training and
// page go on meanwhile; a browser that keeps nothing is told of once.

import { VERSION } from './train-store.js';
import { WorkerDied } from './worker-handle.js';

/** @typedef {import('./curve.js').Run} Run */
/** @typedef {import('./protocol.js').Progress} Progress */
/** @typedef {import('./train-store.js').KeptRun} KeptRun */

/** Of training, between two records. */
const EVERY_S = 5;
/** A record may take this share of the time at most, on a slow disk too. */
const SHARE = 1 / 20;

/**
 * @typedef {object} Keeper
 * @property {(progress: Progress) => void} follow told how the present run stands; keeps it when it is time
 * @property {() => Promise<void>} keep keeps the present run now, unless it is kept as it stands
 * @property {() => Promise<KeptRun | null>} newest the run that is kept; null when there is none, or the browser will not say
 * @property {() => Promise<void>} forget
 */

/**
 * @param {object} page
 * @param {Pick<import('./training-remote.js').Training, 'keep'>} page.train
 * @param {import('./train-store.js').RunStore} page.store
 * @param {() => Run | null} page.present the run whose network the engine holds
 * @param {(sentence: string) => void} page.say
 * @param {() => void} page.kept called when the present run has taken the place of the one kept before
 * @returns {Keeper}
 */
export function createKeeper({ train, store, present, say, kept }) {
  /** The newest record of the present run. @type {{id: string, iteration: number, seconds: number}} */
  let last = { id: '', iteration: 0, seconds: 0 };
  /** The next record is not made before, by performance.now(). */
  let notBefore = 0;
  let busy = false;
  let again = false;
  let told = false;

  /** @param {Run} run */
  async function record(run) {
    const begun = performance.now();
    const checkpoint = await train.keep();
    if (run !== present() || !checkpoint || checkpoint.iteration === 0) return;
    const { iteration, seconds } = checkpoint;
    if (run.id === last.id && iteration === last.iteration) return;
    await store.save({ ...upTo(run, iteration), version: VERSION, at: Date.now(), checkpoint });
    const first = run.id !== last.id;
    last = { id: run.id, iteration, seconds };
    notBefore = performance.now() + (performance.now() - begun) / SHARE;
    if (first) kept();
  }

  async function keep() {
    again = true;
    if (busy) return;
    busy = true;
    try {
      for (let run = present(); again && run; run = present()) {
        again = false;
        await record(run);
      }
    } catch (error) {
      // Of a lost worker the view is told, and tells.
      if (!(error instanceof WorkerDied) && !told) {
        told = true;
        say(error instanceof Error ? error.message : String(error));
      }
      notBefore = performance.now() + 1000 * EVERY_S;
    } finally {
      busy = false;
    }
  }

  const forget = async () => {
    last = { id: '', iteration: 0, seconds: 0 };
    await store.forget();
  };

  return {
    keep,
    forget,
    async newest() {
      try {
        return await store.load();
      } catch {
        return null; // it is said when a run cannot be kept
      }
    },
    follow({ state, seconds }) {
      const run = present();
      if (!run) return;
      const since = run.id === last.id ? last.seconds : 0;
      if (state === 'running' && !busy && seconds - since >= EVERY_S && performance.now() >= notBefore) void keep();
      // It would only diverge again.
      if (state === 'diverged' && run.id === last.id) void forget().catch(() => {});
    },
  };
}

/**
 * What was recorded of a run until an iteration: more may have come while its checkpoint was under way.
 * @param {Run} run
 * @param {number} iteration
 * @returns {Run}
 */
export function upTo(run, iteration) {
  /** @template {{iteration: number}} P @param {P[]} points */
  const until = points => points.filter(point => point.iteration <= iteration);
  return { ...run, losses: until(run.losses), scores: until(run.scores), angles: until(run.angles) };
}
