// The files in folders that were dropped. Each tells its path as one from a folder that was chosen does. What systems
// put beside others is left out.

import { whole } from '../../model/numbers.js';
import { isLitter } from '../file-kinds.js';

/** More than anybody's digits; a folder with more is not what was meant. */
const MOST_FILES = 100_000;

/**
 * @param {FileSystemEntry[]} entries
 * @returns {Promise<File[]>} in the order of their paths
 * @throws {Error} one sentence when there are too many or one cannot be read
 */
export async function filesIn(entries) {
  /** @type {File[]} */
  const found = [];
  const waiting = [...entries];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (isLitter(pathOf(entry))) continue;
    if (entry.isDirectory) waiting.push(...(await listed(/** @type {FileSystemDirectoryEntry} */ (entry))));
    else found.push(await opened(/** @type {FileSystemFileEntry} */ (entry)));
    if (found.length + waiting.length > MOST_FILES)
      throw new Error(`A folder may hold at most ${whole(MOST_FILES)} files, this one has more.`);
  }
  return found;
}

/**
 * The reader gives some hundred at a time, and none when it is through.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function listed(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await /** @type {Promise<FileSystemEntry[]>} */ (
      new Promise((resolve, reject) => {
        reader.readEntries(resolve, reject);
      })
    ).catch(() => unreadable(folder));
    if (some.length === 0) return all;
    all.push(...some);
    if (all.length > MOST_FILES) return all;
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
async function opened(entry) {
  const file = await /** @type {Promise<File>} */ (
    new Promise((resolve, reject) => {
      entry.file(resolve, reject);
    })
  ).catch(() => unreadable(entry));
  return Object.defineProperty(file, 'webkitRelativePath', { value: pathOf(entry) });
}

/** @param {FileSystemEntry} entry */
const pathOf = entry => entry.fullPath.replace(/^\//, '');

/** @param {FileSystemEntry} entry @returns {never} */
function unreadable(entry) {
  throw new Error(`${pathOf(entry)} could not be read.`);
}
