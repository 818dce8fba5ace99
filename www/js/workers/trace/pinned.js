// Every row's gradient beside that of the row the reader pinned, at the same t.
//
// Of one digit, every gradient of a function is −delta · heardᵀ: its products with another need no matrix.

import { gradientOf } from '../../model/anatomy.js';
import { alive, depthOf, turned } from '../../model/trace.js';

/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../model/anatomy.js').Factors} Factors */

/** @param {Float64Array} a @param {Float64Array} b */
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** @param {Float64Array} a @param {Float64Array} b */
const minus = (a, b) => a.map((x, i) => x - b[i]);

/**
 * Inner product of two gradients of the same function, bias included; 0 with one that is not there.
 * @param {Factors | null} a
 * @param {Factors | null} b
 */
export const product = (a, b) => (a && b ? dot(a.delta, b.delta) * (dot(a.heard, b.heard) + 1) : 0);

/** ‖a − b‖², without taking one large number from another. @param {Factors | null} a @param {Factors | null} b */
function apart(a, b) {
  if (!a || !b) return product(a, a) + product(b, b);
  const [delta, heard] = [minus(a.delta, b.delta), minus(a.heard, b.heard)];
  return (
    dot(delta, delta) * (dot(a.heard, a.heard) + 1) +
    dot(b.delta, b.delta) * dot(heard, heard) +
    2 * dot(delta, b.delta) * dot(a.heard, heard)
  );
}

/** @param {number} ab @param {number} aa @param {number} bb */
const cosine = (ab, aa, bb) => (aa === 0 || bb === 0 ? NaN : ab / (Math.sqrt(aa) * Math.sqrt(bb)));

/**
 * Adds `pinned` to every row that can be compared: one whose chain goes the same way as the pinned row's.
 * @param {Trace} trace changed in place; left alone when backpropagation, or no row that is there, is pinned
 */
export function pinTo(trace) {
  const reference = trace.rules.find(rule => rule.scheme === trace.settings.pin);
  if (!reference || reference.refused || reference.scheme === 'bp') return;
  const L = depthOf(reference);
  const times = trace.T + 1;
  for (const rule of trace.rules) {
    const distance = new Float64Array(times).fill(NaN);
    const cosines = new Float64Array(times * (L + 1)).fill(NaN);
    rule.pinned = { distance, cosine: cosines, freeEnergy: new Float64Array(0) };
    if (rule.refused || turned(rule.sizes) !== turned(reference.sizes)) continue;
    for (let t = 0; t < times && alive(rule, t) && alive(reference, t); t++) {
      const all = { ab: 0, aa: 0, bb: 0, off: 0 };
      for (let l = 0; l < L; l++) {
        const [a, b] = [gradientOf(trace, rule, t, l), gradientOf(trace, reference, t, l)];
        const [ab, aa, bb] = [product(a, b), product(a, a), product(b, b)];
        cosines[t * (L + 1) + l] = cosine(ab, aa, bb);
        all.ab += ab;
        all.aa += aa;
        all.bb += bb;
        all.off += apart(a, b);
      }
      cosines[t * (L + 1) + L] = cosine(all.ab, all.aa, all.bb);
      distance[t] = all.bb === 0 ? NaN : Math.sqrt(Math.max(0, all.off) / all.bb);
    }
  }
}
