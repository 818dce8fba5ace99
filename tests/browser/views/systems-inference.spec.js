// The exhibits of generative, Langevin, implicit and activation relaxation, as a visitor meets them.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, saved } from '../support/helpers.js';

const SMALL = '&source=synthetic&hidden=2&width=6';

/**
 * Opens a system's page, and waits until its exhibit is computed.
 * @param {import('@playwright/test').Page} page @param {string} system @param {string} [more] settings
 */
async function open(page, system, more = '') {
  await page.goto('about:blank');
  await page.goto(`index.html#view=systems&system=${system}${SMALL}${more}`);
  const exhibit = page.locator('.exhibit').first();
  await exhibit.scrollIntoViewIfNeeded();
  await expect(exhibit).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  return exhibit;
}

/**
 * The rows of the file that the first "Save numbers" gives.
 * @param {import('@playwright/test').Page} page
 * @param {import('@playwright/test').Locator} exhibit
 */
async function savedRows(page, exhibit) {
  const { bytes } = await saved(page, exhibit.getByRole('button', { name: 'Save numbers' }).first());
  return bytes
    .toString()
    .split('\r\n')
    .map(row => row.split(','));
}

/** @param {import('@playwright/test').Page} page */
const accessible = async page =>
  expect(
    (await new AxeBuilder({ page }).analyze()).violations.map(
      one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`,
    ),
  ).toEqual([]);

const card = '.card:not([hidden])';

test('a generative network is trained, stopped, trained on, draws and recognises', ALL_ONLY, async ({ page }) => {
  const exhibit = await open(page, 'generative', '&xgWidth=128&xgEpochs=6&xgRate=0.1');
  await expect(exhibit.locator('blockquote')).toContainText(
    'consistently unable to surpass a test set accuracy of 80%',
  );
  await expect(exhibit.getByRole('button', { name: 'Test on all test digits' })).toBeDisabled();
  await exhibit.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(exhibit.locator('.gallery .pixels')).toHaveCount(10);
  const status = exhibit.getByText(/\d+ of 375 minibatches/);
  await expect(status).toBeVisible();
  await exhibit.getByRole('button', { name: 'Stop' }).click();
  const stopped = parseInt(await status.innerText(), 10);
  expect(stopped).toBeLessThan(375);
  await exhibit.getByRole('button', { name: 'Train on' }).click();
  const verdict = exhibit.locator('.verdict').first();
  await expect(verdict).toContainText(/Found here: \d+\.\d % of 500 test digits/, { timeout: 40_000 });
  await expect(status).toContainText('375 of 375');
  await expect(verdict).toContainText('no MNIST digits');

  // One digit: the slider, the bars, the answer.
  const bars = exhibit.locator('.bar-value');
  const end = await bars.allInnerTexts();
  const slider = exhibit.locator('[data-setting=xgAt]');
  await slider.press('Home');
  await expect(bars).toHaveText(new Array(10).fill('0.1000'));
  await expect(exhibit.getByText('At t = 0 all labels have the same share')).toBeVisible();
  await slider.press('End');
  await expect(bars).toHaveText(end);
  await exhibit.getByRole('button', { name: 'Next digit' }).click();
  await expect(exhibit.locator('figcaption', { hasText: 'test digit 1:' })).toBeVisible();
  await expect.poll(async () => (await hashOf(page)).sample).toBe('1');
  await exhibit.locator('.pixels').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator(card)).toContainText('row 15, column 15');
  await page.keyboard.press('Escape');

  const rows = await savedRows(page, exhibit);
  expect(rows.find(row => row[0] === '375')).toBeTruthy();
  expect(rows.filter(row => row.length === 785)).toHaveLength(11);
  await accessible(page);

  // Another network is not the one that was trained.
  await exhibit.locator('[data-setting=xgWidth]').press('ArrowLeft');
  await expect(exhibit.getByText('Not trained yet with these settings.')).toBeVisible();
});

test(
  'Langevin’s samples: the same seed the same numbers, another seed others; every unit can be read',
  ENGINE,
  async ({ page }) => {
    const more = '&activation=identity&xSamples=200&xBurn=50&gammaVpc=0.2';
    let exhibit = await open(page, 'langevin', more);
    const first = await savedRows(page, exhibit);
    expect(first).toHaveLength(1 + 12);
    const bars = exhibit.locator('.bars-of-units');
    await bars.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator(card)).toContainText('x₁, unit 2');
    await expect(page.locator(card)).toContainText(first[2][2].replace('-', '−'));
    await page.keyboard.press('Enter');
    await expect(exhibit.locator('.verdict').first()).toContainText('x₁, unit 2:');
    await page.keyboard.press('Escape');
    await expect(exhibit.locator('.verdict').nth(1)).toContainText('standard errors');
    await accessible(page);
    exhibit = await open(page, 'langevin', more);
    expect(await savedRows(page, exhibit)).toEqual(first);
    await exhibit.locator('[data-setting=noiseSeed]').press('ArrowRight');
    await expect.poll(async () => (await savedRows(page, exhibit))[1][2]).not.toBe(first[1][2]);
  },
);

test(
  'how implicit an update is: an α is chosen on the plot, and its numbers stand in the table',
  ALL_ONLY,
  async ({ page }) => {
    const exhibit = await open(page, 'il-prox', '&alpha=0.1');
    await expect(exhibit.locator('.verdict')).toContainText('One update makes the loss worse for BP');
    const table = exhibit.getByRole('region', { name: /One update with α = 0.1 / });
    const before = await table.innerText();
    const plot = exhibit.locator('.xy').first();
    await plot.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    const after = exhibit.getByRole('region', { name: /One update with α = 0.22 / });
    await expect(after).toBeVisible();
    await expect.poll(async () => (await hashOf(page)).alpha).toBe('0.22');
    expect(await after.innerText()).not.toBe(before);
    await expect(page.locator(card)).toContainText('IL-prox');
    await page.keyboard.press('Escape');
    await accessible(page);
  },
);

test('activation relaxation follows γ, beside FPA-PC', ALL_ONLY, async ({ page }) => {
  const exhibit = await open(page, 'ar', '&gammaFpa=1&T=4');
  await expect(exhibit.locator('.verdict')).toContainText('With γ = 1 each node throws its activity away at once');
  await expect(exhibit.locator('tbody tr').first()).toHaveText(/x1.*22$/);
  await exhibit.locator('[data-setting=gammaFpa]').press('ArrowLeft');
  await expect(exhibit.locator('.verdict')).toContainText('must fade');
  await exhibit.locator('.xy').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator(card)).toContainText('node 3');
  await page.keyboard.press('Escape');
  expect((await savedRows(page, exhibit))[0]).toHaveLength(7);
  await accessible(page);
});
