// Exact readings of a unit's inside and of single weights, for the card.

import {
  carrier,
  carried,
  gradientOf,
  heardBy,
  messageTo,
  precisionOf,
  predictionOf,
  slopesOf,
  valueOf,
  weightAt,
} from '../../../model/anatomy.js';
import { exact } from '../../../model/numbers.js';
import { alive, depthOf, messages, nameOf, nodeErrors, running, subscript } from '../../../model/trace.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../../ui/draw/readout.js').Reading} Reading */
/** One weight of f_l. @typedef {{ out: number, into: number }} Synapse */

/**
 * What a unit's card says besides its error: value, prediction, and the message it heard in the step to t.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node @param {number} unit
 * @returns {Reading['rows']}
 */
export function insideOf(trace, rule, t, node, unit) {
  if (!alive(rule, t)) return [];
  const rows = [{ name: `x${subscript(node)}`, value: exact(valueOf(rule, t, node)[unit]) }];
  if (node > 0) rows.push({ name: `predicted m${subscript(node)}`, value: exact(predictionOf(rule, t, node)[unit]) });
  if (t > 0 && running(rule, t) && node < depthOf(rule)) {
    const kind = messages(rule, t)[node];
    rows.push({
      name: 'message heard',
      value: kind === 'none' ? 'none' : `${exact(messageTo(trace, rule, t - 1, node)[unit])}, ${kind}`,
    });
  }
  return rows.map(row => ({ ...row, rule: rule.scheme }));
}

/** "W₃[7, 2], unit 2 of node 3 to unit 7 of node 4" @param {number} l @param {Synapse} synapse */
const nameOfWeight = (l, { out, into }) =>
  `W${subscript(l)}[${out}, ${into}]: unit ${into} of node ${l} to unit ${out} of node ${l + 1}`;

/** @param {RuleTrace} rule @param {string} title @param {{ name: string, value: string }[]} rows @returns {Reading} */
const reading = (rule, title, rows) => ({
  title,
  rows,
  spoken: `${nameOf(rule)}, ${title}. ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`,
});

/**
 * A weight through which a message comes back in the step to t, and its share of it.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} l @param {Synapse} synapse
 * @returns {Reading}
 */
export function readCarrier(trace, rule, t, l, synapse) {
  const { out, into } = synapse;
  const other = rule.feedback.length > 0;
  const rows = [
    {
      name: other ? 'feedback weight' : 'weight',
      value: exact(carrier(trace, rule, Math.max(0, t - 1), l)(out, into)),
    },
  ];
  if (other)
    rows.push({ name: 'forward weight', value: exact(weightAt(trace, rule, Math.max(0, t - 1), l)(out, into)) });
  if (t > 0 && alive(rule, t) && messages(rule, t)[l] !== 'none') {
    const before = t - 1;
    const precision = precisionOf(trace, rule, before, l + 1);
    rows.push(
      { name: `error e${subscript(l + 1)}(${before})`, value: exact(nodeErrors(rule, before, l + 1)[out]) },
      ...(precision === 1 ? [] : [{ name: 'precision', value: exact(precision) }]),
      { name: 'slope g′', value: exact(slopesOf(trace, rule, before, l + 1)[out]) },
      {
        name: 'carries back',
        value: exact(carrier(trace, rule, before, l)(out, into) * carried(trace, rule, before, l + 1)[out]),
      },
    );
  } else rows.push({ name: 'carries back', value: 'nothing in this step' });
  return reading(rule, nameOfWeight(l, synapse), rows);
}

/**
 * A weight and its gradient as it stands at t.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} l @param {Synapse} synapse
 * @returns {Reading}
 */
export function readGradient(trace, rule, t, l, synapse) {
  const { out, into } = synapse;
  const rows = [{ name: 'weight', value: exact(weightAt(trace, rule, t, l)(out, into)) }];
  const factors = alive(rule, t) ? gradientOf(trace, rule, t, l) : null;
  if (factors) {
    rows.push(
      { name: `gradient at t = ${factors.at}`, value: exact(-factors.delta[out] * factors.heard[into]) },
      { name: `g′ ∘ ξ of unit ${out}`, value: exact(factors.delta[out]) },
      { name: `heard of unit ${into}`, value: exact(heardBy(trace, rule, factors.at, l)[into]) },
    );
  } else rows.push({ name: 'gradient', value: 'not learned yet' });
  return reading(rule, nameOfWeight(l, synapse), rows);
}
