// What the train view says about a scheme: what it leaves no choice about, what its angles and its accuracy mean. Pure.

import { schemeById } from '../../model/schemes.js';
import {
  CLASSIFY_STEPS,
  inSweeps,
  oneOnly,
  plainOnly,
  turned,
  uses,
  usesGamma,
  usesSteps,
} from '../../model/training.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */

/** Of generative PC, section 3.1.1. */
export const QUOTE = '“consistently unable to surpass a test set accuracy of 80%”';
export const QUOTED_SHARE = 0.8;

/**
 * What the scheme decides by itself, and why its controls are not there.
 * @param {Pick<Settings, 'rule' | 'hidden'>} settings
 * @returns {string[]} sentences
 */
export function termsOf({ rule, hidden }) {
  const { name } = schemeById(rule);
  const steps = usesSteps(rule);
  return [
    rule === 'bp' && 'It needs no T and no γ: one sweep from the output to the input.',
    !steps &&
      rule !== 'bp' &&
      `It needs no T: its schedule takes as many steps as there are hidden layers${usesGamma(rule) ? '' : ', each with γ = 1'}.`,
    steps && !usesGamma(rule) && !inSweeps(rule) && 'Its γ is 1.',
    rule === 'fa-zil' &&
      'With fewer steps than hidden layers, the first layers never hear of an error and never learn.',
    rule === 'klimit' &&
      'A large k needs many steps: with T as small as the number of hidden layers it brings nothing.',
    (rule === 'zil-latents' || rule === 'zil-together') &&
      'In a deep chain this leaves no layer but the last a gradient to learn from: accuracy stays near chance.',
    rule === 'zil-step' && 'It can take any γ but 1, which would be Z-IL: far below 1, the first layers hardly learn.',
    rule === 'langevin' &&
      'Its noise is as strong as the model takes values to be uncertain, a variance of 1, and drowns the errors of one digit: it hardly learns, and in a deep chain stays at chance.',
    rule === 'zil-early' && 'The weights move early by the learning rate below.',
    plainOnly(rule) && `The learning rate is its α, a part of inference, so the weights move by plain SGD.`,
    oneOnly(rule) && 'It is exact for one digit at a time, so the batch is 1.',
    inSweeps(rule) && `T counts sweeps; each takes L = ${hidden + 1} steps.`,
    turned(rule) &&
      'The network is turned round, from the label (10 units) to the picture (784), and its output is gaussian.',
    !uses(rule, 'feedback') && `${name} has no choice of feedback weights: its steps are those of the true gradient.`,
  ].filter(sentence => sentence !== false);
}

/**
 * What is wrong with a run, after its result in a list; often ''.
 * @param {import('../../model/course.js').TrainingCourse} [course]
 */
export const courseWords = course => (course ? COURSES[course] : '');

/** @type {Record<import('../../model/course.js').TrainingCourse, string>} */
const COURSES = {
  learning: '',
  guessing: ', stalled at chance',
  falling: ', losing what it had',
  diverging: ', diverging',
  diverged: ', diverged',
};

/**
 * What to know about the errors of this scheme before reading their angles.
 * @param {SchemeId} rule
 * @returns {string} '' or one sentence
 */
export function errorWords(rule) {
  const { name, family, rule: core } = schemeById(rule);
  if (inSweeps(rule))
    return `${name} begins a new sweep as soon as it has learned: the hidden errors are zero then, and have no direction.`;
  if (family === 'moment' || (core === 'zil' && rule !== 'zil-together')) {
    return `Of ${name} these are the errors at the end of inference. All but the first layer learned before, each at its moment, and its error has moved on since.`;
  }
  if (core === 'g-il' || core === 'il-prox')
    return `The errors of ${name} are those of pre-activations, and are held against backpropagation’s of the same.`;
  return '';
}

/**
 * What the loss and the accuracy of a generative network are.
 * @param {number} count digits that a score is from
 */
export const generativeWords = count =>
  `Generative PC: the accuracy is found by inference, x₀ free for ${CLASSIFY_STEPS} steps from equal shares, on ${count} validation digits; the loss is ½‖picture − prediction from its label‖². ` +
  `The line at 80 % is what the paper says of such networks on MNIST, that they are ${QUOTE}.`;
