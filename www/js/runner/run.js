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
/** @typedef {import('./check.js').Plan} Plan */
/** @typedef {import('./protocol.js').Setup} Setup */
/** @typedef {import('../model/parallel-run.js').Op} Op */
/** @typedef {import('../model/parallel-run.js').Msg} Msg */
/** @typedef {import('../model/parallel-run.js').NodeResult} NodeResult */
/** @typedef {import('../model/parallel-run.js').ParallelRun} ParallelRun */

/**
 * What to run.
 * @typedef {object} ParallelOptions
 * @property {WebAssembly.Module} [module] the compiled module; left out, ../pkg/pc_playground_bg.wasm is fetched and
 * compiled, which gives the same numbers on every machine
 * @property {Network} network is read, never changed
 * @property {Float64Array} inputs x_0, [batch][sizes[0]]
 * @property {Float64Array} targets [batch][sizes[L]], one-hot or probabilities when categorical
 * @property {RuleOptions} rule as for `Inference`, options included; every rule but implicit-sgd, which is not local
 * and is refused. Each node draws its own feedback weights and its own noise, from the seeds
 * @property {number} [steps] T, 0 to 4096; default L − 1, also for rules that need longer to settle. bp and zil take no
 * more than their schedule, L − 1
 * @property {boolean} [lockstep] whether every step (under Heun, each of its two stages) waits for the slowest node;
 * default false: a node goes on as soon as its neighbours' messages are in. The numbers are the same
 * @property {number} [rounds] how often the run is repeated to average its times, 1 to 1000; default 1. With more than
 * one there is a round before them that is not timed, since new code runs slower. Everything but times is of one round
 * @property {boolean} [calibrate] whether each node's operations are timed by themselves after the run; default true
 * @property {number} [patienceMs] ms after which a run that has not finished is given up, and likewise its start.
 * Default 60,000 and more where there is much to compute
 * @property {AbortSignal} [signal] stops the run
 * @property {(state: ParallelState) => void} [onState] told what is going on; not during the run itself
 */

/**
 * @typedef {object} ParallelState
 * @property {'compiling' | 'starting' | 'running' | 'timing' | 'finished'} phase `timing` only where the clock is so
 * coarse that timing each node's operations takes seconds
 * @property {number} ready nodes whose workers are ready; while timing, nodes whose turn has come
 * @property {number} nodes L
 */

/** Ms that anything is waited for, if nothing else is said … */
const PATIENCE_MS = 60_000;
/** … plus these for a slow machine: multiply-adds a ms, and ms a message. */
const SLOW_MULTIPLY_ADDS = 20_000;
const SLOW_MESSAGE_MS = 2;

/**
 * Runs one minibatch under one rule with one worker a node. Whatever happens, no worker is left when the promise
 * settles.
 *
 * Runs are independent of each other; several may be under way. Also ends when the page goes away.
 * @param {ParallelOptions} options
 * @returns {Promise<ParallelRun>}
 * @throws {DOMException} AbortError when `signal` says so
 * @throws {Error} one sentence: an argument that cannot be used, a module that cannot be had, or a worker that failed
 * or was killed
 */
export async function runParallel(options) {
  const plan = check(options);
  const { sizes, signal } = plan;
  if (signal?.aborted) throw stopped();
  const depth = sizes.length - 1;
  /** @param {ParallelState['phase']} phase @param {number} ready */
  const announce = (phase, ready) => plan.onState({ phase, ready, nodes: depth });
  const crew = new Crew({
    signal,
    onReady: ready => announce('starting', ready),
    onTiming: nodes => announce('timing', nodes),
  });
  try {
    announce('compiling', 0);
    const compiling = performance.now();
    const module = plan.module ?? (await Promise.race([crew.failed, compileEngine()]));
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
  const round = (product * (3 * steps + 2)) / SLOW_MULTIPLY_ADDS + messages * SLOW_MESSAGE_MS;
  return Math.min(PATIENCE_MS + (rounds + 1) * round, 2 ** 31 - 1);
}
