// Small decisions about a training run. Pure.

import { rough } from '../numbers.js';
import { CLASSIFY_STEPS, fixed, trainGamma, usesGamma } from '../train-inference.js';

/** @typedef {import('../protocol.js').Settings} Settings */

/**
 * After how many minibatches to record, so that an epoch has about `points` points. Counted in minibatches and not in
 * seconds, so that the same settings always give the same curve.
 * @param {number} samples digits in an epoch
 * @param {number} batch
 * @param {number} points
 * @returns {number} at least 1
 */
export function recordEvery(samples, batch, points) {
  return Math.max(1, Math.round(samples / batch / points));
}

/** Multiply-adds that one look at the validation digits may cost, about a second; and how many digits it is from at least and at most. */
const SCORE = { work: 2.5e9, least: 50, most: 200 };

/**
 * How many digits a score is from where each is classified by inference. By the network alone, so that the same settings always
 * give the same curve.
 * @param {number[]} sizes units of x_0 … x_L
 * @returns {number}
 */
export function scoreCount(sizes) {
  // Each step carries values down and errors up through every function.
  const each = 2 * CLASSIFY_STEPS * sizes.slice(1).reduce((sum, size, l) => sum + size * sizes[l], 0);
  return Math.min(SCORE.most, Math.max(SCORE.least, Math.floor(SCORE.work / each)));
}

/**
 * Samples per second between the first and the last mark; 0 while there is nothing to measure.
 * @param {{seconds: number, samples: number}[]} marks
 * @returns {number}
 */
export function rateOver(marks) {
  const first = marks[0];
  const last = marks.at(-1);
  if (!first || !last) return 0;
  if (first === last) return last.seconds > 0 ? last.samples / last.seconds : 0;
  return (last.samples - first.samples) / (last.seconds - first.seconds);
}

/** A mean loss this many times the first one is not noise any more. */
const RUNAWAY = 10;

/** @typedef {Pick<Settings, 'rule' | 'rate' | 'trainGamma' | 'optimizer' | 'batch' | 'likelihood' | 'width'>} Said */

/**
 * What to try instead of these settings.
 * @param {Said} settings
 */
function advice(settings) {
  const tries = [];
  const usual = fixed(settings).optimizer === 'adam' ? 0.001 : 0.01;
  if (settings.rate > usual) tries.push(`a learning rate around ${usual}`);
  const most = trainGamma({ ...settings, trainGamma: 0 });
  if (usesGamma(settings.rule) && settings.trainGamma > most) tries.push(`a step size γ of at most ${most}`);
  return tries.length > 0 ? tries.join(' or ') : 'a smaller learning rate, or another activation';
}

/**
 * Training has stopped: what happened, where, and what to try.
 * @param {Said} settings
 * @param {number} iteration
 * @returns {string}
 */
export function divergenceSentence(settings, iteration) {
  return `Training diverged at iteration ${iteration} with learning rate ${settings.rate}: the loss or a weight stopped being a finite number. `
    + `Try ${advice(settings)}; the last finite weights are kept.`;
}

/**
 * Every number is still finite, but the loss has grown far above the one of the untrained network; '' when it has not.
 * @param {Said} settings
 * @param {number} iteration
 * @param {number} loss a mean over some minibatches
 * @param {number} first the loss before training
 * @returns {string}
 */
export function runawaySentence(settings, iteration, loss, first) {
  if (!(loss > RUNAWAY * first)) return '';
  return `Training is diverging: at iteration ${iteration} the loss is ${rough(loss)}, up from ${rough(first)} before training, with learning rate ${settings.rate}. `
    + `Try ${advice(settings)}.`;
}
