// One table of every setting of the page, and its translation to and from the URL hash. Pure: touches neither page nor storage.

/**
 * @typedef {object} Settings
 * @property {'step'|'train'|'parallel'} view
 * @property {'mnist'|'synthetic'} source
 * @property {number} sample index into the test digits
 * @property {number} hidden number of hidden layers; the chain is one longer
 * @property {number} width units of each hidden layer
 * @property {'identity'|'tanh'|'relu'|'sigmoid'} activation
 * @property {'gaussian'|'categorical'} likelihood
 * @property {'f32'|'f64'} dtype
 * @property {number} seed
 * @property {number} gammaVpc
 * @property {number} gammaFpa
 * @property {number} k
 * @property {'value'|'error'} stores
 * @property {number} T
 * @property {number} t never above T
 * @property {number} speed
 * @property {'bp'|'vpc'|'fpa'|'zil'} rule
 * @property {'sgd'|'momentum'|'adam'} optimizer
 * @property {number} rate
 * @property {number} batch
 * @property {number} trainT 0 means "as many as hidden layers"
 * @property {number} trainGamma 0 means "what suits the rule"
 * @property {'bp'|'vpc'|'fpa'|'zil'} pRule the rule that runs one worker a node
 * @property {number} pGamma step size of vpc and fpa in the parallel view
 * @property {number} pDepth L, functions in the chain
 * @property {number} pWidth units of each hidden layer in the parallel view
 * @property {number} pWide hidden layer that is the bottleneck, counted from 1; 0 means none, and so does one that the chain does not have
 * @property {number} pWideUnits its units
 * @property {number} pBatch digits in the minibatch
 * @property {number} pT 0 means L − 1
 * @property {'dataflow'|'lockstep'} pWait
 * @property {number} pProcessors of the ideal machine; 0 means one a node
 * @property {'ideal'|'measured'} pShow
 */

/**
 * A field with a number. `step` is the grid of a whole or linear field; a `log` field is spread evenly over its decades instead.
 * @typedef {object} NumberField
 * @property {'whole'|'real'} kind
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} default
 * @property {boolean} [log]
 * @property {string} unit '' when the number is a pure number
 * @property {string} label
 * @property {string} help one or two sentences for someone who meets it for the first time
 */

/**
 * A field with a few named values.
 * @typedef {object} ChoiceField
 * @property {'choice'} kind
 * @property {{value: string, label: string, help: string}[]} options
 * @property {string} default
 * @property {string} unit
 * @property {string} label
 * @property {string} help
 */

/** @typedef {NumberField | ChoiceField} Field */

/** @param {number} min @param {number} max @param {number} fallback @param {string} label @param {string} help @param {string} [unit] @returns {NumberField} */
const whole = (min, max, fallback, label, help, unit = '') => ({ kind: 'whole', min, max, step: 1, default: fallback, unit, label, help });

/** @param {number} min @param {number} max @param {number} step @param {number} fallback @param {string} label @param {string} help @param {string} [unit] @returns {NumberField} */
const real = (min, max, step, fallback, label, help, unit = '') => ({ kind: 'real', min, max, step, default: fallback, unit, label, help });

/** @param {NumberField} field @returns {NumberField} */
const log = field => ({ ...field, log: true });

/** @param {string} fallback @param {string} label @param {string} help @param {[value: string, label: string, help: string][]} options @returns {ChoiceField} */
const choice = (fallback, label, help, options) => ({
  kind: 'choice', default: fallback, unit: '', label, help,
  options: options.map(([value, name, about]) => ({ value, label: name, help: about })),
});

