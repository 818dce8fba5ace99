// Embeds: on a page of another origin, from a sub-path, in a sandbox, two on a page; what they show, what they say to the page, what they weigh.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { ENGINE } from './amount.js';
import { test, expect } from './fixtures.js';
import { serveSite } from './static-server.js';

test.use({ otherHosts: /^127\.0\.0\.1:\d+$/ });

/** Pages of other origins: that of the playground, in a folder, and a blog. @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof serveSite>>} */
let blog;
/** What the blog has, by address. @type {Record<string, string>} */
const pages = {};

test.beforeAll(async () => {
  site = await serveSite({ mounts: { '/some/where/': 'www' }, headers: { 'Access-Control-Allow-Origin': '*' } });
  blog = await serveSite({ pages, mounts: { '/post/': 'examples/blog-post' } });
});
test.afterAll(() => Promise.all([site.close(), blog.close()]));

const play = () => `${site.origin}/some/where/`;

/** Opens a page of the blog. @param {import('@playwright/test').Page} page @param {string} body */
async function openPost(page, body) {
  pages['/post.html'] = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A post</title><link rel="icon" href="data:,">
    <script>
      window.heard = [];
      addEventListener('message', ({ data, source }) => heard.push({ ...data, of: [...document.querySelectorAll('iframe')].findIndex(frame => frame.contentWindow === source) }));
      for (const name of ['ready', 'settings', 'error']) document.addEventListener(name, event => { if (event.target.localName === 'pc-playground') heard.push({ event: name, id: event.target.id, detail: event.detail }); }, true);
    </script>
    <body>${body}</body></html>`;
  await page.goto(`${blog.origin}/post.html`);
}
/** What the page has heard. @param {import('@playwright/test').Page} page @returns {Promise<any[]>} */
const heard = page => page.evaluate(() => window.heard);
const script = () => `<script type="module" src="${play()}js/element.js"></script>`;
const embedded = (page, id) => page.frameLocator(`#${id} >> iframe`);
/** @param {import('@playwright/test').Page} page @param {string} id */
const height = (page, id) => page.locator(`#${id}`).evaluate(element => element.getBoundingClientRect().height);

test('two on a page of another origin: each as high as its content, ready, and itself', ENGINE, async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  await openPost(page, `${script()}
    <pc-playground id="one" view="step" schemes="bp,fpa" layers="3" steps="8" t="1"><a href="x">link</a></pc-playground>
    <pc-playground id="two" title="The second" view="step" SCHEMES="vpc" hidden="4" gammaVpc="0.2" theme="dark"></pc-playground>`);
  const [one, two] = [embedded(page, 'one'), embedded(page, 'two')];
  await expect(one.locator('.rule')).toHaveCount(2);
  await expect(two.locator('.rule h2')).toHaveText(['VPC']);
  await expect.poll(async () => (await heard(page)).filter(({ event }) => event === 'ready').map(({ id }) => id).sort()).toEqual(['one', 'two']);
  await expect(page.locator('#two >> iframe')).toHaveAttribute('title', 'The second');
  await expect(two.locator('#credit')).toHaveAttribute('href', /index\.html#source=synthetic&hidden=4&schemes=vpc&gammaVpc=0\.2$/);

  await one.getByRole('button', { name: 'Step (→)' }).click();
  await expect(one.locator('.time')).toHaveText('t = 2 of 8');
  await expect(two.locator('.time')).toHaveText('t = 0 of 16');
  await expect.poll(async () => (await heard(page)).findLast(({ event }) => event === 'settings')).toEqual({ event: 'settings', id: 'one', detail: { hash: '#view=step&hidden=3&schemes=bp,fpa&T=8&t=2' } });

  for (const [id, frame] of [['one', one], ['two', two]]) {
    await expect.poll(async () => Math.abs(await frame.locator('html').evaluate(html => html.getBoundingClientRect().height) - await height(page, id))).toBeLessThanOrEqual(1);
  }
  const before = await height(page, 'one');
  await one.locator('.more summary').click();
  await expect.poll(() => height(page, 'one')).toBeGreaterThan(before + 50);
  const paper = frame => frame.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
  expect([await paper(one), await paper(two)]).toEqual(['rgb(253, 252, 249)', 'rgb(21, 20, 18)']);
});

test('attributes change what is shown without loading it anew, and without history', async ({ page }) => {
  await openPost(page, `${script()}<pc-playground id="one" view="step" schemes="bp" layers="2" steps="6"></pc-playground>`);
  const one = embedded(page, 'one');
  await expect(one.locator('.rule')).toHaveCount(1);
  const mark = () => one.locator('html').evaluate(() => `${performance.timeOrigin} ${history.length}`);
  const before = await mark();
  await page.locator('#one').evaluate(element => element.set({ schemes: 'bp,zil', T: 9, t: 4, controls: 'seed,hidden', theme: 'dark' }));
  await expect(one.locator('.rule')).toHaveCount(2);
  await expect(one.locator('.time')).toHaveText('t = 4 of 9');
  await expect(one.locator('[data-setting=seed]')).toBeVisible();
  await expect(one.locator('html')).toHaveCSS('color-scheme', 'dark');
  await page.locator('#one').evaluate(element => { element.setAttribute('t', '99'); element.removeAttribute('controls'); element.setAttribute('gammavpc', 'nonsense'); });
  await expect(one.locator('.time')).toHaveText('t = 9 of 9');
  await expect(one.locator('[data-setting=seed]')).toBeHidden();
  await page.locator('#one').evaluate(element => { element.setAttribute('height', '333'); });
  await expect.poll(() => height(page, 'one')).toBe(333);
  expect(await mark()).toBe(before);
  // None of this was the reader's doing.
  expect((await heard(page)).filter(({ event }) => event === 'settings')).toEqual([]);
});

test('out of sight it rests, and goes on when it is seen again', async ({ page }) => {
  await openPost(page, `${script()}<pc-playground id="one" view="step" schemes="bp" steps="64" speed="20"></pc-playground><div style="height: 5000px"></div>`);
  const one = embedded(page, 'one');
  const t = async () => Number(await one.locator('.time b').textContent());
  await one.getByRole('button', { name: 'Play' }).click();
  await expect.poll(t).toBeGreaterThan(1);
  await page.evaluate(() => scrollTo(0, 4000));
  await expect(one.locator('.buttons .main')).toHaveText('Play');
  const stopped = await t();
  expect(stopped).toBeLessThan(64);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(one.locator('.buttons .main')).toHaveText('Pause');
  await expect.poll(t).toBeGreaterThan(stopped);
});

test('a link where it does not load, and where scripts do not run', async ({ page, browser }) => {
  pages['/js/element.js'] = ''; // only to be replaced: an element whose embed.html is missing
  await page.route('**/nowhere/js/element.js', async route => route.fulfill({ contentType: 'text/javascript', headers: { 'Access-Control-Allow-Origin': '*' }, body: readFileSync(new URL('../../www/js/element.js', import.meta.url), 'utf8').replace('loaded: 4000', 'loaded: 200') }));
  await page.route('**/nowhere/embed.html', route => route.fulfill({ status: 200, contentType: 'text/html', body: 'not the playground' }));
  await openPost(page, `<script type="module" src="${site.origin}/nowhere/js/element.js"></script><pc-playground id="one" view="step"><a id="link" href="x">Open it</a></pc-playground><pc-playground id="two" view="train" layers="3"></pc-playground>`);
  await expect(page.locator('#link')).toBeVisible();
  await expect(page.locator('#two >> a')).toHaveAttribute('href', /\/nowhere\/index\.html#.*view=train&hidden=3$/);
  await expect(page.locator('#one >> iframe')).toBeHidden();
  expect((await heard(page)).filter(({ event }) => event === 'error').length).toBe(2);

  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(`${blog.origin}/post.html`);
  await expect(plain.locator('#link')).toBeVisible();
  await plain.goto(`${play()}embed.html`);
  await expect(plain.getByRole('link', { name: 'Predictive Coding Playground' })).toBeVisible();
  await plain.context().close();
});

for (const [view, settings, use] of [
  ['step', 'schemes=bp', frame => frame.getByRole('button', { name: 'Step (→)' }).click().then(() => expect(frame.locator('.time')).toHaveText(/^t = 1 of/))],
  ['parallel', 'pDepth=3&pWidth=16', frame => frame.getByRole('button', { name: 'Run in parallel' }).click().then(() => expect(frame.locator('.say')).toHaveText(/^FPA-PC on 3 workers/))],
  ['experiments', 'experiment=law', frame => frame.getByRole('button', { name: 'Run in this tab' }).click().then(() => expect(frame.locator('.run-told')).toHaveText(/^[1-9]\d* of 24/))],
]) {
  test(`sandboxed, without an origin: ${view}`, view === 'train' ? ENGINE : {}, async ({ page }) => {
    await openPost(page, `<iframe sandbox="allow-scripts" width="800" height="900" src="${play()}embed.html#view=${view}&${settings}&theme=dark"></iframe>`);
    await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('html').evaluate(() => self.origin)).toBe('null');
    await expect(frame.locator('html')).toHaveCSS('color-scheme', 'dark');
    await use(frame);
  });
}

test.describe('sandboxed on a server that lets nobody read its scripts', () => {
  test.use({ mayBeMissing: /./ });
  test('a sentence with a link says so', async ({ page, baseURL }) => {
    // What Chromium itself says of refused scripts is no error of ours.
    await openPost(page, '<body>');
    const refused = [];
    page.on('requestfailed', request => refused.push(request.url()));
    await page.setContent(`<iframe sandbox="allow-scripts" src="${baseURL}embed.html#view=train"></iframe>`);
    const message = page.frameLocator('iframe').locator('#message');
    await expect(message).toHaveText(/^This figure cannot run in a sandboxed frame on this server.* Open it in the playground\.$/);
    await expect(message.locator('a')).toHaveAttribute('href', './index.html#view=train');
    expect(refused.some(url => url.endsWith('/min/embed.js'))).toBe(true);
  });
});

/** Settings whose controls can be seen. @param {import('@playwright/test').Page} page */
const visible = page => page.evaluate(() => [...new Set([...document.querySelectorAll('main:not([hidden]) [data-setting], main:not([hidden]) [data-sets]')]
  .filter(control => control.checkVisibility({ visibilityProperty: true })).map(control => control.dataset.setting ?? control.dataset.sets))].filter(name => name !== 't').sort());
/** @param {import('@playwright/test').Page} page @param {string} hash */
async function openEmbed(page, hash) {
  await page.goto('about:blank');
  await page.goto(`embed.html${hash}`);
  await expect(page.locator('main:not([hidden])[data-state=ready]')).toBeVisible();
}

test('controls are hidden, or shown one by one; the transport is there unless it is not wanted', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [hash, all] of [['#view=step', ['T', 'activation', 'clamps', 'dtype', 'feedback', 'gammaFpa', 'gammaVpc', 'hidden', 'likelihood', 'pin', 'sample', 'schemes', 'seed', 'source', 'speed', 'stores', 'width']],
    ['#view=train', null], ['#view=parallel', null], ['#view=systems&system=zil', null], ['#view=experiments&experiment=law&eFrom=recorded&eGrid=full', null]]) {
    await openEmbed(page, hash);
    expect(await visible(page), hash).toEqual([]);
    await expect(page.locator('main:not([hidden]) > .sheet')).toBeHidden();
    await openEmbed(page, `${hash}&controls=all`);
    await page.locator('main:not([hidden]) .chooser').evaluateAll(([chooser]) => { if (chooser) chooser.open = true; });
    const every = await visible(page);
    if (all) expect(every).toEqual(all);
    expect(every.length, hash).toBeGreaterThan(2);
    const some = every.filter((_, i) => i % 3 === 0);
    await openEmbed(page, `${hash}&controls=${some}`);
    await page.locator('main:not([hidden]) .chooser').evaluateAll(([chooser]) => { if (chooser) chooser.open = true; });
    expect(await visible(page), hash).toEqual(some);
  }
  await openEmbed(page, '#view=step&transport=0');
  await expect(page.locator('#step .transport')).toBeHidden();
  await openEmbed(page, '#view=step&controls=gammaGen'); // which no row of these uses: no empty group stays
  await expect(page.locator('#step .sheet')).toBeHidden();
});

