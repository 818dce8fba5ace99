// Experiments as the page asks for them. One worker, the desk, answers what takes no time: lists, headers, files; the
// cells of a run have a pool of their own, whose workers get the digits that the desk had when the run was opened.

import { coresOf } from '../../model/cores.js';
import { poolSize } from './pool.js';
import { createRun } from './run.js';
import { createCellStore } from './cell-store.js';
import { resultsText } from './text.js';
import { WorkerDied } from '../worker-handle.js';

/** @typedef {import('../../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('../../model/protocol.js').GridAt} GridAt */
/** @typedef {import('../conductor.js').DigitsHandle} DigitsHandle */
/** @typedef {import('../worker-handle.js').Handle} Handle */

/**
 * @param {object} start
 * @param {(plan: () => Promise<DataPlan> | null) => DigitsHandle} start.desk called when it is first needed; `plan`
 * tells which digits a visitor gave before that
 * @param {(died: (sentence: string) => void) => Handle} start.engine
 * @returns {{experiments: import('../../model/experiment-types.js').Experiments, useFiles: (plan: DataPlan) => Promise<unknown>}}
 */
export function createExperiments(start) {
  /** @type {DigitsHandle | null} */
  let opened = null;
  /** @type {Promise<DataPlan> | null} */
  let given = null;
  const store = createCellStore();
  const desk = () => (opened ??= start.desk(() => given));

  /**
   * Whether these lines are what was once computed under this header.
   * @param {string} headerLine
   * @param {Map<number, string>} lines
   */
  const sound = (headerLine, lines) =>
    desk()
      .ask(null, 'results', { bytes: new TextEncoder().encode(resultsText(headerLine, lines)) })
      .then(
        ({ lines: read }) => read.every(({ cell, line }) => lines.get(cell) === line),
        error => {
          if (error instanceof WorkerDied) throw error; // which says nothing about the lines
          return false;
        },
      );

  /**
   * The kept cells of a run; those that are not what was written are left out, and computed again.
   * @param {string} headerLine
   */
  async function kept(headerLine) {
    const lines = await store.load(headerLine);
    if (await sound(headerLine, lines)) return { lines, trouble: '' };
    for (const [cell, line] of [...lines]) {
      if (!(await sound(headerLine, new Map([[cell, line]])))) lines.delete(cell);
    }
    return {
      lines,
      trouble: 'Some cells that this browser kept are not as they were written; they are computed again.',
    };
  }

  return {
    experiments: {
      list: () => desk().ask(null, 'experiments', {}),
      read: bytes => desk().ask(null, 'results', { bytes }),
      answer: text => desk().ask(null, 'answer', { text }),
      async open(settings, id, grid) {
        /** @type {GridAt} */
        const at = { source: settings.source, id, grid };
        const of = await desk().ask(settings, 'grid', at);
        const plan = settings.source === 'mnist' ? await desk().plan() : null;
        const { lines, trouble } = await kept(of.headerLine).catch(error => ({
          lines: new Map(),
          trouble: error.message,
        }));
        return createRun({
          of,
          lines,
          trouble,
          store,
          size: poolSize(coresOf() ?? 2),
          open: note => engine(note, plan, { ...at, headerLine: of.headerLine }),
        });
      },
    },
    async useFiles(plan) {
      given = Promise.resolve(plan);
      await opened?.use(plan);
    },
  };

  /**
   * A worker of the pool, which gets its digits before its first cell, and again when it was replaced.
   * @param {(sentence: string) => void} note
   * @param {DataPlan | null} plan
   * @param {GridAt & {headerLine: string}} of
   * @returns {import('./pool.js').Engine}
   */
  function engine(note, plan, of) {
    let supplied = plan === null;
    const handle = start.engine(sentence => {
      supplied = plan === null;
      note(sentence);
    });
    return {
      async run(cell) {
        if (!supplied && plan) await handle.ask('data', { plan });
        supplied = true;
        return handle.ask('cell', { ...of, cell });
      },
      stop: handle.stop,
    };
  }
}
