// Where everything stands in one row's chain; used to draw it and to find what is pointed at. Pure.
//
// Usually a picture stands on the left and ten classes on the right. A generative chain is turned: ten cells of a label
// on the left, and on the right three pictures: x_L, its prediction and its error.

import { turned } from '../../../model/trace.js';

/** @typedef {{ node: number, unit: number }} Cell */

export const TOP = 3;
export const SIDE = 28; // pixels of a picture's side
const LABELS = 29; // two lines of text under the columns
const BETWEEN = 6; // between two pictures

/**
 * @param {number} width @param {number} height of the drawing
 * @param {number[]} sizes units of x_0 … x_L
 */
export function layout(width, height, sizes) {
  const L = sizes.length - 1;
  const body = Math.max(20, height - TOP - LABELS);
  const around = turned(sizes) ? turnedEnds(width, body, L) : usualEnds(width, body, L);
  const { column } = around;
  return {
    ...around,
    L,
    body,
    middle: TOP + body / 2,
    turned: turned(sizes),
    /** Between an arrow and a column. */ space: Math.min(4, (around.gap - column) * 0.14),
    /** How node l's units are stacked: side by side in lanes when there are too many for one. @param {number} l */
    stack(l) {
      const units = sizes[l];
      const lanes = Math.max(1, Math.min(Math.floor(column / 2), Math.ceil((units * 2.4) / body)));
      const rows = Math.ceil(units / lanes);
      const cell = Math.min(body / rows, 13);
      return { units, lanes, rows, cell, top: TOP + (body - cell * rows) / 2 };
    },
  };
}

/** @param {number} width @param {number} body @param {number} L */
function usualEnds(width, body, L) {
  const picture = Math.min(body, 84, Math.max(30, width * 0.13));
  const classes = body >= 70 && width >= 300 ? 12 : 2; // room for 0 … 9 beside the output
  const gap = (width - picture - classes) / L;
  const column = Math.min(30, Math.max(6, gap * 0.42));
  return {
    picture,
    classes,
    gap,
    column,
    /** Left edge of node l's column. @param {number} l */
    left: l => (l === 0 ? 0 : picture + l * gap - column),
    /** Right edge of node l's column, of the picture for node 0. @param {number} l */
    right: l => picture + (l === 0 ? 0 : l * gap),
    /** Left edge of one of the pictures at the end: there is none. @param {number} i */
    tile: i => i * 0,
  };
}

/** @param {number} width @param {number} body @param {number} L */
function turnedEnds(width, body, L) {
  const picture = Math.min(body, 84, (width * 0.42 - 2 * BETWEEN) / 3);
  const classes = body >= 70 && width >= 300 ? 12 : 2; // room for 0 … 9 beside the label
  const tiles = 3 * picture + 2 * BETWEEN;
  const rough = (width - tiles - classes) / (L + 0.5);
  const column = Math.min(30, Math.max(6, rough * 0.42));
  const gap = (width - tiles - classes - column) / L;
  return {
    picture,
    classes,
    gap,
    column,
    /** Left edge of node l's column, of the first picture for node L. @param {number} l */
    left: l => (l === L ? width - tiles : classes + l * gap),
    /** Right edge of node l's column. @param {number} l */
    right: l => (l === L ? width : classes + column + l * gap),
    /** Left edge of the pictures at the end: 0 is x_L, 1 its prediction, 2 its error. @param {number} i */
    tile: i => width - tiles + i * (picture + BETWEEN),
  };
}

/** @typedef {ReturnType<typeof layout>} Place */

/**
 * The first node whose units are drawn one by one: a label is, a picture on the left is not.
 * @param {number[]} sizes
 */
const firstNode = sizes => (turned(sizes) ? 0 : 1);

/**
 * The unit at a point of the canvas.
 * @param {number} width @param {number} height @param {number[]} sizes @param {number} x @param {number} y
 * @returns {Cell | null} null outside every column
 */
export function hit(width, height, sizes, x, y) {
  const place = layout(width, height, sizes);
  for (let l = firstNode(sizes); l <= place.L; l++) {
    if (place.turned && l === place.L) return pixel(place, x, y);
    const left = place.left(l);
    // To the right as far as the narrow column that slow motion puts there.
    if (x < left - 2 || x > left + place.column + Math.min(12, (place.gap - place.column) / 2)) continue;
    const { units, lanes, rows, cell, top } = place.stack(l);
    const lane = Math.min(lanes - 1, Math.max(0, Math.floor(((x - left) / place.column) * lanes)));
    const row = Math.floor((y - top) / cell);
    if (row < -1 || row > rows) return null;
    return { node: l, unit: Math.min(units - 1, lane * rows + Math.min(rows - 1, Math.max(0, row))) };
  }
  return null;
}

/**
 * The pixel at a point of one of the three pictures.
 * @param {Place} place
 * @param {number} x
 * @param {number} y
 * @returns {Cell | null}
 */
function pixel(place, x, y) {
  const row = Math.floor(((y - place.middle + place.picture / 2) / place.picture) * SIDE);
  for (const i of [0, 1, 2]) {
    const column = Math.floor(((x - place.tile(i)) / place.picture) * SIDE);
    if (column >= 0 && column < SIDE && row >= 0 && row < SIDE) return { node: place.L, unit: row * SIDE + column };
  }
  return null;
}

/**
 * The cell that an arrow key leads to; left and right change the node, up and down the unit. In a picture, up and down
 * go along a column of pixels, and at its end to the next.
 * @param {number[]} sizes @param {Cell | null} cell @param {string} key
 * @returns {Cell}
 */
export function move(sizes, cell, key) {
  const L = sizes.length - 1;
  if (!cell) return { node: L, unit: turned(sizes) ? (SIDE * SIDE + SIDE) / 2 : 0 };
  const node = Math.min(
    L,
    Math.max(firstNode(sizes), cell.node + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0)),
  );
  const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (turned(sizes) && node === L && cell.node === L && by !== 0) {
    const down = (cell.unit % SIDE) * SIDE + Math.floor(cell.unit / SIDE) + by; // counted down the columns
    const inside = Math.min(SIDE * SIDE - 1, Math.max(0, down));
    return { node, unit: (inside % SIDE) * SIDE + Math.floor(inside / SIDE) };
  }
  return { node, unit: Math.min(sizes[node] - 1, Math.max(0, cell.unit + by)) };
}

/** The rectangle of one unit; of a pixel, the one in the picture of errors. @param {Place} place @param {Cell} cell */
export function rectangle(place, { node, unit }) {
  if (place.turned && node === place.L) {
    const side = place.picture / SIDE;
    return {
      x: place.tile(2) + (unit % SIDE) * side,
      y: place.middle - place.picture / 2 + Math.floor(unit / SIDE) * side,
      width: side,
      height: side,
    };
  }
  const { lanes, rows, cell, top } = place.stack(node);
  const lane = Math.floor(unit / rows);
  const wide = place.column / lanes;
  return { x: place.left(node) + lane * wide, y: top + (unit % rows) * cell, width: wide, height: cell };
}
