// The article's HTML against what it relies on: settings, symbols, recorded numbers; and which place a reader is at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { placeAt } from '../../../www/js/article/reading.js';
import { FIELDS, parseHash, toHash } from '../../../www/js/model/settings.js';

const page = readFileSync(new URL('../../../www/article.html', import.meta.url), 'utf8');
const results = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');

/** Every value of an attribute, as a browser reads it. @param {string} name */
const values = name =>
  [...page.matchAll(new RegExp(`\\b${name}="([^"]*)"`, 'g'))].map(([, value]) => value.replaceAll('&amp;', '&'));

const STEPS = ['backprop', 'vpc', 'start', 'variance', 'fpa-law', 'theorem', 'bounds', 'zil', 'locality', 'left'];
const steps = page
  .split('<section class="step')
  .slice(1)
  .map(text => text.slice(0, text.indexOf('</section>')));

test('every view that the article shows is made of settings that exist and are in range', () => {
  const views = values('data-view');
  assert.ok(views.length > STEPS.length);
  for (const view of views) assert.equal(toHash(parseHash(view)), view);
});

test('a link to a view leads to the same view of the playground', () => {
  const links = [...page.matchAll(/<a href="([^"]*)" data-view="([^"]*)"/g)];
  assert.ok(links.length > STEPS.length);
  for (const [, href, view] of links) assert.equal(href, `./index.html${view}`);
});

test('the controls that a view offers are settings', () => {
  for (const list of values('data-controls')) {
    for (const name of list.split(',')) assert.ok(Object.hasOwn(FIELDS, name), `${name} is no setting`);
  }
});

test('ten steps in order, each with a view, a formula or a list, and something to try', () => {
  assert.deepEqual(
    steps.map(text => /id="([^"]*)"/.exec(text)?.[1]),
    STEPS,
  );
  for (const [i, text] of steps.entries()) {
    assert.match(text, /data-view="#[^"]*"/, STEPS[i]);
    assert.match(text, /<math display="block"|<dl class="results">/, STEPS[i]);
    assert.match(text, /<div class="try"/, STEPS[i]);
    assert.doesNotMatch(text, /TODO/, STEPS[i]);
  }
});

test('every symbol has one explanation, and every explanation a symbol', () => {
  const explained = values('id')
    .filter(id => id.startsWith('symbol-'))
    .map(id => id.slice('symbol-'.length));
  assert.equal(new Set(explained).size, explained.length, 'an explanation is there twice');
  assert.deepEqual([...new Set(values('data-symbol'))].sort(), [...explained].sort());
  for (const [, words] of page.matchAll(/<div id="symbol-[^"]*"><dt><math>.*?<\/math><\/dt><dd>(.*?)<\/dd>/g))
    assert.ok(words.length > 20, words);
});

test('every formula that stands by itself is also there in words', () => {
  const formulas = page.match(/<math display="block"[^>]*>/g) ?? [];
  assert.ok(formulas.length >= 15);
  for (const formula of formulas) assert.match(formula, /aria-label="[^"]{20,}"/, formula);
});

test('ids are there once, and every inner link leads to one', () => {
  const ids = values('id');
  assert.equal(new Set(ids).size, ids.length);
  for (const target of values('href').filter(href => href.startsWith('#')))
    assert.ok(ids.includes(target.slice(1)), target);
});

test('every number that is said to come from an experiment is in its results', () => {
  const found = [...page.matchAll(/<span class="found" data-from="([^"]*)">([^<]*)<\/span>/g)];
  assert.ok(found.length > 20);
  for (const [, experiment, number] of found) {
    const section = results.split(/^## /m).find(text => text.includes(`\`${experiment}\`, version`));
    assert.ok(section, `docs/results.md has no experiment ${experiment}`);
    const plain = section.replaceAll('−', '-');
    // Within a sentence or a cell of a table, not within a longer number.
    const pattern = number.replaceAll('−', '-').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    assert.match(plain, new RegExp(`(?<![\\d.])${pattern}(?![\\d]|\\.\\d)`), `${experiment}: ${number}`);
  }
});

test('nothing stands in the page that its policy forbids', () => {
  assert.match(page, /<meta http-equiv="Content-Security-Policy"/);
  assert.doesNotMatch(page, /\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\bsrc=)/);
});

test('the place being read is the last one that has begun', () => {
  assert.equal(placeAt([400, 900, 1500], 240), -1);
  assert.equal(placeAt([240, 900, 1500], 240), 0);
  assert.equal(placeAt([-700, 100, 900], 240), 1);
  assert.equal(placeAt([-2000, -900, -30], 240), 2);
  assert.equal(placeAt([], 240), -1);
});

test('the playground leads to the article', () => {
  assert.match(
    readFileSync(new URL('../../../www/index.html', import.meta.url), 'utf8'),
    /<a href="\.\/article\.html">Read<\/a>/,
  );
});
