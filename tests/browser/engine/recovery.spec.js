// What survives: runs that go on after a reload or a crash, to the same bits; networks as files.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, openStep, openTrain, saved, trapIn, visit } from '../support/helpers.js';
import { drop, fileOf } from '../support/files.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const FAST = 'hidden=2&activation=relu&dtype=f32&rule=zil&optimizer=adam&rate=0.002';
const SETTINGS = { hidden: 2, activation: 'relu', dtype: 'f32', rule: 'zil', optimizer: 'adam', rate: 0.002 };
const button = (page, name) => page.locator('#train').getByRole('button', { name, exact: true });
const say = page => page.locator('#train .say');
const offer = page => page.locator('#train .offer');
const epoch = async page => Number(await page.locator('#train .time b').textContent());
const iterations = async page =>
  Number((await page.locator('#train .facts').textContent()).replaceAll(',', '').match(/^\d+/)[0]);

/**
 * Starts and pauses after so many epochs.
 * @param {import('@playwright/test').Page} page
 * @param {number} [epochs]
 * @param {string} [name]
 */
async function train(page, epochs = 0.5, name = 'Start') {
  const before = await epoch(page);
  await button(page, name).click();
  await expect.poll(() => epoch(page)).toBeGreaterThan((name === 'Start' ? 0 : before) + epochs);
  await pause(page);
}
/** Pauses, and waits until the run is kept as it stands. @param {import('@playwright/test').Page} page */
async function pause(page) {
  await button(page, 'Pause').click();
  await expect(say(page)).toHaveText(/^Paused/);
  await expect.poll(async () => (await kept(page))?.iteration).toBe(await iterations(page));
}

/** The file that a button saves. @param {import('@playwright/test').Page} page @param {string} name */
async function savedBy(page, name) {
  const file = await saved(page, button(page, name));
  return { name: file.name, buffer: file.bytes };
}

/**
 * The newest of the kept runs, as it lies in the database, and how many there are. `change` is done to it first: how to
 * spoil it.
 * @param {import('@playwright/test').Page} page @param {'cut' | 'strange' | ''} [change]
 */
const kept = (page, change = '') =>
  page.evaluate(async how => {
    const { openDB } = await import(new URL('vendor/idb.js', document.baseURI).href);
    const database = await openDB('pc-playground-runs', 1, { upgrade: fresh => void fresh.createObjectStore('runs') });
    const [keys, runs] = [await database.getAllKeys('runs'), await database.getAll('runs')];
    const [newest] = runs.map((_, i) => i).sort((a, b) => runs[b].at - runs[a].at);
    const run = runs[newest];
    if (how === 'cut') run.checkpoint.bytes = run.checkpoint.bytes.slice(0, 999);
    if (how === 'strange') run.version = 0;
    if (how) await database.put('runs', run, keys[newest]);
    database.close();
    return run
      ? {
          iteration: run.checkpoint.iteration,
          epoch: run.checkpoint.epoch,
          at: run.at,
          rule: run.settings.rule,
          many: runs.length,
        }
      : null;
  }, change);

/**
 * What the engine itself makes of so many minibatches without interruption, in the page's build of it but without the
 * page's code for training.
 * @param {import('@playwright/test').Page} page
 * @param {number} count
 * @param {Buffer | null} [from] a network's file
 * @param {object} [settings]
 * @returns {Promise<{network: Buffer, losses: [number, number][]}>} the network, and the loss points
 */
