// Activation relaxation beside FPA-PC on one digit: how large each node's error is, and how far from backpropagation's.

import { Inference, Network } from '../../../pkg/pc_playground.js';
import { distance } from './gradients.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/relaxation.js').RelaxationParams} RelaxationParams */
/** @typedef {import('../../model/exhibits/relaxation.js').RelaxationReply} RelaxationReply */

/** @param {RelaxationParams} params @param {Bench} bench @returns {Promise<RelaxationReply>} */
export async function compute(
  { hidden, width, activation, likelihood, gamma, T, seed, sample },
  { digits: { test }, pause },
) {
  const index = sample % test.length;
  const network = new Network({
    sizes: [784, ...new Array(hidden).fill(width), 10],
    activation,
    likelihood,
    dtype: 'f64',
    seed,
  });
  /** @type {Inference[]} */
  const made = [];
  try {
    const depth = network.depth;
    const [input, target] = [test.inputs(index, 1), test.targets(index, 1)];
    const [bp, ar, fpa] = [
      /** @type {const} */ ({ rule: 'bp' }),
      /** @type {const} */ ({ rule: 'ar', stepSize: gamma }),
      /** @type {const} */ ({ rule: 'fpa', stepSize: gamma, stores: 'error' }),
    ].map(options => {
      const inference = new Inference(network, input, target, options);
      made.push(inference);
      return inference;
    });
    bp.step(depth);
    const errors = Array.from({ length: depth + 1 }, (_, node) => (node === 0 ? new Float64Array(0) : bp.error(node)));
    const table = () => new Float64Array((T + 1) * (depth + 1)).fill(NaN);
    /** @type {RelaxationReply} */
    const reply = {
      depth,
      T,
      index,
      label: test.label(index),
      image: test.image(index),
      divergedAt: -1,
      bpNorms: bp.errorNorms(),
      norms: table(),
      distance: table(),
      fpaNorms: table(),
      fpaDistance: table(),
      left: table(),
    };
    for (let t = 0; t <= T && reply.divergedAt < 0; t++) {
      if (t > 0) for (const one of [ar, fpa]) one.step(1);
      for (let node = 1; node <= depth; node++) {
        const [x, e, at] = [ar.error(node), fpa.error(node), t * (depth + 1) + node];
        reply.norms[at] = Math.hypot(...x);
        reply.fpaNorms[at] = Math.hypot(...e);
        reply.distance[at] = distance([x], [errors[node]]);
        reply.fpaDistance[at] = distance([e], [errors[node]]);
        reply.left[at] = Math.hypot(...x.map((value, i) => value - e[i]));
        if (!Number.isFinite(reply.norms[at])) reply.divergedAt = t;
      }
      await pause(t / T);
    }
    return reply;
  } finally {
    for (const one of made) one.free();
    network.free();
  }
}
