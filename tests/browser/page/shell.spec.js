// The shell of the page: it loads, it is named, and nothing goes wrong by itself.
import { ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

test('the page loads with its title and without errors', ENGINE, async ({ page }) => {
  const response = await page.goto('index.html');
  expect(response?.status()).toBe(200);
  await expect(page).toHaveTitle(/Predictive Coding Playground/);
  await expect(page.locator('html')).toHaveAttribute('lang', /^en/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
});

test('the site works from a sub-path: every address in it is relative', async ({ page, context, baseURL }) => {
  const folder = '/blog/playground/';
  const outside = [];
  await context.route('**/*', async route => {
    const url = new URL(route.request().url());
    if (!url.pathname.startsWith(folder)) {
      outside.push(url.pathname);
      return route.abort();
    }
    url.pathname = url.pathname.slice(folder.length - 1);
    return route.fulfill({ response: await route.fetch({ url: url.href }) });
  });
  await page.goto(new URL(folder, baseURL).href);
  await expect(page).toHaveTitle(/Predictive Coding Playground/);
  await page.waitForLoadState('networkidle');
  expect(outside).toEqual([]);
});
