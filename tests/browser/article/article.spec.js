// The article: a text that stands by itself, and a live view that follows it.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

const STEPS = ['backprop', 'vpc', 'start', 'variance', 'fpa-law', 'theorem', 'bounds', 'zil', 'locality', 'left'];

/** The live view. @param {import('@playwright/test').Page} page */
const frame = page => page.frameLocator('.pane iframe');

/** @param {import('@playwright/test').Page} page @param {string} [hash] */
async function openArticle(page, hash = '') {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('about:blank');
  await page.goto(`article.html${hash}`);
  await expect(page.locator('.pane-title')).not.toHaveText('');
}

/**
 * The step that the pane says is being read, and the address.
 * @param {import('@playwright/test').Page} page
 * @param {number} number
 */
async function expectStep(page, number) {
  await expect(page.locator('.pane-title')).toHaveText(new RegExp(`^${number} of 10`));
  await expect(page.locator('.progress a[aria-current=step]')).toHaveAttribute('href', `#${STEPS[number - 1]}`);
  await expect.poll(() => new URL(page.url()).hash).toBe(`#${STEPS[number - 1]}`);
}

test('without scripts the whole text and all formulas are there, and no view', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL,
    viewport: { width: 800, height: 900 },
  });
  const page = await context.newPage();
  await page.goto('article.html');
  for (const id of STEPS) {
    await expect(page.locator(`#${id} h2`)).toBeVisible();
    await expect(page.locator(`#${id} .try`)).toBeVisible();
  }
  await expect(page.locator('noscript p')).toBeVisible();
  await expect(page.locator('.pane')).toBeHidden();
  const formulas = page.locator('math[display=block]');
  expect(await formulas.count()).toBeGreaterThanOrEqual(15);
  for (const formula of await formulas.all()) {
    const box = await formula.boundingBox();
    expect(box?.height, (await formula.getAttribute('aria-label')) ?? '').toBeGreaterThan(12);
  }
  await page.locator('.contents a').nth(4).click();
  expect(new URL(page.url()).hash).toBe('#fpa-law');
  await context.close();
});

test(
  'the view follows the reader by Next and Back, by scrolling, by the arrow keys and by the address',
  ALL_ONLY,
  async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openArticle(page);
    await expect(frame(page).locator('.rule')).toHaveCount(1);
    await expect(frame(page).locator('.rule h2')).toHaveText('Backpropagation');
    await page.locator('.next').click();
    await expectStep(page, 1);
    await page.locator('.next').click();
    await expectStep(page, 2);
    await expect(frame(page).locator('.rule h2')).toHaveText('VPC');
    await page.keyboard.press('ArrowRight');
    await expectStep(page, 3);
    await expect(frame(page).locator('.rule h2')).toHaveText(['Z-IL', 'Z-IL from zero']);
    await page
      .locator('#zil h2')
      .evaluate(heading => scrollTo({ top: scrollY + heading.getBoundingClientRect().top - 60 }));
    await expectStep(page, 8);
    await expect(frame(page).locator('.table-one li')).not.toHaveCount(0);
    await page.reload();
    await expectStep(page, 8);
    await expect(frame(page).locator('.table-one li')).not.toHaveCount(0);
    await page.locator('.back').click();
    await expectStep(page, 7);
    await page.keyboard.press('ArrowLeft');
    await expectStep(page, 6);
    await page.goBack();
    await expectStep(page, 7);
    await page.locator('.progress a').last().click();
    await expectStep(page, 10);
    await expect(page.locator('.next')).toHaveAttribute('aria-disabled', 'true');
    await page.locator('#article a[href="#symbols"]').click();
    await expect(page.locator('#symbols h2')).toBeInViewport();
    await expect.poll(() => new URL(page.url()).hash).toBe('#symbols');
  },
);

test('the arrow keys go through all steps and back: the view takes the focus at none of them', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await openArticle(page);
  await expect(frame(page).locator('main:not([hidden])[data-state=ready]')).toBeVisible();
  for (let number = 1; number <= STEPS.length; number++) {
    await page.keyboard.press('ArrowRight');
    await expectStep(page, number);
    // The view has become the step's before the next key.
    const [, view = 'step'] =
      /[#&]view=(\w+)/.exec(await page.locator(`#${STEPS[number - 1]}`).getAttribute('data-view')) ?? [];
    await expect(frame(page).locator(`#${view}[data-state=ready]`)).toBeVisible();
    expect(await page.evaluate(() => document.activeElement?.localName), STEPS[number - 1]).not.toBe('iframe');
  }
  await page.keyboard.press('ArrowLeft');
  await expectStep(page, STEPS.length - 1);
});

test('what the reader changes is offered to be taken back, and taken along to the playground', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openArticle(page, '#backprop');
  const time = frame(page).locator('.time').first();
  await expect(time).toHaveText('t = 0 of 6');
  await expect(page.locator('.restore')).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('.open')).toHaveAttribute('href', './index.html#schemes=bp&T=6');
  await frame(page).getByRole('button', { name: /Step/ }).click();
  await frame(page).getByRole('button', { name: /Step/ }).click();
  await expect(time).toHaveText('t = 2 of 6');
  await expect(page.locator('.restore')).toHaveAttribute('aria-disabled', 'false');
  await expect(page.locator('.open')).toHaveAttribute('href', /schemes=bp/);
  await expect(page.locator('.open')).toHaveAttribute('href', /\bt=2/);
  await page.locator('.restore').click();
  await expect(time).toHaveText('t = 0 of 6');
  await expect(page.locator('.restore')).toHaveAttribute('aria-disabled', 'true');
});

