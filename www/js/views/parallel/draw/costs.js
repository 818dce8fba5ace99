// Cost against depth: one line a scheme and the bound, over chain lengths 2 to 64, on a log scale.

import { LENGTHS } from '../../../model/chain/settings.js';
import { fit } from '../../../ui/draw/canvas.js';
import { apart } from '../../../ui/draw/labels.js';
import { timeText } from './timeline.js';

/**
 * @typedef {object} CostSnapshot
 * @property {{label: string, colour: string, values: number[], dashed?: boolean}[]} series `values[L]`, from L = 2
 * @property {number} depth L of the settings
 * @property {number | null} at L pointed at
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const [LEFT, TOP, BOTTOM] = [44, 8, 20];

/** Room for the labels at the right, before they are measured. @param {CostSnapshot['series']} series */
const rightOf = series => 14 + 6.4 * Math.max(8, ...series.map(({ label }) => label.length));

/** @param {number} width @param {CostSnapshot['series']} series */
const xOf = (width, series) => (/** @type {number} */ L) =>
  LEFT + ((width - LEFT - rightOf(series)) * (L - LENGTHS.least)) / (LENGTHS.most - LENGTHS.least);

/**
 * The chain length under a point.
 * @param {number} width
 * @param {CostSnapshot['series']} series
 * @param {number} px
 * @returns {number}
 */
export const hit = (width, series, px) =>
  Math.min(
    LENGTHS.most,
    Math.max(
      LENGTHS.least,
      Math.round(LENGTHS.least + ((px - LEFT) / (width - LEFT - rightOf(series))) * (LENGTHS.most - LENGTHS.least)),
    ),
  );

/**
 * Where a card about a chain length points.
 * @param {number} width
 * @param {number} height
 * @param {CostSnapshot['series']} series
 * @param {number} L
 */
export const place = (width, height, series, L) => ({ x: xOf(width, series)(L), y: height / 2 });

/** @param {HTMLCanvasElement} canvas @param {CostSnapshot} snapshot */
export function draw(canvas, { series, depth, at, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const x = xOf(width, series);
  const right = width - rightOf(series);
  const bottom = height - BOTTOM;
  const all = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const [low, high] = [Math.log10(Math.min(...all)) - 0.05, Math.log10(Math.max(...all)) + 0.05];
  /** @param {number} value */
  const y = value => bottom - ((Math.log10(value) - low) / (high - low)) * (bottom - TOP);

  context.lineWidth = 1;
  context.textAlign = 'right';
  // One, two and five of each power of ten, as far as they keep apart.
  const marks = [];
  for (let e = Math.floor(low); e <= high; e++)
    for (const factor of high - low < 1.7 ? [1, 2, 5] : [1]) marks.push(factor * 10 ** e);
  for (const mark of marks) {
    const line = snap(y(mark)) + 0.5;
    if (line > bottom || line < TOP - 2) continue;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(LEFT, line);
    context.lineTo(right, line);
    context.stroke();
    context.fillStyle = palette.soft;
    context.fillText(timeText(mark, 'multiply-adds'), LEFT - 5, line + 3.8);
  }
  context.textAlign = 'center';
  for (const L of width < 330 ? [2, 16, 32, 64] : [2, 8, 16, 24, 32, 40, 48, 56, 64])
    context.fillText(String(L), x(L), height - 5);
  for (const L of at === null || at === depth ? [depth] : [depth, at]) {
    context.strokeStyle = L === depth ? palette.ink : palette.soft;
    context.setLineDash(L === depth ? [] : [2, 2]);
    context.beginPath();
    context.moveTo(snap(x(L)) + 0.5, TOP - 4);
    context.lineTo(snap(x(L)) + 0.5, bottom + 3);
    context.stroke();
  }
  for (const { colour, values, dashed } of series) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = dashed ? 1.5 : 2;
    context.setLineDash(dashed ? [4, 3] : []);
    context.beginPath();
    for (let L = LENGTHS.least; L <= LENGTHS.most; L++) {
      if (L === LENGTHS.least) context.moveTo(x(L), y(values[L]));
      else context.lineTo(x(L), y(values[L]));
    }
    context.stroke();
    context.setLineDash([]);
    for (const L of at === null ? [depth] : [depth, at]) {
      context.beginPath();
      context.arc(x(L), y(values[L]), 2.6, 0, 2 * Math.PI);
      context.fill();
    }
  }
  const ends = series.map(({ values }) => y(values[LENGTHS.most]));
  const placed = apart(ends, 12, TOP + 2, bottom - 1);
  context.textAlign = 'left';
  series.forEach(({ label, colour }, i) => {
    context.fillStyle = colour;
    context.fillText(label, right + 7, placed[i] + 3.8);
  });
}
