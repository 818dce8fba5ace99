// Prospective configuration (Song et al. 2022): VPC relaxed to equilibrium before its weights change, beside
// backpropagation, which changes its weights first. One output is corrected, the other held; then target alignment in
// random deep networks.

import { Network } from '../../../pkg/pc_playground.js';
import { applied, learn } from './prospective-learn.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('./prospective-learn.js').Lesson} Lesson */
/** @typedef {import('../../model/exhibits/prospective.js').BearReply} BearReply */
/** @typedef {import('../../model/exhibits/prospective.js').AlignmentReply} AlignmentReply */

export const RULES = /** @type {const} */ (['bp', 'vpc']);
const ACTIVATIONS = /** @type {const} */ (['identity', 'tanh']);

const SEEN = Float64Array.of(1);
/** Nothing is heard; the smell is as expected. */
const TRUTH = Float64Array.of(0, 1);
const BEAR_STEP = 0.2;

/** Random networks, as Song et al. have them, but narrower. */
const WIDTH = 32;
const DEPTHS = [1, 2, 3, 4, 5, 6, 8, 10, 12];
const RATE = 0.001;
const DEEP_STEP = 0.15;

/**
 * @param {{part: 'bear', rate: number, rates: number[], updates: number} | {part: 'alignment', seed: number, seeds: number}}
 * params
 * @param {Bench} bench
 * @returns {Promise<BearReply | AlignmentReply>}
 */
export async function compute(params, bench) {
  return params.part === 'bear' ? bear(params) : alignment(params, bench);
}

/**
 * A network without biases whose weights are given.
 * @param {number[]} sizes
 * @param {'identity' | 'tanh'} activation
 * @param {(l: number, count: number) => Float64Array} weights
 */
function build(sizes, activation, weights) {
  const network = new Network({ sizes, activation, likelihood: 'gaussian', dtype: 'f64' });
  for (let l = 0; l < network.depth; l++) {
    network.setWeights(l, weights(l, sizes[l] * sizes[l + 1]));
    network.setBias(l, new Float64Array(sizes[l + 1]));
  }
  return network;
}

/** @param {Network} network @returns {Float64Array[]} */
const weightsOf = network => Array.from({ length: network.depth }, (_, l) => network.weights(l));

/** @param {{rate: number, rates: number[], updates: number}} params @returns {BearReply} */
function bear({ rate, rates, updates }) {
  const network = build([1, 1, 2], 'identity', (_, count) => new Float64Array(count).fill(1));
  try {
    const start = weightsOf(network);
    const lessons = Object.fromEntries(RULES.map(rule => [rule, learn(network, SEEN, TRUTH, rule, BEAR_STEP)]));
    /** What the network expects after a lesson. @param {Lesson} lesson @param {number} by */
    const after = (lesson, by) =>
      applied(network, lesson, by, () => ({
        outputs: Array.from(network.predict(SEEN)),
        weights: weightsOf(network).flatMap(one => Array.from(one)),
      }));
    const rules = Object.fromEntries(
      RULES.map(rule => [
        rule,
        {
          hidden: lessons[rule].values[0][0],
          predicted: Array.from(lessons[rule].predicted),
          steps: lessons[rule].steps,
          ...after(lessons[rule], rate),
        },
      ]),
    );
    const byRate = Object.fromEntries(RULES.map(rule => [rule, rates.map(one => after(lessons[rule], one).outputs)]));
    const byUpdate = Object.fromEntries(
      RULES.map(rule => {
        start.forEach((one, l) => network.setWeights(l, one));
        const outputs = [Array.from(network.predict(SEEN))];
        for (let n = 0; n < updates; n++) {
          const { gradients } = learn(network, SEEN, TRUTH, rule, BEAR_STEP);
          weightsOf(network).forEach((one, l) =>
            network.setWeights(
              l,
              one.map((weight, i) => weight - rate * gradients[l][i]),
            ),
          );
          outputs.push(Array.from(network.predict(SEEN)));
        }
        return [rule, outputs];
      }),
    );
    start.forEach((one, l) => network.setWeights(l, one));
    return {
      weights: start.flatMap(one => Array.from(one)),
      before: Array.from(network.predict(SEEN)),
      rates,
      rules: /** @type {BearReply['rules']} */ (rules),
      byRate: /** @type {BearReply['byRate']} */ (byRate),
      byUpdate: /** @type {BearReply['byUpdate']} */ (byUpdate),
    };
  } finally {
    network.free();
  }
}

/** @param {{seed: number, seeds: number}} params @param {Bench} bench @returns {Promise<AlignmentReply>} */
async function alignment({ seed, seeds }, { pause }) {
  const none = () => ({
    bp: new Float64Array(DEPTHS.length * seeds).fill(NaN),
    vpc: new Float64Array(DEPTHS.length * seeds).fill(NaN),
  });
  /** @type {AlignmentReply} */
  const reply = {
    depths: DEPTHS,
    seeds,
    width: WIDTH,
    rate: RATE,
    unsettled: 0,
    cosines: { identity: none(), tanh: none() },
  };
  const total = ACTIVATIONS.length * seeds * DEPTHS.reduce((sum, depth) => sum + depth ** 2, 0);
  let done = 0;
  for (let one = 0; one < seeds; one++) {
    for (const [i, depth] of DEPTHS.entries()) {
      for (const activation of ACTIVATIONS) {
        const random = gaussian(1e6 * seed + 1000 * one + depth);
        const bound = Math.sqrt(3 / WIDTH); // Glorot's uniform weights
        const network = build(new Array(depth + 1).fill(WIDTH), activation, (_, count) =>
          Float64Array.from({ length: count }, () => bound * (2 * random.uniform() - 1)),
        );
        try {
          const [input, target] = [0, 1].map(() => Float64Array.from({ length: WIDTH }, random.normal));
          for (const rule of RULES) {
            const lesson = learn(network, input, target, rule, DEEP_STEP);
            if (!lesson.settled) reply.unsettled += 1;
            const before = network.predict(input);
            const change = applied(network, lesson, RATE, () =>
              network.predict(input).map((value, j) => value - before[j]),
            );
            reply.cosines[activation][rule][i * seeds + one] = cosine(
              change,
              target.map((value, j) => value - before[j]),
            );
          }
        } finally {
          network.free();
        }
        done += depth ** 2; // a deeper network costs more a step, and needs more steps
        await pause(done / total, reply);
      }
    }
  }
  return reply;
}

/** @param {Float64Array} a @param {Float64Array} b */
function cosine(a, b) {
  const dot = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ y) =>
    x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Seeded random numbers: mulberry32, and Box and Muller's normal ones. @param {number} seed */
export function gaussian(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) };
}
