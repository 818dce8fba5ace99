// A pool of workers that compute cells: handed out in order, one at a time to each. A cell whose worker dies is tried
// once more, and then given up while the others go on; a worker that will not start again leaves the pool. Knows
// nothing of experiments, digits or the engine.

import { WorkerDied } from '../worker-handle.js';

/** More workers than this each hold a copy of the digits for little gain. */
const MOST_WORKERS = 16;

/** How many workers compute: one core is left to the page. @param {number} cores @returns {number} */
export const poolSize = cores => Math.min(MOST_WORKERS, Math.max(1, cores - 1));

/**
 * @typedef {object} Engine one worker
 * @property {(cell: number) => Promise<string>} run rejects with a WorkerDied when the worker died, else with an Error
 * of one sentence
 * @property {() => void} stop ends it at once
 */

/**
 * @typedef {object} PoolListener
 * @property {(cell: number, line: string) => void} done
 * @property {(cell: number, sentence: string) => void} failed
 * @property {(left: number, sentence: string) => void} ended nothing more is computed: `left` cells were not handed
 * out, because every worker left the pool, the last one for the reason in `sentence`. Not called after `stop()`
 */

/**
 * Computes cells until none is left.
 * @param {object} how
 * @param {number[]} how.cells in the order in which they are handed out
 * @param {number} how.size workers
 * @param {() => Engine} how.open starts a worker
 * @param {PoolListener} how.on
 * @returns {{stop: () => void}}
 */
export function startPool({ cells, size, open, on }) {
  const waiting = cells.map(cell => ({ cell, deaths: 0 }));
  /** @type {Set<Engine>} */
  const engines = new Set();
  let stopped = false;
  let reason = '';

  /** One worker's share. */
  async function work() {
    const engine = open();
    engines.add(engine);
    for (let next = waiting.shift(); next && !stopped; next = waiting.shift()) {
      const { cell, deaths } = next;
      let line = '';
      /** @type {unknown} */
      let error = null;
      try {
        line = await engine.run(cell);
      } catch (thrown) {
        error = thrown;
      }
      if (stopped) return;
      if (error === null) on.done(cell, line);
      else if (!(error instanceof WorkerDied)) on.failed(cell, error instanceof Error ? error.message : String(error));
      else {
        if (deaths === 0 && error.again) waiting.unshift({ cell, deaths: 1 });
        else
          on.failed(
            cell,
            `Cell ${cell} could not be computed: its worker stopped (${error.reason}), and so did the one that tried again.`,
          );
        reason = error.message;
        if (!error.again) break;
      }
    }
    engine.stop();
    engines.delete(engine);
  }

  const workers = Array.from({ length: Math.min(size, cells.length) }, work);
  void Promise.all(workers).then(() => {
    if (!stopped) on.ended(waiting.length, reason);
  });
  return {
    stop() {
      stopped = true;
      for (const engine of engines) engine.stop();
    },
  };
}
