// What the conductor of a parallel run and its node workers say to each other, and what nodes say to their neighbours.
// Pure.

/** @typedef {import('../../pkg/pc_playground.js').LocalNodeOptions} LocalNodeOptions */
/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../pkg/pc_playground.js').Counters} Counters */
/** @typedef {Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>} Values */

/**
 * To a worker, first: who it is and what it owns. It answers `ready` or `refused`.
 * @typedef {object} Setup
 * @property {'setup'} type
 * @property {WebAssembly.Module} module
 * @property {LocalNodeOptions} place
 * @property {RuleOptions} rule
 * @property {Values | null} input x_0 in the network's own number type; node 1's
 * @property {number} steps
 * @property {boolean} lockstep
 * @property {number} rounds
 * @property {boolean} calibrate
 * @property {number} epoch the conductor's performance.timeOrigin, ms
 * @property {string} lock the name of the lock that the worker holds for as long as it lives
 * @property {MessagePort | null} parent
 * @property {MessagePort | null} child
 */

/** @typedef {Setup | {type: 'go'}} ToWorker */

/**
 * From a worker. `timing` says that it times its operations, by a clock so coarse that this takes a while. `refused` is
 * about its arguments, `failed` about anything else; after either it is of no more use.
 * @typedef {{type: 'ready', initMs: number}
 *   | {type: 'timing'}
 *   | {type: 'finished', result: NodeReport}
 *   | {type: 'refused' | 'failed', message: string}} FromWorker
 */

/**
 * Between neighbours. Tokens carry no value: they tell that everyone before has arrived.
 * @typedef {object} Message
 * @property {'value' | 'feedback' | 'token'} kind
 * @property {number} t
 * @property {number} stage of the step's rounds of messages; 0 but under Heun
 * @property {number} sent ms on the sender's clock
 * @property {Values | null} values
 * @property {number} origin when the round began, on the clock of node 1; 0 except in the token that starts a round
 */

/**
 * Apparent delays, `received − sent`, each on its own clock, of what one neighbour sent.
 * @typedef {object} Delays
 * @property {number[]} laps of tokens that travelled while nobody computed
 * @property {number} least of all messages
 */

/**
 * One operation; times are ms after the round's origin on this worker's clock, means over the rounds.
 * @typedef {{kind: 'forward' | 'vjp' | 'gradient', t: number, stage: number, start: number, end: number, use: 'front' | 'refine' | 'redundant' | 'idle' | ''}}
 * RawOp
 */

/**
 * One message this node received; `sent` is on its sender's clock, `received` on its own.
 * @typedef {{kind: 'value' | 'feedback' | 'token', t: number, stage: number, from: number, to: number, sent: number, received: number}}
 * RawMsg
 */

/**
 * What a node hands over at the end.
 * @typedef {object} NodeReport
 * @property {Float64Array} value
 * @property {Float64Array} error
 * @property {Float64Array} prediction
 * @property {Float64Array} weightGradient
 * @property {Float64Array} biasGradient
 * @property {Counters} counters of one round
 * @property {number} firstNonzero
 * @property {number} steps that were taken
 * @property {number[]} phases multiply-adds of its dearest operation between one barrier and the next
 * @property {RawOp[]} ops
 * @property {RawMsg[]} messages
 * @property {number[]} starts of its first operation, one a round
 * @property {number[]} ends of its last operation, one a round
 * @property {{forwardMs: number, vjpMs: number, gradientMs: number}} calibrated
 * @property {number} resolutionMs
 * @property {Delays | null} fromParent
 * @property {Delays | null} fromChild
 */

export {};
