// Whose a kept run is, where it is offered, and what it takes the place of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOwner } from '../../../www/js/views/train/owner.js';
import { offered, outdated } from '../../../www/js/views/train/kept-run.js';

/** A record as it is found. */
const found = (key, at, where = 'page') => ({ key, id: `of ${key}`, at, where });

test('a tab is offered its own run first, then those of pages that are gone; nobody is offered what is in training elsewhere', () => {
  const all = [
    found('live', 9),
    found('dead', 8),
    found('embedded', 7, 'embed'),
    found('former', 6),
    found('own', 5),
    found('newest', 4),
  ];
  const page = { own: 'own', former: 'former', living: new Set(['live']), where: 'page' };
  const offers = more => offered(all, { ...page, ...more }).map(({ key, own }) => `${key}${own ? ' own' : ''}`);
  assert.deepEqual(offers({}), ['own own', 'former own', 'dead', 'newest']);
  assert.deepEqual(offers({ former: null }), ['own own', 'dead', 'former', 'newest']);
  // A duplicated tab, whose first is still there.
  assert.deepEqual(offers({ living: new Set(['live', 'former']) }), ['own own', 'dead', 'newest']);
  assert.deepEqual(offers({ where: 'embed', own: 'x', former: null }), ['embedded']);
});

test('a run takes the place of what this tab kept or took on, the oldest go, and nothing that lives is touched', () => {
  const all = [found('own', 99), ...Array.from({ length: 9 }, (_, i) => found(`r${i}`, 90 - i))];
  const page = { own: 'own', former: null, living: new Set() };
  assert.deepEqual(outdated(all, page), { replaced: [], old: ['r5', 'r6', 'r7', 'r8'] });
  assert.deepEqual(outdated(all, { ...page, former: 'r8' }), { replaced: ['r8'], old: ['r5', 'r6', 'r7'] });
  assert.deepEqual(outdated(all, { ...page, living: new Set(['r7', 'r8']) }), {
    replaced: [],
    old: ['r3', 'r4', 'r5', 'r6'],
  });
  assert.deepEqual(outdated(all, { ...page, former: 'r8', living: new Set(['r8']) }).replaced, []);
  assert.deepEqual(outdated(all, { ...page, former: 'r8', taken: all[2] }).replaced, ['r1']);
  assert.deepEqual(outdated(all, { ...page, taken: { ...all[2], at: 1 } }).replaced, [], 'written anew since');
  assert.deepEqual(outdated(all.slice(0, 6), page), { replaced: [], old: [] });
});

/** Locks as a browser has them, for all its pages. */
function browserLocks() {
  /** @type {Map<string, {release: () => void, free: Promise<void>}>} */
  const held = new Map();
  return {
    held,
    async request(name, options, task) {
      task ??= options;
      while (held.has(name)) {
        await Promise.race([
          held.get(name).free,
          new Promise((_, reject) => {
            options.signal?.addEventListener('abort', () => reject(options.signal.reason));
          }),
        ]);
      }
      let release;
      held.set(name, {
        release: () => {
          held.delete(name);
          release();
        },
        free: new Promise(done => {
          release = done;
        }),
      });
      await task();
      held.get(name).release();
    },
    query: async () => ({ held: [...held.keys(), 'of another'].map(name => ({ name })) }),
  };
}

test('a page knows what its tab kept before, and which other pages live', async () => {
  const awake = setInterval(() => {}, 50); // a signal's timeout alone lets Node end
  const locks = browserLocks();
  const tab = new Map();
  const session = { getItem: name => tab.get(name) ?? null, setItem: (name, value) => tab.set(name, value) };
  const first = createOwner({ locks, session, embed: '' });
  assert.equal(first.former(), null);
  await Promise.all([first.hold(), first.hold()]);
  first.remember();
  // An embed in the same tab, and a duplicate of the tab.
  assert.equal(createOwner({ locks, session, embed: '/embed.html#view=train' }).former(), null);
  const duplicate = createOwner({ locks, session, embed: '' });
  assert.deepEqual([duplicate.former(), [...(await duplicate.living())]], [first.name, [first.name]]);
  assert.notEqual(duplicate.name, first.name);
  assert.deepEqual([...(await first.living())], []);
  // A reload: the page before goes a moment later.
  setTimeout(() => locks.held.get(`pc-playground run ${first.name}`).release(), 100);
  const next = createOwner({ locks, session, embed: '' });
  assert.deepEqual([next.former(), [...(await next.living())]], [first.name, []]);
  clearInterval(awake);
});

test('a browser that has no locks, or refuses them, or its session, is borne', async () => {
  const no = () => {
    throw new DOMException('Denied.', 'SecurityError');
  };
  for (const page of [
    { locks: null, session: null },
    { locks: { request: async () => no(), query: async () => no() }, session: { getItem: no, setItem: no } },
  ]) {
    const owner = createOwner({ ...page, embed: '' });
    await owner.hold();
    owner.remember();
    assert.deepEqual([owner.former(), [...(await owner.living())]], [null, []]);
  }
});
