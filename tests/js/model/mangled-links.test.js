// Links as chats, mails and editors hand them on: what they add, encode and wrap changes no setting, and what cannot be
// read is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { one, seeded } from '../support/anything.js';
import { FRAME_NAMES, parseEmbed, toEmbedHash } from '../../../www/js/model/embed.js';
import { linkTrouble } from '../../../www/js/page/link-words.js';
import { FIELDS, defaults, normalise, parseHash, toHash } from '../../../www/js/model/settings.js';

/** As it comes out of an address bar: what browsers escape in a fragment is escaped. */
const typed = hash => new URL(`https://example.org/${hash}`).hash;

const BEHIND = [
  '.',
  ',',
  ';',
  ':',
  '!',
  '?',
  ')',
  ').',
  ']',
  '}',
  '>',
  '"',
  '".',
  "'",
  '”',
  '’',
  '»',
  '…',
  '...',
  '**',
  '`',
  '|',
  '。',
  '）',
  '\\',
  '&gt;',
  '&quot;',
  '&lt;br&gt;',
  '%29',
  '%2529',
  '%E2%80%A6',
  ' ',
  '\u00a0',
  '\u200b',
  '&nbsp;',
  '%20',
  '+',
  '=',
  '&',
  '&amp;',
  '/',
  '#',
  '~',
  '^',
];
/** Links whose last setting is of every kind. */
const LINKS = [
  '#view=train',
  '#schemes=bp,fpa',
  '#hidden=3',
  '#gammaVpc=0.25',
  '#rate=0.000001',
  '#dtype=f32',
  '#lens=3.7',
  '#pin=g-il',
  '#eChosen=gamma:0.5,rule:il-prox',
  '#experiment=figures',
  '#ePlot=layers',
  '#view=train&schemes=bp,zil&hidden=7&T=20',
  '#activation=sigmoid&likelihood=gaussian&feedback=kolen-pollack',
];

test('marks behind a link change none of its settings, and nobody is bothered with them', () => {
  for (const link of LINKS) {
    for (const mark of BEHIND) {
      for (const hash of [`${link}${mark}`, typed(`${link}${mark}`)]) {
        assert.deepEqual(parseHash(hash), parseHash(link), hash);
        assert.equal(linkTrouble(hash), '', hash);
        assert.deepEqual(parseEmbed(`${hash}`), parseEmbed(link), hash);
      }
    }
  }
});

test('links that were encoded are read as they were meant', () => {
  const link = '#view=train&schemes=bp,fpa&hidden=3&T=20';
  const escaped = encodeURIComponent(link.slice(1));
  const html = link.replaceAll('&', '&amp;');
  for (const hash of [
    link.replaceAll('&', '%26'),
    link.replaceAll('=', '%3D'),
    link.replaceAll(',', '%2C'),
    link.replaceAll(',', '%252C'),
    `#${escaped}`,
    `#${encodeURIComponent(escaped)}`,
    `#%23${escaped}`,
    `##${link.slice(1)}`,
    html,
    html.replaceAll('&', '&amp;'),
    html.replaceAll(';', '%3B'),
    link.replaceAll('&', '&#38;'),
    link.replaceAll('&', '&#x26;').replaceAll('=', '&#x3d;'),
    link.replaceAll('=', '&equals;').replaceAll(',', '&comma;'),
    link.replaceAll('&', '&amp'),
    link.replaceAll('=', '=3D'),
    html.replaceAll('=', '=3D'),
    link.replaceAll('=', '=3d'),
    link.replaceAll('=', '=3D').replace('schemes', 'sch=\r\nemes'),
    link.replaceAll('=', '=3D').replace('bp,', 'bp,='),
    `${link.replaceAll('=', '=3D')}=`,
    link.replace('schemes', 'sche mes'),
    link.replace('bp,', 'bp, '),
    link.replace('bp,', 'bp,+'),
    link.replace('bp,', 'bp,%0D%0A%20'),
    link.replace('&T', ' &T'),
    link.replace('&T', '&\u200bT'),
    link.replace('train', 'tr\u00adain'),
    `${link}\ufeff`,
    `#\u2060${link.slice(1)}`,
    link.replace('train', '"train"'),
    link.replace('train', '“train”'),
    link.replace('view=train', 'VIEW=TRAIN'),
    link.replace('bp,fpa', 'BP,FPA'),
    link.replaceAll('=', '＝'),
    `${link}:~:text=predictive`,
  ].flatMap(one => [one, typed(one)])) {
    if (/[\r\n]/.test(hash)) continue;
    assert.deepEqual(parseHash(hash), parseHash(link), hash);
    assert.equal(linkTrouble(hash), '', hash);
  }
  assert.equal(parseHash('#feedback=kolen–pollack').feedback, 'kolen-pollack');
  assert.equal(parseHash('#rate=1e−3').rate, 0.001);
  assert.equal(parseHash('#hidden=-3').hidden, 2);
});

