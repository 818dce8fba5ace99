// The rooms of the page's code, and who may import whom (ARCHITECTURE.md has the same table). Static, dynamic and type
// imports alike.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const site = new URL('../../../www/', import.meta.url);
const home = new URL('js/', site);

/**
 * What each room may import besides itself. `door`: the files that lie loose, which pages and posts name.
 * @type {Record<string, string[]>}
 */
const MAY = {
  door: ['page', 'share', 'embed', 'article', 'engine', 'runner', 'ui', 'model', 'wasm'],
  page: ['engine', 'ui', 'model'],
  view: ['engine', 'ui', 'model', 'vendor'],
  draw: ['ui', 'model', 'vendor'],
  embed: ['ui', 'model'],
  share: ['ui', 'model'],
  article: ['ui'],
  engine: ['runner', 'wasm', 'model', 'vendor'],
  runner: ['wasm', 'model', 'pkg'],
  workers: ['model', 'pkg'],
  ui: ['model'],
  wasm: ['pkg', 'vendor'],
  model: [],
};

/** Where a file lies: its room, and for a view which one. @param {string} path under js/, or with ../ before it */
function roomOf(path) {
  if (path.startsWith('../')) return { room: path.startsWith('../vendor/') ? 'vendor' : 'pkg', view: '' };
  const [first, second, third] = path.split('/');
  if (second === undefined) return { room: 'door', view: '' };
  return first === 'views' ? { room: third === 'draw' ? 'draw' : 'view', view: second } : { room: first, view: '' };
}

/** @typedef {{from: string, to: string, how: 'static' | 'dynamic' | 'type'}} Import */

/** @param {string} from @returns {Import[]} */
function importsOf(from) {
  const text = readFileSync(new URL(from, home), 'utf8');
  return [...text.matchAll(/(\bfrom|\bimport)\s*(\(?)\s*'(\.[^']+)'/g)].map(
    ({ index, 1: word, 2: bracket, 3: name }) => {
      const { pathname } = new URL(name, new URL(from, home));
      const before = text.slice(text.lastIndexOf('\n', index) + 1, index);
      const how = /^\s*(\*|\/\*)|\/\*\*/.test(before) ? 'type' : word === 'import' && bracket ? 'dynamic' : 'static';
      return {
        from,
        to: pathname.startsWith(home.pathname)
          ? pathname.slice(home.pathname.length)
          : `../${pathname.slice(site.pathname.length)}`,
        how,
      };
    },
  );
}

const FILES = readdirSync(home, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.js'))
  .sort();
const IMPORTS = FILES.flatMap(importsOf);

/** What is wrong with an import; '' when nothing is. @param {Import} one */
function wrong({ from, to, how }) {
  const here = roomOf(from);
  const there = roomOf(to);
  // The module's typings are the only place where its names stand.
  if (there.room === 'pkg' && how === 'type') return '';
  if (there.room === 'door') return 'nobody imports what lies loose';
  if (here.view || there.view) {
    if (here.view === there.view)
      return here.room === 'draw' && there.room === 'view' && /view\.js$/.test(to)
        ? 'a drawing does not know its view'
        : '';
    if (there.view)
      return here.room === 'page' && how === 'dynamic' ? '' : 'views are opened by page/ alone, and by import()';
  }
  if (here.room === there.room || MAY[here.room]?.includes(there.room)) return '';
  return `${here.room} may import ${MAY[here.room]?.join(', ') || 'nothing'}`;
}

test('every file is in a room of the table, and imports only what its room may', () => {
  for (const name of FILES) assert.ok(roomOf(name).room in MAY, `${name} is in no room of the table`);
  assert.ok(IMPORTS.length > 500, 'the imports are found');
  assert.deepEqual(
    IMPORTS.flatMap(one => {
      const why = wrong(one);
      return why ? [`${one.from} → ${one.to} (${one.how}): ${why}`] : [];
    }),
    [],
  );
});

test('the table is one that can be broken', () => {
  const says = (/** @type {string} */ from, /** @type {string} */ to, how = /** @type {Import['how']} */ ('static')) =>
    wrong({ from, to, how }) !== '';
  assert.ok(says('views/step/view.js', 'views/train/view.js', 'type'));
  assert.ok(says('views/step/view.js', 'workers/trace/trace.js', 'type'));
  assert.ok(says('model/trace.js', 'ui/dom.js'));
  assert.ok(says('model/trace.js', '../pkg/pc_playground.js'));
  assert.ok(says('page/open-views.js', 'views/step/view.js'));
  assert.ok(says('share/code.js', 'element.js'));
  assert.ok(!says('views/step/view.js', 'engine/conductor.js', 'type'));
  assert.ok(!says('page/open-views.js', 'views/step/view.js', 'dynamic'));
});

test('no file needs itself, by whatever way round', () => {
  const next = new Map(
    FILES.map(name => [name, IMPORTS.filter(({ from, how }) => from === name && how !== 'type').map(({ to }) => to)]),
  );
  /** @type {Set<string>} */
  const done = new Set();
  /** @param {string} name @param {string[]} way */
  const walk = (name, way) => {
    assert.ok(!way.includes(name), `in a circle: ${[...way.slice(way.indexOf(name)), name].join(' → ')}`);
    if (done.has(name)) return;
    for (const to of next.get(name) ?? []) walk(to, [...way, name]);
    done.add(name);
  };
  for (const name of FILES) walk(name, []);
});
