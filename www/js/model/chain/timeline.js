// Who computed what, when: the engine's ideal schedule of a rule's operations, and the measured one, as the same bars and
// messages. Pure.

import { schemeById } from '../schemes.js';

/** @typedef {import('../scheme.js').SchemeId} SchemeId */
/** @typedef {import('../protocol.js').Operation} Operation */
/** @typedef {import('../protocol.js').OperationList} OperationList */
/** @typedef {import('../parallel-run.js').ParallelRun} ParallelRun */

/**
 * One operation in time. `start` and `end` are in the timeline's unit; `wave`: a product that takes the output's error
 * a node further.
 * @typedef {Operation & {start: number, end: number, wave: boolean}} Bar */

/**
 * A message between neighbours: a value to the child, feedback to the parent, or a token that only says "done". `wave`:
 * feedback
 * that takes the output's error a node further.
 * @typedef {{kind: 'value' | 'feedback' | 'token', t: number, stage: number, from: number, to: number, sent: number, received: number, wave: boolean}}
 * Line
 */

/**
 * @typedef {object} Timeline
 * @property {'ideal' | 'measured'} source
 * @property {'multiply-adds' | 'ms'} unit of all times
 * @property {SchemeId} scheme
 * @property {boolean} own whether nodes have errors of their own before the output's can have come
 * @property {number} depth L; lanes are nodes 1 … L
 * @property {number} T
 * @property {number} stages rounds of messages a step
 * @property {number} end when the last operation ended; the first begins at 0
 * @property {Bar[]} bars by start
 * @property {Line[]} messages by the time they were sent
 */

/** A run with what was measured around it.
 * @typedef {{run: ParallelRun, timeline: Timeline, summary: Summary, loop: import('../protocol.js').LoopTimes}}
 * Measured
 */

/** The colours of bars, in the order of legends. */
export const CLASSES = /** @type {const} */ (['front', 'refine', 'redundant', 'idle', 'forward', 'gradient']);

/**
 * What a bar counts as: what its product was worth, or its kind.
 * @param {Operation} bar
 * @returns {typeof CLASSES[number]}
 */
export const classOf = ({ kind, use }) => (kind === 'vjp' ? use || 'idle' : kind);

/** What nodes do, in the order of `OperationList`'s numbers. */
const KINDS = /** @type {const} */ (['forward', 'vjp', 'gradient']);
/** What products are worth, likewise. */
const USES = /** @type {const} */ (['idle', 'front', 'refine', 'redundant']);
/** What nodes send each other, in the order of `Schedule`'s numbers. */
const LETTERS = /** @type {const} */ (['value', 'feedback']);

/**
 * The engine's list, one operation after the other.
 * @param {OperationList} list
 * @returns {Operation[]}
 */
export const operationsIn = ({ kinds, nodes, times, stages, uses, multiplyAdds }) =>
  Array.from(kinds, (kind, i) => ({
    node: nodes[i],
    kind: KINDS[kind],
    t: times[i],
    stage: stages[i],
    multiplyAdds: multiplyAdds[i],
    use: USES[uses[i]] ?? '',
  }));

/**
 * The ideal timeline: each operation takes its multiply-adds, messages nothing.
 * @param {SchemeId} scheme
 * @param {OperationList} list in the order of the loop
 * @param {import('../protocol.js').Schedule} schedule of these operations
 * @param {{depth: number, T: number, own?: boolean}} chain `own` as in Timeline, default what the scheme does by itself
 * @returns {Timeline}
 */
export function idealTimeline(scheme, list, schedule, { depth, T, own = schemeById(scheme).ownErrors !== '' }) {
  const { starts, ends, messages } = schedule;
  const bars = operationsIn(list).map((operation, i) => ({ ...operation, start: starts[i], end: ends[i] }));
  const lines = Array.from(messages.kinds, (kind, i) => ({
    kind: LETTERS[kind],
    t: messages.times[i],
    stage: messages.stages[i],
    from: messages.from[i],
    to: messages.to[i],
    sent: messages.sent[i],
    received: messages.sent[i],
  }));
  return timelineOf({ source: 'ideal', unit: 'multiply-adds', scheme, own, depth, T }, bars, lines);
}

/**
 * The timeline of a run, in ms from its first operation.
 * @param {ParallelRun} run
 * @param {SchemeId} scheme that it ran
 * @param {boolean} [own] as in Timeline
 * @returns {Timeline}
 */
export function measuredTimeline(run, scheme, own = schemeById(scheme).ownErrors !== '') {
  const bars = run.nodes.flatMap(node => node.trace.map(op => ({ ...op, node: node.index })));
  const messages = run.nodes.flatMap(node => node.messages.map(message => ({ ...message })));
  const zero = bars.reduce((least, bar) => Math.min(least, bar.start), Infinity);
  for (const bar of bars) {
    bar.start -= zero;
    bar.end -= zero;
  }
  for (const message of messages) {
    message.sent -= zero;
    message.received -= zero;
  }
  return timelineOf({ source: 'measured', unit: 'ms', scheme, own, depth: run.depth, T: run.steps }, bars, messages);
}

