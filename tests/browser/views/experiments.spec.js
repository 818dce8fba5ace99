// The experiments view: a run that is stopped, resumed and reloaded; plots that are read, chosen from and saved; files
// of results, good and bad; everyone's access to them.
import AxeBuilder from '@axe-core/playwright';
import { ALL_ONLY, ENGINE, LOOKS } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { hashOf, saved, visit } from '../support/helpers.js';

/** The experiment whose cells take least. */
const CHEAP = 'figures';

/** @param {import('@playwright/test').Page} page @param {string} [hash] without '#view=experiments' */
async function open(page, hash = '') {
  await page.goto('about:blank');
  await page.goto(`index.html#view=experiments${hash}`);
  await expect(page.locator('#experiments[data-state=ready]')).toBeVisible();
}

const panel = page => page.locator('.run-panel');
const plot = page => page.locator('.experiment-plot');
/** Cells finished, as the bar has it. @param {import('@playwright/test').Page} page */
const finished = page =>
  panel(page)
    .locator('progress')
    .evaluate(bar => bar.value);

/**
 * Runs until at least so many cells are there, and stops.
 * @param {import('@playwright/test').Page} page
 * @param {number} cells
 */
async function runSome(page, cells) {
  await panel(page)
    .getByRole('button', { name: /Run in this tab|Resume/ })
    .click();
  await expect.poll(() => finished(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(cells);
  const stop = panel(page).getByRole('button', { name: 'Stop' });
  if (await stop.isVisible()) await stop.click();
  await expect(panel(page)).toHaveAttribute('data-state', /stopped|finished/);
}

/** @param {import('@playwright/test').Page} page @param {string} name */
const saveButton = (page, name) => page.locator('.experiment-files').getByRole('button', { name, exact: true });

/**
 * Drops files on the view, as from a desktop.
 * @param {import('@playwright/test').Page} page
 * @param {{name: string, text: string}[]} files
 */
async function drop(page, files) {
  const transfer = await page.evaluateHandle(given => {
    const data = new DataTransfer();
    for (const { name, text } of given) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.dispatchEvent('#experiments', 'dragover', { dataTransfer: transfer });
  await expect(page.locator('body')).toHaveClass(/dropping/);
  await page.dispatchEvent('#experiments', 'drop', { dataTransfer: transfer });
  await expect(page.locator('body')).not.toHaveClass(/dropping/);
}

/** CRC-32 as in gzip, of text. @param {string} text */
function crc32(text) {
  let crc = -1;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

/**
 * A line with another content and the checksum that goes with it.
 * @param {string} before the header, or ''
 * @param {string} line
 */
function sealed(before, line) {
  const body = line.slice(0, line.indexOf(',"check":"'));
  return `${body},"check":"${crc32(before + body)}"}`;
}

/** Results of a few cells, computed once. @type {string} */
let someResults = '';
/** @param {import('@playwright/test').Page} page */
async function results(page) {
  if (someResults === '') {
    await open(page, `&experiment=${CHEAP}`);
    await runSome(page, 4);
    someResults = String((await saved(page, saveButton(page, 'Results (.jsonl)'))).bytes);
  }
  return someResults;
}

/**
 * Opens the view with the results of a few cells shown.
 * @param {import('@playwright/test').Page} page
 * @param {string} [hash]
 */
async function openWithResults(page, hash = '') {
  const text = await results(page);
  await open(page, `&experiment=${CHEAP}${hash}`);
  await drop(page, [{ name: 'some.jsonl', text }]);
  await expect(page.locator('.experiment-given')).toBeVisible();
  await expect(plot(page).locator('circle').first()).toBeAttached();
  return text;
}

test('the overview asks every question, and the index leads to each experiment and back', ENGINE, async ({ page }) => {
  await open(page);
  const entries = page.locator('.experiment-list li');
  const titles = await entries.locator('h3').allTextContents();
  expect(titles.length).toBeGreaterThan(0);
  await expect(page.locator('#experiments .index a')).toHaveCount(titles.length + 1);
  for (let i = 0; i < titles.length; i++) {
    await expect(entries.nth(i)).toContainText(/quick: [\d,]+ cells; full: [\d,]+ cells/i);
    await entries.nth(i).locator('a').click();
    await expect(page.locator('#experiments h2')).toHaveText(titles[i]);
    await expect(page.locator('#experiments[data-state=ready]')).toBeVisible();
    await expect(page.locator('#experiments .index a[aria-current=page]')).toHaveText(titles[i]);
    await expect(panel(page)).toContainText(/[\d,]+ cells/);
    await page.goBack();
    await expect(entries).toHaveCount(titles.length);
  }
  await visit(page, '#view=experiments&experiment=nonsense');
  await expect(entries).toHaveCount(titles.length);
});

test(
  'a quick grid runs to its end: stopped, resumed, reloaded, with what the numbers say',
  ALL_ONLY,
  async ({ page }) => {
    test.setTimeout(600_000);
    await open(page, `&experiment=${CHEAP}`);
    await expect(page.locator('.experiment-empty')).toBeVisible();
    await expect(plot(page)).toBeHidden();
    await runSome(page, 3);
    const first = await finished(page);
    const total = await panel(page)
      .locator('progress')
      .evaluate(bar => bar.max);
    expect(first).toBeLessThan(total);
    await expect(panel(page)).toContainText(`${first} of ${total} cells are finished and kept`);
    await page.waitForTimeout(700);
    expect(await finished(page), 'nothing comes after Stop').toBe(first);

    await page.reload();
    await expect(panel(page)).toHaveAttribute('data-state', 'stopped');
    expect(await finished(page), 'finished cells survive a reload').toBe(first);
    const before = String((await saved(page, saveButton(page, 'Results (.jsonl)'))).bytes);
    await expect(plot(page).locator('svg')).toBeVisible();

    await panel(page).getByRole('button', { name: 'Resume' }).click();
    await expect(panel(page)).toContainText(/\d+ of [\d,]+ cells, about .* left/, { timeout: 120_000 });
    await expect(panel(page)).toHaveAttribute('data-state', 'finished', { timeout: 500_000 });
    await expect(panel(page)).toContainText(`All ${total} cells are finished`);
    await expect(page.locator('.experiment-says li').first()).toBeVisible();
    await expect(page.locator('.experiment-says')).toContainText(`They rest on all ${total} cells of the quick grid.`);

    const { name, bytes } = await saved(page, saveButton(page, 'Results (.jsonl)'));
    expect(name).toBe(`${CHEAP}-quick.jsonl`);
    const lines = String(bytes).trimEnd().split('\n');
    expect(lines).toHaveLength(total + 1);
    expect(lines.slice(1).map(line => JSON.parse(line).cell)).toEqual(Array.from({ length: total }, (_, i) => i));
    for (const line of before.trimEnd().split('\n')) expect(lines, 'a cell’s line never changes').toContain(line);
    for (const line of lines.slice(1)) expect(line).toBe(sealed(lines[0], line));
    expect(lines[0]).toBe(sealed('', lines[0]));

    await page.reload();
    await expect(panel(page)).toHaveAttribute('data-state', 'finished');
    await panel(page).getByRole('button', { name: 'Start over' }).click();
    await panel(page).getByRole('button', { name: 'Keep them' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'finished');
    await panel(page).getByRole('button', { name: 'Start over' }).click();
    await panel(page).getByRole('button', { name: 'Forget them' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'new');
    await expect(page.locator('.experiment-empty')).toBeVisible();
    await page.reload();
    await expect(panel(page)).toHaveAttribute('data-state', 'new');
  },
);

test('the quick grid of the open question runs to its end and is answered', ALL_ONLY, async ({ page }) => {
  test.setTimeout(600_000);
  await open(page, '&experiment=online');
  await panel(page).getByRole('button', { name: 'Run in this tab' }).click();
  await expect(panel(page)).toHaveAttribute('data-state', 'finished', { timeout: 500_000 });
  await expect(plot(page).locator('svg').first()).toBeVisible();
  await expect(page.locator('.experiment-says')).toContainText(
    /sgd, batch 1: BP \d+\.\d % at best, works over \d\.\d decades/,
  );
});

test(
  'the mean of a point is what its rows say, by pointer, by keyboard and in the table',
  ALL_ONLY,
  async ({ page }) => {
    const text = await openWithResults(page);
    const rows = JSON.parse(String((await saved(page, saveButton(page, 'JSON'))).bytes)).rows;
    const values = rows.flatMap(row => Object.values(row)).map(value => String(value).replaceAll('-', '−'));
    const card = page.locator('.card:not([hidden])');
    const circles = plot(page).locator('circle');
    expect(await circles.count()).toBeGreaterThan(1);
    const shown = new Set();
    for (let i = 0; i < (await circles.count()); i++) {
      await circles.nth(i).hover({ force: true });
      await expect(card).toBeVisible();
      const told = await card.locator('.reading.strong span').nth(1).textContent();
      expect(values, `point ${i}`).toContain(told);
      shown.add(told);
    }
    await page.mouse.move(2, 2);
    await plot(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(card).toBeVisible();
    await expect(plot(page).locator('.at')).toHaveCount(1);
    const spoken = page.locator('.visually-hidden[role=status]', { hasText: /values \d/ });
    const first = await spoken.textContent();
    await page.keyboard.press('ArrowRight');
    await expect(spoken).not.toHaveText(String(first));
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();

    await page.locator('.plot-numbers summary').click();
    // The table is filled when the browser tells that it opened, which is after the click.
    await expect(page.locator('.plot-numbers td')).not.toHaveCount(0);
    const cells = await page.locator('.plot-numbers td').allTextContents();
    for (const told of shown) expect(cells).toContain(told);
    expect(text.split('\n').length).toBeGreaterThan(4);
  },
);

test('plot and chosen values are in the address, and come back from it', async ({ page }) => {
  await openWithResults(page);
  const heading = page.locator('.experiment-figure h3');
  const first = await heading.textContent();
  const chips = page.locator('.plot-list .chip');
  for (let i = (await chips.count()) - 1; i >= 0; i--) {
    await chips.nth(i).click();
    await expect(heading).toHaveText(String(await chips.nth(i).textContent()));
    const select = page.locator('.plot-choices select');
    if ((await select.count()) > 0) {
      const last = await select.first().evaluate(one => one.options[one.options.length - 1].value);
      await select.first().selectOption(last);
      await expect.poll(async () => (await hashOf(page)).eChosen ?? '').toContain(`:${last}`);
    }
  }
  await expect(heading).toHaveText(String(first));
  const id = await chips.last().locator('input').getAttribute('value');
  await visit(page, `#view=experiments&experiment=${CHEAP}&ePlot=${id}`);
  await expect(heading).toHaveText(String(await chips.last().textContent()));
  await visit(page, `#view=experiments&experiment=${CHEAP}&ePlot=nonsense&eChosen=gamma:99`);
  await expect(heading).toHaveText(String(first));
});

test('everything can be saved, and says the same', async ({ page }) => {
  const text = await openWithResults(page);
  const jsonl = await saved(page, saveButton(page, 'Results (.jsonl)'));
  expect(String(jsonl.bytes), 'the same file again').toBe(text);
  const wanted = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => JSON.parse(line))
    .flatMap(({ cell, params, rows }) => rows.map(row => ({ cell, ...params, ...row })));
  const json = JSON.parse(String((await saved(page, saveButton(page, 'JSON'))).bytes));
  expect(json.rows).toEqual(wanted);
  expect(json).toMatchObject({ experiment: CHEAP, grid: 'quick' });
  const csv = String((await saved(page, saveButton(page, 'CSV'))).bytes)
    .trimEnd()
    .split('\r\n')
    .map(line => line.split(','));
  expect(csv.length).toBe(wanted.length + 1);
  wanted.forEach((row, i) =>
    csv[0].forEach((column, k) => {
      expect(csv[i + 1][k], `${column} of row ${i}`).toBe(
        !(column in row) ? '' : row[column] === null ? 'NaN' : String(row[column]),
      );
    }),
  );

  const buttons = page.locator('.plot-saves');
  const svg = String((await saved(page, buttons.getByRole('button', { name: 'SVG' }))).bytes);
  const title = await page.locator('.experiment-figure h3').textContent();
  // In an empty page: this one's policy forbids whatever style another document brings.
  const empty = await page.context().newPage();
  const parsed = await empty.evaluate(source => {
    const document = new DOMParser().parseFromString(source, 'image/svg+xml');
    return {
      wrong: document.querySelector('parsererror')?.textContent ?? '',
      circles: document.querySelectorAll('circle').length,
      text: document.documentElement.textContent,
    };
  }, svg);
  await empty.close();
  expect(parsed.wrong).toBe('');
  expect(parsed.circles).toBe(await plot(page).locator('circle').count());
  expect(parsed.text).toContain(title);
  expect(svg, 'needs no style sheet of the page').not.toContain('var(--');
  const png = (await saved(page, buttons.getByRole('button', { name: 'PNG' }))).bytes;
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1500);
});

test('a dropped file is drawn and described; one that is cut keeps its whole lines; the way back leads to one’s own', async ({
  page,
}) => {
  const text = await openWithResults(page);
  const given = page.locator('.experiment-given');
  const lines = text.trimEnd().split('\n');
  await expect(given).toContainText('some.jsonl');
  await expect(given).toContainText(`${lines.length - 1} of `);
  await expect(given).toContainText(JSON.parse(lines[0]).data);
  await expect(panel(page)).toBeHidden();
  await drop(page, [{ name: 'cut.jsonl', text: text.slice(0, -20) }]);
  await expect(given).toContainText('cut.jsonl');
  await expect(given).toContainText(`${lines.length - 2} of `);
  await expect(given).toContainText('cut short');
  await given.getByRole('button').click();
  await expect(given).toBeHidden();
  await expect(panel(page)).toBeVisible();
});

test('a file that is edited, of another version, or no results at all, is refused in a sentence and changes nothing', async ({
  page,
}) => {
  const text = await openWithResults(page);
  const lines = text.trimEnd().split('\n');
  const said = page.locator('.experiment-say');
  const before = await plot(page).innerHTML();
  const digit = lines[2].search(/\d\.\d/);
  const foreignHeader = sealed(
    '',
    lines[0].replace(/"version":(\d+)/, (_, version) => `"version":${Number(version) + 1}`),
  );
  const bad = {
    'edited.jsonl': [
      `${[...lines.slice(0, 2), lines[2].slice(0, digit) + String((Number(lines[2][digit]) + 1) % 10) + lines[2].slice(digit + 1), ...lines.slice(3)].join('\n')}\n`,
      /as it was written/,
    ],
    'foreign.jsonl': [
      `${[foreignHeader, ...lines.slice(1).map(line => sealed(foreignHeader, line))].join('\n')}\n`,
      /version/,
    ],
    'empty.jsonl': ['', /must be/],
    'letter.txt': ['Dear reader,\nnothing here.\n', /must be/],
  };
  for (const [name, [content, sentence]] of Object.entries(bad)) {
    await drop(page, [{ name, text: content }]);
    await expect(said, name).toContainText(sentence);
    await expect(said, name).toContainText('What was shown before stays.');
    await expect(page.locator('.experiment-given')).toContainText('some.jsonl');
    expect(await plot(page).innerHTML(), name).toBe(before);
  }
  await drop(page, [
    { name: 'a.jsonl', text },
    { name: 'b.jsonl', text },
  ]);
  await expect(said).toContainText('One results file is expected at a time, got 2');
  // The file button takes the same files, and a good one clears what was said.
  await page
    .locator('.experiment-files input[type=file]')
    .setInputFiles({ name: 'chosen.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
  await expect(page.locator('.experiment-given')).toContainText('chosen.jsonl');
  await expect(said).toBeHidden();
});

test('files of digits dropped on this view are still taken for digits', async ({ page }) => {
  await open(page, `&experiment=${CHEAP}`);
  await drop(page, [
    { name: 'train-images-idx3-ubyte', text: 'x' },
    { name: 'train-labels-idx1-ubyte', text: 'y' },
  ]);
  await expect(page.locator('.experiment-say')).toBeHidden();
  await visit(page, '#view=train');
  await expect(page.locator('#train')).toContainText('must be an IDX file');
});

test('a map keeps apart a number, exactly zero, what is not finite, and what is missing', async ({ page }) => {
  await open(page, `&experiment=${CHEAP}`);
  const drawn = await page.evaluate(async () => {
    const load = name => import(new URL(`js/${name}`, document.baseURI).href);
    const [{ draw }, { summarise }, { readPalette }] = await Promise.all([
      load('views/experiments/draw/plot.js'),
      load('views/experiments/aggregate.js'),
      load('ui/draw/canvas.js'),
    ]);
    const axis = (column, scale = 'ordinal') => ({ column, label: column, scale, domain: null });
    const map = {
      id: 'm',
      title: 'm',
      shows: '',
      mark: 'map',
      x: axis('x'),
      y: axis('y'),
      color: axis('v', 'linear'),
      panels: null,
      panelRows: null,
      choose: [],
      law: null,
      baseline: null,
    };
    const rows = [
      { x: 1, y: 1, v: 5 },
      { x: 2, y: 1, v: 0 },
      { x: 1, y: 2, v: null },
      { x: 3, y: 1, v: 7 },
      { x: 3, y: 1, v: null },
    ];
    const { places } = draw(map, summarise(map, rows, new Map()), { width: 400, palette: readPalette() });
    return places.map(({ point, element }) => ({
      x: point.x,
      y: point.y ?? point.lead,
      fill: element.getAttribute('fill') ?? element.parentElement.getAttribute('fill'),
    }));
  });
  expect(drawn).toHaveLength(4);
  const fill = (x, y) => drawn.find(one => one.x === x && one.y === y)?.fill;
  expect(fill(1, 2)).toMatch(/^url\(#hatch/);
  expect(fill(1, 1)).toMatch(/^rgb/);
  expect(fill(2, 1)).toMatch(/^#/);
  expect(new Set(drawn.map(one => one.fill)).size).toBe(4);
  expect(fill(2, 2), 'missing').toBeUndefined();
});

for (const [scheme, width] of LOOKS) {
  test(`axe finds nothing: ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    const violations = async () => {
      const { violations: found } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 140)).join(' | ')}`);
    };
    await open(page);
    expect(await violations(), 'overview').toEqual([]);
    await openWithResults(page);
    await page.locator('.plot-numbers summary').click();
    await drop(page, [{ name: 'bad.jsonl', text: 'bad' }]);
    await expect(page.locator('.experiment-say')).toBeVisible();
    expect(await violations(), 'results').toEqual([]);
    await page.locator('.experiment-given button').click();
    await expect(panel(page)).toBeVisible();
    expect(await violations(), 'own').toEqual([]);
  });
}

test('nothing is wider than the page at any width, and panels wrap', async ({ page }) => {
  await openWithResults(page);
  for (const width of [360, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        plot(page).evaluate(box =>
          Math.abs(Number(box.querySelector('svg:last-of-type').getAttribute('width')) - box.clientWidth),
        ),
      )
      .toBeLessThan(2);
    const wide = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const over = [...document.querySelectorAll('main:not([hidden]) *, header *')]
        .filter(
          element =>
            element.checkVisibility() &&
            !element.closest('.visually-hidden, .scroll') &&
            element.getBoundingClientRect().right > room + 1,
        )
        .map(element => `${element.tagName}.${element.getAttribute('class')} ${element.textContent.slice(0, 30)}`);
      return { scrolls: document.documentElement.scrollWidth - room, over };
    });
    expect(wide, `${width} px`).toEqual({ scrolls: 0, over: [] });
  }
});

test('the plotting library is loaded only when the view is opened', async ({ page }) => {
  const loaded = [];
  page.on('request', request => {
    if (request.url().endsWith('/vendor/plot.js')) loaded.push(request.url());
  });
  await page.goto('index.html');
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  expect(loaded).toEqual([]);
  await openWithResults(page);
  expect(loaded.length).toBeGreaterThan(0);
});
