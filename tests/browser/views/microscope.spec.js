// The step view looked into: slow motion, equations with their numbers, weights, a pinned row, the table of arrivals, a
// digit of one's own.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { calculated } from '../../calculated.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, openStep, settled, shown } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const bar = page => page.locator('#step .transport');
const say = page => page.locator('#step .say');
const drawn = page => page.locator('#step canvas.chain').nth(2).getAttribute('data-drawn');
const lens = (page, id) => page.locator(`#step .rule.of-${id} .lens`);

test(
  'slow motion goes through the phases by key, by button and by address, and what it needs is fetched only then',
  ENGINE,
  async ({ page }) => {
    const fetched = [];
    page.on('request', request => {
      if (/views\/step\/(microscope\/|own-digit)/.test(request.url())) fetched.push(request.url());
    });
    await openStep(page, '#hidden=3&width=8');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => drawn(page)).toBe('fpa 1');
    expect(fetched).toEqual([]);
    await page.keyboard.press('s');
    await expect.poll(() => fetched.length).toBeGreaterThan(2);
    const pictures = new Set();
    for (const [phase, words] of [
      [1, /^Send: errors of t = 1 go back/],
      [2, /^Receive: .*BP, VPC, FPA-PC and Z-IL: node 2\./],
      [3, /^Relax: /],
    ]) {
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => drawn(page)).toBe(`fpa 2 phase ${phase}`);
      await expect(say(page)).toHaveText(words);
      await expect(bar(page).locator('[aria-current=step]')).toHaveText(['send', 'receive', 'relax'][phase - 1]);
      // One t everywhere: that of the numbers on show.
      const t = phase < 3 ? 1 : 2;
      await expect(bar(page).locator('.time')).toHaveText(RegExp(`^t = ${t} of `));
      await expect(page.locator('#step .scrubber')).toHaveValue(String(t));
      pictures.add(await settled(page, '.transport'));
    }
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => drawn(page)).toBe('fpa 2');
    await expect(say(page)).toHaveText(
      /^Learn: Z-IL: W₁\. .* VPC and FPA-PC would learn if stopped here: the pale columns\.$/,
    );
    pictures.add(await settled(page, '.transport'));
    expect(pictures.size, 'every phase is another picture').toBe(4);
    await page.keyboard.press('ArrowLeft');
    await bar(page).getByRole('button', { name: 'receive' }).click();
    await expect.poll(() => hashOf(page)).toMatchObject({ slow: 'on', phase: '2', t: '2' });
    const before = await settled(page);
    await page.reload();
    await expect.poll(() => shown(page)).toBe(before);
    // Out of slow motion a step is whole, and the scrubber always goes to whole steps.
    await page.locator('#step .scrubber').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => drawn(page)).toBe('fpa 2');
    await bar(page).getByRole('button', { name: /^Slow/ }).click();
    await expect.poll(async () => Object.keys(await hashOf(page))).not.toContain('slow');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => drawn(page)).toBe('fpa 1');
  },
);

test('every row’s equation adds up, in the digits that are written, wherever the reader looks', async ({ page }) => {
  await openStep(page, '#hidden=4&width=9&t=2&schemes=bp,vpc,fpa,zil,ar,g-il');
  await page.keyboard.press('e');
  await expect(lens(page, 'fpa').locator('h3')).toHaveText(/^Node 3, unit \d, from t = 1 to 2$/);
  await expect(lens(page, 'fpa').locator('.told')).toHaveText(
    'It hears of the error for the first time, and takes the share γ = 0.5 of the message. Its error is 0.25000 times backpropagation’s.',
  );
  await expect(lens(page, 'fpa').locator('.symbols')).toHaveAttribute(
    'aria-label',
    'e_{3}(2) = (1 − γ) · e_{3}(1) + γ · J_{3}ᵀ e_{4}(1)',
  );
  await expect(lens(page, 'zil').locator('.told')).toContainText('W₂ learns now. Its error is backpropagation’s');
  const check = async () => {
    const lines = await page.locator('#step .lens .numbers').allTextContents();
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const [, left, right] = /^(.*?) = (.*?)\u00a0✓ The two sides agree/.exec(line);
      expect(Math.abs(calculated(left) - calculated(right)), line).toBeLessThanOrEqual(
        2e-3 * Math.abs(calculated(left)),
      );
    }
  };
  await check();
  // Another unit, by the keyboard of a drawing; the same again, and it goes with the wave.
  await page.locator('#step canvas.chain').nth(1).focus();
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect.poll(() => hashOf(page)).toMatchObject({ lens: '4.2' });
  await expect(page.locator('#step .lens h3')).toHaveText(Array(6).fill('Node 4, unit 2, from t = 1 to 2'));
  await check();
  await expect(page.locator('.card .of-vpc').last()).toHaveText(/^message heard−?\d.*, refine$/);
  await page.keyboard.press('Enter');
  await expect.poll(() => hashOf(page)).toMatchObject({ lens: 'wave' });
  await page.keyboard.press('Escape');
  // A single weight, exactly.
  const grid = lens(page, 'vpc').locator('canvas.weights').first();
  await grid.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  const title = await page.locator('.card p').first().textContent();
  const [, out, into] = /^W₃\[(\d), (\d)\]: unit \2 of node 3 to unit \1 of node 4$/.exec(title);
  const wanted = await page.evaluate(
    async ([o, i]) => {
      const module = await import(new URL('pkg/pc_playground.js', document.baseURI).href);
      await module.default();
      return new module.Network({ sizes: [784, 9, 9, 9, 9, 10], dtype: 'f64' }).weights(3)[o * 9 + i];
    },
    [Number(out), Number(into)],
  );
  const [weight, error, slope, back] = (await page.locator('.card .reading span:last-child').allTextContents()).map(
    text => Number(text.replaceAll('−', '-')),
  );
  expect(weight).toBe(wanted);
  expect(Math.abs(back - weight * error * slope)).toBeLessThan(1e-15);
});

