// Links as chats and mails hand them on: read as they were meant, or said.
import { test, expect } from '../support/fixtures.js';

test('a link with marks behind it, encoded for HTML and for addresses, opens what was meant, without a word', async ({
  page,
}) => {
  await page.goto('index.html#view%3Dtrain&amp;hidden=3&amp;width=8).');
  await expect(page.locator('#train [data-setting=hidden]')).toHaveValue('3');
  await expect(page.locator('#message')).toBeHidden();
});

test('what a link says and nobody can read is named, with what was taken, until another link comes', async ({
  page,
}) => {
  await page.goto('index.html#source=synthetic&hidden=3&activation=tan&seed=12x');
  const message = page.locator('#message');
  await expect(message).toHaveText(
    'In the link: “activation=tan” could not be read, so “Activation” is tanh. “seed=12x” could not be read, so “Seed” is 0.',
  );
  await page.evaluate(() => {
    location.hash = '#source=synthetic&hidden=4';
  });
  await expect(message).toBeHidden();
  await page.goto('embed.html#hidden=99&theme=pink');
  await expect(message).toHaveText(
    'In the link: “theme=pink” could not be read, so what is usual was taken for theme. “hidden=99” is outside 2 to 16, so “Hidden layers” is 16.',
  );
});
