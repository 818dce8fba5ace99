// How far a rule's errors are from those of backpropagation, when each is taken as its gradients take it.
//
// A gradient is made of ξ, not always of e: in the k-limit gradients are k · P e, so hidden errors count k-fold;
// IL-prox divides by α N. And where values are pre-activations, errors are too: those of backpropagation then go through
// the slope of the node's own nonlinearity first.

import { Inference } from '../../pkg/pc_playground.js';
import { relativeDistance } from './measure.js';

/** @typedef {import('../protocol.js').Settings} Settings */
/** @typedef {import('../schemes.js').Scheme} Scheme */
/** @typedef {import('../../pkg/pc_playground.js').Network} Network */

/** The nonlinearity, and its slope by its value. @type {Record<Settings['activation'], {value: (h: number) => number, slope: (phi: number) => number}>} */
const NONLINEAR = {
  tanh: { value: Math.tanh, slope: phi => 1 - phi * phi },
  relu: { value: h => Math.max(0, h), slope: phi => (phi > 0 ? 1 : 0) },
  sigmoid: { value: h => 1 / (1 + Math.exp(-h)), slope: phi => phi * (1 - phi) },
  identity: { value: h => h, slope: () => 1 },
};

/** Whether a scheme's values are pre-activations. @param {Scheme} scheme */
const potential = scheme => scheme.rule === 'g-il' || scheme.rule === 'il-prox';

/** All errors of nodes 1 … L, one node after the other.
 * @param {Inference} inference
 * @param {number[]} sizes */
export function allErrors(inference, sizes) {
  const row = new Float64Array(sizes.reduce((sum, size) => sum + size, 0) - sizes[0]);
  for (let node = 1, at = 0; node < sizes.length; node++) {
    row.set(inference.error(node), at);
    at += sizes[node];
  }
  return row;
}

/**
 * The errors backpropagation ends with, even when T is too small for it to end.
 * @param {Network} network
 * @param {Float64Array} inputs
 * @param {Float64Array} targets
 * @param {Scheme} scheme
 * @param {Settings['activation']} activation
 */
export function backpropErrors(network, inputs, targets, scheme, activation) {
  const inference = new Inference(network, inputs, targets, { rule: 'bp' });
  try {
    inference.step(network.depth);
    const sizes = Array.from(network.sizes);
    const errors = allErrors(inference, sizes);
    if (!potential(scheme)) return errors;
    const { slope } = NONLINEAR[activation];
    for (let node = 1, at = 0; node < network.depth; node++) {
      const mu = inference.prediction(node);
      for (let i = 0; i < sizes[node]; i++, at++) errors[at] *= slope(mu[i]);
    }
    return errors;
  } finally {
    inference.free();
  }
}

/**
 * @param {Float64Array} errors of nodes 1 … L
 * @param {Float64Array} final backpropagation's
 * @param {Inference} inference as it stands
 * @param {number[]} sizes
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @returns {number}
 */
export function distance(errors, final, inference, sizes, scheme, settings) {
  const last = sizes.length - 1;
  if (scheme.id === 'klimit') {
    const scaled = errors.slice();
    for (let i = 0; i < scaled.length - sizes[last]; i++) scaled[i] *= settings.k;
    return relativeDistance(scaled, final);
  }
  if (scheme.rule === 'il-prox') {
    const scaled = errors.slice();
    for (let node = 1, at = 0; node <= last; node++) {
      const before = inference.value(node - 1);
      const heard = node === 1 ? before : before.map(NONLINEAR[settings.activation].value);
      const norm = heard.reduce((sum, x) => sum + x * x, 1);
      for (let i = 0; i < sizes[node]; i++, at++) scaled[at] /= settings.alpha * norm;
    }
    return relativeDistance(scaled, final);
  }
  return relativeDistance(errors, final);
}
