// One rule's chain at one t: the digit, then every node as a column of units coloured by error, and what nodes told each other.

import { fit, level } from './canvas.js';
import { nodeErrors, norm, subscript } from '../wave.js';

/** @typedef {import('../protocol.js').Trace} Trace */
/** @typedef {import('../protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../wave.js').Message} Message */
/** @typedef {{ node: number, unit: number }} Cell */

/**
 * @typedef {object} ChainSnapshot
 * @property {Trace} trace
 * @property {RuleTrace} rule
 * @property {number} t
 * @property {Message[]} received what each node received in the step that led to t
 * @property {boolean[]} told whether node l told node l + 1 a new value in that step
 * @property {number} progress 0 … 1, how far messages have travelled
 * @property {HTMLCanvasElement} picture the digit, 28 × 28
 * @property {Cell | null} cell the unit pointed at
 * @property {import('./canvas.js').Palette} palette
 */

const TOP = 3;
const LABELS = 29; // two lines of text under the columns

/**
 * Where everything stands in a chain drawn `width` × `height`; used to draw and to find what is pointed at.
 * @param {number} width @param {number} height @param {number[]} sizes units of x_0 … x_L
 */
export function layout(width, height, sizes) {
  const L = sizes.length - 1;
  const body = Math.max(20, height - TOP - LABELS);
  const picture = Math.min(body, 84, Math.max(30, width * 0.13));
  const classes = body >= 70 && width >= 300 ? 12 : 2; // room for 0 … 9 beside the output
  const gap = (width - picture - classes) / L;
  const column = Math.min(30, Math.max(6, gap * 0.42));
  return {
    L, body, picture, classes, gap, column, middle: TOP + body / 2,
    /** Between an arrow and a column. */ space: Math.min(4, (gap - column) * 0.14),
    /** Left edge of node l's column. @param {number} l */
    left: l => (l === 0 ? 0 : picture + l * gap - column),
    /** Right edge of node l's column, of the picture for node 0. @param {number} l */
    right: l => picture + (l === 0 ? 0 : l * gap),
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

/**
 * The unit at a point of the canvas.
 * @param {number} width @param {number} height @param {number[]} sizes @param {number} x @param {number} y
 * @returns {Cell | null} null outside every column
 */
export function hit(width, height, sizes, x, y) {
  const place = layout(width, height, sizes);
  for (let l = 1; l <= place.L; l++) {
    const left = place.left(l);
    if (x < left - 2 || x > place.right(l) + 2) continue;
    const { units, lanes, rows, cell, top } = place.stack(l);
    const lane = Math.min(lanes - 1, Math.max(0, Math.floor(((x - left) / place.column) * lanes)));
    const row = Math.floor((y - top) / cell);
    if (row < -1 || row > rows) return null;
    return { node: l, unit: Math.min(units - 1, lane * rows + Math.min(rows - 1, Math.max(0, row))) };
  }
  return null;
}

/**
 * The cell that an arrow key leads to; left and right change the node, up and down the unit.
 * @param {number[]} sizes @param {Cell | null} cell @param {string} key
 * @returns {Cell}
 */
export function move(sizes, cell, key) {
  const L = sizes.length - 1;
  if (!cell) return { node: L, unit: 0 };
  const node = Math.min(L, Math.max(1, cell.node + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0)));
  const unit = cell.unit + (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0);
  return { node, unit: Math.min(sizes[node] - 1, Math.max(0, unit)) };
}

/** The rectangle of one unit. @param {ReturnType<typeof layout>} place @param {Cell} cell */
export function rectangle(place, { node, unit }) {
  const { lanes, rows, cell, top } = place.stack(node);
  const lane = Math.floor(unit / rows);
  const wide = place.column / lanes;
  return { x: place.left(node) + lane * wide, y: top + (unit % rows) * cell, width: wide, height: cell };
}

/** @param {HTMLCanvasElement} canvas @param {ChainSnapshot} snapshot */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { trace, rule, t, palette } = snapshot;
  const place = layout(surface.width, surface.height, trace.sizes);
  drawPicture(surface, place, snapshot);
  for (let l = 1; l <= place.L; l++) drawNode(surface, place, snapshot, l);
  drawMessages(surface, place, snapshot);
  if (snapshot.cell && snapshot.cell.node <= place.L) {
    const box = rectangle(place, snapshot.cell);
    const { context } = surface;
    context.lineWidth = 4;
    context.strokeStyle = palette.paper;
    context.strokeRect(box.x, box.y, box.width, box.height);
    context.lineWidth = 1.75;
    context.strokeStyle = palette.ink;
    context.strokeRect(box.x, box.y, box.width, box.height);
  }
  canvas.dataset.drawn = `${rule.rule} ${t}`;
}

