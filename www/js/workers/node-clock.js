// Clocks and how long short operations take by them.

/** Changes of the clock that are looked at to find its step. */
const LOOKS = 8;
/** An operation is repeated until it takes this many steps of the clock … */
const STEPS = 20;
/** … in each of so many trials; the shortest counts: the others were disturbed. */
const TRIALS = 3;

/** @typedef {import('../../pkg/pc_playground.js').LocalNode} LocalNode */
/** @typedef {import('../runner/protocol.js').Values} Values */

/**
 * The smallest step by which this worker's clock advances.
 * @returns {number} ms
 */
export function resolution() {
  let least = Infinity;
  let before = performance.now();
  for (let looks = 0; looks < LOOKS;) {
    const now = performance.now();
    if (now === before) continue;
    least = Math.min(least, now - before);
    before = now;
    looks += 1;
  }
  return least;
}

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
 * How long a node's operations take when nobody else computes.
 * @param {LocalNode} node a node of its own for this: it is left in any state
 * @param {Values} heard a value of the parent
 * @param {Values | null} feedback of the child, where the rule sends any
 * @param {number} step of the clock, ms
 */
export function calibrate(node, heard, feedback, step) {
  node.predict(heard);
  node.settle();
  // With an error as it is in a run.
  if (feedback) node.receive(feedback, 0);
  if (feedback && node.forwards) node.compare();
  return {
    forwardMs: duration(() => node.predict(heard), step),
    vjpMs: duration(() => node.feedback(), step),
    gradientMs: duration(() => node.learn(0), step),
  };
}
