// Cells of experiments in the page's pool of workers, kept in its database: the same bytes as in Node, whatever happens
// meanwhile.
import { Dataset, pc } from '../../js/support/experiments-module.mjs';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

/** Few digits, so that a cell takes a moment. */
const NAMES = ['train', 'validation', 't10k'];
const parts = seed => Dataset.synthetic(200, seed).split([120, 40, 40], 0);

/** An IDX file. @param {number[]} numbers @param {Iterable<number>} body */
function idx(numbers, body) {
  const head = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => head.writeUInt32BE(number, 4 * i));
  return Buffer.concat([head, Buffer.from([...body])]).toString('base64');
}

/** The digits as MNIST's files, and the text of all results on them, computed here in Node. @param {number} seed */
function example(seed) {
  const digits = parts(seed);
  const files = digits.flatMap((part, i) => {
    const all = Array.from({ length: part.length }, (_, j) => j);
    return [
      {
        name: `${NAMES[i]}-images-idx3-ubyte`,
        base64: idx(
          [2051, part.length, 28, 28],
          all.flatMap(j => [...part.image(j)]),
        ),
      },
      {
        name: `${NAMES[i]}-labels-idx1-ubyte`,
        base64: idx(
          [2049, part.length],
          all.map(j => part.label(j)),
        ),
      },
    ];
  });
  const experiment = new pc.Experiment('figures', 'quick', ...digits);
  const lines = Array.from({ length: experiment.length }, (_, cell) => experiment.run(cell));
  return {
    files,
    header: experiment.header,
    lines,
    total: lines.length,
    text: `${[experiment.header, ...lines].join('\n')}\n`,
  };
}

const wanted = example(1);

/**
 * Opens the page and a run on these digits: afterwards `run`, `conductor`, `heard` (a list of what the run told) and
 * `go()` are there.
 * @param {import('@playwright/test').Page} page
 * @param {ReturnType<typeof example>} [on]
 */
async function open(page, { files } = wanted) {
  await page.goto('about:blank');
  await page.goto('index.html');
  await page.evaluate(async given => {
    const load = path => import(new URL(path, document.baseURI).href);
    const [{ openConductor }, { parseHash }, { resultsText }] = await Promise.all(
      ['js/engine/conductor.js', 'js/model/settings.js', 'js/engine/experiments/text.js'].map(load),
    );
    const made = list =>
      list.map(({ name, base64 }) => new File([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], name));
    const conductor = await openConductor({ onStatus: sentence => heard.push(`status: ${sentence}`) });
    const heard = [];
    await conductor.useFiles(made(given));
    const reopen = () => conductor.experiments.open(parseHash('#source=mnist'), 'figures', 'quick');
    Object.assign(window, { conductor, heard, made, reopen, resultsText, run: await reopen() });
    /** Starts the run; resolves when it has ended, or stops it once so many cells have come. */
    window.go = (most = Infinity) =>
      new Promise(resolve => {
        let came = 0;
        window.run.start({
          cell() {
            came += 1;
            if (came < most) return;
            window.run.stop();
            resolve(came);
          },
          failed: (index, sentence) => heard.push(`${index} failed: ${sentence}`),
          note: sentence => heard.push(`note: ${sentence}`),
          finished: () => resolve(came),
        });
      });
  }, files);
}

const text = page => page.evaluate(() => window.resultsText(window.run.headerLine, window.run.lines));
const go = (page, most = undefined) => page.evaluate(many => window.go(many), most);
/** What was told. Firefox's word for where a crash began is another. @param {import('@playwright/test').Page} page */
const heard = async page =>
  (await page.evaluate(() => window.heard)).map(entry => entry.replace('unreachable executed', 'unreachable'));
const size = page => page.evaluate(() => window.run.lines.size);
const LOST = 'they are lost when the page is closed, unless their file is saved before.';

test.beforeEach(async ({ context }) => {
  // Two workers, whatever the machine has.
  await context.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 }));
});

test('the pool computes what Node computes, byte for byte', ENGINE, async ({ page }) => {
  await open(page);
  const run = await page.evaluate(() => ({ ...window.run, lines: window.run.lines.size, running: window.run.running }));
  expect([run.headerLine, run.total, run.lines, run.running]).toEqual([wanted.header, wanted.total, 0, false]);
  expect(run.header).toMatchObject({ experiment: 'figures', grid: 'quick', cells: wanted.total });
  expect(run.digits).toBe('Your 6 files: 120 to train on, 40 for validation, 40 for testing.');
  expect(await go(page)).toBe(wanted.total);
  expect(await text(page)).toBe(wanted.text);
  expect(await heard(page)).toEqual([]);
  const [file, answer, list] = await page.evaluate(async () => {
    const { experiments } = window.conductor;
    const all = window.resultsText(window.run.headerLine, window.run.lines);
    return [
      await experiments.read(new TextEncoder().encode(all)),
      await experiments.answer(all),
      await experiments.list(),
    ];
  });
  expect(file.lines.map(({ line }) => line)).toEqual(wanted.lines);
  expect(answer).toEqual(pc.Experiment.answer(wanted.text));
  expect(list).toEqual(pc.Experiment.list());
  await expect(page.evaluate(() => window.conductor.experiments.answer('x'))).rejects.toThrow(
    'the results must be a file of results',
  );
});

test('a run that is stopped stops at once, and goes on where it was', async ({ page }) => {
  await open(page);
  expect(await go(page, 5)).toBe(5);
  expect(await page.evaluate(() => window.run.running)).toBe(false);
  await page.waitForTimeout(300); // more than two cells take
  expect(await size(page)).toBe(5);
  expect(await go(page)).toBe(wanted.total - 5);
  expect(await text(page)).toBe(wanted.text);
});

