// Running Langevin VPC and VPC on one sample, and what is kept of it.

import { Inference } from '../../../pkg/pc_playground.js';
import { Spread } from '../../model/exhibits/spread.js';

/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../model/exhibits/langevin.js').Sampled} Sampled */

/** Chains that run side by side, as the samples of one minibatch: each has noise of its own. */
export const CHAINS = 32;
const TRACE_TIMES = 500;
/** Numbers kept for histograms: some megabytes at most. */
const KEPT_NUMBERS = 1_000_000;
const KEPT_SAMPLES = 8000;

/** @param {Uint32Array} sizes */
export const countLatents = sizes => sizes.subarray(1, -1).reduce((sum, size) => sum + size, 0);

/**
 * All latents, [chains][latents], into `out`.
 * @param {Inference} inference
 * @param {Uint32Array} sizes
 * @param {number} chains
 * @param {Float64Array<ArrayBuffer>} out
 */
function readLatents(inference, sizes, chains, out) {
  const latents = out.length / chains;
  for (let node = 1, at = 0; node < sizes.length - 1; at += sizes[node], node++) {
    const values = inference.value(node);
    for (let chain = 0; chain < chains; chain++)
      out.set(values.subarray(chain * sizes[node], (chain + 1) * sizes[node]), chain * latents + at);
  }
  return out;
}

/** The same sample for every chain. @param {Float64Array} one */
function repeat(one) {
  const out = new Float64Array(CHAINS * one.length);
  for (let chain = 0; chain < CHAINS; chain++) out.set(one, chain * one.length);
  return out;
}

/**
 * Samples after `burn` steps, `steps` of every chain.
 * @param {Network} network @param {Float64Array} input @param {Float64Array} target
 * @param {{ gamma: number, steps: number, burn: number, noiseSeed: number }} how
 * @param {(share: number) => Promise<void>} pause
 * @returns {Promise<Sampled>}
 */
export async function sample(network, input, target, { gamma, steps, burn, noiseSeed }, pause) {
  const { sizes } = network;
  const latents = countLatents(sizes);
  const times = Math.min(TRACE_TIMES, burn + steps) + 1;
  const trace = new Float32Array(times * latents).fill(NaN);
  const every = Math.ceil((steps * CHAINS) / Math.min(KEPT_SAMPLES, Math.max(100, Math.floor(KEPT_NUMBERS / latents))));
  const kept = new Float32Array(Math.floor((steps * CHAINS) / every) * latents);
  const all = new Spread(latents);
  const each = Array.from({ length: CHAINS }, () => new Spread(latents));
  const now = new Float64Array(CHAINS * latents);
  let [divergedAt, seen, at] = [-1, 0, 0];
  const inference = new Inference(network, repeat(input), repeat(target), {
    rule: 'langevin',
    stepSize: gamma,
    noiseSeed,
  });
  try {
    for (let t = 0; t <= burn + steps; t++) {
      if (t > 0) inference.step(1);
      readLatents(inference, sizes, CHAINS, now);
      if (t < times) trace.set(now.subarray(0, latents), t * latents);
      if (!now.every(Number.isFinite)) {
        divergedAt = t;
        break;
      }
      if (t > burn) {
        for (let chain = 0; chain < CHAINS; chain++) {
          const from = chain * latents;
          all.add(now, from);
          each[chain].add(now, from);
          seen += 1;
          if (seen % every !== 0) continue;
          kept.set(now.subarray(from, from + latents), at);
          at += latents;
        }
      }
      await pause(t / (burn + steps));
    }
  } finally {
    inference.free();
  }
  const between = new Spread(latents);
  for (const chain of each) between.add(chain.mean);
  return {
    samples: all.count,
    mean: all.mean,
    deviation: all.deviation(),
    wobble: between.deviation().map(value => value / Math.sqrt(CHAINS)),
    trace,
    times,
    kept: kept.slice(0, at),
    divergedAt,
  };
}

const MOST_STEPS = 20_000;
const LOOK_EVERY = 20;

/**
 * Where VPC settles. A step size at which it does not is halved.
 * @param {Network} network @param {Float64Array} input @param {Float64Array} target
 * @returns {{ start: Float64Array, map: Float64Array, mapSteps: number }} `start`: the feed-forward values; `mapSteps`:
 * −1 when it still moved at the end
 */
export function settle(network, input, target) {
  const latents = countLatents(network.sizes);
  const start = new Float64Array(latents);
  let map = start;
  for (let stepSize = 0.2; stepSize > 0.001; stepSize /= 2) {
    const inference = new Inference(network, input, target, { rule: 'vpc', stepSize });
    try {
      readLatents(inference, network.sizes, 1, start);
      let before = start;
      for (let steps = LOOK_EVERY; steps <= MOST_STEPS; steps += LOOK_EVERY) {
        inference.step(LOOK_EVERY);
        map = readLatents(inference, network.sizes, 1, new Float64Array(latents));
        const moved = map.reduce((most, value, i) => Math.max(most, Math.abs(value - before[i])), 0);
        if (!Number.isFinite(moved)) break;
        if (moved < 1e-12) return { start, map, mapSteps: steps };
        before = map;
      }
    } finally {
      inference.free();
    }
  }
  return { start, map, mapSteps: -1 };
}