test('a link of the text shows its view beside it; the step’s own comes back with one press', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openArticle(page, '#start');
  await expect(frame(page).locator('.rule')).toHaveCount(2);
  await page.locator('#start a[data-view*=ablations]').click();
  await expect(frame(page).locator('#experiments h2').first()).toContainText('Z-IL without its requirements');
  await expectStep(page, 3);
  await page.locator('.restore').click();
  await expect(frame(page).locator('.rule')).toHaveCount(2);
});

test('on a phone the view is folded until it is wanted, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openArticle(page, '#vpc');
  await expect(page.locator('.pane iframe')).not.toHaveAttribute('src');
  const over = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter(
          element =>
            element.checkVisibility() &&
            !element.closest('.visually-hidden, .equation') &&
            element.getBoundingClientRect().right > innerWidth + 1,
        )
        .map(element => `${element.tagName}.${element.className}`),
    );
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await over()).toEqual([]);
  await page.locator('.fold').click();
  await expect(frame(page).locator('.rule h2')).toHaveText('VPC');
  const bar = await page.locator('.pane').boundingBox();
  expect(bar?.y, 'room to read above the view').toBeGreaterThan(180);
  await page.locator('.next').click();
  await expectStep(page, 3);
  await expect(page.locator('#start h2')).toBeInViewport();
  await expect(frame(page).locator('.rule')).toHaveCount(2);
  await page.locator('.fold').click();
  await expect(page.locator('.pane iframe')).toBeHidden();
});

