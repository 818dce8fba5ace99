// How long short operations take by this worker's clock.

import { MOST_READINGS, tick } from '../../model/clock.js';

/** An operation is repeated until it takes this many steps of the clock … */
const STEPS = 20;
/** … in each of so many trials; the shortest counts: the others were disturbed. */
const TRIALS = 3;
/** All operations of all nodes may be timed for about as long as this, ms. A coarse clock would take a minute. */
const PATIENCE_MS = 2000;

/** @typedef {import('../../../pkg/pc_playground.js').LocalNode} LocalNode */
/** @typedef {import('../protocol.js').Values} Values */

/**
 * How long an operation takes, repeated until that is well above the clock's step.
 * @param {() => void} operation
 * @param {number} step of the clock, ms
 * @returns {number} ms, of one
 */
function duration(operation, step) {
  /** @param {number} count */
  const repeated = count => {
    const start = performance.now();
    for (let i = 0; i < count; i++) operation();
    return performance.now() - start;
  };
  for (let count = 1; ; count *= 2) {
    let took = Infinity;
    // A single long trial may be short work that was interrupted.
    for (let trial = 0; trial < TRIALS && took >= STEPS * step; trial++) took = Math.min(took, repeated(count));
    if (took >= STEPS * step) return took / count;
  }
}

/**
 * The same by a coarse clock in little time: what is done between one of its steps and a later one took just so many
 * steps, but for a part of the last operation.
 * @param {() => void} operation
 * @param {number} most ms
 */
function durationInSteps(operation, most) {
  const start = tick() ?? NaN;
  for (let count = 1; ; count++) {
    operation();
    const took = performance.now() - start;
    // Also ends where the clock has stopped.
    if (!(took < most) || count > MOST_READINGS) return took > 0 ? took / count : NaN;
  }
}

/**
 * How long one operation of one node may be timed, where the clock is so coarse that all would take too long otherwise;
 * null where it is not.
 * @param {number} step of the clock, ms
 * @param {number} depth nodes in the chain
 */
export function shortened(step, depth) {
  const each = PATIENCE_MS / (3 * depth);
  // Each is repeated a few times more often in all, till the times are long enough.
  return 2 * TRIALS * STEPS * step <= each ? null : Math.max(step, each - step);
}

/**
 * How long a node's operations take when nobody else computes.
 * @param {LocalNode} node a node of its own for this: it is left in any state
 * @param {Values} heard a value of the parent
 * @param {Values | null} feedback of the child, where the rule sends any
 * @param {number} step of the clock, ms
 * @param {number | null} most `shortened` of it
 */
export function calibrate(node, heard, feedback, step, most) {
  /** @param {() => void} operation */
  const time = operation => (most === null ? duration(operation, step) : durationInSteps(operation, most));
  node.predict(heard);
  node.settle();
  // With an error as it is in a run.
  if (feedback) node.receive(feedback, 0);
  if (feedback && node.forwards) node.compare();
  return {
    forwardMs: time(() => node.predict(heard)),
    vjpMs: time(() => node.feedback()),
    gradientMs: time(() => node.learn(0)),
  };
}
