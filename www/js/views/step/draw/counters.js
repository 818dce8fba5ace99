// What a rule has computed up to t, and how near its gradient is to that of backpropagation.

import { element } from '../../../ui/dom.js';
import { brief, exact, fixed, whole } from '../../../model/numbers.js';
import { reference, subscript } from '../../../model/trace.js';
import { fit } from '../../../ui/draw/canvas.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */

const KINDS = /** @type {const} */ (['front', 'refine', 'redundant', 'idle']);

/** @param {number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0);

/**
 * Builds the block once.
 * @returns {{ root: HTMLElement, cosines: HTMLCanvasElement, update: (trace: Trace, rule: RuleTrace, t: number) => void }}
 */
export function buildCounters() {
  const cosine = element('b');
  const to = element('span');
  const cosines = element('canvas', { class: 'cosines' });
  const products = element('b');
  const bar = element('div', { class: 'products', 'aria-hidden': 'true' });
  const segments = KINDS.map(kind => element('i', { class: kind }));
  bar.append(...segments);
  const counts = KINDS.map(() => element('b'));
  const [forward, messages, multiplyAdds] = [element('b'), element('b'), element('b')];
  /** @param {string} name @param {HTMLElement} value @param {string} title */
  const item = (name, value, title) => element('span', { title }, `${name} `, value);
  const [angle, residual] = [element('b'), element('b')];
  const angles = element('p', { class: 'line' }, 'angle of e to BP’s ', angle);
  const residuals = element(
    'p',
    {
      class: 'line',
      title: 'How far the update Δθ at t is from an implicit SGD step: ‖Δθ + α∇loss(θ + Δθ)‖ ÷ ‖Δθ‖. 0: exactly one.',
    },
    'off implicit SGD ',
    residual,
  );
  const root = element(
    'div',
    { class: 'tally' },
    element(
      'div',
      { class: 'agreement' },
      element(
        'p',
        {
          class: 'line',
          title:
            'Cosine of the angle between this rule’s gradient at t, all layers together, and that of backpropagation, or of the pinned row. 1: the same direction.',
        },
        to,
        cosine,
      ),
      element('div', { class: 'layers' }, element('span', {}, 'by layer'), cosines),
      angles,
      residuals,
    ),
    element(
      'div',
      { class: 'cost' },
      element(
        'p',
        { class: 'pairs' },
        item(
          'products',
          products,
          'Products of an error with a transposed Jacobian: how errors travel back, and most of what a step costs.',
        ),
        item('forward', forward, 'Evaluations of a layer’s function, the first forward run included.'),
      ),
      bar,
      element(
        'p',
        { class: 'pairs' },
        item('refine', counts[1], 'Products of an error that had changed since the step before.'),
        item('front', counts[0], 'Products that brought a node its first error.'),
        item('redundant', counts[2], 'Products of an error that had not changed: the result was known.'),
        item('idle', counts[3], 'Products of an error that was exactly zero.'),
      ),
      element(
        'p',
        { class: 'line', title: 'Values sent between neighbouring nodes, one per node and direction.' },
        'messages ',
        messages,
      ),
      element(
        'p',
        { class: 'line', title: 'Multiplications with an addition, of everything counted above.' },
        'multiply-adds ',
        multiplyAdds,
      ),
    ),
  );
  return {
    root,
    cosines,
    update(trace, rule, t) {
      const L = trace.depth;
      const now = rule.counters[t];
      const total = (rule.pinned ?? rule).cosine[t * (L + 1) + L];
      to.textContent = `cosine to ${reference(trace)} `;
      cosine.textContent = Number.isNaN(total) ? '–' : total === 1 ? '1' : brief(total);
      angles.hidden = rule.angles.length === 0;
      showAngles(angles, angle, Array.from(rule.angles.subarray(t * (L + 1) + 1, (t + 1) * (L + 1))));
      residuals.hidden = rule.residual.length === 0;
      if (!residuals.hidden) {
        residual.textContent = brief(rule.residual[t]);
        residual.title = exact(rule.residual[t]);
      }
      products.textContent = whole(sum(now.vjp));
      // One scale for all rules, so that the bars compare: the longest is what the costliest rule needs by T.
      const most = Math.max(1, ...trace.rules.map(other => sum(other.counters[trace.T].vjp)));
      KINDS.forEach((kind, i) => {
        counts[i].textContent = whole(now[kind]);
        segments[i].style.width = `${(100 * now[kind]) / most}%`;
      });
      forward.textContent = whole(sum(now.forward));
      messages.textContent = whole(now.messages);
      multiplyAdds.textContent = whole(now.multiplyAdds);
    },
  };
}

/**
 * The range of the angles of all nodes, and each of them exactly on hover.
 * @param {HTMLElement} line @param {HTMLElement} value @param {number[]} degrees of nodes 1 … L
 */
function showAngles(line, value, degrees) {
  const known = degrees.filter(angle => !Number.isNaN(angle));
  const [low, high] = [Math.min(...known), Math.max(...known)].map(angle => fixed(angle, 1));
  value.textContent = known.length === 0 ? '–' : low === high ? `${low}°` : `${low}–${high}°`;
  line.title = `Degrees between each node’s error and the one backpropagation would give it with exact feedback: ${degrees.map((angle, i) => `e${subscript(i + 1)} ${Number.isNaN(angle) ? 'none yet' : `${exact(angle)}°`}`).join(', ')}.`;
}

/**
 * The function under a point of the bar row.
 * @param {number} width
 * @param {number} L
 * @param {number} x
 * @returns {number} 0 … L-1
 */
export const hit = (width, L, x) => Math.min(L - 1, Math.max(0, Math.floor((x / width) * L)));

/**
 * A bar for each function's cosine: full height is 1, nothing is "not defined", below the line is negative.
 * @param {HTMLCanvasElement} canvas
 * @param {{ trace: Trace, rule: RuleTrace, t: number, at: number | null, palette: import('../../../ui/draw/canvas.js').Palette }}
 * snapshot
 */
export function drawCosines(canvas, { trace, rule, t, at, palette }) {
  const surface = fit(canvas);
  if (!surface) return;
  const { context, width, height, snap } = surface;
  const L = trace.depth;
  const values = (rule.pinned ?? rule).cosine.subarray(t * (L + 1), t * (L + 1) + L);
  const below = values.some(value => value < 0) ? 0.4 : 0;
  const base = snap((height - 1) * (1 - below));
  const slot = width / L;
  for (let l = 0; l < L; l++) {
    const [x0, x1] = [snap(l * slot), snap((l + 1) * slot) - 2];
    context.fillStyle = l === at ? palette.ink : palette.line;
    context.fillRect(x0, base, x1 - x0, 1);
    if (Number.isNaN(values[l])) continue;
    context.fillStyle = palette.rules[rule.scheme];
    const tall = values[l] >= 0 ? values[l] * base : values[l] * (height - base - 1);
    context.fillRect(x0, base - tall, x1 - x0, Math.abs(tall) < 1 ? 1 : tall);
  }
}
