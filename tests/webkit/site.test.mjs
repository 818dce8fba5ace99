// The built site in WebKit, the engine of Safari: every view opens and does its work, and no page has an error.
// `./build.sh test` sets WEBKIT to WebKitGTK's MiniBrowser and gives it a screen. In `test all` the transport plays for
// a whole minute.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveSite } from '../browser/support/static-server.js';
import { open } from './driver.mjs';

const ALL = process.env.PC_TEST === 'all';
/** The arrow keys, by their code points in the standard. */
const [LEFT, RIGHT] = ['\uE012', '\uE014'];

/** @type {Awaited<ReturnType<typeof open>>} */
let browser;
/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;

/** A page of the site, which keeps what goes wrong in it. @param {string} name */
const watched = name =>
  readFileSync(new URL(`../../www/${name}`, import.meta.url), 'utf8').replace(
    '<head>',
    '<head><script src="/test-files/problems.js"></script>',
  );

before(async () => {
  const names = ['index.html', 'embed.html', 'article.html'];
  site = await serveSite({
    mounts: { '/test-files/': 'tests/webkit', '/': 'www' },
    pages: Object.fromEntries(names.map(name => [`/${name}`, watched(name)])),
  });
  browser = await open(process.env.WEBKIT ?? '');
  await browser.size(1280, 900);
});
after(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(async () => {
  assert.deepEqual(await browser.run(() => window.problems), [], 'what went wrong in the page');
});

/** Opens an address and waits until its view says that it is ready. @param {string} address @param {string} view */
async function show(address, view) {
  await browser.go('about:blank');
  await browser.go(`${site.origin}/${address}`);
  await browser.until(`the view ${view}`, id => document.querySelector(`#${id}`)?.dataset.state === 'ready', 30, view);
}

/** What an element says. @param {string} selector */
const text = selector => browser.run(one => document.querySelector(one)?.textContent ?? '', selector);

test('step: a key makes a step, another takes it back, and the transport plays', async () => {
  await show('index.html#view=step&source=synthetic&T=64', 'step');
  await browser.press(RIGHT);
  await browser.until('t = 1', () => /t = 1 of/.test(document.querySelector('#step .time').textContent));
  await browser.press(LEFT);
  await browser.until('t = 0', () => /t = 0 of/.test(document.querySelector('#step .time').textContent));
  await browser.press(' ');
  // It begins anew at the end of each run, as long as it is told to.
  const seen = new Set();
  for (const end = Date.now() + (ALL ? 60_000 : 3_000); Date.now() < end; await sleep(250)) {
    seen.add(await text('#step .time'));
    if (/t = 64 of/.test([...seen].at(-1) ?? '')) await browser.press('r').then(() => browser.press(' '));
  }
  assert.ok(seen.size > (ALL ? 30 : 4), `times that were seen: ${[...seen].join(', ')}`);
});

test('train: an epoch ends with most digits right', async () => {
  await show('index.html#view=train&source=synthetic&hidden=2&rate=0.03', 'train');
  await browser.click('#train .main');
  await browser.until('an epoch', () => Number(document.querySelector('#train .time b').textContent) >= 1, 60);
  await browser.click('#train .main');
  await browser.until('a pause', () => /^Paused/.test(document.querySelector('#train .say').textContent));
  // The pause asks for a test too; a slow machine may still be busy with the one of the start.
  await browser.run(() =>
    [...document.querySelectorAll('#train button')].find(one => one.textContent === 'Test now').click(),
  );
  const said = await browser.until(
    'a test',
    () =>
      /% of/.test(document.querySelector('#train .test-result').textContent) &&
      document.querySelector('#train .test-result').textContent,
    60,
  );
  assert.ok(Number(/([\d.]+) %/.exec(said)?.[1]) > 50, said);
});

test('parallel: three nodes, a worker each, compute what the loop computes', async () => {
  await show('index.html#view=parallel&source=synthetic&pDepth=3&pWidth=16', 'parallel');
  await browser.run(() =>
    [...document.querySelectorAll('#parallel button')].find(one => one.textContent === 'Run in parallel').click(),
  );
  await browser.until(
    'the run',
    () => /The workers are done/.test(document.querySelector('#parallel').textContent),
    60,
  );
});

test('systems: every scheme’s article opens', async () => {
  await show('index.html#view=systems', 'systems');
  const systems = await browser.run(() =>
    [...document.querySelectorAll('#systems a[href*="system="]')].map(one => /system=([\w-]+)/.exec(one.href)[1]),
  );
  assert.ok(new Set(systems).size > 5, systems.join());
  for (const system of new Set(systems)) {
    await browser.run(id => {
      location.hash = `#view=systems&system=${id}`;
    }, system);
    await browser.until(
      system,
      () =>
        document.querySelector('#systems')?.dataset.state === 'ready' &&
        document.querySelector('#systems h2, #systems h1') !== null,
    );
  }
});

test('experiments: the first cells of a quick grid are computed', async () => {
  await show('index.html#view=experiments&experiment=law', 'experiments');
  await browser.run(() =>
    [...document.querySelectorAll('#experiments button')]
      .find(one => /^(Run|Start|Compute)/.test(one.textContent))
      .click(),
  );
  await browser.until(
    'two cells',
    () => Number(/(\d+) of \d+ cells/.exec(document.querySelector('#experiments').textContent)?.[1]) >= 2,
    60,
  );
});

test('embed: a step can be made', async () => {
  await show('embed.html#view=step&source=synthetic', 'step');
  await browser.click('#step .onward');
  await browser.until('t = 1', () => /t = 1 of/.test(document.querySelector('#step .time').textContent));
});

test('the article shows its text, and the step view beside it', async () => {
  await browser.go(`${site.origin}/article.html`);
  await browser.until(
    'the view',
    () => document.querySelector('iframe')?.contentDocument?.querySelector('main[data-state=ready]') != null,
    30,
  );
  assert.deepEqual(await browser.run(() => document.querySelector('iframe').contentWindow.problems), []);
});
