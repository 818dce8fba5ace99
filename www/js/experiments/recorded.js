// Full grids that come with the page: results/<id>-full.jsonl, computed natively. `results/index.json` lists them, so that nothing is
// asked for that is not there.

const FOLDER = new URL('../../results/', import.meta.url);

/** @type {Promise<string[]> | null} */
let listed = null;

async function fetchList() {
  const response = await fetch(new URL('index.json', FOLDER));
  if (!response.ok) throw new Error(`The list of recorded results could not be loaded (${response.status}).`);
  return /** @type {string[]} */ (await response.json());
}

/** Whether the full grid of an experiment comes with the page. @param {string} id @returns {Promise<boolean>} */
export async function isRecorded(id) {
  listed ??= fetchList();
  try {
    return (await listed).includes(fileName(id));
  } catch {
    // Without its list the page is as good as without recorded results.
    return false;
  }
}

/** @param {string} id */
const fileName = id => `${id}-full.jsonl`;

/**
 * @param {string} id of an experiment
 * @returns {Promise<Uint8Array>}
 * @throws {Error} one sentence when there are no recorded results of it
 */
export async function recordedBytes(id) {
  if (!await isRecorded(id)) throw new Error(`No recorded results of “${id}” come with this page; run it here, or open a results file.`);
  const response = await fetch(new URL(fileName(id), FOLDER));
  if (!response.ok) throw new Error(`The recorded results of “${id}” could not be loaded (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}
