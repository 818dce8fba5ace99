// Whatever a browser says of its language, formatters can be made.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { momentText, readerLanguage } from '../../../www/js/ui/language.js';

test('a language that no formatter takes is passed over; without any it is English', () => {
  for (const language of [
    'C',
    'C.UTF-8',
    'c_US.UTF-8',
    'en_US.UTF-8',
    'POSIX@x',
    'x',
    '',
    undefined,
    null,
    3,
    'a'.repeat(99),
    '-',
    'de-',
    'C-',
    {},
  ]) {
    assert.equal(readerLanguage({ language }), 'en', String(language));
    assert.equal(readerLanguage({ language, languages: [language, 'de-CH', 'fr'] }), 'de-CH', String(language));
    assert.equal(readerLanguage({ language, languages: language }), 'en', String(language));
  }
  for (const language of ['de', 'en-GB', 'posix', 'zh-Hant-TW', 'ar-u-nu-arab']) {
    assert.equal(readerLanguage({ language }), language);
    assert.ok(momentText(0, language).length > 5);
    assert.ok(new Intl.NumberFormat(readerLanguage({ language })).format(1.5));
  }
  assert.match(momentText(Date.UTC(2026, 5, 15, 12), readerLanguage({ language: 'C' })), /2026/);
});

test('nothing on the page formats in the browser’s own language but by language.js', () => {
  const site = new URL('../../../www/js/', import.meta.url);
  for (const name of readdirSync(site, { recursive: true }).filter(
    one => String(one).endsWith('.js') && one !== 'ui/language.js',
  )) {
    const text = readFileSync(new URL(String(name), site), 'utf8');
    assert.doesNotMatch(text, /toLocale\w*\((?!'en')|new Intl\.|localeCompare\((?![^)]*'en')/, String(name));
  }
});
