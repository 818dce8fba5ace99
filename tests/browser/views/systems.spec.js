// The systems view: the index and its articles, exhibits that compute when seen, and everyone's access to them.
import AxeBuilder from '@axe-core/playwright';
import { SCHEMES } from '../../../www/js/model/schemes.js';
import { SYSTEMS } from '../../../www/js/model/systems.js';
import { ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, saved, visit } from '../support/helpers.js';

/** @param {import('@playwright/test').Page} page @param {string} hash without '#view=systems' */
async function open(page, hash) {
  await page.goto('about:blank');
  await page.goto(`index.html#view=systems${hash}`);
  await expect(page.locator('#systems[data-state=ready]')).toBeVisible();
}

/**
 * Brings an exhibit on screen and waits until it is computed.
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 */
async function exhibit(page, name) {
  const section = page.locator(`[data-exhibit="${name}"]`);
  await section.scrollIntoViewIfNeeded();
  await expect(section).toHaveAttribute('data-state', 'ready');
  return section;
}

test(
  'the overview names every scheme, and the index leads to an article about each, and back',
  ENGINE,
  async ({ page }) => {
    await open(page, '&source=synthetic&hidden=3');
    const rows = page.locator('#systems tbody tr');
    await expect(rows).toHaveCount(SCHEMES.length);
    for (const { name, equals } of SCHEMES)
      await expect(rows.filter({ hasText: equals }).filter({ hasText: name }).first()).toBeVisible();
    await expect(page.locator('.index a')).toHaveCount(SYSTEMS.length + 1);
    await page.locator('.index a', { hasText: 'Infinite variance' }).click();
    await expect(page.locator('.article h2').first()).toHaveText('The infinite-variance limit');
    expect(await hashOf(page)).toMatchObject({ view: 'systems', system: 'klimit', hidden: '3' });
    await expect(page.locator('.index a[aria-current=page]')).toHaveText('Infinite variance');
    await expect(page.locator('.equation [role=math]').first()).toHaveAttribute('aria-label', /ξ_L = e_L/);
    for (const { id, title } of SYSTEMS) {
      await visit(page, `#view=systems&system=${id}`);
      await expect(page.locator('.article h2').first()).toHaveText(title);
      expect((await page.locator('.article').innerText()).length, id).toBeGreaterThan(80);
    }
    await page.goBack();
    await expect(page.locator('.article h2').first()).toHaveText(SYSTEMS.at(-2).title);
  },
);

test('presets open the other views with this scheme, and keep the rest', async ({ page }) => {
  await open(page, '&system=fa-zil&source=synthetic&hidden=3');
  await page.locator('.preset', { hasText: 'Step it' }).click();
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  expect(await hashOf(page)).toMatchObject({ schemes: 'bp,zil,fa-zil', hidden: '3', source: 'synthetic' });
  await expect(page.locator('#step .rule')).toHaveCount(3);
});

test('an exhibit computes nothing before it is seen, then follows its settings', async ({ page }) => {
  const loaded = [];
  page.on('request', request => {
    if (request.url().includes('/workers/exhibits/')) loaded.push(request.url());
  });
  await page.setViewportSize({ width: 1280, height: 300 });
  await open(page, '&system=klimit&source=synthetic&hidden=2&width=12');
  const section = page.locator('[data-exhibit=klimit]');
  await expect(section.locator('.xy').first()).toBeAttached();
  await page.waitForTimeout(400);
  expect(
    loaded.filter(url => url.endsWith('/klimit.js')),
    'before it is seen',
  ).toEqual([]);
  await expect(section).not.toHaveAttribute('data-state', 'ready');
  await exhibit(page, 'klimit');
  const verdict = section.locator('.verdict');
  await expect(verdict).toContainText('At T = 20 a larger k does not help');
  await expect(verdict).toContainText(/fitted slope of −(1\.00|0\.99)/);
  await expect(verdict).toContainText(/f32 that ends early: nearest at k = [\d,]+/);
  await expect(section).toContainText('the largest entry of any gradient 0, exactly');
  const before = await section.locator('table').innerText();
  await section.locator('[data-setting=hidden]').press('ArrowRight');
  await expect.poll(() => section.locator('table').innerText()).not.toBe(before);
  await expect(section).toHaveAttribute('data-state', 'ready');
  // Exact values by keyboard.
  await section.locator('.xy').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.card:visible')).toContainText('k = 3.16');
  await expect(page.locator('.card:visible')).toContainText(/T = 1,000, f640\.\d{10,}/);
  const file = await saved(page, section.locator('button', { hasText: 'Save numbers' }));
  expect(file.name).toBe('infinite-variance-limit.csv');
});

