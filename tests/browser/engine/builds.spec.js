// Which build of the engine a browser gets, and what one is told that can run none.
import { ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openStep } from '../support/helpers.js';

/**
 * The page believes that this browser has less than it has: the detection asks WebAssembly.validate about a few bytes.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {'relaxed SIMD' | 'SIMD'} missing
 */
const without = (context, missing) =>
  context.addInitScript(lacks => {
    const real = WebAssembly.validate;
    // All vector instructions begin with 0xfd; relaxed ones have numbers from 0x100 on, so their second byte of the
    // number is 2.
    WebAssembly.validate = bytes => {
      const list = [...new Uint8Array(bytes)];
      const vector = list.some((byte, i) => byte === 0xfd && (lacks === 'SIMD' || list[i + 2] === 2));
      return !vector && real(bytes);
    };
  }, missing);

/** Names of the .wasm files that the page asked for. @param {import('@playwright/test').Page} page */
function fetched(page) {
  const names = [];
  page.on('request', request => {
    if (request.url().endsWith('.wasm')) names.push(new URL(request.url()).pathname.split('/').at(-1));
  });
  return names;
}

test('relaxed SIMD where there is such, and experiments without it', ENGINE, async ({ page }) => {
  const names = fetched(page);
  await openStep(page);
  expect(names).toEqual(['pc_playground_relaxed_bg.wasm']);
  await expect(page.locator('#build')).toHaveText(
    /^WebAssembly with relaxed SIMD: the last bits of a number may differ/,
  );
  await page.getByRole('link', { name: 'Experiments' }).click();
  await expect(page.locator('#experiments[data-state=ready]')).toBeVisible();
  expect(names).toEqual(['pc_playground_relaxed_bg.wasm', 'pc_experiments_bg.wasm']);
});

test('plain SIMD where there is no other', async ({ page, context }) => {
  await without(context, 'relaxed SIMD');
  const names = fetched(page);
  await openStep(page);
  expect(names).toEqual(['pc_playground_bg.wasm']);
  await expect(page.locator('#build')).toHaveText(
    'WebAssembly with SIMD: the same numbers, bit by bit, on every machine.',
  );
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#step .time')).toHaveText(/^t = 1 of /);
});

test('a sentence where there is no SIMD', async ({ page, context }) => {
  await without(context, 'SIMD');
  const names = fetched(page);
  await page.goto('index.html');
  await expect(page.locator('#message')).toHaveText(
    /^The playground could not start: this browser’s WebAssembly has no SIMD, .+ from 16\.4\.$/,
  );
  await page.waitForLoadState('networkidle');
  expect(names).toEqual([]);
});

test('a sentence where there is no WebAssembly', async ({ page, context }) => {
  await context.addInitScript(() => {
    delete globalThis.WebAssembly;
  });
  await page.goto('index.html');
  await expect(page.locator('#message')).toHaveText(
    /^The playground could not start: this browser does not run WebAssembly, .+\.$/,
  );
});

test.describe('without the engine’s file', () => {
  test.use({ mayBeMissing: /_bg\.wasm$/ });
  test('a sentence says which one', async ({ page, context }) => {
    await context.route('**/*_bg.wasm', route => route.fulfill({ status: 404, body: 'not here' }));
    await page.goto('index.html');
    await expect(page.locator('#message')).toHaveText(
      /^(The playground could not start: )?The engine file \/pkg\/pc_playground_relaxed_bg\.wasm could not be fetched \(HTTP 404\)\. Put the whole folder www on the server, .+\.$/,
    );
  });
});

test('a view’s code is fetched when the view is first opened', async ({ page }) => {
  const scripts = [];
  page.on('request', request => {
    if (request.url().endsWith('.js')) scripts.push(new URL(request.url()).pathname);
  });
  await openStep(page);
  for (const name of ['train', 'systems', 'parallel', 'experiments'])
    expect(scripts).not.toContain(`/js/views/${name}/view.js`);
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(page.locator('#train .guess')).toHaveCount(12);
  expect(scripts).toContain('/js/views/train/view.js');
  // Two clicks while the first view is still on its way: the last one counts.
  await page.evaluate(() => {
    location.hash = '#view=systems';
    location.hash = '#view=parallel';
    location.hash = '#view=systems';
  });
  await expect(page.locator('#systems[data-state=ready]')).toBeVisible();
  await expect(page.locator('main:not([hidden])')).toHaveCount(1);
});
