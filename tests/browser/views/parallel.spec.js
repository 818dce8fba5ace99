// The parallel view: ideal pictures, a real run, its numbers, stopping, failing, the keyboard, and settings.
import AxeBuilder from '@axe-core/playwright';
import { schemeById } from '../../../www/js/model/schemes.js';
import { ALL_ONLY, ENGINE, LOOKS } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { changeSetting, hashOf, settingsOf, settled, visit } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/**
 * Opens the view and waits for its ideal pictures.
 * @param {import('@playwright/test').Page} page
 * @param {string} [settings]
 */
async function open(page, settings = '') {
  await page.goto('about:blank');
  await page.goto(`index.html#view=parallel&source=synthetic${settings && `&${settings}`}`);
  await expect(page.locator('#parallel[data-state=ready]')).toBeVisible();
}
/** @param {import('@playwright/test').Page} page @param {string} scheme */
const choose = (page, scheme) => page.locator('#parallel [data-setting=pRule]').selectOption(scheme);
const button = (page, name) => page.locator('#parallel').getByRole('button', { name, exact: true });
const say = page => page.locator('#parallel .say');
/**
 * Workers of nodes that are alive; the page's two engines are not among them.
 * @param {import('@playwright/test').Page} page
 */
const nodes = page => page.workers().filter(worker => worker.url().includes('/node.js')).length;
const large = page => page.locator('#parallel .large canvas');
/** @param {import('@playwright/test').Locator} canvas */
const picture = canvas => canvas.evaluate(element => /** @type {HTMLCanvasElement} */ (element).toDataURL());
const spoken = page => page.locator('body > p[role=status].visually-hidden');
/** Runs and waits for the end. @param {import('@playwright/test').Page} page */
async function run(page) {
  await button(page, /^Run (in parallel|again)$/).click();
  await expect(say(page)).toContainText('workers:', { timeout: 45_000 });
}

test('the ideal pictures need no run, and say that no rule brings the error sooner', async ({ page }) => {
  await open(page, 'pDepth=6&pWidth=16');
  const sentences = await page.locator('#parallel .lane-sentence:visible').allTextContents();
  expect(sentences).toHaveLength(4);
  expect(sentences[0]).toContain('5 in all, none wasted');
  for (const sentence of sentences.slice(1))
    expect(sentence).toMatch(/node 1 (as|when)|as long to node 1|when it does with BP/);
  expect(sentences[2]).toMatch(/5 of 25 products carry it; .*10 multiply zero/);
  const drawn = await page.locator('#parallel .lanes.small:visible').evaluateAll(all =>
    all.map(one => {
      const { width, height } = one;
      return new Set(one.getContext('2d').getImageData(0, 0, width, height).data).size;
    }),
  );
  for (const values of drawn) expect(values).toBeGreaterThan(10);
  await expect.poll(() => nodes(page)).toBe(0);
});

test('FPA-PC with γ = 1 arrives with all of the error; with γ = 0.1 with almost none of it', async ({ page }) => {
  await open(page, 'pDepth=6&pWidth=16&pGamma=1');
  const fpa = page.locator('#parallel .lane-rule.of-fpa .lane-sentence');
  await expect(fpa).not.toContainText('99 %');
  await visit(page, '#view=parallel&source=synthetic&pDepth=6&pWidth=16&pGamma=0.1');
  await expect(fpa).toContainText('Node 1 gets 0.0010 % of it; 99 % takes T = ');
});

