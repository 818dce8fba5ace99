// The train view with every scheme: which controls there are, feedback weights and their angles, the network that
// draws, and refusals.
import { ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openTrain, saved, settingsOf } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const button = (page, name) => page.locator('#train').getByRole('button', { name, exact: true });
const say = page => page.locator('#train .say');
const epoch = async page => Number(await page.locator('#train .time b').textContent());
const choose = (page, rule) => page.locator('#train select[data-setting=rule]').selectOption(rule);

test('every scheme can be chosen, shows its own controls alone, and trains', ALL_ONLY, async ({ page }) => {
  await openTrain(page, 'source=synthetic&hidden=2&width=8&dtype=f32&batch=32');
  const schemes = await page
    .locator('#train select[data-setting=rule] option')
    .evaluateAll(options => options.map(option => [option.value, option.textContent]));
  expect(schemes).toHaveLength(19);
  const controls = {};
  for (const [id, name] of schemes) {
    await choose(page, id);
    controls[id] = await settingsOf(page, 'train');
    await button(page, 'Start').click();
    await expect(page.locator('#train .runs li').first()).toContainText(name);
    await expect.poll(() => epoch(page), { message: id, intervals: [50] }).toBeGreaterThan(0.01);
    await button(page, 'Pause').click();
    await expect(say(page), id).toHaveText(/^Paused at epoch/);
  }
  // A run of each stays in the plots, the newest first.
  await expect(page.locator('#train .runs li')).toHaveCount(19);
  const has = (id, ...names) => expect(controls[id], id).toEqual(expect.arrayContaining(names));
  const lacks = (id, ...names) =>
    expect(
      controls[id].filter(name => names.includes(name)),
      id,
    ).toEqual([]);
  has('klimit', 'trainT', 'trainGamma', 'k', 'feedback', 'optimizer', 'batch', 'likelihood');
  has('g-il', 'trainT', 'trainGamma', 'bottomGamma', 'decay');
  has('langevin', 'noiseSeed');
  lacks('bp', 'trainT', 'trainGamma', 'k', 'decay', 'bottomGamma', 'noiseSeed');
  lacks('zil', 'trainT', 'trainGamma');
  lacks('fa-zil', 'trainGamma');
  lacks('il-prox', 'batch', 'optimizer', 'feedback', 'k');
  lacks('implicit-sgd', 'optimizer', 'trainGamma', 'feedback');
  lacks('generative', 'likelihood');
  await choose(page, 'il-prox');
  await button(page, 'Reset').click();
  await expect(page.locator('#train .scheme-chooser')).toContainText('so the batch is 1');
  await expect(page.locator('#train .runs li').first()).toContainText('sgd, rate 0.01, batch 1,');
});

test('feedback weights of their own come to agree, and every angle can be read', async ({ page }) => {
  await openTrain(page, 'rule=bp&hidden=2&width=16&dtype=f32&rate=0.03');
  await expect(page.locator('#train .angle')).toHaveCount(1); // the transpose has no angle to speak of
  await page.locator('#train .chip', { hasText: 'Kolen' }).click();
  await expect(page.locator('#train .angle')).toHaveCount(2);
  await button(page, 'Start').click();
  await expect.poll(() => epoch(page), { timeout: 30_000 }).toBeGreaterThan(3);
  await button(page, 'Pause').click();
  await expect(say(page)).toHaveText(/^Paused/);
  const [errors, feedback] = await page.locator('#train .angle .curve-readout').allTextContents();
  expect(errors).toMatch(/^newestBP e₁ [\d.]+°, e₂ [\d.]+°, e₃ 0(\.\d+)?°$/);
  expect(feedback).toMatch(/^newestBP W₀ [\d.]+°, W₁ [\d.]+°, W₂ [\d.]+°$/);
  expect(Number(/W₂ ([\d.]+)/.exec(feedback)?.[1])).toBeLessThan(30);

  // The card tells every digit, as the CSV does.
  await page.locator('#train .angle-plot').nth(1).focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
  const card = page.locator('.card:visible');
  const iteration = /iteration (\d+)/.exec(await card.textContent())?.[1];
  const shown = await card.locator('.reading span:last-child').allTextContents();
  const { bytes } = await saved(page, button(page, 'Save curves as CSV'));
  const [head, ...rows] = bytes
    .toString()
    .trim()
    .split('\n')
    .map(line => line.split(','));
  const row = rows.find(one => one[0] === '1' && one[head.indexOf('iteration')] === iteration);
  expect(shown).toEqual([0, 1, 2].map(l => `${row?.[head.indexOf(`feedback_angle_${l}`)]}°`));
  await page.keyboard.press('Escape');
});

test('a generative network draws the ten digits, and reads by inference', ALL_ONLY, async ({ page }) => {
  await openTrain(page, 'rule=generative&source=synthetic&hidden=2&width=24&dtype=f32&rate=0.02');
  const dreams = page.locator('#train .dream');
  await expect(dreams).toHaveCount(10);
  const untrained = await dreams.evaluateAll(all => all.map(one => one.title));
  await expect(page.locator('#train .reference')).toContainText(
    '“consistently unable to surpass a test set accuracy of 80%”',
  );
  await button(page, 'Start').click();
  await expect.poll(() => epoch(page), { timeout: 40_000 }).toBeGreaterThan(0.6);
  await button(page, 'Pause').click();
  await expect(page.locator('#train .test-result')).toHaveText(
    /^Test after [\d,]+ iterations: [\d.]+ % of 500 digits right, mean loss [\d.]+\.$/,
    { timeout: 30_000 },
  );
  const trained = await dreams.evaluateAll(all => all.map(one => one.title));
  for (let label = 0; label < 10; label++) {
    expect(trained[label]).toMatch(
      new RegExp(`^Label ${label}: pixels from −?[\\d.]+ \\(paper is 0\\) to [\\d.]+ \\(ink is 1\\)$`),
    );
    expect(trained[label]).not.toBe(untrained[label]);
  }
  expect(new Set(await dreams.locator('canvas').evaluateAll(all => all.map(one => one.toDataURL()))).size).toBe(10);

  // A drawing is read by inference too.
  await page.locator('#train .pad').scrollIntoViewIfNeeded();
  const box = await page.locator('#train .pad').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20, { steps: 4 });
  await page.mouse.up();
  await expect(page.locator('#train .pad-verdict')).toHaveText(/^Taken for a \d\.$/);
  await expect(page.locator('#train .bar-note')).toContainText('Found by inference');

  // Another scheme has no use for the pictures; the line at 80 % stays as long as the run does.
  await choose(page, 'bp');
  await button(page, 'Reset').click();
  await expect(dreams).toHaveCount(0);
  await expect(page.locator('#train .reference')).toBeVisible();
  await button(page, 'Clear earlier runs').click();
  await expect(page.locator('#train .reference')).toBeHidden();
});

test('a setting beyond what the module takes is brought back to what it takes, and trains', async ({ page }) => {
  await page.goto('index.html#view=train&rule=g-il&decay=5&hidden=2&source=synthetic');
  await expect(page.locator('#train .guess')).toHaveCount(12);
  await button(page, 'Start').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(0.1);
  await expect(say(page)).not.toHaveText(/must be/);
});
