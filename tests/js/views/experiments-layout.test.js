// Where panels, labels and marks of an experiment's plot stand, and how numbers are written there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { described, duration } from '../../../www/js/views/experiments/words.js';
import { short } from '../../../www/js/model/numbers.js';
import { curveColours, isLight, sequence, shade } from '../../../www/js/views/experiments/draw/colours.js';
import { arrange, logTicks, roomy, textWidth, wrapped } from '../../../www/js/views/experiments/draw/layout.js';

const PLOT = { panels: { label: 'hidden' }, panelRows: { label: 'rule' } };
const SUMMARY = { panels: [2, 4, 8], panelRows: ['bp', 'vpc'] };

test('panels stand side by side where there is room, and wrap where there is not', () => {
  const wide = arrange(PLOT, SUMMARY, 1000, 250);
  assert.deepEqual([wide.columns, wide.rows], [3, 2]);
  assert.deepEqual(wide.at({ panelRow: 'vpc', panel: 4 }), { fx: 1, fy: 1 });
  assert.equal(wide.panels[1].title, 'BP, hidden: 4');
  const two = arrange(PLOT, SUMMARY, 520, 250);
  assert.deepEqual([two.columns, two.rows, two.at({ panelRow: 'vpc', panel: 8 })], [2, 4, { fx: 0, fy: 3 }]);
  const phone = arrange(PLOT, SUMMARY, 100, 250);
  assert.deepEqual([phone.columns, phone.rows], [1, 6]);
  assert.equal(new Set(phone.panels.map(({ fx, fy }) => `${fx} ${fy}`)).size, 6);
});

test('what would overlap on an axis is left out', () => {
  const ratios = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
  const kept = roomy(ratios, x => 40 * Math.log2(x / 0.25), String);
  assert.deepEqual(kept, [0.25, 0.5, 1, 2, 3, 4]);
  const decades = [1, 2, 3, 4, 5, 6, 7];
  assert.deepEqual(
    roomy(
      decades,
      x => 12 * x,
      () => '0.1',
    ),
    [1, 4, 7],
  );
  assert.deepEqual(
    roomy(decades, x => 100 * x, String),
    decades,
  );
});

test('a long text is broken between its words', () => {
  const text = 'Hatched: no finite value, as when training diverged.';
  const lines = wrapped(text, 150);
  assert.equal(lines.join(' '), text);
  assert.ok(lines.length > 1 && lines.every(line => textWidth(line) <= 150));
  assert.deepEqual(wrapped('unbreakable words', 20), ['unbreakable', 'words']);
});

test('a logarithmic axis is marked at decades, or at 1, 2, 5 where it spans less than two', () => {
  assert.deepEqual(logTicks(0.0005, 0.3), [0.001, 0.01, 0.1]);
  assert.deepEqual(logTicks(0.015, 0.6), [0.02, 0.05, 0.1, 0.2, 0.5]);
  assert.ok(logTicks(1e-30, 1).length <= 7);
});

test('numbers on axes are short and exact where they can be', () => {
  assert.deepEqual([0, 1, 0.25, -0.5, 1e-5, 3e-7, 1234567, 0.001, 1 / 3, -1e-4].map(short), [
    '0',
    '1',
    '0.25',
    '−0.5',
    '10⁻⁵',
    '3·10⁻⁷',
    '1.2·10⁶',
    '0.001',
    '0.333',
    '−10⁻⁴',
  ]);
  assert.deepEqual([400, 89_000, 120_000, 7_200_000].map(duration), ['1 s', '89 s', '2 min', '2.0 h']);
});

test('results say what they are of', () => {
  const header = { experiment: 'law', version: 2, grid: 'full', data: '8+1+1 00', cells: 12 };
  assert.equal(
    described(header, 3, true),
    'Version 2 of “law”, full grid, 3 of 12 cells, on the digits 8+1+1 00. The last line was cut short and is left out.',
  );
  assert.match(described(header, 12, false), /all 12 cells, on the digits 8\+1\+1 00\.$/);
});

test('a rule has its own colour; values in order run through the sequence; lines of one colour differ in their dashes', () => {
  const palette = {
    paper: '#ffffff',
    rules: { bp: '#111111', vpc: '#222222', 'zil-step': '#111111' },
    sequence: ['#000000', '#640000', '#c80000', '#ff0000'],
  };
  const colours = curveColours(['bp', 'zil-step', 0.1, 1], palette);
  assert.deepEqual(colours.get('bp'), { colour: '#111111', dash: 'none' });
  assert.equal(colours.get('zil-step').colour, '#111111');
  assert.notEqual(colours.get('zil-step').dash, 'none');
  assert.deepEqual([colours.get(0.1).colour, colours.get(1).colour], ['rgb(0 0 0)', 'rgb(255 0 0)']);
  assert.equal(sequence(palette, 0.5), 'rgb(150 0 0)');
  assert.ok(isLight(shade(palette, 0)) && !isLight(sequence(palette, 0)));
});