test('what the page asks for is shown at once, and anything else is ignored', async ({ page }) => {
  await openPost(page, `<iframe id="frame" width="700" height="900" src="${play()}embed.html#view=step&schemes=bp&T=8&controls=seed"></iframe>`);
  const frame = page.frameLocator('iframe');
  await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
  const post = message => page.evaluate(data => document.querySelector('iframe').contentWindow.postMessage(data, '*'), message);
  const origin = await frame.locator('html').evaluate(() => performance.timeOrigin);
  const length = await page.evaluate(() => history.length);
  await frame.getByRole('button', { name: 'Play' }).click();
  await post({ target: 'pc-playground', type: 'settings', hash: '#view=step&schemes=zil&T=8&t=5' });
  await expect(frame.locator('.time')).toHaveText('t = 5 of 8');
  await expect(frame.locator('.rule h2')).toHaveText(['Z-IL']);
  await expect(frame.locator('.buttons .main')).toHaveText('Play');
  await expect(frame.locator('[data-setting=seed]')).toBeVisible(); // of which the message said nothing
  await post({ target: 'pc-playground', type: 'settings', hash: '#view=train&hidden=2' });
  await expect(frame.locator('#train')).toBeVisible();
  await frame.getByRole('button', { name: 'Start' }).click();
  await expect.poll(async () => Number(await frame.locator('#train .time b').textContent())).toBeGreaterThan(0);
  await post({ target: 'pc-playground', type: 'pause' });
  await expect(frame.locator('#train .transport .main')).toHaveText('Resume');
  await post({ target: 'pc-playground', type: 'resume' });
  await expect(frame.locator('#train .transport .main')).toHaveText('Pause');
  await post({ type: 'settings', hash: '#view=step' });
  await expect(frame.locator('#train')).toBeVisible();
  // Nobody but the page around it is obeyed.
  await frame.locator('html').evaluate(() => postMessage({ target: 'pc-playground', type: 'settings', hash: '#view=systems' }));
  await expect(frame.locator('#train')).toBeVisible();
  expect(await frame.locator('html').evaluate(() => performance.timeOrigin)).toBe(origin);
  expect(await page.evaluate(() => history.length)).toBe(length);
});

