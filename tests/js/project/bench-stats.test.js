// The arithmetic of the benchmark: medians, ratios within rounds, turns that alternate, and what follows from times
// that are known.
import assert from 'node:assert/strict';
import test from 'node:test';
import { short, table } from '../../../benches/browser/names.js';
import {
  besideProducts,
  fastestTfjs,
  lead,
  overProducts,
  peakSpeed,
  pieceSpeed,
} from '../../../benches/browser/results.js';
import { interleave } from '../../../benches/browser/rounds.js';
import { ratio, spread } from '../../../benches/browser/stats.js';

test('the median and the quartiles, rounds without a time left out', () => {
  assert.deepEqual(spread([5, 1, NaN, 3, 2, 4]), { median: 3, q1: 2, q3: 4, count: 5 });
  assert.deepEqual(spread([2, 1]), { median: 1.5, q1: 1.25, q3: 1.75, count: 2 });
  assert.ok(Number.isNaN(spread([NaN]).median));
});

test('a ratio is taken round by round: a slow minute cancels', () => {
  assert.equal(ratio([4, 40, 400], [2, 20, 200]).median, 2);
  for (const none of [NaN, JSON.parse('null')]) {
    assert.equal(ratio([4, none, 400], [2, 20, 200]).count, 2);
    assert.equal(ratio([4, 40, 400], [2, none, 200]).count, 2);
    assert.equal(spread([none, 1]).median, 1);
  }
});

test('each contender runs once a round, slow ones less often, in an order that turns about', () => {
  /** @type {string[]} */
  const ran = [];
  // A clock that goes on by a millisecond whenever a contender runs.
  let ms = 0;
  const contender = (/** @type {string} */ who, every = 1) => ({
    who,
    what: 'x',
    every,
    run: (/** @type {number} */ count) => {
      ran.push(who);
      ms += count;
    },
  });
  const timed = interleave([contender('a'), contender('b'), contender('slow', 2)], 3, { now: () => ms });
  assert.deepEqual(ran.slice(-8), ['a', 'b', 'slow', 'b', 'a', 'a', 'b', 'slow']);
  assert.deepEqual(
    timed.map(({ ms }) => ms.filter(one => !Number.isNaN(one)).length),
    [3, 3, 2],
  );
  // As many are run as take long enough for a page's clock.
  for (const timing of timed)
    assert.ok(
      timing.count >= 20 && timing.ms.every(one => Number.isNaN(one) || one === 1),
      `${timing.count} in ${timing.ms}`,
    );
});

/** One round whose times are known. */
const known = (/** @type {[string, string, number][]} */ times, multiplyAdds = {}) => ({
  hidden: 2,
  batch: 64,
  multiplyAdds,
  timed: times.map(([who, what, ms]) => ({ who, what, count: 1, ms: [ms] })),
});
/** @type {[string, string, number][]} */
const pieces = [
  ['ours', 'forward 64×64×784', 3],
  ['ours', 'weight gradient 784×64×64', 5],
  ['ours', 'forward 64×64×64', 1],
  ['ours', 'vjp 64×64×64', 2],
  ['ours', 'weight gradient 64×64×64', 3],
];

test('TF.js is taken at its fastest', () => {
  const group = known([
    ['ours', 'bp', 2],
    ['tfjs-wasm', 'bp', 9],
    ['tfjs-wasm-autodiff', 'bp', 8],
  ]);
  assert.equal(fastestTfjs(group, 'bp').who, 'tfjs-wasm-autodiff');
  assert.equal(lead(group, 'ours', 'bp').median, 4);
});

test('a step against its multiply-adds, and what of it is no product', () => {
  const group = known([...pieces, ['ours', 'bp', 20]], { bp: 20 });
  const found = /** @type {any} */ ({ pieceSizes: { 'forward 64×64×64': 10 } });
  // Three products of 10 take 6: twenty would take 4.
  assert.equal(overProducts(found, group, 'ours', 'bp').median, 5);
  assert.equal(besideProducts(group, 'ours').median, 1 - (3 + 5 + (1 + 10 / 64) * 6) / 20);
});

test('the peak is the fastest of its loops, in each round', () => {
  const times = { 'peak, 8 sums': [1, 4, 2], 'peak, 24 sums': [8, 4, 4], 'forward 64×64×64': [4, 8, 4] };
  const group = {
    hidden: 2,
    batch: 64,
    multiplyAdds: {},
    timed: Object.entries(times).map(([what, ms]) => ({ who: 'ours', what, count: 1, ms })),
  };
  const found = /** @type {any} */ ({
    groups: [group],
    pieceSizes: { 'peak, 8 sums': 1e6, 'peak, 24 sums': 3e6, 'forward 64×64×64': 2e6 },
  });
  // 2, 1.5 and 1.5 GFLOP/s; the product makes 1, 0.5 and 1.
  assert.deepEqual(peakSpeed(found, 'ours'), { median: 1.5, q1: 1.5, q3: 1.75, count: 3 });
  assert.equal(pieceSpeed(found, 'ours', 'forward 64×64×64').ofPeak.median, 0.5);
  assert.ok(Object.keys(times).every(what => pieceSpeed(found, 'ours', what).ofPeak.q3 <= 1));
});

test('numbers have three digits that count, tables stand straight', () => {
  assert.deepEqual([0.12345, 12.345, 999.4, 12345.6, NaN].map(short), ['0.123', '12.3', '999', '12,346', '–']);
  assert.equal(table(['a', 'b'], [['long', '1']]), '| a    |   b |\n| ---- | --: |\n| long |   1 |');
});
