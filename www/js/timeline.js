// Who computed what, when: the ideal schedule of a rule's operations, and the measured one, as the same bars and messages. Pure.

/** @typedef {import('./protocol.js').RuleId} RuleId */
/** @typedef {import('./protocol.js').Operation} Operation */
/** @typedef {import('./parallel.js').ParallelRun} ParallelRun */

/** One operation in time. `start` and `end` are in the timeline's unit.
 * @typedef {Operation & {start: number, end: number}} Bar */

/** A message between neighbours: a value to the child, feedback to the parent, or a token that only says "done".
 * @typedef {{kind: 'value' | 'feedback' | 'token', t: number, from: number, to: number, sent: number, received: number}} Line */

/**
 * @typedef {object} Timeline
 * @property {'ideal' | 'measured'} source
 * @property {'multiply-adds' | 'ms'} unit of all times
 * @property {RuleId} rule
 * @property {number} depth L; lanes are nodes 1 … L
 * @property {number} T
 * @property {number} end when the last operation ended; the first begins at 0
 * @property {Bar[]} bars by start
 * @property {Line[]} messages by the time they were sent
 */

/** An operation and those that must end before it begins.
 * @typedef {Operation & {phase: number, after: number[]}} Task */

/** The colours of bars, in the order of legends. */
export const CLASSES = /** @type {const} */ (['front', 'refine', 'redundant', 'idle', 'forward', 'gradient']);

/** What a bar counts as: what its product was worth, or its kind. @param {Operation} bar @returns {typeof CLASSES[number]} */
export const classOf = ({ kind, use }) => (kind === 'vjp' ? use || 'idle' : kind);

/** Rules whose nodes predict anew in every step. @param {RuleId} rule */
const forwards = rule => rule === 'vpc' || rule === 'zil';

/**
 * What a rule computes, in the order of the loop, by its schedule alone: as the engine's list, but without what products are
 * worth. Lets costs be drawn for chains that nobody ran; a test holds it to the engine's list.
 * @param {RuleId} rule
 * @param {number[]} sizes units of x_0 … x_L
 * @param {number} batch
 * @param {number} T steps
 * @returns {Operation[]}
 */
export function operationsOf(rule, sizes, batch, T) {
  const L = sizes.length - 1;
  /** @type {Operation[]} */
  const list = [];
  /** @param {number} node @param {Operation['kind']} kind @param {number} t */
  const add = (node, kind, t) => list.push({ node, kind, t, multiplyAdds: sizes[node - 1] * sizes[node] * batch, use: '' });
  /** @param {number} t */
  const arrive = t => {
    for (let l = 1; l <= L; l++) {
      if ((rule === 'bp' && t === L - 1) || (rule === 'zil' && t === L - l)) add(l, 'gradient', t);
    }
  };
  for (let l = 1; l <= L; l++) add(l, 'forward', 0);
  arrive(0);
  for (let t = 0; t < T; t++) {
    for (let l = 2; l <= L; l++) if (rule !== 'bp' || t === L - l) add(l, 'vjp', t);
    if (forwards(rule)) for (let l = 2; l <= L; l++) add(l, 'forward', t + 1);
    arrive(t + 1);
  }
  if (rule === 'vpc' || rule === 'fpa') for (let l = 1; l <= L; l++) add(l, 'gradient', T);
  return list;
}

/**
 * Which operations must end before each begins. Phases are what lies between two exchanges of messages: L of the forward sweep,
 * two a step, and one at the end.
 * @param {RuleId} rule
 * @param {number} L
 * @param {Operation[]} list in the order of the loop
 * @returns {{tasks: Task[], messages: {kind: 'value' | 'feedback', t: number, from: number, to: number, after: number[]}[]}}
 * `after` of a message: when they have ended it can be sent
 */
