// Contenders in turn, round after round, so that whatever else the machine does meets all of them alike.

/**
 * @typedef {object} Contender
 * @property {string} who whose code: a build of ours, or a backend of TF.js
 * @property {string} what the thing it does, so that others who do the same can be held against it
 * @property {(count: number) => void} run does it `count` times before it returns
 * @property {() => void} [prepare] what must come before a run and is not timed
 * @property {() => void} [check] throws one sentence when what ran was not what should have
 * @property {() => void} [free]
 * @property {number} [every] a slow one runs only every so many rounds
 */

/**
 * @typedef {{who: string, what: string, count: number, ms: number[]}} Timed `ms`: of one, in each round; NaN where it
 * did not run
 */

/** The clock of a page steps by 0.1 ms: a run this long is known to half a per cent. */
const RUN_MS = 20;
/** Before anything is timed, for the browser to compile the code for speed. */
const WARM_UP_MS = 120;

/** @typedef {{now: () => number}} Clock in ms */

/** @param {Contender} contender @param {number} count @param {Clock} clock */
function time(contender, count, clock) {
  contender.prepare?.();
  const start = clock.now();
  contender.run(count);
  return clock.now() - start;
}

/** How many make a run long enough. @param {Contender} contender @param {Clock} clock */
function calibrate(contender, clock) {
  const end = clock.now() + WARM_UP_MS;
  let count = 1;
  let ms = time(contender, count, clock);
  while (ms < RUN_MS || clock.now() < end) {
    // An early guess is of code that was not yet compiled for speed: it grows step by step.
    if (ms < RUN_MS) count = Math.ceil(count * Math.min(4, Math.max(1.2, (1.2 * RUN_MS) / Math.max(ms, 0.1))));
    ms = time(contender, count, clock);
  }
  return count;
}

/**
 * Every contender once a round, in an order that turns about from round to round.
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @param {Clock} [clock] a test has one of its own
 * @returns {Timed[]}
 */
export function interleave(contenders, rounds, clock = performance) {
  const timed = contenders.map(contender => ({
    who: contender.who,
    what: contender.what,
    count: calibrate(contender, clock),
    ms: Array.from({ length: rounds }, () => NaN),
  }));
  const order = contenders.map((_, i) => i);
  for (let round = 0; round < rounds; round++) {
    for (const i of order) {
      if (round % (contenders[i].every ?? 1) !== 0) continue;
      timed[i].ms[round] = time(contenders[i], timed[i].count, clock) / timed[i].count;
    }
    order.reverse();
  }
  for (const contender of contenders) contender.check?.();
  return timed;
}