test(
  'a run of each rule: measured picture, numbers of its own for start-up, waiting and messages, and nothing left behind',
  ENGINE,
  async ({ page }) => {
    await open(page, 'pDepth=4&pWidth=32');
    await expect(page.locator('#parallel .facts-column')).toContainText('Not run yet');
    for (const [rule, name] of [
      ['bp', 'BP'],
      ['vpc', 'VPC'],
      ['fpa', 'FPA-PC'],
      ['zil', 'Z-IL'],
    ]) {
      await choose(page, rule);
      await run(page);
      await expect(say(page)).toContainText(`${name} on 4 workers`);
      await expect(page.locator('#parallel .lanes-summary')).toContainText(
        /^.* 4 nodes, T = 3: ends after [\d.]+ ms\. The output’s error reaches node 1 after [\d.]+ ms/,
      );
      const facts = page.locator('#parallel .facts-list').first();
      await expect(facts).toContainText(
        /Start-up.*ms.*Computing, all nodes.*ms.*Waiting, all nodes.*ms.*Messages.*ms each/s,
      );
      await expect(page.locator('#parallel .verdict-line').last()).toContainText(
        /4 workers took [\d.]+ ms, the loop in one worker [\d.]+ ms/,
      );
      await expect(page.locator(`#parallel .costs .of-${rule} td`).nth(4)).toHaveText(/ ms$/);
      await expect.poll(() => nodes(page)).toBe(0);
    }
    expect((await hashOf(page)).pShow).toBe('measured');
    await expect(page.locator('#parallel .costs td:has-text("–")')).toHaveCount(0);
    await expect(page.locator('#parallel .facts-list').last()).toContainText(/Measured, loop[\d.]+ ×/);
    // Other settings: those runs were of another network.
    await page.locator('#parallel [data-setting=pDepth]').press('ArrowRight');
    await expect(page.locator('#parallel .cores')).toContainText('Not measured yet');
  },
);

test('the other local rules stand beside the paper’s four, and run', ALL_ONLY, async ({ page }) => {
  await open(page, 'pDepth=3&pWidth=16&pBatch=2');
  const extra = page.locator('#parallel .rows-of-lanes .lane-rule').nth(4);
  await expect(extra).toBeHidden();
  for (const [scheme, said] of [
    ['ode-heun', /two rounds of messages/],
    ['langevin', /noise gives every node an error/],
    ['generative', /from the label to the picture/],
    ['zil-early', /learns before it sends/],
  ]) {
    const { name } = schemeById(scheme);
    await choose(page, scheme);
    await expect(extra.locator('h3')).toHaveText(name);
    await expect(extra.locator('.lane-sentence')).toContainText(said);
    await expect(page.locator('#parallel #rows-title')).toHaveText(/^Five rules/);
    await run(page);
    await expect(say(page)).toContainText(`${name} on 3 workers`);
    await expect(page.locator(`#parallel .costs .of-${scheme} td`).nth(4)).toHaveText(/ ms$/);
    await expect.poll(async () => (await hashOf(page)).pRule).toBe(scheme);
  }
  // The chain is turned round: 10 units at x_0, so the forward evaluation of node 1 is the cheap one.
  await choose(page, 'generative');
  await expect(page.locator('#parallel .inequality')).toContainText('C₀ = 320, C₁ = 512, C₂ = 25.1 k');
  await choose(page, 'vpc');
  await expect(extra).toBeHidden();
  await expect.poll(() => nodes(page)).toBe(0);
});

test('what cannot run here says why: implicit SGD in the list, IL-prox with more than one digit', async ({ page }) => {
  await open(page, 'pDepth=3&pWidth=16&pBatch=2&pRule=implicit-sgd');
  // Not a rule of this view, so the default stands.
  await expect(page.locator('#parallel [data-setting=pRule]')).toHaveValue('fpa');
  await expect(page.locator('#parallel option[value=implicit-sgd]')).toBeDisabled();
  await expect(page.locator('#parallel option[value=implicit-sgd]')).toHaveText('Implicit SGD (not local)');
  await expect(page.locator('#parallel [data-setting=pRule]')).toHaveAccessibleDescription(
    /Implicit SGD cannot be chosen: it is not local\./,
  );
  await expect(page.locator('#parallel option:enabled')).toHaveCount(18);

  await choose(page, 'il-prox');
  const refused = /^The minibatch must be 1 sample for rule il-prox, .*practical.*, got 2\.$/;
  await expect(page.locator('#parallel .lane-rule.of-il-prox .lane-sentence')).toHaveText(refused);
  await expect(page.locator('#parallel .cores')).toHaveText(refused);
  await button(page, 'Run in parallel').click();
  await expect(say(page)).toHaveText(refused);
  await expect.poll(() => nodes(page)).toBe(0);
  await page.locator('#parallel [data-setting=pBatch]').press('Home');
  await expect(page.locator('#parallel .lane-rule.of-il-prox .lane-sentence')).toContainText('products carry it');
  await button(page, 'Run again').click();
  await expect(say(page)).toContainText('IL-prox on 3 workers', { timeout: 45_000 });
});

