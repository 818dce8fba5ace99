// Follows the chosen schemes through one digit, from the same weights, and records every step.

import { Inference, Network } from '../../../pkg/pc_playground.js';
import { decode } from '../../model/digits/code.js';
import { ruleOptionsOf, schemeById } from '../../model/schemes.js';
import { listed } from '../../model/settings.js';
import { CLAMPABLE } from '../../model/settings/schemes.js';
import { allFinite } from '../measure.js';
import { closedForm } from './closed-form.js';
import { pinTo } from './pinned.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').Counters} Counters */
/** @typedef {import('../../model/scheme.js').Scheme} Scheme */
/** @typedef {import('../../../pkg/pc_playground.js').Dataset} Dataset */

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

/** The same network the other way round, from label to picture; the caller frees it.
 * @param {Settings} settings
 * @returns {Network} */
export function makeGenerative(settings) {
  return new Network({
    sizes: networkSizes(settings).reverse(),
    activation: settings.activation,
    likelihood: 'gaussian',
    dtype: settings.dtype,
    seed: settings.seed,
  });
}

/**
 * What a scheme is given to work on: its chain with the weights of all functions, x_0 and x_L, and the nodes that are
 * let go.
 * @typedef {{ network: Network, weights: Float64Array[], inputs: Float64Array, targets: Float64Array, free: number[], held: number[] }}
 * Start
 */

/**
 * What the network is shown: the reader's own digit once its label is known, or test digit `settings.sample` (counted
 * round when there are fewer digits).
 * @param {Settings} settings
 * @param {Dataset} test
 * @returns {{ index: number, image: Uint8Array, label: number, picture: Float64Array, classes: Float64Array }} */
function shown(settings, test) {
  const index = settings.sample % test.length;
  const image = settings.drawnLabel < 0 ? null : decode(settings.drawn);
  if (!image)
    return {
      index,
      image: test.image(index),
      label: test.label(index),
      picture: test.inputs(index, 1),
      classes: test.targets(index, 1),
    };
  const classes = Float64Array.from({ length: 10 }, (_, i) => Number(i === settings.drawnLabel));
  return {
    index: -1,
    image,
    label: settings.drawnLabel,
    picture: Float64Array.from(image, grey => grey / 255),
    classes,
  };
}

/** The weights of every function of a network. @param {Network} network */
const weightsOf = network => Array.from({ length: network.depth }, (_, l) => network.weights(l));

/**
 * The chosen schemes on one digit, from the same weights.
 * @param {Settings} settings
 * @param {Dataset} test
 * @returns {Trace}
 */
export function trace(settings, test) {
  const { index, image, label, picture, classes } = shown(settings, test);
  const schemes = listed(settings.schemes).map(schemeById);
  const network = makeNetwork(settings);
  const generative = schemes.some(({ id }) => id === 'generative') ? makeGenerative(settings) : null;
  try {
    const locks = listed(settings.clamps);
    const L = network.depth;
    const weights = weightsOf(network);
    const turnedWeights = generative ? weightsOf(generative) : [];
    /** @type {Trace} */
    const made = {
      settings,
      sizes: Array.from(network.sizes),
      depth: L,
      T: settings.T,
      image,
      label,
      index,
      count: test.length,
      rules: schemes.map(scheme => {
        const turned = CLAMPABLE.includes(scheme.id)
          ? Array.from({ length: L + 1 }, (_, l) => l).filter(l => locks.includes(`${scheme.id}${l}`))
          : [];
        const free = turned.filter(l => l === 0 || l === L);
        const held = turned.filter(l => !free.includes(l));
        if (generative === null || scheme.id !== 'generative')
          return follow(scheme, settings, { network, weights, inputs: picture, targets: classes, free, held });
        // A free label starts by knowing nothing: every class alike.
        const cause = free.includes(0) ? new Float64Array(10).fill(0.1) : classes;
        return follow(scheme, settings, {
          network: generative,
          weights: turnedWeights,
          inputs: cause,
          targets: picture,
          free,
          held,
        });
      }),
    };
    pinTo(made);
    return made;
  } finally {
    network.free();
    generative?.free();
  }
}

/**
 * One scheme, or the module's sentence on why it cannot run.
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @param {Start} start
 * @returns {RuleTrace}
 */
