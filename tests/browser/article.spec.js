// The article: a text that stands by itself, and a live view that follows it.
import AxeBuilder from '@axe-core/playwright';
import { test, expect } from './fixtures.js';

const STEPS = ['backprop', 'vpc', 'start', 'variance', 'fpa-law', 'theorem', 'bounds', 'zil', 'locality', 'left'];

/** Where the embed says what it shows: one thing of each step that no other step has. @param {import('@playwright/test').Page} page */
const frame = page => page.frameLocator('.pane iframe');

/** @param {import('@playwright/test').Page} page @param {string} [hash] */
async function openArticle(page, hash = '') {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('about:blank');
  await page.goto(`article.html${hash}`);
  await expect(page.locator('.pane-title')).not.toHaveText('');
}

/** The step that the pane says is being read, and the address. @param {import('@playwright/test').Page} page @param {number} number */
async function expectStep(page, number) {
  await expect(page.locator('.pane-title')).toHaveText(new RegExp(`^${number} of 10`));
  await expect(page.locator('.progress a[aria-current=step]')).toHaveAttribute('href', `#${STEPS[number - 1]}`);
  await expect.poll(() => new URL(page.url()).hash).toBe(`#${STEPS[number - 1]}`);
}

test('without scripts the whole text and all formulas are there, and no view', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL, viewport: { width: 800, height: 900 } });
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
    expect(box?.height, await formula.getAttribute('aria-label') ?? '').toBeGreaterThan(12);
  }
  await page.locator('.contents a').nth(4).click();
  expect(new URL(page.url()).hash).toBe('#fpa-law');
  await context.close();
});

test('the view follows the reader by Next and Back, by scrolling, by the arrow keys and by the address', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openArticle(page);
  await expect(frame(page).locator('.rule')).toHaveCount(1);
  await expect(frame(page).locator('.rule h2')).toHaveText('BP');
  await page.locator('.next').click();
  await expectStep(page, 1);
  await page.locator('.next').click();
  await expectStep(page, 2);
  await expect(frame(page).locator('.rule h2')).toHaveText('VPC');
  await page.keyboard.press('ArrowRight');
  await expectStep(page, 3);
  await expect(frame(page).locator('.rule h2')).toHaveText(['BP', 'Z-IL', 'Z-IL from zero']);
  await page.locator('#zil h2').evaluate(heading => scrollTo({ top: scrollY + heading.getBoundingClientRect().top - 60 }));
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
  await expect(frame(page).locator('.rule')).toHaveCount(3);
  await page.locator('#start a[data-view*=ablations]').click();
  await expect(frame(page).locator('#experiments h2').first()).toContainText('Z-IL without its requirements');
  await expectStep(page, 3);
  await page.locator('.restore').click();
  await expect(frame(page).locator('.rule')).toHaveCount(3);
});

test('on a phone the view is folded until it is wanted, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openArticle(page, '#vpc');
  await expect(page.locator('.pane iframe')).not.toHaveAttribute('src');
  const over = () => page.evaluate(() => [...document.querySelectorAll('body *')]
    .filter(element => element.checkVisibility() && !element.closest('.visually-hidden, .equation') && element.getBoundingClientRect().right > innerWidth + 1)
    .map(element => `${element.tagName}.${element.className}`));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await over()).toEqual([]);
  await page.locator('.fold').click();
  await expect(frame(page).locator('.rule h2')).toHaveText('VPC');
  const bar = await page.locator('.pane').boundingBox();
  expect(bar?.y, 'room to read above the view').toBeGreaterThan(180);
  await page.locator('.next').click();
  await expectStep(page, 3);
  await expect(page.locator('#start h2')).toBeInViewport();
  await expect(frame(page).locator('.rule')).toHaveCount(3);
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
  const [mu, jacobian] = [page.locator('#backprop [data-symbol=mu]').first(), page.locator('#backprop [data-symbol=jacobian]').first()];
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
  await expect(mu).toBeAttached();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 800 });
    await openArticle(page, '#fpa-law');
    await page.locator('#fpa-law [data-symbol=gamma]').first().focus();
    await expect(page.locator('.symbol-card')).toBeVisible();
    // The view is another page, which has its own test.
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`).join(' | ')}`)).toEqual([]);
  });
}

test('on paper there is the text, and nothing to press', async ({ page }) => {
  await openArticle(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#zil h2')).toBeVisible();
  await expect(page.locator('#symbols')).toBeVisible();
  for (const widget of ['.pane', '.masthead', '.contents', '#zil .try', '#zil .onward']) await expect(page.locator(widget), widget).toBeHidden();
});
