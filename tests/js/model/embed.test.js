// What an embed's hash and the messages to it mean, and the code that the share dialog gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_UNITS, attributeOf } from '../../../www/js/element.js';
import {
  PLAIN,
  attributeOf as shared,
  controlsStyle,
  parseEmbed,
  readMessage,
  toEmbedHash,
} from '../../../www/js/model/embed.js';
import { shareCodes } from '../../../www/js/share/code.js';
import { FIELDS, defaults, normalise, parseHash } from '../../../www/js/model/settings.js';

test('an embed shows the step view with a drawn digit, and downloads none unless it is told to', () => {
  assert.deepEqual(parseEmbed(''), { settings: { ...defaults(), source: 'synthetic' }, frame: PLAIN });
  for (const hash of ['#source=', '#source=x', '#SOURCE=x', '#source=synthetic&source=mnist', '#source=m'])
    assert.equal(parseEmbed(hash).settings.source, 'synthetic', hash);
  for (const hash of ['#source=mnist', '#SOURCE=mnist', '#Source=MNIST', '#source=mnist).'])
    assert.equal(parseEmbed(hash).settings.source, 'mnist', hash);
});

test('every setting and frame survives the way to the hash and back', () => {
  const frames = [
    PLAIN,
    { controls: 'all', theme: 'dark', transport: false },
    { controls: ['hidden', 'T', 'seed'], theme: 'light', transport: true, words: false },
  ];
  for (const [name, field] of Object.entries(FIELDS)) {
    const value =
      field.kind === 'choice'
        ? field.options.at(-1).value
        : field.kind === 'list'
          ? field.of.slice(-2).join(',')
          : field.kind === 'text'
            ? 'abc'
            : field.max;
    for (const frame of frames) {
      for (const source of ['mnist', 'synthetic']) {
        const settings = normalise({ T: 64, source, [name]: value });
        const back = parseEmbed(toEmbedHash(settings, frame));
        assert.deepEqual(back.settings, settings, name);
        assert.deepEqual([...back.frame.controls].sort(), [...frame.controls].sort());
        assert.deepEqual(
          [back.frame.theme, back.frame.transport, back.frame.words],
          [frame.theme, frame.transport, frame.words],
        );
      }
    }
  }
});

test('names without capitals do, as attributes have them; t is t', () => {
  const { settings, frame } = parseEmbed(
    '#gammavpc=0.3&T=20&t=4&PRULE=zil&controls=GAMMAVPC, seed ,t,nonsense,__proto__',
  );
  assert.deepEqual([settings.gammaVpc, settings.T, settings.t, settings.pRule], [0.3, 20, 4, 'zil']);
  assert.deepEqual(new Set(frame.controls), new Set(['seed', 'gammaVpc']));
  assert.deepEqual(parseEmbed('#controls=layers,steps,units').frame.controls, ['hidden', 'width', 'T']);
  assert.deepEqual(parseEmbed('#controls=width').frame.controls, ['width']);
  const names = Object.keys(FIELDS);
  assert.equal(new Set(names.map(attributeOf)).size, names.length, 'every setting has an attribute of its own');
  assert.deepEqual(names.map(shared), names.map(attributeOf), 'share dialog and element say the same');
  for (const name of names)
    assert.ok(
      ![
        'hidden',
        'class',
        'style',
        'id',
        'title',
        'site',
        'width',
        'height',
        'controls',
        'theme',
        'transport',
        'words',
      ].includes(attributeOf(name)),
      name,
    );
  assert.equal(MOST_UNITS, FIELDS.width.max, 'what an older post’s width can be');
});

test('what the hash does not say of the frame stays', () => {
  const frame = { controls: ['seed'], theme: 'dark', transport: false };
  assert.deepEqual(parseEmbed('#view=train', frame).frame, frame);
  assert.deepEqual(parseEmbed('#controls=none&theme=auto&transport=1', frame).frame, PLAIN);
  assert.deepEqual(parseEmbed('#theme=pink', frame).frame.theme, 'auto');
  const silent = parseEmbed('#words=0').frame;
  assert.deepEqual(
    [silent.words, parseEmbed('#view=systems', silent).frame.words, parseEmbed('#words=1', silent).frame.words],
    [false, false, undefined],
  );
});

test('a message asks for one of three things, or for nothing', () => {
  const ask = more => readMessage({ target: 'pc-playground', ...more });
  assert.deepEqual(ask({ type: 'settings', hash: '#view=train', more: 1 }), { type: 'settings', hash: '#view=train' });
  assert.deepEqual([ask({ type: 'pause' }), ask({ type: 'resume' })], [{ type: 'pause' }, { type: 'resume' }]);
  for (const data of [
    null,
    undefined,
    1,
    'pause',
    Symbol.iterator,
    [],
    {},
    { type: 'pause' },
    { target: 'pc-playground' },
    { source: 'pc-playground', type: 'pause' },
    new Map([['target', 'pc-playground']]),
  ])
    assert.equal(readMessage(data), null);
  for (const hash of [undefined, null, 1, {}, ['#view=train'], 'x'.repeat(10_001)])
    assert.equal(ask({ type: 'settings', hash }), null);
});

test('the style of no control, of some and of all', () => {
  assert.equal(controlsStyle('all'), '');
  assert.match(controlsStyle([]), /:is\(\)/);
  assert.match(controlsStyle(['seed']), /\[data-setting="seed"\]/);
});

test('the code to share says what is on screen, and nothing in it can break out of an attribute', () => {
  const settings = normalise({ view: 'step', hidden: 3, T: 8, schemes: 'bp,vpc' });
  const codes = shareCodes(
    settings,
    { controls: ['seed'], theme: 'dark', transport: false },
    'https://example.org/a&b/"x"/',
  );
  assert.deepEqual(parseHash(new URL(codes.link).hash), settings);
  assert.match(
    codes.frame,
    /^<iframe src="https:\/\/example\.org\/a&amp;b\/%22x%22\/embed\.html#view=step&amp;source=mnist&amp;hidden=3&amp;schemes=bp,vpc&amp;T=8&amp;controls=seed&amp;theme=dark&amp;transport=0" title="Step · /,
  );
  assert.match(
    codes.element,
    /<pc-playground view="step" source="mnist" layers="3" schemes="bp,vpc" steps="8" controls="seed" theme="dark" transport="0">\n {2}<a href="/,
  );
});
