// When the error first reached each node under each rule, against the line of theorem 1.

import { fit } from '../../../ui/draw/canvas.js';
import { subscript } from '../../../model/trace.js';

/**
 * @typedef {object} ArrivalsSnapshot
 * @property {import('../../../model/protocol.js').Trace} trace
 * @property {number} t arrivals up to t are drawn
 * @property {number | null} node the node pointed at
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

const [LEFT, RIGHT, TOP, BOTTOM] = [38, 12, 8, 18];

/**
 * The highest time on the axis: the theorem's last, or later when a rule was late.
 * @param {import('../../../model/protocol.js').Trace} trace
 */
const highest = trace => Math.max(trace.depth - 1, ...trace.rules.flatMap(rule => [...rule.firstNonzero]));

/** Where node l lies. @param {number} width @param {number} L @param {number} l */
export const place = (width, L, l) => LEFT + 8 + ((width - LEFT - RIGHT - 16) * (l - 1)) / (L - 1);

/** The node at a point. @param {number} width @param {number} L @param {number} x @returns {number | null} */
export function hit(width, L, x) {
  const node = Math.round(((x - LEFT - 8) / (width - LEFT - RIGHT - 16)) * (L - 1)) + 1;
  return node < 1 || node > L ? null : node;
}

/** @param {HTMLCanvasElement} canvas @param {ArrivalsSnapshot} snapshot */
export function draw(canvas, { trace, t, node, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const L = trace.depth;
  const top = highest(trace);
  const bottom = height - BOTTOM;
  /** @param {number} l */
  const x = l => place(width, L, l);
  /** @param {number} time */
  const y = time => bottom - 5 - ((bottom - 5 - TOP) * time) / top;

  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.fillStyle = palette.soft;
  const every = Math.ceil(top / 4);
  for (let time = 0; time <= top; time += every) {
    context.beginPath();
    context.moveTo(LEFT, snap(y(time)) + 0.5);
    context.lineTo(width - RIGHT, snap(y(time)) + 0.5);
    context.stroke();
    context.fillText(time === 0 ? 't = 0' : String(time), LEFT - 5, y(time) + 3.5);
  }
  if (node !== null) {
    context.strokeStyle = palette.soft;
    context.setLineDash([2, 2]);
    context.beginPath();
    context.moveTo(snap(x(node)) + 0.5, TOP - 4);
    context.lineTo(snap(x(node)) + 0.5, bottom);
    context.stroke();
  }
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.2;
  context.setLineDash([3.5, 3]);
  context.beginPath();
  context.moveTo(x(1), y(L - 1));
  context.lineTo(x(L), y(0));
  context.stroke();
  context.setLineDash([]);

  const room = (x(2) - x(1)) / trace.rules.length;
  const distance = Math.min(6.5, room);
  const radius = Math.min(2.9, Math.max(1.5, distance / 2));
  trace.rules.forEach((rule, i) => {
    context.fillStyle = palette.rules[rule.scheme];
    for (let l = 1; l <= L; l++) {
      const time = rule.firstNonzero[l];
      if (time < 0 || time > t) continue;
      context.beginPath();
      context.arc(x(l) + (i - (trace.rules.length - 1) / 2) * distance, y(time), radius, 0, 2 * Math.PI);
      context.fill();
    }
  });
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  const skip = L > 9 ? 2 : 1;
  for (let l = L; l >= 1; l -= skip) context.fillText(`e${subscript(l)}`, x(l), height - 3);
}
