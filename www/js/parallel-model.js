// What the settings of the parallel view mean: the chain, its rule, its steps. Pure; page and worker use the same.

/** @typedef {import('./state.js').Settings} Settings */
/** @typedef {import('./protocol.js').RuleId} RuleId */

/** Pixels of a digit, and classes. */
const [PIXELS, CLASSES] = [784, 10];

/**
 * The hidden layer that is widened, from 1; 0 when none is, or when the chain has no such layer.
 * @param {Pick<Settings, 'pWide' | 'pDepth'>} settings
 * @returns {number}
 */
export const bottleneck = ({ pWide, pDepth }) => (pWide < pDepth ? pWide : 0);

/**
 * Units of x_0 … x_L.
 * @param {Pick<Settings, 'pDepth' | 'pWidth' | 'pWide' | 'pWideUnits'>} settings
 * @returns {number[]}
 */
export function chainSizes(settings) {
  const wide = bottleneck(settings);
  const hidden = Array.from({ length: settings.pDepth - 1 }, (_, i) => (i + 1 === wide ? settings.pWideUnits : settings.pWidth));
  return [PIXELS, ...hidden, CLASSES];
}

/**
 * The options of a network with these settings.
 * @param {Settings} settings
 * @returns {import('../pkg/pc_playground.js').NetworkOptions}
 */
export const networkOptions = settings => ({
  sizes: chainSizes(settings), activation: settings.activation, likelihood: settings.likelihood, dtype: settings.dtype, seed: settings.seed,
});

/** Whether the rule has a step size and a free number of steps. @param {RuleId} rule */
export const relaxes = rule => rule === 'vpc' || rule === 'fpa';

/**
 * The options of a rule with these settings.
 * @param {Settings} settings
 * @param {RuleId} rule
 * @returns {import('../pkg/pc_playground.js').RuleOptions}
 */
export const ruleOptions = (settings, rule) => (relaxes(rule) ? { rule, stepSize: settings.pGamma } : { rule });

/**
 * Inference steps that the rule makes: T of the settings, or L − 1 for BP and Z-IL, whose schedule ends there.
 * @param {Pick<Settings, 'pT' | 'pDepth'>} settings
 * @param {RuleId} rule
 * @returns {number}
 */
export const stepsOf = ({ pT, pDepth }, rule) => (relaxes(rule) && pT > 0 ? pT : pDepth - 1);

/**
 * Processors of the ideal machine.
 * @param {Pick<Settings, 'pProcessors' | 'pDepth'>} settings
 * @returns {number}
 */
export const processorsOf = ({ pProcessors, pDepth }) => (pProcessors === 0 ? pDepth : Math.min(pProcessors, pDepth));

/**
 * A minibatch of digits as a network takes it.
 * @param {{images: Uint8Array, labels: Uint8Array}} digits
 * @returns {{inputs: Float64Array, targets: Float64Array}} pixel / 255, and one-hot
 */
export function minibatch({ images, labels }) {
  const inputs = Float64Array.from(images, pixel => pixel / 255);
  const targets = new Float64Array(labels.length * CLASSES);
  labels.forEach((label, i) => { targets[i * CLASSES + label] = 1; });
  return { inputs, targets };
}

/**
 * Something for each of the four rules.
 * @template T
 * @param {(rule: RuleId) => T} make
 * @returns {Record<RuleId, T>}
 */
export const perRule = make => ({ bp: make('bp'), vpc: make('vpc'), fpa: make('fpa'), zil: make('zil') });