test('finished cells survive a reload in the middle of a run, and are forgotten when told to', async ({ page }) => {
  await open(page);
  await page.evaluate(() => void window.go());
  await expect.poll(() => size(page), { intervals: [20] }).toBeGreaterThan(4);
  await open(page);
  const kept = await size(page);
  expect(kept).toBeGreaterThan(3);
  expect(await go(page)).toBe(wanted.total - kept);
  expect(await text(page)).toBe(wanted.text);

  await open(page);
  expect(await size(page)).toBe(wanted.total);
  expect(await go(page)).toBe(0);
  await page.evaluate(() => window.run.forget());
  expect(await size(page)).toBe(0);
  await open(page);
  expect(await size(page)).toBe(0);
});

test('a kept cell that was changed is computed again', async ({ page }) => {
  await open(page);
  await go(page);
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('pc-playground');
        opening.onsuccess = () => {
          const writing = opening.result.transaction('cells', 'readwrite');
          writing.objectStore('cells').put(window.run.lines.get(2).replace('0', '1'), [window.run.headerLine, 2]);
          writing.oncomplete = resolve;
          writing.onabort = reject;
        };
      }),
  );
  await open(page);
  expect(await size(page)).toBe(wanted.total - 1);
  expect(await go(page)).toBe(1);
  expect(await heard(page)).toEqual([
    'note: Some cells that this browser kept are not as they were written; they are computed again.',
  ]);
  expect(await text(page)).toBe(wanted.text);
});

test('files given later change other runs, not one that is open', ALL_ONLY, async ({ page }) => {
  await open(page);
  await page.evaluate(async files => window.conductor.useFiles(window.made(files)), example(2).files);
  await go(page);
  expect(await text(page)).toBe(wanted.text);
  expect(await page.evaluate(async () => (await window.reopen()).headerLine)).not.toBe(wanted.header);
});

/**
 * Breaks a cell for real: its worker runs into a WebAssembly trap.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {number} cell
 * @param {number} times
 */
async function trapAt(context, cell, times) {
  let left = times;
  await context.route('**/test-files/trap', route => route.fulfill({ body: left-- > 0 ? 'trap' : 'go on' }));
  await context.route('**/js/workers/cells.js', route =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `
    import { createCells as real } from './cells.js?true';
    // A module with one function, whose body is "unreachable".
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f;
    export function createCells(library) {
      const cells = real(library);
      return { ...cells, run(args) {
        if (args.cell === ${cell}) {
          const request = new XMLHttpRequest();
          request.open('GET', new URL('../../test-files/trap', import.meta.url), false);
          request.send();
          if (request.responseText === 'trap') trap();
        }
        return cells.run(args);
      } };
    }`,
    }),
  );
}

test('a worker that crashes is replaced and its cell computed after all', async ({ context, page }) => {
  await trapAt(context, 3, 1);
  await open(page);
  expect(await go(page)).toBe(wanted.total);
  expect(await heard(page)).toEqual([
    'note: An engine of the experiments stopped (unreachable) and was started again.',
  ]);
  expect(await text(page)).toBe(wanted.text);
});

test('a cell that crashes every worker has failed, and the others are computed', async ({ context, page }) => {
  await trapAt(context, 3, 2);
  await open(page);
  expect(await go(page)).toBe(wanted.total - 1);
  expect((await heard(page)).filter(entry => !entry.startsWith('note'))).toEqual([
    '3 failed: Cell 3 could not be computed: its worker stopped (unreachable), and so did the one that tried again.',
  ]);
  expect(await go(page)).toBe(1);
  expect(await text(page)).toBe(wanted.text);
});

test('without a database the run goes on in memory, and says so', async ({ context, page }) => {
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  await open(page);
  expect(await go(page)).toBe(wanted.total);
  const notes = await heard(page);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^note: This browser does not keep finished cells \(.+\): they are lost when the page is closed, unless their file is saved before\.$/,
  );
  expect(await text(page)).toBe(wanted.text);
});

test('a database that never answers does not hold the run up', ALL_ONLY, async ({ page }) => {
  await open(page);
  // Somebody deletes it while somebody else, who does not listen, has it open: whoever opens it next waits for both.
  await page.evaluate(
    () =>
      new Promise(resolve => {
        const opening = indexedDB.open('pc-playground');
        opening.onsuccess = () => {
          indexedDB.deleteDatabase('pc-playground').onblocked = resolve;
          window.held = opening.result;
        };
      }),
  );
  await page.evaluate(async () => {
    window.run = await window.reopen();
  });
  expect(await go(page)).toBe(wanted.total);
  expect(await heard(page)).toEqual([`note: This browser does not keep finished cells (it does not answer): ${LOST}`]);
  expect(await text(page)).toBe(wanted.text);
});

test('without space left the run goes on in memory, and keeps its cells once there is some', async ({
  context,
  page,
  baseURL,
}) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin, quotaSize: 1 });
  await open(page);
  expect(await go(page)).toBe(wanted.total);
  expect(await heard(page)).toEqual([`note: There is no space left in this browser to keep finished cells: ${LOST}`]);
  expect(await text(page)).toBe(wanted.text);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin });
  expect(await go(page)).toBe(0);
  await expect.poll(async () => await page.evaluate(async () => (await window.reopen()).lines.size)).toBe(wanted.total);
});
