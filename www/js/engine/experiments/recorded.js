// Full grids that come with the page: results/<id>-full.jsonl, computed natively. `results/index.json` lists them, so
// that nothing is asked for that is not there.

import { isPage, pageInstead } from '../../wasm/answers.js';

const FOLDER = new URL('../../../results/', import.meta.url);

/** The server answered, but with something else. */
class Mistaken extends Error {}

/**
 * What is there, and one sentence when that could not be found out although the server answered.
 * @typedef {{files: string[], trouble: string}} List
 */

/** @type {Promise<List> | null} */
let listed = null;

/** @param {string} name @param {string} what it is, as "the list of recorded results" @returns {Promise<Uint8Array>} */
async function fetchBytes(name, what) {
  const response = await fetch(new URL(name, FOLDER));
  if (!response.ok)
    throw new Error(`${what[0].toUpperCase()}${what.slice(1)} could not be loaded (${response.status}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (isPage(bytes)) throw new Mistaken(pageInstead(what));
  return bytes;
}

/**
 * Without its list the page is as good as without recorded results; a server that answers with something else is named.
 * @returns {Promise<List>}
 */
async function fetchList() {
  /** @type {Uint8Array} */
  let bytes;
  try {
    bytes = await fetchBytes('index.json', 'the list of recorded results');
  } catch (error) {
    return { files: [], trouble: error instanceof Mistaken ? error.message : '' };
  }
  try {
    return { files: /** @type {string[]} */ (JSON.parse(new TextDecoder().decode(bytes))), trouble: '' };
  } catch {
    return { files: [], trouble: 'The list of recorded results is not what it should be.' };
  }
}

const list = () => (listed ??= fetchList());

/** Whether the full grid of an experiment comes with the page. @param {string} id @returns {Promise<boolean>} */
export const isRecorded = async id => (await list()).files.includes(fileName(id));

/** One sentence when nobody can say what comes with the page; '' otherwise. */
export const recordedTrouble = async () => {
  const { trouble } = await list();
  return trouble && `${trouble} So no recorded results can be shown.`;
};

/** @param {string} id */
const fileName = id => `${id}-full.jsonl`;

/**
 * @param {string} id of an experiment
 * @returns {Promise<Uint8Array>}
 * @throws {Error} one sentence when there are no recorded results of it
 */
export async function recordedBytes(id) {
  if (!(await isRecorded(id))) {
    const { trouble } = await list();
    throw new Error(
      `${trouble && `${trouble} `}No recorded results of “${id}” come with this page; run it here, or open a results file.`,
    );
  }
  return fetchBytes(fileName(id), `the recorded results of “${id}”`);
}