test('the paper’s bounds are not drawn for a rule that they are not about', ALL_ONLY, async ({ page }) => {
  await open(page, 'pDepth=4&pWidth=16&pRule=ar');
  const inequality = page.locator('#parallel .inequality');
  await expect(inequality).toContainText('No bound of the paper’s is meant for this rule. ');
  await expect(inequality.locator('table')).toHaveCount(0);
  await choose(page, 'g-il');
  await expect(inequality).toContainText('(3.28)');
  // With values that fade, errors do not wait for the output's.
  await page.locator('#parallel [data-setting=decay]').press('ArrowRight');
  await expect(inequality).toContainText('Values that fade give every node an error');
  await expect(page.locator('#parallel .lane-rule.of-g-il .lane-sentence')).toContainText('What the output sends');
  await choose(page, 'fa-zil');
  await expect(inequality).toContainText('(3.33)');
});

test('the rule can be chosen on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await open(page, 'pDepth=3&pWidth=16');
  await page.locator('#parallel .sheet summary').click();
  const select = page.locator('#parallel [data-setting=pRule]');
  await select.focus();
  const box = await select.boundingBox();
  expect(box.x >= 0 && box.x + box.width <= 360 && box.height >= 24, JSON.stringify(box)).toBe(true);
  await choose(page, 'il-prox-practical');
  await expect(page.locator('#parallel .large-title')).toHaveText(
    `${schemeById('il-prox-practical').name}, node by node`,
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
});

test('fewer cores than nodes are named in the picture', ALL_ONLY, async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 2 }));
  await open(page, 'pDepth=3&pWidth=16&pShow=measured');
  await run(page);
  await expect(page.locator('#parallel .cores')).toContainText('2 cores for 3 nodes');
  await expect(page.locator('#parallel .reasons')).toContainText('2 cores for 3 nodes');
});

test('waiting for the slowest is paid for with messages of its own, which are shown', async ({ page }) => {
  await open(page, 'pDepth=4&pWidth=16&pWait=lockstep');
  await run(page);
  await expect(page.locator('#parallel .facts-list').first()).toContainText(
    /Messages that say “done”\d+, [\d.]+ ms each/,
  );
  await expect(page.locator('#parallel .machine')).toContainText('every step waits for the slowest');
});

test(
  'stop, leaving the view and changing the network each end all workers, and the view stays usable',
  ALL_ONLY,
  async ({ page }) => {
    await open(page, 'pDepth=24&pWidth=128&pBatch=32&pRule=vpc');
    const begin = async () => {
      await button(page, /^Run (in parallel|again)$/).click();
      await expect.poll(() => nodes(page), { intervals: [10] }).toBeGreaterThan(0);
    };
    const gone = () => expect.poll(() => nodes(page), { intervals: [20], timeout: 2000 }).toBe(0);
    await begin();
    await button(page, 'Stop').click();
    await gone();
    await expect(say(page)).toHaveText('Stopped; all workers have ended.');
    await begin();
    await page.locator('nav [data-view=train]').click();
    await gone();
    await page.locator('nav [data-view=parallel]').click();
    await begin();
    await page.locator('#parallel [data-setting=pDepth]').press('Home');
    await gone();
    await expect(say(page)).toContainText('The settings changed');
    await expect(page.locator('#parallel .large-title')).toBeVisible();
    await expect(page.locator('#parallel .lane-rule.of-bp .lane-sentence')).toContainText('1 in all');
    await page.keyboard.press('Escape');
    await page.locator('#parallel .large-title').click();
    await page.keyboard.press('Space');
    await expect(say(page)).toContainText('VPC on 2 workers', { timeout: 45_000 });
    await expect.poll(() => nodes(page)).toBe(0);
  },
);

test.describe('a worker that cannot be loaded', () => {
  test.use({ mayBeMissing: /worker\/node\.js/ });
  test('gives one sentence and a working "Run again"', async ({ page }) => {
    await page.route('**/js/runner/worker/node.js', route => route.fulfill({ status: 404, body: '' }));
    await open(page, 'pDepth=3&pWidth=16');
    await button(page, 'Run in parallel').click();
    await expect(button(page, 'Run again')).toBeVisible({ timeout: 30_000 });
    const sentence = await say(page).textContent();
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toContain('undefined');
    await page.unroute('**/js/runner/worker/node.js');
    await run(page);
    await expect(button(page, 'Run in parallel')).toBeVisible();
  });
});