/**
 * Puts bars and messages in order and marks the way of the output's error: the products that are the first to have one.
 * Where nodes have errors of their own, the first that can know of the output's.
 * @param {Omit<Timeline, 'stages' | 'end' | 'bars' | 'messages'>} head
 * @param {Omit<Bar, 'wave'>[]} bars
 * @param {Omit<Line, 'wave'>[]} messages
 * @returns {Timeline}
 */
function timelineOf(head, bars, messages) {
  const stages = 1 + bars.reduce((last, { stage }) => Math.max(last, stage), 0);
  /** @type {Set<string>} */
  const sent = new Set();
  const marked = bars.map(bar => {
    const first = head.own
      ? bar.use !== 'idle' && stages * bar.t + bar.stage === head.depth - bar.node
      : bar.use === 'front';
    const wave = bar.kind === 'vjp' && first;
    if (wave) sent.add(`${bar.node} ${bar.t} ${bar.stage}`);
    return { ...bar, wave };
  });
  const lines = messages.map(line => ({
    ...line,
    wave: line.kind === 'feedback' && sent.has(`${line.from} ${line.t} ${line.stage}`),
  }));
  return {
    ...head,
    stages,
    end: bars.reduce((latest, bar) => Math.max(latest, bar.end), 0),
    bars: marked.sort((a, b) => a.start - b.start),
    messages: lines.sort((a, b) => a.sent - b.sent),
  };
}

/**
 * What a timeline says in numbers. Times are in its unit.
 * @typedef {object} Summary
 * @property {number} end
 * @property {number} stages rounds of messages a step
 * @property {Record<typeof CLASSES[number], number>} counts operations of each class
 * @property {Record<typeof CLASSES[number], number>} time they took together
 * @property {number} work all of it: the time of one processor
 * @property {number} multiplyAdds
 * @property {number} products all vjps
 * @property {number} waiting time that nodes spent without an operation, of depth × end
 * @property {number} carrying products that took the output's error a node further
 * @property {number} frontEnd when the last of them ended; NaN without one
 * @property {number} reached the node nearest the input that has heard of that error, L at first
 * @property {boolean} delayed whether it came to some node later than one node a round of messages (theorem 1):
 * rounding can do that
 * @property {number} messages values and feedback
 * @property {{count: number, time: number}} tokens messages that only say "done", and their time under way
 * @property {{messages: number, time: number}} wave the messages of the forward sweep and of the error's way back, and
 * their time under way
 * @property {number} latency mean time of a message under way
 */

/** @param {Timeline} timeline @returns {Summary} */
export function summarise(timeline) {
  const zero = () =>
    /** @type {Record<typeof CLASSES[number], number>} */ (Object.fromEntries(CLASSES.map(name => [name, 0])));
  const [counts, time] = [zero(), zero()];
  const { stages } = timeline;
  let delayed = false;
  let [work, multiplyAdds, carrying, frontEnd, reached] = [0, 0, 0, NaN, timeline.depth];
  for (const bar of timeline.bars) {
    const name = classOf(bar);
    counts[name] += 1;
    time[name] += bar.end - bar.start;
    work += bar.end - bar.start;
    multiplyAdds += bar.multiplyAdds;
    if (bar.wave) {
      carrying += 1;
      frontEnd = Number.isNaN(frontEnd) ? bar.end : Math.max(frontEnd, bar.end);
      reached = Math.min(reached, bar.node - 1);
      delayed ||= stages * bar.t + bar.stage > timeline.depth - bar.node;
    }
  }
  const way = timeline.messages.filter(({ kind, t, wave }) => wave || (kind === 'value' && t === 0));
  /** @param {Line[]} lines */
  const travel = lines => lines.reduce((sum, { sent, received }) => sum + received - sent, 0);
  const tokens = timeline.messages.filter(({ kind }) => kind === 'token');
  const carried = timeline.messages.filter(({ kind }) => kind !== 'token');
  return {
    end: timeline.end,
    stages,
    counts,
    time,
    work,
    multiplyAdds,
    carrying,
    frontEnd,
    reached,
    delayed,
    products: counts.front + counts.refine + counts.redundant + counts.idle,
    wave: { messages: way.length, time: travel(way) },
    tokens: { count: tokens.length, time: travel(tokens) },
    waiting: busyless(timeline),
    messages: carried.length,
    latency: carried.length ? travel(carried) / carried.length : 0,
  };
}

/**
 * Time in which a node had no operation, summed over nodes; a node's gradient may overlap its product.
 * @param {Timeline} timeline
 */
function busyless({ bars, depth, end }) {
  const until = new Float64Array(depth + 1);
  let busy = 0;
  for (const bar of bars) {
    busy += Math.max(0, bar.end - Math.max(bar.start, until[bar.node]));
    until[bar.node] = Math.max(until[bar.node], bar.end);
  }
  return depth * end - busy;
}
