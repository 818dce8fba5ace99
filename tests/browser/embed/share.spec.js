// The share dialog: by keyboard, what it gives to copy, and the picture.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, openStep, openTrain, saved } from '../support/helpers.js';

const dialog = page => page.getByRole('dialog', { name: 'Share' });
const code = (page, name) => dialog(page).getByRole('textbox', { name });

test(
  'by keyboard: open, choose what stays, copy, close; the code shows the same',
  ENGINE,
  async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const scripts = [];
    page.on('request', request => scripts.push(new URL(request.url()).pathname));
    await openStep(page, '#hidden=3&T=7&t=2&schemes=bp,vpc&source=synthetic');
    expect(scripts.filter(path => /share|element/.test(path))).toEqual([]);
    await page.getByRole('button', { name: 'Share' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toBeVisible();
    expect(await dialog(page).evaluate(element => element.contains(document.activeElement))).toBe(true);
    await expect(code(page, 'Link')).toHaveValue(/\/index\.html#source=synthetic&hidden=3&schemes=bp,vpc&T=7&t=2$/);
    // Of the controls, those that this view has now.
    const offered = await dialog(page)
      .locator('.share-controls input')
      .evaluateAll(inputs => inputs.map(input => input.value));
    expect(offered).toContain('gammaVpc');
    expect(offered).not.toContain('gammaFpa');
    await dialog(page).getByRole('checkbox', { name: 'Seed' }).focus();
    await page.keyboard.press('Space');
    await dialog(page).getByRole('checkbox', { name: 'VPC step size γ' }).press('Space');
    await dialog(page).getByRole('combobox', { name: 'Colours' }).selectOption('dark');
    await dialog(page).getByRole('button', { name: 'Copy: Element' }).press('Enter');
    await expect(dialog(page).getByRole('status')).toHaveText('Copied: Element.');
    const element = await page.evaluate(() => navigator.clipboard.readText());
    expect(element).toContain(
      '<pc-playground view="step" layers="3" schemes="bp,vpc" steps="7" t="2" controls="seed,gammaVpc" theme="dark">',
    );
    expect(element).toBe(await code(page, 'Element').inputValue());
    const address = /^<iframe src="([^"]+)"/.exec(await code(page, 'Frame').inputValue())[1].replaceAll('&amp;', '&');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();

    await page.goto(address);
    await expect(page.locator('#step .rule h2')).toHaveText(['Backpropagation', 'VPC']);
    await expect(page.locator('#step .time')).toHaveText('t = 2 of 7');
    await expect(page.locator('#step [data-setting=seed]')).toBeVisible();
    await expect(page.locator('#step [data-setting=hidden]')).toBeHidden();
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  },
);

/**
 * The colours of a picture that is drawn by the page.
 * @param {import('@playwright/test').Page} page
 * @param {Buffer} png
 */
const read = (page, png) =>
  page.evaluate(
    async bytes => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const paper = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      paper.drawImage(picture, 0, 0);
      const { data } = paper.getImageData(0, 0, picture.width, picture.height);
      const counts = {};
      for (let i = 0; i < data.length; i += 4) {
        const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        counts[colour] = (counts[colour] ?? 0) + 1;
      }
      return { width: picture.width, height: picture.height, counts };
    },
    [...png],
  );

for (const [view, open, colours] of [
  // Paper; the scheme's heading and bars; a cell below and one above.
  [
    'step',
    page => openStep(page, '#t=4&source=synthetic'),
    ['253,252,249', '0,114,178', '196,80,10', '94,60,153', '217,115,13'],
  ],
  [
    'experiments',
    async page => {
      await page.goto('index.html#view=experiments&experiment=figures&eFrom=recorded&eGrid=full');
      await expect(page.locator('.experiment-plot svg').last()).toBeVisible();
    },
    ['253,252,249', '45,17,96', '173,104,0'],
  ],
]) {
  test(`the picture holds what the view draws: ${view}`, ALL_ONLY, async ({ page }) => {
    await open(page);
    await page.getByRole('button', { name: 'Share' }).click();
    const file = await saved(page, dialog(page).getByRole('button', { name: 'Save as PNG' }));
    expect(file.name).toBe(`${view}.png`);
    const { width, height, counts } = await read(page, file.bytes);
    expect(width).toBeGreaterThan(1200);
    expect(height).toBeGreaterThan(1000);
    for (const colour of colours) expect(counts[colour] ?? 0, colour).toBeGreaterThan(100);
    await expect(dialog(page).getByRole('status')).toHaveText('Saved.');
  });
}

for (const scheme of ['light', 'dark']) {
  test(
    `axe finds nothing in the dialog, and it fits: ${scheme}`,
    scheme === 'light' ? ALL_ONLY : {},
    async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await openTrain(page, 'source=synthetic&hidden=2');
      await page.getByRole('button', { name: 'Share' }).click();
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 700 });
        const { violations } = await new AxeBuilder({ page })
          .include('dialog')
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
          .analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`),
        ).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await dialog(page).evaluate(element => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(
          0,
        );
      }
      await page.keyboard.press('Escape');
      expect((await hashOf(page)).view).toBe('train');
    },
  );
}
