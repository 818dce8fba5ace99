// Mean ± standard deviation of many units in groups, with another value marked for each, and, where known, what is
// exact.

import { fit } from '../../../ui/draw/canvas.js';

/**
 * @typedef {object} BarsSnapshot
 * @property {{ name: string, count: number }[]} groups units, one group after the other
 * @property {Float64Array} mean
 * @property {Float64Array} deviation
 * @property {Float64Array} marks
 * @property {{ mean: Float64Array, deviation: Float64Array } | null} exact
 * @property {string} colour of mean and deviation
 * @property {string} markColour
 * @property {number | null} at the unit pointed at
 * @property {number} chosen
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const [LEFT, RIGHT, TOP, BOTTOM, GAP] = [40, 10, 10, 22, 12];

/** Round numbers that divide a range into about five. @param {number} low @param {number} high */
function roundMarks(low, high) {
  const rough = (high - low) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find(factor => factor * unit >= rough) ?? 10);
  const found = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) found.push(Number((i * step).toPrecision(6)));
  return found;
}

/**
 * Where everything lies.
 * @param {number} width @param {number} height @param {BarsSnapshot} snapshot
 */
export function layout(width, height, { groups, mean, deviation, marks, exact }) {
  const slot = (width - LEFT - RIGHT - GAP * (groups.length - 1)) / mean.length;
  /** The middle of each unit. @type {number[]} */
  const middles = [];
  const heads = groups.map(({ name, count }) => {
    const left = LEFT + slot * middles.length + GAP * groups.findIndex(group => group.name === name);
    for (let i = 0; i < count; i++) middles.push(left + slot * (i + 0.5));
    return { name, left, right: left + slot * count };
  });
  let [low, high] = [Infinity, -Infinity];
  for (const [means, deviations] of [
    [mean, deviation],
    [marks, null],
    ...(exact ? [[exact.mean, exact.deviation]] : []),
  ]) {
    means?.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      low = Math.min(low, value - (deviations?.[i] || 0));
      high = Math.max(high, value + (deviations?.[i] || 0));
    });
  }
  if (!(high > low)) [low, high] = [-1, 1];
  const bottom = height - BOTTOM;
  return {
    slot,
    middles,
    heads,
    bottom,
    marks: roundMarks(low, high),
    y: (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * (bottom - TOP),
  };
}

/**
 * The unit nearest to a point.
 * @param {number} width
 * @param {number} height
 * @param {BarsSnapshot} snapshot
 * @param {number} x
 * @returns {number | null}
 */
export function hit(width, height, snapshot, x) {
  const { middles } = layout(width, height, snapshot);
  if (x < LEFT - 8 || x > width) return null;
  let best = 0;
  for (let i = 1; i < middles.length; i++) if (Math.abs(middles[i] - x) < Math.abs(middles[best] - x)) best = i;
  return best;
}

/** @param {HTMLCanvasElement} canvas @param {BarsSnapshot} snapshot */
export function draw(canvas, snapshot) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { mean, deviation, marks, exact, colour, markColour, at, chosen, palette } = snapshot;
  const { slot, middles, heads, bottom, marks: values, y } = layout(width, height, snapshot);

  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.soft;
  context.textAlign = 'right';
  for (const value of values) {
    const line = snap(y(value)) + 0.5;
    context.beginPath();
    context.moveTo(LEFT, line);
    context.lineTo(width - RIGHT, line);
    context.stroke();
    context.fillText(String(value).replace('-', '−'), LEFT - 6, line + 3.5);
  }
  context.textAlign = 'center';
  let free = 0;
  for (const { name, left, right } of heads) {
    const half = context.measureText(name).width / 2;
    if ((left + right) / 2 - half < free) continue;
    context.fillText(name, (left + right) / 2, height - 6);
    free = (left + right) / 2 + half + 4;
  }

  for (const [unit, dash] of /** @type {[number | null, number[]][]} */ ([
    [chosen, []],
    [at, [2, 2]],
  ])) {
    if (unit === null || unit >= middles.length) continue;
    context.strokeStyle = unit === chosen ? palette.ink : palette.soft;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(snap(middles[unit]) + 0.5, TOP - 6);
    context.lineTo(snap(middles[unit]) + 0.5, bottom + 4);
    context.stroke();
  }
  context.setLineDash([]);

  const wide = Math.min(7, Math.max(1, 0.62 * slot));
  middles.forEach((x, i) => {
    if (Number.isFinite(deviation[i])) {
      context.fillStyle = palette.shade(colour, 0.25);
      context.fillRect(
        x - wide / 2,
        y(mean[i] + deviation[i]),
        wide,
        y(mean[i] - deviation[i]) - y(mean[i] + deviation[i]),
      );
    }
    if (exact) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 1;
      context.beginPath();
      for (const side of [-1, 1]) {
        const edge = snap(y(exact.mean[i] + side * exact.deviation[i])) + 0.5;
        context.moveTo(x - wide / 2 - 1, edge);
        context.lineTo(x + wide / 2 + 1, edge);
      }
      context.stroke();
    }
    if (Number.isFinite(mean[i])) {
      context.fillStyle = colour;
      context.fillRect(x - wide / 2 - 1, y(mean[i]) - 1, wide + 2, 2);
    }
    if (Number.isFinite(marks[i])) {
      context.fillStyle = markColour;
      context.beginPath();
      context.arc(x, y(marks[i]), Math.min(2.6, Math.max(1, 0.35 * slot)), 0, 2 * Math.PI);
      context.fill();
    }
  });
}
