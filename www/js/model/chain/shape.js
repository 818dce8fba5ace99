// How a scheme uses the nodes of a chain, as far as a schedule needs it: who computes what, and in which order. Pure.

import { schemeById } from '../schemes.js';

/** @typedef {import('../scheme.js').SchemeId} SchemeId */
/** @typedef {import('../scheme.js').Shape} Shape */
/** @typedef {import('../protocol.js').Operation} Operation */

/** @param {SchemeId} scheme @returns {Shape} @throws {Error} for a scheme that is not local */
export function shapeOf(scheme) {
  const { shape } = schemeById(scheme);
  if (!shape) throw new Error(`scheme must be local, but ${scheme} is not.`);
  return shape;
}

/**
 * What a scheme computes, in the order of the loop, by its schedule alone: as the engine's list, but without what
 * products are worth. Lets costs be drawn for chains that nobody ran; a test holds it to the engine's list. (FA-Z-IL's
 * layers learn when their error differs from zero; here at the moment at which it does in exact arithmetic.)
 * @param {SchemeId} scheme
 * @param {number[]} sizes units of x_0 … x_L
 * @param {number} batch
 * @param {number} T steps
 * @returns {Operation[]}
 */
export function operationsOf(scheme, sizes, batch, T) {
  const { sweeps, stages, anew, learns } = shapeOf(scheme);
  const L = sizes.length - 1;
  /** @type {Operation[]} */
  const list = [];
  /** @param {number} node @param {Operation['kind']} kind @param {number} t @param {number} [stage] */
  const add = (node, kind, t, stage = 0) =>
    list.push({ node, kind, t, stage, multiplyAdds: sizes[node - 1] * sizes[node] * batch, use: '' });
  /** @param {number} t */
  const arrive = t => {
    for (let l = 1; l <= L; l++) {
      if ((learns === 'last' && t === L - 1) || (learns === 'moment' && t === L - l)) add(l, 'gradient', t);
    }
  };
  for (let l = 1; l <= L; l++) add(l, 'forward', 0);
  arrive(0);
  for (let t = 0; t < T; t++) {
    for (let stage = 0; stage < stages; stage++) {
      for (let l = 2; l <= L; l++) if (!sweeps || t === L - l) add(l, 'vjp', t, stage);
      if (anew) for (let l = 2; l <= L; l++) add(l, 'forward', t + 1, stage);
    }
    arrive(t + 1);
  }
  if (learns === 'stopped') for (let l = 1; l <= L; l++) add(l, 'gradient', T);
  return list;
}
