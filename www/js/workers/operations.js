// The parallel view's minibatch in one worker: every operation that a rule makes, when it would run on an ideal machine,
// and how long the loop takes.

import { Inference, Network, Theory } from '../../pkg/pc_playground.js';
import { resolution } from '../model/clock.js';
import { chainSizes, inOrder, networkOptions, ruleOptions, stepsOf, turned } from '../model/chain/settings.js';

/** @typedef {import('../model/protocol.js').Settings} Settings */
/** @typedef {import('../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../model/protocol.js').Operations} Operations */
/** @typedef {import('../model/protocol.js').Scheduled} Scheduled */
/** @typedef {import('../model/protocol.js').LoopTimes} LoopTimes */
/** @typedef {import('../../pkg/pc_playground.js').Dataset} Dataset */
/** @typedef {import('../../pkg/pc_playground.js').Machine} Machine */

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
 * Runs one scheme and has the engine tell every operation. Where the whole minibatch would keep the worker for long,
 * fewer digits are run, and each operation's multiply-adds are those of all.
 * @param {Settings} settings
 * @param {SchemeId} scheme
 * @param {Dataset} test
 * @returns {Operations}
 */
export function operations(settings, scheme, test) {
  const T = stepsOf(settings, scheme);
  const rule = ruleOptions(settings, scheme);
  const one = Theory.work(rule, Theory.costs(chainSizes(settings, scheme), 1), T);
  // IL-prox in its exact form is refused for more than one digit, so no fewer are run than were asked for.
  const digits =
    scheme === 'il-prox'
      ? settings.pBatch
      : Math.min(settings.pBatch, Math.max(1, Math.floor(MOST_MULTIPLY_ADDS / one)));
  const { network, inputs, targets } = minibatch(settings, scheme, test, digits);
  try {
    const { finite, steps, multiplyAdds, ...lists } = Inference.operations(network, inputs, targets, rule, T);
    const list = { ...lists, multiplyAdds: multiplyAdds.map(count => (count / digits) * settings.pBatch) };
    return { scheme, sizes: Array.from(network.sizes), T: steps, list, digits, finite };
  } finally {
    network.free();
  }
}

/**
 * When a scheme's operations run on an ideal machine; and those of backpropagation on the same chain, where that is
 * another than the chain that backpropagation is shown on.
 * @param {Settings} settings
 * @param {Operations} operations
 * @param {Machine} machine
 * @returns {Scheduled}
 */
export function schedule(settings, { scheme, sizes, list }, machine) {
  const own = Theory.schedule(list, ruleOptions(settings, scheme), machine);
  if (!turned(scheme)) return { own, sweep: null };
  const { steps, finite, ...swept } = Theory.operations({ rule: 'bp' }, sizes, settings.pBatch, sizes.length - 2);
  return { own, sweep: { list: swept, schedule: Theory.schedule(swept, { rule: 'bp' }, machine) } };
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
