// Both sides must compute the same before their times mean anything: same weights, same minibatch, same losses and
// weights after some steps.

import { matrix, TfjsTrainer } from './contenders/tfjs.js';
import { openTrainer } from './contenders/ours.js';

/** @typedef {import('./cases.js').RuleCase} RuleCase */
/** @typedef {import('./contenders/tfjs.js').Start} Start */

const STEPS = 6;
/** Both compute in single precision and add up in another order. */
const LOSS_TOLERANCE = 1e-4;
/** Of the distance that the weights went. */
const WEIGHT_TOLERANCE = 2e-3;

/**
 * The parameters of a network, and its sizes.
 * @param {import('../../www/pkg/pc_playground.js').Network} network
 * @returns {Start}
 */
export function startOf(network) {
  const functions = Array.from({ length: network.depth }, (_, l) => l);
  return {
    sizes: [...network.sizes],
    weights: functions.map(l => network.weights(l)),
    biases: functions.map(l => network.bias(l)),
  };
}

/** ‖a − b‖² over all functions. @param {ArrayLike<number>[]} a @param {ArrayLike<number>[]} b */
function squares(a, b) {
  let sum = 0;
  a.forEach((values, l) => {
    for (let i = 0; i < values.length; i++) sum += (values[i] - b[l][i]) ** 2;
  });
  return sum;
}

/**
 * @param {import('./contenders/ours.js').Flavour} flavour
 * @param {import('./contenders/tfjs.js').Backend} backend
 * @param {import('./contenders/tfjs.js').Style} style
 * @param {RuleCase} rule
 * @param {number} hidden
 * @param {number} batch
 * @returns {{loss: number, weights: number}} the largest differences, relative
 * @throws {Error} one sentence when they differ by more than rounding
 */
export function verify(flavour, backend, style, rule, hidden, batch) {
  // As many samples as a minibatch has: each is all of them, in whatever order.
  const { network, data, trainer, free } = openTrainer(flavour, rule, hidden, batch, batch);
  const start = startOf(network);
  const other = new TfjsTrainer(backend, style, rule, start);
  const [x, y] = [matrix(data.inputs(0, batch), batch), matrix(data.targets(0, batch), batch)];
  try {
    let loss = 0;
    for (let step = 0; step < STEPS; step++) {
      const theirs = other.loss(x, y);
      other.step(x, y);
      const mine = trainer.step(1);
      loss = Math.max(loss, Math.abs(mine - theirs) / Math.abs(mine));
    }
    const mine = start.weights.map((_, l) => network.weights(l));
    const weights = Math.sqrt(squares(mine, other.weights()) / squares(mine, start.weights));
    const where = `${rule.name}, H = ${hidden}, batch ${batch}, of the build ${flavour.name} and of TF.js (${backend}, ${style})`;
    if (!(loss < LOSS_TOLERANCE))
      throw new Error(
        `${where}: the losses of ${STEPS} steps from the same weights must agree to ${LOSS_TOLERANCE}, but differ by ${loss}.`,
      );
    if (!(weights < WEIGHT_TOLERANCE))
      throw new Error(
        `${where}: the weights after ${STEPS} steps must agree to ${WEIGHT_TOLERANCE} of the way they went, but differ by ${weights}.`,
      );
    return { loss, weights };
  } finally {
    other.free();
    x.dispose();
    y.dispose();
    free();
  }
}
