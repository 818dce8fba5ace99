// The step view: every control, the transport, the address, divergence and a crash. Its numbers are in numbers.spec.js.
import { ALL_ONLY, ALONE, ENGINE, tries } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import {
  changeSetting,
  enter,
  hashOf,
  openStep,
  settingsOf,
  settled,
  shown,
  trapIn,
  visit,
} from '../support/helpers.js';

// Still pictures: what is shown depends on the settings alone.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const time = page => page.locator('#step .time');
const at = (page, t, T = 16) => expect(time(page)).toHaveText(`t = ${t} of ${T}`);

test('every setting changes the address and what is shown', async ({ page }) => {
  // f32 and some way into the run, so that even how FPA-PC stores its numbers shows.
  const base = '#dtype=f32&hidden=4&t=3';
  await openStep(page, base);
  const before = await settled(page, '.transport');
  const names = await settingsOf(page, 'step');
  expect(names).toEqual(expect.arrayContaining(['source', 'hidden', 'stores', 'T', 't', 'speed']));
  const given = await hashOf(page);
  for (const name of names) {
    await changeSetting(page, 'step', name);
    await expect
      .poll(async () => (await hashOf(page))[name], { message: `${name} in the address`, intervals: [50] })
      .not.toBe(given[name]);
    // How fast it plays is measured by a test of its own.
    if (name !== 'speed')
      await expect
        .poll(() => shown(page, '.transport'), { message: `${name} in the picture`, intervals: [50] })
        .not.toBe(before);
    await visit(page, base);
    await expect
      .poll(() => shown(page, '.transport'), { message: `the same picture after ${name} is back`, intervals: [50] })
      .toBe(before);
  }
});

test('every button does something', ALL_ONLY, async ({ page }) => {
  const base = '#hidden=3&t=3&sample=21';
  await openStep(page, base);
  const before = await settled(page);
  const buttons = page.locator('#step button:not(.digit, .lock):visible');
  const count = await buttons.count();
  expect(count).toBeGreaterThanOrEqual(8);
  for (let i = 0; i < count; i++) {
    const name = await buttons.nth(i).evaluate(button => button.ariaLabel ?? button.textContent);
    const used = async () => `${await page.evaluate(() => location.hash)} ${await shown(page)}`;
    const start = `${base} ${before}`;
    // A random draw may hit what is already there: once more, then.
    await expect(async () => {
      await buttons.nth(i).click();
      await expect.poll(used, { timeout: 2000 }).not.toBe(start);
    }, name).toPass();
    if (name.startsWith('Play')) await page.keyboard.press('End');
    await visit(page, '#');
    await visit(page, base);
    await expect.poll(used, { message: `back from ${name}`, intervals: [50] }).toBe(start);
  }
  for (const digit of [18, 23]) {
    await page
      .locator('#step .digit')
      .nth(digit - 16)
      .click();
    await expect.poll(() => hashOf(page)).toMatchObject({ sample: String(digit) });
    await expect(page.locator('#step .digit[aria-checked=true]')).toHaveAttribute(
      'aria-label',
      new RegExp(`^test digit ${digit}, a \\d$`),
    );
  }
  await page.locator('#step .digit[aria-checked=true]').press('ArrowRight');
  await expect(page.locator('#step .digit[aria-checked=true]')).toHaveAttribute('aria-label', /^test digit 24,/);
  await expect(page.locator('#step .digit[aria-checked=true]')).toBeFocused();
});

