// Experiments as the page's other parts see them: types, no behaviour.

/** @typedef {import('../../pkg-experiments/pc_experiments.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('../../pkg-experiments/pc_experiments.js').ExperimentPlot} ExperimentPlot */
/** @typedef {import('../../pkg-experiments/pc_experiments.js').PlotAxis} PlotAxis */
/** @typedef {import('../../pkg-experiments/pc_experiments.js').GridName} GridName */
/** @typedef {import('../../pkg-experiments/pc_experiments.js').ResultsFile} ResultsFile */
/** @typedef {import('./protocol.js').Settings} Settings */

/**
 * What a run tells while it computes; nothing of it before `start()` has returned.
 * @typedef {object} RunListener
 * @property {(index: number, line: string) => void} cell a cell is finished; it is in `lines` already
 * @property {(index: number, sentence: string) => void} failed a cell could not be computed; the others go on
 * @property {(sentence: string) => void} note something the visitor should know: cells cannot be kept, a worker was
 * replaced
 * @property {() => void} [kept] how many lines are kept may have changed
 * @property {() => void} finished no cell is left to compute, those that failed aside. Not called after `stop()`
 */

/**
 * The cells of one grid on the digits of one moment: files given later change other runs, not this one.
 * @typedef {object} Run
 * @property {ResultsFile['header']} header
 * @property {string} headerLine the first line of the file of results
 * @property {string} digits which digits these are, one sentence
 * @property {number} total cells of the grid
 * @property {Map<number, string>} lines the finished cells, those of earlier visits among them: cell to line, in no
 * order
 * @property {(on: RunListener) => void} start computes what is not finished, failed cells too. Throws one sentence when
 * the run is under way
 * @property {() => void} stop at once: cells being computed are given up
 * @property {() => Promise<void>} forget stops, and deletes the finished cells of this run, here and in the browser's
 * store. Rejects with one sentence when the store will not
 * @property {boolean} running
 * @property {number} kept how many of the lines are in the browser's store
 */

/**
 * @typedef {object} Experiments
 * @property {() => Promise<ExperimentInfo[]>} list
 * @property {(settings: Settings, id: string, grid: GridName) => Promise<Run>} open a run on the digits of
 * `settings.source`, not yet started
 * @property {(bytes: Uint8Array) => Promise<ResultsFile>} read a file of results in its parts; rejects with one
 * sentence when it is none, is of another version, or was changed
 * @property {(text: string) => Promise<string[]>} answer what the results in this text say (resultsText() in
 * experiments/text.js makes one), in full sentences
 */

export {};
