// Figure 1, feedback weights and prospective configuration, as a visitor meets them.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf } from '../support/helpers.js';

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} system
 * @param {string} exhibit
 * @param {string} [settings]
 */
async function open(page, system, exhibit, settings = '') {
  await page.goto(`index.html#view=systems&system=${system}&source=synthetic${settings}`);
  const root = page.locator(`[data-exhibit=${exhibit}]`);
  await root.scrollIntoViewIfNeeded();
  await expect(root).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
  return root;
}

/** @param {import('@playwright/test').Page} page @param {string} exhibit */
async function violations(page, exhibit) {
  const { violations: found } = await new AxeBuilder({ page })
    .include(`[data-exhibit=${exhibit}]`)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`);
}

test(
  'figure 1 tells what a synapse needs, by mouse, keyboard and touch, and whether it is local',
  ALL_ONLY,
  async ({ page }) => {
    const figure = await open(page, 'transport', 'figure1');
    const panel = figure.locator('.needs');
    await expect(panel).toContainText('Not local: e₂ is in error neuron e₂.');
    await expect(panel.locator('tbody tr')).toHaveCount(3);
    const product = panel.locator('p .figure');
    const [own, module] = await product.evaluateAll(all => all.map(one => Number(one.title.replace('−', '-'))));
    expect(Math.abs(own - module)).toBeLessThan(1e-15);
    expect(own).not.toBe(0);

    await figure.locator('[data-synapse=b1] .knob').hover();
    await expect(panel).toContainText('(b) −θ₁');
    await expect(panel).toContainText('Local: all that it needs');
    await figure.locator('h2').hover();
    await expect(panel, 'what was chosen comes back').toContainText('(a) θ₁');

    await figure.locator('[data-synapse=a2]').focus();
    await page.keyboard.press('Tab');
    await expect(panel).toContainText('(a) θ₁ᵀ');
    await expect(figure.locator('[data-synapse=a1t]')).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await hashOf(page)).xSynapse).toBe('a1t');
    await expect(figure.locator('.visually-hidden[role=status]')).toContainText('Not local: μ₁ and g′₂ are in');

    await figure.locator('[data-synapse=c1] .touch-knob').click();
    await expect(panel).toContainText('Too late');
    await figure.locator('[data-setting=xMoment]').press('ArrowLeft');
    await expect(panel).toContainText('it can learn now');
    await expect(figure.locator('.diagram').nth(2).locator('rect.body[rx="3"]')).toHaveCount(2); // e₂ and e₃ have come
    expect(await violations(page, 'figure1')).toEqual([]);
  },
);

test(
  'feedback weights are trained side by side; more minibatches can be asked for, and stopped',
  ALL_ONLY,
  async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 760 });
    await page.emulateMedia({ colorScheme: 'dark' });
    const exhibit = await open(page, 'transport', 'feedback', '&hidden=2&width=12&xBatches=100');
    await expect(exhibit.locator('.verdict')).toContainText(/BP after 100 minibatches .* exact \d/);
    const rows = exhibit.locator('table tbody tr');
    await expect(rows).toHaveCount(5);
    await expect(rows.first().locator('td').nth(1)).toHaveText('0.0°');
    const random = Number((await rows.last().locator('td').nth(1).textContent())?.replace('°', ''));
    expect(random).toBeGreaterThan(5);
    const plot = exhibit.locator('.kind').last().locator('canvas').first();
    await plot.focus();
    await plot.press('ArrowRight');
    await plot.press('End');
    await plot.press('ArrowRight');
    await expect(page.locator('.card:visible')).toContainText('e₁');

    expect(await violations(page, 'figure1')).toEqual([]);
    expect(await violations(page, 'feedback')).toEqual([]);

    await exhibit.locator('[data-setting=xBatches]').press('End'); // 2,000
    await exhibit.locator('.work button').click({ timeout: 30_000 });
    await expect(exhibit).toHaveAttribute('data-state', 'stopped');
  },
);

test('the bear: VPC keeps the smell that BP spoils, at any rate that is chosen', ALL_ONLY, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const exhibit = await open(page, 'prospective', 'prospective', '&xLearn=0.5');
  const table = exhibit.locator('.figures').first();
  /** @param {string} rule @param {number} column */
  const cell = (rule, column) => table.locator(`.of-${rule} td`).nth(column);
  await expect(cell('bp', 2)).toHaveText('0.500');
  await expect(cell('vpc', 0)).toHaveText('0.667');
  await expect(cell('vpc', 2)).toHaveText(((1 - 0.5 / 3) * (1 + 1 / 9)).toFixed(3));
  await exhibit.locator('[data-setting=xLearn]').press('ArrowRight');
  await expect(cell('bp', 2)).toHaveText('0.480');
  await expect(exhibit.locator('.verdict').last()).toContainText('In linear networks VPC aligns better', {
    timeout: 30_000,
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
  expect(await violations(page, 'prospective')).toEqual([]);
});