/** @typedef {NonNullable<ReturnType<typeof fit>>} Surface */
/** @typedef {ReturnType<typeof layout>} Place */

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot */
function drawPicture({ context, snap }, place, { picture, palette }) {
  const y = snap(place.middle - place.picture / 2);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, y, snap(place.picture), snap(place.picture));
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(0.5, y - 0.5, snap(place.picture), snap(place.picture) + 1);
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  context.fillText('x₀', place.picture / 2, TOP + place.body + 13);
  context.fillText('input', place.picture / 2, TOP + place.body + 26);
}

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot @param {number} l */
function drawNode({ context, snap }, place, { trace, rule, t, received, palette }, l) {
  const { units, lanes, rows, cell, top } = place.stack(l);
  const left = place.left(l);
  const wide = place.column / lanes;
  const errors = nodeErrors(trace, rule, t, l);
  const heard = norm(trace, rule, t, l) > 0;
  // The outline says "a node is here"; what stays paper inside it is exactly zero.
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(snap(left) - 0.5, snap(top) - 0.5, snap(left + place.column) - snap(left) + 1, snap(top + cell * rows) - snap(top) + 1);
  const seam = cell >= 3.2 ? 1 : cell >= 2 ? 0.5 : 0;
  for (let i = 0; i < units; i++) {
    const error = errors[i];
    if (error === 0 || Number.isNaN(error)) continue;
    const lane = Math.floor(i / rows);
    const row = i % rows;
    const [x0, x1] = [snap(left + lane * wide), snap(left + (lane + 1) * wide)];
    const [y0, y1] = [snap(top + row * cell), snap(top + (row + 1) * cell)];
    context.fillStyle = palette.shade(error < 0 ? palette.negative : palette.positive, level(Math.abs(error)));
    context.fillRect(x0, y0, Math.max(x1 - x0 - (lanes > 1 ? 0.5 : 0), 0.5), Math.max(y1 - y0 - seam, 0.5));
  }

  if (l === place.L && place.classes > 8 && units === 10) {
    for (let i = 0; i < units; i++) {
      const answer = i === trace.label;
      context.fillStyle = answer ? palette.ink : palette.soft;
      context.font = context.font.replace(/^(bold )?[\d.]+px/, `${answer ? 'bold ' : ''}9.5px`);
      context.textAlign = 'left';
      context.fillText(String(i), place.right(l) + 4, top + (i + 0.5) * cell + 3.4);
    }
    context.font = context.font.replace(/^(bold )?[\d.]+px/, '11px');
  }

  const middle = left + place.column / 2;
  const baseline = TOP + place.body + 13;
  context.textAlign = 'center';
  context.fillStyle = heard ? palette.ink : palette.soft;
  if (l === place.L && place.gap >= 34) context.fillText('output', middle - Math.max(0, 19 - place.column / 2 - place.classes), baseline + 13);
  if (place.gap >= 17 || (place.L - l) % 2 === 0) {
    context.fillText(`e${subscript(l)}`, middle, baseline);
  }
  const kind = received[l];
  if (kind === 'none' || place.gap < 50) return;
  context.fillStyle = kind === 'front' ? palette.rules[rule.rule] : palette.soft;
  context.fillText(kind, middle, baseline + 13);
}

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot */
function drawMessages({ context, snap }, place, { rule, received, told, progress, palette }) {
  const colour = palette.rules[rule.rule];
  const y = snap(place.middle);
  context.lineCap = 'butt';
  context.lineJoin = 'miter';
  for (let l = 1; l < place.L; l++) {
    const kind = received[l];
    if (kind === 'none') continue;
    const from = place.left(l + 1) - place.space;
    const to = place.right(l) + place.space;
    const tip = from + (to - from) * progress;
    const room = from - to;
    context.strokeStyle = kind === 'idle' ? palette.soft : colour;
    context.lineWidth = kind === 'front' ? Math.min(3.5, Math.max(1.9, room / 9)) : room < 12 ? 1 : 1.2;
    context.setLineDash(kind === 'idle' ? [1.2, 3.2] : kind === 'redundant' ? [4, 2.5] : []);
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(tip + (kind === 'front' ? 1.5 : 0), y);
    context.stroke();
    context.setLineDash([]);
    if (kind === 'idle') continue;
    const head = Math.min(kind === 'front' ? 6.5 : 4, room * 0.45);
    context.beginPath();
    context.moveTo(tip + head, y - head * 0.85);
    context.lineTo(tip, y);
    context.lineTo(tip + head, y + head * 0.85);
    context.stroke();
  }
  // Values go forward on a thin line of their own, below the errors.
  const below = snap(TOP + place.body * 0.82);
  context.lineWidth = 1;
  context.strokeStyle = palette.soft;
  for (let l = 0; l < place.L; l++) {
    if (!told[l]) continue;
    const from = place.right(l) + place.space;
    const tip = from + (place.left(l + 1) - place.space - from) * progress;
    const head = Math.min(3, (tip - from) * 0.4);
    context.beginPath();
    context.moveTo(from, below + 0.5);
    context.lineTo(tip, below + 0.5);
    context.moveTo(tip - head, below + 0.5 - head);
    context.lineTo(tip, below + 0.5);
    context.lineTo(tip - head, below + 0.5 + head);
    context.stroke();
  }
}
