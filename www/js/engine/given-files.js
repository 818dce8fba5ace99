// Sorts the files that a visitor gives, whichever door they come in by, and says which door is theirs or why none is.
// Only beginnings are read.

import { whole } from '../model/numbers.js';
import { isLitter, kindOf, kindWords, namedAsDigits, namedAsPicture } from './file-kinds.js';

/** @typedef {import('./file-kinds.js').Kind} Kind */
/** @typedef {import('../model/view.js').Door} Door */

/**
 * A file, what it is, and its first bytes, unpacked; of pictures known by their names these are not read.
 * @typedef {{file: File, kind: Kind, head: Uint8Array}} Sorted
 */

/** Of files that are no pictures by their names: a folder with more is not one of digits. */
const MOST = 1000;
/** Enough of a gzipped file to unpack its first bytes from. */
const BEGINNING = 65536;

/**
 * What each door takes, and what a refused file leaves as it was.
 * @type {Readonly<Record<Door, {takes: string, stays: string}>>}
 */
const DOORS = {
  digits: {
    takes: 'Digits are taken as IDX files of images and labels, raw or gzipped, as MNIST is published, or as pictures.',
    stays: 'The digits used so far stay.',
  },
  network: { takes: '“Open network…” takes a network in a safetensors file.', stays: 'The network so far stays.' },
  results: {
    takes: '“Open results …” takes a file of results (.jsonl), as the experiments view and the native runner save it.',
    stays: 'What was shown before stays.',
  },
};

/** Where a file was: that of a folder says it. @param {File} file */
export const pathOf = file => file.webkitRelativePath || file.name;

/**
 * The first bytes of a file, unpacked if it is gzipped; no more than a few kilobytes are ever unpacked.
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>} as they are when they do not unpack
 */
export async function unpackedHead(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(0, BEGINNING))])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  try {
    const { value } = await reader.read();
    return value ?? new Uint8Array(0);
  } catch {
    return bytes;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * The bytes of a file, or of its beginning.
 * @param {File} file @param {number} [length]
 * @returns {Promise<Uint8Array>}
 * @throws {Error} one sentence when they cannot be read
 */
export async function bytesOf(file, length) {
  try {
    return new Uint8Array(await (length === undefined ? file : file.slice(0, length)).arrayBuffer());
  } catch {
    throw new Error(
      `${pathOf(file)} could not be read: it may be a folder, or have been moved, changed or locked since it was chosen.`,
    );
  }
}

/**
 * What each file is. Those that systems put beside others are left out.
 * @param {File[]} files
 * @returns {Promise<Sorted[]>}
 */
export async function look(files) {
  const wanted = files.filter(file => !isLitter(pathOf(file)));
  const unnamed = wanted.filter(file => !namedAsPicture(file.name)).length;
  if (unnamed > MOST)
    throw new Error(
      `At most ${whole(MOST)} files that are no pictures are looked through, got ${whole(unnamed)}: choose the folder that holds the digits themselves.`,
    );
  /** @type {Sorted[]} */
  const sorted = [];
  for (const file of wanted) {
    const picture = namedAsPicture(file.name);
    const head = picture ? new Uint8Array(0) : await unpackedHead(await bytesOf(file, BEGINNING));
    sorted.push({ file, head, kind: picture ? 'picture' : kindOf(file.name, head) });
  }
  return sorted;
}

/** @param {Sorted} one @returns {Door | null} where it belongs */
function doorOf({ file, kind }) {
  if (kind === 'network' || kind === 'results') return kind;
  return kind === 'images' || kind === 'labels' || kind === 'picture' || namedAsDigits(file.name) ? 'digits' : null;
}

/** What is wrong with a file that is not what a door takes. @param {Sorted} one @param {Door} door */
export function refusal({ file, kind }, door) {
  const name = pathOf(file);
  if (door === 'digits' && namedAsDigits(file.name))
    return `${name} must be an IDX file of images or labels, raw or gzipped, as MNIST is published; it is ${kindWords(kind)}.`;
  const elsewhere =
    kind === 'picture' || kind === 'images' || kind === 'labels'
      ? ` In the train view, “Use files of your own…” takes ${kind === 'picture' ? 'pictures of digits' : 'images and labels together'}.`
      : '';
  return `${name} is ${kindWords(kind)}. ${DOORS[door].takes}${elsewhere}`;
}

/**
 * The door that files belong to.
 * @param {File[]} files
 * @param {Door | null} door by which they came; null where they were dropped, which is every door's
 * @param {Door} likely the door that a file of no known kind is most likely meant for
 * @returns {Promise<{door: Door, files: File[]}>} `files`: those that this door is to take
 * @throws {Error} one sentence when no door takes them
 */
export async function findDoor(files, door, likely) {
  const sorted = await look(files);
  const meant = door ?? likely;
  const stays = ` ${DOORS[meant].stays}`;
  if (sorted.length === 0)
    throw new Error(
      `${files.length === 1 ? `${pathOf(files[0])} is a file` : 'These are files'} that the system keeps for itself, and nothing else was given. ${DOORS[meant].takes}${stays}`,
    );
  /** @param {Door | null} which */
  const of = which => sorted.filter(one => doorOf(one) === which);
  const doors = /** @type {Door[]} */ (['digits', 'network', 'results']).filter(one => of(one).length > 0);
  /** Its own files are what a door takes first. */
  const found = door && doors.includes(door) ? door : doors.length === 1 ? doors[0] : null;
  if (doors.length > 1 && !found) {
    throw new Error(
      `These files are of different kinds: ${doors
        .map(one => {
          const [first] = of(one);
          return `${pathOf(first.file)} is ${kindWords(first.kind)}`;
        })
        .join(', ')}. Give those of one kind at a time.${stays}`,
    );
  }
  // Digits that came in by another door are rarely all that a set needs.
  if (found === 'digits' && (door === 'network' || door === 'results'))
    throw new Error(refusal(of('digits')[0], door) + stays);
  // What stands beside digits may belong to them, as the labels of a sheet do.
  if (found) return { door: found, files: (found === 'digits' ? sorted : of(found)).map(({ file }) => file) };
  const [first] = sorted;
  // The engine's own reader says best what is wrong with something that could have been results.
  if (meant === 'results' && sorted.length === 1 && ['text', 'json', 'other', 'empty'].includes(first.kind))
    return { door: 'results', files: [first.file] };
  throw new Error(refusal(first, meant) + stays);
}
