// The sheet to draw on, under several fingers and a hand: the touches are Chromium's own.
import { test, expect } from '../support/fixtures.js';
import { openTrain } from '../support/helpers.js';

test.use({ hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(
  ({ browserName }) => browserName !== 'chromium',
  'Only Chromium, as it is driven here, can be touched by two fingers and a pen.',
);

/**
 * The share of a part of the sheet that has ink: from x0, y0 to x1, y1 of its sides.
 * @param {import('@playwright/test').Page} page
 * @param {number[]} part
 */
const ink = (page, part) =>
  page.locator('#train .pad canvas').evaluate((canvas, [x0, y0, x1, y1]) => {
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    const { data } = context.getImageData(x0 * width, y0 * height, (x1 - x0) * width, (y1 - y0) * height);
    const paper = context.getImageData(1, 1, 1, 1).data[0];
    let inked = 0;
    for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i] - paper) > 40) inked += 1;
    return inked / (data.length / 4);
  }, part);

/** The pad, and what is done to it, in shares of its sides. @param {import('@playwright/test').Page} page */
async function handsOn(page) {
  await openTrain(page, 'source=synthetic&hidden=2&width=8');
  const pad = page.locator('#train .pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const client = await page.context().newCDPSession(page);
  const point = (x, y) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  return {
    touch: (type, ...points) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y, id]) => ({ ...point(x, y), id })),
      }),
    pen: (type, x, y) =>
      client.send('Input.dispatchMouseEvent', {
        type,
        ...point(x, y),
        pointerType: 'pen',
        button: type === 'mouseMoved' ? 'none' : 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: 1,
      }),
  };
}

test('two fingers draw two lines, a third goes on when the first two are taken away, and Clear clears', async ({
  page,
}) => {
  const { touch } = await handsOn(page);
  await touch('touchStart', [0.2, 0.2, 1]);
  await touch('touchStart', [0.2, 0.2, 1], [0.8, 0.2, 2]);
  for (let k = 1; k <= 6; k++) await touch('touchMove', [0.2, 0.2 + 0.1 * k, 1], [0.8, 0.2 + 0.1 * k, 2]);
  await expect.poll(() => ink(page, [0.15, 0.3, 0.25, 0.7])).toBeGreaterThan(0.5);
  expect(await ink(page, [0.75, 0.3, 0.85, 0.7])).toBeGreaterThan(0.5);
  expect(await ink(page, [0.35, 0.1, 0.65, 0.9]), 'between them').toBe(0);
  await touch('touchCancel');
  // The next touch begins anew, and not where those were taken away.
  await touch('touchStart', [0.5, 0.5, 3]);
  await touch('touchMove', [0.5, 0.6, 3]);
  await touch('touchEnd');
  await expect.poll(() => ink(page, [0.45, 0.5, 0.55, 0.6])).toBeGreaterThan(0.5);
  expect(await ink(page, [0.3, 0.3, 0.4, 0.9])).toBe(0);
  expect(await ink(page, [0.6, 0.3, 0.7, 0.9])).toBe(0);
  await page.locator('#train .pad-place ~ .seen-place button, #train .seen-place button').first().click();
  await expect.poll(() => ink(page, [0.02, 0.02, 0.98, 0.98])).toBe(0);
  await expect(page.locator('#train .pad-verdict')).toHaveText('Nothing drawn yet.');
});

test('a hand beside a pen leaves no mark', async ({ page }) => {
  const { touch, pen } = await handsOn(page);
  await touch('touchStart', [0.8, 0.8, 1]);
  await touch('touchMove', [0.85, 0.85, 1]);
  await expect.poll(() => ink(page, [0.75, 0.75, 0.9, 0.9])).toBeGreaterThan(0.1);
  await pen('mousePressed', 0.3, 0.2);
  await touch('touchMove', [0.7, 0.7, 1]);
  for (let k = 1; k <= 6; k++) await pen('mouseMoved', 0.3, 0.2 + 0.1 * k);
  await pen('mouseReleased', 0.3, 0.8);
  await touch('touchEnd');
  await expect.poll(() => ink(page, [0.25, 0.3, 0.35, 0.7])).toBeGreaterThan(0.5);
  expect(await ink(page, [0.55, 0.02, 0.98, 0.98]), 'where the hand was').toBe(0);
});
