// What the systems view lists, and where its links lead.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMES, SCHEME_IDS, schemeById } from '../../../www/js/model/schemes.js';
import { FIELDS, defaults, parseHash } from '../../../www/js/model/settings.js';
import { SYSTEMS, systemById } from '../../../www/js/model/systems.js';
import { presets } from '../../../www/js/views/systems/presets.js';

const at = path => new URL(`../../../www/js/${path}`, import.meta.url);

test('every scheme has exactly one page, and every page an id of its own in the address', () => {
  const listed = SYSTEMS.flatMap(({ schemes }) => schemes);
  assert.deepEqual([...listed].sort(), [...SCHEME_IDS].sort());
  assert.equal(new Set(SYSTEMS.map(({ id }) => id)).size, SYSTEMS.length);
  for (const { id } of SYSTEMS) {
    assert.equal(parseHash(`#view=systems&system=${id}`).system, id);
    assert.equal(systemById(id).id, id);
  }
  assert.equal(systemById(FIELDS.system.default), null, 'without a choice there is the overview');
});

test('the exhibits that pages name are there to be shown', async () => {
  // A table of functions that import: reading it loads no exhibit.
  const { EXHIBITS } = await import('../../../www/js/views/systems/exhibits.js');
  for (const { id, exhibits } of SYSTEMS)
    for (const name of exhibits) assert.ok(Object.hasOwn(EXHIBITS, name), `${id} names "${name}"`);
  for (const [name, load] of Object.entries(EXHIBITS)) {
    const file = /import\('(.+?)'\)/.exec(load.toString())?.[1];
    assert.ok(file && existsSync(new URL(file, at('views/systems/'))), `${name} is at ${file}`);
    assert.ok(
      SYSTEMS.some(({ exhibits }) => exhibits.includes(name)),
      `a page shows ${name}`,
    );
  }
});

test('presets keep the visitor’s settings and choose the scheme', () => {
  const mine = { ...defaults(), hidden: 7, view: 'systems', system: 'klimit', t: 5 };
  for (const system of SYSTEMS) {
    const links = presets(system, { ...mine, system: system.id });
    const [step] = links;
    assert.ok(step, `${system.id} leads somewhere`);
    const there = parseHash(step.hash);
    assert.equal(there.view, 'step');
    assert.equal(there.t, 0);
    assert.equal(there.hidden, 7);
    for (const id of system.schemes)
      assert.ok(there.schemes.split(',').includes(id), `${system.id} steps ${id}, got ${there.schemes}`);
    for (const { hash, text } of links) assert.ok(hash || text.endsWith('.'), 'what leads nowhere says why');
  }
  const of = id => presets(systemById(id), mine);
  assert.equal(parseHash(of('klimit')[0].hash).k, 1000);
  const parallel = of('fa-zil')
    .map(({ hash }) => parseHash(hash))
    .find(({ view }) => view === 'parallel');
  assert.equal(parallel?.pRule, 'fa-zil');
});

test('a scheme that is not local is said to be so instead of sent to the parallel view', () => {
  const far = SCHEMES.filter(({ local }) => !local).map(({ id }) => id);
  assert.ok(far.length > 0);
  for (const id of far) {
    const system = SYSTEMS.find(({ schemes }) => schemes.includes(id));
    const links = presets(system, defaults());
    assert.ok(
      links.some(({ text, hash }) => hash === '' && text.includes('not local')),
      id,
    );
    assert.ok(
      !links.some(({ hash }) => hash && parseHash(hash).view === 'parallel' && parseHash(hash).pRule === id),
      schemeById(id).name,
    );
  }
});
