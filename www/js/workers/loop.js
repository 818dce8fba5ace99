// The parallel view's minibatch in one worker: every operation that a rule makes, and how long the loop takes.

import { Inference, LocalNode, Network } from '../../pkg/pc_playground.js';
import { costs, work } from '../bounds.js';
import { chainSizes, networkOptions, ruleOptions, stepsOf } from '../parallel-model.js';

/** @typedef {import('../protocol.js').Settings} Settings */
/** @typedef {import('../protocol.js').RuleId} RuleId */
/** @typedef {import('../protocol.js').Operation} Operation */
/** @typedef {import('../protocol.js').Operations} Operations */
/** @typedef {import('../protocol.js').LoopTimes} LoopTimes */
/** @typedef {import('../../pkg/pc_playground.js').Dataset} Dataset */

/** Before anything is timed, runs of this long together let the browser compile the code for speed. */
const WARM_UP_MS = 60;
/** A batch of runs takes this long, many of the clock's steps; a time is the median of batches, which other programs disturb least. */
const BATCH_MS = 4;
const BATCHES = 15;
/** A deep chain takes long by itself: after this long, the batches there are must do. */
const PATIENCE_MS = 1500;

/** Multiply-adds of one rule that may be spent on finding what its products are worth. */
const MOST_MULTIPLY_ADDS = 2e9;

/**
 * The first digits, counted round when there are fewer.
 * @param {Settings} settings
 * @param {Dataset} test
 * @param {number} [count]
 */
function minibatch(settings, test, count = settings.pBatch) {
  const network = new Network(networkOptions(settings));
  const inputs = new Float64Array(count * test.rows * test.columns);
  const targets = new Float64Array(count * test.classes);
  for (let i = 0; i < count; i++) {
    inputs.set(test.inputs(i % test.length, 1), (i * inputs.length) / count);
    targets.set(test.targets(i % test.length, 1), (i * targets.length) / count);
  }
  return { network, inputs, targets };
}

/**
 * Runs one rule over a chain of nodes and notes each operation as its node counts it. Where the whole minibatch would keep the
 * worker for long, fewer digits are run, and each operation's multiply-adds are those of all.
 * @param {Settings} settings
 * @param {RuleId} rule
 * @param {Dataset} test
 * @returns {Operations}
 */
export function operations(settings, rule, test) {
  const one = work(rule, costs(chainSizes(settings), 1), stepsOf(settings, rule));
  const digits = Math.min(settings.pBatch, Math.max(1, Math.floor(MOST_MULTIPLY_ADDS / one)));
  const { network, inputs, targets } = minibatch(settings, test, digits);
  const sizes = Array.from(network.sizes);
  const L = network.depth;
  const nodes = sizes.slice(1).map((_, l) => new LocalNode({
    sizes, index: l + 1, batch: digits, weights: network.weights(l), bias: network.bias(l),
    activation: network.activation(l), likelihood: network.likelihood, dtype: network.dtype, ...(l + 1 === L && { target: targets }),
  }, ruleOptions(settings, rule)));
  const T = stepsOf(settings, rule);
  /** @type {Operation[]} */
  const list = [];
  /** @param {number} l index of the node in the list @param {Operation['kind']} kind @param {number} t @param {Operation['use']} [use] */
  const note = (l, kind, t, use = '') => list.push({ node: l + 1, kind, t, multiplyAdds: (nodes[l].barrier() / digits) * settings.pBatch, use });
  /** @param {number} l @param {number} t */
  const learn = (l, t) => {
    nodes[l].learn(t);
    note(l, 'gradient', t);
  };
  /** @param {number} t */
  const arrive = t => nodes.forEach((node, l) => {
    node.arrive(t);
    if (node.learns(t)) learn(l, t);
  });
  try {
    /** @type {Float32Array | Float64Array} */
    let value = network.dtype === 'f32' ? new Float32Array(inputs) : inputs;
    nodes.forEach((node, l) => {
      node.predict(value);
      node.settle();
      value = node.value();
      note(l, 'forward', 0);
    });
    arrive(0);
    for (let t = 0; t < T; t++) {
      const feedback = nodes.map((node, l) => {
        if (!node.sends(t)) return null;
        const sent = node.feedback();
        note(l, 'vjp', t, sent.use);
        return sent.feedback;
      });
      nodes.forEach((node, l) => {
        const heard = node.childSends(t) ? feedback[l + 1] : null;
        if (heard) node.receive(heard);
      });
      if (nodes[0].forwards) {
        nodes.forEach((node, l) => {
          if (l > 0) {
            node.predict(nodes[l - 1].value());
            note(l, 'forward', t + 1);
          }
          node.compare();
        });
      }
      arrive(t + 1);
    }
    if (nodes[0].scheduleSteps === undefined) nodes.forEach((_, l) => learn(l, T));
    const finite = nodes.every(node => node.error().every(Number.isFinite));
    return { rule, sizes, T, list, digits, finite };
  } finally {
    for (const node of nodes) node.free();
    network.free();
  }
}

/**
 * How long something takes, in ms.
 * @param {() => number} run does it once and says how long it took
 * @returns {{ms: number, runs: number}} `runs`: how many were timed
 */
function timed(run) {
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
    } while (total < BATCH_MS);
    batches.push(total / count);
    runs += count;
  }
  batches.sort((a, b) => a - b);
  return { ms: batches[batches.length >> 1], runs };
}

/**
 * How long the loop executor takes for the settings' rule, and backpropagation beside it. Making the chain is left out, as it
 * is left out of the workers' times.
 * @param {Settings} settings
 * @param {Dataset} test
 * @returns {LoopTimes}
 */
export function timeLoop(settings, test) {
  const { network, inputs, targets } = minibatch(settings, test);
  /** Steps and gradients of one rule, without the forward sweep, which is part of making an Inference. @param {RuleId} rule */
  const steps = rule => timed(() => {
    const inference = new Inference(network, inputs, targets, ruleOptions(settings, rule));
    const began = performance.now();
    inference.step(stepsOf(settings, rule));
    // Asking for a gradient computes it; a bias is the shorter answer.
    for (let l = 0; l < network.depth; l++) inference.biasGradient(l);
    const took = performance.now() - began;
    inference.free();
    return took;
  });
  try {
    const forward = timed(() => {
      const began = performance.now();
      network.predict(inputs);
      return performance.now() - began;
    });
    const backward = steps('bp');
    const own = settings.pRule === 'bp' ? backward : steps(settings.pRule);
    return { forwardMs: forward.ms, backwardMs: backward.ms, stepsMs: own.ms, runs: Math.min(forward.runs, backward.runs, own.runs) };
  } finally {
    network.free();
  }
}
