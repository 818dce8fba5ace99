// What is trained in the benchmark: rules, networks, minibatches. Pure.

/** @typedef {import('../../www/pkg/pc_playground.js').RuleOptions} RuleOptions */

/**
 * @typedef {object} RuleCase
 * @property {string} id
 * @property {string} name
 * @property {'bp' | 'fpa' | 'vpc' | 'zil'} rule
 * @property {number} stepSize γ
 * @property {(hidden: number) => number} steps T
 */

/** @type {readonly RuleCase[]} */
export const RULES = [
  { id: 'bp', name: 'BP', rule: 'bp', stepSize: 1, steps: hidden => hidden },
  { id: 'fpa-1', name: 'FPA γ 1, T = H', rule: 'fpa', stepSize: 1, steps: hidden => hidden },
  { id: 'fpa-20', name: 'FPA γ 0.1, T = 20', rule: 'fpa', stepSize: 0.1, steps: () => 20 },
  { id: 'vpc-20', name: 'VPC γ 0.1, T = 20', rule: 'vpc', stepSize: 0.1, steps: () => 20 },
  { id: 'zil', name: 'Z-IL, T = H', rule: 'zil', stepSize: 1, steps: hidden => hidden },
];

export const HIDDEN = [2, 4, 8];
export const BATCHES = [64, 1];
export const RATE = 0.01;
export const MOMENTUM = 0.9;
/** Samples that are trained on, over and over. */
export const SAMPLES = 1024;

/** Units of x_0 … x_L. @param {number} hidden */
export const sizesOf = hidden => [784, ...Array.from({ length: hidden }, () => 64), 10];

/**
 * The options of our own trainer.
 * @param {RuleCase} rule
 * @param {number} hidden
 * @param {number} batch
 * @returns {import('../../www/pkg/pc_playground.js').TrainerOptions}
 */
export const trainerOptions = (rule, hidden, batch) => ({
  rule: rule.rule,
  stepSize: rule.stepSize,
  steps: rule.steps(hidden),
  optimizer: { kind: 'momentum', learningRate: RATE, momentum: MOMENTUM },
  batchSize: batch,
});
