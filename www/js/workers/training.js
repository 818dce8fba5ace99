// Small decisions about a training run. Pure.

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

/**
 * What to try instead of these settings.
 * @param {Pick<Settings, 'rule' | 'rate' | 'trainGamma' | 'optimizer'>} settings
 */
function advice({ rule, rate, trainGamma, optimizer }) {
  const tries = [];
  const usual = optimizer === 'adam' ? 0.001 : 0.01;
  if (rate > usual) tries.push(`a learning rate around ${usual}`);
  const most = rule === 'vpc' ? 0.5 : 1;
  if ((rule === 'vpc' || rule === 'fpa') && trainGamma > most) tries.push(`a step size γ of at most ${most}`);
  return tries.length > 0 ? tries.join(' or ') : 'a smaller learning rate, or another activation';
}

/**
 * Training has stopped: what happened, where, and what to try.
 * @param {Pick<Settings, 'rule' | 'rate' | 'trainGamma' | 'optimizer'>} settings
 * @param {number} iteration
 * @returns {string}
 */
export function divergenceSentence(settings, iteration) {
  return `Training diverged at iteration ${iteration} with learning rate ${settings.rate}: the loss or a weight stopped being a finite number. `
    + `Try ${advice(settings)}; the last finite weights are kept.`;
}

/**
 * Every number is still finite, but the loss has grown far above the one of the untrained network; '' when it has not.
 * @param {Pick<Settings, 'rule' | 'rate' | 'trainGamma' | 'optimizer'>} settings
 * @param {number} iteration
 * @param {number} loss a mean over some minibatches
 * @param {number} first the loss before training
 * @returns {string}
 */
export function runawaySentence(settings, iteration, loss, first) {
  if (!(loss > RUNAWAY * first)) return '';
  return `Training is diverging: at iteration ${iteration} the loss is ${loss.toPrecision(3)}, up from ${first.toPrecision(3)} before training, with learning rate ${settings.rate}. `
    + `Try ${advice(settings)}.`;
}
