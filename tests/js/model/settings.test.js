// The settings table and the URL hash.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FIELDS,
  clamp,
  defaults,
  display,
  fromPosition,
  listed,
  normalise,
  parseHash,
  sliderRange,
  toHash,
  toPosition,
} from '../../../www/js/model/settings.js';

test('no hash means the defaults, and the defaults need no hash', () => {
  assert.deepEqual(parseHash(''), defaults());
  assert.equal(toHash(defaults()), '#');
  assert.equal(defaults().hidden, 5);
  assert.equal(defaults().rule, 'fpa');
});

test('every field survives the way to the hash and back, at its ends and at every option', () => {
  for (const [name, field] of Object.entries(FIELDS)) {
    const values =
      field.kind === 'choice'
        ? field.options.map(option => option.value)
        : field.kind === 'list'
          ? [field.of[0], field.of.at(-1), field.of.slice(0, field.most).join(','), field.default]
          : field.kind === 'text'
            ? [field.default, 'figures', '0-1']
            : [field.min, field.max, field.default];
    for (const value of values) {
      const settings = normalise({ T: 64, [name]: value });
      assert.deepEqual(parseHash(toHash(settings)), settings, `${name} = ${value}`);
    }
  }
});

test('out of range is clamped, t never passes T, whole numbers are rounded', () => {
  const settings = parseHash('#hidden=99&width=-3&gammaVpc=1e9&rate=1e-9&T=20&t=50&k=0.5&seed=3.6');
  assert.equal(settings.hidden, 16);
  assert.equal(settings.width, 1);
  assert.equal(settings.gammaVpc, 3);
  assert.equal(settings.rate, 1e-6);
  assert.equal(parseHash('#rate=0').rate, 0, 'left open');
  assert.equal(settings.t, 20);
  assert.equal(settings.k, 1);
  assert.equal(settings.seed, 4);
});

test('garbage is ignored and never throws', () => {
  for (const hash of [
    '#',
    '##',
    '#=&&=',
    '#hidden',
    '#hidden=',
    '#hidden=abc',
    '#hidden=NaN',
    '#activation=__proto__',
    '#constructor=1&__proto__=2',
    '#%E0%A4%A',
    `#${'x'.repeat(100_000)}`,
  ]) {
    assert.deepEqual(parseHash(hash), defaults(), hash.slice(0, 40));
  }
  assert.equal(parseHash('#hidden=Infinity').hidden, 16);
  assert.equal(parseHash('#hidden=-Infinity').hidden, 2);
});

test('a list keeps what it knows, once each, in its own order, and no more than it has room for', () => {
  const rows = text => parseHash(`#schemes=${text}`).schemes;
  assert.equal(rows('zil,bp,zil,nonsense, vpc,constructor'), 'bp,vpc,zil');
  assert.equal(rows('langevin,generative,implicit-sgd,g-il,ar,fa-zil,bp'), 'bp,fa-zil,ar,g-il,implicit-sgd,generative');
  for (const none of ['', ',', 'nonsense']) assert.equal(rows(none), 'bp,vpc,fpa,zil', none);
  assert.equal(toHash(normalise({ schemes: 'ar,bp' })), '#schemes=bp,ar');
  assert.equal(parseHash('#clamps=generative0,vpc17,vpc18,bp1').clamps, 'vpc17,generative0');
  assert.equal(normalise({ clamps: '' }).clamps, '');
  assert.deepEqual([listed(''), listed('bp,ar')], [[], ['bp', 'ar']]);
});

test('a text keeps what a name can hold, and nothing else', () => {
  assert.equal(
    parseHash('#experiment=figures&ePlot=layers&eChosen=gamma:0.25,rule:il-prox').eChosen,
    'gamma:0.25,rule:il-prox',
  );
  for (const text of ['<b>', 'a/b', '../x', 'x'.repeat(300)])
    assert.equal(parseHash(`#experiment=${encodeURIComponent(text)}`).experiment, '', text);
});

test('a value of the wrong type becomes the default', () => {
  for (const value of [null, undefined, {}, [], true, '']) assert.equal(clamp(FIELDS.hidden, value), 5);
  for (const value of [null, undefined, {}, ['bp'], 3])
    assert.equal(clamp(FIELDS.schemes, value), FIELDS.schemes.default);
  assert.equal(clamp(FIELDS.rule, 3), 'fpa');
});

test('slider noise does not reach the hash', () => {
  assert.equal(toHash(normalise({ gammaVpc: 0.1 + 0.2 })), '#gammaVpc=0.3');
});

test('a slider gives back the value it stands at, over its whole range', () => {
  for (const field of Object.values(FIELDS)) {
    if (field.kind !== 'whole' && field.kind !== 'real') continue;
    const { min, max } = sliderRange(field);
    assert.equal(fromPosition(field, min), field.open ? 0 : field.min);
    assert.equal(fromPosition(field, max), field.max);
    for (let i = 0; i <= 20; i++) {
      const value = fromPosition(field, min + ((max - min) * i) / 20);
      assert.ok((value >= field.min && value <= field.max) || (field.open && value === 0));
      const again = fromPosition(field, toPosition(field, value));
      assert.ok(Math.abs(again - value) <= 0.06 * Math.abs(value), `${field.label}: ${value} came back as ${again}`);
    }
  }
});

test('every field says what it is, and its default is one of its values', () => {
  for (const [name, field] of Object.entries(FIELDS)) {
    assert.ok(field.label.length > 0 && field.help.endsWith('.'), name);
    assert.equal(clamp(field, field.default), field.default, name);
    if (field.kind === 'choice')
      for (const option of field.options)
        assert.ok(option.label && option.help.endsWith('.'), `${name} ${option.value}`);
  }
});

test('values are shown as a reader expects', () => {
  assert.equal(display(FIELDS.gammaVpc, 0.4), '0.40');
  assert.equal(display(FIELDS.rate, 0.01), '0.01');
  assert.equal(display(FIELDS.rate, 1e-6), '10⁻⁶');
  assert.equal(display(FIELDS.rule, 'fpa'), 'FPA-PC');
});
