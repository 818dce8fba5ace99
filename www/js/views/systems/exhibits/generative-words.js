// What the generative network's numbers say, in words and rows. Pure.

import { brief, counted, fixed, percent, whole } from '../../../model/numbers.js';

/** @typedef {import('../../../model/exhibits/generative.js').Learned} Learned */
/** @typedef {import('../../../model/exhibits/generative.js').TestResult} TestResult */
/** @typedef {import('../../../model/exhibits/generative.js').Answer} Answer */

/** The paper's sentence, section 3.1.1. */
export const PAPER =
  'For example, traditional generative PC models trained to classify and generate MNIST digits are consistently unable to surpass a test set accuracy of 80%, both from our experience and observed by Kinghorn et al. (2022).';
export const PAPERS_BOUND = 0.8;

/** @param {number} share */

/** "a 7", "an 8". @param {number} digit */
const a = digit => `${digit === 8 ? 'an' : 'a'} ${digit}`;

/** The index of the largest of ten; −1 with one that is not a number. @param {ArrayLike<number>} ten */
export function largest(ten) {
  let best = 0;
  for (let i = 0; i < 10; i++) {
    if (!Number.isFinite(ten[i])) return -1;
    if (ten[i] > ten[best]) best = i;
  }
  return best;
}

/** How training stands. @param {Learned} learned @param {number} until minibatches to be trained on in all */
export function standing({ iteration, epoch, diverged, looks, checked, trainCount }, until) {
  if (diverged)
    return `Training diverged at minibatch ${iteration}: a number stopped being finite. The network holds the last finite ones. Take a smaller learning rate or γ.`;
  const last = looks.at(-1);
  const how = last
    ? ` ${percent(last.accuracy)} of ${checked} validation digits right at minibatch ${last.iteration}.`
    : '';
  return `${iteration} of ${until} minibatches, ${fixed(epoch, 2)} passes through ${whole(trainCount)} digits.${how}`;
}

/**
 * What was found, beside the paper.
 * @param {TestResult} result
 * @param {number} epoch
 * @param {boolean} mnist whether the digits are MNIST's
 */
export function found({ accuracy, nearest, count, taken }, epoch, mnist) {
  const end = accuracy[accuracy.length - 1];
  const compared = !mnist
    ? 'These are no MNIST digits, so the paper says nothing about them.'
    : end > PAPERS_BOUND
      ? 'That is above the paper’s 80 %.'
      : end === PAPERS_BOUND
        ? 'That is the paper’s 80 %, and does not surpass it.'
        : 'That does not surpass the paper’s 80 %.';
  let worst = { label: 0, as: 0, times: 0 };
  taken.forEach((row, label) =>
    row.forEach((times, as) => {
      if (as !== label && times > worst.times) worst = { label, as, times };
    }),
  );
  const mistake =
    worst.times > 0
      ? ` The commonest mistake: ${a(worst.label)} taken for ${a(worst.as)}, ${worst.times} ${worst.times === 1 ? 'time' : 'times'}.`
      : '';
  // The spread that other test digits would bring: a share of so many tries.
  const chance = Math.sqrt((end * (1 - end)) / count);
  return `Found here: ${percent(end)} of ${whole(count)} test digits, ± ${percent(chance)} by the luck of which digits these are, after ${fixed(epoch, 1)} passes of training and ${counted(accuracy.length - 1, 'step')} of inference. ${compared} Without any inference, by the nearest of the ten generated pictures: ${percent(nearest)}.${mistake}`;
}

/** What inference makes of one digit after t steps. @param {Answer} answer @param {number} t */
export function takenFor({ index, label, causes, freeEnergy, steps }, t) {
  const now = largest(causes.subarray(10 * t, 10 * t + 10));
  const end = largest(causes.subarray(10 * steps, 10 * steps + 10));
  if (end < 0) return `Inference on test digit ${index} diverged: a number stopped being finite. Take a smaller γ.`;
  const guess =
    t === 0 ? 'At t = 0 all labels have the same share' : `At t = ${t} test digit ${index} looks like ${a(now)}`;
  const verdict = t === steps ? `, which is ${now === label ? 'right' : `wrong: it is ${a(label)}`}` : '';
  return `${guess}${verdict}. Free energy ${brief(freeEnergy[t])}${t > 0 ? `, ${brief(freeEnergy[0])} at t = 0` : ''}.`;
}

/** The inference of one digit as rows, one a step. @param {Answer} answer @returns {(string | number)[][]} */
export function rowsOfAnswer({ causes, freeEnergy, pictures, steps }) {
  const ten = Array.from({ length: 10 }, (_, digit) => digit);
  return [
    [
      't',
      ...ten.map(digit => `x_0 of ${digit}`),
      'free energy',
      ...Array.from({ length: 784 }, (_, i) => `pixel ${i}`),
    ],
    ...Array.from({ length: steps + 1 }, (_, t) => [
      t,
      ...causes.subarray(10 * t, 10 * t + 10),
      freeEnergy[t],
      ...pictures.subarray(784 * t, 784 * t + 784),
    ]),
  ];
}