test('a row is pinned: the others’ cosines and distances are to its gradient', async ({ page }) => {
  await openStep(page, '#hidden=3&width=8&t=5');
  const pin = page.getByRole('button', { name: 'Compare all gradients with those of Z-IL' });
  const before = await settled(page);
  await pin.focus();
  await page.keyboard.press('Enter');
  await expect(pin).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('#step .tally').nth(1)).toContainText('cosine to Z-IL');
  await expect(page.locator('#step .plot h2')).toHaveText([
    'Distance to Z-IL',
    'Free energy F',
    'First nonzero error',
    'Cosine to Z-IL',
  ]);
  await expect.poll(() => hashOf(page)).toMatchObject({ pin: 'zil' });
  const title = nth => page.locator('#step .plot').first().locator('dd').nth(nth).getAttribute('title');
  expect(await title(3)).toBe('0');
  expect(Number((await title(0)).replaceAll('−', '-')), 'BP has Z-IL’s gradient').toBeLessThan(1e-12);
  expect(Number(await title(1))).toBeGreaterThan(0.01);
  await pin.click();
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.move(2, 2);
  await expect.poll(() => shown(page)).toBe(before);
});

test('first errors as a table, and the closed form beside what FPA-PC found', async ({ page }) => {
  const cells = async () =>
    page
      .locator('#step .arrivals tbody tr')
      .evaluateAll(rows => rows.map(row => [...row.cells].map(cell => cell.firstChild.data)));
  await openStep(page, '#hidden=3&width=8&t=2');
  await page.locator('#step .as-table summary').click();
  expect(await cells()).toEqual([
    ['4', '0', '0', '0', '0', '0'],
    ['3', '1', '1', '1', '1', '1'],
    ['2', '2', '2', '2', '2', '2'],
    ['1', '3', '·', '·', '·', '·'],
  ]);
  await page.locator('#step canvas.lines').first().focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  const value = async name =>
    Number(
      (
        await page
          .locator('.card .reading', { has: page.getByText(name, { exact: true }) })
          .locator('span')
          .last()
          .textContent()
      ).replaceAll('−', '-'),
    );
  expect(await value('closed form of FPA-PC')).toBeGreaterThan(0);
  expect(Math.abs((await value('closed form of FPA-PC')) - (await value('FPA-PC')))).toBeLessThan(1e-12);
  await openStep(page, '#hidden=8&gammaVpc=0.1&gammaFpa=0.1&dtype=f32&t=16');
  await page.locator('#step .as-table summary').click();
  await expect(page.locator('#step .arrivals .missed').first()).toBeVisible();
});

test('a drawn digit is what the rows start from, and goes with the address', async ({ page, context }) => {
  await openStep(page, '#hidden=3&width=8&t=3');
  const before = await settled(page, '.own-digit');
  await page.locator('#step .own-digit summary').click();
  const pad = page.locator('#step .pad');
  const box = await pad.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.3, 0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.7, 0.25), { steps: 5 });
  await page.mouse.move(...at(0.45, 0.8), { steps: 5 });
  await page.mouse.up();
  // Nobody has said which digit it is: the rows are still those of the test digit, and it is asked.
  await expect(page.locator('#step .which-digit')).toHaveText(
    /^Which digit is it\? .* Until then they show the test digit\.$/,
  );
  await expect(page.locator('#step .own-digit .chip input:checked')).toHaveCount(0);
  await expect.poll(() => hashOf(page)).toMatchObject({ drawnLabel: '-1', drawn: /^[\w-]{40,400}$/ });
  await expect(page.locator('#step .digit[aria-checked=true]')).toHaveCount(1);
  expect(await settled(page, '.own-digit')).toBe(before);
  await page.locator('#step .own-digit .chip', { hasText: '7' }).click();
  await expect(page.locator('#step .which-digit')).toHaveText(
    'Stepped as a 7: the error at the output is measured against this label.',
  );
  await expect(page.locator('#step .digit[aria-checked=true]')).toHaveCount(0);
  await expect.poll(() => hashOf(page)).toMatchObject({ drawnLabel: '7', drawn: /^[\w-]{40,400}$/ });
  const drawing = await settled(page);
  expect(drawing).not.toBe(before);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#step .own-digit')).toHaveAttribute('open', '');
  const rows = which =>
    which
      .locator('#step canvas.chain')
      .first()
      .evaluate(canvas => canvas.toDataURL());
  await expect.poll(() => rows(other)).toBe(await rows(page));
  // A test digit takes its place again.
  await page.locator('#step .digit').first().click();
  await expect.poll(async () => Object.keys(await hashOf(page))).not.toContain('drawn');
  await page.evaluate(() => document.activeElement.blur());
});

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing, and nothing is too wide, with everything open: ${scheme}`, ALL_ONLY, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [width, hash] of [
      [1280, '#t=3&slow=on&phase=2&lens=3.7&pin=fpa'],
      [360, '#t=4&slow=on&phase=4&lens=wave&schemes=fpa,il-prox,generative,langevin&feedback=random'],
    ]) {
      await page.setViewportSize({ width, height: 760 });
      await openStep(page, hash);
      await page.locator('#step .sheet').evaluate(details => {
        details.open = true;
      });
      for (const part of ['.as-table', '.own-digit']) await page.locator(`#step ${part} summary`).click();
      await expect(page.locator('#step .pad')).toBeVisible();
      await expect(page.locator('#step .lens').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`),
      ).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
    }
  });
}
