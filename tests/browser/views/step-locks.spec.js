// Nodes of the step view held and let go, what rows say of themselves, and axe on all of it.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { computedRows, hashOf, openStep, settled, shown } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test(
  'a generative row: its label is let go by keyboard, says a digit, and the address keeps it',
  ENGINE,
  async ({ page }) => {
    await openStep(page, '#hidden=3&width=16&seed=4&sample=2&t=9&schemes=bp,generative');
    const row = page.locator('#step .rule.of-generative');
    const remark = row.locator('.remark');
    await expect(remark).toHaveText(/^The label x₀ and the picture x₄ are held/);
    const lock = row.getByRole('button', { name: 'Generative PC: hold node 0' });
    await expect(lock).toHaveAttribute('aria-pressed', 'true');
    await lock.focus();
    await page.keyboard.press('Enter');
    await expect(lock).toHaveAttribute('aria-pressed', 'false');
    await expect(lock).toBeFocused();
    const [{ value }] = await computedRows(page, { t: 9, rules: [{ rule: 'generative', stepSize: 0.05, free: [0] }] });
    const says = value.indexOf(Math.max(...value));
    await expect(remark).toHaveText(
      new RegExp(
        `^The label is free, from ten times 0\\.1: it says ${says} \\(.*; the picture is a \\d\\. This network has not been trained`,
      ),
    );
    // The value of each class, exactly: the label stands to the left of node 1.
    await row.locator('canvas.chain').focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    for (let i = 0; i < 900; i++) {
      if (/class 9/.test(await page.locator('.card p').first().textContent())) break;
      await page.keyboard.press('ArrowDown');
    }
    await expect(page.locator('.card p').first()).toHaveText('label, class 9, at t = 9');
    expect(Number(await page.locator('.card .reading span:last-child').textContent())).toBe(value[9]);
    await page.evaluate(() => document.activeElement.blur());
    await expect.poll(() => hashOf(page)).toMatchObject({ clamps: 'generative0' });
    const before = await settled(page);
    await page.reload();
    await expect.poll(() => shown(page)).toBe(before);
    await row.locator('.lock').last().click();
    await expect(remark).toContainText('The picture is free');
    await expect.poll(() => shown(page)).not.toBe(before);
  },
);

test('a node that cannot be let go says why in its row, and the others go on', async ({ page }) => {
  await openStep(page, '#hidden=3&t=3');
  const vpc = page.locator('#step .rule.of-vpc');
  await vpc.locator('.lock').nth(2).click();
  await expect(vpc.locator('.remark')).toHaveText('x₂ is held where the forward run left it: no error passes there.');
  await vpc.locator('.lock').nth(2).click();
  await expect(vpc.locator('.remark')).toBeEmpty();
  await vpc.locator('.lock').last().click();
  await expect(vpc.locator('.trouble')).toHaveText(/^VPC cannot run like this: .*categorical.*\.$/);
  await expect(page.locator('#step .say')).toHaveText(/^Node 1 hears of the error for the first time\./);
  await expect(page.locator('#message')).toBeHidden();
  await vpc.locator('.lock').last().click();
  await expect(vpc.locator('.trouble')).toBeEmpty();
});

test('FA-Z-IL in f32 says which layers never triggered', async ({ page }) => {
  await openStep(page, '#hidden=12&width=8&activation=sigmoid&dtype=f32&T=24&t=24&schemes=fa-zil');
  const remark = page.locator('#step .remark');
  await expect(remark).toHaveText(
    /W₀.* never triggered: the error of nodes? 1.* stayed exactly zero, because every change of x was smaller than one ulp of μ/,
  );
  await openStep(page, '#t=16&schemes=fa-zil');
  await expect(remark).toBeEmpty();
});

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing with every kind of row and the chooser open: ${scheme}`, ALL_ONLY, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [width, schemes] of [
      [1280, 'bp,fa-zil,ode-heun,ar,g-il,implicit-sgd'],
      [360, 'klimit,il-prox,generative,langevin,zil-latents'],
    ]) {
      await page.setViewportSize({ width, height: 760 });
      await openStep(page, `#t=4&schemes=${schemes}&feedback=random&clamps=generative0`);
      await page.locator('#step .chooser summary').click();
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
