// A quarter of an hour of use: the page's memory, the engine's, what is kept in the browser, and the elements of the
// page stay as they are. For `./build.sh test all` alone; PC_SOAK_MINUTES makes it shorter or longer.
import { expect, test } from '../support/fixtures.js';
import { openStep, openTrain } from '../support/helpers.js';

test.skip(process.env.PC_TEST !== 'all', 'a quarter of an hour, for ./build.sh test all');
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const PARTS = 4;
const PART_MS = (60_000 * Number(process.env.PC_SOAK_MINUTES ?? 15)) / PARTS;
/** Between two samples: each collects garbage first, and so takes time itself. */
const SAMPLE_MS = Math.min(5000, PART_MS / 12);
test.setTimeout(PART_MS + 240_000);

const MB = 2 ** 20;
/**
 * What may be more at the end of a part than in its middle. A record that grows by a point a minibatch is some 8 MB.
 */
const MAY_GROW = { heap: MB, wasm: 2 * MB, database: 100_000, nodes: 60, workers: 0 };

// Each instance of the engine, on the page or in a worker, tells this test of its memory.
const TELLING = `{
  const { Instance, instantiate } = WebAssembly;
  const memories = [];
  const heard = made => { memories.push((made.instance ?? made).exports.memory); return made; };
  WebAssembly.Instance = function (...of) { return heard(new Instance(...of)); };
  WebAssembly.Instance.prototype = Instance.prototype;
  WebAssembly.instantiate = async (...of) => heard(await instantiate(...of));
  globalThis.wasmBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}\n`;
test.beforeEach(({ context }) =>
  context.route('**/pkg/pc_playground.js', async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: TELLING + (await response.text()) });
  }),
);

/** @typedef {{at: number, heap: number, wasm: number, database: number, nodes: number, workers: number}} Sample */

/** The bytes of everything that the page keeps in its databases. @param {import('@playwright/test').Page} page */
const databaseBytes = page =>
  page.evaluate(async () => {
    const bytes = value =>
      ArrayBuffer.isView(value)
        ? value.byteLength
        : value && typeof value === 'object'
          ? Object.entries(value).reduce((sum, [name, one]) => sum + name.length + bytes(one), 0)
          : String(value).length;
    const promised = request =>
      new Promise((done, fail) =>
        Object.assign(request, { onsuccess: () => done(request.result), onerror: () => fail(request.error) }),
      );
    let sum = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await promised(indexedDB.open(name));
      for (const table of database.objectStoreNames)
        sum += bytes(await promised(database.transaction(table).objectStore(table).getAll()));
      database.close();
    }
    return sum;
  });

/**
 * Does something over and over for a part of the time, and holds what it costs at the end to what it cost in the
 * middle.
 * @param {import('@playwright/test').Page} page @param {() => Promise<unknown>} act
 */
async function soak(page, act) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  /** @type {Sample[]} */
  const samples = [];
  const began = Date.now();
  let times = 0;
  while (Date.now() - began < PART_MS) {
    const next = Date.now() + SAMPLE_MS;
    while (Date.now() < next) {
      await act();
      times += 1;
    }
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const metric = name => metrics.find(one => one.name === name)?.value ?? NaN;
    const memories = await Promise.all(
      page.workers().map(worker => worker.evaluate(() => globalThis.wasmBytes?.() ?? 0).catch(() => 0)),
    );
    const own = await page.evaluate(() => globalThis.wasmBytes?.() ?? 0);
    samples.push({
      at: Date.now() - began,
      heap: metric('JSHeapUsedSize'),
      nodes: metric('Nodes'),
      workers: page.workers().length,
      wasm: memories.reduce((sum, bytes) => sum + bytes, own),
      database: await databaseBytes(page),
    });
  }
  const about = samples.map(
    ({ at, heap, wasm, database, nodes, workers }) =>
      `${Math.round(at / 1000)} s: heap ${(heap / MB).toFixed(2)} MB, wasm ${(wasm / MB).toFixed(1)} MB, database ${(database / 1000).toFixed(0)} kB, ${nodes} nodes, ${workers} workers`,
  );
  test
    .info()
    .annotations.push(
      { type: 'soak', description: `${times} times` },
      ...about.map(description => ({ type: 'sample', description })),
    );
  if (process.env.PC_SOAK_PRINT) console.log([`${test.info().title}: ${times} times`, ...about].join('\n'));
  // What is held is the least that was there: anything above waits for the garbage collector, more of it on a busy machine.
  /** @param {number} from @param {number} to @param {keyof Sample} name */
  const least = (from, to, name) =>
    Math.min(...samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length)).map(one => one[name]));
  expect(samples.length).toBeGreaterThanOrEqual(6);
  for (const [name, most] of Object.entries(MAY_GROW)) {
    const [before, after] = [least(0.4, 0.6, name), least(0.8, 1, name)];
    expect.soft(after - before, `${name}, from ${before} to ${after}:\n${about.join('\n')}`).toBeLessThanOrEqual(most);
  }
}

test('training at full speed @soak', async ({ page }) => {
  await openTrain(page, 'source=synthetic&hidden=2&width=2&rule=bp&rate=0.001');
  await page.locator('#train').getByRole('button', { name: 'Start', exact: true }).click();
  await soak(page, () => page.waitForTimeout(500));
  expect(await page.evaluate(() => Number(document.querySelector('#train .time b').textContent))).toBeGreaterThan(20);
});

test('playing over and over @soak', async ({ page }) => {
  await openStep(page, '#source=synthetic&hidden=3&width=8&T=20&speed=20&schemes=bp,vpc,fpa,zil');
  const t = () => page.evaluate(() => document.querySelector('#step .scrubber').valueAsNumber);
  await soak(page, async () => {
    const main = page.locator('#step .transport .main');
    await main.click();
    await expect(main).toHaveText('Pause');
    await expect(main).toHaveText('Play');
    expect(await t()).toBe(20);
    // Another digit now and then: a trace is held no longer than it is shown.
    await page
      .locator('#step .digit')
      .nth(Math.floor(8 * Math.random()))
      .click();
  });
});

test('runs in parallel one after the other @soak', async ({ page }) => {
  await page.goto('index.html#view=parallel&source=synthetic&pDepth=3&width=8');
  await expect(page.locator('#parallel[data-state=ready]')).toBeVisible();
  const button = page.locator('#parallel').getByRole('button', { name: /^Run (in parallel|again)/ });
  await soak(page, async () => {
    await button.click();
    await expect(page.locator('#parallel')).toHaveAttribute('data-run', 'idle', { timeout: 60_000 });
  });
});

test('embeds that come and go @soak', async ({ page, context }) => {
  await context.route('**/soak-post.html', route =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><meta charset="utf-8"><title>A post</title><script type="module" src="js/element.js"></script><main></main>',
    }),
  );
  await page.goto('soak-post.html');
  const views = ['step', 'train', 'parallel', 'systems'];
  let turn = 0;
  await soak(page, async () => {
    const view = views[turn % views.length];
    turn += 1;
    await page.evaluate(
      name =>
        new Promise((done, fail) => {
          const embed = document.createElement('pc-playground');
          for (const [attribute, value] of Object.entries({ view: name, source: 'synthetic', layers: '2' }))
            embed.setAttribute(attribute, value);
          embed.addEventListener('ready', () => {
            embed.remove();
            done();
          });
          embed.addEventListener('error', ({ detail }) => fail(new Error(String(detail))));
          document.querySelector('main').append(embed);
        }),
      view,
    );
  });
});