async function uninterrupted(page, count, from = null, settings = SETTINGS) {
  const { network, losses } = await page.evaluate(
    async given => {
      const load = name => import(new URL(name, document.baseURI).href);
      const [engine, { fetchAll }, { openFiles }, { normalise }, { trainerOptions }, { takenBy }] = await Promise.all(
        [
          'pkg/pc_playground.js',
          'js/engine/digits/files.js',
          'js/workers/data.js',
          'js/model/settings.js',
          'js/model/training.js',
          'js/workers/train/usual.js',
        ].map(load),
      );
      const relaxed = /relaxed/.test(document.querySelector('#build').textContent) ? 'relaxed_' : '';
      await engine.default({ module_or_path: new URL(`pkg/pc_playground_${relaxed}bg.wasm`, document.baseURI) });
      const settings = normalise(given.settings);
      const { train } = openFiles((await fetchAll()).files, engine.Dataset);
      const network = given.from
        ? engine.Network.load(Uint8Array.from(atob(given.from), character => character.charCodeAt(0)))
        : new engine.Network({
            sizes: [784, ...Array(settings.hidden).fill(settings.width), 10],
            activation: settings.activation,
            likelihood: settings.likelihood,
            dtype: settings.dtype,
            seed: settings.seed,
          });
      const trainer = new engine.Trainer(network, train, trainerOptions(settings, takenBy(settings)));
      const losses = [];
      let sum = 0;
      for (let i = 1; i <= given.count; i++) {
        sum += trainer.step(1);
        if (i % 5 === 0) {
          losses.push([i, sum / 5]);
          sum = 0;
        }
      }
      return { network: btoa(String.fromCharCode(...network.save())), losses };
    },
    { count, settings, from: from?.toString('base64') },
  );
  return { network: Buffer.from(network, 'base64'), losses };
}

test('a run that a reload cut off is offered, and goes on to the same bits', ENGINE, async ({ page }) => {
  await openTrain(page, FAST);
  await expect(offer(page)).toBeHidden();
  await button(page, 'Start').click();
  // Kept by itself after five seconds of training.
  await expect.poll(async () => (await kept(page))?.iteration ?? 0).toBeGreaterThan(0);
  const { iteration, epoch: at } = await kept(page);

  await openTrain(page);
  await expect(offer(page)).toContainText(`A run was kept: Z-IL at epoch ${at.toFixed(2)}, `);
  await expect(offer(page)).toContainText(
    /, \d\d\.\d % of the validation digits right, a moment ago\. adam, rate 0\.002, batch 64, 2 × 24 relu\. A new run takes its place\./,
  );
  // Nothing is taken over before the reader says so.
  expect(await hashOf(page)).toEqual({ view: 'train' });
  expect(await iterations(page)).toBe(0);

  await button(page, 'Go on with it').click();
  await expect(say(page)).toHaveText(`Training goes on from epoch ${at.toFixed(2)}.`);
  await expect(offer(page)).toBeHidden();
  await expect(page.locator('#train .main')).toBeFocused();
  await expect.poll(() => epoch(page)).toBeGreaterThan(at + 1);
  await expect
    .poll(() => hashOf(page))
    .toEqual({
      view: 'train',
      hidden: '2',
      activation: 'relu',
      dtype: 'f32',
      rule: 'zil',
      optimizer: 'adam',
      rate: '0.002',
    });
  await pause(page);
  const end = await iterations(page);
  expect(end).toBeGreaterThan(iteration);

  const [network, csv] = [await savedBy(page, 'Save network'), await savedBy(page, 'Save curves as CSV')];
  expect(network.name).toBe('predictive-coding.safetensors');
  const reference = await uninterrupted(page, end);
  expect(network.buffer.equals(reference.network), 'the same weights').toBe(true);
  const [head, ...rows] = csv.buffer
    .toString()
    .trim()
    .split('\n')
    .map(line => line.split(','));
  const column = name => head.indexOf(name);
  const losses = rows
    .filter(row => row[column('training_loss')] !== '')
    .map(row => [Number(row[column('iteration')]), Number(row[column('training_loss')])]);
  // A run that was fast has so many readings that neighbours are merged: a row then is the mean of those since the row
  // before.
  const groups = losses.map(([iteration], i) =>
    reference.losses.filter(([at]) => at > (losses[i - 1]?.[0] ?? 0) && at <= iteration).map(([, loss]) => loss),
  );
  expect(groups.flat(), 'every reading is in a row').toHaveLength(reference.losses.length);
  losses.forEach(([iteration, loss], i) =>
    expect(loss, `loss at ${iteration}`).toBeCloseTo(
      groups[i].reduce((sum, one) => sum + one, 0) / groups[i].length,
      9,
    ),
  );
  expect(new Set(rows.map(row => row[column('run')])).size, 'one run').toBe(1);

  // What is on screen is not offered.
  await page.getByRole('link', { name: 'Step' }).click();
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(offer(page)).toBeHidden();
});

