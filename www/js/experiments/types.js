// What the engine tells about experiments, and what the experiments view makes of it. Types alone.

/** A number, a name, or null: a number that was not finite. @typedef {number | string | null} Value */

/** A cell's parameters and one row of what it found, side by side. @typedef {Record<string, Value>} Row */

/**
 * One column and how its values are laid out.
 * @typedef {object} Axis
 * @property {string} column
 * @property {string} label
 * @property {'linear' | 'log' | 'ordinal'} scale
 * @property {[number, number] | null} domain ends that hold whatever the values are
 */

/**
 * What a plot shows: the mean over the rows that agree in everything it names, seeds among them, with their spread.
 * @typedef {object} Plot
 * @property {string} id
 * @property {string} title
 * @property {string} shows how to read it
 * @property {'curves' | 'map'} mark
 * @property {Axis} x
 * @property {Axis} y of curves the value, of a map the second parameter
 * @property {Axis} color of curves the parameter with a curve a value, of a map the value
 * @property {Axis | null} panels
 * @property {Axis | null} panelRows
 * @property {Axis[]} choose columns of which one value at a time is shown
 * @property {string | null} law the column of what theory says y is
 * @property {[column: string, value: string] | null} baseline rows without an x, whose mean is drawn across
 */

/**
 * @typedef {object} ExperimentInfo
 * @property {string} id
 * @property {number} version
 * @property {string} title
 * @property {string} source the part of the paper
 * @property {string} question
 * @property {Plot[]} plots the most telling one first
 * @property {{quick: number, full: number}} grids cells of each
 */

/**
 * What results are of: the first line of their file.
 * @typedef {object} Header
 * @property {string} experiment
 * @property {number} version
 * @property {string} grid
 * @property {string} data sizes and checksum of the digits
 * @property {number} cells of the whole grid
 */

/**
 * Results at hand, whoever computed them. Lines are those of the results file, by cell.
 * @typedef {{header: Header, headerLine: string, lines: Map<number, string>}} Results
 */

/**
 * What a run tells while it goes on.
 * @typedef {object} Listener
 * @property {(index: number, line: string) => void} cell
 * @property {(index: number, sentence: string) => void} failed
 * @property {(sentence: string) => void} note
 * @property {() => void} finished
 */

/**
 * One experiment on one grid in this browser: the cells finished so far, and how to compute the others.
 * @typedef {Results & {total: number, running: boolean, start: (listener: Listener) => unknown, stop: () => unknown, forget: () => unknown}} Run
 */

/**
 * The engine as far as experiments need it.
 * @typedef {object} Engine
 * @property {() => Promise<ExperimentInfo[]>} list
 * @property {(settings: import('../state.js').Settings, id: string, grid: 'quick' | 'full') => Promise<Run>} open
 * @property {(bytes: Uint8Array) => Promise<{header: Header, headerLine: string, lines: {cell: number, line: string}[], cut: boolean}>} read
 * @property {(text: string) => Promise<string[]>} answer what the rows of a results file say, in sentences
 */

export {};
