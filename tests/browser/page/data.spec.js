// Where the digits come from: the packed files, none at all, a visitor's own files, broken files, another folder.
import { drop, fileOf as file } from '../support/files.js';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openStep, openTrain, settled, shown } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const TEST = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'];
const TRAIN = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
const gz = names => names.map(name => `${name}.gz`);

const choose = (page, files) => page.locator('#digit-files').setInputFiles(files);
const say = page => page.locator('#train .say');

test('the packed digits are there, and synthetic ones when asked for', async ({ page }) => {
  await openTrain(page);
  await expect(page.locator('#train .data-note')).toHaveText(
    'MNIST: 8,000 to train on, 1,000 for validation, 1,000 for testing.',
  );
  await openStep(page, '#source=synthetic');
  await expect(page.locator('#step .source')).toHaveText(/^Digits drawn by the program: /);
});

test.describe('without data files', () => {
  // A browser logs every 404 of a fetch as an error, whatever the page does about it; there is no other way to find
  // out.
  test.use({ mayBeMissing: /\/data\/[^/]+$/ });
  test('drawn digits stand in, with a sentence', async ({ page, context }) => {
    await context.route('**/data/**', route => route.fulfill({ status: 404, body: 'not here' }));
    await openStep(page);
    await expect(page.locator('#step .source')).toHaveText(
      /^The MNIST digits are not there: the file data\/\S+ could not be loaded\. MNIST files dropped onto the page would be used\. Drawn digits are used instead\.$/,
    );
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('#step .time')).toHaveText('t = 1 of 16');
    await page.getByRole('link', { name: 'Train' }).click();
    await expect(page.locator('#train .data-note')).toContainText('Drawn digits are used instead.');
    await page.locator('#train .main').click();
    await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(1);
    await page.locator('#train .main').click();
    await drop(page, await Promise.all(gz(TEST).map(file)));
    await expect(page.locator('#train .data-note')).toHaveText(
      'Your 2 files: 800 to train on, 100 for validation, 100 for testing.',
    );
  });
});

for (const [what, names, give, sentence] of [
  [
    'gzipped test files, dropped',
    gz(TEST),
    drop,
    'Your 2 files: 800 to train on, 100 for validation, 100 for testing.',
  ],
  ['raw test files, chosen', TEST, choose, 'Your 2 files: 800 to train on, 100 for validation, 100 for testing.'],
  [
    'two pairs, mixed, chosen',
    [...TEST, ...gz(TRAIN)],
    choose,
    'Your 4 files: 6,667 to train on, 1,333 for validation, 1,000 for testing.',
  ],
  [
    'two pairs, mixed, dropped',
    [...gz(TRAIN), ...TEST],
    drop,
    'Your 4 files: 6,667 to train on, 1,333 for validation, 1,000 for testing.',
  ],
]) {
  test(`files of one's own: ${what}`, /raw|mixed, dropped/.test(what) ? {} : ALL_ONLY, async ({ page }) => {
    await openTrain(page, 'hidden=2&dtype=f32&source=synthetic');
    await give(page, await Promise.all(names.map(file)));
    await expect(say(page)).toHaveText(sentence);
    await expect(page.locator('#train .data-note')).toHaveText(sentence);
    await expect(page.locator('#train [data-setting=source][value=mnist]')).toBeChecked();
    await page.locator('#train .main').click();
    await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.5);
    await page.getByRole('link', { name: 'Step' }).click();
    await expect(page.locator('#step .source')).toContainText(
      sentence.includes('1,000 for testing') ? '1,000 for testing' : '100 for testing',
    );
  });
}

test('files dropped onto the step view change its digits', ENGINE, async ({ page }) => {
  await openStep(page);
  const before = await settled(page);
  await drop(page, await Promise.all(TEST.map(file)));
  await expect(page.locator('#message')).toHaveText(
    'Your 2 files: 800 to train on, 100 for validation, 100 for testing.',
  );
  await expect.poll(() => shown(page)).not.toBe(before);
});

test('each broken file is refused in a sentence, and the digits so far stay', ALL_ONLY, async ({ page }) => {
  await openTrain(page, 'hidden=2&dtype=f32');
  const [images, labels] = await Promise.all(TEST.map(file));
  const [packedImages, packedLabels] = await Promise.all(gz(TEST).map(file));
  const trainLabels = await file(TRAIN[1]);
  const cut = ({ name, buffer }, length) => ({
    name,
    buffer: buffer.subarray(0, length),
    mimeType: 'application/octet-stream',
  });
  const changed = ({ name, buffer }, at, value) => {
    const copy = Buffer.from(buffer);
    copy[at] = value;
    return { name, buffer: copy, mimeType: 'application/octet-stream' };
  };
  const text = {
    name: 'notes.txt',
    buffer: Buffer.from('not a digit in sight, whatever one may think'),
    mimeType: 'text/plain',
  };
  const cases = {
    'images cut short': [cut(images, 5000), labels],
    'gzip cut short': [cut(packedImages, 90_000), packedLabels],
    'wrong magic': [changed(images, 3, 7), labels],
    'a label above 9': [images, changed(labels, 20, 77)],
    'labels of other images': [images, trainLabels],
    'a text file': [text],
    'images without labels': [images],
    'an empty file': [{ name: 'nothing', buffer: Buffer.alloc(0), mimeType: '' }],
    'seven files': Array(7).fill(labels),
  };
  const before = await settled(page, '.say');
  const note = await page.locator('#train .data-note').textContent();
  const heard = new Set();
  for (const [what, files] of Object.entries(cases)) {
    await say(page).evaluate(element => {
      element.textContent = '';
    });
    await drop(page, files);
    await expect(say(page), what).toHaveText(/^\S.{20,}\. The digits used so far stay\.$/);
    const sentence = await say(page).textContent();
    heard.add(sentence.replace(/[\w-]+(-ubyte|\.txt)(\.gz)?/g, 'FILE'));
    expect(sentence, what).not.toMatch(/\.\.|undefined|NaN|panic|Error:/);
    await expect(page.locator('#train .data-note')).toHaveText(note);
    expect(await settled(page, '.say'), what).toBe(before);
  }
  // Each names its own trouble.
  expect(heard.size).toBeGreaterThanOrEqual(Object.keys(cases).length - 2);
  await page.locator('#train .main').click();
  await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.5);
});

test('both views work from a folder of any depth', async ({ page, context, baseURL }) => {
  const folder = '/some/sub/path/';
  await context.route('**/*', async route => {
    const url = new URL(route.request().url());
    if (!url.pathname.startsWith(folder)) return route.abort();
    url.pathname = url.pathname.slice(folder.length - 1);
    return route.fulfill({ response: await route.fetch({ url: url.href }) });
  });
  await page.goto(new URL(`${folder}#t=3`, baseURL).href);
  await expect(page.locator('#step[data-state=ready] .time')).toHaveText('t = 3 of 16');
  await expect(page.locator('#step .source')).toHaveText(/^MNIST/);
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(page.locator('#train .guess')).toHaveCount(12);
  expect(new URL(page.url()).pathname).toBe(folder);
  await page.locator('#train .main').click();
  await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.5);
});
