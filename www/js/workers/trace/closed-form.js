// What FPA-PC's closed form says: e_ℓ(T) = P[Binomial(T, γ) ≥ L − ℓ] · e_ℓ of BP, and what follows from it for all that
// is plotted.

import { NONLINEAR } from '../../model/activations.js';
import { nodePart } from '../../model/trace.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../model/protocol.js').Curves} Curves */
/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */

/**
 * P[Binomial(T, γ) ≥ k], as the polynomial in γ that it is: for γ above 1 it is no probability, and still right.
 * @param {number} T @param {number} gamma @param {number} k
 * @returns {number}
 */
export function binomialTail(T, gamma, k) {
  // Row of the recurrence s_k(t) = (1 − γ) s_k(t−1) + γ s_(k−1)(t−1), with s_0 = 1.
  let row = Float64Array.from({ length: k + 1 }, (_, i) => Number(i === 0));
  for (let t = 0; t < T; t++) row = row.map((share, i) => (i === 0 ? 1 : (1 - gamma) * share + gamma * row[i - 1]));
  return row[k];
}

/**
 * @param {RuleTrace} rule one that has run
 * @param {Settings} settings
 * @param {Network} network its own
 * @returns {Curves | null} null for schemes that are not FPA-PC, whatever its variables, and with feedback that is not
 * exact
 */
export function closedForm(rule, settings, network) {
  if (!['fpa', 'ode-bp'].includes(rule.scheme) || rule.feedback.length > 0) return null;
  const L = network.depth;
  const times = settings.T + 1;
  const goals = rule.target.map(size => size * size); // ‖e_ℓ‖² of BP
  const learned = gradientSquares(rule, settings);
  const biases = Array.from({ length: L }, (_, l) => network.bias(l));
  const distance = new Float64Array(times);
  const cosine = new Float64Array(times * (L + 1));
  const freeEnergy = new Float64Array(times);
  const loss = rule.freeEnergy[0]; // at t = 0 every other term is zero
  for (let t = 0; t < times; t++) {
    const shares = Float64Array.from({ length: L + 1 }, (_, node) =>
      node === 0 ? 0 : binomialTail(t, settings.gammaFpa, L - node),
    );
    distance[t] = Math.sqrt(
      goals.reduce((sum, goal, node) => sum + (node === 0 ? 0 : (1 - shares[node]) ** 2 * goal), 0) /
        goals.reduce((sum, goal) => sum + goal, 0),
    );
    let [ab, aa, bb] = [0, 0, 0];
    for (let l = 0; l < L; l++) {
      const share = shares[l + 1];
      cosine[t * (L + 1) + l] = share === 0 || learned[l] === 0 ? NaN : Math.sign(share);
      ab += share * learned[l];
      aa += share * share * learned[l];
      bb += learned[l];
    }
    cosine[t * (L + 1) + L] = ab / Math.sqrt(aa * bb);
    freeEnergy[t] = t === 0 ? loss : energyAt(rule, settings, biases, shares);
  }
  return { distance, cosine, freeEnergy };
}

/**
 * ‖∂loss/∂θ_l‖² of backpropagation, weights and bias.
 * @param {RuleTrace} rule
 * @param {Settings} settings
 * @returns {number[]}
 */
function gradientSquares(rule, settings) {
  const L = rule.sizes.length - 1;
  const { slope } = NONLINEAR[settings.activation];
  return rule.weights.map((_, l) => {
    const m = nodePart(rule, rule.predictions, 0, l + 1);
    const delta = nodePart(rule, rule.goal, 0, l + 1).map((e, j) => e * (l + 1 === L ? 1 : slope(m[j])));
    const heard = l === 0 ? rule.input : nodePart(rule, rule.predictions, 0, l);
    return delta.reduce((sum, d) => sum + d * d, 0) * heard.reduce((sum, x) => sum + x * x, 1);
  });
}

/**
 * F where x_ℓ = μ_ℓ + share · e_ℓ of BP, every prediction from the value before it.
 * @param {RuleTrace} rule
 * @param {Settings} settings
 * @param {Float64Array[]} biases
 * @param {Float64Array} shares of nodes 0 … L
 */
function energyAt(rule, settings, biases, shares) {
  const L = biases.length;
  const { value } = NONLINEAR[settings.activation];
  let energy = 0;
  /** @type {Float64Array} */
  let x = new Float64Array(0);
  for (let node = 1; node <= L; node++) {
    const mu = nodePart(rule, rule.predictions, 0, node);
    const before = x;
    // x_0 does not move, so node 1 is predicted as at first.
    const m =
      node === 1 ? mu : affine(rule.weights[node - 1], before, biases[node - 1]).map(a => (node === L ? a : value(a)));
    if (node < L) {
      const goal = nodePart(rule, rule.goal, 0, node);
      x = mu.map((mean, j) => mean + shares[node] * goal[j]);
      energy += x.reduce((sum, xj, j) => sum + 0.5 * (xj - m[j]) ** 2, 0);
    } else {
      energy += lossOf(m, nodePart(rule, rule.values, 0, L), settings.likelihood);
    }
  }
  return energy;
}

/**
 * W x + b, in plain loops: this is most of what a closed form takes.
 * @param {Float64Array} weights [out][in]
 * @param {Float64Array} x
 * @param {Float64Array} bias
 */
function affine(weights, x, bias) {
  const sums = bias.slice();
  for (let j = 0, at = 0; j < sums.length; j++) {
    let sum = 0;
    for (let i = 0; i < x.length; i++, at++) sum += weights[at] * x[i];
    sums[j] += sum;
  }
  return sums;
}

/** @param {Float64Array} m @param {Float64Array} y @param {Settings['likelihood']} likelihood */
function lossOf(m, y, likelihood) {
  if (likelihood === 'gaussian') return m.reduce((sum, mj, j) => sum + 0.5 * (y[j] - mj) ** 2, 0);
  const top = Math.max(...m);
  const log = top + Math.log(m.reduce((sum, mj) => sum + Math.exp(mj - top), 0));
  return y.reduce((sum, yj, j) => sum + (yj > 0 ? yj * (log - m[j]) : 0), 0);
}
