// Embeds in posts: on a page of another origin, from a sub-path, in a sandbox, two on a page; what they say to the page
// around them.
import { readFileSync } from 'node:fs';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { enter } from '../support/helpers.js';
import { serveSite } from '../support/static-server.js';

test.use({ otherHosts: /^127\.0\.0\.1:\d+$/ });

/**
 * Pages of other origins: that of the playground, in a folder, and a blog.
 * @type {Awaited<ReturnType<typeof serveSite>>}
 */
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
  pages['/post.html'] =
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A post</title><link rel="icon" href="data:,">
    <script>
      window.heard = [];
      addEventListener('message', ({ data, source }) => heard.push({ ...data, of: [...document.querySelectorAll('iframe')].findIndex(frame => frame.contentWindow === source) }));
      for (const name of ['ready', 'settings', 'error']) document.addEventListener(name, event => { if (event.target.localName === 'pc-playground') heard.push({ event: name, id: event.target.id, detail: event.detail, ...(event.message && { message: event.message }) }); }, true);
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
  await openPost(
    page,
    `${script()}
    <pc-playground id="one" view="step" schemes="bp,fpa" layers="3" steps="8" t="1"><a href="x">link</a></pc-playground>
    <pc-playground id="two" title="The second" view="step" SCHEMES="vpc" hidden="4" gammaVpc="0.2" theme="dark"></pc-playground>`,
  );
  const [one, two] = [embedded(page, 'one'), embedded(page, 'two')];
  await expect(one.locator('.rule')).toHaveCount(2);
  await expect(two.locator('.rule h2')).toHaveText(['VPC']);
  await expect
    .poll(async () =>
      (await heard(page))
        .filter(({ event }) => event === 'ready')
        .map(({ id }) => id)
        .sort(),
    )
    .toEqual(['one', 'two']);
  await expect(page.locator('#two >> iframe')).toHaveAttribute('title', 'The second');
  await expect(two.locator('#credit')).toHaveAttribute(
    'href',
    /index\.html#source=synthetic&hidden=4&schemes=vpc&gammaVpc=0\.2$/,
  );

  await one.getByRole('button', { name: 'Step (→)' }).click();
  await expect(one.locator('.time')).toHaveText('t = 2 of 8');
  await expect(two.locator('.time')).toHaveText('t = 0 of 16');
  await expect
    .poll(async () => (await heard(page)).findLast(({ event }) => event === 'settings'))
    .toEqual({ event: 'settings', id: 'one', detail: { hash: '#view=step&hidden=3&schemes=bp,fpa&T=8&t=2' } });

  for (const [id, frame] of [
    ['one', one],
    ['two', two],
  ]) {
    await expect
      .poll(async () =>
        Math.abs(
          (await frame.locator('html').evaluate(html => html.getBoundingClientRect().height)) -
            (await height(page, id)),
        ),
      )
      .toBeLessThanOrEqual(1);
  }
  const before = await height(page, 'one');
  await one.locator('.more summary').click();
  await expect.poll(() => height(page, 'one')).toBeGreaterThan(before + 50);
  const paper = frame => frame.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
  expect([await paper(one), await paper(two)]).toEqual(['rgb(253, 252, 249)', 'rgb(21, 20, 18)']);
});

