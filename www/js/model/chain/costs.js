// WORK and TIME of the rules, and the paper's inequalities with a network's numbers put in. Pure.
//
// Conventions of the counters: a forward evaluation of f_i and a product with its transposed Jacobian cost C_i = inputs
// × outputs × digits multiply-adds each, and so does the gradient of its parameters. The paper's vjp(f_i) may cost up
// to 2 C_i, because it may mean both products. No rule needs f_0's product towards the input. As in section 3.4.2,
// bounds leave the gradients out.

import { shapeOf } from './shape.js';

/** @typedef {import('../scheme.js').SchemeId} SchemeId */

/**
 * C_i, multiply-adds of one evaluation of f_i for the whole minibatch.
 * @param {number[]} sizes units of x_0 … x_L
 * @param {number} batch
 * @returns {number[]} L of them
 */
export const costs = (sizes, batch) => sizes.slice(1).map((units, i) => sizes[i] * units * batch);

/** @param {number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0);

/**
 * The dearest product that any rule computes: the largest C_i of f_1 … f_(L−1).
 * @param {number[]} C
 */
export const slowest = C => Math.max(...C.slice(1));

/** Products, and evaluations, of each node in one step. @param {SchemeId} scheme */
const eachStep = scheme => {
  const { stages, anew } = shapeOf(scheme);
  return stages + (anew ? stages : 0);
};

/**
 * Multiply-adds of everything a rule computes.
 * @param {SchemeId} scheme
 * @param {number[]} C
 * @param {number} T its steps
 * @param {{gradients?: boolean}} [options] whether parameter gradients count, default true
 * @returns {number}
 */
export function work(scheme, C, T, { gradients = true } = {}) {
  const all = sum(C);
  const back = all - C[0];
  const { sweeps, learns } = shapeOf(scheme);
  // Backpropagation: as many of its products as there were steps for, from the output.
  const products = sweeps ? sum(C.slice(Math.max(1, C.length - T))) : T * back * eachStep(scheme);
  // Who learns at a moment of its own has to live to see it.
  const learned = learns === 'moment' ? sum(C.slice(Math.max(0, C.length - 1 - T))) : all;
  return all + products + (gradients ? learned : 0);
}

/**
 * Multiply-adds one after the other when each step's nodes work at the same time and wait for the slowest: the forward
 * sweep, then T steps. Gradients are left out (section 3.4.2).
 * @param {SchemeId} scheme
 * @param {number[]} C
 * @param {number} T
 * @returns {number}
 */
export function parallelTime(scheme, C, T) {
  if (shapeOf(scheme).sweeps) return work(scheme, C, T, { gradients: false });
  return sum(C) + T * slowest(C) * eachStep(scheme);
}

/**
 * One line of a chain of inequalities.
 * @typedef {object} BoundLine
 * @property {string} equation its number in the paper
 * @property {string} formula
 * @property {number} value in multiply-adds; times w it is a time
 * @property {string} note what it means here
 */

/**
 * @typedef {object} Bound
 * @property {'at most' | 'at least'} relation of each line to the next
 * @property {BoundLine[]} lines as counted here; the first is the rule's own time, the last what it is bounded by
 * @property {boolean} holds first against last
 * @property {number} ratio first / last
 * @property {BoundLine[]} literal the lines as the paper prints them, with its 2 C_i and its sums from 0 to L
 */

/**
 * The paper's bound for a rule on this chain. It is about backpropagation, FPA-PC and Z-IL; `boundNote` in
 * views/parallel/bound-notes.js says what it is worth for others, and for which there is none.
 * @param {SchemeId} scheme
 * @param {number[]} C
 * @param {number} T
 * @returns {Bound}
 */