/** What an embed asks for, workers included, each once, as a browser with a cache would. @param {import('@playwright/test').BrowserContext} context @param {import('@playwright/test').Page} page @param {string} hash */
async function weigh(context, page, hash) {
  const asked = new Map();
  const note = response => asked.set(new URL(response.url()).pathname, response);
  context.on('response', note);
  await openEmbed(page, hash);
  await page.waitForLoadState('networkidle');
  const sizes = [];
  for (const [path, response] of asked) sizes.push([path, gzipSync(await response.body(), { level: 9 }).length]);
  context.off('response', note);
  return { paths: [...asked.keys()], bytes: sizes.reduce((sum, [, size]) => sum + size, 0) };
}

test('an embed weighs at most 320 KiB, and downloads no digits unless it is told to', async ({ page, context }) => {
  // The engine of the experiments alone is more.
  for (const [hash, most] of [['#view=step', 320], ['#view=systems&system=zil', 320], ['#view=train', 320], ['#view=parallel', 320], ['#view=experiments&experiment=law', 430]]) {
    const { paths, bytes } = await weigh(context, page, hash);
    expect(paths.filter(path => path.includes('/data/')), hash).toEqual([]);
    expect(paths.some(path => path.endsWith('.wasm')) && paths.some(path => path.includes('/workers/')), hash).toBe(true);
    expect(bytes, `${hash}: bytes, gzipped`).toBeLessThanOrEqual(most * 1024);
  }
  const { paths } = await weigh(context, page, '#view=step&source=mnist');
  expect(paths.filter(path => path.includes('/data/')).length).toBe(2);
});