function follow(scheme, settings, start) {
  const out = empty(scheme, settings, start);
  /** @type {Inference | null} */
  let inference = null;
  try {
    inference = new Inference(start.network, start.inputs, start.targets, ruleOptionsOf(scheme.id, settings));
    for (const node of start.free) inference.release(node);
    for (const node of start.held) inference.clamp(node);
    record(out, inference, scheme, settings, start);
    out.closed = closedForm(scheme, settings, start);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error; // the module itself is broken
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    return {
      ...empty(scheme, settings, start),
      refused: true,
      divergedAt: 0,
      sentence: `${scheme.name} cannot run like this: ${why}.`,
    };
  } finally {
    inference?.free();
  }
  return out;
}

/**
 * Whether the scheme's steps go down its free energy: those of VPC and its kin do, and G-IL's while both sides pull
 * alike, as long as errors come
 * back through the weights themselves. @param {Scheme} scheme @param {Settings} settings */
function descends({ id, rule }, { feedback, gammaVpc, bottomGamma, decay }) {
  if (feedback !== 'transpose') return false;
  return (
    rule === 'vpc' ||
    rule === 'generative' ||
    (id === 'g-il' && decay === 0 && (bottomGamma === 0 || bottomGamma === gammaVpc))
  );
}

/** A record with no numbers in it yet.
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @param {Start} start
 * @returns {RuleTrace} */
function empty(scheme, settings, { network, weights, free, held }) {
  const sizes = Array.from(network.sizes);
  const L = network.depth;
  const times = settings.T + 1;
  const units = sizes.reduce((sum, size) => sum + size, 0) - sizes[0];
  const nan = (/** @type {number} */ length) => new Float64Array(length).fill(NaN);
  const angled = settings.feedback !== 'transpose' && scheme.uses.includes('feedback');
  return {
    scheme: scheme.id,
    sizes,
    descends: descends(scheme, settings),
    refused: false,
    doneAt: -1,
    divergedAt: -1,
    sentence: '',
    weights,
    feedback: [],
    input: nan(sizes[0]),
    errors: nan(times * units),
    values: nan(times * units),
    predictions: nan(times * units),
    goal: nan(units),
    closed: null,
    pinned: null,
    norms: nan(times * (L + 1)),
    cosine: nan(times * (L + 1)),
    distance: nan(times),
    freeEnergy: nan(times),
    target: new Float64Array(L + 1),
    angles: nan(angled ? times * (L + 1) : 0),
    residual: nan(scheme.family === 'implicit' ? times : 0),
    firstNonzero: new Int32Array(L + 1).fill(-1),
    learnedAt: new Int32Array(L).fill(-1),
    held: Array.from({ length: L + 1 }, (_, l) => (l === 0 || l === L) !== free.includes(l) || held.includes(l)),
    first: nan(free.includes(0) ? times * sizes[0] : 0),
    last: nan(free.includes(L) ? times * sizes[L] : 0),
    counters: Array.from({ length: times }, () => nothing(L)),
  };
}

/** Nothing computed. @param {number} L @returns {Counters} */
const nothing = L => ({
  forward: new Array(L).fill(0),
  vjp: new Array(L).fill(0),
  parameterVjp: new Array(L).fill(0),
  idle: 0,
  front: 0,
  refine: 0,
  redundant: 0,
  multiplyAdds: 0,
  criticalPath: 0,
  messages: 0,
});

/**
 * Steps one inference through t = 0 … T.
 * @param {RuleTrace} out
 * @param {Inference} inference
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @param {Start} start
 */
