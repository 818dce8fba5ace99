// The ideal schedule against the engine's own operations and counters, and the timelines' numbers.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { RULES } from '../../www/js/protocol.js';
import { chainSizes, networkOptions, processorsOf, ruleOptions, stepsOf } from '../../www/js/parallel-model.js';
import { defaults } from '../../www/js/state.js';
import { classOf, idealTimeline, measuredTimeline, operationsOf, summarise, taskGraph } from '../../www/js/timeline.js';
import { operations, timeLoop } from '../../www/js/workers/loop.js';
import { Dataset, Inference, Network } from './module.mjs';

/** @type {Dataset} */
let digits;
before(() => { digits = Dataset.synthetic(20, 1); });

const small = { ...defaults(), pDepth: 6, pWidth: 7, pBatch: 3, pWide: 2, pWideUnits: 64 };
/** Settings that bend the schedule in different ways. */
const VARIANTS = [small, { ...small, pT: 2 }, { ...small, pT: 11, dtype: 'f32' }, { ...small, pDepth: 2, pWide: 0 }];

/** The loop executor's counters after everything. */
function counters(settings, rule) {
  const network = new Network(networkOptions(settings));
  const inference = new Inference(network, digits.inputs(0, settings.pBatch), digits.targets(0, settings.pBatch), ruleOptions(settings, rule));
  inference.step(stepsOf(settings, rule));
  for (let l = 0; l < network.depth; l++) inference.weightGradient(l);
  return inference.counters();
}

test('the operations listed are those that the loop executor counts', () => {
  for (const settings of VARIANTS) {
    for (const rule of RULES) {
      const { list } = operations(settings, rule, digits);
      const counted = counters(settings, rule);
      for (const use of ['front', 'refine', 'redundant', 'idle']) assert.equal(list.filter(operation => classOf(operation) === use).length, counted[use], `${rule} ${use}`);
      assert.equal(list.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0), counted.multiplyAdds, rule);
      const forward = counted.forward.map((_, l) => list.filter(({ kind, node }) => kind === 'forward' && node === l + 1).length);
      assert.deepEqual(forward, counted.forward, rule);
    }
  }
});

test('the schedule known to the page is the engine’s, operation by operation', () => {
  for (const settings of VARIANTS) {
    for (const rule of RULES) {
      const { list, sizes, T } = operations(settings, rule, digits);
      const known = operationsOf(rule, chainSizes(settings), settings.pBatch, stepsOf(settings, rule));
      assert.deepEqual(sizes, chainSizes(settings));
      assert.equal(T, stepsOf(settings, rule));
      assert.deepEqual(known, list.map(operation => ({ ...operation, use: '' })), rule);
    }
  }
});

test('in lockstep with a processor a node, the ideal time is the critical path that the engine counts', () => {
  for (const settings of VARIANTS) {
    for (const rule of RULES) {
      const { list, T } = operations(settings, rule, digits);
      const { end } = idealTimeline(rule, list, { depth: settings.pDepth, T, lockstep: true });
      assert.equal(end, counters(settings, rule).criticalPath, rule);
    }
  }
});

test('one processor takes the sum of all operations, and more never take longer than that', () => {
  for (const rule of RULES) {
    const { list, T } = operations(small, rule, digits);
    const total = list.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
    for (const lockstep of [false, true]) {
      assert.equal(idealTimeline(rule, list, { depth: 6, T, processors: 1, lockstep }).end, total);
      for (const processors of [2, 3, 6]) {
        const { end } = idealTimeline(rule, list, { depth: 6, T, processors, lockstep });
        assert.ok(end < total && end >= total / processors, `${rule} on ${processors}: ${end} of ${total}`);
      }
    }
  }
});

test('no operation begins before what it needs has ended, and no more run at once than there are processors', () => {
  for (const rule of RULES) {
    const { list, T } = operations(small, rule, digits);
    const { tasks } = taskGraph(rule, 6, list);
    for (const processors of [1, 2, 6]) {
      const { bars } = idealTimeline(rule, list, { depth: 6, T, processors });
      const found = new Map(bars.map(bar => [`${bar.node} ${bar.kind} ${bar.t}`, bar]));
      const place = task => found.get(`${task.node} ${task.kind} ${task.t}`);
      for (const task of tasks) for (const id of task.after) assert.ok(place(tasks[id]).end <= place(task).start, `${rule}: ${task.kind} of node ${task.node} at t = ${task.t}`);
      for (const { start } of bars) {
        const together = bars.filter(bar => bar.start <= start && bar.end > start).length;
        assert.ok(together <= processors, `${rule}: ${together} at once on ${processors}`);
      }
    }
  }
});

