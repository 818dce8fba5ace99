// One clock for a chain of workers. Each reads its own; what they differ by shows in the messages that
// neighbours exchange. Pure.

import { COARSE_MS } from '../model/clock.js';

/** @typedef {import('./protocol.js').Delays} Delays */

/**
 * How far each node's clock is ahead of node 1's.
 *
 * A message from l to l + 1 seems to take `delay + θ`, one back `delay − θ`, where θ is what the clock of l + 1 is
 * ahead. Tokens that travel while nobody computes take equally long both ways, so half the difference of their mean
 * apparent delays (of the quicker half: the others were held up) is θ. Nothing arrives before it was sent: θ is kept
 * within that, for every message of the run.
 * @param {{fromParent: Delays | null, fromChild: Delays | null}[]} nodes 1 … L
 * @returns {number[]} ms, one a node; the first is 0
 */
export function clockOffsets(nodes) {
  const offsets = [0];
  for (let l = 1; l < nodes.length; l++) {
    const down = nodes[l].fromParent;
    const up = nodes[l - 1].fromChild;
    if (!down || !up) throw new Error(`Nodes ${l} and ${l + 1} must have exchanged messages, but have not.`);
    const estimate = (quick(down.laps) - quick(up.laps)) / 2;
    offsets.push(offsets[l - 1] + between(-up.least, estimate, down.least));
  }
  return offsets;
}

/** Mean of the lower half. @param {number[]} values at least one */
function quick(values) {
  const lower = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length / 2));
  return lower.reduce((sum, value) => sum + value, 0) / lower.length;
}

/**
 * The value, moved between two bounds; halfway where a coarse clock has them crossed.
 * @param {number} low
 * @param {number} value
 * @param {number} high
 */
function between(low, value, high) {
  if (low > high) return (low + high) / 2;
  return Math.min(Math.max(value, low), high);
}

/** @param {number[]} values at least one @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Of lengths by a clock with such steps: their median is some whole number of steps, so their mean says more.
 * @param {number[]} values at least one
 * @param {number} step ms
 */
export const typical = (values, step) =>
  step > COARSE_MS ? values.reduce((sum, value) => sum + value, 0) / values.length : median(values);