test(
  'a kept run can be forgotten, gives way to a new one, and waits for its own digits',
  ALL_ONLY,
  async ({ page }) => {
    await openTrain(page, FAST);
    await train(page);
    await openTrain(page, 'hidden=3&width=9');
    await drop(page, [await fileOf('t10k-images-idx3-ubyte.gz'), await fileOf('t10k-labels-idx1-ubyte.gz')]);
    await expect(say(page)).toHaveText(/^Your 2 files/);
    await button(page, 'Go on with it').click();
    await expect(say(page)).toHaveText(
      'The kept run learned from other digits than those here now (then: MNIST: 8,000 to train on, 1,000 for validation, 1,000 for testing. Now: Your 2 files: 800 to train on, 100 for validation, 100 for testing.), so it cannot go on. Give it its own digits again, or forget it.',
    );
    expect(await hashOf(page)).toMatchObject({ hidden: '3', width: '9' });
    await expect(offer(page)).toBeVisible();
    await train(page);
    await expect(offer(page)).toBeHidden(); // the new run has taken its place
    await openTrain(page);
    await expect(offer(page)).toContainText('FPA-PC');
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page })
        .include('#train')
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(
        violations.map(({ id }) => id),
        colorScheme,
      ).toEqual([]);
    }
    await button(page, 'Forget it').click();
    await expect(say(page)).toHaveText('The kept run is forgotten.');
    await expect(offer(page)).toBeHidden();
    expect(await kept(page)).toBeNull();
    await openTrain(page);
    await expect(offer(page)).toBeHidden();
  },
);

test('a run whose engine crashed is offered at once', async ({ page, context }) => {
  let crash = false;
  await context.route('**/crash', route => route.fulfill({ contentType: 'text/plain', body: crash ? 'now' : 'no' }));
  await trapIn(
    context,
    'train/decisions.js',
    'recordEvery',
    `(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/crash', false);
    request.send();
    return request.responseText === 'now';
  })()`,
  );
  await openTrain(page, FAST);
  await train(page);
  const { iteration, epoch: at } = await kept(page);
  crash = true;
  await button(page, 'Resume').click();
  await expect(say(page)).toHaveText(
    new RegExp(
      `^The training engine stopped \\(.*\\) and was started again\\. The network in training is lost, but it was kept at epoch ${at.toFixed(2)}: go on with it, or press Start to train anew\\.$`,
    ),
  );
  await button(page, 'Go on with it').click();
  await expect.poll(() => iterations(page)).toBeGreaterThan(iteration);
  await pause(page);
  await expect(page.locator('#train .runs li')).toHaveCount(1);
  const network = await savedBy(page, 'Save network');
  expect(network.buffer.equals((await uninterrupted(page, await iterations(page))).network)).toBe(true);
});

test('without a database training goes on, and it is said for as long as nothing is kept', async ({
  page,
  context,
}) => {
  await context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...of) {
      if (!globalThis.allowed) throw new DOMException('Access is denied.', 'SecurityError');
      return open.apply(this, of);
    };
  });
  await openTrain(page, FAST);
  await button(page, 'Start').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(0.5);
  await button(page, 'Pause').click();
  const note = page.getByText(
    'This browser does not keep the run (Access is denied): training goes on, but the run is lost when the page is closed.',
  );
  await expect(note).toBeVisible();
  const at = await epoch(page);
  await button(page, 'Resume').click();
  await expect.poll(() => epoch(page)).toBeGreaterThan(at);
  await expect(note).toBeVisible();
  await page.evaluate(() => {
    globalThis.allowed = true;
  });
  await button(page, 'Pause').click();
  await expect(note).toBeHidden();
  expect(await kept(page)).toMatchObject({ many: 1, iteration: await iterations(page) });
});

test('a database that is closed, deleted or broken under the page is opened anew', async ({ page, context }) => {
  await context.addInitScript(() => {
    globalThis.connections = [];
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...of) {
      const request = open.apply(this, of);
      request.addEventListener('success', () => globalThis.connections.push(request.result));
      return request;
    };
  });
  await openTrain(page, FAST);
  await train(page);
  for (const harm of ['close', 'delete']) {
    await page.evaluate(async how => {
      if (how === 'close') for (const one of globalThis.connections) one.close();
      else
        await new Promise((done, fail) =>
          Object.assign(indexedDB.deleteDatabase('pc-playground-runs'), { onsuccess: done, onerror: fail }),
        );
    }, harm);
    await train(page, 0.3, 'Resume'); // waits until the run is kept as it stands
  }
  await expect(page.locator('#train [role=status]').getByText('does not keep')).toBeHidden();
  await openTrain(page);
  await expect(offer(page)).toContainText('A run was kept: Z-IL');
});

