// The build names in index.html what the first view needs (.ci/preload.mjs): that is little, and what stands there is
// all of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { firstModules } from '../../../.ci/preload.mjs';

const page = readFileSync(new URL('../../../www/index.html', import.meta.url), 'utf8');

test('index.html preloads the modules of the first view, and no others', async () => {
  const links = [...page.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name);
  assert.deepEqual(['./js/main.js', ...links].sort(), await firstModules());
  assert.ok(links.length > 30);
});

test('the first view needs neither the other views nor the module’s own JavaScript', async () => {
  assert.doesNotMatch(
    (await firstModules()).join(' '),
    /pkg|views\/(train|parallel|systems|experiments)|plot\.js|js\/share|embed|element|workers/,
  );
});
