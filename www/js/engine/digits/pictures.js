// Digits of a visitor's own as pictures: many of one digit each, whose path says the class, or one sheet of tiles with
// a file of labels. They become IDX files, which go the way of all others. The browser decodes them beside the page,
// which draws them in slices and stays responsive.

import { whole } from '../../model/numbers.js';
import { canvasDoubt, pixelsOf, sheet } from '../../model/pixels.js';
import { MOST_DIGITS, PIXELS, border, classOf, howWords, labelsIn, tilesOf, toGrey } from './grey.js';
import { SIDE } from '../../model/digits/drawing.js';
import { pathOf, unpackedHead } from '../given-files.js';
import { idxHeader, idxImages, idxLabels } from '../../model/digits/idx.js';

/** @typedef {import('../../model/protocol.js').DataFiles} DataFiles */
/** @typedef {import('./grey.js').How} How */

/** Pictures decoded at once. */
const AT_ONCE = 8;
/** Of one digit: a photograph. In bytes, and in pixels along a side. */
const LARGEST = { bytes: 20 * 2 ** 20, side: 4096 };
/** Of a sheet; more than this along a side no browser draws. */
const LARGEST_SHEET = { bytes: 200 * 2 ** 20, side: 16_384 };
/** Ten are what a split into three parts takes. */
const FEWEST = 10;
const SLICE_MS = 12;
const TELL_MS = 500;

/** @param {number} count */
const thousands = whole;

/**
 * @param {File[]} images
 * @param {File[]} others that came with them
 * @param {(sentence: string) => void} tell hears how far it is
 * @returns {Promise<DataFiles>}
 * @throws {Error} one sentence when they are not what they should be
 */
export async function readImages(images, others, tell) {
  const doubt = canvasDoubt(canvas(SIDE, SIDE));
  const files =
    images.length === 1 && classOf(pathOf(images[0])) === null
      ? await readSheet(images[0], others, tell)
      : await readSingles(images, others.length, tell);
  return doubt ? { ...files, note: doubt } : files;
}

/**
 * @param {File[]} files
 * @param {number} leftOut
 * @param {(sentence: string) => void} tell
 * @returns {Promise<DataFiles>}
 */
async function readSingles(files, leftOut, tell) {
  const sorted = files.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  const count = sorted.length;
  if (count < FEWEST || count > MOST_DIGITS)
    throw new Error(
      `From ${FEWEST} to ${thousands(MOST_DIGITS)} pictures of one digit each are expected, got ${thousands(count)}.`,
    );
  const labels = sorted.map(file => classOf(pathOf(file)));
  const nameless = labels.indexOf(null);
  if (nameless >= 0) {
    const more = labels.filter(label => label === null).length - 1;
    throw new Error(
      `${pathOf(sorted[nameless])}${more > 0 ? `, and ${more === 1 ? 'another one' : `${thousands(more)} others`},` : ''} must say which digit it shows: by a folder named 0 to 9 that it is in, or by a name that begins with the digit, as 3-abc.png.`,
    );
  }
  const pixels = new Uint8Array(count * PIXELS);
  const counts = { 'as it is': 0, inverted: 0, opacity: 0 };
  const draw = drawer();
  const rest = pauses(done => tell(`Reading ${thousands(count)} pictures: ${thousands(done)} so far.`));
  for (let start = 0; start < count; start += AT_ONCE) {
    const some = await Promise.all(sorted.slice(start, start + AT_ONCE).map(file => decode(file, LARGEST)));
    for (const [i, bitmap] of some.entries()) {
      counts[toGrey(draw(bitmap), pixels.subarray((start + i) * PIXELS, (start + i + 1) * PIXELS))] += 1;
      bitmap.close();
    }
    await rest(start);
  }
  const left = leftOut > 0 ? ` (${leftOut === 1 ? 'another file' : `${thousands(leftOut)} other files`} left out)` : '';
  const name = `Your ${thousands(count)} pictures${howWords(counts)}${left}`;
  return { all: { images: idxImages(pixels), labels: idxLabels(/** @type {number[]} */ (labels)), name }, name };
}

