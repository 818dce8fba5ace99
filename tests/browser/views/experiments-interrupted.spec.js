// Runs of experiments that are cut off in the middle of cells: every cell asks this test first, so that the moment is
// chosen and not waited for. Whatever happens, the file in the end is the one that Node computes. What runs do
// otherwise is in experiments-engine.spec.js.
import { readFileSync } from 'node:fs';
import { Dataset, Experiment, initSync } from '../../../www/pkg-experiments/pc_experiments.js';
import { openFiles } from '../../../www/js/workers/data.js';
import { ALL_ONLY } from '../../amount.js';
import { expect, test } from '../support/fixtures.js';

initSync({ module: readFileSync(new URL('../../../www/pkg-experiments/pc_experiments_bg.wasm', import.meta.url)) });

/** A visitor's own files, with so few digits that a cell takes a moment. @param {number} seed */
function smallFiles(seed) {
  const data = Dataset.synthetic(200, seed);
  const images = new Uint8Array(16 + 784 * data.length);
  const labels = new Uint8Array(8 + data.length);
  const [head, count] = [new DataView(images.buffer), new DataView(labels.buffer)];
  [0x803, data.length, 28, 28].forEach((number, i) => head.setUint32(4 * i, number));
  [0x801, data.length].forEach((number, i) => count.setUint32(4 * i, number));
  for (let i = 0; i < data.length; i++) {
    images.set(data.image(i), 16 + 784 * i);
    labels[8 + i] = data.label(i);
  }
  return { images, labels };
}

const FILES = smallFiles(5);
const OTHER_FILES = smallFiles(6);
const digits = openFiles({ all: { ...FILES, name: 'these' }, name: 'These' }, Dataset);
const figures = new Experiment('figures', 'quick', digits.train, digits.validation, digits.test);
const LINES = Array.from({ length: figures.length }, (_, cell) => figures.run(cell));
/** The file that an uninterrupted run gives. */
const TEXT = [figures.header, ...LINES].map(line => `${line}\n`).join('');

// Two workers, whatever the machine has.
test.beforeEach(({ context }) =>
  context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { value: 3 });
  }),
);

/**
 * Opens the page with a conductor of its own that was given the files, and a run that is not started, in `window.run`.
 * @param {import('@playwright/test').Page} page
 * @param {{images: Uint8Array, labels: Uint8Array}} [files]
 */
async function openRun(page, files = FILES) {
  for (const [name, bytes] of Object.entries(files)) {
    await page.route(`**/given-${name}`, route => route.fulfill({ body: Buffer.from(bytes) }));
  }
  await page.goto('index.html');
  return page.evaluate(async () => {
    const module = name => import(new URL(`js/${name}`, document.baseURI).href);
    const [{ openConductor }, { defaults }, { resultsText }] = await Promise.all(
      ['engine/conductor.js', 'model/settings.js', 'engine/experiments/text.js'].map(module),
    );
    const conductor = await openConductor({ onStatus() {} });
    const given = await Promise.all(
      ['images', 'labels'].map(async name => new File([await (await fetch(`given-${name}`)).arrayBuffer()], name)),
    );
    await conductor.useFiles(given);
    const open = () => conductor.experiments.open({ ...defaults(), source: 'mnist' }, 'figures', 'quick');
    const run = await open();
    const told = { cells: [], failed: [], notes: [], finished: 0 };
    Object.assign(window, {
      conductor,
      run,
      told,
      open,
      text: () => resultsText(run.headerLine, run.lines),
      /** Resolves when the run is finished, or stopped after so many cells; what it told is in `told`. */
      go: (most = Infinity) =>
        new Promise(done => {
          let made = 0;
          run.start({
            cell(index, line) {
              told.cells.push([index, line]);
              made += 1;
              if (made < most) return;
              run.stop();
              done();
            },
            failed: (index, sentence) => told.failed.push([index, sentence]),
            note: sentence => told.notes.push(sentence),
            finished() {
              told.finished += 1;
              done();
            },
          });
        }),
    });
    return [...run.lines.keys()].sort((a, b) => a - b);
  });
}

/**
 * Runs until all is done, or so many cells are.
 * @param {import('@playwright/test').Page} page
 * @param {number} [most]
 */
const go = (page, most) =>
  page.evaluate(async count => {
    await window.go(count ?? undefined);
    return { ...window.told, text: window.text(), running: window.run.running, total: window.run.total };
  }, most ?? null);

/**
 * Waits until so many cells are in the database: a cell is told first and kept then.
 * @param {import('@playwright/test').Page} page
 * @param {number} cells
 */
const kept = (page, cells) =>
  expect.poll(() => page.evaluate(async () => (await window.open()).lines.size)).toBe(cells);

/**
 * Asks this test before each cell what is to happen: the worker's WebAssembly runs into a trap where the answer is
 * 'trap'.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {(cell: number) => string | Promise<string>} answer
 */