/** Every setting, in the order in which the hash lists them. @type {Record<keyof Settings, Field>} */
export const FIELDS = {
  view: choice('step', 'View', 'What the page shows.', [
    ['step', 'Step', 'One digit through one network, one inference step at a time.'],
    ['train', 'Train', 'Train a network on many digits.'],
    ['parallel', 'Parallel', 'One worker a node: who computes what, when.'],
  ]),
  source: choice('mnist', 'Digits', 'Where the digits come from.', [
    ['mnist', 'MNIST', 'Handwritten digits, 28 × 28 pixels.'],
    ['synthetic', 'drawn', 'Digits drawn by the program from strokes; nothing to download.'],
  ]),
  sample: whole(0, 999_999, 0, 'Digit', 'Which of the test digits the network is shown.'),
  hidden: whole(2, 16, 5, 'Hidden layers', 'Layers between the picture and the output. The more there are, the longer an error has to travel.'),
  width: log(whole(1, 128, 24, 'Units a layer', 'Units in each hidden layer. Each is one cell of a column.')),
  activation: choice('tanh', 'Activation', 'The nonlinearity of the hidden layers. The output layer has none.', [
    ['tanh', 'tanh', 'Squeezes every value into −1 to 1.'],
    ['relu', 'relu', 'Passes positive values, turns negative ones into exactly zero.'],
    ['sigmoid', 'sigmoid', 'Squeezes every value into 0 to 1; its slope is at most ¼, so errors fade quickly.'],
    ['identity', 'identity', 'No nonlinearity: the whole network is linear.'],
  ]),
  likelihood: choice('categorical', 'Output', 'What the output is compared with, so what its error is.', [
    ['categorical', 'categorical', 'Ten class probabilities (softmax); the error is the one-hot label minus the probabilities.'],
    ['gaussian', 'gaussian', 'Ten plain numbers; the error is the one-hot label minus the numbers.'],
  ]),
  dtype: choice('f64', 'Precision', 'How exactly numbers are kept.', [
    ['f64', 'f64', '64-bit numbers, about 16 digits.'],
    ['f32', 'f32', '32-bit numbers, about 7 digits: tiny changes of a value are lost, and a deep wave may arrive late.'],
  ]),
  seed: whole(0, 999_999, 0, 'Seed', 'Chooses the random first weights. The same seed always gives the same weights.'),
  gammaVpc: real(0.01, 3, 0.01, 0.4, 'VPC step size γ', 'How far VPC moves its values in one step. Small descends steadily; large diverges.'),
  gammaFpa: real(0.01, 3, 0.01, 0.5, 'FPA step size γ', 'How far FPA-PC moves its errors towards those of backpropagation in one step. 1 gets there exactly; above 2 diverges.'),
  k: log(real(1, 10_000, 0.1, 1, 'Output variance k', 'VPC with an output that is k times less certain, its gradients times k. Large k approaches backpropagation, given enough steps.')),
  stores: choice('value', 'FPA stores', 'Which number FPA-PC keeps in memory; the other is computed from it. In exact arithmetic they are the same.', [
    ['value', 'values x', 'Keeps values, as in the paper: a change smaller than the last digit of x is lost.'],
    ['error', 'errors e', 'Keeps errors: even the smallest change is kept.'],
  ]),
  T: whole(1, 64, 16, 'Steps T', 'How many inference steps are computed and shown.', 'steps'),
  t: whole(0, 64, 0, 'Step t', 'Updates so far. At t = 0 only the output has an error.'),
  speed: real(0.5, 20, 0.5, 2, 'Speed', 'Steps a second while playing.', 'steps/s'),
  rule: choice('fpa', 'Rule', 'How the network turns an error at the output into changes of its weights.', [
    ['bp', 'BP', 'Backpropagation: one exact sweep from the output to the input.'],
    ['vpc', 'VPC', 'Variational predictive coding: all values settle together, then every layer learns.'],
    ['fpa', 'FPA-PC', 'Predictive coding with predictions frozen at the first forward pass.'],
    ['zil', 'Z-IL', 'Zero-divergence inference learning: VPC with γ = 1, each layer learning at its own moment. Equals backpropagation.'],
  ]),
  optimizer: choice('momentum', 'Optimizer', 'How a gradient becomes a change of the weights.', [
    ['sgd', 'SGD', 'Plain gradient descent.'],
    ['momentum', 'momentum', 'Gradient descent that keeps nine tenths of its last movement.'],
    ['adam', 'Adam', 'Gradient descent with its own pace for every weight.'],
  ]),
  rate: log(real(1e-6, 1000, 1e-6, 0.01, 'Learning rate', 'How far the weights move along the gradient. Around 0.01 works with momentum, 0.001 with Adam; far above that, training diverges.')),
  batch: log(whole(1, 512, 64, 'Batch size', 'Digits averaged into one change of the weights.', 'digits')),
  trainT: whole(0, 128, 0, 'Inference steps T', 'Inference steps before the weights change. 0 takes as many as there are hidden layers, the fewest that let every layer hear of the error.', 'steps'),
  trainGamma: real(0, 3, 0.01, 0, 'Step size γ', 'How far VPC or FPA-PC moves in one inference step. 0 takes what suits the rule: 1 for FPA-PC, 0.5 for VPC.'),
  pRule: choice('fpa', 'Rule', 'The rule that the workers run, and whose timeline is shown large.', [
    ['bp', 'BP', 'Backpropagation: a forward sweep, then a backward one; each node works once in each.'],
    ['vpc', 'VPC', 'Variational predictive coding: in every step every node sends its error back and its new value on.'],
    ['fpa', 'FPA-PC', 'Predictive coding with frozen predictions: in every step every node sends its error back.'],
    ['zil', 'Z-IL', 'VPC with γ = 1, each layer learning at its own moment. Equals backpropagation.'],
  ]),
  pGamma: real(0.01, 3, 0.01, 0.5, 'Step size γ', 'How far VPC or FPA-PC moves in one step. BP and Z-IL do not use it.'),
  pDepth: whole(2, 64, 8, 'Functions in the chain', 'L, the chain length: hidden layers and the output layer. Each runs in a worker of its own.'),
  pWidth: log(whole(4, 256, 128, 'Units a layer', 'Units in each hidden layer. More units make each operation longer compared with sending a message.')),
  pWide: whole(0, 63, 0, 'Widened hidden layer', 'Makes one hidden layer a bottleneck. 0 widens none.'),
  pWideUnits: log(whole(64, 1024, 1024, 'Its units', 'Units of the widened layer.')),
  pBatch: log(whole(1, 64, 16, 'Digits at once', 'The minibatch: every operation is done for all of these digits together.')),
  pT: whole(0, 128, 0, 'Inference steps T', 'Steps of VPC and FPA-PC. 0 takes L − 1, the fewest after which every node can have heard of the error. BP and Z-IL always take L − 1.'),
  pWait: choice('dataflow', 'Pace', 'When a node may go on.', [
    ['dataflow', 'own pace', 'A node goes on as soon as its neighbours’ messages are in.'],
    ['lockstep', 'wait for the slowest', 'Every step waits for the slowest node, as the paper’s bound assumes.'],
  ]),
  pProcessors: whole(0, 64, 0, 'Ideal processors', 'Processors of the ideal machine, which do one multiply-add a tick and send messages in no time. 0 means one a node.'),
  pShow: choice('ideal', 'Timeline', 'Which run is drawn.', [
    ['ideal', 'ideal', 'Every operation takes as long as it has multiply-adds; messages are free. Does not depend on this computer.'],
    ['measured', 'measured', 'The last run of the workers, by their own clocks.'],
  ]),
};

const NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(FIELDS));

/**
 * The nearest value that `field` allows; its default when `value` cannot be read at all.
 * @param {Field} field
 * @param {unknown} value a number, or text as found in a hash
 * @returns {number | string}
 */
export function clamp(field, value) {
  if (field.kind === 'choice') {
    return field.options.some(option => option.value === value) ? String(value) : field.default;
  }
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (Number.isNaN(number)) return field.default;
  const inside = Math.min(field.max, Math.max(field.min, number));
  // Seven digits hide the noise of a slider (0.30000000000000004) and keep hashes short.
  return field.kind === 'whole' ? Math.round(inside) : Number(inside.toPrecision(7));
}

/**
 * Settings with every field present and in range.
 * @param {Partial<Record<keyof Settings, unknown>>} values anything; what is missing becomes the default
 * @returns {Settings}
 */
export function normalise(values) {
  /** @type {Record<string, number | string>} */
  const settings = {};
  for (const name of NAMES) settings[name] = clamp(FIELDS[name], values[name]);
  settings.t = Math.min(Number(settings.t), Number(settings.T));
  return /** @type {Settings} */ (/** @type {unknown} */ (settings));
}

/** All defaults. @returns {Settings} */
export const defaults = () => normalise({});

/**
 * Reads settings from a URL hash. Never throws: unknown names are ignored, unreadable values become defaults, others are clamped.
 * @param {string} hash with or without its '#', as in '#view=train&hidden=8'
 * @returns {Settings}
 */
export function parseHash(hash) {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  /** @type {Partial<Record<keyof Settings, unknown>>} */
  const values = {};
  for (const name of NAMES) {
    const text = query.get(name);
    if (text !== null) values[name] = text;
  }
  return normalise(values);
}

/**
 * The hash that `parseHash` turns back into the same settings. Defaults are left out, so all defaults give '#'.
 * @param {Settings} settings
 * @returns {string}
 */
export function toHash(settings) {
  const parts = NAMES.filter(name => settings[name] !== FIELDS[name].default).map(name => `${name}=${settings[name]}`);
  return `#${parts.join('&')}`;
}

/**
 * A value as it is shown to a reader, without its unit.
 * @param {Field} field
 * @param {number | string} value
 * @returns {string}
 */
export function display(field, value) {
  if (field.kind === 'choice') return field.options.find(option => option.value === value)?.label ?? String(value);
  const number = Number(value);
  if (field.kind === 'whole') return String(number);
  if (!field.log) return number.toFixed(Math.max(0, -Math.floor(Math.log10(field.step))));
  return number !== 0 && (Math.abs(number) < 1e-3 || Math.abs(number) >= 1e5) ? number.toExponential() : String(number);
}

// A log slider moves over 0 … LOG_STEPS in equal steps.
const LOG_STEPS = 1000;

/**
 * Where a slider of `field` stands for `value`: its own units, or 0 to 1000 over the decades of a log field.
 * @param {NumberField} field
 * @param {number} value
 * @returns {number}
 */
export function toPosition(field, value) {
  if (!field.log) return value;
  return Math.round((LOG_STEPS * Math.log(value / field.min)) / Math.log(field.max / field.min));
}

/**
 * The value of a slider of `field` that stands at `position`; of a log field, rounded to two digits so that it reads well.
 * @param {NumberField} field
 * @param {number} position
 * @returns {number}
 */
export function fromPosition(field, position) {
  if (!field.log) return Number(clamp(field, position));
  const value = field.min * (field.max / field.min) ** (position / LOG_STEPS);
  return Number(clamp(field, field.kind === 'whole' ? value : Number(value.toPrecision(2))));
}

/**
 * The range and step that an `<input type=range>` of `field` needs.
 * @param {NumberField} field
 * @returns {{ min: number, max: number, step: number }}
 */
export function sliderRange(field) {
  return field.log ? { min: 0, max: LOG_STEPS, step: 1 } : { min: field.min, max: field.max, step: field.step };
}