export function bound(scheme, C, T) {
  const L = C.length;
  const all = sum(C);
  const slow = slowest(C);
  const bp = parallelTime('bp', C, L - 1);
  const { sweeps, stages, anew, learns } = shapeOf(scheme);
  if (sweeps) {
    const lines = [
      {
        equation: '2.5',
        formula: 'Σ C_i + Σ vjp(f_i)',
        value: bp,
        note: 'forward and backward sweep, one function after the other',
      },
      { equation: '2.6', formula: '3 Σ C_i', value: 3 * all, note: 'the cheap-gradient bound' },
    ];
    return {
      relation: 'at most',
      lines,
      holds: bp <= 3 * all,
      ratio: bp / (3 * all),
      literal: [
        { equation: '2.6', formula: 'Σ (C_i + 2 C_i) = 3 Σ C_i', value: 3 * all, note: 'printed without brackets' },
      ],
    };
  }
  const moments = learns !== 'stopped';
  const equations = moments ? ['3.33', '3.33', '3.35', '3.36'] : ['3.28', '3.29', '3.31', '3.32'];
  const own = parallelTime(scheme, C, T);
  const each = anew
    ? 'each a product and a new prediction'
    : stages > 1
      ? 'each two products, one after the other'
      : 'each a product';
  const formula = anew
    ? 'Σ C_i + T · (C_slow + C_slow)'
    : stages > 1
      ? `Σ C_i + ${stages} T · C_slow`
      : 'Σ C_i + T · C_slow';
  const lines = [
    { equation: equations[0], formula, value: own, note: `T = ${T} steps, ${each}, as slow as its slowest` },
    {
      equation: equations[1],
      formula: 'Σ C_i + (L − 1) · C_slow',
      value: all + (L - 1) * slow,
      note: `the error needs at least L − 1 = ${L - 1} ${stages > 1 ? 'rounds of messages' : 'steps'} to node 1 (theorem 1)`,
    },
    {
      equation: equations[2],
      formula: 'Σ C_i + Σ_(i ≥ 1) C_i',
      value: 2 * all - C[0],
      note: 'no product is slower than the slowest',
    },
    { equation: equations[3], formula: 'TIME{backprop(F)}', value: bp, note: 'each product once' },
  ];
  const [slowLine, allLine] = moments ? ['3.34', '3.35'] : ['3.30', '3.31'];
  const literal = [
    {
      equation: slowLine,
      formula: 'Σ C_i + Σ_(i = 0…L) 2 C_max',
      value: all + 2 * (L + 1) * Math.max(...C),
      note: 'L + 1 terms, although the chain has L functions and the error needs L − 1 steps',
    },
    { equation: allLine, formula: 'Σ C_i + Σ 2 C_i', value: 3 * all, note: 'what eq 2.6 allows backpropagation' },
  ];
  return { relation: 'at least', lines, holds: own >= bp, ratio: own / bp, literal };
}

/**
 * w, ms per multiply-add: the line through the origin that fits measured operations best.
 * @param {{ms: number, multiplyAdds: number}[]} measured
 * @returns {number} NaN when there is nothing to fit
 */
export function fitScale(measured) {
  const above = sum(measured.map(({ ms, multiplyAdds }) => ms * multiplyAdds));
  const below = sum(measured.map(({ multiplyAdds }) => multiplyAdds ** 2));
  return below > 0 ? above / below : NaN;
}

/**
 * The cheap-gradient constant by count: forward, products and gradients over forward.
 * @param {number[]} C
 */
export const cheapGradient = C => work('bp', C, C.length - 1) / sum(C);

/**
 * How much of its final error FPA-PC (or ODE-BP in Euler's steps) has at a node after T steps, linear in the error of
 * backpropagation: the probability that T trials of chance γ succeed at least `distance` times. Exact for every γ, a
 * probability for γ up to 1.
 * @param {number} T
 * @param {number} gamma
 * @param {number} distance L − ℓ
 * @returns {number}
 */
export function arrived(T, gamma, distance) {
  // Errors of a chain in which every node takes a share γ of its child's error in each step: the same sum without
  // factorials.
  const share = new Float64Array(distance + 1);
  share[0] = 1;
  for (let t = 0; t < T; t++) {
    for (let l = distance; l > 0; l--) share[l] += gamma * (share[l - 1] - share[l]);
  }
  return share[distance];
}

/**
 * The fewest steps after which FPA-PC has all but a hundredth of backpropagation's error at node 1.
 * @param {number} gamma
 * @param {number} L
 * @returns {number} −1 when it takes more than 10,000, or does not converge
 */
export function stepsToArrive(gamma, L) {
  if (gamma >= 2) return -1;
  const share = new Float64Array(L);
  share[0] = 1;
  for (let t = 0; t < 10_000; t++) {
    if (Math.abs(1 - share[L - 1]) <= 0.01) return t;
    for (let l = L - 1; l > 0; l--) share[l] += gamma * (share[l - 1] - share[l]);
  }
  return -1;
}
