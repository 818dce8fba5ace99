// What was measured, and what follows from it: ratios within rounds, speeds, shares of a step. Pure.

import { ratio, spread } from './stats.js';

/** @typedef {import('./stats.js').Spread} Spread */
/** @typedef {import('./worker.js').Group} Group */
/** @typedef {{workers: number, rate: Spread, speedup: Spread}[]} Scaling */
/** @typedef {{median: number, p95: number, longest: number, frames: number}} Frames */

/**
 * Everything from one run.
 * @typedef {object} Found
 * @property {string} date
 * @property {string} commit
 * @property {string} machine
 * @property {string} browser
 * @property {string[]} flavours builds of the module
 * @property {number} rounds
 * @property {number[]} load the machine's load average over a minute, before the run and after it
 * @property {number} seconds the whole run
 * @property {{count: number, loss: number, weights: number}} agreement
 * @property {Group[]} groups
 * @property {Record<string, number>} pieceSizes multiply-adds
 * @property {{who: string, rule: string, batch: number, steps: number, bytes: number, seconds: number}[]} growth
 * @property {{who: string, rule: string, steps: number, bytes: number}[]} allocations
 * @property {{training: Scaling, cells: Scaling, counting: Scaling, cell: {id: string, times: number}}} crowd
 * @property {{packed: Spread, drawn: Spread, empty: Spread, visits: number}} start
 * @property {{empty: Frames, training: Frames}} frames
 */

/** Milliseconds in each round. @param {Group} group @param {string} who @param {string} what */
export const msOf = (group, who, what) =>
  group.timed.find(one => one.who === who && one.what === what)?.ms ?? group.timed[0].ms.map(() => NaN);

/** @param {Found} found @param {number} batch @param {number} hidden */
export const groupOf = (found, batch, hidden) =>
  /** @type {Group} */ (found.groups.find(group => group.batch === batch && group.hidden === hidden));

/** How TF.js's wasm backend did it fastest. @param {Group} group @param {string} what */
export function fastestTfjs(group, what) {
  const ways = ['tfjs-wasm', 'tfjs-wasm-autodiff'].map(who => ({ who, ms: msOf(group, who, what) }));
  return ways.reduce((best, way) => (spread(way.ms).median < spread(best.ms).median ? way : best));
}

/**
 * How many times faster ours is than the fastest TF.js on wasm.
 * @param {Group} group
 * @param {string} who
 * @param {string} what
 */
export const lead = (group, who, what) => ratio(fastestTfjs(group, what).ms, msOf(group, who, what));

/**
 * The same against what TF.js differentiates by itself, as its users write it.
 * @param {Group} group
 * @param {string} who
 */
export const leadOfAutodiff = (group, who) => ratio(msOf(group, 'tfjs-wasm-autodiff', 'bp'), msOf(group, who, 'bp'));

/** Multiply-adds per nanosecond, twice that in GFLOP/s. @param {number[]} ms @param {number} multiplyAdds */
const gflops = (ms, multiplyAdds) => ms.map(one => (2 * multiplyAdds) / (one * 1e6));

/** All rounds in which the pieces ran. @param {Found} found @param {string} who @param {string} what */
const pieceMs = (found, who, what) =>
  found.groups.filter(group => group.batch > 1).flatMap(group => msOf(group, who, what));

/** Whether a piece is one of the loops of which the fastest is the peak. @param {string} what */
export const isPeak = what => what.startsWith('peak');

/**
 * The machine's speed in each round: that of the loop that was fastest in it.
 * @param {Found} found
 * @param {string} who
 */
function peaks(found, who) {
  const loops = Object.keys(found.pieceSizes)
    .filter(isPeak)
    .map(what => gflops(pieceMs(found, who, what), found.pieceSizes[what]));
  return loops[0].map((_, round) => Math.max(...loops.map(speed => speed[round])));
}

/**
 * A piece's speed and its share of the peak in the same rounds.
 * @param {Found} found
 * @param {string} who
 * @param {string} what
 */
export function pieceSpeed(found, who, what) {
  const speed = gflops(pieceMs(found, who, what), found.pieceSizes[what]);
  return { ms: spread(pieceMs(found, who, what)), gflops: spread(speed), ofPeak: ratio(speed, peaks(found, who)) };
}

/** The fastest loop of each round, over all rounds. @param {Found} found @param {string} who */
export const peakSpeed = (found, who) => spread(peaks(found, who));

/** The three products of hidden layers. */
const HIDDEN_FORMS = ['forward 64×64×64', 'vjp 64×64×64', 'weight gradient 64×64×64'];
const WIDE_FORMS = ['forward 64×64×784', 'weight gradient 784×64×64'];
/** The same with drawn digits, most of which are blank: what a step of training really multiplies. */
export const DIGIT_FORMS = WIDE_FORMS.map(form => `${form}, digits`);
export const PRODUCTS = [...WIDE_FORMS, ...HIDDEN_FORMS];

/**
 * The time of a step over the time that its multiply-adds would take at the speed of the three 64 × 64 × 64 products
 * together, in the same rounds.
 * @param {Found} found @param {Group} group @param {string} who @param {string} what
 */
export function overProducts(found, group, who, what) {
  const each = found.pieceSizes[HIDDEN_FORMS[0]];
  const ideal = group.timed[0].ms.map(
    (_, round) =>
      (group.multiplyAdds[what] / (HIDDEN_FORMS.length * each)) *
      HIDDEN_FORMS.reduce((sum, form) => sum + msOf(group, who, form)[round], 0),
  );
  return ratio(msOf(group, who, what), ideal);
}

/**
 * What is left of a step of backpropagation when the time of its products is taken off, each product as it ran alone.
 * The last layer's, of ten units, counts as ten sixty-fourths of a hidden one's.
 * @param {Group} group
 * @param {string} who
 * @param {string[]} wide the products of the first layer: with all multiply-adds, or as digits have them
 */
export function besideProducts(group, who, wide = WIDE_FORMS) {
  const products = group.timed[0].ms.map((_, round) => {
    /** @param {string[]} forms */
    const sum = forms => forms.reduce((total, form) => total + msOf(group, who, form)[round], 0);
    return sum(wide) + (group.hidden - 1 + 10 / 64) * sum(HIDDEN_FORMS);
  });
  const share = ratio(products, msOf(group, who, 'bp'));
  return { median: 1 - share.median, q1: 1 - share.q3, q3: 1 - share.q1, count: share.count };
}
