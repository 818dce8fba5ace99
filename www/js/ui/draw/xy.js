// A plot of a few lines over one list of x, each axis linear or logarithmic, with direct labels.

import { fit } from './canvas.js';
import { apart } from './labels.js';
import { power, ticks } from './ticks.js';

/**
 * @typedef {object} XySeries
 * @property {string} label at its right end; '' for none
 * @property {string} colour '#rrggbb' or another CSS colour
 * @property {string} [labelColour] default `colour`
 * @property {ArrayLike<number>} values one for each x; NaN where there is none
 * @property {boolean | number[]} [dashed] true, or the lengths of dashes and gaps
 * @property {boolean} [dots] a dot at each value
 * @property {boolean} [bare] dots alone, no line
 */

/**
 * @typedef {object} XySnapshot
 * @property {number[]} x ascending
 * @property {XySeries[]} series
 * @property {'linear' | 'log'} xScale
 * @property {'linear' | 'log'} yScale on a log axis, exact zeros lie on a lane of their own at the bottom
 * @property {string} xTitle
 * @property {number | null} at index of the x pointed at
 * @property {number | null} [mark] index of an x marked by an ink line
 * @property {import('./canvas.js').Palette} palette
 */

const [LEFT, TOP, BOTTOM] = [46, 8, 32];
const CHARACTER = 6.4;
const SAMPLE = 14; // a piece of the line before its label
const LANE = 0.12; // share of the height that exact zeros take

/**
 * An axis over some values: where a value lies from 0 to 1, and its marks.
 * @param {number[]} values @param {'linear' | 'log'} scale @param {number} most marks
 * @returns {{share: (value: number) => number, marks: {value: number, text: string}[]}}
 */
export function axis(values, scale, most) {
  const finite = values.filter(Number.isFinite);
  if (scale === 'log') {
    const exponents = finite.filter(value => value > 0).map(Math.log10);
    const floor = finite.includes(0) ? LANE : 0;
    const low = exponents.length ? Math.floor(exponents.reduce((a, b) => Math.min(a, b)) + 1e-9) : -1;
    const high = exponents.length ? Math.max(low + 1, Math.ceil(exponents.reduce((a, b) => Math.max(a, b)) - 1e-9)) : 0;
    const every = Math.max(1, Math.ceil((high - low) / most));
    const marks = floor ? [{ value: 0, text: '0' }] : [];
    for (let e = high; e >= low; e -= every) marks.push({ value: 10 ** e, text: power(e) });
    return {
      marks,
      share: value =>
        value <= 0 ? (value === 0 ? 0 : NaN) : floor + ((1 - floor) * (Math.log10(value) - low)) / (high - low),
    };
  }
  let low = finite.length ? finite.reduce((a, b) => Math.min(a, b)) : 0;
  let high = finite.length ? finite.reduce((a, b) => Math.max(a, b)) : 1;
  if (high - low <= 1e-12 * Math.abs(high)) [low, high] = [low - 0.5, high + 0.5];
  return {
    marks: ticks(low, high, Math.min(most, 6)).map(value => ({ value, text: String(value).replace('-', '−') })),
    share: value => (value - low) / (high - low),
  };
}

/**
 * Where everything lies.
 * @param {number} width @param {number} height @param {XySnapshot} snapshot
 */
export function layout(width, height, { x, series, xScale, yScale }) {
  const longest = Math.max(0, ...series.map(({ label }) => label.length));
  const right = width - Math.min(width * 0.45, longest ? longest * CHARACTER + SAMPLE + 16 : 14);
  const bottom = height - BOTTOM;
  const across = axis(x, xScale, Math.max(2, Math.floor((right - LEFT) / 46)));
  const up = axis(
    series.flatMap(({ values }) => Array.from(values)),
    yScale,
    Math.max(2, Math.floor((bottom - TOP) / 30)),
  );
  return {
    left: LEFT,
    right,
    top: TOP,
    bottom,
    xMarks: across.marks,
    yMarks: up.marks,
    /** @param {number} value */
    x: value => LEFT + (right - LEFT) * across.share(value),
    /** @param {number} value */
    y: value => bottom - (bottom - TOP) * up.share(value),
  };
}

