// The way through the phases of a step, a drawn digit as text, and the table of first arrivals: what needs no engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../../www/js/model/digits/code.js';
import { blank, prepare, stroke } from '../../../www/js/model/digits/drawing.js';
import { next, previous, timeOfErrors } from '../../../www/js/views/step/phases.js';
import { normalise, parseHash, toHash } from '../../../www/js/model/settings.js';
import { arrival } from '../../../www/js/views/step/arrivals-table.js';
import { gridOf, hit, layout, move } from '../../../www/js/views/step/draw/weights.js';

test('phases go on from step to step and back the same way', () => {
  const way = [{ t: 0, phase: 4 }];
  for (let i = 0; i < 12; i++) way.push(next(way.at(-1), 3));
  assert.deepEqual(way.slice(0, 6), [
    { t: 0, phase: 4 },
    { t: 1, phase: 1 },
    { t: 1, phase: 2 },
    { t: 1, phase: 3 },
    { t: 1, phase: 4 },
    { t: 2, phase: 1 },
  ]);
  assert.deepEqual(way.at(-1), { t: 3, phase: 4 });
  assert.deepEqual(next(way.at(-1), 3), { t: 3, phase: 4 }, 'the end');
  for (let i = way.length - 1; i > 0; i--) assert.deepEqual(previous(way[i]), way[i - 1]);
  assert.deepEqual(previous({ t: 0, phase: 4 }), { t: 0, phase: 4 });
  assert.deepEqual(
    [1, 2, 3, 4].map(phase => timeOfErrors({ t: 5, phase })),
    [4, 4, 5, 5],
  );
});

test('a phase is only kept in slow motion, and in a step', () => {
  assert.equal(normalise({ slow: 'on', t: 2, phase: 1 }).phase, 1);
  assert.equal(normalise({ slow: 'off', t: 2, phase: 1 }).phase, 4);
  assert.equal(normalise({ slow: 'on', t: 0, phase: 1 }).phase, 4);
  assert.equal(parseHash('#lens=3.7').lens, '3.7');
  for (const lens of ['3', '3.', 'x', '-1.2']) assert.equal(parseHash(`#lens=${lens}`).lens, '', lens);
});

test('a drawing survives its text, in fifteen greys, and fits an address', () => {
  const pixels = blank();
  for (const [from, to] of [
    [
      [8, 8],
      [20, 8],
    ],
    [
      [20, 8],
      [12, 22],
    ],
  ])
    stroke(pixels, { x: from[0], y: from[1] }, { x: to[0], y: to[1] });
  const seen = prepare(pixels);
  const text = encode(seen);
  assert.ok(text.length > 20 && text.length < 300, `${text.length} characters`);
  const levels = decode(text);
  levels.forEach((level, i) => {
    assert.ok(Math.abs(level / 255 - seen[i]) <= 0.5 / 15 + 1e-12);
    assert.equal(level % 17, 0);
  });
  assert.equal(encode(Float64Array.from(levels, level => level / 255)), text, 'and stays what it is');
  assert.equal(parseHash(toHash(normalise({ drawn: text, drawnLabel: 7 }))).drawn, text);
  // The longest texts there can be: ink everywhere, and ink at every other pixel.
  for (const worst of [blank().fill(1), blank().map((_, i) => i % 2)])
    assert.equal(normalise({ drawn: encode(worst) }).drawn, encode(worst));
  assert.equal(encode(blank()), '');
  for (const broken of ['', 'A', text.slice(0, -3), `${text}AA`, '<b>', 'AAAA'])
    assert.equal(decode(broken), null, broken);
});

test('the table says of every node what theorem 1 predicted and what came', () => {
  const rule = {
    scheme: 'fpa',
    sizes: [784, 2, 2, 2, 1],
    refused: false,
    held: [true, false, false, false, true],
    firstNonzero: Int32Array.of(-1, -1, 4, 1, 0),
  };
  assert.deepEqual(
    [4, 3, 2, 1].map(node => arrival(rule, node, 2)),
    [
      { text: '0', kind: 'met' },
      { text: '1', kind: 'met' },
      { text: '–', kind: 'missed' },
      { text: '·', kind: 'ahead' },
    ],
  );
  assert.deepEqual(
    [2, 1].map(node => arrival(rule, node, 4)),
    [
      { text: '4', kind: 'missed' },
      { text: '–', kind: 'missed' },
    ],
  );
  assert.equal(arrival({ ...rule, scheme: 'ar' }, 4, 2).kind, 'exempt');
});

test('every weight drawn is found again where it is drawn', () => {
  for (const [outs, ins, end] of [
    [24, 24, 'into'],
    [24, 24, 'out'],
    [24, 784, 'out'],
    [784, 24, 'into'],
    [784, 24, 'out'],
    [24, 784, 'into'],
    [10, 128, 'out'],
    [1, 1, 'into'],
  ]) {
    const grid = gridOf(outs, ins, end, 0);
    const { cell, left, top } = layout(137, 112, grid);
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        assert.deepEqual(hit(137, 112, grid, left + (column + 0.5) * cell, top + (row + 0.5) * cell), { row, column });
        const { out, into } = grid.at(row, column);
        assert.ok(out < outs && into < ins);
      }
    }
    assert.equal(hit(137, 112, grid, -5, 5), null);
    const corner = { row: grid.rows - 1, column: grid.columns - 1 };
    assert.deepEqual(move(grid, move(grid, corner, 'ArrowDown'), 'ArrowRight'), corner);
  }
});
