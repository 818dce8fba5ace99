// Numbers for readers are written in one way, in one file.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { brief, counted, exact, fixed, percent, rough, short, whole } from '../../../www/js/model/numbers.js';

test('five digits in a sentence, and no more than the number has', () => {
  const cases = [
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [0.25, '0.25'],
    [-0.541, '−0.541'],
    [1 / 3, '0.33333'],
    [1.4531243309685926, '1.4531'],
    [0.99999999, '1.0000'],
    [1.3877787807814457e-17, '1.39·10⁻¹⁷'],
    [-1.5e7, '−1.50·10⁷'],
    [NaN, '–'],
    [-Infinity, '−∞'],
  ];
  for (const [x, text] of cases) assert.equal(brief(x), text);
});

test('every digit where it is asked for', () => {
  assert.equal(exact(-1.4531243309685926), '−1.4531243309685926');
  assert.equal(exact(NaN), 'not defined');
});

test('rough numbers, columns, shares, axes and counts', () => {
  assert.deepEqual([2 / 3, 1e-9, 12.0001].map(rough), ['0.667', '1.00·10⁻⁹', '12']);
  assert.deepEqual([fixed(-0.001, 2), fixed(-1.005, 1), fixed(NaN, 1)], ['0.00', '−1.0', '–']);
  assert.deepEqual([percent(0.125), percent(1, 0), percent(NaN)], ['12.5 %', '100 %', '–']);
  assert.deepEqual([1234567, 1e-5, -3e-7, 0.5, 4096, 0.12345].map(short), [
    '1.2·10⁶',
    '10⁻⁵',
    '−3·10⁻⁷',
    '0.5',
    '4096',
    '0.123',
  ]);
  assert.deepEqual(
    [whole(12345), counted(1, 'step'), counted(2, 'step'), counted(0, 'pass', 'passes')],
    ['12,345', '1 step', '2 steps', '0 passes'],
  );
});

test('no other file of the page turns numbers into text by itself', () => {
  const folder = new URL('../../../www/js/', import.meta.url);
  // The second writes the numbers of equations so that they add up.
  const may = new Set(['model/numbers.js', 'views/step/microscope/written-numbers.js']);
  // What goes on as a number, a length in pixels or a test of one is no text for readers.
  const goesOn = /Number\(.*\.to(Precision|Fixed)\(|px[`,)]|\.startsWith\(/;
  const found = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.js') && !may.has(name))
    .flatMap(name =>
      readFileSync(new URL(name, folder), 'utf8')
        .split('\n')
        .filter(line => /\.(toFixed|toPrecision|toExponential|toLocaleString)\(/.test(line) && !goesOn.test(line))
        .map(line => `${name}: ${line.trim()}`),
    );
  assert.deepEqual(found, []);
});
