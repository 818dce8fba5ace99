// The ideal schedule against the engine's own operations and counters, and the timelines' numbers.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  chainSizes,
  inOrder,
  networkOptions,
  processorsOf,
  ruleOptions,
  stepsOf,
} from '../../../www/js/model/chain/settings.js';
import { SCHEMES, schemeById } from '../../../www/js/model/schemes.js';
import { defaults } from '../../../www/js/model/settings.js';
import { classOf, measuredTimeline, operationsIn, summarise } from '../../../www/js/model/chain/timeline.js';
import { operations, timeLoop } from '../../../www/js/workers/operations.js';
import { planned, timelineOf } from '../support/chains.mjs';
import { Dataset, Inference, Network, pc } from '../support/module.mjs';

/** @type {Dataset} */
let digits;
before(() => {
  digits = Dataset.synthetic(20, 1);
});

/** Every scheme that can run one worker a node. */
const LOCAL = SCHEMES.filter(({ local }) => local).map(({ id }) => id);

const small = { ...defaults(), pDepth: 6, pWidth: 7, pBatch: 3, pWide: 2, pWideUnits: 64 };
/** Settings that bend the schedule in different ways. */
const VARIANTS = [
  small,
  { ...small, pT: 2 },
  { ...small, pT: 11, dtype: 'f32', feedback: 'random' },
  { ...small, pDepth: 2, pWide: 0 },
];
/** IL-prox in its exact form takes one digit. */
const fitting = (settings, scheme) => (scheme === 'il-prox' ? { ...settings, pBatch: 1 } : settings);

/** The loop executor's counters after everything. */
function counters(settings, scheme) {
  const network = new Network(networkOptions(settings, scheme));
  const { inputs, targets } = inOrder(digits.inputs(0, settings.pBatch), digits.targets(0, settings.pBatch), scheme);
  const inference = new Inference(network, inputs, targets, ruleOptions(settings, scheme));
  inference.step(stepsOf(settings, scheme));
  for (let l = 0; l < network.depth; l++) inference.weightGradient(l);
  return inference.counters();
}

test('the operations listed are those that the loop executor counts', () => {
  for (const variant of VARIANTS) {
    for (const scheme of LOCAL) {
      const settings = fitting(variant, scheme);
      const list = operationsIn(operations(settings, scheme, digits).list);
      const counted = counters(settings, scheme);
      for (const use of ['front', 'refine', 'redundant', 'idle'])
        assert.equal(list.filter(operation => classOf(operation) === use).length, counted[use], `${scheme} ${use}`);
      assert.equal(
        list.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
        counted.multiplyAdds,
        scheme,
      );
      const forward = counted.forward.map(
        (_, l) => list.filter(({ kind, node }) => kind === 'forward' && node === l + 1).length,
      );
      assert.deepEqual(forward, counted.forward, scheme);
    }
  }
});

test('a chain that nobody ran has the same operations, one by one', () => {
  for (const variant of VARIANTS) {
    for (const scheme of LOCAL) {
      const settings = fitting(variant, scheme);
      const { list, sizes, T } = operations(settings, scheme, digits);
      assert.deepEqual(sizes, chainSizes(settings, scheme));
      assert.equal(T, stepsOf(settings, scheme));
      assert.deepEqual(
        planned(scheme, sizes, settings.pBatch, T),
        operationsIn(list).map(operation => ({ ...operation, use: '' })),
        scheme,
      );
    }
  }
});

test('in lockstep with a processor a node, the ideal time is the critical path that the engine counts', () => {
  for (const variant of VARIANTS) {
    for (const scheme of LOCAL) {
      const settings = fitting(variant, scheme);
      const { list, T } = operations(settings, scheme, digits);
      const { end } = timelineOf(scheme, list, { depth: settings.pDepth, T, lockstep: true });
      const { criticalPath } = counters(settings, scheme);
      // The engine lets a node learn and send at the same time. Where it sends with what it has just learned, it
      // cannot.
      if (scheme === 'zil-early') assert.ok(end > criticalPath, scheme);
      else assert.equal(end, criticalPath, scheme);
    }
  }
});

