// Rows of results: read from lines, and written for other programs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv, toJson } from '../../../www/js/views/experiments/export.js';
import { columnsOf, inOrder, rowsOf } from '../../../www/js/views/experiments/rows.js';

const LINES = [
  '{"cell":0,"params":{"rule":"bp","seed":0},"rows":[{"loss":0.25}],"check":"00000000"}',
  '{"cell":2,"params":{"rule":"vpc","seed":0},"rows":[{"loss":null},{"layer":1,"share":1e-7}],"check":"00000000"}',
  '{"cell":10,"params":{"rule":"a \\"b\\", c","seed":1},"rows":[],"check":"00000000"}',
];
const SCRAMBLED = new Map([
  [10, LINES[2]],
  [0, LINES[0]],
  [2, LINES[1]],
]);

test('lines are in the order of their cells, as numbers, however they came', () => {
  assert.deepEqual(inOrder(SCRAMBLED), LINES);
});

test('a row is what a cell found with the cell’s parameters beside it', () => {
  assert.deepEqual(rowsOf(SCRAMBLED), [
    { cell: 0, rule: 'bp', seed: 0, loss: 0.25 },
    { cell: 2, rule: 'vpc', seed: 0, loss: null },
    { cell: 2, rule: 'vpc', seed: 0, layer: 1, share: 1e-7 },
  ]);
  assert.deepEqual(columnsOf(rowsOf(SCRAMBLED)), ['cell', 'rule', 'seed', 'loss', 'layer', 'share']);
});

test('CSV: what is missing is empty, what is not finite is NaN, what could be structure is quoted', () => {
  const rows = [{ 'a,b': 1.5, rule: 'x "y"' }, { 'a,b': null, rule: 'line\nbreak', extra: 1e-300 }, { rule: 'plain' }];
  assert.equal(toCsv(rows), '"a,b",rule,extra\r\n1.5,"x ""y""",\r\nNaN,"line\nbreak",1e-300\r\n,plain,\r\n');
});

test('CSV keeps every digit', () => {
  const value = 0.1 + 0.2;
  assert.equal(Number(toCsv([{ value }]).split('\r\n')[1]), value);
});

test('JSON says what the rows are of, and null where a number is not finite', () => {
  const header = { experiment: 'law', version: 2, grid: 'quick', data: '8+1+1 00', cells: 12, results: 1, check: 'ab' };
  assert.deepEqual(JSON.parse(toJson(header, rowsOf(SCRAMBLED))), {
    experiment: 'law',
    version: 2,
    grid: 'quick',
    data: '8+1+1 00',
    cells: 12,
    rows: rowsOf(SCRAMBLED),
  });
});
