// What a plot shows of the rows, and how its points are walked through and read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenText, distinct, parseChosen, statsOf, summarise } from '../../../www/js/views/experiments/aggregate.js';
import { keyTo, readingOf, tableOf } from '../../../www/js/views/experiments/reading.js';
import { keyOf, walk } from '../../../www/js/views/experiments/walk.js';

const axis = (column, scale = 'ordinal') => ({ column, label: `the ${column}`, scale, domain: null });
const PLOT = {
  id: 'p',
  title: 'P',
  shows: '',
  mark: 'curves',
  x: axis('steps', 'linear'),
  y: axis('value', 'linear'),
  color: axis('gamma'),
  panels: axis('hidden'),
  panelRows: null,
  choose: [],
  law: 'theory',
  baseline: ['rule', 'bp'],
};
const row = (hidden, gamma, steps, seed, value, more = {}) => ({
  rule: 'fpa',
  hidden,
  gamma,
  steps,
  seed,
  value,
  theory: 2 * steps,
  ...more,
});
const ROWS = [
  { rule: 'bp', hidden: 2, seed: 0, value: 10 },
  { rule: 'bp', hidden: 2, seed: 1, value: 14 },
  row(2, 1, 4, 0, 5),
  row(2, 0.5, 10, 0, 1),
  row(2, 0.5, 4, 0, 2),
  row(2, 0.5, 4, 1, 4),
  row(2, 0.5, 4, 2, null),
  row(4, 0.5, 4, 0, null),
  { hidden: 2, gamma: 0.5, seed: 0, function: 1, length: 3 },
];
const NONE = new Map();

test('mean and standard deviation (n − 1) of the finite; the others are counted', () => {
  assert.deepEqual(statsOf([1, 2, 3, 4]), { mean: 2.5, deviation: Math.sqrt(5 / 3), count: 4, lost: 0 });
  assert.deepEqual(statsOf([7, null]), { mean: 7, deviation: null, count: 1, lost: 1 });
  assert.deepEqual(statsOf([null]), { mean: null, deviation: null, count: 0, lost: 1 });
});

test('numbers ascend, names keep their order', () => {
  assert.deepEqual(distinct([10, 'zil', 9, 'bp', 9, null, 'zil']), [9, 10, 'zil', 'bp']);
});

test('rows that agree in all that the plot names are one point; seeds are its spread', () => {
  const { points, baselines, panels, leads, xs } = summarise(PLOT, ROWS, NONE);
  assert.deepEqual(
    [panels, leads, xs],
    [
      [2, 4],
      [0.5, 1],
      [4, 10],
    ],
  );
  assert.deepEqual(
    points.map(({ panel, lead, x, mean, count, lost }) => [panel, lead, x, mean, count, lost]),
    [
      [2, 0.5, 4, 3, 2, 1],
      [2, 0.5, 10, 1, 1, 0],
      [2, 1, 4, 5, 1, 0],
      [4, 0.5, 4, null, 0, 1],
    ],
  );
  assert.equal(points[0].deviation, Math.SQRT2);
  assert.equal(points[1].law, 20);
  assert.deepEqual(baselines, [{ panelRow: null, panel: 2, mean: 12, deviation: Math.sqrt(8), count: 2, lost: 0 }]);
});

test('of a column to choose, the chosen value is shown; the first where nothing, or nonsense, is chosen', () => {
  const plot = { ...PLOT, choose: [axis('gamma')], color: axis('rule') };
  const shown = chosen => summarise(plot, ROWS, new Map(chosen));
  assert.deepEqual(
    shown([['gamma', '1']]).points.map(point => point.mean),
    [5],
  );
  assert.equal(shown([['gamma', '1']]).baselines.length, 1, 'a baseline without the column is always shown');
  for (const nothing of [[], [['gamma', '7']], [['other', '1']]]) assert.equal(shown(nothing).choices[0].value, 0.5);
  assert.deepEqual(
    parseChosen('gamma:0.5,,rule:il-prox,odd'),
    new Map([
      ['gamma', '0.5'],
      ['rule', 'il-prox'],
    ]),
  );
  assert.equal(chosenText(parseChosen('gamma:0.5,rule:il-prox')), 'gamma:0.5,rule:il-prox');
});

