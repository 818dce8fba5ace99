// What the parallel view's pictures say, in sentences with their numbers. Pure.

import { brief, counted, fixed, whole } from '../../model/numbers.js';
import { hasGamma } from '../../model/chain/settings.js';
import { COARSE_MS } from '../../model/clock.js';
import { schemeById } from '../../model/schemes.js';
import { timeText } from './draw/timeline.js';

/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/protocol.js').LoopTimes} LoopTimes */
/** @typedef {import('../../model/protocol.js').SchemeCosts} SchemeCosts */
/** @typedef {import('../../model/chain/timeline.js').Summary} Summary */
/** @typedef {import('../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../model/parallel-run.js').ParallelRun} ParallelRun */

/** @param {number} value */
const count = whole;
/** @param {number} part @param {number} whole */
const percent = (part, whole) => {
  const share = whole > 0 ? (100 * part) / whole : 0;
  if (share > 0 && share < 0.5) return 'under 1 %';
  return share >= 99.5 && share < 100 ? 'over 99 %' : `${Math.round(share)} %`;
};
/** A ratio: "1.4 ×". @param {number} value */
export const times = value =>
  `${value < 10 ? fixed(value, value < 1.095 && value > 0.905 && value !== 1 ? 2 : 1).replace(/\.0$/, '') : Math.round(value)} ×`;

/**
 * Some sentences about a scheme's ideal timeline beside backpropagation's on the same chain.
 * @param {SchemeId} scheme
 * @param {Summary} own
 * @param {Pick<Summary, 'frontEnd'>} bp
 * @param {{depth: number, T: number, gamma: number, dtype: string, finite: boolean, ownErrors: boolean, arrived: SchemeCosts['arrived']}}
 * run
 * @returns {string}
 */
export function ruleSentence(scheme, own, bp, { depth, T, gamma, dtype, finite, ownErrors, arrived }) {
  const { stages } = own;
  if (scheme === 'bp') {
    return `Each node computes one product, and every product carries the error one node further: ${count(own.products)} in all, none wasted.`;
  }
  if (!finite)
    return `Diverged: ${hasGamma(scheme) ? `with γ = ${gamma} ` : ''}the errors grew past what a number can hold.${hasGamma(scheme) ? ' Try a smaller γ.' : ''}`;
  const rounds = T * stages;
  const apart = own.frontEnd / bp.frontEnd;
  const what = ownErrors ? 'What the output sends' : 'The error';
  const late =
    own.reached > 1
      ? `${what} gets no further than node ${own.reached}${rounds < depth - 1 ? `: T = ${T} is fewer than the ${Math.ceil((depth - 1) / stages)} steps to node 1` : ` in T = ${T} steps`}.`
      : apart > 1.004
        ? `${what} takes ${times(apart)} as long to node 1 as with BP.`
        : `${what} reaches node 1 when it does with BP, not sooner.`;
  const way =
    (stages > 1 ? ' A step has two rounds of messages, so the error goes two nodes a step.' : '') +
    (scheme === 'zil-early'
      ? ' Each node learns before it sends, so the error waits for a gradient at every node.'
      : '');
  const lost = own.delayed ? ` On the way, changes too small for ${dtype} were rounded away.` : '';
  const rest = [
    own.counts.refine && `${count(own.counts.refine)} refine it`,
    own.counts.redundant && `${count(own.counts.redundant)} repeat`,
    own.counts.idle && `${count(own.counts.idle)} multiply zero`,
  ].filter(Boolean);
  const split = ownErrors
    ? `Here ${schemeById(scheme).ownErrors || 'values fade, which gives every node an error after the first step'}: “front” does not mean the output’s error. ${count(own.carrying)} of ${counted(own.products, 'product')} are the first to know of the output.`
    : `${count(own.carrying)} of ${counted(own.products, 'product')} carry it${rest.length ? `; ${rest.join(', ')}` : ''}.`;
  const untold =
    own.counts.gradient < depth
      ? ` ${counted(depth - own.counts.gradient, 'layer')} of ${depth} never learned: no error had come.`
      : '';
  return `${late}${way}${lost} ${split}${untold}${share(scheme, own, arrived)}`;
}

/**
 * How much of backpropagation's error node 1 has, where that is known in closed form.
 * @param {SchemeId} scheme
 * @param {Summary} own
 * @param {SchemeCosts['arrived']} arrived
 */
function share(scheme, own, { share, needed }) {
  if ((scheme !== 'fpa' && scheme !== 'ode-bp') || own.reached > 1) return '';
  if (Math.abs(1 - share) <= 0.01) return '';
  return (
    ` Node 1 gets ${share < 1e-6 ? 'less than 0.0001' : brief(100 * share, 2)} % of it` +
    (needed === undefined ? '; it does not settle with this γ.' : `; 99 % takes T = ${count(needed)}.`)
  );
}

/**
 * The large timeline in words, for those who cannot see it and those who want it short.
 * @param {Timeline} timeline
 * @param {Summary} summary
 * @returns {string}
 */