test('two tabs keep a run each, offered where it was made; what no tab has any more is offered to the next', async ({
  page,
  context,
}) => {
  await openTrain(page, FAST);
  await train(page);
  const other = await context.newPage();
  await openTrain(other, FAST.replace('zil', 'bp'));
  await expect(offer(other), 'what another tab has is not offered').toBeHidden();
  await train(other);
  expect((await kept(page)).many).toBe(2);
  for (const [tab, name] of [
    [page, 'Z-IL'],
    [other, 'BP'],
  ]) {
    await openTrain(tab);
    await expect(offer(tab)).toContainText(`A run was kept: ${name}`);
    await expect(offer(tab)).toContainText('A new run takes its place.');
  }
  // A tab that is duplicated begins with a copy of what the first has stored for itself: it is no reason to take the
  // first one's run.
  const twin = await context.newPage();
  await twin.goto('article.html');
  await twin.evaluate(
    items => {
      for (const [name, value] of items) sessionStorage.setItem(name, value);
    },
    await other.evaluate(() => Object.entries(sessionStorage)),
  );
  await button(other, 'Go on with it').click();
  await expect.poll(() => epoch(other)).toBeGreaterThan(0.6);
  await pause(other);
  await openTrain(twin, FAST.replace('zil', 'fpa'));
  await train(twin);
  expect((await kept(page)).many).toBe(3);
  await twin.close();
  await other.close();

  const fresh = await context.newPage();
  await openTrain(fresh);
  await expect(offer(fresh)).toContainText('A run was kept: FPA-PC');
  await expect(offer(fresh)).toContainText(
    'It was made in another tab, which is closed; a new run leaves it as it is.',
  );
  await button(fresh, 'Another').click();
  await expect(offer(fresh)).not.toContainText('FPA-PC');
  await expect(button(fresh, 'Another')).toBeFocused();
  await button(fresh, 'Forget it').click();
  await expect(say(fresh)).toHaveText('The kept run is forgotten.');
  expect((await kept(fresh)).many).toBe(2);
});

test('a run that an earlier version of the page kept is offered, and goes on', ALL_ONLY, async ({ page }) => {
  await openTrain(page, FAST);
  await train(page);
  await page.evaluate(async () => {
    const { openDB } = await import(new URL('vendor/idb.js', document.baseURI).href);
    const database = await openDB('pc-playground-runs', 1);
    const { where, ...run } = (await database.getAll('runs'))[0];
    await database.clear('runs');
    await database.put('runs', run, 'newest');
    database.close();
    sessionStorage.clear();
  });
  await openTrain(page);
  await button(page, 'Go on with it').click();
  await expect(say(page)).toHaveText(/^Training goes on/);
  await pause(page);
  expect((await kept(page)).many).toBe(1);
});

test('a damaged record is refused in a sentence, and a strange one is none', ALL_ONLY, async ({ page }) => {
  await openTrain(page, FAST);
  await train(page);
  await kept(page, 'cut');
  await openTrain(page, 'hidden=3');
  await button(page, 'Go on with it').click();
  await expect(say(page)).toHaveText(/^The kept run could not be restored: bytes must be a safetensors file, .*\.$/);
  await expect(offer(page)).toBeVisible();
  expect(await hashOf(page)).toEqual({ view: 'train', hidden: '3' });
  await kept(page, 'strange');
  await openTrain(page);
  await expect(page.locator('#train .data-note')).toHaveText(/^MNIST/);
  await expect(offer(page)).toBeHidden();
  await train(page);
});

