// What happened at one t of a trace, as data, and how numbers and nodes are written. Pure: everything is read off the
// recorded numbers.

import { schemeById } from './schemes.js';

/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */

/**
 * The product that node l received in the last step: its first nonzero one, one of a changed error, one of an unchanged
 * error, one with an error of exactly zero, or no product at all.
 * @typedef {'front' | 'refine' | 'redundant' | 'idle' | 'none'} Message
 */

/** The short name of a row, for labels and sentences. @param {RuleTrace} rule @returns {string} */
export const nameOf = rule => schemeById(rule.scheme).name;

/**
 * The name of what gradients are compared with: a pinned row, or backpropagation.
 * @param {import('./protocol.js').Trace} trace
 * @returns {string}
 */
export const reference = trace => (trace.rules.some(rule => rule.pinned) ? schemeById(trace.settings.pin).name : 'BP');

/** L of a row's chain. @param {RuleTrace} rule @returns {number} */
export const depthOf = rule => rule.sizes.length - 1;

/**
 * Whether the chain of these sizes ends in a picture instead of starting from one.
 * @param {number[]} sizes
 * @returns {boolean}
 */
export const turned = sizes => sizes[sizes.length - 1] === 784;

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** A whole number as subscript: 12 → ₁₂. @param {number} n @returns {string} */
export const subscript = n => [...String(n)].map(digit => SUBSCRIPTS[Number(digit)] ?? digit).join('');

/**
 * Where each node's errors start within one row of `RuleTrace.errors`; entry L + 1 is the row's length.
 * @param {number[]} sizes units of x_0 … x_L
 * @returns {number[]}
 */
export function offsets(sizes) {
  const starts = [0, 0];
  for (let l = 1; l < sizes.length; l++) starts[l + 1] = starts[l] + sizes[l];
  return starts;
}

/**
 * One node's part at one t of numbers that are laid out as `RuleTrace.errors`, without a copy.
 * @param {RuleTrace} rule @param {Float64Array} numbers @param {number} t @param {number} node 1 … L
 * @returns {Float64Array}
 */
export function nodePart(rule, numbers, t, node) {
  const starts = offsets(rule.sizes);
  const row = t * starts[rule.sizes.length];
  return numbers.subarray(row + starts[node], row + starts[node + 1]);
}

/** The errors of one node at one t. @param {RuleTrace} rule @param {number} t @param {number} node 1 … L */
export const nodeErrors = (rule, t, node) => nodePart(rule, rule.errors, t, node);

/** Whether the rule has finite numbers at t. @param {RuleTrace} rule @param {number} t @returns {boolean} */
export const alive = (rule, t) => rule.divergedAt < 0 || t < rule.divergedAt;

/**
 * Whether the state of the rule still changes in the step that leads to t.
 * @param {RuleTrace} rule
 * @param {number} t
 * @returns {boolean}
 */
export const running = (rule, t) => alive(rule, t) && (rule.doneAt < 0 || t <= rule.doneAt);

/** The norm of e_node at t. @param {RuleTrace} rule @param {number} t @param {number} node @returns {number} */
export const norm = (rule, t, node) => rule.norms[t * rule.sizes.length + node];

/**
 * How often f_l was evaluated, or multiplied by, in the step that led to t.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {'forward' | 'vjp'} what
 * @param {number} l
 */
const done = (rule, t, what, l) => rule.counters[t][what][l] - rule.counters[t - 1][what][l];

/**
 * What each node received in the step that led to t.
 * @param {RuleTrace} rule @param {number} t
 * @returns {Message[]} L + 1 entries; L, which receives no product, is 'none', and so is 0 unless it is free
 */
export function messages(rule, t) {
  const L = depthOf(rule);
  /** @type {Message[]} */
  const received = Array.from({ length: L + 1 }, () => 'none');
  if (t === 0 || !running(rule, t)) return received;
  for (let l = 0; l < L; l++) {
    const products = done(rule, t, 'vjp', l);
    if (products > 0) received[l] = products > 1 ? lastOfTwo(rule, t, l) : product(rule, t, l);
  }
  return received;
}

/**
 * What the product of e_(l+1) as it was before the step was worth.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 * @returns {Message}
 */
function product(rule, t, l) {
  if (norm(rule, t - 1, l + 1) === 0) return 'idle';
  return rule.firstNonzero[l + 1] === t - 1 ? 'front' : again(rule, t, l);
}

/**
 * Whether a product that is not the first was with a changed error.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} l
 * @returns {Message}
 */
function again(rule, t, l) {
  const [now, before] = [nodeErrors(rule, t - 1, l + 1), nodeErrors(rule, t - 2, l + 1)];
  return now.every((value, i) => value === before[i]) ? 'redundant' : 'refine';
}

/**
 * Of two rounds of messages in one step (Heun) the second, whose error has heard of node l + 2 in the first.
 * @param {RuleTrace} rule @param {number} t @param {number} l @returns {Message}
 */
function lastOfTwo(rule, t, l) {
  /** @param {number} time */
  const heard = time =>
    time >= 0 && (norm(rule, time, l + 1) > 0 || (l + 2 <= depthOf(rule) && norm(rule, time, l + 2) > 0));
  if (!heard(t - 1)) return 'idle';
  return heard(t - 2) ? again(rule, t, l) : 'front';
}

/**
 * Whether node l's value moved in the step that led to t, so that it told node l + 1 a new value.
 * @param {RuleTrace} rule @param {number} t @param {number} node
 * @returns {boolean}
 */
export function moved(rule, t, node) {
  if (t === 0) return alive(rule, 0); // the forward run before the first step
  if (!running(rule, t) || done(rule, t, 'forward', node) === 0) return false;
  if (schemeById(rule.scheme).restless) return true;
  return !rule.held[node] && (norm(rule, t - 1, node) > 0 || norm(rule, t - 1, node + 1) > 0);
}

/**
 * Why theorem 1 says nothing of this row; '' when it does.
 * @param {RuleTrace} rule
 * @returns {string}
 */
export function exempt(rule) {
  const L = depthOf(rule);
  const { exempt: early } = schemeById(rule.scheme);
  if (early) return early;
  if (rule.held.some((held, l) => held && l > 0 && l < L)) return 'which holds a node where it is';
  // Values that fade by themselves (γ_dec) leave errors everywhere.
  return rule.firstNonzero.some((first, l) => l > 0 && first >= 0 && first < L - l)
    ? 'whose values also move by themselves'
    : '';
}

/** "BP", "BP and VPC", "BP, VPC and Z-IL". @param {string[]} items @returns {string} */
export const list = items =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** "node 3", "nodes 1–3", "nodes 1–3 and 7". @param {number[]} nodes ascending @returns {string} */
export function nodesAsText(nodes) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const node of nodes) {
    const last = runs.at(-1);
    if (last && last[1] === node - 1) last[1] = node;
    else runs.push([node, node]);
  }
  const text = list(runs.map(([first, last]) => (first === last ? `${first}` : `${first}\u2060–\u2060${last}`)));
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${text}`;
}
