// What a run with one worker a node gives: types alone.

/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../pkg/pc_playground.js').Counters} Counters */
/** @typedef {import('../../pkg/pc_playground.js').Dtype} Dtype */

/**
 * One operation of a node. Times are ms after the start of the run's first operation, on one clock for all nodes, means
 * over the rounds; they include the copy of the operation's message into or out of the module's memory.
 * @typedef {object} Op
 * @property {'forward' | 'vjp' | 'gradient'} kind f_{l−1}, its product towards x_{l−1}, or its parameter gradient
 * @property {number} t the time of the values it works on; the sweep is at 0, step t goes from t to t + 1
 * @property {number} stage which of the step's rounds of messages; always 0 but under ode-bp with Heun, which has 0 and
 * 1
 * @property {number} start
 * @property {number} end
 * @property {number} multiplyAdds
 * @property {'front' | 'refine' | 'redundant' | 'idle' | ''} use what a vjp was worth; '' for the others
 */

/**
 * One message, listed by the node that received it, in the order in which it was taken. Times as in Op; never received
 * before it was sent, but for the resolution of the clocks.
 * @typedef {object} Msg
 * @property {'value' | 'feedback' | 'token'} kind tokens carry no value and are not in the counters: with lockstep they
 * go up the chain when a node has come to a step, and down again when all have
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
 * @property {number[]} phases multiply-adds of the node's dearest operation in each phase, between one barrier and the
 * next: L of the sweep (node l computes in phase l), two a round of messages (feedback; values and predictions, with
 * the gradients learned before them), and the open one at the end
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
 * @property {{compileMs: number, spawnMs: number, initMs: number[]}} startup compile: fetching and compiling the
 * module, 0 when it was given; spawn: from the first worker's creation until all are ready; init: instantiating and
 * making its node, one a node
 * @property {number} wallMs start of the first operation to end of the last one, median of the rounds; by a clock with
 * steps above 1 ms their mean
 * @property {number[]} wallsMs the same, one a round
 * @property {number} clockResolutionMs the step by which the workers' clocks advance; Infinity when they stand still
 * @property {number} processors that the browser says there are (navigator.hardwareConcurrency); 0 when it does not say
 */

export {};