test('the transport by mouse', async ({ page }) => {
  await openStep(page, '#speed=10');
  const press = name => page.locator('#step .transport').getByRole('button', { name }).click();
  await press(/^Step/);
  await press(/^Step/);
  await at(page, 2);
  await expect(page.locator('#step .say')).toHaveText(/Node 4 hears of the error/);
  await press(/^Back/);
  await at(page, 1);
  await press(/^Reset/);
  await at(page, 0);
  await page.getByRole('button', { name: /^Back/ }).click({ force: true }); // marked as having nothing to do
  await at(page, 0);
  await press('Play');
  await expect.poll(() => time(page).textContent()).toMatch(/t = [3-9]/);
  await press('Pause');
  await page.evaluate(() => new Promise(requestAnimationFrame)); // the last step before it is drawn with the next frame
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const stopped = await time(page).textContent();
  await page.waitForTimeout(350); // three steps' worth: nothing may move
  expect(await time(page).textContent()).toBe(stopped);
  const bar = await page.locator('#step .scrubber').boundingBox();
  await page.mouse.click(bar.x + bar.width * 0.5, bar.y + bar.height / 2);
  await at(page, 8);
  await page.mouse.down();
  await page.mouse.move(bar.x + bar.width - 2, bar.y + bar.height / 2, { steps: 4 });
  await page.mouse.up();
  await at(page, 16);
  // At the end, Play starts over, runs through and stops by itself.
  await press('Play');
  await expect.poll(() => time(page).textContent()).toMatch(/t = [1-5] /);
  await at(page, 16);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the transport by keyboard, and keys left alone where they mean something else', ENGINE, async ({ page }) => {
  await openStep(page, '#speed=20');
  const key = name => page.keyboard.press(name);
  await key('ArrowRight');
  await key('ArrowRight');
  await at(page, 2);
  await key('ArrowLeft');
  await at(page, 1);
  await key('End');
  await at(page, 16);
  await key('Home');
  await at(page, 0);
  await key('ArrowRight');
  await key('r');
  await at(page, 0);
  await key(' ');
  await expect.poll(() => time(page).textContent()).toMatch(/t = [3-9]/);
  await key(' ');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await key('Home');
  await key('ArrowRight');
  await at(page, 1);

  // In a number field these keys edit the number, on a drawing they walk over it, on a radio button they choose.
  const seed = page.locator('#step [data-setting=seed]');
  await seed.focus();
  for (const name of ['4', '2', 'ArrowLeft', 'ArrowRight', 'Home', 'End']) await key(name);
  await expect(seed).toHaveValue(/42/);
  // Firefox takes letters too, and the number is none then.
  for (const name of ['r', ' ']) await key(name);
  await at(page, 1);
  await page.locator('#step canvas.chain').first().focus();
  await key('ArrowRight');
  await key('ArrowLeft');
  await at(page, 1);
  await page.locator('#step [data-setting=activation]:checked').focus();
  await key('ArrowRight');
  await expect(page.locator('#step [data-setting=activation][value=relu]')).toBeChecked();
  await at(page, 1);
  // The scrubber moves by one, not by the browser's step and ours.
  await page.locator('#step .scrubber').focus();
  await key('ArrowRight');
  await at(page, 2);
  // Shortcuts of the browser stay the browser's.
  await page.locator('#step').focus();
  await page.evaluate(() =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', ctrlKey: true, bubbles: true })),
  );
  await at(page, 2);
});

test('the speed setting is the pace of playing', ALONE, async ({ page }) => {
  for (const speed of [4, 10]) {
    await openStep(page, `#speed=${speed}&hidden=2&T=8`);
    const interval = await page.evaluate(
      () =>
        new Promise(resolve => {
          const times = [];
          new MutationObserver(() => {
            const t = Number(document.querySelector('#step .time b').textContent);
            if (times[t] === undefined) times[t] = performance.now();
            if (t === 8) resolve((times[8] - times[1]) / 7);
          }).observe(document.querySelector('#step .time'), { childList: true, subtree: true });
          document.querySelector('#step .buttons .main').click();
        }),
    );
    expect(interval, `milliseconds a step at ${speed} a second`).toBeGreaterThan(900 / speed);
    expect(interval, `milliseconds a step at ${speed} a second`).toBeLessThan(1700 / speed);
  }
});

test(
  'the address holds every setting: a reload and a second visitor see the same',
  ALL_ONLY,
  async ({ page, context }) => {
    await openStep(page);
    for (const name of (await settingsOf(page, 'step')).filter(name => name !== 'source'))
      await changeSetting(page, 'step', name);
    await page.locator('#step .digit').nth(3).click();
    await expect
      .poll(() => hashOf(page))
      .toMatchObject({
        hidden: '6',
        activation: 'relu',
        dtype: 'f32',
        sample: '3',
        seed: '7',
        T: '17',
        t: '1',
        stores: 'error',
      });
    const before = await settled(page);
    const url = page.url();
    await page.reload();
    await expect.poll(() => shown(page)).toBe(before);
    expect(page.url()).toBe(url);
    const other = await context.newPage();
    await other.goto(url);
    await expect.poll(() => shown(other)).toBe(before);
  },
);

test('Back and Forward go between the views and keep the settings', ENGINE, async ({ page }) => {
  await openStep(page, '#hidden=3&t=2');
  const before = await settled(page);
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(page.locator('#train')).toBeVisible();
  await expect(page.locator('#step')).toBeHidden();
  await expect(page).toHaveTitle(/^Train/);
  expect(await hashOf(page)).toMatchObject({ view: 'train', hidden: '3' });
  await page.goBack();
  await expect(page.locator('#step')).toBeVisible();
  await expect.poll(() => shown(page)).toBe(before);
  await page.goForward();
  await expect(page.locator('#train')).toBeVisible();
});

