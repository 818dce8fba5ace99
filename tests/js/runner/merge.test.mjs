// From the reports of nodes to one run: counters, the critical path, and times on one clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeCounters, mergeReports } from '../../../www/js/runner/merge.js';

/** A report of node `index`, whose clock is `ahead` of that of node 1. */
function report(index, { ahead = 0, last = false, ops, messages = [], ends, starts, phases, multiplyAdds }) {
  const lap = { laps: [0.5], least: 0.5 };
  const seen = shift => ({ laps: [0.5 + shift], least: 0.5 + shift });
  return {
    value: Float64Array.of(index),
    error: new Float64Array(1),
    prediction: new Float64Array(1),
    weightGradient: new Float64Array(1),
    biasGradient: new Float64Array(1),
    counters: {
      forward: [1],
      vjp: [index - 1],
      parameterVjp: [2],
      idle: 1,
      front: 0,
      refine: 3,
      redundant: 4,
      multiplyAdds,
      criticalPath: 999,
      messages: index,
    },
    firstNonzero: 10 - index,
    steps: 4,
    phases,
    ops,
    messages,
    starts,
    ends,
    calibrated: { forwardMs: 1, vjpMs: 2, gradientMs: 3 },
    resolutionMs: index / 10,
    fromParent: index === 1 ? null : seen(ahead),
    fromChild: last ? null : index === 1 ? seen(-7) : lap,
  };
}

const nodes = () => [
  report(1, {
    ops: [
      { kind: 'forward', t: 0, stage: 0, start: 2, end: 3, use: '' },
      { kind: 'gradient', t: 4, stage: 0, start: 3, end: 3, use: '' },
    ],
    starts: [1, 3],
    ends: [2, 6],
    phases: [10, 0, 5],
    multiplyAdds: 10,
    messages: [{ kind: 'feedback', t: 0, stage: 0, from: 2, to: 1, sent: 15, received: 8.5 }],
  }),
  report(2, {
    ahead: 7,
    last: true,
    starts: [9, 11],
    ends: [12, 20],
    phases: [0, 30, 7],
    multiplyAdds: 80,
    ops: [
      { kind: 'forward', t: 0, stage: 0, start: 11, end: 12, use: '' },
      { kind: 'vjp', t: 0, stage: 1, start: 13, end: 15, use: 'front' },
    ],
    messages: [{ kind: 'value', t: 0, stage: 0, from: 1, to: 2, sent: 3, received: 10.5 }],
  }),
];

test('lists are joined, numbers summed, and the dearest of each phase is on the critical path', () => {
  assert.deepEqual(mergeCounters(nodes()), {
    forward: [1, 1],
    vjp: [0, 1],
    parameterVjp: [2, 2],
    idle: 2,
    front: 0,
    refine: 6,
    redundant: 8,
    multiplyAdds: 90,
    criticalPath: 10 + 30 + 7,
    messages: 3,
  });
});

test('times are on the clock of node 1, from the first operation on', () => {
  const run = mergeReports(nodes());
  assert.deepEqual(run.nodes[0].trace, [
    { kind: 'forward', t: 0, stage: 0, start: 0, end: 1, multiplyAdds: 5, use: '' },
    { kind: 'gradient', t: 4, stage: 0, start: 1, end: 1, multiplyAdds: 5, use: '' },
  ]);
  assert.deepEqual(run.nodes[1].trace, [
    { kind: 'forward', t: 0, stage: 0, start: 2, end: 3, multiplyAdds: 40, use: '' },
    { kind: 'vjp', t: 0, stage: 1, start: 4, end: 6, multiplyAdds: 40, use: 'front' },
  ]);
  assert.deepEqual(run.nodes[0].messages, [
    { kind: 'feedback', t: 0, stage: 0, from: 2, to: 1, sent: 6, received: 6.5 },
  ]);
  assert.deepEqual(run.nodes[1].messages, [{ kind: 'value', t: 0, stage: 0, from: 1, to: 2, sent: 1, received: 1.5 }]);
});

test('wall times run from the first operation to the last end on any node; their median counts', () => {
  const run = mergeReports(nodes());
  assert.deepEqual(run.wallsMs, [12 - 7 - 1, 20 - 7 - 3]);
  assert.equal(run.wallMs, 7);
});

test('what is one for all', () => {
  const run = mergeReports(nodes());
  assert.deepEqual(run.firstNonzero, Int32Array.of(-1, 9, 8));
  // Node 2 has learned nothing.
  assert.deepEqual(run.learnedAt, Int32Array.of(4, -1));
  assert.equal(run.steps, 4);
  assert.equal(run.clockResolutionMs, 0.2);
  assert.deepEqual(
    run.nodes.map(({ index }) => index),
    [1, 2],
  );
});
