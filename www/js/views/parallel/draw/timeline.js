// Draws a timeline on a canvas: a lane a node (the output at the top), a bar an operation, a thin line a message.

import { brief, rough } from '../../../model/numbers.js';
import { fit, mix } from '../../../ui/draw/canvas.js';
import { classOf } from '../../../model/chain/timeline.js';
import { ticks } from '../../../ui/draw/ticks.js';

/** @typedef {import('../../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../../model/chain/timeline.js').Bar} Bar */

/**
 * @typedef {object} TimelineSnapshot
 * @property {Timeline} timeline
 * @property {number} from left edge, in the timeline's unit
 * @property {number} to right edge
 * @property {Bar | null} cursor the bar pointed at
 * @property {number | null} mark a time that is marked in every picture beside each other, or null
 * @property {boolean} axis whether times are written below
 * @property {boolean} small one of several: no messages but those on the way of the output's error, few labels
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const TOP = 6;
/** Below this many CSS pixels a lane has no room for messages and half-height bars. */
const ROOMY = 7;
/** More messages than this in sight are a grey area, not lines. */
const MOST_LINES = 1600;

/** @param {number} width @param {number} height @param {TimelineSnapshot} snapshot */
function frame(width, height, { timeline, from, to, small, axis }) {
  const left = 58;
  const right = width - 10;
  const bottom = height - (!axis ? 5 : small ? 16 : 22);
  const lane = (bottom - TOP) / timeline.depth;
  return {
    left,
    right,
    bottom,
    lane,
    /** @param {number} time */
    x: time => left + ((time - from) / (to - from)) * (right - left),
    /** @param {number} x */
    time: x => from + ((x - left) / (right - left)) * (to - from),
    /** Top of a node's lane. @param {number} node */
    y: node => TOP + (timeline.depth - node) * lane,
  };
}

/**
 * Where a bar lies in its lane, from its top: gradients are slim and low, all else above them.
 * @param {Bar} bar
 * @param {number} lane
 */
function band(bar, lane) {
  const gap = lane > 3 ? Math.max(0.75, lane * 0.07) : 0;
  const tall = lane - gap;
  if (lane < ROOMY) return bar.kind === 'gradient' ? { top: lane / 2, tall: tall / 2 } : { top: gap / 2, tall };
  const slim = Math.max(2.5, Math.min(7, tall * 0.24));
  return bar.kind === 'gradient' ? { top: gap / 2 + tall - slim, tall: slim } : { top: gap / 2, tall: tall - slim - 1 };
}

/**
 * A number of multiply-adds or ms for an axis or a sentence.
 * @param {number} value
 * @param {'multiply-adds' | 'ms'} unit
 */
export function timeText(value, unit) {
  if (unit === 'ms')
    return `${value < 1 ? rough(value) : value < 100 ? brief(Number(value.toFixed(2))) : Math.round(value)} ms`;
  if (value < 10_000) return String(Math.round(value));
  const [divisor, letter] = value < 1e6 ? [1e3, 'k'] : value < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  return `${rough(value / divisor)} ${letter}`;
}

