// What is inside a step, drawn on a row's chain: a narrow column beside a node for its message, its movement or its
// gradient.

import { level, sizeOf } from '../../../ui/draw/canvas.js';
import { TOP, layout } from './chain-layout.js';

/**
 * One narrow column: numbers of `node`, unit by unit.
 * @typedef {object} Strip
 * @property {number} node
 * @property {Float64Array} values signed, or sizes when `sizes`
 * @property {number} at where it stands: 0 at the node's own right side, 1 at the left side of the node after, −1 at
 * its own left side
 * @property {boolean} [sizes] whether the values are sizes without a sign, drawn in the scheme's colour
 * @property {boolean} [faint] whether it is only what would be
 */

/** Its width. @param {import('./chain-layout.js').Place} place */
const widthOf = place => Math.min(6, Math.max(2.5, (place.gap - place.column) * 0.2));

/**
 * @param {HTMLCanvasElement} canvas on which the chain has just been drawn
 * @param {number[]} sizes
 * @param {Strip[]} strips
 * @param {string} colour of the scheme
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 */
export function drawStrips(canvas, sizes, strips, colour, palette) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const place = layout(...sizeOf(canvas), sizes);
  const wide = widthOf(place);
  for (const { node, values, at, sizes: unsigned = false, faint = false } of strips) {
    if (values.length > 128) continue; // a picture has no column of units
    const { rows, cell, top } = place.stack(node);
    const away = Math.min(4.5, (place.gap - place.column - wide) / 4);
    const from = place.right(node) + away;
    const to = place.left(Math.min(place.L, node + 1)) - away - wide;
    const x = at < 0 ? place.left(node) - away - wide : from + (to - from) * at;
    const high = (rows * cell) / values.length;
    context.fillStyle = palette.paper;
    context.fillRect(x - 1.5, top - 1.5, wide + 3, rows * cell + 3);
    if (faint) context.globalAlpha = 0.45;
    values.forEach((value, i) => {
      if (value === 0 || !Number.isFinite(value)) return;
      context.fillStyle = palette.shade(
        unsigned ? colour : value < 0 ? palette.negative : palette.positive,
        level(Math.abs(value)),
      );
      context.fillRect(x, top + i * high, wide, Math.max(0.6, high - (high >= 3 ? 0.8 : 0)));
    });
    context.strokeStyle = faint ? palette.line : unsigned ? colour : palette.soft;
    context.lineWidth = 1;
    context.strokeRect(x - 1, top - 1, wide + 2, rows * cell + 1.5);
    context.globalAlpha = 1;
  }
}

/**
 * Writes a word under the gap before each of these nodes.
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} sizes
 * @param {{ node: number, text: string }[]} words
 * @param {string} colour
 */
export function drawWords(canvas, sizes, words, colour) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const place = layout(...sizeOf(canvas), sizes);
  context.fillStyle = colour;
  context.textAlign = 'center';
  for (const { node, text } of words)
    context.fillText(text, (place.right(node - 1) + place.left(node)) / 2, TOP + place.body + 13);
}
