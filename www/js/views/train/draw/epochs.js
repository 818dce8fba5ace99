// One plot over the epochs: curves of this run and of earlier ones, the newest on top.

import { short } from '../../../model/numbers.js';
import { fit } from '../../../ui/draw/canvas.js';
import { logTicks, ticks } from '../../../ui/draw/ticks.js';

/**
 * @typedef {object} Curve
 * @property {{epoch: number, y: number}[]} points by epoch
 * @property {string} colour
 * @property {number} width of its line
 * @property {boolean} [faint] of an earlier run
 * @property {boolean} [dashed]
 * @property {boolean} [dots] a dot at each point
 */

/**
 * @typedef {object} EpochsSnapshot
 * @property {Curve[]} curves the last on top
 * @property {'loss' | 'accuracy'} kind a loss has a log axis; an accuracy is in per cent
 * @property {number | null} reference a value to hold the curves against
 * @property {number | null} at the epoch pointed at
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const [LEFT, RIGHT, TOP, BOTTOM] = [48, 10, 8, 22];
const FAINT = 0.44;

/** The end of the axis of epochs: it moves now and then instead of all the time. @param {number} last */
export function wholeEpochs(last) {
  const end = Math.max(1, last);
  const unit = end <= 10 ? 1 : 5 * 10 ** Math.floor(Math.log10(end) - 1);
  return unit * Math.ceil(end / unit - 1e-9);
}

/**
 * A range that starts and ends at 1, 2 or 5 times a power of ten.
 * @param {number} min
 * @param {number} max
 * @returns {[number, number]}
 */
export function logRange(min, max) {
  if (!(min > 0) || !(max > 0)) return [0.1, 10];
  const marks = logTicks(min / 2.5, max * 2.5, true);
  const low = marks.findLast(mark => mark <= min) ?? min;
  const high = marks.find(mark => mark >= max) ?? max;
  return high > low ? [low, high] : [low / 2, high * 2];
}

/**
 * Where everything lies.
 * @param {number} width @param {number} height @param {Pick<EpochsSnapshot, 'curves' | 'kind'>} snapshot
 */
export function layout(width, height, { curves, kind }) {
  let [last, least, most] = [0, Infinity, 0];
  for (const { points } of curves) {
    last = Math.max(last, points.at(-1)?.epoch ?? 0);
    for (const { y } of points) [least, most] = [Math.min(least, y), Math.max(most, y)];
  }
  const end = wholeEpochs(last);
  const log = kind === 'loss';
  const [low, high] = log ? logRange(least, most) : [0, 100];
  const [right, bottom] = [width - RIGHT, height - BOTTOM];
  /** @param {number} y */
  const share = y => (log ? Math.log(y / low) / Math.log(high / low) : (y - low) / (high - low));
  return {
    left: LEFT,
    right,
    top: TOP,
    bottom,
    xMarks: ticks(0, end, Math.max(1, Math.min(10, Math.floor((right - LEFT) / 48)))),
    yMarks: log
      ? logTicks(low, high).map(value => ({ value, text: short(value) }))
      : [0, 25, 50, 75, 100].map(value => ({ value, text: `${value} %` })),
    /** @param {number} epoch */
    x: epoch => LEFT + ((right - LEFT) * epoch) / end,
    /** @param {number} y */
    y: y => bottom - (bottom - TOP) * share(y),
    /** The epoch at a place across. @param {number} x */
    epochAt: x => Math.min(end, Math.max(0, (end * (x - LEFT)) / (right - LEFT))),
  };
}

/** @param {HTMLCanvasElement} canvas @param {EpochsSnapshot} snapshot */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { curves, reference, at, palette } = snapshot;
  const { left, right, top, bottom, xMarks, yMarks, x, y } = layout(width, height, snapshot);

  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.soft;
  context.beginPath();
  context.textAlign = 'right';
  for (const { value, text } of yMarks) {
    const line = snap(y(value)) + 0.5;
    context.moveTo(left - 4, line);
    context.lineTo(right, line);
    context.fillText(text, left - 8, line + 3.8);
  }
  context.textAlign = 'center';
  for (const mark of xMarks) {
    const line = snap(x(mark)) + 0.5;
    context.moveTo(line, top);
    context.lineTo(line, bottom + 4);
    context.fillText(String(mark), line, bottom + 17);
  }
  context.stroke();

  if (reference !== null) line(context, palette.ink, [2, 3], left, snap(y(reference)) + 0.5, right);
  context.lineJoin = 'round';
  for (const { points, colour, width: wide, faint, dashed, dots } of curves) {
    context.globalAlpha = faint ? FAINT : 1;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = wide;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    for (const point of points) context.lineTo(x(point.epoch), y(point.y));
    context.stroke();
    context.setLineDash([]);
    if (dots) for (const point of points) dot(context, x(point.epoch), y(point.y), 2);
  }
  context.globalAlpha = 1;

  if (at === null) return;
  context.strokeStyle = palette.soft;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(snap(x(at)) + 0.5, top);
  context.lineTo(snap(x(at)) + 0.5, bottom);
  context.stroke();
  for (const { points, colour } of curves) {
    const point = nearestTo(points, at);
    if (!point) continue;
    context.fillStyle = colour;
    dot(context, x(point.epoch), y(point.y), 3.5);
  }
}

/**
 * The point of a curve that is nearest to an epoch, unless the curve ended before.
 * @param {{epoch: number, y: number}[]} points @param {number} at
 */
function nearestTo(points, at) {
  if (points.length === 0 || at > points[points.length - 1].epoch + 1e-9) return null;
  const after = points.findIndex(({ epoch }) => epoch >= at);
  if (after <= 0) return points[0];
  return at - points[after - 1].epoch < points[after].epoch - at ? points[after - 1] : points[after];
}

/**
 * @param {CanvasRenderingContext2D} context @param {string} colour @param {number[]} dash
 * @param {number} left @param {number} y @param {number} right
 */
function line(context, colour, dash, left, y, right) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size */
function dot(context, x, y, size) {
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.fill();
}
