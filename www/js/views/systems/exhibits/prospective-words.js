// What the numbers of prospective configuration say. Pure.

import { fixed } from '../../../model/numbers.js';
import { nodesAsText } from '../../../model/trace.js';

/** @typedef {import('../../../model/exhibits/prospective.js').BearReply} BearReply */
/** @typedef {import('../../../model/exhibits/prospective.js').AlignmentReply} AlignmentReply */

const NAMES = /** @type {const} */ ({ bp: 'BP', vpc: 'VPC' });
const KINDS = /** @type {const} */ ({ identity: 'linear', tanh: 'tanh' });

/** Three digits after the point, with a true minus. @param {number} value */
export const three = (/** @type {number} */ value) => fixed(value, 3);

/**
 * How far the held output was moved for each 1 that the corrected one was.
 * @param {number[]} before hearing, smelling @param {number[]} after
 */
export const interference = (before, after) => Math.abs(after[1] - before[1]) / Math.abs(after[0] - before[0]);

/** @param {BearReply} reply @param {number} rate */
export function lesson({ before, rules }, rate) {
  const parts = /** @type {const} */ (['bp', 'vpc']).map(rule => {
    const { outputs } = rules[rule];
    return `${NAMES[rule]} takes hearing from ${three(before[0])} to ${three(outputs[0])}, and smell from ${three(before[1])} to ${three(outputs[1])}: ${three(interference(before, outputs))} of interference for each 1 of correction`;
  });
  return `After one update with learning rate ${rate}, ${parts.join('. ')}.`;
}

/** @param {BearReply} reply */
export function overTime({ byUpdate }) {
  const [bp, vpc] = /** @type {const} */ (['bp', 'vpc']).map(rule => {
    const smell = byUpdate[rule].map(outputs => outputs[1]);
    const least = Math.min(...smell);
    return { rule, least, at: smell.indexOf(least), end: byUpdate[rule][byUpdate[rule].length - 1] };
  });
  const text = [bp, vpc]
    .map(
      ({ rule, least, at, end }) =>
        `${NAMES[rule]} lets the smell sink to ${three(least)} (at update ${at}) and ends with hearing ${three(end[0])} and smell ${three(end[1])}`,
    )
    .join('; ');
  return `Over ${byUpdate.bp.length - 1} updates ${text}.`;
}

/**
 * Mean and standard deviation over the seeds that have been computed.
 * @param {Float64Array} cosines [depths][seeds] @param {number} seeds @param {number} depth index
 */
export function spread(cosines, seeds, depth) {
  const found = Array.from(cosines.subarray(depth * seeds, (depth + 1) * seeds)).filter(Number.isFinite);
  const mean = found.length ? found.reduce((sum, value) => sum + value, 0) / found.length : NaN;
  const deviation =
    found.length > 1 ? Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1)) : NaN;
  return { mean, deviation };
}

/**
 * How many standard errors VPC's mean lies above BP's. Both rules learn in the same networks, so differences are taken
 * network by network.
 * @param {Record<'bp' | 'vpc', Float64Array>} cosines @param {number} seeds @param {number} depth index
 */
export function lead({ bp, vpc }, seeds, depth) {
  const { mean, deviation } = spread(
    vpc.map((value, i) => value - bp[i]),
    seeds,
    depth,
  );
  return mean / (deviation / Math.sqrt(seeds));
}

/** A lead of fewer standard errors may be chance. */
const CLEAR = 2;

/** "depth 4", "depths 2–6 and 8". @param {number[]} depths */
const depthsAsText = depths => nodesAsText(depths).replace(/^nodes?/, depths.length === 1 ? 'depth' : 'depths');

/** @param {AlignmentReply} reply */
export function alignmentSentence({ depths, seeds, cosines, unsettled }) {
  const last = depths.length - 1;
  const parts = /** @type {const} */ (['identity', 'tanh']).map(activation => {
    const both = cosines[activation];
    // Without a hidden layer the rules are one.
    const leads = depths
      .map((depth, i) => ({ depth, by: depth > 1 ? lead(both, seeds, i) : 0 }))
      .filter(({ depth }) => depth > 1);
    const found = /** @type {const} */ ([
      ['VPC', 1],
      ['BP', -1],
    ]).flatMap(([name, sign]) => {
      const at = leads.filter(({ by }) => sign * by > CLEAR).map(({ depth }) => depth);
      return at.length === 0
        ? []
        : [`${name} aligns better at ${at.length === leads.length ? 'every depth above 1' : depthsAsText(at)}`];
    });
    const open = leads.filter(({ by }) => Math.abs(by) <= CLEAR).map(({ depth }) => depth);
    if (open.length > 0)
      found.push(
        `at ${found.length === 0 && open.length === leads.length ? 'no depth' : depthsAsText(open)} ${found.length === 0 && open.length === leads.length ? 'can the two be told apart' : 'the two cannot be told apart'}`,
      );
    const [bp, vpc] = [both.bp, both.vpc].map(values => three(spread(values, seeds, last).mean));
    return `In ${KINDS[activation]} networks ${found.join(', ')}; at depth ${depths[last]} the means are ${vpc} for VPC and ${bp} for BP`;
  });
  return `${parts.join('. ')}. (Better: by more than ${CLEAR} standard errors.)${unsettled ? ` ${unsettled} of VPC’s relaxations had not settled when they were stopped.` : ''}`;
}

/**
 * Every number as rows of a file.
 * @param {BearReply} bear
 * @param {AlignmentReply | null} alignment
 * @returns {(string | number)[][]}
 */
export function rowsOf({ rates, byRate, byUpdate }, alignment) {
  const rules = /** @type {const} */ (['bp', 'vpc']);
  return [
    ['what', 'rule', 'at', 'hearing', 'smell'],
    ...rules.flatMap(rule => rates.map((rate, i) => ['one update, learning rate', rule, rate, ...byRate[rule][i]])),
    ...rules.flatMap(rule => byUpdate[rule].map((outputs, n) => ['updates', rule, n, ...outputs])),
    ...(alignment
      ? [
          ['what', 'rule', 'depth', 'seed', 'target alignment'],
          ...Object.entries(alignment.cosines).flatMap(([activation, both]) =>
            rules.flatMap(rule =>
              Array.from(both[rule], (value, i) => [
                activation,
                rule,
                alignment.depths[Math.floor(i / alignment.seeds)],
                i % alignment.seeds,
                value,
              ]),
            ),
          ),
        ]
      : []),
  ];
}
