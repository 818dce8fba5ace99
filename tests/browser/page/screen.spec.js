// What differs from screen to screen and from browser to browser, and is to break nothing: the density of pixels, the
// name of a language.
import { ALL } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

const VIEWS = {
  step: '#source=synthetic&T=4',
  train: '#view=train&source=synthetic&hidden=2&width=8',
  parallel: '#view=parallel&source=synthetic&pDepth=3&pWidth=8',
  systems: '#view=systems&system=transport&source=synthetic',
  experiments: '#view=experiments&experiment=law&eFrom=recorded&eGrid=full',
};
/** @param {import('@playwright/test').Page} page @param {string} view */
async function open(page, view) {
  await page.goto('about:blank');
  await page.goto(`index.html${VIEWS[view]}`);
  await expect(page.locator(`#${view}[data-state=ready]`)).toBeVisible();
}

test('on a screen of another density every canvas is drawn anew in its pixels', async ({
  page,
  context,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium’s driver can change the density of a page that is open');
  const screen = await context.newCDPSession(page);
  /** @param {number} width @param {number} deviceScaleFactor */
  const move = (width, deviceScaleFactor) =>
    screen.send('Emulation.setDeviceMetricsOverride', { width, height: 720, deviceScaleFactor, mobile: false });
  // Pictures of 28 × 28 pixels are stretched.
  /** @param {string} leaveOut */
  const blurred = leaveOut =>
    page.evaluate(
      skip =>
        [...document.querySelectorAll('main:not([hidden]) canvas')]
          .filter(canvas => canvas.clientWidth > 0 && canvas.width !== 28 && !canvas.matches(skip))
          .filter(canvas => canvas.width !== Math.round(canvas.clientWidth * devicePixelRatio))
          .map(canvas => `${canvas.className} ${canvas.width} for ${canvas.clientWidth}`),
      leaveOut,
    );
  for (const view of ['step', 'train', 'parallel', 'systems']) {
    await move(1280, 1);
    await open(page, view);
    await expect(page.locator(`#${view} canvas`).first()).toBeVisible();
    await expect.poll(() => blurred('none')).toEqual([]);
    // Nothing but the density.
    await move(1280, 2);
    await expect.poll(() => blurred('none'), view).toEqual([]);
    await move(1200, 1.5);
    await expect.poll(() => blurred('none'), view).toEqual([]);
  }
});

test('no language of a browser keeps a view from opening', async ({ browser, baseURL }) => {
  test.slow();
  for (const [language, views] of /** @type {[string | undefined, string[]][]} */ ([
    ['C', Object.keys(VIEWS)],
    [undefined, ['train']],
    ...(ALL
      ? [
          ['c_US.UTF-8', ['train']],
          ['posix', ['train']],
          ['', ['train']],
        ]
      : []),
  ])) {
    const context = await browser.newContext({ baseURL });
    const page = await context.newPage();
    /** @type {string[]} */
    const wrong = [];
    page.on('pageerror', error => wrong.push(error.message));
    await page.addInitScript(tag => {
      Object.defineProperty(Navigator.prototype, 'language', { configurable: true, get: () => tag });
      Object.defineProperty(Navigator.prototype, 'languages', {
        configurable: true,
        get: () => (tag === undefined ? undefined : [tag]),
      });
    }, language);
    for (const view of views) {
      await open(page, view);
      await expect(page.locator('#message'), `${view} in ${language}`).toBeHidden();
    }
    expect(wrong).toEqual([]);
    await context.close();
  }
});

test('a browser without observers, queries and cores draws every view all the same, and says what it does not know', async ({
  page,
}) => {
  await page.addInitScript(() => {
    for (const name of [
      'ResizeObserver',
      'IntersectionObserver',
      'matchMedia',
      'BroadcastChannel',
      'OffscreenCanvas',
      'requestIdleCallback',
    ])
      delete window[name];
    for (const name of ['hardwareConcurrency', 'locks', 'clipboard', 'share', 'storage'])
      Object.defineProperty(Navigator.prototype, name, { configurable: true, get: () => undefined });
    delete crypto.randomUUID;
  });
  for (const view of ['step', 'parallel', 'systems']) await open(page, view);
  await page.goto(`index.html${VIEWS.parallel}`);
  await expect(page.locator('#parallel')).toContainText('This browser does not say how many cores there are');
  await page.getByRole('button', { name: 'Run in parallel' }).click();
  await expect(page.locator('#parallel .say')).toHaveText(/^FPA-PC on 3 workers/);
  await expect(page.locator('#parallel .cores')).toHaveText(
    'This browser does not say how many cores there are for 3 nodes.',
  );
});
