// What the first view needs is named in index.html, so that the browser fetches all of it at once and not import after import.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const site = new URL('../../../www/', import.meta.url);
const page = readFileSync(new URL('index.html', site), 'utf8');

/** Every module that this one imports, and those that they import: not what they load later. @param {string} entry @param {Set<string>} [found] */
function graph(entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  if (!entry.startsWith('./js/')) return found;
  const text = readFileSync(new URL(entry, site), 'utf8');
  for (const [, name] of text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm)) {
    graph(`./${new URL(name, new URL(entry, site)).href.slice(site.href.length)}`, found);
  }
  return found;
}

test('index.html preloads the modules of the first view, and no others', () => {
  const wanted = [...graph('./js/main.js', graph('./js/views/step/view.js'))].filter(name => name !== './js/main.js').sort();
  const links = [...page.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name).sort();
  assert.deepEqual(links, wanted);
});

test('the first view needs neither the other views nor the module’s own JavaScript', () => {
  const modules = [...graph('./js/main.js', graph('./js/views/step/view.js'))].join(' ');
  assert.doesNotMatch(modules, /pkg|views\/(train|parallel|systems|experiments)|plot\.js|uplot|js\/share|embed|element|workers/);
});
