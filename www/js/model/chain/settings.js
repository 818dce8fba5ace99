// What the settings of the parallel view mean: the chain, its scheme, its steps. Pure; page and worker use the same.

import { ruleOptionsOf, schemeById, stepSizeOf, withStepSize } from '../schemes.js';

/** @typedef {import('../settings.js').Settings} Settings */
/** @typedef {import('../scheme.js').SchemeId} SchemeId */
/** @typedef {import('../scheme.js').Knob} Knob */

/** Pixels of a digit, and classes. */
const [PIXELS, CLASSES] = [784, 10];

/** Functions in a chain: the fewest and the most. */
export const LENGTHS = { least: 2, most: 64 };

/**
 * The hidden layer that is widened, from 1; 0 when none is, or when the chain has no such layer.
 * @param {Pick<Settings, 'pWide' | 'pDepth'>} settings
 * @returns {number}
 */
export const bottleneck = ({ pWide, pDepth }) => (pWide < pDepth ? pWide : 0);

/** Whether the chain goes from the label to the picture. @param {SchemeId} scheme */
export const turned = scheme => schemeById(scheme).rule === 'generative';

/**
 * Units of x_0 … x_L.
 * @param {Pick<Settings, 'pDepth' | 'pWidth' | 'pWide' | 'pWideUnits'>} settings
 * @param {SchemeId} [scheme]
 * @returns {number[]}
 */
export function chainSizes(settings, scheme = 'bp') {
  const wide = bottleneck(settings);
  const hidden = Array.from({ length: settings.pDepth - 1 }, (_, i) =>
    i + 1 === wide ? settings.pWideUnits : settings.pWidth,
  );
  return turned(scheme) ? [CLASSES, ...hidden, PIXELS] : [PIXELS, ...hidden, CLASSES];
}

/**
 * The options of a network with these settings. A picture at x_L is a matter of plain numbers, so its likelihood is
 * gaussian.
 * @param {Settings} settings
 * @param {SchemeId} [scheme]
 * @returns {import('../../../pkg/pc_playground.js').NetworkOptions}
 */
export const networkOptions = (settings, scheme = 'bp') => ({
  sizes: chainSizes(settings, scheme),
  activation: settings.activation,
  likelihood: turned(scheme) ? 'gaussian' : settings.likelihood,
  dtype: settings.dtype,
  seed: settings.seed,
});

/** Whether a setting changes what the scheme computes. @param {SchemeId} scheme @param {Knob} knob */
export const uses = (scheme, knob) => schemeById(scheme).uses.includes(knob);

/** Whether the scheme has a step size. @param {SchemeId} scheme */
export const hasGamma = scheme => stepSizeOf(scheme) !== undefined;

/**
 * Whether the scheme goes on until it is stopped, so that somebody must say for how many steps.
 * @param {SchemeId} scheme
 */
export const goesOn = scheme => !['bp', 'zil'].includes(schemeById(scheme).rule);

/**
 * The options of a scheme with these settings.
 * @param {Settings} settings
 * @param {SchemeId} scheme
 * @returns {import('../../../pkg/pc_playground.js').RuleOptions}
 */
export const ruleOptions = (settings, scheme) =>
  ruleOptionsOf(scheme, withStepSize({ ...settings, stores: 'value' }, settings.pGamma));

/**
 * Inference steps that the scheme makes: T of the settings, or L − 1 for those whose schedule ends there.
 * @param {Pick<Settings, 'pT' | 'pDepth'>} settings
 * @param {SchemeId} scheme
 * @returns {number}
 */
export const stepsOf = ({ pT, pDepth }, scheme) => (goesOn(scheme) && pT > 0 ? pT : pDepth - 1);

/**
 * Whether nodes have errors of their own before the output's can have come: by the scheme itself, or by values that
 * fade.
 * @param {Pick<Settings, 'decay'>} settings
 * @param {SchemeId} scheme
 */
export const ownErrors = ({ decay }, scheme) =>
  schemeById(scheme).ownErrors !== '' || (uses(scheme, 'decay') && decay > 0);

/**
 * Processors of the ideal machine.
 * @param {Pick<Settings, 'pProcessors' | 'pDepth'>} settings
 * @returns {number}
 */
export const processorsOf = ({ pProcessors, pDepth }) => (pProcessors === 0 ? pDepth : Math.min(pProcessors, pDepth));

/**
 * A minibatch of digits as a network takes it: pixel / 255, and one-hot.
 * @param {{images: Uint8Array, labels: Uint8Array}} digits
 * @param {SchemeId} [scheme]
 * @returns {{inputs: Float64Array, targets: Float64Array}}
 */
export function minibatch({ images, labels }, scheme = 'bp') {
  const pictures = Float64Array.from(images, pixel => pixel / 255);
  const classes = new Float64Array(labels.length * CLASSES);
  labels.forEach((label, i) => {
    classes[i * CLASSES + label] = 1;
  });
  return inOrder(pictures, classes, scheme);
}

/**
 * What stands at x_0 and at x_L.
 * @param {Float64Array} pictures @param {Float64Array} classes
 * @param {SchemeId} scheme
 * @returns {{inputs: Float64Array, targets: Float64Array}}
 */
export const inOrder = (pictures, classes, scheme) =>
  turned(scheme) ? { inputs: classes, targets: pictures } : { inputs: pictures, targets: classes };

/** The paper's four, which are always shown. @type {readonly SchemeId[]} */
export const CLASSICS = ['bp', 'vpc', 'fpa', 'zil'];

/** The schemes that are shown: the paper's four and the chosen one. @param {SchemeId} chosen @returns {SchemeId[]} */
export const shownSchemes = chosen => (CLASSICS.includes(chosen) ? [...CLASSICS] : [...CLASSICS, chosen]);
