// Which unit the equations are about. Pure.

import { alive, depthOf, nodeErrors, turned } from '../../model/trace.js';

/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {{ node: number, unit: number }} Cell */

/** @param {Float64Array} values */
const largest = values => values.reduce((best, x, i) => (Math.abs(x) > Math.abs(values[best]) ? i : best), 0);

/**
 * The unit that a row's equations are about: the one chosen, or in the node that the step to t is about the one with
 * the largest error; that of the first row with a chain like this one's, so that all of them show the same.
 * @param {string} lens the setting, not ''
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {Cell}
 */
export function cellOf(lens, trace, rule, t) {
  const L = depthOf(rule);
  if (lens !== 'wave') {
    const [node, unit] = lens.split('.').map(Number);
    const inside = Math.min(L, Math.max(rule.first.length > 0 ? 0 : 1, node));
    return { node: inside, unit: Math.min(rule.sizes[inside] - 1, unit) };
  }
  const node = Math.max(1, L - t);
  const rows = trace.rules.filter(other => turned(other.sizes) === turned(rule.sizes) && alive(other, t));
  const seen = rows.find(other => nodeErrors(other, t, node).some(e => e !== 0));
  return { node, unit: seen ? largest(nodeErrors(seen, t, node)) : 0 };
}