export function timelineSummary(timeline, summary) {
  const { unit, depth, scheme, own, T } = timeline;
  const { time, counts } = summary;
  const when = (/** @type {number} */ value) => timeText(value, unit) + (unit === 'ms' ? '' : ' multiply-adds');
  const parts = /** @type {const} */ (['front', 'refine', 'redundant', 'idle'])
    .filter(name => counts[name] > 0)
    .map(name => `${count(counts[name])} ${name} (${percent(time[name], summary.work)} of the work)`);
  const reached =
    summary.reached === 1
      ? `reaches node 1 after ${when(summary.frontEnd)}`
      : `gets no further than node ${summary.reached}`;
  return (
    `${schemeById(scheme).name}, ${counted(depth, 'node')}, T = ${T}: ends after ${when(summary.end)}. ` +
    `${own ? 'What the output sends' : 'The output’s error'} ${Number.isNaN(summary.frontEnd) ? 'is sent to nobody' : reached}. ` +
    `Products: ${parts.join(', ') || 'none'}. Forward evaluations take ${percent(time.forward, summary.work)} of the work, gradients ${percent(time.gradient, summary.work)}. ` +
    `Nodes are without work for ${percent(summary.waiting, depth * summary.end)} of the time${unit === 'ms' ? `; a message is under way for ${when(summary.latency)} on average` : ''}.`
  );
}

/**
 * What the numbers of a run are worth by a coarse clock; nothing when it is fine.
 * @param {Pick<ParallelRun, 'clockResolutionMs' | 'rounds'>} run
 * @returns {string[]}
 */
export function clockWords({ clockResolutionMs: step, rounds }) {
  if (!(step > COARSE_MS)) return [];
  if (step === Infinity) return ['This browser’s clock stands still, so no time here means anything.'];
  // Each time is off by up to a step either way, so the mean of some by that over the root of their number, and less.
  return [
    `This browser’s clock is coarse: it advances by ${timeText(step, 'ms')} at a time, as some do against fingerprinting. Times of the run are means over ${counted(rounds, 'round')} and may be off by ${timeText(step / Math.sqrt(rounds), 'ms')}; shorter bars say nothing about their length.`,
  ];
}

/**
 * How the workers compare with the loop, and why.
 * @param {ParallelRun} run
 * @param {Summary} summary of its timeline
 * @param {LoopTimes} loop
 * @returns {{verdict: string, reasons: string[]}}
 */
export function comparison(run, summary, loop) {
  const loopMs = loop.forwardMs + loop.stepsMs;
  const ratio = run.wallMs / loopMs;
  const operations = run.nodes.reduce((sum, { trace }) => sum + trace.length, 0);
  const each = summary.work / operations;
  const slower = ratio > 1;
  const verdict = `${run.depth} workers took ${timeText(run.wallMs, 'ms')}, the loop in one worker ${timeText(loopMs, 'ms')}: ${slower ? `in parallel it takes ${times(ratio)} as long, ${timeText(run.wallMs - loopMs, 'ms')} more` : `in parallel it is ${times(1 / ratio)} as fast`}.`;
  const reasons = clockWords(run);
  if (run.processors && 1 / ratio > run.processors * 1.1)
    reasons.push(
      `That is more than ${counted(run.processors, 'core')} can give: other programs took time from one of the two. Run again when the computer is quiet.`,
    );
  if (run.processors && run.processors < run.depth)
    reasons.push(
      `${counted(run.processors, 'core')} for ${run.depth} nodes: ${run.depth - run.processors} of them always wait for a core, and the system’s switching between workers counts too.`,
    );
  reasons.push(
    `A message is under way for ${timeText(summary.latency, 'ms')} on average, an operation takes ${timeText(each, 'ms')}. The ${summary.wave.messages} messages of the forward sweep and of the error’s way back follow one another: ${timeText(summary.wave.time, 'ms')} on the way, queues included.`,
  );
  if (summary.tokens.count > 0)
    reasons.push(
      `To wait for the slowest, ${count(summary.tokens.count)} more messages that only say “done” went up and down the chain: ${timeText(summary.tokens.time, 'ms')} under way, most of it one after the other.`,
    );
  reasons.push(
    `All operations together took ${timeText(summary.work, 'ms')} in the workers, ${timeText(loopMs, 'ms')} in the loop.${summary.work > 1.2 * loopMs ? ' A worker that loses its core in the middle of an operation has a longer bar, and each message is copied in and out of the program’s memory.' : ''}`,
  );
  reasons.push(
    `Nodes were without work for ${percent(summary.waiting, run.depth * summary.end)} of the time: a product cannot begin before the error is there, with however many cores.`,
  );
  return { verdict, reasons };
}

/**
 * What the dearest layer costs each rule, with the chain's numbers.
 * @param {number[]} sizes
 * @param {Record<'bp' | 'fpa' | 'zil', SchemeCosts>} of
 * @param {number} T of fpa and vpc
 * @param {number} wide index of the widened hidden layer, 0 for none
 * @returns {string}
 */
export function bottleneckSentence(sizes, of, T, wide) {
  const L = sizes.length - 1;
  const { slowest: slow, bpTime: bp } = of.bp;
  const [fpa, zil] = [of.fpa.time, of.zil.time];
  const text = (/** @type {number} */ value) => timeText(value, 'multiply-adds');
  const who = wide ? `Hidden layer ${wide} has ${count(sizes[wide])} units, so the` : 'The';
  return (
    `${who} dearest product costs C_slow = ${text(slow)} multiply-adds. Backpropagation computes each product once, in ${text(bp)} all told. ` +
    `When every step waits for the slowest, FPA-PC pays for the dearest in each of its T = ${T} steps (${text(T * slow)} of ${text(fpa)}, ${times(fpa / bp)} BP), ` +
    `Z-IL in each of its ${L - 1} steps twice, for the product and for the new prediction (${text(2 * (L - 1) * slow)} of ${text(zil)}, ${times(zil / bp)} BP). Gradients, the same for all, are left out.`
  );
}
