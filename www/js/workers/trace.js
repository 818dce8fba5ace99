// Follows the four rules through one digit, from the same weights, and records every step.

import { Inference, Network } from '../../pkg/pc_playground.js';
import { RULE_NAMES } from '../protocol.js';
import { allFinite, relativeDistance } from './measure.js';

/** @typedef {import('../protocol.js').Settings} Settings */
/** @typedef {import('../protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../protocol.js').Trace} Trace */
/** @typedef {import('../../pkg/pc_playground.js').Dataset} Dataset */

/** Units of x_0 … x_L: 784 pixels, the hidden layers, ten classes.
 * @param {Settings} settings
 * @returns {number[]} */
export function networkSizes(settings) {
  return [784, ...new Array(settings.hidden).fill(settings.width), 10];
}

/** The network of these settings, freshly initialised; the caller frees it.
 * @param {Settings} settings
 * @returns {Network} */
export function makeNetwork(settings) {
  return new Network({
    sizes: networkSizes(settings),
    activation: settings.activation,
    likelihood: settings.likelihood,
    dtype: settings.dtype,
    seed: settings.seed,
  });
}

/** How each rule is run in the step view, in the order of RULES.
 * @param {Settings} settings */
function ruleOptions(settings) {
  return /** @type {const} */ ([
    { rule: 'bp' },
    { rule: 'vpc', stepSize: settings.gammaVpc, outputVariance: settings.k },
    { rule: 'fpa', stepSize: settings.gammaFpa, stores: settings.stores },
    { rule: 'zil' },
  ]);
}

/**
 * The four rules on test digit `settings.sample` (counted round when there are fewer digits).
 * @param {Settings} settings
 * @param {Dataset} test
 * @returns {Trace}
 */
export function trace(settings, test) {
  const index = settings.sample % test.length;
  const network = makeNetwork(settings);
  try {
    const inputs = test.inputs(index, 1);
    const targets = test.targets(index, 1);
    const final = backpropErrors(network, inputs, targets);
    return {
      sizes: Array.from(network.sizes),
      depth: network.depth,
      T: settings.T,
      image: test.image(index),
      label: test.label(index),
      index,
      count: test.length,
      rules: ruleOptions(settings).map(options => {
        const inference = new Inference(network, inputs, targets, options);
        try {
          return record(inference, network, settings, options, final);
        } finally {
          inference.free();
        }
      }),
    };
  } finally {
    network.free();
  }
}

/** All errors of nodes 1 … L, one node after the other.
 * @param {Inference} inference
 * @param {number} depth
 * @param {number} units */
function allErrors(inference, depth, units) {
  const row = new Float64Array(units);
  for (let node = 1, at = 0; node <= depth; node++) {
    const error = inference.error(node);
    row.set(error, at);
    at += error.length;
  }
  return row;
}

/** Units of nodes 1 … L together. @param {Network} network */
function errorUnits(network) {
  return network.sizes.reduce((sum, size) => sum + size, 0) - network.sizes[0];
}

/** The errors backpropagation ends with: what every rule is compared to, even when T is too small for it to end.
 * @param {Network} network
 * @param {Float64Array} inputs
 * @param {Float64Array} targets */
function backpropErrors(network, inputs, targets) {
  const inference = new Inference(network, inputs, targets, { rule: 'bp' });
  try {
    inference.step(network.depth);
    return allErrors(inference, network.depth, errorUnits(network));
  } finally {
    inference.free();
  }
}

/**
 * Steps one inference through t = 0 … T.
 * @param {Inference} inference
 * @param {Network} network
 * @param {Settings} settings
 * @param {ReturnType<typeof ruleOptions>[number]} options
 * @param {Float64Array} final backpropagation's errors
 * @returns {RuleTrace}
 */
function record(inference, network, settings, options, final) {
  const depth = network.depth;
  const units = final.length;
  const times = settings.T + 1;
  const nan = (/** @type {number} */ length) => new Float64Array(length).fill(NaN);
  /** @type {RuleTrace} */
  const out = {
    rule: options.rule,
    doneAt: -1,
    divergedAt: -1,
    sentence: '',
    errors: nan(times * units),
    norms: nan(times * (depth + 1)),
    cosine: nan(times * (depth + 1)),
    distance: nan(times),
    freeEnergy: nan(times),
    firstNonzero: new Int32Array(depth + 1).fill(-1),
    counters: [],
  };
  for (let t = 0; t < times; t++) {
    if (t > 0) inference.step(1);
    const errors = allErrors(inference, depth, units);
    const freeEnergy = inference.freeEnergy();
    out.counters.push(inference.counters());
    if (!Number.isFinite(freeEnergy) || !allFinite(errors)) {
      out.divergedAt = t;
      out.sentence = divergence(options, settings, t);
      while (out.counters.length < times) out.counters.push(out.counters[t]);
      break;
    }
    out.errors.set(errors, t * units);
    out.norms.set(inference.errorNorms(), t * (depth + 1));
    out.cosine.set(inference.cosineToBackprop(), t * (depth + 1));
    out.distance[t] = relativeDistance(errors, final);
    out.freeEnergy[t] = freeEnergy;
    out.firstNonzero = inference.firstNonzero();
    if (inference.done) {
      out.doneAt = t;
      repeatFrom(out, t, times, units, depth);
      break;
    }
  }
  return out;
}

/** The schedule has ended: the state of t stands for every later t.
 * @param {RuleTrace} out
 * @param {number} t
 * @param {number} times
 * @param {number} units
 * @param {number} depth */
function repeatFrom(out, t, times, units, depth) {
  for (let later = t + 1; later < times; later++) {
    out.errors.copyWithin(later * units, t * units, (t + 1) * units);
    out.norms.copyWithin(later * (depth + 1), t * (depth + 1), (t + 1) * (depth + 1));
    out.cosine.copyWithin(later * (depth + 1), t * (depth + 1), (t + 1) * (depth + 1));
    out.distance[later] = out.distance[t];
    out.freeEnergy[later] = out.freeEnergy[t];
    out.counters.push(out.counters[t]);
  }
}

/** What happened, when, and what to try.
 * @param {ReturnType<typeof ruleOptions>[number]} options
 * @param {Settings} settings
 * @param {number} t
 * @returns {string} */
function divergence(options, settings, t) {
  const gamma = 'stepSize' in options ? options.stepSize : 1;
  const advice = 'stepSize' in options && gamma > 0.1
    ? `try a step size γ below ${gamma > 1 ? 1 : gamma}`
    : 'try fewer or narrower layers, or another activation';
  return `${RULE_NAMES[options.rule]} diverged at t = ${t}: `
    + `the errors grew past the largest number ${settings.dtype} can hold; ${advice}.`;
}

/** The buffers of a trace that can be handed over instead of copied.
 * @param {Trace} result
 * @returns {Transferable[]} */
export function traceBuffers(result) {
  return [result.image, ...result.rules.flatMap(rule =>
    [rule.errors, rule.norms, rule.cosine, rule.distance, rule.freeEnergy, rule.firstNonzero])].map(array => array.buffer);
}