test('attributes change what is shown without loading it anew, and without history', async ({ page }) => {
  await openPost(
    page,
    `${script()}<pc-playground id="one" view="step" schemes="bp" layers="2" steps="6"></pc-playground>`,
  );
  const one = embedded(page, 'one');
  await expect(one.locator('.rule')).toHaveCount(1);
  const mark = () => one.locator('html').evaluate(() => `${performance.timeOrigin} ${history.length}`);
  const before = await mark();
  await page
    .locator('#one')
    .evaluate(element => element.set({ schemes: 'bp,zil', T: 9, t: 4, controls: 'seed,hidden', theme: 'dark' }));
  await expect(one.locator('.rule')).toHaveCount(2);
  await expect(one.locator('.time')).toHaveText('t = 4 of 9');
  await expect(one.locator('[data-setting=seed]')).toBeVisible();
  await expect(one.locator('html')).toHaveCSS('color-scheme', 'dark');
  await page.locator('#one').evaluate(element => {
    element.setAttribute('t', '99');
    element.removeAttribute('controls');
    element.setAttribute('gammavpc', 'nonsense');
  });
  await expect(one.locator('.time')).toHaveText('t = 9 of 9');
  await expect(one.locator('[data-setting=seed]')).toBeHidden();
  await page.locator('#one').evaluate(element => {
    element.setAttribute('height', '333');
  });
  await expect.poll(() => height(page, 'one')).toBe(333);
  expect(await mark()).toBe(before);
  // None of this was the reader's doing.
  expect((await heard(page)).filter(({ event }) => event === 'settings')).toEqual([]);
});

