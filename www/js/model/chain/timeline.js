// Who computed what, when: the ideal schedule of a rule's operations, and the measured one, as the same bars and
// messages. Pure.

import { Heap } from './heap.js';
import { operationsOf, shapeOf } from './shape.js';
import { schemeById } from '../schemes.js';

/** @typedef {import('../scheme.js').SchemeId} SchemeId */
/** @typedef {import('../protocol.js').Operation} Operation */
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

/** A message before it has a time: it can be sent when these tasks have ended.
 * @typedef {{kind: 'value' | 'feedback', t: number, stage: number, from: number, to: number, after: number[]}} Letter
 */

/**
 * @typedef {object} Timeline
 * @property {'ideal' | 'measured'} source
 * @property {'multiply-adds' | 'ms'} unit of all times
 * @property {SchemeId} scheme
 * @property {boolean} own whether nodes have errors of their own before the output's can have come
 * @property {number} depth L; lanes are nodes 1 … L
 * @property {number} T
 * @property {number} end when the last operation ended; the first begins at 0
 * @property {Bar[]} bars by start
 * @property {Line[]} messages by the time they were sent
 */

/** A run with what was measured around it.
 * @typedef {{run: ParallelRun, timeline: Timeline, summary: Summary, loop: import('../protocol.js').LoopTimes}}
 * Measured
 */

/** An operation and those that must end before it begins.
 * @typedef {Operation & {phase: number, after: number[]}} Task */

/** The colours of bars, in the order of legends. */
export const CLASSES = /** @type {const} */ (['front', 'refine', 'redundant', 'idle', 'forward', 'gradient']);

/**
 * What a bar counts as: what its product was worth, or its kind.
 * @param {Operation} bar
 * @returns {typeof CLASSES[number]}
 */
export const classOf = ({ kind, use }) => (kind === 'vjp' ? use || 'idle' : kind);

/**
 * Which operations must end before each begins. Phases are what lies between two exchanges of messages: L of the
 * forward sweep, two a round of messages, and one at the end.
 * @param {SchemeId} scheme
 * @param {number} L
 * @param {Operation[]} list in the order of the loop
 * @returns {{tasks: Task[], messages: Letter[]}}
 */
export function taskGraph(scheme, L, list) {
  const { sweeps, stages, early } = shapeOf(scheme);
  // Per node: the tasks that its value, error and prediction wait for, and those that must not find them overwritten.
  /** @type {number[][]} */
  const value = Array.from({ length: L + 2 }, () => []);
  const error = value.map(() => /** @type {number[]} */ ([]));
  const prediction = value.map(() => /** @type {number[]} */ ([]));
  const readers = value.map(() => /** @type {number[]} */ ([]));
  /** A node predicts and sends in order, one at a time; only its gradient may run beside that. @type {number[][]} */
  const before = value.map(() => []);
  /** @type {Task[]} */
  const tasks = [];
  /** @type {Letter[]} */
  const messages = [];
  /** Feedback of the running round, by the node that sent it. @type {Map<number, number>} */
  let sent = new Map();
  let running = 0;

  /** Nodes take the feedback of the running round. */
  const receive = () => {
    for (const [child, task] of sent) {
      const node = child - 1;
      if (sweeps) error[node] = [task];
      else {
        value[node] = [...new Set([...value[node], ...error[node], task])];
        // Only the newest of each node and kind: it waits for the earlier ones itself.
        value[node] = newest(tasks, value[node]);
        error[node] = newest(tasks, [...value[node], ...prediction[node]]);
      }
    }
    sent = new Map();
  };

  list.forEach((operation, id) => {
    const { node, kind, t, stage } = operation;
    const round = stages * t + stage;
    // Feedback of a round is taken before anything of the next phase.
    if (sent.size > 0 && (kind === 'forward' || round > running)) receive();
    running = round;
    if (kind === 'forward') {
      const after = t === 0 ? value[node - 1] : [...value[node - 1], ...readers[node], ...before[node]];
      tasks.push({
        ...operation,
        phase: t === 0 ? node - 1 : L + 2 * (round - stages) + 1,
        after: [...new Set(after)],
      });
      if (node > 1) messages.push({ kind: 'value', t, stage, from: node - 1, to: node, after: value[node - 1] });
      prediction[node] = [id];
      if (t === 0) value[node] = [id];
      error[node] = newest(tasks, [...value[node], id]);
      readers[node] = [];
      before[node] = [id];
    } else {
      const turn = kind === 'vjp' || early;
      tasks.push({
        ...operation,
        phase: L + 2 * round,
        after: [...new Set(turn ? [...error[node], ...before[node]] : error[node])],
      });
      readers[node].push(id);
      // What comes next uses the weights that are learned here.
      if (early) before[node] = [id];
      if (kind === 'vjp') {
        sent.set(node, id);
        before[node] = [id];
        messages.push({ kind: 'feedback', t, stage, from: node, to: node - 1, after: [id] });
      }
    }
  });
  return { tasks, messages };
}

/**
 * Of each node and kind the latest task: the earlier ones end before it.
 * @param {Task[]} tasks
 * @param {number[]} ids
 */
