// Files in and out: a results file that is dropped on the view or chosen, and what the view saves.

import { element } from '../dom.js';

/** Results of a full grid are some megabytes. */
const LARGEST = 200 * 2 ** 20;

/**
 * Whether dropped files are results rather than a network or digits, which come in pairs of images and labels.
 * @param {{name: string}[]} files
 */
export const areResults = files => (files.length === 1 && !/\.safetensors$/i.test(files[0].name)) || files.some(({ name }) => /\.jsonl$/i.test(name));

/**
 * The bytes of the one file given.
 * @param {File[]} files
 * @returns {Promise<Uint8Array>}
 * @throws {Error} one sentence when it is not one file, or too large
 */
export async function bytesOf(files) {
  if (files.length !== 1) throw new Error(`One results file is expected at a time, got ${files.length}; shards of one run are joined by the native runner first.`);
  const [file] = files;
  if (file.size > LARGEST) throw new Error(`${file.name} must be at most 200 MiB, got ${Math.round(file.size / 2 ** 20)} MiB.`);
  return new Uint8Array(await file.arrayBuffer());
}

/**
 * Takes results files, dropped anywhere or chosen with the file button. Files of digits are left to those who take them.
 * @param {object} page
 * @param {HTMLInputElement} page.input
 * @param {() => boolean} page.active whether the view is the one on screen
 * @param {(files: File[]) => unknown} page.take
 */
export function acceptResults({ input, active, take }) {
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) void take(files);
  });
  // Before the page's own listener, which takes every file for digits.
  document.addEventListener('drop', event => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!active() || files.length === 0 || !areResults(files)) return;
    event.preventDefault();
    event.stopPropagation();
    document.body.classList.remove('dropping');
    void take(files);
  }, { capture: true });
}

/**
 * Saves a file to the visitor's disk.
 * @param {string} name
 * @param {string | Blob} content
 * @param {string} type
 */
export function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  element('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