test('the keyboard walks from bar to bar, zooms, pans and shows all again', ENGINE, async ({ page }) => {
  await open(page, 'pDepth=5&pWidth=16');
  const canvas = large(page);
  await canvas.focus();
  await page.keyboard.press('ArrowRight');
  await expect(spoken(page).filter({ hasText: 'Node 1, evaluation (forward) at t = 0' })).toHaveCount(1);
  await page.keyboard.press('ArrowUp');
  await expect(spoken(page).filter({ hasText: 'Node 2, evaluation (forward)' })).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(spoken(page).filter({ hasText: 'product towards the input (vjp) at t = 0, idle' })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.mouse.move(2, 2);
  const whole = await picture(canvas);
  await page.keyboard.press('+');
  await expect.poll(() => picture(canvas)).not.toBe(whole);
  const near = await picture(canvas);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => picture(canvas)).not.toBe(near);
  await page.keyboard.press('0');
  await expect.poll(() => picture(canvas)).toBe(whole);
});

test('buttons, wheel and drag move the picture; pointing at a bar tells its exact values', async ({ page }) => {
  await open(page, 'pDepth=5&pWidth=16');
  const canvas = large(page);
  await canvas.scrollIntoViewIfNeeded();
  await settled(page);
  const whole = await picture(canvas);
  for (const name of ['Zoom in (+)', 'Later (shift and →)', 'Earlier (shift and ←)', 'Zoom out (−)']) {
    const before = await picture(canvas);
    await page.locator(`#parallel .zoom [title="${name}"]`).click();
    await expect.poll(() => picture(canvas), { message: name }).not.toBe(before);
  }
  await button(page, 'Fit').click();
  await expect.poll(() => picture(canvas)).toBe(whole);
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(() => picture(canvas)).not.toBe(whole);
  const near = await picture(canvas);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 120, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => picture(canvas)).not.toBe(near);
  await button(page, 'Fit').click();
  // The first bar of node 1, the lowest lane, at the left edge.
  await page.mouse.move(box.x + 90, box.y + box.height - 22 - (box.height - 28) / 10 - 4);
  await expect(page.locator('.card:visible')).toContainText(/Node 1.*evaluation.*multiply-adds\s*200,704/s);
});

test('a click on a small picture chooses the rule; the bound follows', async ({ page }) => {
  await open(page, 'pDepth=6&pWidth=32');
  await expect(page.locator('#parallel .inequality')).toContainText('(3.28)');
  await page.locator('#parallel .lane-rule.of-zil canvas').click();
  await expect.poll(async () => (await hashOf(page)).pRule).toBe('zil');
  await expect(page.locator('#parallel .inequality')).toContainText('(3.33)');
  await expect(page.locator('#parallel .inequality')).toContainText('Holds');
  await page.locator('#parallel .lane-rule.of-bp canvas').click();
  await expect(page.locator('#parallel .inequality')).toContainText('(2.6)');
  await visit(page, '#view=parallel&source=synthetic&pDepth=12&pWidth=64&pT=2');
  await expect(page.locator('#parallel .inequality')).toContainText('Does not hold here, and need not');
  await expect(page.locator('#parallel .lane-rule.of-fpa .lane-sentence')).toContainText('no further than node 10');
});

test('a bottleneck costs FPA-PC and Z-IL more than backpropagation', ALL_ONLY, async ({ page }) => {
  const ratio = async rule =>
    Number(/([\d.]+) × BP/.exec(await page.locator(`#parallel .lane-rule.of-${rule} .lane-end`).textContent())[1]);
  await open(page, 'pDepth=8&pWidth=64&pWait=lockstep');
  const [fpa, zil] = [await ratio('fpa'), await ratio('zil')];
  await page.locator('#parallel [data-setting=pWide]').press('ArrowRight');
  await page.locator('#parallel [data-setting=pWide]').press('ArrowRight');
  await expect(page.locator('#parallel .facts-column')).toContainText('Hidden layer 2 has 1,024 units');
  expect(await ratio('fpa')).toBeGreaterThan(fpa * 1.3);
  expect(await ratio('zil')).toBeGreaterThan(zil * 1.3);
});

