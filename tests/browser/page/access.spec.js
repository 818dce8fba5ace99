// Both views for everyone: axe, narrow and wide pages, reduced motion, the keyboard alone.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, LOOKS } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openStep, openTrain, settled } from '../support/helpers.js';

const open = { step: (page, settings = '') => openStep(page, `#${settings}`), train: openTrain };

/** What axe finds wrong, short enough to read in a failure. @param {import('@playwright/test').Page} page */
async function violations(page) {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(node => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
  );
}

for (const [scheme, width] of LOOKS) {
  test(`axe finds nothing: ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 760 });
    const openSheet = async view => {
      const sheet = page.locator(`#${view} .sheet`);
      if (!(await sheet.evaluate(details => details.open))) await sheet.locator('> summary').click();
    };
    await open.step(page, 'gammaVpc=3&t=9'); // with a row in trouble
    await openSheet('step');
    expect(await violations(page), 'step').toEqual([]);
    await page.keyboard.press('Space');
    await open.train(page, 'hidden=2&dtype=f32');
    await openSheet('train');
    expect(await violations(page), 'train').toEqual([]);
    await page.locator('#train .main').click();
    await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.3);
    await page.locator('#train select[data-setting=rule]').selectOption('zil');
    expect(await violations(page), 'train, while training, with changed settings').toEqual([]);
  });
}

test('nothing is wider than the page at any width', ALL_ONLY, async ({ page }) => {
  for (const view of ['step', 'train']) {
    await open[view](page, view === 'step' ? 'hidden=16&T=64&gammaVpc=3&t=64' : 'hidden=16');
    for (const width of [360, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await page.locator(`#${view} .sheet`).evaluate(details => {
        details.open = true;
      });
      const wide = await page.evaluate(() => {
        const room = document.documentElement.clientWidth;
        const over = [...document.querySelectorAll('main:not([hidden]) *, header *')]
          .filter(
            element =>
              element.checkVisibility() &&
              !element.closest('.visually-hidden') &&
              element.getBoundingClientRect().right > room + 1,
          )
          .map(element => `${element.tagName}.${element.className}`);
        return { scrolls: document.documentElement.scrollWidth - room, over };
      });
      expect(wide, `${view} at ${width} px`).toEqual({ scrolls: 0, over: [] });
    }
  }
});

/**
 * How many different pictures the first row shows in the time after a step.
 * @param {import('@playwright/test').Page} page
 */
const picturesAfterStep = page =>
  page.evaluate(async () => {
    const canvas = document.querySelector('#step canvas.chain');
    const before = canvas.toDataURL();
    const seen = new Set();
    document.querySelector('#step .onward').click();
    for (const end = performance.now() + 350; performance.now() < end; ) {
      await new Promise(requestAnimationFrame);
      seen.add(canvas.toDataURL());
    }
    seen.delete(before);
    return seen.size;
  });

test('at 400 % of a page of 1280 px nothing is wider than the page, in any view', async ({ page }) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 320, height: 256 });
  for (const address of [
    'index.html#t=4',
    'index.html#t=4&lens=wave&slow=on',
    'index.html#view=train',
    'index.html#view=parallel',
    'index.html#view=systems&system=zil',
    'index.html#view=experiments&experiment=law',
    'article.html',
  ]) {
    await page.goto(address);
    await page.reload(); // where only the hash is another, nothing is loaded
    if (address.startsWith('index')) await expect(page.locator('main[data-state=ready]:visible')).toBeVisible();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      address,
    ).toBe(0);
  }
});

test('reduced motion is honoured: steps are there at once, and nothing else moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await openStep(page);
  await settled(page);
  expect(await picturesAfterStep(page), 'pictures of a moving message').toBeGreaterThan(2);

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openStep(page, '#speed=10');
  await settled(page);
  expect(await picturesAfterStep(page), 'pictures of one step').toBe(1);
  const running = () => page.evaluate(() => document.getAnimations().map(animation => animation.constructor.name));
  await page.keyboard.press('Space');
  await expect(page.locator('#step .time')).toHaveText(/t = [5-9]/);
  expect(await running()).toEqual([]);
  await page.locator('#step .chip').first().hover();
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(page.locator('#train .guess')).toHaveCount(12);
  await page.locator('#train .main').click();
  await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.3);
  expect(await running()).toEqual([]);
});

for (const [view, width] of [
  ['step', 1280],
  ['step', 360],
  ['train', 1280],
  ['train', 360],
]) {
  test(
    `every control of the ${view} view can be reached by Tab and shows its focus, ${width} px`,
    width === 1280 ? ALL_ONLY : {},
    async ({ page }) => {
      await page.setViewportSize({ width, height: 720 });
      await open[view](page, view === 'train' ? 'rule=fpa' : 't=3');
      await page.locator(`#${view} .sheet`).evaluate(details => {
        details.open = true;
      });
      // Of a group of radio buttons, and of the strip of digits, Tab stops at one.
      const wanted = await page.evaluate(() => {
        const all = [
          ...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"], [role=radio]'),
        ].filter(
          element =>
            element.checkVisibility() &&
            !element.closest('main[hidden]') &&
            !element.disabled &&
            element.tabIndex >= 0 &&
            !(element.type === 'radio' && !element.checked),
        );
        all.forEach((element, i) => {
          element.dataset.tab = i;
        });
        return all.map(
          element =>
            `${element.dataset.tab} ${element.tagName} ${element.ariaLabel ?? element.dataset.setting ?? element.textContent.slice(0, 30)}`,
        );
      });
      expect(wanted.length).toBeGreaterThan(20);
      const reached = new Set();
      const unseen = [];
      const covered = [];
      for (let i = 0; i < wanted.length + 3; i++) {
        await page.keyboard.press('Tab');
        const { at, seen, hit } = await page.evaluate(() => {
          const element = document.activeElement;
          const marks = [element, element.closest('.chip'), element.nextElementSibling]
            .filter(Boolean)
            .map(mark => getComputedStyle(mark));
          const box = (
            element.closest('.chip') ?? (element.matches('.visually-hidden') ? element.nextElementSibling : element)
          ).getBoundingClientRect();
          const bar = element.closest('.transport')
            ? null
            : document.querySelector('main:not([hidden]) .transport').getBoundingClientRect();
          return {
            at: element.dataset.tab,
            seen: marks.some(style => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1.5),
            hit: box.top < innerHeight && box.bottom > 0 && (!bar || box.top < bar.top - 1),
          };
        });
        if (at === undefined) continue;
        reached.add(at);
        if (!seen) unseen.push(wanted[at]);
        if (!hit) covered.push(wanted[at]);
      }
      expect(
        wanted.filter((_, i) => !reached.has(String(i))),
        'never reached',
      ).toEqual([]);
      expect(unseen, 'without a visible focus').toEqual([]);
      expect(covered, 'focused, but under the bar or off the screen').toEqual([]);
    },
  );
}