/** @param {CanvasRenderingContext2D} context @param {string} colour @param {string} paper */
function hatch(context, colour, paper) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 5;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.fillStyle = paper;
  pen.fillRect(0, 0, 5, 5);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const shift of [-5, 0, 5]) {
    pen.moveTo(shift, 5);
    pen.lineTo(shift + 5, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {TimelineSnapshot} snapshot
 */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { timeline, palette, from, to, cursor, small, mark } = snapshot;
  const { left, right, bottom, lane, x, y } = frame(width, height, snapshot);
  const colour = palette.rules[timeline.scheme];
  const paints = {
    front: colour,
    refine: mix(palette.paper, colour, 0.45),
    redundant: hatch(context, mix(palette.paper, colour, 0.6), palette.paper),
    idle: palette.paper,
    forward: mix(palette.paper, palette.soft, 0.34),
    gradient: mix(palette.paper, palette.soft, 0.8),
  };

  drawAxis(surface, snapshot);
  context.save();
  context.beginPath();
  context.rect(left - 1, 0, right - left + 2, height);
  context.clip();
  // Gradients first: where there is no room beside them, the products lie on top.
  const gradient = timeline.bars.filter(({ kind }) => kind === 'gradient');
  for (const bar of [...gradient, ...timeline.bars.filter(({ kind }) => kind !== 'gradient')]) {
    if (bar.end < from || bar.start > to) continue;
    const kind = classOf(bar);
    const { top, tall } = band(bar, lane);
    const x0 = Math.max(left - 4, x(bar.start));
    const wide = Math.max(1, Math.min(right + 4, x(bar.end)) - x0 - (x(bar.end) - x(bar.start) > 4 ? 0.75 : 0));
    const y0 = y(bar.node) + top;
    // A sliver of a pattern is no pattern: its mean brightness stands for it.
    context.fillStyle = wide < 3 && kind === 'redundant' ? mix(palette.paper, colour, 0.25) : paints[kind];
    if (kind !== 'idle') context.fillRect(x0, y0, wide, tall);
    if (kind === 'idle' || kind === 'redundant') {
      if (wide < 3) {
        context.fillStyle = palette.line;
        if (kind === 'idle') context.fillRect(x0, y0, wide, tall);
      } else {
        context.strokeStyle = kind === 'idle' ? mix(palette.paper, palette.soft, 0.6) : mix(palette.paper, colour, 0.7);
        context.lineWidth = 1;
        context.setLineDash(kind === 'idle' ? [1.5, 1.5] : []);
        context.strokeRect(x0 + 0.5, y0 + 0.5, Math.max(0.5, wide - 1), Math.max(0.5, tall - 1));
        context.setLineDash([]);
      }
    }
  }

  const seen = timeline.messages.filter(({ sent, received }) => received >= from && sent <= to);
  const all = !small && lane >= ROOMY && seen.length <= MOST_LINES;
  for (const message of seen) {
    const { wave } = message;
    if (!wave && !all) continue;
    const [x0, x1] = [x(message.sent), x(message.received)];
    const up = message.to > message.from;
    // From the sender's edge to the receiver's, so that bars stay free.
    const y0 = y(message.from) + lane * (up ? 0.3 : 0.55);
    const y1 = y(message.to) + lane * (up ? 0.55 : 0.3);
    context.strokeStyle = wave
      ? colour
      : message.kind === 'token'
        ? palette.line
        : message.kind === 'feedback'
          ? mix(palette.paper, colour, 0.7)
          : palette.soft;
    context.lineWidth = wave ? (small && lane >= ROOMY ? 1.5 : 2) : 0.6;
    context.setLineDash(message.kind === 'token' ? [1, 3] : []);
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
    context.setLineDash([]);
    if (wave && lane >= ROOMY) arrowhead(context, x0, y0, x1, y1, colour, small ? 3.5 : 5);
  }

  if (cursor) {
    const { top, tall } = band(cursor, lane);
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    const x0 = Math.max(left, x(cursor.start));
    context.strokeRect(
      x0 - 1.5,
      y(cursor.node) + top - 1.5,
      Math.max(1, Math.min(right, x(cursor.end)) - x0) + 3,
      tall + 3,
    );
  }
  if (mark !== null) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(snap(x(mark)) + 0.5, 0);
    context.lineTo(snap(x(mark)) + 0.5, height);
    context.stroke();
    context.setLineDash([]);
  }
  const ends = x(timeline.end);
  if (ends <= right + 1) {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(snap(ends), TOP - 4);
    context.lineTo(snap(ends), bottom + 3);
    context.stroke();
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {string} colour
 * @param {number} size
 */
function arrowhead(context, x0, y0, x1, y1, colour, size) {
  context.save();
  context.translate(x1, y1);
  context.rotate(Math.atan2(y1 - y0, x1 - x0));
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(1, 0);
  context.lineTo(-size, size * 0.6);
  context.lineTo(-size, -size * 0.6);
  context.fill();
  context.restore();
}

/** @param {NonNullable<ReturnType<typeof fit>>} surface @param {TimelineSnapshot} snapshot */
function drawAxis({ context, width, height, snap }, snapshot) {
  const { timeline, palette, from, to, small, axis } = snapshot;
  const { left, right, bottom, lane, x, y } = frame(width, height, snapshot);
  const L = timeline.depth;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  const marks = ticks(from, to);
  const finer = width > 700 ? ticks(from, from + (to - from) / 2).length * 2 > 3 * marks.length : false;
  const step = marks.length > 1 ? (marks[1] - marks[0]) / (finer ? 2 : 1) : to - from;
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to * (1 + 1e-9); i++) {
    const time = Number((i * step).toPrecision(12));
    const at = snap(x(time)) + 0.5;
    context.beginPath();
    context.moveTo(at, TOP - 2);
    context.lineTo(at, bottom + 3);
    context.stroke();
    if (!axis) continue;
    const text = timeText(time, timeline.unit);
    const half = context.measureText(text).width / 2;
    if (at + half < width && at - half > left - 40) context.fillText(text, at, bottom + 14);
  }
  // Lane names: the ends always, the others as far as they keep apart.
  context.textAlign = 'right';
  const every = [1, 2, 4, 8, 16, 32].find(n => n * lane >= (small ? 13 : 12)) ?? L;
  for (let node = 1; node <= L; node++) {
    const end = node === 1 || node === L;
    const far = Math.min(node - 1, L - node) * lane >= 12;
    if (!end && !(far && node % every === 0)) continue;
    context.fillStyle = end ? palette.ink : palette.soft;
    context.fillText(node === L ? 'output' : node === 1 ? 'node 1' : String(node), left - 6, y(node) + lane / 2 + 3.8);
  }
  context.strokeStyle = palette.line;
  if (lane >= 10) {
    for (let node = 0; node <= L; node++) {
      const line = snap(y(node) + lane) - 0.5;
      if (node === 0 || line > bottom) continue;
      context.globalAlpha = 0.6;
      context.beginPath();
      context.moveTo(left, line);
      context.lineTo(right, line);
      context.stroke();
      context.globalAlpha = 1;
    }
  }
}

/**
 * The bar under a point, or the nearest within a few pixels of its lane.
 * @param {number} width @param {number} height @param {TimelineSnapshot} snapshot @param {number} px @param {number} py
 * @returns {Bar | null}
 */
export function hit(width, height, snapshot, px, py) {
  const { left, right, bottom, lane, x } = frame(width, height, snapshot);
  if (px < left - 3 || px > right + 3 || py < TOP || py > bottom) return null;
  const node = snapshot.timeline.depth - Math.floor((py - TOP) / lane);
  const inLane = (py - TOP) % lane;
  /** @type {Bar | null} */
  let best = null;
  let least = 6;
  for (const bar of snapshot.timeline.bars) {
    if (bar.node !== node) continue;
    const { top, tall } = band(bar, lane);
    const aside = Math.max(0, x(bar.start) - px, px - x(bar.end));
    const above = lane < ROOMY ? 0 : Math.max(0, top - inLane, inLane - top - tall);
    const distance = aside + 0.5 * above;
    if (distance < least) [best, least] = [bar, distance];
  }
  return best;
}

/**
 * Where a card about a bar points.
 * @param {number} width
 * @param {number} height
 * @param {TimelineSnapshot} snapshot
 * @param {Bar} bar
 */
export function anchor(width, height, snapshot, bar) {
  const { left, right, x, y, lane } = frame(width, height, snapshot);
  return { x: Math.min(right, Math.max(left, (x(bar.start) + x(bar.end)) / 2)), y: y(bar.node) + lane / 2 };
}

/**
 * The time at a horizontal place.
 * @param {number} width
 * @param {number} height
 * @param {TimelineSnapshot} snapshot
 * @param {number} px
 */
export const timeAt = (width, height, snapshot, px) => frame(width, height, snapshot).time(px);

/**
 * CSS pixels between the left and right edge of the time axis.
 * @param {number} width
 * @param {number} height
 * @param {TimelineSnapshot} snapshot
 */
export function span(width, height, snapshot) {
  const { left, right } = frame(width, height, snapshot);
  return right - left;
}
