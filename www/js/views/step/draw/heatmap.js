// The size of each node's error over time, the past only, with the line on which theorem 1 expects the first error.

import { fit, level } from '../../../ui/draw/canvas.js';
import { alive, exempt, norm, subscript } from '../../../model/trace.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {{ node: number, t: number }} Beat */

/**
 * @typedef {object} HeatSnapshot
 * @property {Trace} trace
 * @property {RuleTrace} rule
 * @property {number} t
 * @property {Beat | null} beat the node and time pointed at
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const [LEFT, RIGHT, TOP, BOTTOM] = [22, 4, 3, 29];

/** @param {number} width @param {number} height @param {number} L @param {number} T */
export function layout(width, height, L, T) {
  const cell = { width: (width - LEFT - RIGHT) / (T + 1), height: (height - TOP - BOTTOM) / L };
  return {
    cell,
    left: LEFT,
    top: TOP,
    bottom: height - BOTTOM,
    right: width - RIGHT,
    /** @param {number} t */ x: t => LEFT + t * cell.width,
    /** Upper edge of node l's row; the output is on top. @param {number} l */ y: l => TOP + (L - l) * cell.height,
  };
}

/**
 * The node and time at a point of the canvas.
 * @param {number} width @param {number} height @param {number} L @param {number} T @param {number} x @param {number} y
 * @returns {Beat | null}
 */
export function hit(width, height, L, T, x, y) {
  const place = layout(width, height, L, T);
  const t = Math.floor((x - place.left) / place.cell.width);
  const node = L - Math.floor((y - place.top) / place.cell.height);
  return t < 0 || t > T || node < 1 || node > L ? null : { node, t };
}

/**
 * The beat that an arrow key leads to; left and right change t, up and down the node.
 * @param {number} L @param {number} T @param {Beat | null} beat @param {string} key @param {number} now where to start
 * @returns {Beat}
 */
export function move(L, T, beat, key, now) {
  if (!beat) return { node: L, t: now };
  return {
    t: Math.min(T, Math.max(0, beat.t + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0))),
    node: Math.min(L, Math.max(1, beat.node + (key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0))),
  };
}

/** @param {HTMLCanvasElement} canvas @param {HeatSnapshot} snapshot */
export function draw(canvas, { trace, rule, t, beat, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const { depth: L, T } = trace;
  const place = layout(width, height, L, T);
  const colour = palette.rules[rule.scheme];
  const seam = place.cell.width >= 5 && place.cell.height >= 5 ? 1 : place.cell.width >= 3 ? 0.5 : 0;
  const last = rule.divergedAt >= 0 ? Math.min(t, rule.divergedAt - 1) : t;
  for (let time = 0; time <= last; time++) {
    const [x0, x1] = [snap(place.x(time)), snap(place.x(time + 1))];
    for (let l = 1; l <= L; l++) {
      const [y0, y1] = [snap(place.y(l)), snap(place.y(l - 1))];
      const size = norm(rule, time, l);
      if (size > 0) {
        context.fillStyle = palette.shade(colour, level(size));
        context.fillRect(x0, y0, Math.max(0.5, x1 - x0 - seam), Math.max(0.5, y1 - y0 - seam));
      } else {
        // Past and exactly zero: a dot, so that it differs from the future, which is blank.
        context.fillStyle = palette.line;
        const dot = Math.min(2, place.cell.width / 2.5);
        context.fillRect((x0 + x1 - dot) / 2, (y0 + y1 - dot) / 2, dot, dot);
      }
    }
  }

  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(snap(place.left) - 1.5, place.top);
  context.lineTo(snap(place.left) - 1.5, snap(place.bottom) + 0.5);
  context.lineTo(place.right, snap(place.bottom) + 0.5);
  context.stroke();

  // Theorem 1, t = L − l, where it is still a prediction, and from where it was first missed; unless it is not about
  // this scheme.
  const end = exempt(rule) ? -1 : Math.min(L - 1, T);
  let from = 0;
  while (from < Math.min(t, end) && rule.firstNonzero[L - from] === from) from++;
  if (from < end) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.4;
    context.setLineDash([3.5, 3]);
    context.beginPath();
    context.moveTo(place.x(from) + place.cell.width / 2, place.y(L - from) + place.cell.height / 2);
    context.lineTo(place.x(end) + place.cell.width / 2, place.y(L - end) + place.cell.height / 2);
    context.stroke();
    context.setLineDash([]);
  }

  const now = snap(place.x(t) + place.cell.width) + 0.5;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(now, 0);
  context.lineTo(now, place.bottom + 3);
  context.stroke();

  context.fillStyle = palette.soft;
  context.textAlign = 'right';
  context.fillText(`e${subscript(L)}`, place.left - 5, place.y(L) + Math.min(place.cell.height / 2 + 4, 11));
  context.fillText(`e${subscript(1)}`, place.left - 5, place.bottom - Math.min(place.cell.height / 2 - 4, 1));
  const baseline = place.bottom + 14;
  const nowText = `t = ${t}`;
  const half = context.measureText(nowText).width / 2;
  const nowX = Math.min(place.right - half, Math.max(place.left + half, place.x(t) + place.cell.width / 2));
  context.textAlign = 'center';
  context.fillStyle = palette.ink;
  context.fillText(nowText, nowX, baseline);
  context.fillStyle = palette.soft;
  const ends = [
    [0, place.x(0) + Math.min(place.cell.width / 2, 6)],
    [T, place.right - 7],
  ];
  for (const [time, x] of ends) if (Math.abs(x - nowX) > half + 14) context.fillText(String(time), x, baseline);

  if (!alive(rule, t)) {
    const x = place.x(rule.divergedAt) + place.cell.width / 2;
    context.fillStyle = palette.ink;
    context.fillText('×', x, (place.top + place.bottom) / 2 + 4);
  }
  if (beat && beat.node <= L && beat.t <= T) {
    context.lineWidth = 1.75;
    context.strokeStyle = palette.ink;
    context.strokeRect(place.x(beat.t) - 0.5, place.y(beat.node) - 0.5, place.cell.width, place.cell.height);
  }
}
