// Records that stay small: what must stay exact does, and what is merged is the mean of what it stands for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounded, countOf } from '../../../www/js/model/bounded.js';

/** Numbers from a seed. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A record as it grows: some points come, then it is bounded.
 * @param {object[]} points
 * @param {string[]} measured
 * @param {number} most
 * @param {() => number} draw
 */
function grown(points, measured, most, draw) {
  let list = [];
  for (let i = 0; i < points.length; ) {
    const next = i + 1 + Math.floor(40 * draw());
    list = bounded([...list, ...points.slice(i, next)], measured, most);
    assert.ok(list.length <= most, `${list.length} of ${most}`);
    i = next;
  }
  return list;
}

/**
 * Holds a bounded record to the whole one.
 * @param {object[]} whole
 * @param {object[]} list
 * @param {Record<string, (point: object) => number[]>} fields
 */
function hold(whole, list, fields) {
  assert.deepEqual([list[0], list.at(-1)], [whole[0], whole.at(-1)], 'ends');
  let from = 0;
  for (const point of list) {
    const stretch = whole.slice(from, (from += countOf(point)));
    assert.equal(point.iteration, stretch.at(-1).iteration, 'order: each stands where its last one stood');
    if (stretch.length === 1) {
      assert.equal(point, stretch[0]);
      continue;
    }
    for (const [field, read] of Object.entries(fields)) {
      read(point).forEach((value, i) => {
        const known = stretch.map(one => read(one)[i]).filter(one => !Number.isNaN(one));
        const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
        assert.ok(
          known.length === 0 ? Number.isNaN(value) : Math.abs(value - mean) <= 1e-12 * (1 + Math.abs(mean)),
          `${field} ${i} of ${stretch.length}: ${value}, not ${mean}`,
        );
      });
    }
  }
  assert.equal(from, whole.length, 'every point is in one');
  for (const [field, read] of Object.entries(fields)) {
    read(whole[0]).forEach((_, i) => {
      const of = points => points.map(point => read(point)[i]).filter(value => !Number.isNaN(value));
      for (const extreme of [Math.min, Math.max]) {
        assert.equal(
          of(list).reduce((a, b) => extreme(a, b), of(list)[0]),
          of(whole).reduce((a, b) => extreme(a, b), of(whole)[0]),
          `${extreme.name} of ${field} ${i}`,
        );
      }
    });
  }
}

test('few enough points are the same list', () => {
  const points = Array.from({ length: 20 }, (_, i) => ({ iteration: i, loss: i }));
  assert.equal(bounded(points, ['loss'], 20), points);
  assert.deepEqual(bounded([], ['loss'], 20), []);
});

test('the oldest pairs go first, none twice before all have', () => {
  const points = Array.from({ length: 101 }, (_, i) => ({ iteration: i, loss: i }));
  const list = bounded(points, ['loss'], 100);
  assert.equal(list.length, 75);
  assert.deepEqual(list.slice(0, 3), [
    points[0],
    { iteration: 2, loss: 1.5, count: 2 },
    { iteration: 4, loss: 3.5, count: 2 },
  ]);
  assert.deepEqual(list.slice(-30), points.slice(-30));
  assert.equal(points.length, 101, 'the list given is as it was');
});

for (let seed = 1; seed <= 25; seed++) {
  test(`a grown record, seed ${seed}: ends, least and greatest exact, order kept, means of what they stand for, never more than so many`, () => {
    const draw = random(seed);
    const most = 12 + Math.floor(90 * draw());
    // Steps, plateaus with equal values, and spikes.
    const level = () => (draw() < 0.02 ? 1e6 * draw() : draw() < 0.3 ? 0.5 : draw());
    const points = Array.from({ length: 1 + Math.floor(3000 * draw()) }, (_, i) => ({
      iteration: 5 * i,
      epoch: i / 25,
      loss: level(),
      accuracy: level(),
      multiplyAdds: 100 * i,
    }));
    hold(points, grown(points, ['loss', 'accuracy'], most, draw), {
      loss: ({ loss }) => [loss],
      accuracy: ({ accuracy }) => [accuracy],
    });
  });

  test(`angles that are not always defined, seed ${seed}`, () => {
    const draw = random(1000 + seed);
    const layers = 1 + Math.floor(4 * draw());
    const gaps = draw();
    const angle = () => (draw() < gaps ? NaN : 180 * draw());
    const points = Array.from({ length: 600 }, (_, i) => ({
      iteration: i,
      epoch: i,
      errors: Float64Array.from({ length: layers + 1 }, angle),
      feedback: Float64Array.from({ length: layers }, angle),
    }));
    const list = grown(points, ['errors', 'feedback'], 60, draw);
    assert.ok(list.every(({ errors, feedback }) => errors instanceof Float64Array && feedback instanceof Float64Array));
    hold(points, list, { errors: ({ errors }) => [...errors], feedback: ({ feedback }) => [...feedback] });
  });
}

test('a long record is as fine at its beginning as at its end', () => {
  let list = [];
  for (let i = 0; i < 50_000; i++) {
    list.push({ iteration: i, loss: 1 / (1 + i) });
    list = bounded(list, ['loss'], 1500);
  }
  const counts = list.map(countOf);
  assert.ok(list.length > 1000 && list.length <= 1500);
  assert.ok(Math.max(...counts) <= 4 * (50_000 / list.length), `${Math.max(...counts)} in one`);
});
