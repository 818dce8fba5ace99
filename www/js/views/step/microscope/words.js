// What one node of one row did in a step, and what every phase of a step is, in sentences. Pure.

import { hasMoments, hasPotentials, predictionOf, valueOf } from '../../../model/anatomy.js';
import { stepSizeOf } from '../../../model/schemes.js';
import { brief, rough } from '../../../model/numbers.js';
import {
  alive,
  depthOf,
  list,
  messages,
  moved,
  nameOf,
  nodeErrors,
  nodePart,
  nodesAsText,
  norm,
  running,
  subscript,
} from '../../../model/trace.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */

/** @param {Float64Array} a @param {Float64Array} b */
const same = (a, b) => a.every((x, i) => x === b[i]);

/**
 * What node `node` did in the step that led to t.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node
 * @returns {string}
 */
export function told(trace, rule, t, node) {
  if (!alive(rule, t)) return rule.sentence;
  if (!running(rule, t)) return `${nameOf(rule)} was done at t = ${rule.doneAt}: nothing moves any more.`;
  return [
    t === 0 ? began(rule, node) : node === depthOf(rule) ? compared(rule, t) : heard(trace, rule, t, node),
    learning(rule, t, node),
    beside(rule, t, node),
  ]
    .filter(Boolean)
    .join(' ');
}

/** @param {RuleTrace} rule @param {number} node */
function began(rule, node) {
  if (node === depthOf(rule)) return 'The forward run ends here: the output is held against the label.';
  if (rule.scheme === 'zil-latents') return 'The value starts at zero, so the error is minus the prediction.';
  if (rule.scheme === 'ar') return 'The value starts as the forward run left it, and goes by as the error.';
  return 'The forward run put the value where it is predicted, so the error is exactly zero.';
}

/** The output's part of a step. @param {RuleTrace} rule @param {number} t */
function compared(rule, t) {
  const L = depthOf(rule);
  if (!rule.held[L]) return 'The label is free: it gives way to the prediction.';
  return same(predictionOf(rule, t, L), predictionOf(rule, t - 1, L))
    ? 'Neither label nor prediction has changed, so the error is the same.'
    : 'The value before has moved, the prediction with it, and so the error.';
}

/** @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node */
function heard(trace, rule, t, node) {
  const L = depthOf(rule);
  const kind = messages(rule, t)[node];
  if (rule.held[node] && node > 0) return `x${subscript(node)} is held: whatever it hears, it stays.`;
  if (kind === 'none') {
    if (rule.scheme === 'implicit-sgd')
      return t % L === 0
        ? 'The weights have moved, and a new forward run begins: errors are forgotten.'
        : 'Not its turn in this sweep.';
    return t < L - node
      ? `Not its turn: it will hear at t = ${L - node}.`
      : `It has heard at t = ${L - node}, and is finished.`;
  }
  const still =
    same(valueOf(rule, t, node), valueOf(rule, t - 1, node)) &&
    (node === 0 || same(nodeErrors(rule, t, node), nodeErrors(rule, t - 1, node)));
  const stepSize = stepSizeOf(rule.scheme);
  const share = stepSize ? `the share γ = ${trace.settings[stepSize]} of` : '';
  if (kind === 'idle')
    return `The message is exactly zero${still ? ', and nothing moves: an idle product' : ', yet the value moves'}.`;
  if (kind === 'front')
    return rule.scheme === 'bp' || rule.scheme === 'implicit-sgd'
      ? 'It hears of the error for the first time, and takes the message whole.'
      : `It hears of the error for the first time, and takes ${share || 'all of'} the message.`;
  const message =
    kind === 'redundant'
      ? 'The message is the same as the step before'
      : 'The message has changed since the step before';
  if (still) return `${message}, and nothing moves.`;
  if (node === 0) return `${message}; x₀, which nothing predicts, follows it alone.`;
  if (hasPotentials(rule))
    return `${message}; h moves back to its prediction, and along the message as far as its slope lets it.`;
  const way = `${message}; the node goes ${share || 'all'} the way from its own error to it`;
  return `${way}${rule.scheme === 'langevin' ? ', and is pushed at random' : rule.scheme === 'ode-heun' ? ', on the mean of two slopes' : ''}.`;
}

/** @param {RuleTrace} rule @param {number} t @param {number} node */
function learning(rule, t, node) {
  if (node === 0) return '';
  const L = depthOf(rule);
  const now =
    rule.scheme === 'bp'
      ? t === L - 1
      : rule.scheme === 'implicit-sgd'
        ? t % L === L - 1
        : hasMoments(rule) && rule.learnedAt[node - 1] === t;
  return now ? `W${subscript(node - 1)} learns now.` : '';
}

