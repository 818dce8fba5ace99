// What is inside a step: values, messages and gradients of a row, from what its trace recorded. Pure.
//
// The engine's own numbers are values, predictions and errors. Messages and gradients are computed from them here, by
// the equations at the heads of src/rule/*.rs; what comes of a message is compared with what the engine recorded
// (equations.js).

import { NONLINEAR, softmax } from './activations.js';
import { schemeById } from './schemes.js';
import { depthOf, nodeErrors, nodePart } from './trace.js';

/** @typedef {import('./protocol.js').Trace} Trace */
/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */
/**
 * The gradient of a function's parameters as two factors: of weights −delta · heardᵀ, of the bias −delta. `at`: the t
 * at which it was found.
 * @typedef {{ delta: Float64Array, heard: Float64Array, at: number }} Factors
 */

/** The share of the way that one try of implicit SGD goes: the engine's default, which the page never changes. */
const DAMPING = 0.5;

/** Whether a row's values are pre-activations. @param {RuleTrace} rule */
export const hasPotentials = rule => schemeById(rule.scheme).potentials;

/** Whether its layers learn at moments of their own, and not whenever inference stops. @param {RuleTrace} rule */
export const hasMoments = rule => schemeById(rule.scheme).moments;

/** Whether a node hears its parent in a forward run only. @param {RuleTrace} rule */
const hearsOnce = rule => !schemeById(rule.scheme).anew;

/** x_node, or h_node. @param {RuleTrace} rule @param {number} t @param {number} node 0 … L @returns {Float64Array} */
export function valueOf(rule, t, node) {
  if (node > 0) return nodePart(rule, rule.values, t, node);
  return rule.first.length > 0 ? rule.first.subarray(t * rule.sizes[0], (t + 1) * rule.sizes[0]) : rule.input;
}

/** m_node. @param {RuleTrace} rule @param {number} t @param {number} node 1 … L */
export const predictionOf = (rule, t, node) => nodePart(rule, rule.predictions, t, node);

/**
 * What node l says to node l + 1: its value, or φ of it.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l 0 … L−1
 * @returns {Float64Array}
 */
function emission(trace, rule, t, l) {
  const value = valueOf(rule, t, l);
  return hasPotentials(rule) && l > 0 ? value.map(NONLINEAR[trace.settings.activation].value) : value;
}

/**
 * What f_l was last evaluated at, at time t.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l 0 … L−1
 * @returns {Float64Array}
 */
export const heardBy = (trace, rule, t, l) =>
  l > 0 && hearsOnce(rule) ? predictionOf(rule, t, l) : emission(trace, rule, t, l);

/**
 * N of f_l in IL-prox: ‖φ(h_l)‖² + 1.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 */
export const normOf = (trace, rule, t, l) => heardBy(trace, rule, t, l).reduce((sum, x) => sum + x * x, 1);

/**
 * The slope of node's nonlinearity at its prediction; 1 where it is not part of the Jacobian.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} node
 */
export function slopesOf(trace, rule, t, node) {
  const m = predictionOf(rule, t, node);
  return hasPotentials(rule) || node === depthOf(rule)
    ? m.map(() => 1)
    : m.map(NONLINEAR[trace.settings.activation].slope);
}

/**
 * φ′(h_node), by which a pre-activation multiplies what it hears.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} node
 */
export const rateSlopes = (trace, rule, t, node) =>
  emission(trace, rule, t, node).map(NONLINEAR[trace.settings.activation].slope);

/**
 * By how much an error counts where it is sent or learned from: its precision.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} node
 */
export function precisionOf(trace, rule, t, node) {
  if (rule.scheme === 'klimit' && node === depthOf(rule)) return 1 / trace.settings.k;
  return rule.scheme === 'il-prox' ? 1 / (trace.settings.alpha * normOf(trace, rule, t, node - 1)) : 1;
}

/**
 * g′ ∘ ξ of a node: what it multiplies by its weights, to send, and by what it heard, to learn.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node 1 … L
 * @param {Float64Array} [errors] in the place of those at t
 */
export function carried(trace, rule, t, node, errors = nodeErrors(rule, t, node)) {
  const slopes = slopesOf(trace, rule, t, node);
  const precision = precisionOf(trace, rule, t, node);
  return errors.map((error, j) => error * precision * slopes[j]);
}

/**
 * When f_l learned what it knows at t: a time up to t, or −1.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 * @returns {number}
 */
