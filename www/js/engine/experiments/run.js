// One run: the cells of a grid that are finished, kept in the browser's store, and the pool that computes the others.

import { counted } from '../../model/numbers.js';
import { startPool } from './pool.js';

/** @typedef {import('../../model/experiment-types.js').Run} Run */
/** @typedef {import('../../model/experiment-types.js').RunListener} RunListener */

const AGAIN = 'Finished cells are kept in this browser again.';

/**
 * @param {object} from
 * @param {import('../../model/protocol.js').GridHeader} from.of
 * @param {Map<number, string>} from.lines finished and kept already
 * @param {string} from.trouble what went wrong in finding them: '' or one sentence
 * @param {import('./cell-store.js').CellStore} from.store
 * @param {number} from.size workers
 * @param {(note: (sentence: string) => void) => import('./pool.js').Engine} from.open starts a worker; `note` is told
 * when it had to be replaced
 * @returns {Run}
 */
export function createRun({ of: { header, headerLine, digits }, lines, trouble, store, size, open }) {
  /** @type {{stop: () => void} | null} */
  let pool = null;
  let untold = trouble;
  const kept = new Set(lines.keys());
  /** Of the store's table, when `kept` was right. */
  let made = store.made();
  let keeping = false;
  let refused = '';
  /** @type {RunListener | null} */
  let listener = null;
  /** What was said since the start. @type {Set<string>} */
  const said = new Set();
  /** @param {string} sentence */
  const note = sentence => {
    if (said.has(sentence)) return;
    said.add(sentence);
    listener?.note(sentence);
  };

  /**
   * Keeps every line that is not kept yet, until the store refuses one: then the run goes on in memory, and the next
   * cell tries again.
   */
  async function keep() {
    if (keeping) return;
    keeping = true;
    try {
      await null; // nothing is told before start() has returned
      for (let next = unkept(); next; next = unkept()) {
        const [cell, line] = next;
        await store.save(headerLine, cell, line);
        if (lines.has(cell)) kept.add(cell); // it may have been forgotten meanwhile
        if (refused) note(AGAIN);
        said.delete(refused);
        refused = '';
      }
    } catch (error) {
      refused = error instanceof Error ? error.message : String(error);
      said.delete(AGAIN);
      note(refused);
    } finally {
      keeping = false;
      listener?.kept?.();
    }
  }

  function unkept() {
    // The table was deleted under this page, by its reader or by the browser.
    if (store.made() !== made) kept.clear();
    made = store.made();
    for (const line of lines) if (!kept.has(line[0])) return line;
    return null;
  }

  /** @param {RunListener} on */
  function start(on) {
    if (pool) throw new Error('This run is under way already.');
    listener = on;
    said.clear();
    if (untold) queueMicrotask(note.bind(null, untold));
    untold = '';
    const cells = Array.from({ length: header.cells }, (_, cell) => cell).filter(cell => !lines.has(cell));
    pool = startPool({
      cells,
      size,
      open: () => open(note),
      on: {
        done(cell, line) {
          lines.set(cell, line);
          void keep();
          on.cell(cell, line);
        },
        failed: on.failed,
        ended(left, sentence) {
          pool = null;
          if (left > 0)
            note(
              `${sentence} ${counted(left, 'cell')} ${left === 1 ? 'is' : 'are'} left; start again to try ${left === 1 ? 'it' : 'them'}.`,
            );
          on.finished();
        },
      },
    });
    void keep();
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
    get kept() {
      return kept.size;
    },
  };
}
