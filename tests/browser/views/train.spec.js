// The train view: controls, a run from start to finish, exact values, the drawing, CSV, divergence and a crash.
import { ALL_ONLY, ALONE, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { changeSetting, hashOf, openTrain, saved, settingsOf, shown, trapIn, visit } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const FAST = 'hidden=2&activation=relu&dtype=f32';
const button = (page, name) => page.locator('#train').getByRole('button', { name, exact: true });
const say = page => page.locator('#train .say');
const epoch = async page => Number(await page.locator('#train .time b').textContent());
const accuracyShown = async page =>
  Number(/^newest\D*([\d.]+) %/.exec(await page.locator('#train .curve-readout').nth(1).textContent())?.[1] ?? NaN);

test('every setting changes the address and what is shown', ALL_ONLY, async ({ page }) => {
  const base = '#view=train&rule=vpc&hidden=3';
  await openTrain(page, 'rule=vpc&hidden=3');
  const names = await settingsOf(page, 'train');
  expect(names).toEqual(
    expect.arrayContaining(['rule', 'trainT', 'trainGamma', 'optimizer', 'rate', 'batch', 'source', 'seed']),
  );
  const fresh = async () => `${await shown(page, '.facts, .say')}`;
  const before = await fresh();
  const given = await hashOf(page);
  for (const name of names) {
    await changeSetting(page, 'train', name);
    await expect
      .poll(async () => (await hashOf(page))[name], { message: `${name} in the address`, intervals: [50] })
      .not.toBe(given[name]);
    await expect.poll(fresh, { message: `${name} in the picture`, intervals: [50] }).not.toBe(before);
    await visit(page, base);
    await expect.poll(fresh, { message: `the same picture after ${name} is back`, intervals: [50] }).toBe(before);
  }
});

test('a network learns in the page, which stays alive; every button does its work', ALONE, async ({ page }) => {
  await openTrain(page, FAST);
  const names = await page.locator('#train button').evaluateAll(all => all.map(one => one.textContent));
  // A new button needs a line of its own below; those of kept runs and networks have theirs in recovery.spec.js, that
  // which turns digits in doors.spec.js.
  expect(names.sort()).toEqual([
    'Another',
    'Clear',
    'Clear earlier runs',
    'Forget it',
    'Go on with it',
    'Next 12',
    'Random',
    'Reset',
    'Resume',
    'Save curves as CSV',
    'Save network',
    'Start',
    'Test now',
    'Turn them',
  ]);
  const untrained = await page.locator('#train .guess').evaluateAll(all => all.map(one => one.title));

  await page.evaluate(() => {
    globalThis.gaps = [];
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
      globalThis.gaps.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    });
  });
  await button(page, 'Start').click();
  await expect(button(page, 'Pause')).toBeVisible();
  const loss = async () =>
    Number(/newest\D* ([\d.]+)/.exec(await page.locator('#train .curve-readout').first().textContent())?.[1] ?? NaN);
  await expect.poll(loss).toBeGreaterThan(0);
  const early = await loss();
  await expect.poll(() => accuracyShown(page), { timeout: 30_000 }).toBeGreaterThan(80);
  await expect.poll(loss).toBeLessThan(early); // which is told after the accuracy
  const facts = (await page.locator('#train .facts').textContent()).replaceAll(',', '');
  expect(facts).toMatch(/^\d+\siterations\s·\s\d{4,}\sdigits\/s\s·\s\d+\.\d\ss\s·\svalidation\s\d+\.\d\s%$/);
  // The bar says the same newest accuracy as the list under the chart, at any moment.
  const said = await page.evaluate(() =>
    ['.facts', '.runs li'].map(part =>
      [...document.querySelectorAll(`#train ${part}`)]
        .map(one => one.textContent)
        .join()
        .replace(/\s/g, ' '),
    ),
  );
  const newest = /validation (\d+\.\d %)/.exec(said[0])[1];
  expect(said[1]).toContain(newest);

  // Training goes on while another view is used, and that view answers at once.
  const waited = await page.evaluate(async () => {
    const start = performance.now();
    document.querySelector('nav [data-view=step]').click();
    while (document.querySelector('#step').hidden) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
  expect(waited, 'milliseconds until the step view is there').toBeLessThan(500);
  const before = await page.evaluate(() => document.querySelector('#train .time b').textContent);
  await expect(page.locator('#step')).toHaveAttribute('data-state', 'ready');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#step .time')).toHaveText(/t = 1 of/);
  await page.getByRole('link', { name: 'Train' }).click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(Number(before));
  const gaps = await page.evaluate(() => globalThis.gaps);
  const longest = Math.max(...gaps);
  test.info().annotations.push({
    type: 'longest gap between frames',
    description: `${longest.toFixed(0)} ms of ${gaps.length} frames`,
  });
  console.log(`    longest gap between ${gaps.length} frames while training: ${longest.toFixed(0)} ms`);
  expect(longest).toBeLessThan(1000);

  // Pause stands still and tests; Resume goes on where it stopped.
  await button(page, 'Pause').click();
  await expect(say(page)).toHaveText(/^Paused at epoch \d+\.\d\d\.$/);
  await expect(page.locator('#train .test-result')).toHaveText(
    /^Test after [\d,]+ iterations: [89]\d\.\d % of 1,000 digits right, mean loss 0\.\d+\.$/,
  );
  const paused = await epoch(page);
  await page.waitForTimeout(300); // several reports' worth: nothing may come
  expect(await epoch(page)).toBe(paused);
  expect(await page.locator('#train .guess').evaluateAll(all => all.map(one => one.title))).not.toEqual(untrained);
  await expect.poll(() => page.locator('#train .guess:not(.wrong)').count()).toBeGreaterThanOrEqual(8);
  await page.locator('#train .test-result').evaluate(element => {
    element.textContent = '';
  });
  await button(page, 'Test now').click();
  await expect(page.locator('#train .test-result')).toHaveText(/^Test after/);
  const first = await page.locator('#train .guess').first().getAttribute('title');
  await button(page, 'Next 12').click();
  await expect(page.locator('#train .guess').first()).toHaveAttribute('title', /^Test digit 12:/);
  expect(first).toMatch(/^Test digit 0: taken for a \d \(probability [01]\.\d{4}\); (right|wrong, it is a \d)\.$/);
  await button(page, 'Resume').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(paused);
  await page.locator('#train').focus();
  await page.keyboard.press(' ');
  await expect(button(page, 'Resume')).toBeVisible();

  // Changed settings wait for a new run; the old one can go on as it was.
  await page.locator('#train select[data-setting=rule]').selectOption('zil');
  await expect(page.locator('#train .changed', { hasText: 'Settings changed' })).toBeVisible();
  const kept = await epoch(page);
  await button(page, 'Resume').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(kept);
  await button(page, 'Pause').click();
  await button(page, 'Start').click();
  await expect(page.locator('#train .runs li')).toHaveCount(2);
  await expect(page.locator('#train .runs li').first()).toContainText('Z-IL');
  await expect.poll(() => accuracyShown(page).catch(() => 0), { timeout: 30_000 }).not.toBeNaN();
  await page.keyboard.press('r');
  await expect(say(page)).toHaveText('Fresh random weights; nothing trained yet.');
  expect(await epoch(page)).toBe(0);
  await button(page, 'Clear earlier runs').click();
  await expect(page.locator('#train .runs li')).toHaveCount(1);
  await button(page, 'Start').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(0.2);
  await button(page, 'Reset').click();
  await expect(say(page)).toHaveText('Fresh random weights; nothing trained yet.');
  const seed = page.locator('#train [data-setting=seed]');
  await expect(async () => {
    await button(page, 'Random').click();
    expect(await seed.inputValue()).not.toBe('0');
  }).toPass();
});

test('exact values on the plots by mouse and keyboard, and the same in the CSV', ENGINE, async ({ page }) => {
  await openTrain(page, `${FAST}&rate=0.02`);
  const run = async () => {
    await button(page, 'Start').click();
    await expect.poll(() => epoch(page)).toBeGreaterThan(1.2);
    await button(page, 'Pause').click();
    await expect(say(page)).toHaveText(/^Paused/);
  };
  await run();
  const { bytes } = await saved(page, button(page, 'Save curves as CSV'));
  const table = bytes
    .toString()
    .trim()
    .split('\n')
    .map(line => line.split(','));
  const [head, ...rows] = table;
  const column = name => {
    const at = head.indexOf(name);
    expect(at, name).toBeGreaterThanOrEqual(0);
    return at;
  };
  expect(rows.length).toBeGreaterThanOrEqual(25);
  for (const row of rows) {
    expect(row).toHaveLength(head.length);
    expect([row[column('rate')], row[column('hidden')], row[column('dtype')]]).toEqual(['0.02', '2', 'f32']);
  }
  const losses = rows.filter(row => row[column('training_loss')] !== '');
  const scores = rows.filter(row => row[column('validation_accuracy')] !== '');
  expect(scores.length).toBeGreaterThanOrEqual(5);
  expect(Number(scores[0][column('iteration')])).toBe(0);

  // By keyboard: Home is the first recorded loss, each arrow the next one.
  const charts = page.locator('#train .curve-chart');
  const readout = page.locator('#train .curve-readout');
  await charts.first().focus();
  await page.keyboard.press('Home');
  for (const row of losses.slice(0, 4)) {
    const text = `epoch ${Number(row[column('epoch')]).toFixed(2)}, iteration ${row[column('iteration')]}`;
    await expect(readout.first()).toContainText(text);
    await expect(readout.first()).toContainText(Number(row[column('training_loss')]).toPrecision(4));
    await expect(charts.first()).toHaveAttribute('aria-valuetext', new RegExp(`^${text}`));
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Escape');
  await expect(readout.first()).toContainText('newest');
  // By mouse: the start of the axis is the untrained network.
  const box = await charts.nth(1).boundingBox();
  await page.mouse.move(box.x + 50, box.y + box.height / 2);
  await expect(readout.nth(1)).toContainText(`iteration 0`);
  await expect(readout.nth(1)).toContainText(
    `${(100 * Number(scores[0][column('validation_accuracy')])).toFixed(1)} %`,
  );
  await page.mouse.move(2, 2);
  await expect(readout.nth(1)).toContainText('newest');
});

test('a drawing by mouse and by keyboard gets ten numbers that sum to 1', ENGINE, async ({ page }) => {
  await openTrain(page, FAST);
  const pad = page.locator('#train .pad');
  const values = async () => (await page.locator('#train .bar-value').allTextContents()).map(Number);
  const sum = numbers => numbers.reduce((total, value) => total + value, 0);
  await expect(page.locator('#train .pad-verdict')).toHaveText('Nothing drawn yet.');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 8, box.y + box.height - 20, { steps: 8 });
  await page.mouse.up();
  await expect(page.locator('#train .pad-verdict')).toHaveText(/^Taken for a \d\.$/);
  const byMouse = await values();
  expect(byMouse).toHaveLength(10);
  expect(Math.abs(sum(byMouse) - 1)).toBeLessThan(1e-3); // ten numbers of four decimals
  await button(page, 'Clear').click();
  await expect(page.locator('#train .pad-verdict')).toHaveText('Nothing drawn yet.');

  await pad.focus();
  for (const key of ['ArrowUp', 'ArrowUp', ' ', ...Array(6).fill('ArrowRight'), ...Array(8).fill('ArrowDown'), ' '])
    await page.keyboard.press(key);
  await expect(page.locator('#train .pad-verdict')).toHaveText(/^Taken for a \d\.$/);
  const byKey = await values();
  expect(Math.abs(sum(byKey) - 1)).toBeLessThan(1e-3);
  expect(byKey).not.toEqual(byMouse);
  expect(await epoch(page)).toBe(0); // Space drew, and did not start training
  await page.keyboard.press('Delete');
  await expect(page.locator('#train .pad-verdict')).toHaveText('Nothing drawn yet.');
});

test('a learning rate of 100 diverges, is said in a sentence, and the page goes on', async ({ page }) => {
  for (const settings of ['optimizer=sgd&rate=100&activation=relu&hidden=2&rule=bp', 'rate=100&hidden=2&dtype=f32']) {
    await openTrain(page, settings);
    await button(page, 'Start').click();
    await expect(say(page)).toHaveText(
      /^Training (diverged at iteration \d+ with learning rate 100: .*|is diverging: at iteration \d+ the loss is .*, up from .*)Try a learning rate around 0\.01.*\.$/,
    );
    if (await button(page, 'Pause').isVisible()) await button(page, 'Pause').click();
    await expect(page.locator('#train .main')).not.toHaveText('Pause');
    // The network and its plots still answer.
    await button(page, 'Test now').click();
    await expect(page.locator('#train .test-result')).toHaveText(/^Test after .* of 1,000 digits right/);
    await visit(page, `#view=train&${FAST}`);
    await button(page, 'Reset').click();
    await expect(say(page)).toHaveText('Fresh random weights; nothing trained yet.');
    await button(page, 'Start').click();
    await expect.poll(() => accuracyShown(page), { timeout: 30_000 }).toBeGreaterThan(70);
    await expect(say(page)).not.toContainText('diverg');
  }
});

test('a crash while training is said in a sentence, and training can start anew', async ({ page, context }) => {
  await trapIn(context, 'train/decisions.js', 'recordEvery', 'args[1] === 13');
  await openTrain(page, `${FAST}&batch=13`);
  await button(page, 'Start').click();
  await expect(say(page)).toHaveText(
    /^The training engine stopped \(.*unreachable.*\) and was started again\. The network in training is lost: press Start to train anew\.$/,
  );
  await button(page, 'Start').click();
  await expect.poll(() => accuracyShown(page), { timeout: 30_000 }).toBeGreaterThan(50);
});
