// Whatever stands in an address or a message, settings come out that are all in range. Seeded, so that a failure can be
// repeated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEmbed, readMessage, toEmbedHash } from '../../../www/js/model/embed.js';
import { shareCodes } from '../../../www/js/share/code.js';
import { FIELDS, clamp, parseHash, toHash } from '../../../www/js/model/settings.js';
import { anything, randomHash, seeded } from '../support/anything.js';

const HASHES = 6000;
const MESSAGES = 3400;

/** @param {object} settings @param {string} hash */
function sound(settings, hash) {
  assert.deepEqual(Object.keys(settings), Object.keys(FIELDS), hash);
  for (const [name, field] of Object.entries(FIELDS))
    assert.equal(clamp(field, settings[name]), settings[name], `${name} of ${hash}`);
  assert.ok(settings.t <= settings.T, hash);
}

test(`${HASHES} random hashes`, () => {
  const random = seeded(7);
  let told = 0;
  for (let i = 0; i < HASHES; i++) {
    const hash = randomHash(random);
    const settings = parseHash(hash);
    sound(settings, hash);
    assert.deepEqual(parseHash(toHash(settings)), settings, hash);
    if (toHash(settings) !== '#') told += 1;

    const embed = parseEmbed(hash);
    sound(embed.settings, hash);
    assert.ok(
      embed.settings.source === 'synthetic' ||
        /mnist/.test(decodeURIComponent(hash.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(/%[89a-f][0-9a-f]/gi, ''))),
      hash,
    );
    assert.deepEqual(parseEmbed(toEmbedHash(embed.settings, embed.frame)), embed, hash);
    const { element } = shareCodes(embed.settings, embed.frame, 'https://example.org/');
    assert.ok(element.split('<').length === 7 && !/javascript:/i.test(element), element);
  }
  assert.ok(told > HASHES / 8, `${told} of them say something`);
});

test(`${MESSAGES} random messages`, () => {
  const random = seeded(11);
  let asked = 0;
  for (let i = 0; i < MESSAGES; i++) {
    const data = anything(random);
    const read = readMessage(data);
    if (!read) continue;
    asked += 1;
    assert.ok(['settings', 'pause', 'resume'].includes(read.type));
    if (read.type === 'settings') sound(parseEmbed(read.hash).settings, read.hash);
  }
  assert.ok(asked > 100 && asked < MESSAGES / 2, `${asked} of them ask for something`);
});