async function before(context, answer) {
  await context.route('**/pkg-experiments/pc_experiments.js', route =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `
    export * from './pc_experiments.js?true';
    import { Experiment } from './pc_experiments.js?true';
    // A module with one function, whose body is "unreachable".
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const run = Experiment.prototype.run;
    Experiment.prototype.run = function (cell) {
      const request = new XMLHttpRequest();
      request.open('GET', '/before?' + cell, false);
      request.send();
      if (request.responseText === 'trap') new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f();
      return run.call(this, cell);
    };`,
    }),
  );
  await context.route('**/before?*', async route =>
    route.fulfill({ body: await answer(Number(new URL(route.request().url()).search.slice(1))) }),
  );
}

test('stopping ends the workers at once, tells nothing more, and starting goes on', async ({ context, page }) => {
  // After the first six cells none ends until it is stopped.
  let held = true;
  const waiting = [];
  await before(context, cell => (held && cell >= 6 ? new Promise(release => waiting.push(release)) : ''));
  await openRun(page);
  const workers = page.workers().length;
  await page.evaluate(() => void window.go());
  await expect.poll(() => waiting.length).toBe(2); // both workers are in the middle of a cell
  expect(page.workers().length).toBe(workers + 2);
  await page.evaluate(() => window.run.stop());
  await expect.poll(() => page.workers().length).toBe(workers);
  held = false;
  for (const release of waiting) release('');
  const stopped = await page.evaluate(() => ({
    cells: window.told.cells.length,
    finished: window.told.finished,
    running: window.run.running,
  }));
  expect(stopped).toEqual({ cells: 6, finished: 0, running: false });

  const { cells, finished, failed, notes, text } = await go(page);
  expect(cells.length).toBe(LINES.length); // none twice
  expect({ finished, failed, notes }).toEqual({ finished: 1, failed: [], notes: [] });
  expect(text).toBe(TEXT);
});

test(
  'a reload in the middle of a run loses no finished cell, and what is resumed is the same file',
  ALL_ONLY,
  async ({ context, page }) => {
    let held = true;
    await before(context, cell => (held && cell >= 7 ? new Promise(() => {}) : ''));
    await openRun(page);
    await page.evaluate(() => void window.go());
    await expect.poll(() => page.evaluate(() => window.told.cells.length)).toBe(7);
    await kept(page, 7);
    held = false;
    const found = await openRun(page); // loads the page anew while two cells are being computed
    expect(found).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const { cells, text } = await go(page);
    expect(cells.length).toBe(LINES.length - 7);
    expect(text).toBe(TEXT);
    await kept(page, LINES.length);

    expect(await openRun(page)).toEqual(LINES.map((_, cell) => cell));
    expect((await go(page)).finished).toBe(1); // nothing is left to do, and that is told too
  },
);

test('cells are kept by their digits, and forgotten for them alone', ALL_ONLY, async ({ page }) => {
  await openRun(page);
  await go(page, 3);
  await kept(page, 3);
  const own = await page.evaluate(() => window.run.headerLine);
  expect(await openRun(page, OTHER_FILES)).toEqual([]);
  expect(await page.evaluate(() => window.run.headerLine)).not.toBe(own);
  await go(page, 3);
  await kept(page, 3);
  await page.evaluate(() => window.run.forget());
  expect(await page.evaluate(() => window.run.lines.size)).toBe(0);
  expect(await openRun(page, OTHER_FILES)).toEqual([]);
  expect((await openRun(page)).length).toBe(3);
});

test('an engine that always crashes is given up with a sentence', async ({ context, page }) => {
  let tried = 0;
  await before(context, () => {
    tried += 1;
    return 'trap';
  });
  await openRun(page);
  const { cells, failed, notes, finished, running } = await go(page);
  expect({ cells, finished, running }).toEqual({ cells: [], finished: 1, running: false });
  expect(failed.length + notes.length).toBeGreaterThan(0);
  expect(tried).toBeLessThanOrEqual(6); // each of two workers is started three times, and no cell is tried after that
  for (const sentence of [...failed.map(([, said]) => said), ...notes]) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test('space that runs out in the middle loses nothing that was kept before', ALL_ONLY, async ({ context, page }) => {
  await context.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    let puts = 0;
    IDBObjectStore.prototype.put = function (...args) {
      puts += 1;
      if (puts > 4) throw new DOMException('', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  await openRun(page);
  const { notes, text } = await go(page);
  expect(notes).toEqual([expect.stringMatching(/no space left/)]);
  expect(text).toBe(TEXT);
  await kept(page, 4);
  expect((await openRun(page)).length).toBe(4);
});

test('a database that is refused is told once, and the run goes on in memory', async ({ context, page }) => {
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Access is denied.', 'SecurityError');
    };
  });
  expect(await openRun(page)).toEqual([]);
  const { notes, failed, finished, text } = await go(page);
  expect(notes).toEqual([expect.stringMatching(/^[A-Z].*Access is denied.*\.$/)]);
  expect({ failed, finished }).toEqual({ failed: [], finished: 1 });
  expect(text).toBe(TEXT);
});