test('a network is saved, opened elsewhere, and trained further from its weights', ENGINE, async ({ page }) => {
  await openTrain(page, FAST);
  await train(page);
  const file = await savedBy(page, 'Save network');
  const given = { ...file, mimeType: 'application/octet-stream' };

  // Dropped onto another view, with other settings.
  await openStep(page, '#hidden=4&width=7');
  await drop(page, [given]);
  await expect(page.locator('#train')).toBeVisible();
  await expect(say(page)).toHaveText(
    'predictive-coding.safetensors is open: 784 – 2 × 24 – 10 units, relu, categorical, f32. Start trains it further.',
  );
  await expect(page.locator('#train .test-result')).toHaveText(
    /^Test after 0 iterations: [5-9]\d\.\d % of 1,000 digits right/,
  );
  await expect.poll(() => hashOf(page)).toEqual({ view: 'train', hidden: '2', activation: 'relu', dtype: 'f32' });
  expect((await savedBy(page, 'Save network')).buffer.equals(file.buffer)).toBe(true);

  // Settings that leave the network as it is keep its weights.
  await visit(page, `#view=train&${FAST}&seed=3`);
  await expect(page.getByText('Runs begin in the weights of predictive-coding.safetensors.')).toBeVisible();
  await train(page, 0.3);
  await expect(page.locator('#train .runs li').first()).toContainText('from predictive-coding.safetensors');
  const further = await savedBy(page, 'Save network');
  const reference = await uninterrupted(page, await iterations(page), file.buffer, { ...SETTINGS, seed: 3 });
  expect(further.buffer.equals(reference.network)).toBe(true);

  await visit(page, `#view=train&${FAST}&width=9`);
  await expect(
    page.getByText(
      'The weights of predictive-coding.safetensors do not fit these settings: runs begin in random ones.',
    ),
  ).toBeVisible();
  await visit(page, `#view=train&${FAST}`);
  await button(page, 'Reset').click();
  await expect(say(page)).toHaveText('Fresh random weights; nothing trained yet.');
  expect((await savedBy(page, 'Save network')).buffer.equals((await uninterrupted(page, 0)).network)).toBe(true);
});

test('a network that cannot be opened is refused in a sentence, and nothing is lost', ALL_ONLY, async ({ page }) => {
  await openTrain(page, FAST);
  await train(page);
  const file = await savedBy(page, 'Save network');
  const others = await page.evaluate(async () => {
    const { Network } = await import(new URL('pkg/pc_playground.js', document.baseURI).href).then(async engine => {
      await engine.default();
      return engine;
    });
    const text = options => btoa(String.fromCharCode(...new Network(options).save()));
    return [
      { sizes: [784, 4, 5, 10] },
      { sizes: [784, 4, 4, 10], activation: ['tanh', 'relu'] },
      { sizes: [20, 4, 4, 10] },
    ].map(text);
  });
  const made = (name, buffer) => ({ name: `${name}.safetensors`, mimeType: 'application/octet-stream', buffer });
  const cases = [
    [
      [made('cut', file.buffer.subarray(0, 5000))],
      /^cut\.safetensors: bytes must be a safetensors file, .*\. The network so far stays\.$/,
    ],
    [[made('empty', Buffer.alloc(0))], /^empty\.safetensors: .*\. The network so far stays\.$/],
    [
      [made('widths', Buffer.from(others[0], 'base64'))],
      /^widths\.safetensors: .* this one has 784 – 4 – 5 – 10\. The network so far stays\.$/,
    ],
    [
      [made('mixed', Buffer.from(others[1], 'base64'))],
      /^mixed\.safetensors: .* have tanh and relu\. The network so far stays\.$/,
    ],
    [
      [made('small', Buffer.from(others[2], 'base64'))],
      /^small\.safetensors: .* this one has 20 – 4 – 4 – 10\. The network so far stays\.$/,
    ],
    [
      [made('a', file.buffer), made('b', file.buffer)],
      /^One network is expected at a time, got 2 files\. The network so far stays\.$/,
    ],
  ];
  const [hash, at] = [await hashOf(page), await iterations(page)];
  for (const [files, sentence] of cases) {
    if (files.length === 1) await page.locator('#network-file').setInputFiles(files);
    else await drop(page, files);
    await expect(say(page)).toHaveText(sentence);
    expect([await hashOf(page), await iterations(page)]).toEqual([hash, at]);
  }
  expect((await savedBy(page, 'Save network')).buffer.equals(file.buffer)).toBe(true);
  await expect(button(page, 'Resume')).toBeVisible();
});
