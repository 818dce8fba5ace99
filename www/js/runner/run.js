// Runs a network with one Web Worker a node. Each worker has its own instance of the module, the parameters of its own
// function alone, and message ports to its two neighbours; nothing passes through the caller while they run.
// The numbers are those of `Inference`, bit for bit.

import { coresOf } from '../model/cores.js';
import { check } from './check.js';
import { Crew, stopped } from './crew.js';
import { mergeReports } from './merge.js';
import { compileEngine } from '../wasm/compile.js';

/** @typedef {import('../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../pkg/pc_playground.js').Counters} Counters */
/** @typedef {import('../../pkg/pc_playground.js').Dtype} Dtype */
/** @typedef {import('./check.js').Plan} Plan */
/** @typedef {import('./protocol.js').Setup} Setup */

/**
 * What to run.
 * @typedef {object} ParallelOptions
 * @property {WebAssembly.Module} [module] the compiled module; left out, ../pkg/pc_playground_bg.wasm is fetched and compiled, which gives the same numbers on every machine
 * @property {Network} network is read, never changed
 * @property {Float64Array} inputs x_0, [batch][sizes[0]]
 * @property {Float64Array} targets [batch][sizes[L]], one-hot or probabilities when categorical
 * @property {RuleOptions} rule as for `Inference`, options included; every rule but implicit-sgd, which is not local and is refused.
 * Each node draws its own feedback weights and its own noise, from the seeds
 * @property {number} [steps] T, 0 to 4096; default L − 1, also for rules that need longer to settle. bp and zil take no more than
 * their schedule, L − 1
 * @property {boolean} [lockstep] whether every step (under Heun, each of its two stages) waits for the slowest node; default
 * false: a node goes on as soon as its neighbours' messages are in. The numbers are the same
 * @property {number} [rounds] how often the run is repeated to average its times, 1 to 1000; default 1. With more than one
 * there is a round before them that is not timed, since new code runs slower. Everything but times is of one round
 * @property {boolean} [calibrate] whether each node's operations are timed by themselves after the run; default true
 * @property {number} [patienceMs] ms after which a run that has not finished is given up, and likewise its start. Default 60,000
 * and more where there is much to compute
 * @property {AbortSignal} [signal] stops the run
 * @property {(state: ParallelState) => void} [onState] told what is going on; not during the run itself
 */

/**
 * @typedef {object} ParallelState
 * @property {'compiling' | 'starting' | 'running' | 'timing' | 'finished'} phase `timing` only where the clock is so coarse that timing each node's operations
 * takes seconds
 * @property {number} ready nodes whose workers are ready; while timing, nodes whose turn has come
 * @property {number} nodes L
 */

/**
 * One operation of a node. Times are ms after the start of the run's first operation, on one clock for all nodes, means
 * over the rounds; they include the copy of the operation's message into or out of the module's memory.
 * @typedef {object} Op
 * @property {'forward' | 'vjp' | 'gradient'} kind f_{l−1}, its product towards x_{l−1}, or its parameter gradient
 * @property {number} t the time of the values it works on; the sweep is at 0, step t goes from t to t + 1
 * @property {number} stage which of the step's rounds of messages; always 0 but under ode-bp with Heun, which has 0 and 1
 * @property {number} start
 * @property {number} end
 * @property {number} multiplyAdds
 * @property {'front' | 'refine' | 'redundant' | 'idle' | ''} use what a vjp was worth; '' for the others
 */

/**
 * One message, listed by the node that received it, in the order in which it was taken. Times as in Op; never received
 * before it was sent, but for the resolution of the clocks.
 * @typedef {object} Msg
 * @property {'value' | 'feedback' | 'token'} kind tokens carry no value and are not in the counters: with lockstep they go up
 * the chain when a node has come to a step, and down again when all have
 * @property {number} t the time of what it carries; of a token, the step that begins
 * @property {number} stage as in Op
 * @property {number} from
 * @property {number} to
 * @property {number} sent when it was handed to the port
 * @property {number} received when the worker got it from the port; a worker that computes gets it afterwards
 */

/**
 * One node.
 * @typedef {object} NodeResult
 * @property {number} index l
 * @property {Float64Array} value x_l, [batch][sizes[l]]; under g-il and il-prox h_l
 * @property {Float64Array} error e_l
 * @property {Float64Array} prediction m_l
 * @property {Float64Array} weightGradient of f_{l−1}, [sizes[l]][sizes[l−1]], mean over the batch, to be subtracted
 * @property {Float64Array} biasGradient
 * @property {number[]} phases multiply-adds of the node's dearest operation in each phase, between one barrier and the next:
 * L of the sweep (node l computes in phase l), two a round of messages (feedback; values and predictions, with the gradients
 * learned before them), and the open one at the end
 * @property {Op[]} trace in order
 * @property {Msg[]} messages received by this node, in order
 * @property {{forwardMs: number, vjpMs: number, gradientMs: number}} calibrated ms of one operation while no other node
 * computes, repeated until far above the clock's resolution; NaN without `calibrate`
 */

