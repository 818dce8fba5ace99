// One run: the cells of a grid that are finished, kept in the browser's store, and the pool that computes the others.

import { startPool } from './pool.js';

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').RunListener} RunListener */

/**
 * @param {object} from
 * @param {import('../protocol.js').GridHeader} from.of
 * @param {Map<number, string>} from.lines finished and kept already
 * @param {string} from.trouble what went wrong in finding them: '' or one sentence
 * @param {import('./store.js').CellStore} from.store
 * @param {number} from.size workers
 * @param {(note: (sentence: string) => void) => import('./pool.js').Engine} from.open starts a worker; `note` is told when it had to be replaced
 * @returns {Run}
 */
export function createRun({ of: { header, headerLine, digits }, lines, trouble, store, size, open }) {
  /** @type {{stop: () => void} | null} */
  let pool = null;
  const kept = new Set(lines.keys());

  /**
   * How to save lines until saving goes wrong: then the run goes on in memory, and the next start tries again.
   * @param {(sentence: string) => void} note
   * @returns {(cell: number, line: string) => Promise<void>}
   */
  function keeper(note) {
    let refused = false;
    return async (cell, line) => {
      if (refused) return;
      try {
        await store.save(headerLine, cell, line);
        kept.add(cell);
      } catch (error) {
        refused = true;
        note(error instanceof Error ? error.message : String(error));
      }
    };
  }

  /** @param {RunListener} on */
  function start(on) {
    if (pool) throw new Error('This run is under way already.');
    /** What was said. @type {Set<string>} */
    const said = new Set();
    /** @param {string} sentence */
    const note = sentence => {
      if (said.has(sentence)) return;
      said.add(sentence);
      on.note(sentence);
    };
    const keep = keeper(note);
    const cells = Array.from({ length: header.cells }, (_, cell) => cell).filter(cell => !lines.has(cell));
    pool = startPool({
      cells,
      size,
      open: () => open(note),
      on: {
        done(cell, line) {
          lines.set(cell, line);
          void keep(cell, line);
          on.cell(cell, line);
        },
        failed: on.failed,
        ended(left, sentence) {
          pool = null;
          if (left > 0) note(`${sentence} ${left} cells are left; start again to try them.`);
          on.finished();
        },
      },
    });
    if (trouble) queueMicrotask(() => note(trouble));
    for (const [cell, line] of lines) if (!kept.has(cell)) void keep(cell, line);
  }

  function stop() {
    pool?.stop();
    pool = null;
  }

  return {
    header,
    headerLine,
    digits,
    total: header.cells,
    lines,
    start,
    stop,
    async forget() {
      stop();
      lines.clear();
      kept.clear();
      await store.forget(headerLine);
    },
    get running() {
      return pool !== null;
    },
  };
}