function newest(tasks, ids) {
  /** @type {Map<string, number>} */
  const last = new Map();
  for (const id of ids) {
    const key = `${tasks[id].node} ${tasks[id].kind}`;
    last.set(key, Math.max(id, last.get(key) ?? -1));
  }
  return [...last.values()];
}

/**
 * The ideal timeline: each operation takes its multiply-adds, messages nothing. List scheduling: whenever a processor
 * is free, it takes the ready operation with the most work still behind it.
 * @param {SchemeId} scheme
 * @param {Operation[]} list in the order of the loop
 * @param {{depth: number, T: number, processors?: number, lockstep?: boolean, own?: boolean}} machine `processors` 1 …
 * L, default L; `lockstep`: every phase waits for the slowest of the one before; `own` as in Timeline, default what the
 * scheme does by itself
 * @returns {Timeline}
 */
export function idealTimeline(
  scheme,
  list,
  { depth, T, processors = depth, lockstep = false, own = schemeById(scheme).ownErrors !== '' },
) {
  const { tasks, messages } = taskGraph(scheme, depth, list);
  const count = tasks.length;
  /** @type {number[][]} */
  const next = Array.from({ length: count }, () => []);
  const missing = new Int32Array(count);
  tasks.forEach((task, id) => {
    missing[id] = task.after.length;
    for (const before of task.after) next[before].push(id);
  });
  // Work on the longest way from here to the end.
  const rank = new Float64Array(count);
  for (let id = count - 1; id >= 0; id--) {
    rank[id] = tasks[id].multiplyAdds + next[id].reduce((most, other) => Math.max(most, rank[other]), 0);
  }
  const left = new Map();
  for (const { phase } of tasks) left.set(phase, (left.get(phase) ?? 0) + 1);
  const phases = [...left.keys()].sort((a, b) => a - b);

  const ready = new Heap((/** @type {number} */ a, /** @type {number} */ b) => rank[b] - rank[a] || a - b);
  /** Operations whose messages are in but whose phase has not begun. @type {Map<number, number[]>} */
  const held = new Map();
  let open = 0; // index into phases of the one that runs
  /** @param {number} id */
  const offer = id => {
    const { phase } = tasks[id];
    if (!lockstep || phase === phases[open]) ready.push(id);
    else held.set(phase, [...(held.get(phase) ?? []), id]);
  };
  tasks.forEach((_, id) => {
    if (missing[id] === 0) offer(id);
  });

  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const running = new Heap((/** @type {number} */ a, /** @type {number} */ b) => end[a] - end[b] || a - b);
  let now = 0;
  let free = processors;
  while (ready.size > 0 || running.size > 0) {
    while (free > 0 && ready.size > 0) {
      const id = ready.pop();
      start[id] = now;
      end[id] = now + tasks[id].multiplyAdds;
      running.push(id);
      free -= 1;
    }
    now = end[running.peek()];
    while (running.size > 0 && end[running.peek()] === now) {
      const id = running.pop();
      free += 1;
      for (const other of next[id]) {
        missing[other] -= 1;
        if (missing[other] === 0) offer(other);
      }
      const { phase } = tasks[id];
      left.set(phase, left.get(phase) - 1);
      while (lockstep && open + 1 < phases.length && left.get(phases[open]) === 0) {
        open += 1;
        for (const waiting of held.get(phases[open]) ?? []) ready.push(waiting);
      }
    }
  }

  const bars = tasks.map(({ phase, after, ...operation }, id) => ({ ...operation, start: start[id], end: end[id] }));
  const lines = messages.map(({ after, ...letter }) => {
    const sent = after.reduce((latest, id) => Math.max(latest, end[id]), 0);
    return { ...letter, sent, received: sent };
  });
  return timelineOf({ source: 'ideal', unit: 'multiply-adds', scheme, own, depth, T }, bars, lines);
}

/**
 * Backpropagation's ideal timeline on a chain that nobody ran: each of its products is the first that has the error.
 * @param {number[]} sizes
 * @param {number} batch
 * @param {{processors?: number, lockstep?: boolean}} machine as for `idealTimeline`
 * @returns {Timeline}
 */
export function sweepTimeline(sizes, batch, machine) {
  const depth = sizes.length - 1;
  const list = operationsOf('bp', sizes, batch, depth - 1);
  for (const operation of list) if (operation.kind === 'vjp') operation.use = 'front';
  return idealTimeline('bp', list, { ...machine, depth, T: depth - 1 });
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
 * @param {Omit<Timeline, 'end' | 'bars' | 'messages'>} head
 * @param {Omit<Bar, 'wave'>[]} bars
 * @param {Omit<Line, 'wave'>[]} messages
 * @returns {Timeline}
 */
function timelineOf(head, bars, messages) {
  const { stages } = shapeOf(head.scheme);
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
    end: bars.reduce((latest, bar) => Math.max(latest, bar.end), 0),
    bars: marked.sort((a, b) => a.start - b.start),
    messages: lines.sort((a, b) => a.sent - b.sent),
  };
}

/**
 * What a timeline says in numbers. Times are in its unit.
 * @typedef {object} Summary
 * @property {number} end
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
  const { stages } = shapeOf(timeline.scheme);
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