/** @param {File} file @param {File[]} others @param {(sentence: string) => void} tell @returns {Promise<DataFiles>} */
async function readSheet(file, others, tell) {
  if (others.length !== 1) {
    throw new Error(
      `${pathOf(file)} is taken for a sheet of digits, with which one file of labels is expected, got ${others.length}; pictures of one digit each are in folders named 0 to 9, or have names such as 3-abc.png.`,
    );
  }
  const labels = await readLabels(others[0]);
  const bitmap = await decode(file, LARGEST_SHEET);
  try {
    const { columns, rows } = tilesOf(pathOf(file), bitmap.width, bitmap.height);
    const tiles = columns * rows;
    const { count } = labels;
    if (count > tiles || count <= tiles - columns) {
      throw new Error(
        `${pathOf(file)} has ${thousands(tiles)} tiles, but ${pathOf(others[0])} has ${thousands(count)} labels: one for each is expected, and only the last row may have fewer.`,
      );
    }
    if (count < FEWEST) throw new Error(`At least ${FEWEST} digits are expected, got ${count}.`);
    const pixels = new Uint8Array(count * PIXELS);
    const counts = { 'as it is': 0, inverted: 0, opacity: 0 };
    const context = canvas(bitmap.width, SIDE);
    const rest = pauses(done =>
      tell(`Reading a sheet of ${thousands(count)} digits: ${thousands(done * columns)} so far.`),
    );
    const tile = new Uint8ClampedArray(4 * PIXELS);
    for (let row = 0; row < rows; row++) {
      context.clearRect(0, 0, bitmap.width, SIDE);
      context.drawImage(bitmap, 0, -row * SIDE);
      const data = pixelsOf(context, bitmap.width, SIDE);
      for (let column = 0; column < columns && row * columns + column < count; column++) {
        for (let y = 0; y < SIDE; y++) {
          const from = 4 * (y * bitmap.width + column * SIDE);
          tile.set(data.subarray(from, from + 4 * SIDE), 4 * y * SIDE);
        }
        const at = (row * columns + column) * PIXELS;
        counts[toGrey(tile, pixels.subarray(at, at + PIXELS))] += 1;
      }
      await rest(row);
    }
    const name = `Your sheet of ${thousands(count)} digits${howWords(counts)}`;
    return { all: { images: idxImages(pixels), labels: labels.bytes, name }, name };
  } finally {
    bitmap.close();
  }
}

/**
 * Labels as an IDX file, which the engine checks, or in a text.
 * @param {File} file
 * @returns {Promise<{count: number, bytes: Uint8Array}>}
 */
async function readLabels(file) {
  const most = 2 ** 20;
  if (file.size > most)
    throw new Error(
      `${pathOf(file)} must be at most 1 MiB, as it holds labels, got ${Math.ceil(file.size / 2 ** 20)} MiB.`,
    );
  const bytes = new Uint8Array(await file.arrayBuffer());
  const header = idxHeader(await unpackedHead(bytes));
  if (header?.kind === 'images')
    throw new Error(`${pathOf(file)} must hold the labels of the sheet, but holds images.`);
  if (header) return { count: header.count, bytes };
  const labels = labelsIn(pathOf(file), new TextDecoder().decode(bytes));
  return { count: labels.length, bytes: idxLabels(labels) };
}

/** @param {File} file @param {{bytes: number, side: number}} largest @returns {Promise<ImageBitmap>} */
async function decode(file, { bytes, side }) {
  if (file.size > bytes)
    throw new Error(
      `${pathOf(file)} must be at most ${bytes / 2 ** 20} MiB, got ${Math.ceil(file.size / 2 ** 20)} MiB.`,
    );
  // The numbers in the file, and not what they look like on this screen.
  if (!('createImageBitmap' in globalThis))
    throw new Error(
      'This browser does not let pages read pictures (createImageBitmap is missing), so digits can come from IDX files alone.',
    );
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => null);
  if (!bitmap) throw new Error(`${pathOf(file)} could not be read as a picture.`);
  const { width, height } = bitmap;
  if (Math.max(width, height) <= side) return bitmap;
  bitmap.close();
  throw new Error(
    `${pathOf(file)} must have at most ${thousands(side)} pixels along a side, got ${thousands(width)} × ${thousands(height)}.`,
  );
}

/** @param {number} width @param {number} height */
function canvas(width, height) {
  const context = /** @type {OffscreenCanvasRenderingContext2D | null} */ (
    sheet(width, height).getContext('2d', { willReadFrequently: true })
  );
  if (!context) throw new Error('This browser gives no canvas to draw the pictures on.');
  context.imageSmoothingQuality = 'high';
  return context;
}

/**
 * Draws pictures of any size into 28 × 28, whole, in the middle, on a ground of their border's grey.
 * @returns {(bitmap: ImageBitmap) => Uint8ClampedArray}
 */
function drawer() {
  const context = canvas(SIDE, SIDE);
  /** @param {ImageBitmap} bitmap @param {number} width @param {number} height */
  const draw = (bitmap, width, height) => {
    context.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
    return pixelsOf(context, SIDE, SIDE);
  };
  return bitmap => {
    context.clearRect(0, 0, SIDE, SIDE);
    const { width, height } = bitmap;
    const drawn = draw(bitmap, SIDE, SIDE);
    const { grey, opacity } = border(drawn);
    const opaque = drawn.every((value, i) => i % 4 !== 3 || value === 255);
    if (width === height && (opaque || opacity < 128)) return drawn;
    context.clearRect(0, 0, SIDE, SIDE);
    if (opacity >= 128) {
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      context.fillRect(0, 0, SIDE, SIDE);
    }
    const scale = SIDE / Math.max(width, height);
    return draw(bitmap, width * scale, height * scale);
  };
}

/**
 * Lets the page breathe when it has been worked on for a while, and tells now and then.
 * @param {(done: number) => void} tell
 * @returns {(done: number) => Promise<void>}
 */
function pauses(tell) {
  let [began, told] = [performance.now(), performance.now()];
  return async done => {
    if (performance.now() - began < SLICE_MS) return;
    if (performance.now() - told > TELL_MS) {
      tell(done);
      told = performance.now();
    }
    await new Promise(resume => {
      setTimeout(resume);
    });
    began = performance.now();
  };
}