for (const scheme of ['light', 'dark']) {
  test(`nothing is wider than the frame, and axe finds nothing: ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const hash of ['#view=step&t=3&controls=seed,schemes', '#view=train', '#view=parallel', '#view=systems&system=zil', '#view=experiments&experiment=law&eFrom=recorded']) {
      await openEmbed(page, hash);
      for (const width of [360, 640, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${hash} at ${width}` }).toBeLessThanOrEqual(width);
      }
      if (hash.includes('systems')) await expect(page.locator('.exhibit[data-state=ready]')).toBeVisible(); // until then it is pale
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`), hash).toEqual([]);
    }
  });
}

test('the sample post, from another origin', async ({ page }) => {
  await page.route('http://127.0.0.1:8080/**', async route => route.fulfill({ response: await route.fetch({ url: route.request().url().replace('http://127.0.0.1:8080/', play()) }) }));
  await page.goto(`${blog.origin}/post/index.html`);
  const figures = page.locator('pc-playground');
  await expect(figures).toHaveCount(3);
  for (let i = 0; i < 3; i++) {
    await figures.nth(i).scrollIntoViewIfNeeded();
    await expect(figures.nth(i).locator('iframe').contentFrame().locator('main:not([hidden])[data-state=ready]')).toBeVisible();
  }
  await expect(figures.nth(1).locator('iframe').contentFrame().locator('[data-setting=gammaFpa]')).toBeVisible();
});