test('a long computation can be stopped and started again', async ({ page }) => {
  await open(page, '&system=klimit&source=synthetic&hidden=16&width=128');
  const section = page.locator('[data-exhibit=klimit]');
  await section.scrollIntoViewIfNeeded();
  await expect(section.locator('progress')).toBeVisible();
  await expect(section.locator('.time-left')).toContainText(/\d %, about .+ left/);
  await section.locator('button', { hasText: 'Stop' }).click();
  await expect(section).toHaveAttribute('data-state', 'stopped');
  await expect(section.locator('progress')).toBeHidden();
  await visit(page, '#view=systems&system=klimit&source=synthetic&hidden=2&width=12');
  await expect(section).toHaveAttribute('data-state', 'ready');
  await expect(section.locator('.exhibit-say')).toHaveText('');
});

test('Table 1 appears row by row, by button, key and address', ENGINE, async ({ page }) => {
  await open(page, '&system=zil&source=synthetic&hidden=3&width=12&speed=20');
  const section = await exhibit(page, 'zil');
  const rows = section.locator('.table-one > li');
  await expect(rows).toHaveCount(1);
  const next = section.locator('button', { hasText: 'Next' });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('before this step max |x3 − μ3| 0');
  await section.locator('button', { hasText: 'Play' }).click();
  await expect(rows).toHaveCount(4);
  await expect(section.locator('button', { hasText: 'Play' })).toBeVisible();
  await expect(section.locator('.verdict')).toContainText(
    /No gradient differs from backpropagation’s by more than \d\.\d+·10⁻¹[⁵-⁹]/,
  );
  await section.locator('button', { hasText: 'Back' }).click();
  await expect(rows).toHaveCount(3);
  await expect.poll(() => hashOf(page)).toMatchObject({ xRow: '2' });
});

test('ablations, steady state and FA-Z-IL say in numbers what is computed', async ({ page }) => {
  await open(page, '&system=zil-ablations&source=synthetic&hidden=3&width=12');
  await expect((await exhibit(page, 'ablation')).locator('.verdict')).toContainText(
    /γ = 0\.4: each layer’s direction is right .* W0 keeps 6\.4 % of it/s,
  );
  await visit(page, '#view=systems&system=ode-bp&source=synthetic&hidden=3&width=12');
  const ode = (await exhibit(page, 'ode-bp')).locator('.verdict');
  await expect(ode).toContainText('differ by exactly 0 in f64 and exactly 0 in f32');
  await expect(ode).toContainText(/slope of −2\.0\d against Euler’s −1\.00/);
  await visit(page, '#view=systems&system=fa-zil&source=synthetic&hidden=3&width=12&xScale=12');
  const tiny = await exhibit(page, 'fa-zil');
  await expect(tiny.locator('.verdict')).toContainText(/In f64, .* every layer learns, each when it is due/s);
  await expect(tiny.locator('.verdict')).toContainText(/In f32, .* W₀, W₁ and W₂ never trigger/s);
  await expect(tiny.locator('tbody tr').last()).toContainText('never');
});

// Between them, the two see every kind of part of this view.
for (const [scheme, width, pages] of /** @type {[string, number, [string, string][]][]} */ ([
  [
    'light',
    1280,
    [
      ['all', ''],
      ['zil', 'zil'],
    ],
  ],
  [
    'dark',
    360,
    [
      ['zil-ablations', 'ablation'],
      ['fa-zil', 'fa-zil'],
    ],
  ],
])) {
  test(`axe finds nothing and nothing is wider than the page: ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await open(page, '');
    for (const [system, name] of pages) {
      await visit(page, `#view=systems&system=${system}&source=synthetic&hidden=7&width=8&xRow=16&xScale=9`);
      await expect(page.locator('.index a[aria-current=page]')).toHaveAttribute('data-system', system);
      if (name) await exhibit(page, name);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`),
        system,
      ).toEqual([]);
      const over = await page.evaluate(() =>
        [...document.querySelectorAll('#systems *')]
          .filter(
            element =>
              element.checkVisibility() &&
              !element.closest('.visually-hidden, .scroll, .equation') &&
              element.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
          )
          .map(element => `${element.tagName}.${element.className}`),
      );
      expect(over, `${system} at ${width} px`).toEqual([]);
    }
  });
}
