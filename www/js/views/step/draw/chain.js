// One row's chain at one t: the digit, then every node as a column of units coloured by error, and what nodes told each
// other.

import { digitPicture, fit, level, mix } from '../../../ui/draw/canvas.js';
import { SIDE, TOP, layout, rectangle } from './chain-layout.js';
import { WHOLE, timeOfErrors } from '../phases.js';
import { alive, nodeErrors, norm, subscript } from '../../../model/trace.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../../model/trace.js').Message} Message */
/** @typedef {import('./chain-layout.js').Cell} Cell */

/**
 * @typedef {object} ChainSnapshot
 * @property {Trace} trace
 * @property {RuleTrace} rule
 * @property {number} t
 * @property {number} phase how much of the step to t is shown: 4 all of it
 * @property {Message[]} received what each node received in the step that led to t
 * @property {boolean[]} told whether node l told node l + 1 a new value in that step
 * @property {number} progress 0 … 1, how far messages have travelled
 * @property {HTMLCanvasElement} picture the digit, 28 × 28
 * @property {boolean} locks whether a lock stands under each node, where words would be
 * @property {Cell | null} cell the unit pointed at
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

/** @param {HTMLCanvasElement} canvas @param {ChainSnapshot} snapshot */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { rule, t, phase, palette } = snapshot;
  // Until values move, nodes are as the step found them.
  const nodes = { ...snapshot, t: timeOfErrors(snapshot) };
  const place = layout(surface.width, surface.height, rule.sizes);
  if (place.turned) drawLabel(surface, place, nodes);
  else drawPicture(surface, place, nodes);
  for (let l = 1; l <= place.L; l++) {
    if (place.turned && l === place.L) drawTiles(surface, place, nodes);
    else drawNode(surface, place, nodes, l);
  }
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
  canvas.dataset.drawn = `${rule.scheme} ${t}${phase < WHOLE ? ` phase ${phase}` : ''}`;
}

/** @typedef {NonNullable<ReturnType<typeof fit>>} Surface */
/** @typedef {import('./chain-layout.js').Place} Place */

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot */
function drawPicture({ context, snap }, place, { rule, t, picture, locks, palette }) {
  const y = snap(place.middle - place.picture / 2);
  context.imageSmoothingEnabled = false;
  const now = rule.first.length > 0 && alive(rule, t) ? digitPicture(pixels(rule.first, t), palette) : picture;
  context.drawImage(now, 0, y, snap(place.picture), snap(place.picture));
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(0.5, y - 0.5, snap(place.picture), snap(place.picture) + 1);
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  context.fillText('x₀', place.picture / 2, TOP + place.body + 13);
  if (!locks || place.gap >= 50) context.fillText('input', place.picture / 2, TOP + place.body + 26);
}

/**
 * Values of a picture at t as grey levels; what lies outside 0 … 1 is cut.
 * @param {Float64Array} values [T+1][784]
 * @param {number} t
 */
const pixels = (values, t) =>
  Uint8Array.from(values.subarray(t * SIDE * SIDE, (t + 1) * SIDE * SIDE), value =>
    Math.round(255 * Math.min(1, Math.max(0, value))),
  );

/**
 * x_0 of a turned chain: ten cells, as dark as their values.
 * @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot
 */
function drawLabel({ context, snap }, place, { trace, rule, t, locks, palette }) {
  const { units, rows, cell, top } = place.stack(0);
  const left = place.left(0);
  const free = rule.first.length > 0;
  const values = free
    ? rule.first.subarray(t * units, (t + 1) * units)
    : Float64Array.from({ length: units }, (_, i) => Number(i === trace.label));
  const most = values.indexOf(Math.max(...values));
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(
    snap(left) - 0.5,
    snap(top) - 0.5,
    snap(left + place.column) - snap(left) + 1,
    snap(top + cell * rows) - snap(top) + 1,
  );
  for (let i = 0; i < units; i++) {
    const [y0, y1] = [snap(top + i * cell), snap(top + (i + 1) * cell)];
    if (values[i] > 0) {
      context.fillStyle = palette.shade(palette.ink, values[i]);
      context.fillRect(snap(left), y0, snap(left + place.column) - snap(left), Math.max(0.5, y1 - y0 - 1));
    }
    if (place.classes > 8) digit(context, i, i === most, left - 10, top + (i + 0.5) * cell, palette);
  }
  context.font = context.font.replace(/^(bold )?[\d.]+px/, '11px');
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  const middle = Math.max(11, left + place.column / 2);
  context.fillText('x₀', middle, TOP + place.body + 13);
  if (!locks || place.gap >= 50) context.fillText('label', middle + 1, TOP + place.body + 26);
}