/**
 * A run.
 * @typedef {object} ParallelRun
 * @property {number[]} sizes
 * @property {number} depth L
 * @property {number} batch
 * @property {RuleOptions} rule
 * @property {Dtype} dtype
 * @property {number} steps that were taken
 * @property {boolean} lockstep
 * @property {number} rounds
 * @property {NodeResult[]} nodes 1 … L, from index 0
 * @property {Counters} counters of one round, as `Inference` has them
 * @property {Int32Array} firstNonzero L + 1 entries, as `Inference` has them
 * @property {Int32Array} learnedAt L entries: the t at which each function's gradient was learned, −1 if it never was
 * @property {{compileMs: number, spawnMs: number, initMs: number[]}} startup compile: fetching and compiling the module, 0 when
 * it was given; spawn: from the first worker's creation until all are ready; init: instantiating and making its node, one a node
 * @property {number} wallMs start of the first operation to end of the last one, median of the rounds; by a clock with steps above 1 ms their mean
 * @property {number[]} wallsMs the same, one a round
 * @property {number} clockResolutionMs the step by which the workers' clocks advance; Infinity when they stand still
 * @property {number} processors that the browser says there are (navigator.hardwareConcurrency); 0 when it does not say
 */

/** Ms that anything is waited for, if nothing else is said … */
const PATIENCE_MS = 60_000;
/** … plus these for a slow machine: multiply-adds a ms, and ms a message. */
const SLOW_MULTIPLY_ADDS = 20_000;
const SLOW_MESSAGE_MS = 2;

/**
 * Runs one minibatch under one rule with one worker a node. Whatever happens, no worker is left when the promise settles.
 *
 * Runs are independent of each other; several may be under way. Also ends when the page goes away.
 * @param {ParallelOptions} options
 * @returns {Promise<ParallelRun>}
 * @throws {DOMException} AbortError when `signal` says so
 * @throws {Error} one sentence: an argument that cannot be used, a module that cannot be had, or a worker that failed or was killed
 */
export async function runParallel(options) {
  const plan = check(options);
  const { sizes, signal } = plan;
  if (signal?.aborted) throw stopped();
  const depth = sizes.length - 1;
  /** @param {ParallelState['phase']} phase @param {number} ready */
  const announce = (phase, ready) => plan.onState({ phase, ready, nodes: depth });
  const crew = new Crew({ signal, onReady: ready => announce('starting', ready), onTiming: nodes => announce('timing', nodes) });
  try {
    announce('compiling', 0);
    const compiling = performance.now();
    const module = plan.module ?? await Promise.race([crew.failed, compileEngine()]);
    const compileMs = plan.module ? 0 : performance.now() - compiling;

    announce('starting', 0);
    const spawning = performance.now();
    const initMs = await crew.start(setups(plan, module), plan.patienceMs ?? PATIENCE_MS);
    const spawnMs = performance.now() - spawning;

    announce('running', depth);
    const reports = await crew.run(plan.patienceMs ?? patience(plan));
    const merged = mergeReports(reports);
    announce('finished', depth);
    return {
      sizes,
      depth,
      batch: plan.batch,
      rule: plan.rule,
      dtype: plan.network.dtype,
      lockstep: plan.lockstep,
      rounds: plan.rounds,
      startup: { compileMs, spawnMs, initMs },
      processors: coresOf() ?? 0,
      ...merged,
    };
  } finally {
    crew.end();
  }
}

/**
 * What each worker is told: its place, its own parameters, and two ports.
 * @param {Plan} plan
 * @param {WebAssembly.Module} module
 * @returns {Setup[]}
 */
function setups(plan, module) {
  const { network, sizes, batch, inputs, targets, rule, steps, lockstep, rounds, calibrate } = plan;
  const depth = sizes.length - 1;
  // Channel l connects nodes l + 1 and l + 2.
  const channels = Array.from({ length: depth - 1 }, () => new MessageChannel());
  return Array.from({ length: depth }, (_, l) => ({
    type: 'setup',
    module,
    place: {
      sizes,
      index: l + 1,
      batch,
      weights: network.weights(l),
      bias: network.bias(l),
      activation: network.activation(l),
      likelihood: network.likelihood,
      dtype: network.dtype,
      ...(l === depth - 1 && { target: targets.slice() }),
    },
    rule,
    input: l > 0 ? null : network.dtype === 'f32' ? Float32Array.from(inputs) : Float64Array.from(inputs),
    steps,
    lockstep,
    rounds,
    calibrate,
    epoch: performance.timeOrigin,
    lock: '',
    parent: l > 0 ? channels[l - 1].port2 : null,
    child: l < depth - 1 ? channels[l].port1 : null,
  }));
}

/** How long a run may take before something must be wrong, in ms. @param {Plan} plan */
function patience({ sizes, batch, steps, lockstep, rounds }) {
  const product = sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l], 0) * batch;
  const messages = (sizes.length - 1) * (steps + 1) * (lockstep ? 6 : 2);
  const round = product * (3 * steps + 2) / SLOW_MULTIPLY_ADDS + messages * SLOW_MESSAGE_MS;
  return Math.min(PATIENCE_MS + (rounds + 1) * round, 2 ** 31 - 1);
}