test('addresses of garbage leave a usable page', ALL_ONLY, async ({ page }) => {
  await openStep(page);
  const pristine = await settled(page);
  // The page is changed while it is shown; main must stay, and time and sliders within their ranges.
  const broken = await page.evaluate(async count => {
    let state = 12345;
    const random = limit => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % limit;
    const names = [
      'view',
      'source',
      'sample',
      'hidden',
      'width',
      'activation',
      'dtype',
      'seed',
      'gammaVpc',
      'gammaFpa',
      'k',
      'T',
      't',
      'speed',
      'rule',
      'rate',
      'batch',
      'trainT',
      'schemes',
      'clamps',
      'alpha',
      'feedback',
      'gammaGen',
      '__proto__',
      'constructor',
      'x',
    ];
    const values = [
      '',
      'NaN',
      '-1',
      '1e999',
      '-Infinity',
      '0x10',
      '%',
      '%zz',
      '%00',
      'tanh',
      'step',
      'train',
      'bp,ar',
      'generative',
      'vpc0,vpc1',
      'random',
      'null',
      '[object Object]',
      '3.5',
      '1e-320',
      '<b>',
      '\u{1f600}',
      '9'.repeat(400),
    ];
    const found = [];
    for (let i = 0; i < count; i++) {
      const hash = Array.from({ length: random(7) }, () =>
        random(5) === 0
          ? String.fromCharCode(...Array.from({ length: random(20) }, () => 32 + random(1000)))
          : `${names[random(names.length)]}=${values[random(values.length)]}`,
      ).join('&');
      const changed = new Promise(done => {
        setTimeout(done, 50);
        addEventListener('hashchange', done, { once: true });
      });
      location.hash = hash;
      await changed;
      await new Promise(requestAnimationFrame);
      const mains = [...document.querySelectorAll('main')].filter(main => !main.hidden);
      const wrong = [...document.querySelectorAll('[data-setting]')].filter(
        input =>
          ['number', 'range'].includes(input.type) && !(input.value !== '' && Number.isFinite(input.valueAsNumber)),
      );
      if (mains.length !== 1 || wrong.length > 0) found.push(hash);
    }
    return found;
  }, tries(300));
  expect(broken).toEqual([]);
  await visit(page, '#view=step');
  await expect.poll(() => shown(page)).toBe(pristine);
  for (const hash of ['#%', '#view=&hidden=99&T=-3&t=1e9', '#__proto__=1&view=step&k=NaN']) {
    await openStep(page, hash);
    await page.keyboard.press('ArrowRight');
    // Of what it could not read it speaks in one sentence, and of nothing else.
    await expect(page.locator('#message')).toHaveText(/^(In the link: [^\n]+)?$/);
  }
});

test('divergence is said in a sentence, and the page goes on', async ({ page }) => {
  const trouble = page.locator('#step .trouble');
  const [vpc, fpa] = [trouble.nth(1), trouble.nth(2)];
  // Growing without bound, yet every number is still finite.
  await openStep(page, '#gammaVpc=3&t=16');
  await expect(vpc).toHaveText(
    'VPC diverges: its errors grow at every step instead of settling. Try a smaller step size γ.',
  );
  await expect(fpa).toBeEmpty();
  await openStep(page, '#gammaFpa=3&T=64&t=64');
  await expect(fpa).toHaveText(/^FPA-PC diverges: .*\.$/);
  // Past the largest number f32 holds.
  await openStep(page, '#gammaVpc=3&T=64&t=64&dtype=f32&activation=relu&likelihood=gaussian');
  await expect(vpc).toHaveText(
    /^VPC diverged at t = \d+: the errors grew past the largest number f32 can hold; try a step size γ below 1\.$/,
  );
  const end = Number(/t = (\d+)/.exec(await vpc.textContent())[1]);
  await page.locator('#step canvas.chain').nth(1).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.card .of-vpc')).toContainText('diverged');
  await expect(page.locator('.card .of-bp')).not.toContainText('diverged');
  // Just before, it was growing; at the start there is nothing to say.
  await page.evaluate(() => document.activeElement.blur());
  for (let t = 64; t >= end; t--) await page.keyboard.press('ArrowLeft');
  await expect(vpc).toHaveText(/^VPC diverges: /);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#step .say')).toHaveText('VPC diverged: a number stopped being finite at this step.');
  await page.keyboard.press('Home');
  await expect(vpc).toBeEmpty();
  // The page goes on: a smaller γ, and all is well.
  await page.keyboard.press('End');
  await expect(vpc).toHaveText(/^VPC diverged at/);
  await page.locator('#step [data-setting=gammaVpc]').press('Home');
  await expect(vpc).toBeEmpty();
  await expect(page.locator('#step .tally').nth(1).locator('b').first()).toHaveText(/^0\.\d+$/);
});

test('a crash of the engine is said in a sentence, and a new engine takes over', async ({ page, context }) => {
  await trapIn(context, 'trace/trace.js', 'trace', 'args[0].seed === 13');
  await openStep(page, '#hidden=3&t=3');
  const before = await settled(page);
  const seed = page.locator('#step [data-setting=seed]');
  await enter(seed, '13');
  await expect(page.locator('#message')).toHaveText(/^The engine stopped \(.*unreachable.*\) and was started again\.$/);
  await enter(seed, '14');
  await expect(page.locator('#message')).toBeHidden();
  await expect.poll(() => shown(page)).not.toBe(before);
  await enter(seed, '0');
  await expect.poll(() => shown(page)).toBe(before);
  // The new engine is whole: what broke the first one does not break it.
  await enter(seed, '13');
  await expect.poll(() => shown(page)).not.toBe(before);
  await expect(page.locator('#message')).toBeHidden();
});
