// Small decisions about a training run. Pure.

import { CHANCE } from '../../model/course.js';
import { fixed as decimals, percent, rough } from '../../model/numbers.js';
import { schemeById } from '../../model/schemes.js';
import { CLASSIFY_STEPS, inSweeps, usesGamma, usesSteps } from '../../model/training.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */

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

/**
 * Multiply-adds that one look at the validation digits may cost, about a second; and how many digits it is from at
 * least and at most.
 */
const SCORE = { work: 2.5e9, least: 50, most: 200 };

/**
 * How many digits a score is from where each is classified by inference. By the network alone, so that the same
 * settings always give the same curve.
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

/** @typedef {Pick<Settings, 'rule' | 'trainT' | 'trainGamma'>} Said */
/** @typedef {import('../../model/training.js').Taken} Taken */

/**
 * What is known of a run when it is judged: what it trains with, what would be usual, and its numbers.
 * @typedef {{taken: Taken, usual: Taken, iteration: number, epoch: number, loss: number, first: number, accuracy: number, best: number}}
 * Known
 */

/**
 * What to try instead of these settings.
 * @param {Said} settings
 * @param {Known} known
 * @param {string} otherwise what else, when all are usual
 * @param {boolean} slow whether too little may be the fault
 */
function advice({ rule }, { taken, usual }, otherwise, slow) {
  const tries = [];
  if (taken.rate > usual.rate || (slow && taken.rate < usual.rate / 2))
    tries.push(`a learning rate around ${usual.rate}`);
  if (usesGamma(rule) && taken.gamma > usual.gamma) tries.push(`a step size γ of at most ${usual.gamma}`);
  if (usesGamma(rule) && slow && taken.gamma < usual.gamma / 2) tries.push(`a step size γ around ${usual.gamma}`);
  if (usesSteps(rule) && slow && taken.T < usual.T)
    tries.push(`at least ${usual.T} ${inSweeps(rule) ? 'sweeps' : 'inference steps'}`);
  return tries.length > 0 ? tries.join(' or ') : otherwise;
}

/**
 * What a run is doing, when something is wrong with it: what, where, and what to try; '' while it learns.
 * @param {import('../../model/course.js').TrainingCourse} course
 * @param {Said} settings
 * @param {Known} known
 * @returns {string}
 */
export function courseSentence(course, settings, known) {
  const { taken, iteration, epoch, loss, first, accuracy, best } = known;
  const smaller = advice(settings, known, 'a smaller learning rate, or another activation', false);
  switch (course) {
    case 'diverged':
      return `Training diverged at iteration ${iteration} with learning rate ${taken.rate}: the loss or a weight stopped being a finite number. Try ${smaller}; the last finite weights are kept.`;
    case 'diverging':
      return `Training is diverging: at iteration ${iteration} the loss is ${rough(loss)}, up from ${rough(first)} before training, with learning rate ${taken.rate}. Try ${smaller}.`;
    case 'falling':
      return `Training is losing what it had: ${percent(accuracy)} of the validation digits are right at epoch ${decimals(epoch, 1)}, and ${percent(best)} were at its best. Try ${smaller}.`;
    case 'guessing': {
      const name = schemeById(settings.rule).name;
      const stalled = `Training is stalled at chance: after ${decimals(epoch, 1)} passes through the digits the network still guesses, ${percent(accuracy)} right where ${percent(CHANCE)} is chance.`;
      if (schemeById(settings.rule).hopeless)
        return `${stalled} ${name} hardly learns with any settings: try another rule.`;
      return `${stalled} Try ${advice(settings, known, 'a larger learning rate, fewer hidden layers or another activation', true)}.`;
    }
    default:
      return '';
  }
}