/** How the node's error stands to backpropagation's. @param {RuleTrace} rule @param {number} t @param {number} node */
function beside(rule, t, node) {
  if (
    node === 0 ||
    rule.scheme === 'bp' ||
    rule.first.length > 0 ||
    rule.last.length > 0 ||
    ['klimit', 'il-prox', 'il-prox-practical'].includes(rule.scheme)
  )
    return '';
  const goal = nodePart(rule, rule.goal, 0, node);
  const size = Math.hypot(...goal);
  if (size === 0 || norm(rule, t, node) === 0) return '';
  const own = nodeErrors(rule, t, node);
  const apart = Math.hypot(...own.map((e, i) => e - goal[i])) / size;
  if (apart === 0) return 'Its error is backpropagation’s, to the last digit.';
  const along = own.reduce((sum, e, i) => sum + e * goal[i], 0) / (size * size);
  const across = Math.hypot(...own.map((e, i) => e - along * goal[i])) / Math.hypot(...own);
  if (apart < 1e-4) return `Its error is backpropagation’s, but for ${brief(apart)} of its length.`;
  return across < 1e-4
    ? `Its error is ${brief(along)} times backpropagation’s.`
    : `Its error is off backpropagation’s by ${apart < 1 ? `${rough(100 * apart)} % of` : `${rough(apart)} times`} the latter’s length.`;
}

/**
 * "BP and Z-IL: nodes 2–3; FPA-PC: node 1": rows with the same nodes together.
 * @param {RuleTrace[]} rules
 * @param {(rule: RuleTrace) => number[]} nodesOf
 */
function whole(rules, nodesOf) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const rule of rules) {
    const nodes = nodesOf(rule);
    if (nodes.length === 0) continue;
    const text = nodesAsText(nodes);
    groups.set(text, [...(groups.get(text) ?? []), nameOf(rule)]);
  }
  return [...groups].map(([nodes, names]) => `${list(names)}: ${nodes}`).join('; ');
}

/**
 * What is to be seen in a phase of the step that leads to t, before it is whole.
 * @param {Trace} trace @param {number} t at least 1 @param {number} phase 1 to 3
 * @returns {string}
 */
export function phaseSentence(trace, t, phase) {
  const rules = trace.rules.filter(rule => !rule.refused && running(rule, t));
  if (rules.length === 0) return 'Nothing moves any more.';
  /** @param {RuleTrace} rule @param {(kind: string) => boolean} which */
  const receivers = (rule, which) =>
    messages(rule, t).flatMap((kind, l) => (kind !== 'none' && which(kind) ? [l] : []));
  if (phase === 1)
    return `Send: errors of t = ${t - 1} go back through Jᵀ. ${whole(rules, rule => receivers(rule, () => true).map(l => l + 1))}. Narrow columns are the messages, unit by unit.`;
  if (phase === 2) {
    const first = whole(rules, rule => receivers(rule, kind => kind === 'front'));
    return `Receive: the messages have arrived, and nothing has moved yet. ${first ? `For the first time not zero – ${first}.` : 'None of them is a node’s first.'}`;
  }
  const movers = whole(rules, rule =>
    Array.from({ length: depthOf(rule) }, (_, i) => i + 1).filter(l => changes(rule, t, l)),
  );
  const tell = rules.filter(rule => Array.from({ length: depthOf(rule) }, (_, l) => l).some(l => moved(rule, t, l)));
  return `Relax: ${movers ? `the narrow columns are how far values and errors moved. ${movers}.` : 'nothing moves.'}${tell.length > 0 ? ` In ${list(tell.map(nameOf))} new values go on to the node after, which predicts and compares again.` : ''}`;
}

/**
 * Whether value or error of a node changed in the step that led to t.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 */
const changes = (rule, t, l) =>
  !same(valueOf(rule, t, l), valueOf(rule, t - 1, l)) || !same(nodeErrors(rule, t, l), nodeErrors(rule, t - 1, l));

/**
 * Who learns at t, or would.
 * @param {Trace} trace @param {number} t
 * @returns {string} '' when no row is running
 */
export function learningSentence(trace, t) {
  const rules = trace.rules.filter(rule => !rule.refused && running(rule, t));
  const now = rules.flatMap(rule => {
    const layers = Array.from({ length: depthOf(rule) }, (_, l) => l).filter(l => learning(rule, t, l + 1));
    return layers.length > 0 ? [`${nameOf(rule)}: ${list(layers.map(l => `W${subscript(l)}`))}`] : [];
  });
  const stopped = rules.filter(rule => !hasMoments(rule));
  if (rules.length === 0) return '';
  const would =
    stopped.length > 0 ? ` ${list(stopped.map(nameOf))} would learn if stopped here: the pale columns.` : '';
  return `Learn: ${now.length > 0 ? `${now.join('; ')}. Narrow columns are the sizes of the gradients, unit by unit.` : 'no layer’s own moment has come.'}${would}`;
}