test(
  'one ideal processor takes what all operations take; the address brings the same view back',
  ALL_ONLY,
  async ({ page }) => {
    await open(page, 'pDepth=5&pWidth=16');
    const times = () =>
      page
        .locator('#parallel .costs tbody tr')
        .evaluateAll(rows => rows.map(row => [row.cells[2].textContent, row.cells[4].textContent]));
    for (const [work, ideal] of await times()) expect(ideal).not.toBe(work);
    await page.locator('#parallel [data-setting=pProcessors]').press('ArrowRight');
    await expect.poll(async () => (await times()).every(([work, ideal]) => ideal === work)).toBe(true);
    await expect(page.locator('#parallel .machine')).toContainText('1 processor,');
    await expect.poll(async () => (await hashOf(page)).pProcessors).toBe('1');
    const before = await picture(large(page));
    await page.reload();
    await expect(page.locator('#parallel[data-state=ready]')).toBeVisible();
    await expect.poll(() => picture(large(page))).toBe(before);
  },
);

test('every control changes its setting in the address', ALL_ONLY, async ({ page }) => {
  await open(page, 'pDepth=5&pWidth=16&pWide=2&pRule=vpc');
  const names = await settingsOf(page, 'parallel');
  expect(names).toEqual(
    expect.arrayContaining([
      'pRule',
      'feedback',
      'pGamma',
      'pT',
      'pDepth',
      'pWidth',
      'pWide',
      'pWideUnits',
      'pBatch',
      'pWait',
      'pProcessors',
      'pShow',
      'dtype',
      'seed',
    ]),
  );
  for (const name of names) {
    const before = (await hashOf(page))[name];
    await changeSetting(page, 'parallel', name);
    await expect.poll(async () => (await hashOf(page))[name], { message: name, intervals: [50] }).not.toBe(before);
    await visit(page, '#view=parallel&source=synthetic&pDepth=5&pWidth=16&pWide=2&pRule=vpc');
  }
});

test('settings that only some rules use are there for those alone', async ({ page }) => {
  await open(page, 'pDepth=4&pWidth=16&pBatch=1&feedback=random');
  for (const [scheme, names] of [
    ['klimit', ['k']],
    ['g-il', ['bottomGamma', 'decay']],
    ['zil-early', ['alpha']],
    ['langevin', ['noiseSeed']],
  ]) {
    await choose(page, scheme);
    const there = await settingsOf(page, 'parallel');
    expect(
      there.filter(name => ['k', 'bottomGamma', 'decay', 'alpha', 'noiseSeed'].includes(name)),
      scheme,
    ).toEqual(names);
    expect(there).toContain('feedbackSeed');
    for (const name of names) {
      const before = (await hashOf(page))[name];
      await changeSetting(page, 'parallel', name);
      await expect.poll(async () => (await hashOf(page))[name], { message: name, intervals: [50] }).not.toBe(before);
    }
  }
  await expect(page.locator('#parallel [data-setting=pT]')).toBeVisible();
  await choose(page, 'zil-step');
  await expect(page.locator('#parallel [data-setting=pT]')).toBeHidden();
  await expect(page.locator('#parallel [data-setting=pGamma]')).toBeVisible();
});

test('the plots over depth tell exact values by keyboard', async ({ page }) => {
  await open(page, 'pDepth=6&pWidth=32');
  await page.locator('#parallel .cost-plot').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(
    spoken(page).filter({
      hasText: /^L = 6 functions, multiply-adds: BP [\d,]+, VPC [\d,]+, FPA-PC [\d,]+, Z-IL [\d,]+, bound [\d,]+\.$/,
    }),
  ).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(spoken(page).filter({ hasText: /^L = 7 / })).toHaveCount(1);
});

for (const [scheme, width] of LOOKS) {
  test(`axe finds nothing and nothing is wider than the page: ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 760 });
    await open(page, 'pDepth=4&pWidth=16&pWide=2&pRule=langevin&feedback=random');
    await page.locator('#parallel .sheet').evaluate(details => {
      details.open = true;
    });
    await run(page);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze();
    expect(
      violations.map(
        ({ id, nodes: found }) =>
          `${id}: ${found.map(node => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
      ),
    ).toEqual([]);
    for (const wide of [360, 768, 1280, 1920]) {
      await page.setViewportSize({ width: wide, height: 760 });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        `${wide} px`,
      ).toBe(0);
    }
  });
}
