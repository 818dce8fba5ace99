// The parallel view's minibatch in one worker: every operation that a rule makes, and how long the loop takes.

import { Inference, LocalNode, Network } from '../../pkg/pc_playground.js';
import { costs, work } from '../model/chain/costs.js';
import { resolution } from '../model/clock.js';
import { chainSizes, inOrder, networkOptions, ruleOptions, stepsOf } from '../model/chain/settings.js';

/** @typedef {import('../model/protocol.js').Settings} Settings */
/** @typedef {import('../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../model/protocol.js').Operation} Operation */
/** @typedef {import('../model/protocol.js').Operations} Operations */
/** @typedef {import('../model/protocol.js').LoopTimes} LoopTimes */
/** @typedef {import('../../pkg/pc_playground.js').Dataset} Dataset */

/** Before anything is timed, runs of this long together let the browser compile the code for speed. */
const WARM_UP_MS = 60;
/**
 * A batch of runs takes this long, many of a fine clock's steps; a time is the median of batches, which other programs
 * disturb least.
 */
const BATCH_MS = 4;
const BATCHES = 15;
/** … and this many of a coarse one. */
const STEPS = 20;
/** A deep chain takes long by itself: after this long, the batches there are must do. */
const PATIENCE_MS = 1500;

/** Multiply-adds of one rule that may be spent on finding what its products are worth. */
const MOST_MULTIPLY_ADDS = 2e9;

/**
 * The first digits, counted round when there are fewer, and a network for them.
 * @param {Settings} settings
 * @param {SchemeId} scheme
 * @param {Dataset} test
 * @param {number} [count]
 */
function minibatch(settings, scheme, test, count = settings.pBatch) {
  const network = new Network(networkOptions(settings, scheme));
  const pictures = new Float64Array(count * test.rows * test.columns);
  const classes = new Float64Array(count * test.classes);
  for (let i = 0; i < count; i++) {
    pictures.set(test.inputs(i % test.length, 1), (i * pictures.length) / count);
    classes.set(test.targets(i % test.length, 1), (i * classes.length) / count);
  }
  return { network, ...inOrder(pictures, classes, scheme) };
}

/**
 * Runs one scheme over a chain of nodes and notes each operation as its node counts it. Where the whole minibatch would
 * keep the worker for long, fewer digits are run, and each operation's multiply-adds are those of all.
 * @param {Settings} settings
 * @param {SchemeId} scheme
 * @param {Dataset} test
 * @returns {Operations}
 */
export function operations(settings, scheme, test) {
  const T = stepsOf(settings, scheme);
  const one = work(scheme, costs(chainSizes(settings, scheme), 1), T);
  // IL-prox in its exact form is refused for more than one digit, so no fewer are run than were asked for.
  const digits =
    scheme === 'il-prox'
      ? settings.pBatch
      : Math.min(settings.pBatch, Math.max(1, Math.floor(MOST_MULTIPLY_ADDS / one)));
  const { network, inputs, targets } = minibatch(settings, scheme, test, digits);
  const sizes = Array.from(network.sizes);
  const L = network.depth;
  /** @type {LocalNode[]} */
  const nodes = [];
  /** @type {Operation[]} */
  const list = [];
  /**
   * @param {number} l index of the node in the list
   * @param {Operation['kind']} kind
   * @param {number} t
   * @param {number} stage
   * @param {Operation['use']} [use]
   */
  const note = (l, kind, t, stage, use = '') =>
    list.push({ node: l + 1, kind, t, stage, multiplyAdds: (nodes[l].barrier() / digits) * settings.pBatch, use });
  /** @param {number} l @param {number} t */
  const learn = (l, t) => {
    nodes[l].learn(t);
    note(l, 'gradient', t, 0);
  };
  /** @param {number} t */
  const arrive = t =>
    nodes.forEach((node, l) => {
      node.arrive(t);
      if (node.learns(t)) learn(l, t);
    });
  try {
    for (let l = 0; l < L; l++) {
      nodes.push(
        new LocalNode(
          {
            sizes,
            index: l + 1,
            batch: digits,
            weights: network.weights(l),
            bias: network.bias(l),
            activation: network.activation(l),
            likelihood: network.likelihood,
            dtype: network.dtype,
            ...(l + 1 === L && { target: targets }),
          },
          ruleOptions(settings, scheme),
        ),
      );
    }
    /** @type {Float32Array | Float64Array} */
    let value = network.dtype === 'f32' ? new Float32Array(inputs) : inputs;
    nodes.forEach((node, l) => {
      node.predict(value);
      node.settle();
      value = node.value();
      note(l, 'forward', 0, 0);
    });
    arrive(0);
    for (let t = 0; t < T; t++) {
      for (let stage = 0; stage < nodes[0].stages; stage++) {
        const feedback = nodes.map((node, l) => {
          if (!node.sends(t)) return null;
          const sent = node.feedback();
          note(l, 'vjp', t, stage, sent.use);
          return sent.feedback;
        });
        nodes.forEach((node, l) => {
          const heard = node.childSends(t) ? feedback[l + 1] : null;
          if (heard) node.receive(heard, stage);
        });
        if (nodes[0].forwards) {
          nodes.forEach((node, l) => {
            if (l > 0) {
              node.predict(nodes[l - 1].value());
              note(l, 'forward', t + 1, stage);
            }
            node.compare();
          });
        }
      }
      arrive(t + 1);
    }
    if (nodes[0].learnsWhenStopped) nodes.forEach((_, l) => learn(l, T));
    const finite = nodes.every(node => node.error().every(Number.isFinite));
    return { scheme, sizes, T, list, digits, finite };
  } finally {
    for (const node of nodes) node.free();
    network.free();
  }
}

