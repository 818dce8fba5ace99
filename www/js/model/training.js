// What the train view's settings come to under the chosen scheme: what it uses, what it fixes, and the module's
// options. What a setting leaves open (0) the engine decides: workers/train/usual.js asks it, and nothing here repeats
// its numbers. Pure.

import { ruleOptionsOf, schemeById, stepSizeOf, withStepSize } from './schemes.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./scheme.js').SchemeId} SchemeId */
/** @typedef {Pick<Settings, 'rule' | 'optimizer' | 'batch' | 'likelihood'>} Fixing */

/** Inference steps with which a generative network classifies a picture. */
export const CLASSIFY_STEPS = 100;

/**
 * What a run really takes: T as the settings count it, the inference steps that are, γ, and the learning rate.
 * @typedef {{T: number, steps: number, gamma: number, rate: number}} Taken
 */

/**
 * Whether inference goes on until it is stopped, so that T counts. BP and Z-IL have a schedule.
 * @param {SchemeId} rule
 */
export const usesSteps = rule => !schemeById(rule).scheduled;

/** Whether the scheme has a step size γ. @param {SchemeId} rule */
export const usesGamma = rule => stepSizeOf(rule) !== undefined;

/** Whether it uses one of its own knobs. @param {SchemeId} rule @param {import('./scheme.js').Knob} knob */
export const uses = (rule, knob) => schemeById(rule).uses.includes(knob);

/** Whether the network runs from the label to the picture. @param {SchemeId} rule */
export const turned = rule => schemeById(rule).rule === 'generative';

/** Whether T is counted in sweeps, of L steps each. @param {SchemeId} rule */
export const inSweeps = rule => rule === 'implicit-sgd';

/**
 * Whether the learning rate is a part of inference, so that only plain SGD makes the implicit step itself: the view
 * offers no other.
 * @param {SchemeId} rule
 */
export const plainOnly = rule => schemeById(rule).implicit;

/** Whether it holds for one digit at a time. @param {SchemeId} rule */
export const oneOnly = rule => schemeById(rule).oneDigit;

/**
 * What a run really uses where the scheme leaves no choice.
 * @param {Fixing} settings
 * @returns {Pick<Settings, 'optimizer' | 'batch' | 'likelihood'>}
 */
export const fixed = ({ rule, optimizer, batch, likelihood }) => ({
  optimizer: plainOnly(rule) ? 'sgd' : optimizer,
  batch: oneOnly(rule) ? 1 : batch,
  likelihood: turned(rule) ? 'gaussian' : likelihood,
});

/** Units of x_0 … x_L of the network that trains. @param {Pick<Settings, 'rule' | 'hidden' | 'width'>} settings */
export function sizesOf({ rule, hidden, width }) {
  const sizes = [784, ...new Array(hidden).fill(width), 10];
  return turned(rule) ? sizes.reverse() : sizes;
}

/**
 * The rule's options as the settings have them: without the γ that they leave open.
 * @param {Settings} settings
 * @returns {import('../../pkg/pc_playground.js').RuleOptions}
 */
export function chosenOptions(settings) {
  const { rule, feedback, feedbackDecay } = settings;
  const gamma = settings.trainGamma || schemeById(rule).usualGamma;
  // α is the optimizer's learning rate, and a trainer takes it from there.
  const { stepSize, bottomStepSize, learningRate, ...options } = ruleOptionsOf(rule, {
    ...withStepSize(settings, gamma ?? 1),
    alpha: 1,
    stores: 'value',
  });
  return {
    ...options,
    ...(gamma && stepSize !== undefined && { stepSize: gamma }),
    ...(uses(rule, 'bottomGamma') && settings.bottomGamma > 0 && { bottomStepSize: settings.bottomGamma }),
    ...(uses(rule, 'feedback') && feedback === 'kolen-pollack' && { feedbackDecay }),
  };
}

/**
 * The rule's options as an Inference takes them.
 * @param {Settings} settings
 * @param {Taken} taken
 * @returns {import('../../pkg/pc_playground.js').RuleOptions}
 */
export const ruleOptions = (settings, { gamma, rate }) => ({
  ...chosenOptions(settings),
  ...(usesGamma(settings.rule) && { stepSize: gamma }),
  ...(uses(settings.rule, 'alpha') && { learningRate: rate }),
});

/**
 * Everything a Trainer is told.
 * @param {Settings} settings
 * @param {Taken} taken
 * @returns {import('../../pkg/pc_playground.js').TrainerOptions}
 */
export function trainerOptions(settings, taken) {
  const { learningRate, ...rule } = ruleOptions(settings, taken);
  const { optimizer, batch } = fixed(settings);
  return {
    ...rule,
    ...(usesSteps(settings.rule) && { steps: taken.steps }),
    ...(turned(settings.rule) && { evaluationSteps: CLASSIFY_STEPS }),
    optimizer: { kind: optimizer, learningRate: taken.rate },
    batchSize: batch,
    seed: settings.seed,
  };
}