function record(out, inference, scheme, settings, { network }) {
  const { sizes } = out;
  const L = network.depth;
  const times = settings.T + 1;
  const units = out.errors.length / times;
  out.goal = ofAll(inference, sizes, 'backpropError');
  out.input = inference.value(0);
  if (out.angles.length) out.feedback = Array.from({ length: L }, (_, l) => inference.feedbackWeights(l));
  for (let node = 1, at = 0; node <= L; at += sizes[node], node++)
    out.target[node] = Math.hypot(...out.goal.subarray(at, at + sizes[node]));
  for (let t = 0; t < times; t++) {
    if (t > 0) inference.step(1);
    const errors = ofAll(inference, sizes, 'error');
    const freeEnergy = inference.freeEnergy();
    out.counters[t] = inference.counters();
    if (!Number.isFinite(freeEnergy) || !allFinite(errors)) {
      out.divergedAt = t;
      out.sentence = divergence(scheme, settings, t);
      out.counters.fill(out.counters[t], t);
      break;
    }
    out.errors.set(errors, t * units);
    out.values.set(ofAll(inference, sizes, 'value'), t * units);
    out.predictions.set(ofAll(inference, sizes, 'prediction'), t * units);
    out.norms.set(inference.errorNorms(), t * (L + 1));
    out.cosine.set(inference.cosineToBackprop(), t * (L + 1));
    out.freeEnergy[t] = freeEnergy;
    if (out.angles.length) out.angles.set(inference.errorAngles(), t * (L + 1));
    if (out.residual.length) out.residual[t] = inference.implicitResidual(settings.alpha);
    if (out.first.length) out.first.set(inference.value(0), t * sizes[0]);
    if (out.last.length) out.last.set(inference.value(L), t * sizes[L]);
    out.distance[t] = inference.distanceToBackprop();
    out.firstNonzero = inference.firstNonzero();
    if (scheme.rule === 'zil' || scheme.rule === 'fa-zil') out.learnedAt = inference.learnedAt();
    if (inference.done) {
      out.doneAt = t;
      repeatFrom(out, t, times);
      break;
    }
  }
}

/** What nodes 1 … L have of something, one node after the other.
 * @param {Inference} inference
 * @param {number[]} sizes
 * @param {'error' | 'value' | 'prediction' | 'backpropError'} what */
function ofAll(inference, sizes, what) {
  const row = new Float64Array(sizes.reduce((sum, size) => sum + size, 0) - sizes[0]);
  for (let node = 1, at = 0; node < sizes.length; node++) {
    row.set(inference[what](node), at);
    at += sizes[node];
  }
  return row;
}

/** The schedule has ended: the state of t stands for every later t.
 * @param {RuleTrace} out
 * @param {number} t
 * @param {number} times */
function repeatFrom(out, t, times) {
  for (const values of [
    out.errors,
    out.values,
    out.predictions,
    out.norms,
    out.cosine,
    out.distance,
    out.freeEnergy,
    out.angles,
    out.residual,
  ]) {
    const row = values.length / times;
    for (let later = t + 1; later < times; later++) values.copyWithin(later * row, t * row, (t + 1) * row);
  }
  out.counters.fill(out.counters[t], t);
}

/** What happened, when, and what to try.
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @param {number} t
 * @returns {string} */
function divergence(scheme, settings, t) {
  const gamma = scheme.uses.includes('gammaVpc')
    ? settings.gammaVpc
    : scheme.uses.includes('gammaFpa')
      ? settings.gammaFpa
      : 0;
  const advice =
    gamma > 0.1
      ? `try a step size γ below ${Math.min(gamma, 1)}`
      : scheme.uses.includes('alpha') && settings.alpha > 0.01
        ? `try a learning rate α below ${settings.alpha}`
        : 'try fewer or narrower layers, or another activation';
  return (
    `${scheme.name} diverged at t = ${t}: ` +
    `the errors grew past the largest number ${settings.dtype} can hold; ${advice}.`
  );
}

/** The buffers of a trace that can be handed over instead of copied, each once: rows share their weights.
 * @param {Trace} result
 * @returns {Transferable[]} */
export function traceBuffers(result) {
  const arrays = result.rules.flatMap(rule => [
    ...rule.weights,
    ...rule.feedback,
    rule.input,
    rule.errors,
    rule.values,
    rule.predictions,
    rule.goal,
    rule.norms,
    rule.cosine,
    rule.distance,
    rule.freeEnergy,
    rule.target,
    rule.angles,
    rule.residual,
    rule.firstNonzero,
    rule.learnedAt,
    rule.first,
    rule.last,
    ...Object.values(rule.closed ?? {}),
    ...Object.values(rule.pinned ?? {}),
  ]);
  return [...new Set([result.image, ...arrays].map(array => array.buffer))];
}
