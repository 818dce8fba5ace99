// Digits of a visitor's own as pictures: a folder of them, names that say the class, a sheet of tiles; drawn from the
// page's own digits, so that every pixel is known.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ALL_ONLY, ENGINE } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { drop, fileOf } from '../support/files.js';
import { openStep, openTrain } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const COUNT = 30;
const say = page => page.locator('#train .say');

/** The first test digits and their labels. */
async function digits() {
  const [images, labels] = await Promise.all(['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(fileOf));
  return {
    pixels: [...images.buffer.subarray(16, 16 + 784 * COUNT)],
    labels: [...labels.buffer.subarray(8, 8 + COUNT)],
  };
}

/**
 * PNG files of them, made in the page: `how` is white on black as they are, black on white, or black ink on nothing;
 * `columns`: all in one sheet.
 * @param {import('@playwright/test').Page} page @param {number[]} pixels
 * @param {{how?: 'plain' | 'inverted' | 'ink', columns?: number, size?: number}} [options]
 * @returns {Promise<Buffer[]>}
 */
async function pngs(page, pixels, { how = 'plain', columns = 1, size = 28 } = {}) {
  const texts = await page.evaluate(
    async given => {
      const draw = (context, at, x, y) => {
        const data = new ImageData(28, 28);
        for (let i = 0; i < 784; i++) {
          const level = given.pixels[at * 784 + i];
          data.data.set(
            given.how === 'ink'
              ? [0, 0, 0, level]
              : [...Array(3).fill(given.how === 'plain' ? level : 255 - level), 255],
            4 * i,
          );
        }
        context.putImageData(data, x, y);
      };
      const png = async canvas => {
        const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
        return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
      };
      const count = given.pixels.length / 784;
      if (given.columns > 1) {
        const sheet = new OffscreenCanvas(28 * given.columns, 28 * Math.ceil(count / given.columns));
        for (let at = 0; at < count; at++)
          draw(sheet.getContext('2d'), at, 28 * (at % given.columns), 28 * Math.floor(at / given.columns));
        return [await png(sheet)];
      }
      const made = [];
      for (let at = 0; at < count; at++) {
        const canvas = new OffscreenCanvas(28, 28);
        draw(canvas.getContext('2d'), at, 0, 0);
        const large = new OffscreenCanvas(given.size, given.size);
        large.getContext('2d').imageSmoothingEnabled = false;
        large.getContext('2d').drawImage(canvas, 0, 0, given.size, given.size);
        made.push(await png(large));
      }
      return made;
    },
    { pixels, how, columns, size },
  );
  return texts.map(text => Buffer.from(text, 'base64'));
}

const image = (name, buffer) => ({ name, mimeType: 'image/png', buffer });
const text = (name, content) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

/**
 * What the page makes of files, without the engine.
 * @param {import('@playwright/test').Page} page
 * @param {{name: string, buffer: Buffer}[]} files names are paths
 */
const read = (page, files) =>
  page.evaluate(
    async given => {
      const { readGiven } = await import(new URL('js/engine/digits/files.js', document.baseURI).href);
      const files = given.map(({ name, content }) =>
        Object.defineProperty(
          new File([Uint8Array.from(atob(content), character => character.charCodeAt(0))], name.split('/').at(-1)),
          'webkitRelativePath',
          { value: name.includes('/') ? name : '' },
        ),
      );
      const { all, name } = await readGiven(files);
      return { name, images: [...all.images], labels: [...all.labels] };
    },
    files.map(({ name, buffer }) => ({ name, content: buffer.toString('base64') })),
  );

/** IDX files of digits in this order. @param {number[]} pixels @param {number[]} labels @param {number[]} order */
const idx = (pixels, labels, order) => ({
  images: [
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    order.length,
    0,
    0,
    0,
    28,
    0,
    0,
    0,
    28,
    ...order.flatMap(i => pixels.slice(784 * i, 784 * i + 784)),
  ],
  labels: [0, 0, 8, 1, 0, 0, 0, order.length, ...order.map(i => labels[i])],
});
/** Names that sort as they are numbered. @param {number} i */
const number = i => String(i).padStart(3, '0');

test('pictures come back to the pixel, whatever way they were given', ENGINE, async ({ page }) => {
  await openStep(page);
  const { pixels, labels } = await digits();
  const every = labels.map((_, i) => i);
  const byFolder = every.toSorted((a, b) => labels[a] - labels[b] || a - b);
  const [plain, inverted, ink, [sheet], [dark], large] = [
    await pngs(page, pixels),
    await pngs(page, pixels, { how: 'inverted' }),
    await pngs(page, pixels, { how: 'ink' }),
    await pngs(page, pixels, { columns: 8 }),
    await pngs(page, pixels, { columns: 5, how: 'inverted' }),
    await pngs(page, pixels, { size: 56 }),
  ];

  const inFolders = plain.map((buffer, i) => image(`mine/${labels[i]}/${number(i)}.png`, buffer));
  expect(
    await read(page, [
      ...inFolders,
      text('mine/README.txt', 'x'),
      text('mine/.DS_Store', 'x'),
      image('mine/__MACOSX/3/._1.png', plain[0]),
    ]),
  ).toEqual({ name: 'Your 30 pictures (another file left out)', ...idx(pixels, labels, byFolder) });
  // As the digits' own name begins the file's, they are sorted by it.
  expect(
    await read(
      page,
      inverted.map((buffer, i) => image(`${labels[i]}-${number(i)}.png`, buffer)),
    ),
  ).toEqual({ name: 'Your 30 pictures, dark on light and therefore inverted', ...idx(pixels, labels, byFolder) });
  expect(
    await read(
      page,
      every.map(i => image(`${labels[i]}/${number(i)}.png`, i < 10 ? ink[i] : i < 20 ? inverted[i] : plain[i])),
    ),
  ).toEqual({
    name: 'Your 30 pictures, 10 of them dark on light and therefore inverted, 10 of them on a see-through ground and therefore taken by their opacity',
    ...idx(pixels, labels, byFolder),
  });
  // Thirty of 32 tiles; labels in a text, and in the file that MNIST has.
  expect(await read(page, [image('sheet.png', sheet), text('labels.txt', `${labels.join(', ')}\n`)])).toEqual({
    name: 'Your sheet of 30 digits',
    ...idx(pixels, labels, every),
  });
  expect(
    await read(page, [image('sheet.png', dark), image('labels-idx1', Buffer.from(idx([], labels, every).labels))]),
  ).toEqual({ name: 'Your sheet of 30 digits, dark on light and therefore inverted', ...idx(pixels, labels, every) });
  // Twice as large and scaled down: the same but for smoothing.
  const small = await read(
    page,
    large.map((buffer, i) => image(`${labels[i]}/${number(i)}.png`, buffer)),
  );
  const apart = idx(pixels, labels, byFolder).images.map((level, i) => Math.abs(level - small.images[i]));
  expect(apart.reduce((sum, one) => sum + one, 0) / apart.length).toBeLessThan(8);
  expect(small.labels).toEqual(idx(pixels, labels, byFolder).labels);
});

test.describe('a folder', () => {
  test.skip(
    ({ browserName }) => browserName !== 'chromium',
    'Only Chromium, as it is driven here, can be told to choose or drop a folder.',
  );
  let folder = '';
  const sentence =
    'Your 30 pictures, dark on light and therefore inverted: 24 to train on, 3 for validation, 3 for testing.';
  test.beforeEach(async ({ page }) => {
    await openTrain(page, 'hidden=2&dtype=f32&source=synthetic');
    const { pixels, labels } = await digits();
    folder = await mkdtemp(join(tmpdir(), 'digits-'));
    for (const [i, buffer] of (await pngs(page, pixels, { how: 'inverted' })).entries()) {
      const file = join(folder, String(labels[i]), `${number(i)}.png`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, buffer);
    }
  });
  test.afterEach(() => rm(folder, { recursive: true }));

  test('is chosen, and the network learns from what is in it', async ({ page }) => {
    await page.locator('#digit-folder').setInputFiles(folder);
    await expect(say(page)).toHaveText(sentence);
    await expect(page.locator('#train .data-note')).toHaveText(sentence);
    await page.locator('#train .main').click();
    await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(20);
  });

  test('is dropped onto another view, as a hand would: the browser itself reads it', async ({ page }) => {
    await openStep(page);
    const client = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await client.send('Input.dispatchDragEvent', {
        type,
        x: 300,
        y: 300,
        data: { items: [], files: [folder], dragOperationsMask: 1 },
      });
    }
    await expect(page.locator('#message')).toHaveText(sentence);
    await expect(page.locator('#step .source')).toContainText('3 for testing');
  });
});

test(
  'pictures that are not what they should be are refused in a sentence, and the digits so far stay',
  ALL_ONLY,
  async ({ page }) => {
    await openTrain(page, 'hidden=2&dtype=f32');
    const { pixels, labels } = await digits();
    const plain = await pngs(page, pixels);
    const [sheet] = await pngs(page, pixels, { columns: 6 });
    const named = plain.map((buffer, i) => image(`${labels[i]}-${i}.png`, buffer));
    const cases = [
      [named.slice(0, 9), /^From 10 to 70,000 pictures of one digit each are expected, got 9\./],
      [
        [...named, image('dog.png', plain[0]), image('cat.png', plain[0])],
        /^cat\.png, and another one, must say which digit it shows: by a folder named 0 to 9 .* as 3-abc\.png\./,
      ],
      [[...named.slice(1), image('3-x.png', Buffer.from('no picture'))], /^3-x\.png could not be read as a picture\./],
      [
        [image('sheet.png', sheet)],
        /^sheet\.png is taken for a sheet of digits, with which one file of labels is expected, got 0;/,
      ],
      [
        [image('sheet.png', sheet), text('labels.txt', labels.slice(1).join(' ').concat(' 1 2'))],
        /^sheet\.png has 30 tiles, but labels\.txt has 31 labels:/,
      ],
      [
        [image('sheet.png', sheet), text('labels.txt', labels.slice(6).join(''))],
        /^sheet\.png has 30 tiles, but labels\.txt has 24 labels:/,
      ],
      [
        [image('sheet.png', sheet), text('labels.txt', `${labels.join(' ')} and so on`)],
        /^labels\.txt must hold the labels of the sheet, as an IDX file or as digits in a text; it holds "a"\./,
      ],
      [
        [image('sheet.png', sheet), await fileOf('t10k-images-idx3-ubyte.gz')],
        /^t10k-images-idx3-ubyte\.gz must hold the labels of the sheet, but holds images\./,
      ],
      [
        [
          image('sheet.png', sheet),
          image('labels-idx1', Buffer.from([0, 0, 8, 1, 0, 0, 0, 30, ...labels.slice(1), 77])),
        ],
        /^Your sheet of 30 digits: .*77/,
      ],
      [
        [image('sheet.png', (await pngs(page, pixels.slice(0, 784), { size: 50 }))[0]), text('labels.txt', '1')],
        /^sheet\.png must be a sheet of at least two tiles of 28 × 28 pixels, .* it has 50 × 50 pixels\./,
      ],
      [
        [
          image('sheet.png', gunzipSync((await fileOf('t10k-images-idx3-ubyte.gz')).buffer).subarray(0, 500)),
          text('labels.txt', '1'),
        ],
        /^sheet\.png could not be read as a picture\./,
      ],
    ];
    const note = await page.locator('#train .data-note').textContent();
    for (const [files, sentence] of cases) {
      await drop(page, files);
      await expect(say(page)).toHaveText(sentence);
      await expect(say(page)).toHaveText(/\. The digits used so far stay\.$/);
      expect(await say(page).textContent()).not.toMatch(/\.\.|undefined|NaN|Error:/);
      await expect(page.locator('#train .data-note')).toHaveText(note);
    }
  },
);
