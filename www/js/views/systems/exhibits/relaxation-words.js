// What activation relaxation's numbers say, in words and as rows of a file. Pure.

import { rough } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';

/** @typedef {import('../../../model/exhibits/relaxation.js').RelaxationReply} RelaxationReply */

/**
 * The first t from which a node's distance stays at or below `near` to the end; −1 if there is none.
 * @param {Float64Array} distance [T+1][depth+1]
 * @param {number} depth
 * @param {number} T
 * @param {number} node
 * @param {number} near
 * @returns {number}
 */
export function arrival(distance, depth, T, node, near) {
  let t = T + 1;
  while (t > 0 && distance[(t - 1) * (depth + 1) + node] <= near) t -= 1;
  return t > T ? -1 : t;
}

/**
 * @param {RelaxationReply} reply @param {number} gamma
 * @returns {string}
 */
export function whatIsDifferent({ depth, T, norms, distance, fpaDistance, bpNorms, divergedAt }, gamma) {
  if (divergedAt >= 0)
    return `With γ = ${gamma} the values grow without bound: at t = ${divergedAt} one is no longer a number. Below 2 they settle.`;
  const size = depth + 1;
  // The node whose beginning is furthest from what it is to become.
  let node = 1;
  for (let l = 1; l < depth; l++) if (distance[l] > distance[node]) node = l;
  const name = `x${subscript(node)}`;
  const start = `The activity itself turns into the error. At t = 0 ${name} is the forward activity, of size ${rough(norms[node])}; backpropagation’s error there has size ${rough(bpNorms[node])}.`;
  if (gamma === 1) {
    return `${start} With γ = 1 each node throws its activity away at once and takes what its child sends: the child’s forward activity first, and only at t = L − ℓ the error, then exactly backpropagation’s, as in FPA-PC. The first ${depth - 1} ${depth === 2 ? 'step' : 'steps'} carry forward activity backwards.`;
  }
  const end = [distance, fpaDistance].map(values => {
    let worst = 0;
    for (let l = 1; l < depth; l++) worst = Math.max(worst, values[T * size + l]);
    return worst;
  });
  return `${start} So the first steps carry forward activity backwards, and it must fade before what is left is the error. FPA-PC starts at zero and has nothing to forget. After ${T} steps the hidden node that is furthest off misses backpropagation’s error by ${rough(100 * end[0])} % of it, in FPA-PC by ${rough(100 * end[1])} %.`;
}

/** Everything as rows, one for each t and node. @param {RelaxationReply} reply @returns {(string | number)[][]} */
export function columns({ depth, T, norms, distance, fpaNorms, fpaDistance, left }) {
  const rows = [];
  for (let t = 0; t <= T; t++) {
    for (let node = 1; node <= depth; node++) {
      const at = t * (depth + 1) + node;
      rows.push([t, node, norms[at], distance[at], fpaNorms[at], fpaDistance[at], left[at]]);
    }
  }
  return [
    ['t', 'node', 'AR norm', 'AR distance to BP', 'FPA-PC norm', 'FPA-PC distance to BP', 'forward activity left'],
    ...rows,
  ];
}