test('out of sight it rests, and goes on when it is seen again', async ({ page }) => {
  await openPost(
    page,
    `${script()}<pc-playground id="one" view="step" schemes="bp" steps="64" speed="20"></pc-playground><div style="height: 5000px"></div>`,
  );
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

test('an element that is moved keeps what its reader has done', async ({ page, browserName }) => {
  await openPost(
    page,
    `${script()}<pc-playground id="one" view="step" schemes="bp" layers="2" controls="seed"></pc-playground><div id="elsewhere"></div>`,
  );
  test.skip(!(await page.evaluate(() => 'moveBefore' in Element.prototype)), `${browserName} has no moveBefore`);
  const seed = embedded(page, 'one').locator('[data-setting=seed]');
  await enter(seed, '7');
  const mark = () =>
    embedded(page, 'one')
      .locator('html')
      .evaluate(() => performance.timeOrigin);
  const before = await mark();
  await page.evaluate(() => document.querySelector('#elsewhere').moveBefore(document.querySelector('#one'), null));
  await expect(seed).toHaveValue('7');
  // (Firefox loads a frame in a shadow root anew.)
  if (browserName === 'chromium') expect(await mark()).toBe(before);
  // It still follows its attributes, and rests where nobody sees it.
  await page.locator('#one').evaluate(element => element.setAttribute('layers', '4'));
  await expect(embedded(page, 'one').locator('#credit')).toHaveAttribute('href', /hidden=4/);
});

test('width and height are the figure’s, units a layer’s; an older post’s width is still read, and what cannot be meant is said', async ({
  page,
}) => {
  await page.setViewportSize({ width: 900, height: 700 });
  const said = [];
  page.on('console', message => {
    if (message.type() === 'warning') said.push(message.text());
  });
  await openPost(
    page,
    `${script()}<div style="width: 800px">
    <pc-playground id="pixels" view="step" layers="2" width="640" height="420"></pc-playground>
    <pc-playground id="units" view="step" layers="2" units="8" width="50%" height="420px"></pc-playground>
    <pc-playground id="old" view="step" layers="2" width="24" units="32"></pc-playground><pc-playground id="older" view="step" layers="2" width="9"></pc-playground>
    <pc-playground id="wide" view="step" layers="2" width="1500"></pc-playground>
    <pc-playground id="none" view="step" layers="200" units="many" width="wide" height="-3"></pc-playground></div>`,
  );
  const size = id =>
    page.locator(`#${id}`).evaluate(element => {
      const { width, height } = element.getBoundingClientRect();
      return [Math.round(width), Math.round(height)];
    });
  const units = id =>
    embedded(page, id)
      .locator('#credit')
      .getAttribute('href')
      .then(href => Number(/[#&]width=(\d+)/.exec(href)?.[1] ?? 24));
  await expect.poll(() => units('units')).toBe(8);
  await expect(embedded(page, 'pixels').locator('#credit')).toHaveAttribute('href', /hidden=2/);
  expect([await size('pixels'), await units('pixels')]).toEqual([[640, 420], 24]);
  expect(await size('units')).toEqual([400, 420]);
  expect((await size('wide'))[0]).toBe(800);
  for (const [id, of] of [
    ['old', 32],
    ['older', 9],
    ['none', 24],
  ]) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await expect.poll(() => units(id)).toBe(of);
    expect((await size(id))[0]).toBe(800);
  }
  // A script says it by the setting's name; an older attribute does not say it again.
  await page.locator('#older').evaluate(element => element.set({ width: 12 }));
  await expect.poll(() => units('older')).toBe(12);
  expect(
    await page.locator('#older').evaluate(element => [element.getAttribute('width'), element.getAttribute('units')]),
  ).toEqual([null, '12']);
  await expect
    .poll(() => said.filter(text => text.startsWith('<pc-playground>')).sort())
    .toEqual([
      '<pc-playground>: height="-3" is no height of a figure, which is a number of pixels; it is as high as its content.',
      '<pc-playground>: width="24" is taken for the units of a layer, as older posts mean it: write units="24". The width of a figure in pixels is more than 128.',
      '<pc-playground>: width="9" is taken for the units of a layer, as older posts mean it: write units="9". The width of a figure in pixels is more than 128.',
      '<pc-playground>: width="wide" is no width of a figure, which is a number of pixels above 128 or a share as 100%; the units of a layer are the attribute units.',
    ]);
  await expect(embedded(page, 'none').locator('#message')).toHaveText(
    'In the link: “width=many” could not be read, so “Units a layer” is 24. “hidden=200” is outside 2 to 16, so “Hidden layers” is 16.',
  );
});

test('a copy of the element’s file does not know the site: it says so, shows no link, and takes the site by attribute, property or for all', async ({
  page,
}) => {
  await page.route('**/assets/index-ab12.js', route =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `${readFileSync(new URL('../../../www/js/element.js', import.meta.url), 'utf8')}\nglobalThis.PcPlayground = PcPlayground;`,
    }),
  );
  await openPost(
    page,
    `<script type="module" src="/assets/index-ab12.js"></script>
    <pc-playground id="one" view="step" schemes="bp"></pc-playground><pc-playground id="bad" view="step" site="mailto:me"></pc-playground><pc-playground id="two" view="step" schemes="vpc" site="${play()}index.html"></pc-playground>`,
  );
  await expect
    .poll(async () =>
      (await heard(page))
        .filter(({ event }) => event)
        .map(({ event, id }) => `${event} ${id}`)
        .sort(),
    )
    .toEqual(['error bad', 'error one', 'ready two']);
  const sentences = Object.fromEntries(
    (await heard(page)).filter(({ event }) => event === 'error').map(({ id, message }) => [id, message]),
  );
  expect(sentences.one).toBe(
    `Where the playground is cannot be told from ${blog.origin}/assets/index-ab12.js: set the attribute site="…", or PcPlayground.site, to the address of the folder with its embed.html.`,
  );
  expect(sentences.bad).toBe('site="mailto:me" is no address of a folder, as https://example.org/playground/ is.');
  expect(
    (await page.locator('#one >> a').count()) +
      (await page.locator('#one >> iframe').count()) +
      (await page.locator('#bad >> a').count()),
  ).toBe(0);
  await page.locator('#bad').evaluate((element, site) => {
    element.site = site;
  }, play());
  await expect(embedded(page, 'bad').locator('#step[data-state=ready]')).toBeVisible();
  await page.evaluate(site => {
    PcPlayground.site = site;
    document.querySelector('#one').setAttribute('schemes', 'zil');
  }, play());
  await expect(embedded(page, 'one').locator('.rule h2')).toHaveText(['Z-IL']);
});

test.describe('where the site is not', () => {
  test.use({ mayBeMissing: /nowhere|somewhere|gone/ });
  test('a link where it does not load, and where scripts do not run', async ({ page, browser }) => {
    pages['/js/element.js'] = ''; // only to be replaced: an element whose embed.html is missing
    await page.route('**/nowhere/js/element.js', async route =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: readFileSync(new URL('../../../www/js/element.js', import.meta.url), 'utf8').replace(
          'loaded: 4000',
          'loaded: 200',
        ),
      }),
    );
    await page.route('**/nowhere/embed.html', route =>
      route.fulfill({ status: 200, contentType: 'text/html', body: 'not the playground' }),
    );
    // A link is shown where the server says that it leads somewhere, and nowhere else.
    await page.route(/(somewhere\/index|gone\/embed)\.html$/, route =>
      route.fulfill({ contentType: 'text/html', headers: { 'Access-Control-Allow-Origin': '*' }, body: 'a page' }),
    );
    await page.route('**/somewhere/embed.html', route =>
      route.fulfill({ contentType: 'text/html', body: 'not the playground' }),
    );
    await page.route('**/gone/index.html', route => route.abort());
    await openPost(
      page,
      `<script type="module" src="${site.origin}/nowhere/js/element.js"></script><pc-playground id="one" view="step"><a id="link" href="x">Open it</a></pc-playground>
      <pc-playground id="two" view="train" layers="3" site="${site.origin}/somewhere/"></pc-playground><pc-playground id="three" view="train" site="${site.origin}/gone"></pc-playground>`,
    );
    await expect(page.locator('#link')).toBeVisible();
    await expect(page.locator('#two >> a')).toHaveAttribute('href', /\/somewhere\/index\.html#.*view=train&hidden=3$/);
    await expect(page.locator('#one >> iframe')).toBeHidden();
    await expect
      .poll(async () =>
        (await heard(page))
          .filter(({ event }) => event === 'error')
          .map(({ id, message }) => `${id} ${/nowhere|somewhere|gone/.exec(message)}`)
          .sort(),
      )
      .toEqual(['one nowhere', 'three gone', 'two somewhere']);
    expect(await page.locator('#three >> a').count()).toBe(0);

    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(`${blog.origin}/post.html`);
    await expect(plain.locator('#link')).toBeVisible();
    await plain.goto(`${play()}embed.html`);
    await expect(plain.getByRole('link', { name: 'Predictive Coding Playground' })).toBeVisible();
    await plain.context().close();
  });
});

for (const [view, settings, use] of [
  [
    'step',
    'schemes=bp',
    frame =>
      frame
        .getByRole('button', { name: 'Step (→)' })
        .click()
        .then(() => expect(frame.locator('.time')).toHaveText(/^t = 1 of/)),
  ],
  [
    'parallel',
    'pDepth=3&pWidth=16',
    frame =>
      frame
        .getByRole('button', { name: 'Run in parallel' })
        .click()
        .then(() => expect(frame.locator('.say')).toHaveText(/^FPA-PC on 3 workers/)),
  ],
  [
    'experiments',
    'experiment=law',
    frame =>
      frame
        .getByRole('button', { name: 'Run in this tab' })
        .click()
        .then(() => expect(frame.locator('.run-told')).toHaveText(/^[1-9]\d* of 24/)),
  ],
]) {
  test(
    `sandboxed, without an origin: ${view}`,
    view === 'train' ? ENGINE : ['parallel', 'experiments'].includes(view) ? ALL_ONLY : {},
    async ({ page }) => {
      await openPost(
        page,
        `<iframe sandbox="allow-scripts" width="800" height="900" src="${play()}embed.html#view=${view}&${settings}&theme=dark"></iframe>`,
      );
      await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
      const frame = page.frameLocator('iframe');
      expect(await frame.locator('html').evaluate(() => self.origin)).toBe('null');
      await expect(frame.locator('html')).toHaveCSS('color-scheme', 'dark');
      await use(frame);
    },
  );
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
    await expect(message).toHaveText(
      /^This figure cannot run in a sandboxed frame on this server.* Open it in the playground\.$/,
    );
    await expect(message.locator('a')).toHaveAttribute('href', './index.html#view=train');
    expect(refused.some(url => url.endsWith('/min/embed.js'))).toBe(true);
  });
});

