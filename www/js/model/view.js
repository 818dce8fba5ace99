// What the page asks of a view, and what it gives it: types alone.

/** @typedef {import('./settings.js').Settings} Settings */

/** @typedef {'digits' | 'network' | 'results'} Door */

/**
 * `door`: whose button they were chosen with.
 * @typedef {(list: Iterable<File> | null | undefined, door: Door) => Promise<void>} TakeFiles
 */

/**
 * @typedef {object} View
 * @property {() => void} show
 * @property {() => void} hide
 * @property {(sentence: string) => void} [say] what became of a visitor's files
 * @property {(files: File[]) => Promise<string>} [openNetwork] takes a network's file; answers or throws one sentence
 * @property {(files: File[]) => Promise<string>} [openResults] takes a file of results, likewise; this view then says
 * itself what became of them
 * @property {() => void} [pause] what goes on by itself is to rest, for nobody sees it; without this, the view is
 * hidden instead
 * @property {() => void} [resume]
 */

export {};