export function taskGraph(rule, L, list) {
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
  /** @type {{kind: 'value' | 'feedback', t: number, from: number, to: number, after: number[]}[]} */
  const messages = [];
  /** Feedback of the running step, by the node that sent it. @type {Map<number, number>} */
  let sent = new Map();
  let step = 0;

  /** Nodes take the feedback of step `step`. */
  const receive = () => {
    for (const [child, task] of sent) {
      const node = child - 1;
      if (rule === 'bp') error[node] = [task];
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
    const { node, kind, t } = operation;
    // Feedback of a step is taken before anything of the next phase.
    if (sent.size > 0 && (kind === 'forward' || t > step)) receive();
    step = t;
    if (kind === 'forward') {
      const after = t === 0 ? value[node - 1] : [...value[node - 1], ...readers[node], ...before[node]];
      tasks.push({ ...operation, phase: t === 0 ? node - 1 : L + 2 * t - 1, after: [...new Set(after)] });
      if (node > 1) messages.push({ kind: 'value', t, from: node - 1, to: node, after: value[node - 1] });
      prediction[node] = [id];
      if (t === 0) value[node] = [id];
      error[node] = newest(tasks, [...value[node], id]);
      readers[node] = [];
      before[node] = [id];
    } else {
      tasks.push({ ...operation, phase: L + 2 * t, after: [...new Set(kind === 'vjp' ? [...error[node], ...before[node]] : error[node])] });
      readers[node].push(id);
      if (kind === 'vjp') {
        sent.set(node, id);
        before[node] = [id];
        messages.push({ kind: 'feedback', t, from: node, to: node - 1, after: [id] });
      }
    }
  });
  return { tasks, messages };
}

/** Of each node and kind the latest task: the earlier ones end before it. @param {Task[]} tasks @param {number[]} ids */
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
 * The ideal timeline: each operation takes its multiply-adds, messages nothing. List scheduling: whenever a processor is free,
 * it takes the ready operation with the most work still behind it.
 * @param {RuleId} rule
 * @param {Operation[]} list in the order of the loop
 * @param {{depth: number, T: number, processors?: number, lockstep?: boolean}} machine `processors` 1 … L, default L;
 * `lockstep`: every phase waits for the slowest of the one before
 * @returns {Timeline}
 */
export function idealTimeline(rule, list, { depth, T, processors = depth, lockstep = false }) {
  const { tasks, messages } = taskGraph(rule, depth, list);
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
  tasks.forEach((_, id) => { if (missing[id] === 0) offer(id); });

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

  const bars = tasks.map(({ node, kind, t, multiplyAdds, use }, id) => ({ node, kind, t, multiplyAdds, use, start: start[id], end: end[id] }));
  const lines = messages.map(({ kind, t, from, to, after }) => {
    const sent = after.reduce((latest, id) => Math.max(latest, end[id]), 0);
    return { kind, t, from, to, sent, received: sent };
  });
  return {
    source: 'ideal', unit: 'multiply-adds', rule, depth, T, end: bars.reduce((latest, bar) => Math.max(latest, bar.end), 0),
    bars: bars.sort((a, b) => a.start - b.start), messages: lines.sort((a, b) => a.sent - b.sent),
  };
}

/**
 * The timeline of a run, in ms from its first operation.
 * @param {ParallelRun} run
 * @returns {Timeline}
 */
