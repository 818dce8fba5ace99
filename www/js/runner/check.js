// Whether the arguments of a parallel run can be used. Pure.

/** @typedef {import('../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('./run.js').ParallelOptions} ParallelOptions */
/** @typedef {import('./run.js').ParallelState} ParallelState */

export const MOST_STEPS = 4096;
export const MOST_ROUNDS = 1000;

/**
 * Checked options, with the defaults put in.
 * @typedef {object} Plan
 * @property {WebAssembly.Module | null} module
 * @property {Network} network
 * @property {number[]} sizes
 * @property {number} batch
 * @property {Float64Array} inputs
 * @property {Float64Array} targets
 * @property {RuleOptions} rule a copy
 * @property {number} steps
 * @property {boolean} lockstep
 * @property {number} rounds
 * @property {boolean} calibrate
 * @property {number | null} patienceMs
 * @property {AbortSignal | null} signal
 * @property {(state: ParallelState) => void} onState
 */

const KNOWN = [
  'module',
  'network',
  'inputs',
  'targets',
  'rule',
  'steps',
  'lockstep',
  'rounds',
  'calibrate',
  'patienceMs',
  'signal',
  'onState',
];

/**
 * @param {ParallelOptions} given
 * @returns {Plan}
 * @throws {Error} one sentence on the first thing that cannot be used
 */
export function check(given) {
  const options = /** @type {Record<string, unknown>} */ (record('options', given));
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key)) throw wrong('options', `made of ${KNOWN.join(', ')}`, `"${key}" among them`);
  }
  const network = networkOf(options.network);
  const sizes = Array.from(network.sizes);
  const inputs = floats('inputs', options.inputs);
  if (inputs.length === 0 || inputs.length % sizes[0] !== 0) {
    throw wrong('inputs', `a whole number of samples of ${sizes[0]} values, at least one`, `${inputs.length} values`);
  }
  const batch = inputs.length / sizes[0];
  const classes = sizes[sizes.length - 1];
  const targets = floats('targets', options.targets);
  if (targets.length !== batch * classes) {
    throw wrong('targets', `${batch} × ${classes} values, one row a sample`, `${targets.length} values`);
  }
  if (network.likelihood === 'categorical') distributions(targets, classes);
  return {
    module: optional(options, 'module', isModule, 'a WebAssembly.Module', null),
    network,
    sizes,
    batch,
    inputs,
    targets,
    rule: plain('rule', options.rule),
    steps: whole(options, 'steps', 0, MOST_STEPS, sizes.length - 2),
    lockstep: optional(options, 'lockstep', isBoolean, 'true or false', false),
    rounds: whole(options, 'rounds', 1, MOST_ROUNDS, 1),
    calibrate: optional(options, 'calibrate', isBoolean, 'true or false', true),
    patienceMs: options.patienceMs === undefined ? null : whole(options, 'patienceMs', 1, 2 ** 31 - 1, 0),
    signal: optional(options, 'signal', isSignal, 'an AbortSignal', null),
    onState: optional(options, 'onState', isFunction, 'a function', () => {}),
  };
}

/** @param {unknown} value @returns {value is boolean} */
const isBoolean = value => typeof value === 'boolean';
/** @param {unknown} value @returns {value is (state: ParallelState) => void} */
const isFunction = value => typeof value === 'function';
/** @param {unknown} value @returns {value is WebAssembly.Module} */
const isModule = value => value instanceof WebAssembly.Module;
/** @param {unknown} value @returns {value is AbortSignal} */
const isSignal = value => value instanceof AbortSignal;

/** @param {string} field @param {string} expected @param {string} got */
const wrong = (field, expected, got) => new Error(`${field} must be ${expected}, got ${got}`);

/** What came, in words. @param {unknown} value @returns {string} */
function described(value) {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  if (typeof value === 'function') return 'a function';
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === 'Object' ? 'an object' : `an object of the kind ${name}`;
}

/** @param {string} field @param {unknown} value @returns {object} */
function record(field, value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(field, 'an object', described(value));
  return value;
}

/**
 * @template T
 * @param {Record<string, unknown>} options
 * @param {string} field
 * @param {(value: unknown) => value is T} fits
 * @param {string} expected
 * @param {T | null} fallback when it is left out
 * @returns {T}
 */
function optional(options, field, fits, expected, fallback) {
  const value = options[field];
  if (value === undefined) return /** @type {T} */ (fallback);
  if (!fits(value)) throw wrong(field, expected, described(value));
  return value;
}

/**
 * @param {Record<string, unknown>} options
 * @param {string} field
 * @param {number} min
 * @param {number} max
 * @param {number} fallback when it is left out
 */
function whole(options, field, min, max, fallback) {
  const value = options[field];
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw wrong(field, `a whole number from ${min} to ${max}`, described(value));
  }
  return value;
}

/**
 * @param {unknown} value
 * @returns {Network} any object that answers as one: it may come from another instance of the module
 */
function networkOf(value) {
  const network = /** @type {Network} */ (value);
  const methods = /** @type {const} */ (['weights', 'bias', 'activation']);
  // A freed Network throws its own sentence where it is read.
  const fits =
    typeof value === 'object' &&
    value !== null &&
    methods.every(method => typeof network[method] === 'function') &&
    network.sizes instanceof Uint32Array;
  if (!fits) throw wrong('network', 'a Network', described(value));
  return network;
}

/** @param {string} field @param {unknown} value @returns {Float64Array} */
function floats(field, value) {
  if (!(value instanceof Float64Array)) throw wrong(field, 'a Float64Array', described(value));
  const i = value.findIndex(x => !Number.isFinite(x));
  if (i >= 0) throw wrong(`${field}[${i}]`, 'a finite number', String(value[i]));
  return value;
}

/** As the loop executor has it. @param {Float64Array} targets @param {number} classes */
function distributions(targets, classes) {
  for (let start = 0; start < targets.length; start += classes) {
    const target = targets.subarray(start, start + classes);
    const field = `targets of sample ${start / classes}`;
    const below = target.find(p => p < 0);
    if (below !== undefined) throw wrong(field, 'probabilities, since the likelihood is categorical', String(below));
    const sum = target.reduce((all, p) => all + p, 0);
    if (Math.abs(sum - 1) > 1e-5) {
      throw wrong(field, 'probabilities that sum to 1, since the likelihood is categorical', `a sum of ${sum}`);
    }
  }
}

/**
 * What can be sent to a worker; the module itself checks the rest there.
 * @param {string} field
 * @param {unknown} value
 * @returns {RuleOptions}
 */
function plain(field, value) {
  try {
    return /** @type {RuleOptions} */ (structuredClone(record(field, value)));
  } catch (error) {
    if (error instanceof DOMException) throw wrong(field, 'plain data', 'something that cannot be sent to a worker');
    throw error;
  }
}
