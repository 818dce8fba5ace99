// A small plot of a few lines over t: axes with numbers, direct labels that keep apart, the past bold and the rest
// pale.

import { fit } from './canvas.js';
import { apart } from './labels.js';
import { power, ticks } from './ticks.js';

/**
 * `predicted`: what a formula says, drawn in dashes over the measured.
 * @typedef {{ label: string, colour: string, values: Float64Array, predicted?: boolean }} Series
 */

/**
 * @typedef {object} LinesSnapshot
 * @property {Series[]} series one value for each t 0 … T; NaN where there is none
 * @property {number} T
 * @property {number} t
 * @property {'linear' | 'log'} scale of the vertical axis; on a log axis, exact zeros lie on a lane of their own
 * @property {number | null} at the time pointed at
 * @property {import('./canvas.js').Palette} palette
 */

const [LEFT, TOP, BOTTOM] = [38, 7, 18];
const LOWEST = 1e-9; // a log axis goes no deeper
const HIGHEST = 1e4; // nor higher: a diverging line leaves the plot at the top

/**
 * The vertical axis of some values: its range, its marks, and where a value lies from 0 (bottom) to 1 (top).
 * @param {Series[]} series @param {'linear' | 'log'} scale
 * @returns {{ marks: { value: number, text: string }[], share: (value: number) => number }}
 */
export function axis(series, scale) {
  const finite = series.flatMap(({ values }) => [...values].filter(Number.isFinite));
  if (scale === 'log') {
    const positive = finite.filter(value => value > 0).map(value => Math.min(HIGHEST, Math.max(LOWEST, value)));
    const zero = finite.includes(0);
    const low = positive.length ? Math.floor(Math.log10(Math.min(...positive)) + 1e-9) : -1;
    const high = positive.length ? Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive)) - 1e-9)) : 0;
    const floor = zero ? 0.14 : 0;
    const every = Math.ceil((high - low) / 3);
    /** @param {number} value */
    const share = value =>
      value === 0 ? 0 : floor + ((1 - floor) * (Math.log10(Math.max(LOWEST, value)) - low)) / (high - low);
    const marks = zero ? [{ value: 0, text: '0' }] : [];
    for (let e = high; e >= low; e -= every) marks.push({ value: 10 ** e, text: power(e) });
    return { marks, share };
  }
  let low = finite.length ? Math.min(...finite) : 0;
  let high = finite.length ? Math.max(...finite) : 1;
  // A single value is shown against zero: backpropagation's cosine to itself has no room above 1.
  if (high - low < 1e-9 * Math.max(1, Math.abs(high)))
    [low, high] = high === 0 ? [-0.5, 0.5] : [Math.min(0, low), Math.max(0, high)];
  return {
    marks: ticks(low, high).map(value => ({ value, text: String(value).replace('-', '−') })),
    share: value => (value - low) / (high - low),
  };
}

/** @param {number} width @param {number} height @param {Series[]} series */
const frame = (width, height, series) => ({
  left: LEFT,
  right: width - (Math.max(...series.map(line => line.label.length), 2) * 6.6 + 8),
  top: TOP,
  bottom: height - BOTTOM,
});

/**
 * The time at a point of the canvas.
 * @param {number} width @param {number} height @param {Series[]} series @param {number} T @param {number} x
 * @returns {number | null}
 */
export function hit(width, height, series, T, x) {
  const { left, right } = frame(width, height, series);
  const t = Math.round(((x - left) / (right - left)) * T);
  return t < 0 || t > T ? null : t;
}

/**
 * Where a time lies on the canvas.
 * @param {number} width
 * @param {number} height
 * @param {Series[]} series
 * @param {number} T
 * @param {number} t
 */
export function place(width, height, series, T, t) {
  const { left, right, top, bottom } = frame(width, height, series);
  return { x: left + ((right - left) * t) / T, y: (top + bottom) / 2 };
}

/** @param {HTMLCanvasElement} canvas @param {LinesSnapshot} snapshot */
export function draw(canvas, { series, T, t, scale, at, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { left, right, top, bottom } = frame(width, height, series);
  const { marks, share } = axis(series, scale);
  /** @param {number} time */
  const x = time => left + ((right - left) * time) / T;
  /** @param {number} value */
  const y = value => bottom - (bottom - top) * share(value);

  context.lineWidth = 1;
  context.textAlign = 'right';
  let lastText = Infinity;
  for (const mark of [...marks].sort((a, b) => a.value - b.value)) {
    const line = snap(y(mark.value)) + 0.5;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(left, line);
    context.lineTo(right, line);
    context.stroke();
    if (lastText - line < 11) continue; // its number would touch the one below
    lastText = line;
    context.fillStyle = palette.soft;
    context.fillText(mark.text, left - 5, line + 3.5);
  }

  for (const moment of at === null ? [t] : [t, at]) {
    context.strokeStyle = moment === t ? palette.ink : palette.soft;
    context.setLineDash(moment === t ? [] : [2, 2]);
    context.beginPath();
    context.moveTo(snap(x(moment)) + 0.5, top - 4);
    context.lineTo(snap(x(moment)) + 0.5, bottom + 4);
    context.stroke();
  }
  context.setLineDash([]);

  context.save();
  context.beginPath();
  context.rect(0, top - 4, width, bottom - top + 8);
  context.clip();
  context.lineJoin = 'round';
  for (const { colour, values, predicted = false } of series) {
    for (const past of predicted ? [false] : [false, true]) {
      context.globalAlpha = past || predicted ? 1 : 0.28;
      context.lineWidth = predicted ? 1.25 : past ? 2 : 1.5;
      context.strokeStyle = predicted ? palette.ink : colour;
      context.setLineDash(predicted ? [2.5, 3] : []);
      context.beginPath();
      let pen = false;
      for (let time = past || predicted ? 0 : t; time <= (past ? t : T); time++) {
        if (!Number.isFinite(values[time])) {
          pen = false;
          continue;
        }
        if (pen) context.lineTo(x(time), y(values[time]));
        else context.moveTo(x(time), y(values[time]));
        pen = true;
      }
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
    if (predicted) continue;
    context.fillStyle = colour;
    for (const moment of at === null ? [t] : [t, at]) {
      if (!Number.isFinite(values[moment])) continue;
      context.beginPath();
      context.arc(x(moment), y(values[moment]), 2.8, 0, 2 * Math.PI);
      context.fill();
    }
  }

  context.restore();

  const shown = series
    .filter(line => line.label !== '')
    .map(line => ({ ...line, end: line.values.findLast(Number.isFinite) }))
    .filter(line => line.end !== undefined);
  const ends = shown.map(line => Math.max(top, y(Number(line.end))));
  const placed = apart(ends, 12, top + 2, bottom - 1);
  context.textAlign = 'left';
  shown.forEach(({ label, colour }, i) => {
    context.strokeStyle = colour;
    context.globalAlpha = 0.5;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(right + 1, ends[i]);
    context.lineTo(right + 5, placed[i]);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = colour;
    context.fillText(label, right + 7, placed[i] + 3.8);
  });

  const now = `t = ${t}`;
  const half = context.measureText(now).width / 2;
  const nowX = Math.min(right - half + 8, Math.max(left + half - 8, x(t)));
  context.textAlign = 'center';
  context.fillStyle = palette.ink;
  context.fillText(now, nowX, height - 3);
  context.fillStyle = palette.soft;
  for (const time of [0, T])
    if (Math.abs(x(time) - nowX) > half + 12) context.fillText(String(time), x(time), height - 3);
}
