// Small pure parts of the systems view: mathematics as text, slopes, files, axes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWords } from '../../../www/js/views/train/curve.js';
import { SCHEMES } from '../../../www/js/model/schemes.js';
import { FIELDS, defaults } from '../../../www/js/model/settings.js';
import { pieces } from '../../../www/js/ui/equation.js';
import { fittedSlope, lowest } from '../../../www/js/views/systems/fit.js';
import { csv } from '../../../www/js/ui/parts.js';
import { axis, hit, layout } from '../../../www/js/ui/draw/xy.js';

test('a line becomes names, words, indices and powers, and loses no character that counts', () => {
  assert.deepEqual(pieces('x_ℓ += γ W_{ℓ+1}ᵀ'), [
    { kind: 'name', text: 'x' },
    { kind: 'sub', text: 'ℓ' },
    { kind: 'plain', text: ' += ' },
    { kind: 'name', text: 'γ' },
    { kind: 'plain', text: ' ' },
    { kind: 'name', text: 'W' },
    { kind: 'sub', text: 'ℓ+1' },
    { kind: 'sup', text: 'T' },
  ]);
  assert.deepEqual(pieces('γ^(L−1) loss'), [
    { kind: 'name', text: 'γ' },
    { kind: 'sup', text: 'L−1' },
    { kind: 'plain', text: ' ' },
    { kind: 'plain', text: 'loss' },
  ]);
  assert.equal(
    pieces('F = Σ ½ e² + 3')
      .map(({ text }) => text)
      .join(''),
    'F = Σ ½ e² + 3',
  );
});

test('an index of several letters is set as one, in the equations of every scheme, and no label shows a raw one', () => {
  const raw = /[_^][\p{L}]{2,}/u;
  // "ᵀ" is set by itself, and is a letter to Unicode.
  for (const { id, equation } of SCHEMES)
    for (const line of equation) assert.doesNotMatch(line.replaceAll('ᵀ', ''), raw, id);
  assert.deepEqual(pieces('γ_{bot} φ').slice(0, 2), [
    { kind: 'name', text: 'γ' },
    { kind: 'sub', text: 'bot' },
  ]);
  assert.ok(SCHEMES.some(({ equation }) => equation.some(line => line.includes('_{bot}') && line.includes('_{dec}'))));
  // What is no mathematics is not set at all.
  for (const [name, { label, help }] of Object.entries(FIELDS))
    assert.doesNotMatch(`${label} ${help}`, /\p{L}_\p{L}/u, name);
  assert.doesNotMatch(runWords({ settings: { ...defaults(), rule: 'g-il', bottomGamma: 0.2, decay: 0.1 } }), /_/);
});

test('the fitted slope of a power is its exponent, from the points inside the range alone', () => {
  const x = [1, 10, 100, 1000, 10000];
  assert.ok(
    Math.abs(
      fittedSlope(
        x,
        x.map(k => 7 / k),
        { from: 1, to: 1e4 },
      ) + 1,
    ) < 1e-12,
  );
  assert.ok(Math.abs(fittedSlope(x, [5, 4, 9, 90, 900], { from: 100, to: 1e4 }) - 1) < 1e-12);
  assert.ok(Number.isNaN(fittedSlope(x, [0, NaN, 0, 1, 0], { from: 1, to: 1e4 })));
  assert.deepEqual(lowest(x, [3, NaN, 2, 0.5, 9]), { k: 1000, value: 0.5 });
});

test('a file holds every digit, and quotes what would break it', () => {
  assert.equal(
    csv([
      ['a', 'say "b", c'],
      [0.1 + 0.2, -1e-300],
      [NaN, 'x'],
    ]),
    '"a","say ""b"", c"\r\n0.30000000000000004,-1e-300\r\nNaN,"x"',
  );
});

test('a plot finds again what it drew, and exact zeros of a log axis lie below everything', () => {
  const snapshot = {
    x: [1, 10, 100, 1000],
    series: [{ label: 'a', colour: '#000000', values: [1, 0.01, 0, 1e-12] }],
    xScale: 'log',
    yScale: 'log',
    xTitle: 'k',
    at: null,
    palette: null,
  };
  for (const [width, height] of [
    [320, 220],
    [1100, 320],
  ]) {
    const place = layout(width, height, snapshot);
    snapshot.x.forEach((value, i) => assert.equal(hit(width, height, snapshot, place.x(value)), i));
    assert.equal(place.y(0), place.bottom);
    assert.ok(place.y(1e-12) < place.bottom - 10 && place.y(1) >= place.top);
  }
  const { marks } = axis([1e-17, 1], 'log', 5);
  assert.ok(marks.length <= 6 && marks.every(({ text }) => text.length > 0), marks.map(({ text }) => text).join(' '));
  assert.equal(axis([3, 3], 'linear', 4).share(3), 0.5);
});
