// Cells of experiments, and files of their results. A cell blocks its worker until it is done: whoever wants no more of
// it ends the worker.

import { Experiment } from '../../pkg-experiments/pc_experiments.js';

/** @typedef {import('../model/protocol.js').GridAt} GridAt */
/** @typedef {import('./data.js').Library} Library */

/** @param {Library} library */
export function createCells(library) {
  /**
   * The grid last asked for: telling its digits from others takes reading all of them.
   * @type {{key: string, grid: Experiment} | null}
   */
  let held = null;

  function drop() {
    held?.grid.free();
    held = null;
  }

  /** @param {GridAt} at */
  function open({ source, id, grid }) {
    const key = [source, id, grid].join(' ');
    if (held?.key === key) return held.grid;
    drop();
    const { train, validation, test } = library.open(source);
    if (!train || !validation)
      throw new Error('This worker holds test digits alone: only those of experiments may be asked for cells.');
    held = { key, grid: new Experiment(id, grid, train, validation, test) };
    return held.grid;
  }

  return {
    /** To be called when the digits change. */
    drop,
    list: () => Experiment.list(),
    /** @param {GridAt} at */
    header(at) {
      const headerLine = open(at).header;
      const { header } = Experiment.read(new TextEncoder().encode(`${headerLine}\n`));
      return { header, headerLine, digits: library.open(at.source).sentence };
    },
    /** The line of one cell. @param {GridAt & {headerLine: string, cell: number}} args */
    run({ headerLine, cell, ...at }) {
      const grid = open(at);
      // The line's checksum holds the header, so a line made under another one would spoil the file.
      if (grid.header !== headerLine) throw new Error('The digits changed since this run was opened: open it anew.');
      return grid.run(cell);
    },
    /** @param {Uint8Array} bytes */
    read: bytes => Experiment.read(bytes),
    /** @param {string} text */
    answer: text => Experiment.answer(text),
  };
}
