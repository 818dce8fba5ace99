// What the samples of Langevin VPC say, in words, rows and bins.

import { rough, whole } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { histogram } from '../../../model/exhibits/spread.js';
import { figure } from '../../../ui/parts.js';

/** @typedef {import('../../../model/exhibits/langevin.js').LangevinReply} LangevinReply */
/** @typedef {import('../../../model/exhibits/langevin.js').Check} Check */
/** @typedef {import('../../../model/exhibits/langevin.js').Sampled} Sampled */

/**
 * The node and unit of a latent, both counted from 1.
 * @param {number[]} sizes of x_0 … x_L @param {number} latent
 * @returns {{ node: number, unit: number }}
 */
export function whereIs(sizes, latent) {
  let node = 1;
  let unit = latent;
  while (unit >= sizes[node]) {
    unit -= sizes[node];
    node += 1;
  }
  return { node, unit: unit + 1 };
}

/** "x₂, unit 5". @param {number[]} sizes @param {number} latent */
export function placeOf(sizes, latent) {
  const { node, unit } = whereIs(sizes, latent);
  return `x${subscript(node)}, unit ${unit}`;
}

const BINS = 41;

/**
 * The density of one latent's samples.
 * @param {Sampled} sampled @param {number} latent
 * @returns {{ middles: number[], densities: number[] }} empty when there are no samples
 */
export function histogramOf({ kept, mean, deviation }, latent) {
  const latents = mean.length;
  const samples = Float32Array.from({ length: kept.length / latents }, (_, i) => kept[i * latents + latent]);
  const half = 4 * deviation[latent];
  if (samples.length === 0 || !(half > 0)) return { middles: [], densities: [] };
  const low = mean[latent] - half;
  const bin = (2 * half) / BINS;
  const counts = histogram(samples, low, low + 2 * half, BINS);
  return {
    middles: Array.from(counts, (_, i) => low + (i + 0.5) * bin),
    densities: Array.from(counts, count => count / (samples.length * bin)),
  };
}

/** @param {LangevinReply} reply @param {number} latent */
export function spreadSentence({ sizes, sampled, settled, chains }, latent) {
  if (sampled.divergedAt >= 0)
    return `The values grow without bound: at step ${sampled.divergedAt} one is no longer a number. Take a smaller γ.`;
  const { mean, deviation } = sampled;
  const away = Math.abs(mean[latent] - settled.map[latent]) / deviation[latent];
  const peak = settled.mapSteps < 0 ? ' (VPC was still moving when it was stopped)' : '';
  return `${placeOf(sizes, latent)}: ${rough(mean[latent])} ± ${rough(deviation[latent])} over ${whole(sampled.samples)} samples from ${chains} chains. VPC reports ${rough(settled.map[latent])}${peak}, ${rough(away)} standard deviations from the mean, and nothing about how sure it is.`;
}

/**
 * How the linear network's samples compare with what is exact.
 * @param {Check} check
 * @returns {{ off: number, wide: number, expected: number, apart: number }} `off`: the largest difference of means, in
 * standard errors; `wide` and `expected`: mean ratio of standard deviations to the posterior's, of the samples and by
 * the equation; `apart`: the largest share by which a unit's deviation misses what is expected
 */
export function compare({ mean, deviation, atGamma, sampled }) {
  const found = { off: 0, wide: 0, expected: 0, apart: 0 };
  mean.forEach((value, i) => {
    const settled = atGamma?.[i] ?? NaN;
    found.off = Math.max(found.off, Math.abs(sampled.mean[i] - value) / sampled.wobble[i]);
    found.wide += sampled.deviation[i] / deviation[i] / mean.length;
    found.expected += settled / deviation[i] / mean.length;
    found.apart = Math.max(found.apart, Math.abs(sampled.deviation[i] / settled - 1));
  });
  return found;
}

/** Beyond this many standard errors, the largest of some hundred differences is no longer by chance. */
const CHANCE = 4.5;

/** @param {Check} check @param {number} gamma */
export function verdictSentence(check, gamma) {
  if (!check.atGamma)
    return `With γ = ${gamma} the linear network’s samples do not stay: its steps overshoot from γ = ${rough(check.largestStep)} on. Take a smaller γ.`;
  const { off, wide, expected, apart } = compare(check);
  const means =
    off < CHANCE
      ? 'as chance would have it'
      : 'more than chance would have it: the burn-in is too short for this γ, or the sampler is wrong';
  return `The mean of no unit is further from the exact one than ${rough(off)} standard errors, ${means}. The spread is ${rough(100 * (wide - 1))} % too wide on average. That is the price of γ = ${gamma}, with which it settles ${rough(100 * (expected - 1))} % too wide; the single unit that misses this most does so by ${rough(100 * apart)} %. The price goes to zero with γ; from γ = ${rough(check.largestStep)} on nothing stays.`;
}

const SHOWN = 3;

/**
 * The first units of each layer.
 * @param {Check} check
 * @param {number[]} sizes
 * @returns {{ cells: (string | Node)[] }[]}
 */
export function checkRows({ mean, deviation, atGamma, sampled }, sizes) {
  const rows = [];
  for (let latent = 0; latent < mean.length; latent++) {
    const { node, unit } = whereIs(sizes, latent);
    if (unit > SHOWN) continue;
    rows.push({
      cells: [
        `x_{${node}}, unit ${unit}`,
        figure(mean[latent]),
        figure(sampled.mean[latent]),
        figure(deviation[latent]),
        figure(atGamma?.[latent] ?? NaN),
        figure(sampled.deviation[latent]),
      ],
    });
  }
  return rows;
}

/** Everything as rows, one a latent. @param {LangevinReply} reply @returns {(string | number)[][]} */
export function rowsOf({ sizes, sampled, settled, check }) {
  const head = [
    'node',
    'unit',
    'mean of samples',
    'deviation of samples',
    'standard error of the mean',
    'VPC',
    'forward value',
  ];
  const linear = [
    'linear: exact mean',
    'linear: exact deviation',
    'linear: expected deviation at γ',
    'linear: mean of samples',
    'linear: deviation of samples',
  ];
  return [
    check ? [...head, ...linear] : head,
    ...Array.from(sampled.mean, (_, i) => {
      const { node, unit } = whereIs(sizes, i);
      const own = [
        node,
        unit,
        sampled.mean[i],
        sampled.deviation[i],
        sampled.wobble[i],
        settled.map[i],
        settled.start[i],
      ];
      return check
        ? [
            ...own,
            check.mean[i],
            check.deviation[i],
            check.atGamma?.[i] ?? NaN,
            check.sampled.mean[i],
            check.sampled.deviation[i],
          ]
        : own;
    }),
  ];
}