test('every symbol is explained on focus, and by pointer, tap and keyboard', async ({ page, context }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openArticle(page);
  const wrong = await page.evaluate(async () => {
    const bad = [];
    const card = document.querySelector('.symbol-card');
    for (const symbol of document.querySelectorAll('[data-symbol]')) {
      symbol.focus();
      const name = symbol.getAttribute('data-symbol');
      const words = document.querySelector(`#symbol-${name} dd`)?.textContent;
      const described = document.getElementById(symbol.getAttribute('aria-describedby') ?? '')?.textContent;
      if (document.activeElement !== symbol || card.hidden || !words || described !== words) bad.push(name);
    }
    document.activeElement.blur();
    return bad;
  });
  expect(wrong).toEqual([]);

  const card = page.locator('.symbol-card');
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  const jacobian = page.locator('#backprop [data-symbol=jacobian]').first();
  await jacobian.scrollIntoViewIfNeeded();
  await jacobian.hover();
  await expect(card).toContainText('The Jacobian');
  await card.hover();
  await expect(card, 'the pointer may go into the card').toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();

  await page.locator('#backprop [tabindex="0"]').focus();
  await page.keyboard.press('Home');
  await expect(card).toContainText('length of the chain');
  await page.keyboard.press('ArrowRight');
  await expect(card).toContainText('The picture');
  await page.keyboard.press('Tab');
  await expect(card, 'one stop of Tab a step').toBeHidden();

  const phone = await context.browser().newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
  const touched = await phone.newPage();
  await touched.goto(page.url());
  await touched.locator('#backprop [data-symbol=mu]').first().tap();
  await expect(touched.locator('.symbol-card')).toContainText('feed-forward value');
  const box = await touched.locator('.symbol-card').boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  await touched.locator('#backprop h2').tap();
  await expect(touched.locator('.symbol-card')).toBeHidden();
  await phone.close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing: ${colorScheme}`, ALL_ONLY, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 800 });
    await openArticle(page, '#fpa-law');
    await page.locator('#fpa-law [data-symbol=gamma]').first().focus();
    await expect(page.locator('.symbol-card')).toBeVisible();
    // The view is another page, which has its own test.
    const { violations } = await new AxeBuilder({ page })
      .exclude('iframe')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
      .analyze();
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`).join(' | ')}`,
      ),
    ).toEqual([]);
  });
}

test('on paper there is the text, and nothing to press', async ({ page }) => {
  await openArticle(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#zil h2')).toBeVisible();
  await expect(page.locator('#symbols')).toBeVisible();
  for (const widget of ['.pane', '.masthead', '.contents', '#zil .try', '#zil .onward'])
    await expect(page.locator(widget), widget).toBeHidden();
});

test('what each step says to try is what is seen', ALL_ONLY, async ({ page }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 1280, height: 900 });
  await openArticle(page, '#backprop');
  const view = frame(page);
  const stepOn = view.getByRole('button', { name: /Step/ });
  const at = (/** @type {string} */ time) => expect(view.locator('.transport .time')).toHaveText(time);
  const go = async (/** @type {number} */ t, /** @type {number} */ T) => {
    for (let i = 1; i <= t; i++) {
      await stepOn.click();
      await at(`t = ${i} of ${T}`);
    }
  };
  const plot = name => view.locator('.plot', { hasText: name });
  const value = async (/** @type {string} */ name) =>
    Number(await plot(name).locator('.values dd').first().textContent());
  const cosine = (/** @type {number} */ row) => view.locator('.rule').nth(row).locator('.tally');
  const follow = (/** @type {string} */ step, /** @type {string} */ text) =>
    page.locator(`#${step} .try a`, { hasText: text }).click();
  const turn = () => page.locator('.next').click();

  await at('t = 0 of 6');
  await go(5, 6);
  await expect(view.locator('.rule .status')).toHaveText('done at t = 5');
  await expect(view.locator('.rule .tally')).toContainText(/products 5.*front 5/s);

  await turn(); // vpc
  await at('t = 0 of 32');
  let before = await value('Free energy');
  expect(before.toFixed(2)).toBe('2.47');
  for (let t = 1; t <= 32; t++) {
    await stepOn.click();
    await at(`t = ${t} of 32`);
    const now = await value('Free energy');
    expect(now, `F at t = ${t}`).toBeLessThan(before + 1e-9);
    before = now;
  }
  expect(before.toFixed(2)).toBe('2.28');
  expect((await value('Distance to backpropagation')).toFixed(2)).toBe('0.06');
  await follow('vpc', 'a step size of 1');
  await at('t = 0 of 32');
  await go(4, 32);
  expect(await value('Free energy')).toBeLessThan(2.47);
  await view.locator('.transport input[data-setting=t]').press('End');
  await at('t = 32 of 32');
  expect(await value('Free energy')).toBeGreaterThan(25);

  await turn(); // start
  await at('t = 0 of 8');
  await expect(view.locator('.say')).toContainText('in Z-IL from zero every node starts with one');
  await go(5, 8);
  await expect(view.locator('.rule .status')).toHaveText(['done at t = 5', 'done at t = 5']);
  await expect(cosine(0)).toContainText(/cosine to BP\s*1(?![.\d])/);
  await expect(cosine(1)).toContainText(/cosine to BP\s*0\.09/);

  await turn(); // variance
  await expect(view.locator('.exhibit .verdict').first()).toContainText('the distance stays at 0.39');
  await expect(view.locator('.exhibit .verdict').first()).toContainText('nearest at k = 316');

  await turn(); // fpa-law
  await expect(view.locator('#experiments')).toContainText('All nodes of all chains on one line');
  await follow('fpa-law', 'step it');
  await at('t = 0 of 16');
  await go(5, 16);
  await expect(cosine(1)).toContainText(/cosine to BP\s*0\.938/);
  await follow('fpa-law', 'With γ = 1');
  await at('t = 0 of 16');
  await go(5, 16);
  await expect(cosine(1)).toContainText(/cosine to BP\s*1(?![.\d])/);

  await turn(); // theorem
  await at('t = 0 of 16');
  await go(7, 16);
  await expect(plot('First nonzero error')).toContainText('So far every error arrived exactly when theorem 1 says.');
  await follow('theorem', 'single precision');
  await at('t = 0 of 40');
  await go(12, 40);
  await expect(plot('First nonzero error')).toContainText('FPA-PC: node 5 was due at t = 8, came at t = 12');
  await follow('theorem', 'errors stored');
  await at('t = 0 of 40');
  await view.locator('.transport input[data-setting=t]').press('End');
  await expect(plot('First nonzero error')).toContainText('So far every error arrived exactly when theorem 1 says.');

  await turn(); // bounds
  const ends = view.locator('.lane-end');
  await expect(ends.nth(2)).toContainText(/1\.04 × BP/);
  await expect(ends.nth(3)).toContainText(/1\.3 × BP/);
  await follow('bounds', 'widen one layer');
  await expect(ends.nth(2)).toContainText(/1\.7 × BP/);
  await expect(ends.nth(3)).toContainText(/2\.7 × BP/);
  await expect(view.getByRole('button', { name: 'Run in parallel' })).toBeVisible();

  await turn(); // zil
  await expect(view.locator('.table-one li')).toHaveCount(1);
  for (let i = 0; i < 5; i++) await view.getByRole('button', { name: 'Next ›' }).click();
  await expect(view.locator('.table-one li')).toHaveCount(6);
  await expect(view.locator('.exhibit .verdict')).toContainText(
    /more than \d\.\d\d·10⁻¹⁷.*Of 25 products Z-IL used 5; backpropagation makes 5 in all/s,
  );

  await turn(); // locality
  await view.locator('[data-synapse=a1]').click();
  await expect(view.locator('.needs')).toContainText('Not local: e₂');
  await view.locator('[data-synapse=b1]').click();
  await expect(view.locator('.needs')).toContainText('Local: all that it needs is in the two neurons');
  await expect(view.locator('.needs')).toContainText('once more with the other sign');

  await turn(); // left
  await expect(view.locator('#experiments h2').first()).toHaveText('Which rules descend the free energy?');
  await follow('left', 'all schemes in one table');
  await expect(view.locator('#systems table')).toBeVisible();
});
