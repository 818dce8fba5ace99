// The weights of one function as a grid of cells coloured by sign and size; of 784 inputs or outputs, those of one unit
// as a picture.

import { fit, level } from '../../../ui/draw/canvas.js';

/** @typedef {{ out: number, into: number }} Synapse */

/**
 * Which weights a grid shows, and where.
 * @typedef {object} Grid
 * @property {number} rows
 * @property {number} columns
 * @property {(row: number, column: number) => Synapse} at
 * @property {number} row of the chosen unit, or −1
 * @property {number} column of the chosen unit, or −1
 */

const SIDE = 28;

/**
 * @param {number} outs @param {number} ins units after and before the weights
 * @param {'out' | 'into'} end at which the chosen unit is
 * @param {number} unit
 * @returns {Grid}
 */
export function gridOf(outs, ins, end, unit) {
  const picture = SIDE * SIDE;
  if (end === 'out' && ins === picture)
    return {
      rows: SIDE,
      columns: SIDE,
      at: (row, column) => ({ out: unit, into: row * SIDE + column }),
      row: -1,
      column: -1,
    };
  if (end === 'into' && outs === picture)
    return {
      rows: SIDE,
      columns: SIDE,
      at: (row, column) => ({ out: row * SIDE + column, into: unit }),
      row: -1,
      column: -1,
    };
  // The unit is itself a pixel: only its own weights.
  if (outs === picture)
    return { rows: 1, columns: ins, at: (_, column) => ({ out: unit, into: column }), row: -1, column: -1 };
  if (ins === picture) return { rows: outs, columns: 1, at: row => ({ out: row, into: unit }), row: -1, column: -1 };
  return {
    rows: outs,
    columns: ins,
    at: (row, column) => ({ out: row, into: column }),
    row: end === 'out' ? unit : -1,
    column: end === 'into' ? unit : -1,
  };
}

/**
 * Where the grid lies: square cells, as large as there is room.
 * @param {number} width
 * @param {number} height
 * @param {Grid} grid
 */
export function layout(width, height, { rows, columns }) {
  const cell = Math.min((width - 2) / columns, (height - 2) / rows, 14);
  return { cell, left: (width - cell * columns) / 2, top: (height - cell * rows) / 2 };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Grid} grid
 * @param {number} x
 * @param {number} y
 * @returns {{row: number, column: number} | null}
 */
export function hit(width, height, grid, x, y) {
  const { cell, left, top } = layout(width, height, grid);
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  return row < 0 || column < 0 || row >= grid.rows || column >= grid.columns ? null : { row, column };
}

/**
 * Where an arrow key leads.
 * @param {Grid} grid
 * @param {{row: number, column: number} | null} from
 * @param {string} key
 */
export function move({ rows, columns, row, column }, from, key) {
  if (!from) return { row: Math.max(0, row), column: Math.max(0, column) };
  return {
    row: Math.min(rows - 1, Math.max(0, from.row + (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0))),
    column: Math.min(columns - 1, Math.max(0, from.column + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0))),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ grid: Grid, value: ((synapse: Synapse) => number) | null, at: {row: number, column: number} | null, palette: import('../../../ui/draw/canvas.js').Palette }}
 * snapshot `value`: null draws the frame alone
 */
export function draw(canvas, { grid, value, at, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { cell, left, top } = layout(width, height, grid);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(
    snap(left) - 0.5,
    snap(top) - 0.5,
    snap(left + cell * grid.columns) - snap(left) + 1,
    snap(top + cell * grid.rows) - snap(top) + 1,
  );
  if (value) {
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const number = value(grid.at(row, column));
        if (number === 0 || !Number.isFinite(number)) continue;
        const [x0, y0] = [snap(left + column * cell), snap(top + row * cell)];
        context.fillStyle = palette.shade(number < 0 ? palette.negative : palette.positive, level(Math.abs(number)));
        context.fillRect(x0, y0, snap(left + (column + 1) * cell) - x0, snap(top + (row + 1) * cell) - y0);
      }
    }
  }
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.25;
  if (grid.row >= 0) context.strokeRect(left, top + grid.row * cell, cell * grid.columns, cell);
  if (grid.column >= 0) context.strokeRect(left + grid.column * cell, top, cell, cell * grid.rows);
  if (at && at.row < grid.rows && at.column < grid.columns) {
    context.lineWidth = 2;
    context.strokeRect(left + at.column * cell, top + at.row * cell, cell, cell);
  }
}
