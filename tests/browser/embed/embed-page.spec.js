// embed.html by itself: what it shows and hides, what it weighs, and that it fits the frame it is given.
import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { ALL, ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

/** Settings whose controls can be seen. @param {import('@playwright/test').Page} page */
const visible = page =>
  page.evaluate(() =>
    [
      ...new Set(
        [...document.querySelectorAll('main:not([hidden]) [data-setting], main:not([hidden]) [data-sets]')]
          .filter(control => control.checkVisibility({ visibilityProperty: true }))
          .map(control => control.dataset.setting ?? control.dataset.sets),
      ),
    ]
      .filter(name => name !== 't')
      .sort(),
  );
/** @param {import('@playwright/test').Page} page @param {string} hash */
async function openEmbed(page, hash) {
  await page.goto('about:blank');
  await page.goto(`embed.html${hash}`);
  await expect(page.locator('main:not([hidden])[data-state=ready]')).toBeVisible();
}

test('controls are hidden, or shown one by one; the transport is there unless it is not wanted', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [hash, all] of [
    [
      '#view=step',
      [
        'T',
        'activation',
        'clamps',
        'dtype',
        'feedback',
        'gammaFpa',
        'gammaVpc',
        'hidden',
        'likelihood',
        'pin',
        'sample',
        'schemes',
        'seed',
        'source',
        'speed',
        'stores',
        'width',
      ],
    ],
    ['#view=train', null],
    ...(ALL
      ? [
          ['#view=parallel', null],
          ['#view=systems&system=zil', null],
          ['#view=experiments&experiment=law&eFrom=recorded&eGrid=full', null],
        ]
      : []),
  ]) {
    await openEmbed(page, hash);
    expect(await visible(page), hash).toEqual([]);
    await expect(page.locator('main:not([hidden]) > .sheet')).toBeHidden();
    await openEmbed(page, `${hash}&controls=all`);
    await page.locator('main:not([hidden]) .chooser').evaluateAll(([chooser]) => {
      if (chooser) chooser.open = true;
    });
    const every = await visible(page);
    if (all) expect(every).toEqual(all);
    expect(every.length, hash).toBeGreaterThan(2);
    const some = every.filter((_, i) => i % 3 === 0);
    await openEmbed(page, `${hash}&controls=${some}`);
    await page.locator('main:not([hidden]) .chooser').evaluateAll(([chooser]) => {
      if (chooser) chooser.open = true;
    });
    expect(await visible(page), hash).toEqual(some);
  }
  await openEmbed(page, '#view=step&transport=0');
  await expect(page.locator('#step .transport')).toBeHidden();
  await openEmbed(page, '#view=step&controls=gammaGen'); // which no row of these uses: no empty group stays
  await expect(page.locator('#step .sheet')).toBeHidden();
});

/**
 * What an embed asks for, workers included, each once, as a browser with a cache would.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {import('@playwright/test').Page} page
 * @param {string} hash
 */
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

test('an embed weighs at most 340 KiB, parallel 350, one that trains 360, and downloads no digits unless it is told to', async ({
  page,
  context,
}) => {
  // The engine of the experiments alone is more.
  for (const [hash, most] of [
    ['#view=step', 340],
    ['#view=systems&system=zil', 340],
    ['#view=train', 360],
    ['#view=parallel', 350],
    ['#view=experiments&experiment=law', 460],
  ]) {
    const { paths, bytes } = await weigh(context, page, hash);
    expect(
      paths.filter(path => path.includes('/data/')),
      hash,
    ).toEqual([]);
    expect(paths.some(path => path.endsWith('.wasm')) && paths.some(path => path.includes('/workers/')), hash).toBe(
      true,
    );
    expect(bytes, `${hash}: bytes, gzipped`).toBeLessThanOrEqual(most * 1024);
  }
  const { paths } = await weigh(context, page, '#view=step&source=mnist');
  expect(paths.filter(path => path.includes('/data/')).length).toBe(2);
});

for (const scheme of ['light', 'dark']) {
  test(`nothing is wider than the frame, and axe finds nothing: ${scheme}`, ALL_ONLY, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const hash of [
      '#view=step&t=3&controls=seed,schemes',
      '#view=train',
      '#view=parallel',
      '#view=systems&system=zil',
      '#view=experiments&experiment=law&eFrom=recorded',
    ]) {
      await openEmbed(page, hash);
      for (const width of [360, 640, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${hash} at ${width}` })
          .toBeLessThanOrEqual(width);
      }
      if (hash.includes('systems')) await expect(page.locator('.exhibit[data-state=ready]')).toBeVisible(); // until then it is pale
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`),
        hash,
      ).toEqual([]);
    }
  });
}

test(
  'in a phone’s width and in a frame of the usual size nothing scrolls sideways and no button is lost',
  ALL_ONLY,
  async ({ page }) => {
    test.slow();
    for (const hash of [
      '#view=step&controls=all&t=3&slow=on&lens=wave',
      '#view=train&controls=rule,rate',
      '#view=parallel',
      '#view=systems&system=zil',
      '#view=experiments&experiment=law',
    ]) {
      await openEmbed(page, hash);
      for (const [width, height] of [
        [360, 700],
        [300, 150],
      ]) {
        const at = `${hash} at ${width} × ${height}`;
        await page.setViewportSize({ width, height });
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: at })
          .toBeLessThanOrEqual(width);
        // A button that comes or goes with the work that is done is looked at again.
        const controls = page.locator('button:visible, main:not([hidden]) :is(select, input):visible');
        const lost = () =>
          controls.evaluateAll(all =>
            all
              .filter(control => {
                if (control.closest('.scroll, .visually-hidden') || control.matches('.visually-hidden')) return false;
                const { left, right, width: wide, height: high } = control.getBoundingClientRect();
                return left < -1 || right > document.documentElement.clientWidth + 1 || wide < 1 || high < 1;
              })
              .map(control => control.outerHTML.slice(0, 90)),
          );
        await expect.poll(lost, { message: at }).toEqual([]);
        // What is under a bar that stays in sight can be scrolled to.
        const bars = page.locator('main:not([hidden]) > .transport');
        const stays = await bars.evaluateAll(all =>
          all.some(one => /fixed|sticky/.test(getComputedStyle(one).position)),
        );
        const bar = stays ? await bars.boundingBox() : null;
        if (bar) expect(bar.height, `${at}: the bar leaves room`).toBeLessThan(height * 0.75);
      }
    }
  },
);
