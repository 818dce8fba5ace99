// The page's network in both precisions, with weights that are the same to the last bit.

import { Network } from '../../../pkg/pc_playground.js';
import { makeNetwork } from '../trace/trace.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */

/**
 * Networks of these settings in f64 and f32; the caller frees both. The f64 one holds the f32 one's weights, so that
 * what differs between them is the arithmetic alone.
 * @param {Settings} settings
 * @returns {{f64: Network, f32: Network}}
 */
export function twins(settings) {
  const f32 = makeNetwork({ ...settings, dtype: 'f32' });
  const f64 = makeNetwork({ ...settings, dtype: 'f64' });
  for (let l = 0; l < f32.depth; l++) {
    f64.setWeights(l, f32.weights(l));
    f64.setBias(l, f32.bias(l));
  }
  return { f64, f32 };
}

/**
 * Runs `use` with the twins and frees them, whatever happens.
 * @template T
 * @param {Settings} settings
 * @param {(both: {f64: Network, f32: Network}) => Promise<T> | T} use
 * @returns {Promise<T>}
 */
export async function withTwins(settings, use) {
  const both = twins(settings);
  try {
    return await use(both);
  } finally {
    both.f64.free();
    both.f32.free();
  }
}

/**
 * The page's test digit, counted round when there are fewer.
 * @param {Settings} settings
 * @param {import('../data.js').Digits} digits
 */
export function pageDigit({ sample }, { test }) {
  const index = sample % test.length;
  return { index, label: test.label(index), inputs: test.inputs(index, 1), targets: test.targets(index, 1) };
}