export function learnedTime(rule, t, l) {
  if (!hasMoments(rule)) return t;
  const L = depthOf(rule);
  if (rule.scheme === 'bp') return t >= L - 1 ? L - 1 : -1;
  if (rule.scheme === 'implicit-sgd') return t >= L - 1 ? t - ((t + 1) % L) : -1;
  const at = rule.learnedAt[l];
  return at >= 0 && at <= t ? at : -1;
}

/**
 * The gradient of f_l as it stands at t, or as it would be learned then.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} l 0 … L−1
 * @returns {Factors | null} null when its moment has not come
 */
export function gradientOf(trace, rule, t, l) {
  const at = learnedTime(rule, t, l);
  return at < 0 ? null : factorsAt(trace, rule, at, l);
}

/** @param {Trace} trace @param {RuleTrace} rule @param {number} at @param {number} l @returns {Factors} */
function factorsAt(trace, rule, at, l) {
  const scale =
    rule.scheme === 'klimit'
      ? trace.settings.k
      : rule.scheme === 'il-prox-practical'
        ? 1 / (trace.settings.alpha * normOf(trace, rule, at, l))
        : 1;
  return { delta: carried(trace, rule, at, l + 1).map(x => x * scale), heard: heardBy(trace, rule, at, l), at };
}

/**
 * How far f_l's weights have moved by time t, in schemes that move them while they infer: a sum of rate · delta ·
 * heardᵀ.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} l
 * @returns {(Factors & { rate: number })[]}
 */
export function movedBy(trace, rule, t, l) {
  const { alpha } = trace.settings;
  if (rule.scheme === 'zil-early') {
    const at = learnedTime(rule, t, l);
    return at < 0 ? [] : [{ ...factorsAt(trace, rule, at, l), rate: alpha }];
  }
  if (rule.scheme !== 'implicit-sgd') return [];
  const moves = [];
  for (let at = learnedTime(rule, t, l), share = DAMPING; at >= 0; at -= depthOf(rule), share *= 1 - DAMPING) {
    moves.push({ ...factorsAt(trace, rule, at, l), rate: alpha * share });
  }
  return moves;
}

/**
 * What carries errors back through f_l at time t: weight of unit `out` of node l + 1 and unit `into` of node l.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} l
 * @returns {(out: number, into: number) => number}
 */
export function carrier(trace, rule, t, l) {
  const width = rule.sizes[l];
  if (rule.feedback.length > 0) return (out, into) => rule.feedback[l][out * width + into];
  return weightAt(trace, rule, t, l);
}

/**
 * The weights of f_l themselves, as `carrier`.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 * @returns {(out: number, into: number) => number}
 */
export function weightAt(trace, rule, t, l) {
  const width = rule.sizes[l];
  const moves = movedBy(trace, rule, t, l);
  return (out, into) =>
    moves.reduce(
      (w, { rate, delta, heard }) => w + rate * delta[out] * heard[into],
      rule.weights[l][out * width + into],
    );
}

/**
 * The message that node `node` hears of node + 1 in the step that starts at t: J_nodeᵀ ξ_(node+1), or of weights alone
 * where the node multiplies by its own slope.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node 0 … L−1
 * @param {Float64Array} [errors] of node + 1, in the place of those at t
 * @returns {Float64Array}
 */
export function messageTo(trace, rule, t, node, errors) {
  const delta = carried(trace, rule, t, node + 1, errors);
  const weight = carrier(trace, rule, t, node);
  const message = Float64Array.from({ length: rule.sizes[node] }, (_, i) =>
    delta.reduce((sum, d, j) => sum + weight(j, i) * d, 0),
  );
  if (rule.scheme !== 'il-prox') return message;
  const pull = normPull(trace, rule, t, node);
  return heardBy(trace, rule, t, node).map((phi, i) => message[i] + pull * phi);
}

/**
 * Exact IL-prox: ‖e_(node+1)‖² / (αN²), by which a message also pulls along φ(h_node).
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} node
 */
export function normPull(trace, rule, t, node) {
  const N = normOf(trace, rule, t, node);
  return nodeErrors(rule, t, node + 1).reduce((sum, e) => sum + e * e, 0) / (trace.settings.alpha * N * N);
}

/**
 * What the output says at t: class probabilities, or plain numbers. For exact IL-prox, at its own h_L.
 * @param {Trace} trace
 * @param {RuleTrace} rule
 * @param {number} t
 * @returns {Float64Array}
 */
export function answerOf(trace, rule, t) {
  const L = depthOf(rule);
  const m = predictionOf(rule, t, L);
  if (trace.settings.likelihood === 'gaussian' || rule.scheme === 'generative') return m;
  return softmax(rule.scheme === 'il-prox' ? m.map((x, i) => x + nodeErrors(rule, t, L)[i]) : m);
}
