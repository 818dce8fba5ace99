// Pictures as digits: which class a file's name says, grey levels as MNIST has them, the tiles of a sheet, labels in a
// text. Pure.

import { whole } from '../../model/numbers.js';
import { SIDE } from '../../model/digits/drawing.js';

export const PIXELS = SIDE * SIDE;
/** As many digits as MNIST has. */
export const MOST_DIGITS = 70_000;

/**
 * The class that a path says: its nearest folder named by one digit, or else a name that begins with one digit alone,
 * as 3-abc.png.
 * @param {string} path with slashes
 * @returns {number | null} 0 to 9; null when it says none
 */
export function classOf(path) {
  const parts = path.split('/');
  const name = /** @type {string} */ (parts.pop());
  const folder = parts.findLast(part => /^\d$/.test(part));
  const digit = folder ?? /^(\d)\D/.exec(name)?.[1];
  return digit === undefined ? null : Number(digit);
}

/** How a picture became white on black. @typedef {'as it is' | 'inverted' | 'opacity'} How */

/**
 * Grey levels, white on black, by what the border is: dark, bright, or see-through, where the ink is whatever is not.
 * @param {Uint8ClampedArray} rgba 28 × 28
 * @param {Uint8Array} out 784 grey levels
 * @returns {How}
 */
export function toGrey(rgba, out) {
  const { grey, opacity } = border(rgba);
  const how = opacity < 128 ? 'opacity' : grey > 127.5 ? 'inverted' : 'as it is';
  for (let i = 0; i < PIXELS; i++) {
    if (how === 'opacity') out[i] = rgba[4 * i + 3];
    else {
      const level = greyAt(rgba, i);
      out[i] = how === 'inverted' ? 255 - level : level;
    }
  }
  return how;
}

/** @param {Uint8ClampedArray} rgba @param {number} i */
const greyAt = (rgba, i) => Math.round(0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2]);

/**
 * The outermost pixels of a picture of 28 × 28: their mean grey level and opacity, 0 to 255.
 * @param {Uint8ClampedArray} rgba
 */
export function border(rgba) {
  let [grey, opacity, count] = [0, 0, 0];
  for (let i = 0; i < PIXELS; i++) {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    if (row > 0 && row < SIDE - 1 && column > 0 && column < SIDE - 1) continue;
    grey += greyAt(rgba, i);
    opacity += rgba[4 * i + 3];
    count += 1;
  }
  return { grey: grey / count, opacity: opacity / count };
}

/**
 * The tiles of a sheet of digits.
 * @param {string} name of its file
 * @param {number} width pixels
 * @param {number} height
 * @returns {{columns: number, rows: number}}
 * @throws {Error} one sentence when it is no such sheet
 */
export function tilesOf(name, width, height) {
  const [columns, rows] = [width / SIDE, height / SIDE];
  const size = `${whole(width)} × ${whole(height)}`;
  if (!Number.isInteger(columns) || !Number.isInteger(rows) || columns * rows < 2) {
    throw new Error(
      `${name} must be a sheet of at least two tiles of ${SIDE} × ${SIDE} pixels, so that its sides are multiples of ${SIDE}; it has ${size} pixels.`,
    );
  }
  if (columns * rows > MOST_DIGITS)
    throw new Error(`${name} must have at most ${whole(MOST_DIGITS)} tiles, got ${whole(columns * rows)}.`);
  return { columns, rows };
}

/**
 * Labels written as digits, with anything blank, commas or semicolons between them or nothing.
 * @param {string} name of the file
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {Error} one sentence when it is something else
 */
export function labelsIn(name, text) {
  const digits = text.replace(/^\ufeff/, '').replace(/[\s,;]+/g, '');
  const odd = /\D/.exec(digits)?.[0];
  if (odd !== undefined)
    throw new Error(
      `${name} must hold the labels of the sheet, as an IDX file or as digits in a text; it holds ${JSON.stringify(odd)}.`,
    );
  return Uint8Array.from(digits, Number);
}

/**
 * What was done to so many pictures, to be read after their number; '' when nothing was.
 * @param {Record<How, number>} counts
 */
export function howWords({ 'as it is': plain, inverted, opacity }) {
  const all = plain + inverted + opacity;
  /** @param {number} count */
  const some = count => (count === all ? '' : `${whole(count)} of them `);
  const words = [
    inverted > 0 && `${some(inverted)}dark on light and therefore inverted`,
    opacity > 0 && `${some(opacity)}on a see-through ground and therefore taken by their opacity`,
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}
