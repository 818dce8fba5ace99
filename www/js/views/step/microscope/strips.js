// The strips that a row shows in slow motion, from its trace.

import { gradientOf, hasMoments, learnedTime, messageTo, valueOf } from '../../../model/anatomy.js';
import { drawStrips, drawWords } from '../draw/chain-phase.js';
import { alive, depthOf, messages, nodeErrors, running, subscript } from '../../../model/trace.js';

/** @typedef {import('../rows.js').Scene} Scene */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../draw/chain-phase.js').Strip} Strip */

/** @param {Float64Array} a @param {Float64Array} b */
const difference = (a, b) => a.map((x, i) => x - b[i]);

/**
 * How far node l moved in the step that led to t: its value, or its error where the error is what the engine moves.
 * @param {RuleTrace} rule @param {number} t @param {number} l
 */
function movement(rule, t, l) {
  const value = difference(valueOf(rule, t, l), valueOf(rule, t - 1, l));
  return l > 0 && value.every(x => x === 0) ? difference(nodeErrors(rule, t, l), nodeErrors(rule, t - 1, l)) : value;
}

/**
 * ‖∂/∂W[i, :]‖ of every unit i of node l, of a gradient −delta · heardᵀ with its bias.
 * @param {import('../../../model/anatomy.js').Factors} factors
 */
function rowSizes({ delta, heard }) {
  const length = Math.sqrt(heard.reduce((sum, x) => sum + x * x, 1));
  return delta.map(d => Math.abs(d) * length);
}

/**
 * @param {Scene} scene in slow motion @param {RuleTrace} rule
 * @returns {Strip[]}
 */
export function stripsOf({ trace, t, phase, progress }, rule) {
  if (t === 0 || !running(rule, t)) return [];
  const L = depthOf(rule);
  if (phase < 3) {
    return messages(rule, t).flatMap((kind, l) =>
      kind === 'none'
        ? []
        : [
            {
              node: l,
              values: messageTo(trace, rule, t - 1, l),
              at: phase === 1 ? 1 - 0.5 * progress : 0.5 - 0.5 * progress,
            },
          ],
    );
  }
  if (phase === 3) {
    return Array.from({ length: L }, (_, l) => l)
      .filter(l => l > 0 || rule.first.length > 0)
      .map(l => ({ node: l, values: movement(rule, t, l), at: 0 }))
      .filter(({ values }) => values.some(x => x !== 0));
  }
  return Array.from({ length: L }, (_, l) => l).flatMap(l => {
    const factors = learnedTime(rule, t, l) === t ? gradientOf(trace, rule, t, l) : null;
    // Drawn at the left side of node l + 1, whose units they belong to.
    return factors ? [{ node: l + 1, values: rowSizes(factors), at: -1, sizes: true, faint: !hasMoments(rule) }] : [];
  });
}

/** @param {HTMLCanvasElement} canvas @param {Scene} scene @param {RuleTrace} rule */
export function drawInside(canvas, scene, rule) {
  const { palette, phase, t } = scene;
  if (!alive(rule, t)) return;
  const strips = stripsOf(scene, rule);
  drawStrips(canvas, rule.sizes, strips, palette.rules[rule.scheme], palette);
  if (phase === 4 && hasMoments(rule))
    drawWords(
      canvas,
      rule.sizes,
      strips.map(({ node }) => ({ node, text: `W${subscript(node - 1)}` })),
      palette.rules[rule.scheme],
    );
}