test('of a map the colour is the value, and y leads', () => {
  const plot = {
    ...PLOT,
    mark: 'map',
    y: axis('gamma'),
    color: axis('value', 'linear'),
    law: null,
    baseline: null,
    panels: null,
  };
  const { points, leads, panels } = summarise(plot, ROWS, NONE);
  assert.deepEqual([leads, panels], [[0.5, 1], [null]]);
  assert.deepEqual(
    points.map(({ lead, x, mean, lost }) => [lead, x, mean, lost]),
    [
      [0.5, 4, 3, 2],
      [0.5, 10, 1, 0],
      [1, 4, 5, 0],
    ],
  );
});

test('no rows are no points', () => {
  assert.deepEqual(summarise(PLOT, [], NONE).points, []);
});

test('arrows walk along x and on into the next panel, and from curve to curve', () => {
  const summary = summarise(PLOT, ROWS, NONE);
  const { points } = summary;
  const go = (from, key, up = 1) => points.indexOf(walk(summary, points, from === null ? null : points[from], key, up));
  assert.equal(go(null, 'ArrowRight'), 0);
  assert.deepEqual(
    [go(0, 'ArrowRight'), go(1, 'ArrowRight'), go(3, 'ArrowRight'), go(1, 'ArrowLeft'), go(0, 'ArrowLeft')],
    [1, 3, 3, 0, 0],
  );
  assert.deepEqual([go(0, 'ArrowUp'), go(0, 'ArrowDown'), go(2, 'ArrowDown'), go(0, 'ArrowUp', -1)], [2, 0, 0, 0]);
  assert.equal(new Set(points.map(keyOf)).size, points.length);
});

test('a point is read with every digit, and so is every row of the table', () => {
  const summary = summarise(PLOT, ROWS, NONE);
  const reading = readingOf(PLOT, summary.points[0]);
  assert.equal(reading.title, 'the hidden: 2, the gamma: 0.5, the steps: 4');
  assert.deepEqual(
    reading.rows.map(({ name, value }) => [name, value]),
    [
      ['mean', '3'],
      ['s.d.', String(Math.SQRT2)],
      ['values', '2'],
      ['not finite', '1'],
      ['law', '8'],
    ],
  );
  assert.deepEqual(readingOf(PLOT, summary.points[2]).rows[0], { name: 'the value', value: '5', strong: true });
  const { head, rows } = tableOf(PLOT, summary);
  assert.deepEqual(head, [
    'the hidden',
    'the gamma',
    'the steps',
    'the value, mean',
    's.d.',
    'values',
    'not finite',
    'law',
  ]);
  assert.deepEqual(rows.at(-2).cells, ['4', '0.5', '4', 'not finite', '–', '0', '1', '8']);
  assert.deepEqual(rows.at(-1).cells, ['2', 'BP', 'any', '12', String(Math.sqrt(8)), '2', '0', '–']);
});

test('the key names only marks that are drawn', () => {
  const map = { ...PLOT, mark: 'map', y: axis('gamma'), color: axis('value', 'linear'), law: null, baseline: null };
  const key = rows => keyTo(map, summarise(map, rows, NONE));
  assert.equal(key([row(2, 1, 4, 0, 5)]), '');
  assert.match(key([row(2, 1, 4, 0, null)]), /^Hatched.*\(1 cell\)\.$/);
  assert.match(key([row(2, 1, 4, 0, null), row(2, 1, 4, 1, 1)]), /^Crossed/);
  assert.match(key([row(2, 1, 4, 0, 0)]), /exactly 0/);
});
