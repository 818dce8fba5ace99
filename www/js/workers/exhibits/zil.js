// Table 1 of the paper with this network's numbers: what Z-IL computes at each t, and what backpropagation computes
// there.

import { Inference } from '../../../pkg/pc_playground.js';
import { makeNetwork } from '../trace/trace.js';
import { gradients, largest, norm } from './gradients.js';
import { pageDigit } from './twins.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/zil.js').ZilRow} ZilRow */
/** @typedef {import('../../model/exhibits/zil.js').ZilTable} ZilTable */

/** max |a − b|. @param {Float64Array} a @param {Float64Array} b */
const apart = (a, b) => largest(a.map((value, i) => value - b[i]));

/**
 * @param {{}} _params
 * @param {Bench} bench
 * @returns {ZilTable}
 */
export function compute(_params, { settings, digits }) {
  const { inputs, targets, label } = pageDigit(settings, digits);
  const network = makeNetwork(settings);
  /** @type {Inference[]} */
  const made = [];
  /** @param {'bp' | 'zil'} rule */
  const start = rule => {
    const inference = new Inference(network, inputs, targets, { rule });
    made.push(inference);
    return inference;
  };
  try {
    const [zil, bp] = [start('zil'), start('bp')];
    const L = network.depth;
    bp.step(L);
    /** What x starts at. */
    const feedForward = Array.from({ length: L }, (_, l) => zil.value(l));
    /** @type {ZilRow[]} */
    const rows = [];
    for (let t = 0; t < L; t++) {
      const node = L - t;
      const still = t === 0 ? NaN : apart(zil.value(node), feedForward[node]);
      if (t > 0) zil.step(1);
      const [error, exact] = [zil.error(node), bp.error(node)];
      const unit = exact.reduce((best, value, i) => (Math.abs(value) > Math.abs(exact[best]) ? i : best), 0);
      const value = t === 0 ? null : zil.value(node);
      const { vjp } = zil.counters();
      let strayed = 0;
      for (let l = node + 1; l <= L; l++) strayed = Math.max(strayed, apart(zil.error(l), bp.error(l)));
      rows.push({
        t,
        node,
        unit,
        still,
        mu: value ? feedForward[node][unit] : NaN,
        x: value ? value[unit] : NaN,
        e: error[unit],
        bp: exact[unit],
        norms: {
          mu: value ? norm([feedForward[node]]) : NaN,
          x: value ? norm([value]) : NaN,
          e: norm([error]),
          bp: norm([exact]),
        },
        apart: apart(error, exact),
        gradientApart: NaN,
        gradientLargest: NaN,
        products: vjp.reduce((sum, count) => sum + count, 0),
        used: t,
        strayed,
      });
    }
    // What was learned at each moment stands until the end, so it can be compared there.
    const [own, exact] = [gradients(zil, L), gradients(bp, L)];
    for (const row of rows) {
      row.gradientApart = apart(own[row.node - 1], exact[row.node - 1]);
      row.gradientLargest = largest(exact[row.node - 1]);
    }
    return { rows, depth: L, label, dtype: network.dtype };
  } finally {
    for (const inference of made) inference.free();
    network.free();
  }
}