test('a hash that the page writes means the same as ever, whatever it looks like', () => {
  for (const [name, value] of [
    ['drawn', '3Dabc'],
    ['drawn', 'abc_-'],
    ['drawn', 'amp'],
    ['eChosen', 'a:1,b:2'],
    ['ePlot', '3D20'],
  ]) {
    assert.equal(parseHash(`#${name}=${value}`)[name], value);
    assert.equal(parseHash(`#hidden=3&${name}=${value}`)[name], value);
  }
  assert.equal(parseHash('#view=3Dstep&drawn=3Dabc').drawn, 'abc', 'in a mail’s writing, all of it is');
});

test('random settings survive every mangling of their whole link', () => {
  const random = seeded(17);
  const manglings = [
    hash => `${hash}).`,
    hash => hash.replaceAll('&', '&amp;'),
    hash => `#${encodeURIComponent(hash.slice(1))}`,
    hash => hash.replaceAll('=', '=3D'),
    hash => hash.replaceAll('&', '&amp;').replaceAll('=', '&#61;'),
    hash => `${encodeURI(hash)}%22`,
    hash => `#\u200b${hash.slice(1)}\u200b`,
  ];
  for (let i = 0; i < 3000; i++) {
    const values = {};
    for (let n = 0; n < 5; n++) {
      const [name, field] = one(random, Object.entries(FIELDS));
      if (field.kind === 'choice') values[name] = one(random, field.options).value;
      else if (field.kind === 'list')
        values[name] = field.of
          .filter(() => random() < 0.3)
          .slice(0, 6)
          .join(',');
      else if (field.kind !== 'text') values[name] = field.min + random() * (field.max - field.min);
    }
    const settings = normalise(values);
    const hash = toHash(settings);
    if (hash === '#') continue;
    assert.deepEqual(parseHash(one(random, manglings)(hash)), settings, hash);
    const embed = toEmbedHash(settings, { controls: ['hidden', 'seed'], theme: 'dark', transport: false });
    assert.deepEqual(parseEmbed(one(random, manglings)(embed)), parseEmbed(embed), embed);
  }
});

test('what cannot be read is said: which setting, and what was taken instead', () => {
  assert.equal(linkTrouble('#hidden=abc'), 'In the link: “hidden=abc” could not be read, so “Hidden layers” is 5.');
  assert.equal(
    linkTrouble('#activation=tan'),
    'In the link: “activation=tan” could not be read, so “Activation” is tanh.',
  );
  assert.equal(linkTrouble('#schemes=bp,fp'), 'In the link: “schemes=bp,fp” could not be read, so “Rows” is BP.');
  assert.equal(
    linkTrouble('#hidden=3 and then look'),
    'In the link: Of “hidden=3 and then look” only the beginning could be read, so “Hidden layers” is 3.',
  );
  assert.equal(linkTrouble('#hidden=99'), 'In the link: “hidden=99” is outside 2 to 16, so “Hidden layers” is 16.');
  assert.equal(
    linkTrouble('#schemes=langevin,generative,implicit-sgd,g-il,ar,fa-zil,bp'),
    'In the link: “schemes=langevin,generative,implicit-sgd…” names more than 6, so “Rows” is BP, FA-Z-IL, AR, G-IL, Implicit SGD, Generative PC.',
  );
  assert.equal(linkTrouble('#hiden=3'), 'In the link: “hiden” is no setting of this page.');
  assert.equal(
    linkTrouble('#theme=pink', FRAME_NAMES),
    'In the link: “theme=pink” could not be read, so what is usual was taken for theme.',
  );
  assert.match(linkTrouble('#hidden=a&width=b&T=c&t=d&seed=e'), / The same goes for 2 more\.$/);
  assert.equal(parseHash('#hidden=3 and then look').hidden, 3);
  for (const quiet of [
    '',
    '#',
    '#main',
    '#hidden=3&utm_source=x&fbclid=y&gclid=z',
    '#controls=none&theme=dark&transport=0',
    toHash(defaults()),
  ])
    assert.equal(linkTrouble(quiet), '', quiet);
  assert.equal(
    linkTrouble('#loading=lazy&hidden=3', FRAME_NAMES),
    '',
    'the attributes of an element may be about the element',
  );
});