export function measuredTimeline(run) {
  const bars = run.nodes.flatMap(node => node.trace.map(({ kind, t, start, end, multiplyAdds, use }) => ({ node: node.index, kind, t, start, end, multiplyAdds, use })));
  const messages = run.nodes.flatMap(node => node.messages.map(({ kind, t, from, to, sent, received }) => ({ kind, t, from, to, sent, received })));
  const zero = bars.reduce((least, bar) => Math.min(least, bar.start), Infinity);
  for (const bar of bars) { bar.start -= zero; bar.end -= zero; }
  for (const message of messages) { message.sent -= zero; message.received -= zero; }
  return {
    source: 'measured', unit: 'ms', rule: run.rule.rule,
    depth: run.depth, T: run.steps, end: bars.reduce((latest, bar) => Math.max(latest, bar.end), 0),
    bars: bars.sort((a, b) => a.start - b.start), messages: messages.sort((a, b) => a.sent - b.sent),
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
 * @property {number} frontEnd when the last front product ended; NaN without one
 * @property {number} reached the node nearest the input that has heard of the error, L at first
 * @property {boolean} delayed whether the error came to some node later than theorem 1 says, at t = L − ℓ: rounding can do that
 * @property {number} messages values and feedback
 * @property {{count: number, time: number}} tokens messages that only say "done", and their time under way
 * @property {{messages: number, time: number}} wave the messages of the forward sweep and of front products, and their time under way
 * @property {number} latency mean time of a message under way
 */

/** @param {Timeline} timeline @returns {Summary} */
export function summarise(timeline) {
  const zero = () => /** @type {Record<typeof CLASSES[number], number>} */ (Object.fromEntries(CLASSES.map(name => [name, 0])));
  const [counts, time] = [zero(), zero()];
  let delayed = false;
  let [work, multiplyAdds, frontEnd, reached] = [0, 0, NaN, timeline.depth];
  for (const bar of timeline.bars) {
    const name = classOf(bar);
    counts[name] += 1;
    time[name] += bar.end - bar.start;
    work += bar.end - bar.start;
    multiplyAdds += bar.multiplyAdds;
    if (name === 'front') {
      frontEnd = Number.isNaN(frontEnd) ? bar.end : Math.max(frontEnd, bar.end);
      reached = Math.min(reached, bar.node - 1);
      delayed ||= bar.t > timeline.depth - bar.node;
    }
  }
  const front = new Set(timeline.bars.filter(({ use }) => use === 'front').map(({ node, t }) => `${node} ${t}`));
  const wave = timeline.messages.filter(({ kind, from, t }) => (kind === 'value' ? t === 0 : kind === 'feedback' && front.has(`${from} ${t}`)));
  /** @param {Line[]} lines */
  const travel = lines => lines.reduce((sum, { sent, received }) => sum + received - sent, 0);
  const tokens = timeline.messages.filter(({ kind }) => kind === 'token');
  const carried = timeline.messages.filter(({ kind }) => kind !== 'token');
  return {
    end: timeline.end, counts, time, work, multiplyAdds, frontEnd, reached, delayed,
    products: counts.front + counts.refine + counts.redundant + counts.idle,
    wave: { messages: wave.length, time: travel(wave) },
    tokens: { count: tokens.length, time: travel(tokens) },
    waiting: busyless(timeline), messages: carried.length,
    latency: carried.length ? travel(carried) / carried.length : 0,
  };
}

/** Time in which a node had no operation, summed over nodes; a node's gradient may overlap its product. @param {Timeline} timeline */
function busyless({ bars, depth, end }) {
  const until = new Float64Array(depth + 1);
  let busy = 0;
  for (const bar of bars) {
    busy += Math.max(0, bar.end - Math.max(bar.start, until[bar.node]));
    until[bar.node] = Math.max(until[bar.node], bar.end);
  }
  return depth * end - busy;
}

/** A heap: the least by `order` first. @template T */
class Heap {
  /** @param {(a: T, b: T) => number} order */
  constructor(order) {
    this.order = order;
    /** @type {T[]} */
    this.items = [];
  }

  get size() { return this.items.length; }

  peek() { return this.items[0]; }

  /** @param {T} item */
  push(item) {
    const { items, order } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (order(items[up], items[at]) <= 0) break;
      [items[up], items[at]] = [items[at], items[up]];
      at = up;
    }
  }

  /** @returns {T} */
  pop() {
    const { items, order } = this;
    const top = items[0];
    const last = /** @type {T} */ (items.pop());
    if (items.length === 0) return top;
    items[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < items.length && order(items[child], items[least]) < 0) least = child;
      if (least === at) return top;
      [items[least], items[at]] = [items[at], items[least]];
      at = least;
    }
  }
}
