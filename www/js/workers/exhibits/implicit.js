// How implicit each rule's update is, for one digit: the residual of implicit SGD's equation, and the loss after the
// update.

import { Inference, Network } from '../../../pkg/pc_playground.js';
import { IMPLICIT_IDS } from '../../model/exhibits/implicit.js';
import { allFinite } from '../measure.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/implicit.js').ImplicitId} ImplicitId */
/** @typedef {import('../../model/exhibits/implicit.js').ImplicitParams} ImplicitParams */
/** @typedef {import('../../model/exhibits/implicit.js').ImplicitReply} ImplicitReply */

/** α from a thousandth to ten, three a decade. */
const RATES = Array.from({ length: 13 }, (_, i) => Number((10 ** (-3 + i / 3)).toPrecision(2)));
/** T from 1 to 10,000, four a decade. */
const TIMES = [1, 2, 3, 6, 10, 18, 32, 56, 100, 180, 320, 560, 1000, 1800, 3200, 5600, 10_000];

/**
 * No one step size of implicit SGD’s iteration does for every α: the largest that comes near, or else the one that
 * comes nearest, after so many sweeps is taken.
 * @type {Partial<Record<ImplicitId, { stepSizes: number[], tries: number }>>}
 */
const CANDIDATES = {
  'implicit-sgd': { stepSizes: [1 / 2, 1 / 8, 1 / 32, 1 / 128, 1 / 512], tries: 400 },
};
const NEAR = 1e-3;
/** What has changed by less than this share since the last look has come to rest, and is not stepped further. */
const RESTING = 1e-9;
/** But not before this T: in the first steps nothing has arrived yet. */
const LEAST = 100;

/** @param {number[]} list @param {number} one */
const among = (list, one) => [...new Set([...list, one])].sort((a, b) => a - b);

/** @param {ImplicitParams} params @param {Bench} bench @returns {Promise<ImplicitReply>} */
export async function compute(params, { digits, pause }) {
  const { hidden, width, activation, alpha, steps, gamma, seed, sample } = params;
  const index = sample % digits.test.length;
  const rates = among(RATES, alpha);
  const times = among(TIMES, steps);
  const network = new Network({
    sizes: [784, ...new Array(hidden).fill(width), 10],
    activation,
    likelihood: 'gaussian',
    dtype: 'f64',
    seed,
  });
  /** @type {Moved | null} */
  let moved = null;
  try {
    const [input, target] = [digits.test.inputs(index, 1), digits.test.targets(index, 1)];
    moved = new Moved(network, input, target);
    const updates = /** @type {ImplicitReply['updates']} */ ({});
    let done = 0;
    for (const id of IMPLICIT_IDS) {
      updates[id] = {
        stepSize: [],
        residual: new Float64Array(rates.length * times.length),
        loss: new Float64Array(rates.length * times.length),
      };
      for (const [i, rate] of rates.entries()) {
        /** @param {number} share */
        const tell = share => pause((done + share) / (IMPLICIT_IDS.length * rates.length));
        const options = await optionsOf(
          id,
          rate,
          gamma,
          (stepSize, tries) =>
            residualAfter(
              network,
              input,
              target,
              optionsWith(id, rate, stepSize),
              id === 'implicit-sgd' ? tries * network.depth : tries,
              rate,
            ),
          tell,
        );
        updates[id].stepSize.push(options.stepSize ?? 1);
        const inference = new Inference(network, input, target, options);
        try {
          let now = { residual: NaN, loss: NaN };
          let resting = false;
          for (const [j, T] of times.entries()) {
            if (!resting) {
              inference.step(T - inference.time);
              const before = now;
              now = moved.update(inference, rate);
              resting =
                inference.done || (T >= LEAST && same(now.residual, before.residual) && same(now.loss, before.loss));
            }
            updates[id].residual[i * times.length + j] = now.residual;
            updates[id].loss[i * times.length + j] = now.loss;
            await tell((j + 1) / times.length);
          }
        } finally {
          inference.free();
        }
        done += 1;
      }
    }
    return {
      sizes: Array.from(network.sizes),
      index,
      label: digits.test.label(index),
      image: digits.test.image(index),
      lossBefore: lossOf(network, input, target),
      rates,
      times,
      updates,
    };
  } finally {
    moved?.free();
    network.free();
  }
}