test('what the page asks for is shown at once, and anything else is ignored', async ({ page }) => {
  await openPost(
    page,
    `<iframe id="frame" width="700" height="900" src="${play()}embed.html#view=step&schemes=bp&T=8&controls=seed"></iframe>`,
  );
  const frame = page.frameLocator('iframe');
  await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
  const post = message =>
    page.evaluate(data => document.querySelector('iframe').contentWindow.postMessage(data, '*'), message);
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
  await frame
    .locator('html')
    .evaluate(() => postMessage({ target: 'pc-playground', type: 'settings', hash: '#view=systems' }));
  await expect(frame.locator('#train')).toBeVisible();
  expect(await frame.locator('html').evaluate(() => performance.timeOrigin)).toBe(origin);
  expect(await page.evaluate(() => history.length)).toBe(length);
});

test('the sample post, from another origin', async ({ page }) => {
  await page.route('http://127.0.0.1:8080/**', async route =>
    route.fulfill({
      response: await route.fetch({ url: route.request().url().replace('http://127.0.0.1:8080/', play()) }),
    }),
  );
  await page.goto(`${blog.origin}/post/index.html`);
  const figures = page.locator('pc-playground');
  await expect(figures).toHaveCount(3);
  for (let i = 0; i < 3; i++) {
    await figures.nth(i).scrollIntoViewIfNeeded();
    await expect(
      figures.nth(i).locator('iframe').contentFrame().locator('main:not([hidden])[data-state=ready]'),
    ).toBeVisible();
  }
  await expect(figures.nth(1).locator('iframe').contentFrame().locator('[data-setting=gammaFpa]')).toBeVisible();
});