test('a node sends and predicts in the order of the loop, one at a time', () => {
  for (const rule of RULES) {
    const { list, T } = operations(small, rule, digits);
    const { bars } = idealTimeline(rule, list, { depth: 6, T });
    for (let node = 1; node <= 6; node++) {
      const order = list.filter(operation => operation.node === node && operation.kind !== 'gradient').map(({ kind, t }) => `${kind} ${t}`);
      const mine = bars.filter(bar => bar.node === node && bar.kind !== 'gradient');
      assert.deepEqual(mine.map(({ kind, t }) => `${kind} ${t}`), order);
      mine.slice(1).forEach((bar, i) => assert.ok(bar.start >= mine[i].end));
    }
  }
});

test('no rule’s error reaches node 1 before backpropagation’s', () => {
  for (const lockstep of [false, true]) {
    const fronts = RULES.map(rule => {
      const { list, T } = operations(small, rule, digits);
      return summarise(idealTimeline(rule, list, { depth: 6, T, lockstep })).frontEnd;
    });
    for (const front of fronts) assert.ok(front >= fronts[0], `${fronts}`);
  }
});

test('a summary counts what the engine counts', () => {
  const { list, T } = operations({ ...small, pGamma: 0.5 }, 'fpa', digits);
  const timeline = idealTimeline('fpa', list, { depth: 6, T });
  const all = summarise(timeline);
  const counted = counters({ ...small, pGamma: 0.5 }, 'fpa');
  assert.equal(all.products, counted.vjp.reduce((a, b) => a + b));
  assert.equal(all.counts.idle, counted.idle);
  assert.equal(all.work, counted.multiplyAdds);
  assert.equal(all.messages, counted.messages - 1, 'the counters also count x_0, which node 1 is given');
  assert.equal(all.reached, 1);
  assert.ok(all.waiting > 0 && all.waiting < 6 * all.end);
  const short = operations({ ...small, pT: 2 }, 'fpa', digits);
  assert.equal(summarise(idealTimeline('fpa', short.list, { depth: 6, T: 2 })).reached, 4);
});

test('a measured run becomes bars from time 0 and keeps every number', () => {
  const op = (kind, t, start, end, use = '') => ({ kind, t, start, end, multiplyAdds: 10, use });
  const run = {
    depth: 2, rule: { rule: 'bp' }, steps: 1,
    nodes: [
      { index: 1, trace: [op('forward', 0, 5, 6), op('gradient', 1, 9, 10)], messages: [{ kind: 'value', t: 0, from: 1, to: 2, sent: 6, received: 6.5 }] },
      { index: 2, trace: [op('forward', 0, 6.5, 7), op('vjp', 0, 7, 8, 'front'), op('gradient', 1, 8, 8.5)], messages: [{ kind: 'feedback', t: 0, from: 2, to: 1, sent: 8, received: 9 }, { kind: 'token', t: 0, from: 2, to: 1, sent: 8, received: 12 }] },
    ],
  };
  const timeline = measuredTimeline(/** @type {any} */ (run));
  assert.equal(timeline.unit, 'ms');
  assert.equal(timeline.rule, 'bp');
  assert.equal(timeline.end, 5);
  assert.deepEqual(timeline.bars.map(({ node, start, end }) => [node, start, end]), [[1, 0, 1], [2, 1.5, 2], [2, 2, 3], [2, 3, 3.5], [1, 4, 5]]);
  const all = summarise(timeline);
  assert.equal(all.latency, 0.75);
  assert.equal(all.messages, 2);
  assert.deepEqual(all.tokens, { count: 1, time: 4 });
  assert.deepEqual(all.wave, { messages: 2, time: 1.5 });
  assert.equal(all.frontEnd, 3);
  assert.equal(all.reached, 1);
  assert.equal(all.work, 4);
  assert.equal(all.waiting, 6);
});

test('a chain too dear to run whole is run with fewer digits, and its operations still cost what all digits cost', () => {
  const dear = { ...small, pDepth: 20, pWidth: 256, pBatch: 64, dtype: 'f32', pWide: 0, pT: 40 };
  const { list, digits: ran } = operations(dear, 'fpa', digits);
  assert.ok(ran >= 1 && ran < 64, `${ran}`);
  assert.deepEqual(list.map(operation => ({ ...operation, use: '' })), operationsOf('fpa', chainSizes(dear), 64, 40));
});

test('processors are never more than nodes', () => {
  assert.equal(processorsOf({ pProcessors: 0, pDepth: 6 }), 6);
  assert.equal(processorsOf({ pProcessors: 64, pDepth: 6 }), 6);
  assert.equal(processorsOf({ pProcessors: 2, pDepth: 6 }), 2);
});

test('the loop is timed without its set-up', () => {
  const times = timeLoop(small, digits);
  for (const name of ['forwardMs', 'backwardMs', 'stepsMs']) assert.ok(times[name] > 0 && times[name] < 1000, `${name} ${times[name]}`);
  assert.ok(times.runs >= 3);
});
