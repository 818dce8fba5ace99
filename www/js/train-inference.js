// What the train view's settings come to under the chosen scheme: what it uses, what it fixes, what is left to it (0), and the module's options. Pure.

import { ruleOptionsOf, schemeById, stepSizeOf, withStepSize } from './schemes.js';

/** @typedef {import('./state.js').Settings} Settings */
/** @typedef {import('./schemes.js').SchemeId} SchemeId */
/** @typedef {Pick<Settings, 'rule' | 'hidden' | 'trainT'>} Stepping */
/** @typedef {Pick<Settings, 'rule' | 'width' | 'trainGamma'>} Moving */
/** @typedef {Pick<Settings, 'rule' | 'optimizer' | 'batch' | 'likelihood'>} Fixing */

/** Inference steps with which a generative network classifies a picture. */
export const CLASSIFY_STEPS = 100;

/** Steps of rules whose values have to settle; sweeps of implicit-sgd. */
const SETTLING = 20;

/** Whether its values have to settle, instead of an error having to arrive. @param {SchemeId} rule */
const settles = rule => ['g-il', 'il-prox', 'il-prox-practical', 'generative', 'langevin'].includes(rule);

/** What a scheme does with γ when nobody says, found by trying; schemes not named take 1. @type {Partial<Record<SchemeId, number>>} */
const USUAL_GAMMA = {
  vpc: 0.5, klimit: 0.5, 'zil-step': 0.5, 'g-il': 0.3, 'il-prox-practical': 0.3, 'il-prox': 0.1, langevin: 0.05,
};

/**
 * γ for a chain that ends in a picture: its 784 pixels pull on the last hidden layer, the harder the fewer units share the pull. This is one over the
 * curvature 1 + ‖W‖² at the first weights, U(±1/√width), whose norm is (√784 + √width) / √(3 width) in the mean; never more than 0.05.
 * @param {number} width
 */
const pictureGamma = width => Math.min(0.05, Number((1 / (1 + (28 + Math.sqrt(width)) ** 2 / (3 * width))).toPrecision(2)));

/** Whether inference goes on until it is stopped, so that T counts. BP and Z-IL have their own schedule. @param {SchemeId} rule */
export const usesSteps = rule => !['bp', 'zil'].includes(schemeById(rule).rule);

/** Whether the scheme has a step size γ. @param {SchemeId} rule */
export const usesGamma = rule => stepSizeOf(rule) !== undefined;

/** Whether it uses one of its own knobs. @param {SchemeId} rule @param {import('./schemes.js').Knob} knob */
export const uses = (rule, knob) => schemeById(rule).uses.includes(knob);

/** Whether the network runs from the label to the picture. @param {SchemeId} rule */
export const turned = rule => schemeById(rule).rule === 'generative';

/** Whether T is counted in sweeps, of L steps each. @param {SchemeId} rule */
export const inSweeps = rule => rule === 'implicit-sgd';

/** T as the settings count it: theirs; or as many as there are hidden layers, the fewest that let every layer hear of the error; or as many as settle.
 * @param {Stepping} settings */
export const trainT = ({ rule, hidden, trainT: chosen }) => chosen || (settles(rule) || inSweeps(rule) ? SETTLING : hidden);

/** Inference steps a minibatch. @param {Stepping} settings */
export const trainSteps = settings => trainT(settings) * (inSweeps(settings.rule) ? settings.hidden + 1 : 1);

/** γ: theirs, or the scheme's own. @param {Moving} settings */
export const trainGamma = ({ rule, width, trainGamma: chosen }) => chosen || (turned(rule) ? pictureGamma(width) : USUAL_GAMMA[rule] ?? 1);

/** Whether the learning rate is a part of inference, so that only plain SGD makes the implicit step itself: the view offers no other. @param {SchemeId} rule */
export const plainOnly = rule => ['il-prox', 'il-prox-practical', 'implicit-sgd'].includes(rule);

/** Whether it holds for one digit at a time. @param {SchemeId} rule */
export const oneOnly = rule => rule === 'il-prox';

/** What a run really uses where the scheme leaves no choice. @param {Fixing} settings @returns {Pick<Settings, 'optimizer' | 'batch' | 'likelihood'>} */
export const fixed = ({ rule, optimizer, batch, likelihood }) => ({
  optimizer: plainOnly(rule) ? 'sgd' : optimizer,
  batch: oneOnly(rule) ? 1 : batch,
  likelihood: turned(rule) ? 'gaussian' : likelihood,
});

/** The scheme's options as an Inference takes them. @param {Settings} settings @returns {import('../pkg/pc_playground.js').RuleOptions} */
export function ruleOptions(settings) {
  const { rule, feedback, feedbackDecay } = settings;
  const options = ruleOptionsOf(rule, { ...withStepSize(settings, trainGamma(settings)), alpha: settings.rate, stores: 'value' });
  return { ...options, ...(uses(rule, 'feedback') && feedback === 'kolen-pollack' && { feedbackDecay }) };
}

/** Everything a Trainer is told. @param {Settings} settings @returns {import('../pkg/pc_playground.js').TrainerOptions} */
export function trainerOptions(settings) {
  // α is the optimizer's learning rate, and a trainer takes it from there.
  const { learningRate, ...rule } = ruleOptions(settings);
  const { optimizer, batch } = fixed(settings);
  return {
    ...rule,
    ...(usesSteps(settings.rule) && { steps: trainSteps(settings) }),
    ...(turned(settings.rule) && { evaluationSteps: CLASSIFY_STEPS }),
    optimizer: { kind: optimizer, learningRate: settings.rate },
    batchSize: batch,
    seed: settings.seed,
  };
}