/**
 * Index of the x nearest to a point of the canvas.
 * @param {number} width
 * @param {number} height
 * @param {XySnapshot} snapshot
 * @param {number} px
 * @returns {number | null}
 */
export function hit(width, height, snapshot, px) {
  const place = layout(width, height, snapshot);
  if (snapshot.x.length === 0 || px < place.left - 12 || px > place.right + 12) return null;
  const distances = snapshot.x.map(value => Math.abs(place.x(value) - px));
  return distances.indexOf(Math.min(...distances));
}

/** @param {HTMLCanvasElement} canvas @param {XySnapshot} snapshot */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { x: xs, series, at, mark, palette, xTitle } = snapshot;
  const { left, right, top, bottom, xMarks, yMarks, x, y } = layout(width, height, snapshot);

  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.soft;
  context.textAlign = 'right';
  for (const { value, text } of yMarks) {
    const line = snap(y(value)) + 0.5;
    context.beginPath();
    context.moveTo(left, line);
    context.lineTo(right, line);
    context.stroke();
    context.fillText(text, left - 6, line + 3.5);
  }
  context.textAlign = 'center';
  for (const { value, text } of xMarks) {
    context.beginPath();
    context.moveTo(snap(x(value)) + 0.5, bottom);
    context.lineTo(snap(x(value)) + 0.5, bottom + 4);
    context.stroke();
    context.fillText(text, x(value), bottom + 15);
  }
  const half = context.measureText(xTitle).width / 2;
  context.fillText(xTitle, Math.max(half + 2, Math.min(width - half - 2, (left + right) / 2)), height - 4);

  for (const [index, colour, dash] of /** @type {[number | null | undefined, string, number[]][]} */ ([
    [mark, palette.ink, []],
    [at, palette.soft, [2, 2]],
  ])) {
    if (index === null || index === undefined || index >= xs.length) continue;
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(snap(x(xs[index])) + 0.5, top - 4);
    context.lineTo(snap(x(xs[index])) + 0.5, bottom + 3);
    context.stroke();
  }
  context.setLineDash([]);

  context.lineJoin = 'round';
  /** @type {{label: string, colour: string, line: string, dash: number[], end: number}[]} */
  const labels = [];
  for (const { label, colour, labelColour = colour, values, dashed, dots, bare } of series) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = dashed ? 1.5 : 2;
    const dash = Array.isArray(dashed) ? dashed : dashed ? [5, 3] : [];
    context.setLineDash(dash);
    context.beginPath();
    let pen = false;
    let end = NaN;
    for (let i = 0; i < xs.length; i++) {
      const height = y(values[i]);
      if (!Number.isFinite(height)) {
        pen = false;
        continue;
      }
      if (pen && !bare) context.lineTo(x(xs[i]), height);
      else context.moveTo(x(xs[i]), height);
      pen = true;
      end = height;
    }
    context.stroke();
    context.setLineDash([]);
    for (let i = 0; i < xs.length; i++) {
      if (!(dots || bare || i === at || i === mark) || !Number.isFinite(y(values[i]))) continue;
      context.beginPath();
      context.arc(x(xs[i]), y(values[i]), i === at || i === mark ? 3.2 : 2.3, 0, 2 * Math.PI);
      context.fill();
    }
    if (label && Number.isFinite(end)) labels.push({ label, colour: labelColour, line: colour, dash, end });
  }

  const placed = apart(
    labels.map(({ end }) => end),
    12,
    top + 2,
    bottom - 1,
  );
  context.textAlign = 'left';
  context.lineWidth = 2;
  labels.forEach(({ label, colour, line, dash }, i) => {
    context.strokeStyle = line;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(right + 7, placed[i]);
    context.lineTo(right + 7 + SAMPLE, placed[i]);
    context.stroke();
    context.fillStyle = colour;
    context.fillText(label, right + 11 + SAMPLE, placed[i] + 3.8, width - right - SAMPLE - 12);
  });
}
