// One clock out of many: simulated neighbours whose clocks differ by known amounts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockOffsets, median } from '../../../www/js/runner/clock.js';

/** What a chain of nodes whose clocks are `ahead` notes when messages take these delays. */
function chain(ahead, down, up) {
  const seen = (delays, shift) => {
    const laps = delays.map(delay => delay + shift);
    return { laps, least: Math.min(...laps) };
  };
  return ahead.map((_, i) => ({
    fromParent: i === 0 ? null : seen(down, ahead[i] - ahead[i - 1]),
    fromChild: i === ahead.length - 1 ? null : seen(up, ahead[i] - ahead[i + 1]),
  }));
}

const near = (a, b, within) =>
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) <= within, `${a} against ${b}`));

test('offsets are found exactly where both ways take equally long', () => {
  const ahead = [0, 120.5, -3, 4000];
  near(clockOffsets(chain(ahead, [0.05, 0.07, 0.06, 9], [0.07, 0.05, 0.06, 3])), ahead, 1e-9);
  assert.deepEqual(clockOffsets(chain([0], [], [])), [0]);
});

test('messages that were held up do not count', () => {
  const held = [0.05, 0.05, 0.05, 40, 0.05, 25, 70, 3];
  near(clockOffsets(chain([0, 7], held, [0.05, 0.06, 0.05, 0.05, 0.05, 0.06, 0.05, 0.05])), [0, 7], 0.01);
});

test('nothing arrives before it was sent, whatever the mean says', () => {
  // Down is quick once, up always slow: the mean alone would put the child too far behind.
  const nodes = chain([0, 0], [1, 1, 1, 1], [9, 9, 9, 9]);
  nodes[1].fromParent.least = 0.5;
  nodes[0].fromChild.least = 0.25;
  const [, theta] = clockOffsets(nodes);
  assert.ok(0.5 - theta >= 0 && 0.25 + theta >= 0, `${theta}`);
});

test('a coarse clock that has the bounds crossed gives the middle', () => {
  const nodes = chain([0, 0], [0], [0]);
  nodes[1].fromParent.least = -0.1;
  nodes[0].fromChild.least = 0;
  const [, theta] = clockOffsets(nodes);
  assert.ok(Math.abs(theta - -0.05) < 1e-12, `${theta}`);
});

test('neighbours that never spoke are an error', () => {
  assert.throws(
    () =>
      clockOffsets([
        { fromParent: null, fromChild: null },
        { fromParent: null, fromChild: null },
      ]),
    /^Error: Nodes 1 and 2 must have exchanged messages, but have not\.$/,
  );
});

test('the median', () => {
  assert.equal(median([5]), 5);
  assert.equal(median([10, 2, 3]), 3);
  assert.equal(median([4, 1, 100, 2]), 3);
});