/**
 * One digit of a list of classes.
 * @param {CanvasRenderingContext2D} context
 * @param {number} i
 * @param {boolean} strong
 * @param {number} x
 * @param {number} y
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 */
function digit(context, i, strong, x, y, palette) {
  context.fillStyle = strong ? palette.ink : palette.soft;
  context.font = context.font.replace(/^(bold )?[\d.]+px/, `${strong ? 'bold ' : ''}9.5px`);
  context.textAlign = 'left';
  context.fillText(String(i), x, y + 3.4);
}

/**
 * x_L of a turned chain, its prediction and its error, as pictures.
 * @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot
 */
function drawTiles({ context, snap }, place, { rule, t, trace, locks, palette }) {
  const { L, picture } = place;
  const error = nodeErrors(rule, t, L);
  const value =
    rule.last.length > 0
      ? rule.last.subarray(t * SIDE * SIDE, (t + 1) * SIDE * SIDE)
      : Float64Array.from(trace.image, grey => grey / 255);
  const top = snap(place.middle - picture / 2);
  const side = picture / SIDE;
  [value, value.map((x, i) => x - error[i]), error].forEach((values, tile) => {
    const left = snap(place.tile(tile));
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, snap(picture) + 1, snap(picture) + 1);
    values.forEach((x, i) => {
      if (tile === 2 ? x === 0 || Number.isNaN(x) : !(x > 0)) return;
      const [x0, y0] = [snap((i % SIDE) * side), snap(Math.floor(i / SIDE) * side)];
      context.fillStyle =
        tile === 2 ? palette.shade(x < 0 ? palette.negative : palette.positive, level(Math.abs(x))) : mixed(palette, x);
      context.fillRect(
        left + x0,
        top + y0,
        snap(((i % SIDE) + 1) * side) - x0,
        snap((Math.floor(i / SIDE) + 1) * side) - y0,
      );
    });
    const middle = left + picture / 2;
    context.textAlign = 'center';
    context.fillStyle = palette.soft;
    context.fillText(['x', 'm', 'e'][tile] + subscript(L), middle, TOP + place.body + 13);
    const words = picture >= 50 && (!locks || place.gap >= 50) ? ['picture', 'predicted', 'error'] : ['', '', ''];
    context.fillText(words[tile], middle, TOP + place.body + 26);
  });
}

/**
 * A grey level, nothing below 0 and no darker than ink above 1.
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 * @param {number} x
 */
const mixed = (palette, x) => mix(palette.paper, palette.ink, Math.min(1, x));

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot @param {number} l */
function drawNode({ context, snap }, place, { trace, rule, t, received, locks, palette }, l) {
  const { units, lanes, rows, cell, top } = place.stack(l);
  const left = place.left(l);
  const wide = place.column / lanes;
  const errors = nodeErrors(rule, t, l);
  const heard = norm(rule, t, l) > 0;
  // The outline says "a node is here"; what stays paper inside it is exactly zero.
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(
    snap(left) - 0.5,
    snap(top) - 0.5,
    snap(left + place.column) - snap(left) + 1,
    snap(top + cell * rows) - snap(top) + 1,
  );
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
    for (let i = 0; i < units; i++)
      digit(context, i, i === trace.label, place.right(l) + 4, top + (i + 0.5) * cell, palette);
    context.font = context.font.replace(/^(bold )?[\d.]+px/, '11px');
  }

  const middle = left + place.column / 2;
  const baseline = TOP + place.body + 13;
  context.textAlign = 'center';
  context.fillStyle = heard ? palette.ink : palette.soft;
  if (l === place.L && place.gap >= (locks ? 50 : 34))
    context.fillText('output', middle - Math.max(0, 19 - place.column / 2 - place.classes), baseline + 13);
  if (place.gap >= 17 || ((place.L - l) % 2 === 0 && !(place.turned && l === 1))) {
    context.fillText(`e${subscript(l)}`, middle, baseline);
  }
  const kind = received[l];
  if (kind === 'none' || place.gap < 50) return;
  context.fillStyle = kind === 'front' ? palette.rules[rule.scheme] : palette.soft;
  context.fillText(kind, middle, baseline + 13);
}

/** @param {Surface} surface @param {Place} place @param {ChainSnapshot} snapshot */
function drawMessages({ context, snap }, place, { rule, received, told, phase, progress, palette }) {
  const colour = palette.rules[rule.scheme];
  // In slow motion a message is half way when it has been sent, and at its end when it has been received.
  const travelled = phase === 1 ? progress / 2 : phase === 2 ? 0.5 + progress / 2 : phase === 3 ? 1 : progress;
  const y = snap(place.middle);
  context.lineCap = 'butt';
  context.lineJoin = 'miter';
  for (let l = 0; l < place.L; l++) {
    const kind = received[l];
    if (kind === 'none') continue;
    const from = place.left(l + 1) - place.space;
    const to = place.right(l) + place.space;
    const tip = from + (to - from) * travelled;
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
  if (phase < 3) return;
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
