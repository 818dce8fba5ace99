// Keeps the run in training in the browser's own database: every few seconds of training, on pause, and when the page
// is hidden. Training and page go on meanwhile; that a browser does not keep it is said for as long as it is so.

import { MOST_RUNS, VERSION } from './kept-run.js';
import { WorkerDied } from '../../engine/worker-handle.js';

/** @typedef {import('./curve.js').Run} Run */
/** @typedef {import('../../model/protocol.js').Progress} Progress */
/** @typedef {import('./kept-run.js').KeptRun} KeptRun */
/** @typedef {import('./kept-run.js').Found} Found */
/** @typedef {import('./kept-run.js').Offered} Offered */

/** Of training, between two records. */
const EVERY_S = 5;
/** A record may take this share of the time at most, on a slow disk too. */
const SHARE = 1 / 20;

/**
 * @typedef {object} Keeper
 * @property {(progress: Progress) => void} follow told how the present run stands; keeps it when it is time
 * @property {() => Promise<void>} keep keeps the present run now, unless it is kept as it stands
 * @property {() => Promise<Offered[]>} offers the kept runs that may be gone on with here, but for the present one;
 * none when the browser will not say
 * @property {(key: string) => Promise<KeptRun | null>} load
 * @property {(one: Found) => void} take the present run goes on from this record: the next one takes its place
 * @property {(key: string) => Promise<void>} forget
 */

/**
 * @param {object} page
 * @param {Pick<import('../../engine/training.js').Training, 'keep'>} page.train
 * @param {import('./kept-run.js').RunStore} page.store
 * @param {() => Run | null} page.present the run whose network the engine holds
 * @param {(sentence: string) => void} page.say
 * @param {(sentence: string) => void} page.trouble that the run is not kept, and why; '' when it is again
 * @param {() => void} page.kept called when the present run has taken the place of the one kept before
 * @returns {Keeper}
 */
export function createKeeper({ train, store, present, say, trouble, kept }) {
  /** The newest record of the present run. @type {{id: string, iteration: number, seconds: number}} */
  let last = { id: '', iteration: 0, seconds: 0 };
  /** The next record is not made before, by performance.now(). */
  let notBefore = 0;
  let busy = false;
  let again = false;
  let told = '';
  /** The record that the present run goes on from. @type {Found | undefined} */
  let taken;

  /** @param {string} sentence */
  function tell(sentence) {
    if (sentence === told) return;
    told = sentence;
    trouble(sentence);
    if (!sentence) say('The run is kept in this browser again.');
  }

  /** @param {Run} run */
  async function record(run) {
    const begun = performance.now();
    const checkpoint = await train.keep();
    if (run !== present() || !checkpoint || checkpoint.iteration === 0) return;
    const { iteration, seconds } = checkpoint;
    if (run.id === last.id && iteration === last.iteration) return;
    const gone = await store.save(
      { ...upTo(run, iteration), version: VERSION, at: Date.now(), checkpoint },
      taken?.id === run.id ? taken : undefined,
    );
    taken = undefined;
    tell('');
    if (gone > 0)
      say(
        `This browser keeps ${MOST_RUNS} runs: ${gone === 1 ? 'the oldest one had' : `the ${gone} oldest ones had`} to go.`,
      );
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
      if (!(error instanceof WorkerDied)) tell(error instanceof Error ? error.message : String(error));
      notBefore = performance.now() + 1000 * EVERY_S;
    } finally {
      busy = false;
    }
  }

  return {
    keep,
    load: store.load,
    take(one) {
      taken = one;
    },
    forget: store.forget,
    async offers() {
      try {
        const id = present()?.id;
        return (await store.offers()).filter(one => one.id !== id);
      } catch {
        return []; // it is said when a run cannot be kept
      }
    },
    follow({ state, seconds }) {
      const run = present();
      if (!run) return;
      const since = run.id === last.id ? last.seconds : 0;
      if (state === 'running' && !busy && seconds - since >= EVERY_S && performance.now() >= notBefore) void keep();
      // It would only diverge again.
      if (state === 'diverged' && run.id === last.id) {
        last = { id: '', iteration: 0, seconds: 0 };
        void store.forget().catch(() => {});
      }
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