/**
 * A post with one frame that is told to show one thing after the other; a button of the post has the focus.
 * @param {import('@playwright/test').Page} page
 * @param {string} hash
 */
async function openTold(page, hash) {
  await page.setViewportSize({ width: 900, height: 700 });
  await openPost(
    page,
    `<button id="mine">mine</button><div style="height: 300px"></div><iframe width="800" height="600" src="${play()}embed.html${hash}"></iframe><div style="height: 3000px"></div>`,
  );
  await page.locator('#mine').focus();
  await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
  const show = next =>
    page.evaluate(
      data =>
        document
          .querySelector('iframe')
          .contentWindow.postMessage({ target: 'pc-playground', type: 'settings', hash: data }, '*'),
      next,
    );
  const kept = () => page.evaluate(() => [document.activeElement?.id, scrollY]);
  return { frame: page.frameLocator('iframe'), show, kept };
}

/**
 * What can be seen of an article, without what is under it, and the names of buttons that cannot.
 * @param {import('@playwright/test').FrameLocator} frame
 */
const articleOf = frame =>
  frame.locator('main:not([hidden]) .article').evaluate(article => {
    const seen = element => element.checkVisibility({ visibilityProperty: true });
    const texts = [];
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (seen(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
    return {
      text: texts.join(''),
      paragraphs: [...article.querySelectorAll(':scope > p, .question, .slip, .calls, .presets')]
        .filter(one => seen(one) && one.textContent !== '')
        .map(one => one.className || one.textContent.slice(0, 60)),
      shown: [
        ...article.querySelectorAll(
          ':scope > .exhibit, :scope > .equation, .facts-of, .table-of, .experiment-figure, .experiment-list',
        ),
      ].filter(seen).length,
      hidden: [...article.querySelectorAll('button, .file-button, summary')]
        .filter(one => !seen(one))
        .map(one => one.textContent.trim())
        .filter(name => / /.test(name)),
    };
  });

test('without words every system is its exhibits, or its equation and facts; no system and no message takes the focus or scrolls the post', async ({
  page,
}) => {
  test.slow();
  const { frame, show, kept } = await openTold(page, '#view=systems&words=0');
  const ids = await frame.locator('.index a').evaluateAll(links => links.map(link => link.dataset.system));
  expect(ids.length).toBeGreaterThan(15);
  for (const id of [...ids, 'all']) {
    await show(`#view=systems&system=${id}`);
    await expect(frame.locator(`.index a[data-system="${id}"]`)).toHaveAttribute('aria-current', /true|page/);
    const { paragraphs, shown, text } = await articleOf(frame);
    expect({ id, paragraphs, some: shown > 0, heading: text.length > 3 }).toEqual({
      id,
      paragraphs: [],
      some: true,
      heading: true,
    });
    expect(await kept(), id).toEqual(['mine', 0]);
  }
  // Scrolled to the middle of one, the next begins at its top; the reader stays where the post is.
  await show('#view=systems&system=zil');
  await frame.locator('html').evaluate(() => scrollTo(0, 400));
  await show('#view=systems&system=bp&words=1');
  await expect
    .poll(() =>
      frame
        .locator('.article h2')
        .first()
        .evaluate(heading => heading.getBoundingClientRect().top),
    )
    .toBeGreaterThan(-1);
  await expect(frame.locator('.article > .slip')).toBeVisible();
  expect(await kept()).toEqual(['mine', 0]);
});

test(
  'without words no experiment asks a question or names a control that embeds hide, nor takes the focus',
  ALL_ONLY,
  async ({ page }) => {
    test.slow();
    const { frame, show, kept } = await openTold(page, '#view=experiments&words=0');
    const ids = await frame.locator('.index a').evaluateAll(links => links.map(link => link.dataset.experiment));
    expect(ids.length).toBeGreaterThan(8);
    for (const transport of [1, 0]) {
      for (const id of ids.filter(id => id !== '')) {
        await show(`#view=experiments&experiment=${id}&transport=${transport}`);
        await expect(frame.locator(`.index a[data-experiment="${id}"]`)).toHaveAttribute('aria-current', /true|page/);
        await expect(frame.locator('.experiment-empty')).toBeVisible();
        const { paragraphs, shown, text, hidden } = await articleOf(frame);
        expect({ id, paragraphs, some: shown > 0 }).toEqual({ id, paragraphs: [], some: true });
        expect(hidden, id).toContain('Open results …');
        expect(
          hidden.filter(name => text.includes(name)),
          id,
        ).toEqual([]);
        expect(text, id).not.toMatch(
          transport
            ? /quick grid|full grid|open a file|file of results|\bdrop/i
            : /quick grid|full grid|open a file|file of results|\bdrop|\brun it\b/i,
        );
        expect(await kept(), id).toEqual(['mine', 0]);
      }
    }
  },
);

test('a reader who was in an article goes on at the next one’s beginning; one who has gone back to the post is left there', async ({
  page,
}) => {
  const { frame, show } = await openTold(page, '#view=systems&controls=system');
  await frame.locator('.article a').first().focus();
  await page.keyboard.press('Enter');
  await expect(frame.locator('.article h2').first()).toBeFocused();
  await page.locator('#mine').focus();
  await show('#view=systems&system=vpc');
  await expect(frame.locator('.article h2').first()).toHaveText('Variational predictive coding');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('mine');
  // A strip of digits is drawn anew with each choice, and keeps the focus of who chose.
  await show('#view=step&controls=sample');
  await frame.locator('.digit[aria-checked=true]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(frame.locator('.digit[aria-checked=true]')).toBeFocused();
  await page.locator('#mine').focus();
  await show('#view=step&sample=4');
  await expect(frame.locator('.digit[aria-checked=true]')).toHaveAttribute('aria-label', /digit 4,/);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('mine');
});
