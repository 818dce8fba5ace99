// Small pure parts of the systems view: mathematics as text, slopes, files, axes, the exact solution of the
// steady-state equation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWords } from '../../../www/js/views/train/curve.js';
import { SCHEMES } from '../../../www/js/model/schemes.js';
import { FIELDS, defaults } from '../../../www/js/model/settings.js';
import { pieces } from '../../../www/js/ui/equation.js';
import { fittedSlope, lowest } from '../../../www/js/views/systems/fit.js';
import { csv } from '../../../www/js/ui/parts.js';
import { axis, hit, layout } from '../../../www/js/ui/draw/xy.js';
import { share } from '../../../www/js/workers/exhibits/erlang.js';

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

test('the share of the error at τ is that of many small Euler steps, and right in both tails', () => {
  for (const distance of [0, 1, 3, 8]) {
    for (const tau of [0, 0.5, 3, 20]) {
      // ė_n = e_{n−1} − e_n with e_0 = 1, by the classical Runge–Kutta method.
      let e = [1, ...Array(distance).fill(0)];
      const slope = state => state.map((value, n) => (n === 0 ? 0 : state[n - 1] - value));
      const ahead = (state, by, h) => state.map((value, n) => value + h * by[n]);
      const h = tau / 4000;
      for (let i = 0; i < 4000; i++) {
        const a = slope(e);
        const b = slope(ahead(e, a, h / 2));
        const c = slope(ahead(e, b, h / 2));
        const d = slope(ahead(e, c, h));
        e = e.map((value, n) => value + (h * (a[n] + 2 * b[n] + 2 * c[n] + d[n])) / 6);
      }
      const got = share(distance, tau);
      assert.ok(Math.abs(got - e[distance]) < 1e-11, `distance ${distance}, τ ${tau}: ${got}, not ${e[distance]}`);
    }
  }
  const tiny = share(8, 1e-4);
  assert.ok(Math.abs(tiny / (1e-32 / 40320) - 1) < 1e-3, `a tail keeps its digits: ${tiny}`);
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