/**
 * @param {ImplicitId} id
 * @param {number} learningRate
 * @param {number} stepSize
 * @returns {import('../../../pkg/pc_playground.js').RuleOptions}
 */
function optionsWith(id, learningRate, stepSize) {
  if (id === 'bp') return { rule: 'bp' };
  if (id === 'il-prox-practical') return { rule: 'il-prox', variant: 'practical', learningRate, stepSize };
  if (id === 'il-prox' || id === 'implicit-sgd') return { rule: id, learningRate, stepSize };
  return { rule: id, stepSize };
}

/**
 * The options of a scheme, with the best of the step sizes it may choose from.
 * @param {ImplicitId} id @param {number} rate @param {number} gamma
 * @param {(stepSize: number, tries: number) => number} residual after so many tries
 * @param {(share: number) => Promise<void>} tell
 */
async function optionsOf(id, rate, gamma, residual, tell) {
  const choice = CANDIDATES[id];
  if (!choice) return optionsWith(id, rate, gamma);
  let best = { stepSize: choice.stepSizes[0], residual: Infinity };
  for (const stepSize of choice.stepSizes) {
    const found = residual(stepSize, choice.tries);
    if (found < best.residual) best = { stepSize, residual: found };
    if (found < NEAR) break;
    await tell(0);
  }
  return optionsWith(id, rate, best.stepSize);
}

/**
 * @param {Network} network
 * @param {Float64Array} input
 * @param {Float64Array} target
 * @param {import('../../../pkg/pc_playground.js').RuleOptions} options
 * @param {number} steps
 * @param {number} rate
 */
function residualAfter(network, input, target, options, steps, rate) {
  const inference = new Inference(network, input, target, options);
  try {
    inference.step(steps);
    return inference.implicitResidual(rate);
  } finally {
    inference.free();
  }
}

/** @param {number} a @param {number} b */
const same = (a, b) => Math.abs(a - b) <= RESTING * Math.abs(a) || (Math.abs(a) < 1e-12 && Math.abs(b) < 1e-12);

/** ½‖y − μ_L‖² of one digit. @param {Network} network @param {Float64Array} input @param {Float64Array} target */
const lossOf = (network, input, target) =>
  network.predict(input).reduce((sum, value, i) => sum + 0.5 * (target[i] - value) ** 2, 0);

/** The network after an update, of which only the loss is asked. */
class Moved {
  /** @param {Network} network @param {Float64Array} input @param {Float64Array} target */
  constructor(network, input, target) {
    this.network = network;
    this.copy = Network.load(network.save());
    this.input = input;
    this.target = target;
  }

  /**
   * θ′ = θ − α·gradient, what it costs and how implicit it is.
   * @param {Inference} inference
   * @param {number} alpha
   * @returns {{ residual: number, loss: number }}
   */
  update(inference, alpha) {
    const functions = Array.from({ length: this.network.depth }, (_, l) => l);
    const steps = functions.map(l => ({
      weights: this.network.weights(l).map(subtract(inference.weightGradient(l), alpha)),
      bias: this.network.bias(l).map(subtract(inference.biasGradient(l), alpha)),
    }));
    if (!steps.every(({ weights, bias }) => allFinite(weights) && allFinite(bias))) return { residual: NaN, loss: NaN };
    steps.forEach(({ weights, bias }, l) => {
      this.copy.setWeights(l, weights);
      this.copy.setBias(l, bias);
    });
    return { residual: inference.implicitResidual(alpha), loss: lossOf(this.copy, this.input, this.target) };
  }

  free() {
    this.copy.free();
  }
}

/** @param {Float64Array} gradient @param {number} rate */
const subtract = (gradient, rate) => (/** @type {number} */ value, /** @type {number} */ i) =>
  value - rate * gradient[i];