/**
 * How long something takes, in ms.
 * @param {() => number} run does it once and says how long it took
 * @param {number} step of the clock, ms; Infinity when it stands still
 * @returns {{ms: number, runs: number}} `runs`: how many were timed; NaN ms of none by a clock that stands still
 */
function timed(run, step) {
  if (step === Infinity) return { ms: NaN, runs: 0 };
  const long = Math.max(BATCH_MS, STEPS * step);
  const began = performance.now();
  const first = run();
  if (first > PATIENCE_MS / 2) return { ms: first, runs: 1 };
  while (performance.now() - began < WARM_UP_MS) run();
  /** @type {number[]} */
  const batches = [];
  let runs = 0;
  while (batches.length < BATCHES && (batches.length === 0 || performance.now() - began < PATIENCE_MS)) {
    let total = 0;
    let count = 0;
    do {
      total += run();
      count += 1;
    } while (total < long);
    batches.push(total / count);
    runs += count;
  }
  batches.sort((a, b) => a - b);
  return { ms: batches[batches.length >> 1], runs };
}

/**
 * How long the loop executor takes for the settings' scheme, and backpropagation beside it on the same chain. Making
 * the chain is left out, as it is left out of the workers' times.
 * @param {Settings} settings
 * @param {Dataset} test
 * @returns {LoopTimes}
 */
export function timeLoop(settings, test) {
  const { network, inputs, targets } = minibatch(settings, settings.pRule, test);
  const step = resolution();
  /**
   * Steps and gradients of one scheme, without the forward sweep, which is part of making an Inference.
   * @param {SchemeId} scheme
   */
  const steps = scheme =>
    timed(() => {
      const inference = new Inference(network, inputs, targets, ruleOptions(settings, scheme));
      const began = performance.now();
      inference.step(stepsOf(settings, scheme));
      // Asking for a gradient computes it; a bias is the shorter answer.
      for (let l = 0; l < network.depth; l++) inference.biasGradient(l);
      const took = performance.now() - began;
      inference.free();
      return took;
    }, step);
  try {
    const forward = timed(() => {
      const began = performance.now();
      network.predict(inputs);
      return performance.now() - began;
    }, step);
    const backward = steps('bp');
    const own = settings.pRule === 'bp' ? backward : steps(settings.pRule);
    return {
      forwardMs: forward.ms,
      backwardMs: backward.ms,
      stepsMs: own.ms,
      runs: Math.min(forward.runs, backward.runs, own.runs),
    };
  } finally {
    network.free();
  }
}
