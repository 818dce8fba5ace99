// IDX, in which MNIST comes: the head of a file, enough to tell images from labels and to count them, while the engine
// reads the rest; and whole files of digits. Pure.

/** Bytes of a number, by the type that the third byte names. @type {Readonly<Record<number, number>>} */
const WIDTHS = { 0x08: 1, 0x09: 1, 0x0b: 2, 0x0c: 4, 0x0d: 4, 0x0e: 8 };

/** What an IDX file says it holds. @typedef {{kind: 'images' | 'labels', count: number}} IdxHeader */

/** Its sides, and the bytes of a number; null when it is no IDX file. @param {Uint8Array} head */
function sidesOf(head) {
  const width = WIDTHS[head[2]];
  const sides = head[3];
  if (head[0] !== 0 || head[1] !== 0 || !width || sides < 1 || sides > 4 || head.length < 4 + 4 * Math.min(sides, 1))
    return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const lengths = [];
  for (let at = 4; at < 4 + 4 * sides && at + 4 <= head.length; at += 4) lengths.push(view.getUint32(at));
  return { width, sides, lengths };
}

/**
 * Reads the head of a raw IDX file: pictures have rows and columns, labels are a list, or a table whose first column
 * they are.
 * @param {Uint8Array} head at least its first 8 bytes
 * @returns {IdxHeader | null} null when it is neither images nor labels
 */
export function idxHeader(head) {
  const found = sidesOf(head);
  return found && { kind: found.sides > 2 ? 'images' : 'labels', count: found.lengths[0] };
}

/** How many bytes the file has when it is whole, unpacked; 0 when its head does not tell. @param {Uint8Array} head */
export function idxLength(head) {
  const found = sidesOf(head);
  if (!found || found.lengths.length < found.sides) return 0;
  return 4 + 4 * found.sides + found.width * found.lengths.reduce((product, length) => product * length, 1);
}

/** An IDX file of pictures of 28 × 28. @param {Uint8Array} pixels 784 for each */
export const idxImages = pixels => idx([0x803, pixels.length / 784, 28, 28], pixels);

/** An IDX file of labels. @param {ArrayLike<number>} labels */
export const idxLabels = labels => idx([0x801, labels.length], labels);

/** @param {number[]} head @param {ArrayLike<number>} body */
function idx(head, body) {
  const bytes = new Uint8Array(4 * head.length + body.length);
  const view = new DataView(bytes.buffer);
  head.forEach((number, i) => view.setUint32(4 * i, number));
  bytes.set(body, 4 * head.length);
  return bytes;
}