test('FA-Z-IL in f32 learns less than Z-IL where errors are rounded away', () => {
  const deep = { ...small, pDepth: 24, pWide: 0, dtype: 'f32', activation: 'sigmoid' };
  const learned = scheme =>
    operationsIn(operations(deep, scheme, digits).list).filter(({ kind }) => kind === 'gradient').length;
  assert.equal(learned('zil'), 24);
  assert.ok(learned('fa-zil') < 24 && learned('fa-zil') > 2, `${learned('fa-zil')}`);
});

test('IL-prox in its exact form is refused for more than one digit, with the module’s sentence, also where fewer would be run', () => {
  for (const settings of [small, { ...small, pDepth: 60, pWidth: 256, pBatch: 64, pT: 128 }]) {
    assert.throws(
      () => operations(settings, 'il-prox', digits),
      /the minibatch must be 1 sample .*practical.*, got \d+/,
    );
  }
});

test('one processor takes the sum of all operations, and more never take longer than that', () => {
  for (const scheme of LOCAL) {
    const { list, T } = operations(fitting(small, scheme), scheme, digits);
    const total = list.multiplyAdds.reduce((sum, count) => sum + count, 0);
    for (const lockstep of [false, true]) {
      assert.equal(timelineOf(scheme, list, { depth: 6, T, processors: 1, lockstep }).end, total);
      for (const processors of [2, 3, 6]) {
        const { end } = timelineOf(scheme, list, { depth: 6, T, processors, lockstep });
        assert.ok(end < total && end >= total / processors, `${scheme} on ${processors}: ${end} of ${total}`);
      }
    }
  }
});

test('no more run at once than there are processors', () => {
  for (const scheme of LOCAL) {
    const { list, T } = operations(fitting(small, scheme), scheme, digits);
    for (const processors of [1, 2, 6]) {
      const { bars } = timelineOf(scheme, list, { depth: 6, T, processors });
      for (const { start } of bars) {
        const together = bars.filter(bar => bar.start <= start && bar.end > start).length;
        assert.ok(together <= processors, `${scheme}: ${together} at once on ${processors}`);
      }
    }
  }
});

test('a node sends and predicts in the order of the loop, one at a time', () => {
  for (const scheme of LOCAL) {
    const { list, T } = operations(fitting(small, scheme), scheme, digits);
    const { bars } = timelineOf(scheme, list, { depth: 6, T });
    for (let node = 1; node <= 6; node++) {
      const order = operationsIn(list)
        .filter(operation => operation.node === node && operation.kind !== 'gradient')
        .map(({ kind, t, stage }) => `${kind} ${t} ${stage}`);
      const mine = bars.filter(bar => bar.node === node && bar.kind !== 'gradient');
      assert.deepEqual(
        mine.map(({ kind, t, stage }) => `${kind} ${t} ${stage}`),
        order,
      );
      mine.slice(1).forEach((bar, i) => assert.ok(bar.start >= mine[i].end));
    }
  }
});

test('what the output sends reaches node 1 under no scheme before it does with backpropagation on the same chain', () => {
  for (const lockstep of [false, true]) {
    for (const scheme of LOCAL) {
      const settings = fitting(small, scheme);
      const { list, T, sizes } = operations(settings, scheme, digits);
      const { frontEnd, reached } = summarise(timelineOf(scheme, list, { depth: 6, T, lockstep }));
      const sweep = pc.Theory.operations({ rule: 'bp' }, sizes, settings.pBatch, 5);
      const bp = summarise(timelineOf('bp', sweep, { depth: 6, T: 5, lockstep }));
      assert.equal(reached, 1, scheme);
      assert.ok(frontEnd >= bp.frontEnd, `${scheme}: ${frontEnd} against ${bp.frontEnd}`);
    }
  }
});

test('where nodes have errors of their own, only one product a node is on the way of the output’s', () => {
  for (const scheme of LOCAL.filter(id => schemeById(id).ownErrors !== '')) {
    const { list, T } = operations(small, scheme, digits);
    const timeline = timelineOf(scheme, list, { depth: 6, T });
    const early = timeline.bars.filter(bar => bar.use === 'front' && bar.t < 6 - bar.node);
    assert.ok(early.length > 0 && early.every(({ wave }) => !wave), `${scheme}: there are errors before the output’s`);
    const { carrying, delayed } = summarise(timeline);
    assert.deepEqual([carrying, delayed], [5, false], scheme);
    assert.equal(timeline.messages.filter(({ wave }) => wave).length, 5, scheme);
  }
  // Without errors of their own, the first error is the output's.
  const { list, T } = operations(small, 'g-il', digits);
  assert.ok(timelineOf('g-il', list, { depth: 6, T }).bars.every(bar => bar.wave === (bar.use === 'front')));
});

