// How far a rule's errors are from those of backpropagation, when each is taken as its gradients take it.
//
// A gradient is made of ξ, not always of e: in the k-limit gradients are k · P e, so hidden errors count k-fold;
// IL-prox divides by α N. And where values are pre-activations, errors are too: those of backpropagation then go
// through the slope of the node's own nonlinearity first.

import { Inference } from '../../../pkg/pc_playground.js';
import { NONLINEAR } from '../../model/activations.js';
import { relativeDistance } from '../measure.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').Scheme} Scheme */
/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */

/** What nodes 1 … L have of something, one node after the other.
 * @param {Inference} inference
 * @param {number[]} sizes
 * @param {'error' | 'value' | 'prediction'} what */
export function ofAll(inference, sizes, what) {
  const row = new Float64Array(sizes.reduce((sum, size) => sum + size, 0) - sizes[0]);
  for (let node = 1, at = 0; node < sizes.length; node++) {
    row.set(inference[what](node), at);
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
    const errors = ofAll(inference, sizes, 'error');
    if (!scheme.potentials) return errors;
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