test('under Heun the error goes two nodes a step, and no sooner', () => {
  const settings = { ...small, pT: 3 };
  const { list } = operations(settings, 'ode-heun', digits);
  const heun = summarise(timelineOf('ode-heun', list, { depth: 6, T: 3, lockstep: true }));
  assert.deepEqual([heun.reached, heun.delayed, heun.carrying], [1, false, 5]);
  const euler = operations({ ...small, pT: 5 }, 'ode-bp', digits);
  assert.equal(heun.frontEnd, summarise(timelineOf('ode-bp', euler.list, { depth: 6, T: 5, lockstep: true })).frontEnd);
});

test('a summary counts what the engine counts', () => {
  const { list, T } = operations({ ...small, pGamma: 0.5 }, 'fpa', digits);
  const timeline = timelineOf('fpa', list, { depth: 6, T });
  const all = summarise(timeline);
  const counted = counters({ ...small, pGamma: 0.5 }, 'fpa');
  assert.equal(
    all.products,
    counted.vjp.reduce((a, b) => a + b),
  );
  assert.equal(all.counts.idle, counted.idle);
  assert.equal(all.work, counted.multiplyAdds);
  assert.equal(all.messages, counted.messages - 1, 'the counters also count x_0, which node 1 is given');
  assert.equal(all.reached, 1);
  assert.ok(all.waiting > 0 && all.waiting < 6 * all.end);
  const short = operations({ ...small, pT: 2 }, 'fpa', digits);
  assert.equal(summarise(timelineOf('fpa', short.list, { depth: 6, T: 2 })).reached, 4);
});

test('a measured run becomes bars from time 0 and keeps every number', () => {
  const op = (kind, t, start, end, use = '') => ({ kind, t, stage: 0, start, end, multiplyAdds: 10, use });
  const run = {
    depth: 2,
    rule: { rule: 'bp' },
    steps: 1,
    nodes: [
      {
        index: 1,
        trace: [op('forward', 0, 5, 6), op('gradient', 1, 9, 10)],
        messages: [{ kind: 'value', t: 0, stage: 0, from: 1, to: 2, sent: 6, received: 6.5 }],
      },
      {
        index: 2,
        trace: [op('forward', 0, 6.5, 7), op('vjp', 0, 7, 8, 'front'), op('gradient', 1, 8, 8.5)],
        messages: [
          { kind: 'feedback', t: 0, stage: 0, from: 2, to: 1, sent: 8, received: 9 },
          { kind: 'token', t: 0, stage: 0, from: 2, to: 1, sent: 8, received: 12 },
        ],
      },
    ],
  };
  const timeline = measuredTimeline(/** @type {any} */ (run), 'bp');
  assert.equal(timeline.unit, 'ms');
  assert.equal(timeline.scheme, 'bp');
  assert.equal(timeline.end, 5);
  assert.deepEqual(
    timeline.bars.map(({ node, start, end }) => [node, start, end]),
    [
      [1, 0, 1],
      [2, 1.5, 2],
      [2, 2, 3],
      [2, 3, 3.5],
      [1, 4, 5],
    ],
  );
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
  assert.deepEqual(
    operationsIn(list).map(operation => ({ ...operation, use: '' })),
    planned('fpa', chainSizes(dear), 64, 40),
  );
});

test('processors are never more than nodes', () => {
  assert.equal(processorsOf({ pProcessors: 0, pDepth: 6 }), 6);
  assert.equal(processorsOf({ pProcessors: 64, pDepth: 6 }), 6);
  assert.equal(processorsOf({ pProcessors: 2, pDepth: 6 }), 2);
});

test('the loop is timed without its set-up', () => {
  const times = timeLoop(small, digits);
  for (const name of ['forwardMs', 'backwardMs', 'stepsMs'])
    assert.ok(times[name] > 0 && times[name] < 1000, `${name} ${times[name]}`);
  assert.ok(times.runs >= 3);
});
