// Files at every door of the page: digits as mirrors and systems leave them, EMNIST on its side, a file at the wrong
// button, and a server that answers everything with a page.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test, expect } from '../support/fixtures.js';
import { drop, fileOf } from '../support/files.js';
import { openStep, openTrain } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const say = page => page.locator('#train .say');
const note = page => page.locator('#train .data-note');
const plain = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

/** Test digits of the page, and the same turned as EMNIST's are. */
async function digits() {
  const [{ buffer: images }, { buffer: labels }] = await Promise.all(
    ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(fileOf),
  );
  const turned = Buffer.from(images);
  for (let at = 16; at < images.length; at++) {
    const [i, p] = [Math.floor((at - 16) / 784), (at - 16) % 784];
    turned[at] = images[16 + 784 * i + 28 * (p % 28) + Math.floor(p / 28)];
  }
  return { images, labels, turned };
}
/** The pictures of the test digits shown. @param {import('@playwright/test').Page} page */
const pictures = page =>
  page.locator('#train .guesses canvas').evaluateAll(all => all.map(canvas => canvas.toDataURL()));

test.describe('a folder', () => {
  test.skip(
    ({ browserName }) => browserName !== 'chromium',
    'Only Chromium, as it is driven here, can be told to choose a folder.',
  );
  let folder = '';
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doors-'));
  });
  test.afterEach(() => rm(folder, { recursive: true }));
  /** @param {string} path @param {Buffer | string} content */
  async function put(path, content) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  test('as a mirror unpacks it, with the system’s own files and a packed copy, is one set', async ({ page }) => {
    const { images, labels } = await digits();
    for (const [name, dotted, bytes] of [
      ['t10k-images-idx3-ubyte', 't10k-images.idx3-ubyte', images],
      ['t10k-labels-idx1-ubyte', 't10k-labels.idx1-ubyte', labels],
    ]) {
      await put(dotted, bytes);
      await put(`${name}/${name}`, bytes);
      await put(`${name}.gz`, gzipSync(bytes));
      await put(`__MACOSX/._${name}`, 'x');
    }
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '.gitignore']) await put(name, 'x');
    await put('README.md', 'MNIST');
    await openTrain(page, 'hidden=2&width=8&source=synthetic');
    await page.locator('#digit-folder').setInputFiles(folder);
    await expect(say(page)).toHaveText(
      'Your 2 files (passed over: 4 copies and 1 file of something else): 800 to train on, 100 for validation, 100 for testing.',
    );
    await page.locator('#train .main').click();
    await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.5);
  });
});

test('EMNIST’s digits stand upright, which is said, and a button turns them', async ({ page }) => {
  const { images, labels, turned } = await digits();
  await openTrain(page, 'hidden=2&width=8&source=synthetic');
  await expect(page.getByRole('button', { name: 'Turn them' })).toBeHidden();
  await drop(page, [plain('test-images', images), plain('test-labels', labels)]);
  await expect(note(page)).toHaveText('Your 2 files: 800 to train on, 100 for validation, 100 for testing.');
  await expect(page.locator('#train .guess')).toHaveCount(12);
  const upright = await pictures(page);
  await drop(page, [
    plain('emnist-digits-test-images-idx3-ubyte.gz', gzipSync(turned)),
    plain('emnist-digits-test-labels-idx1-ubyte.gz', gzipSync(labels)),
  ]);
  await expect(note(page)).toHaveText(
    /^Your 2 files: 800 .* Their names say EMNIST, whose pictures lie on their side: they were turned upright\.$/,
  );
  await expect.poll(() => pictures(page)).toEqual(upright);
  await page.getByRole('button', { name: 'Turn them' }).click();
  await expect(note(page)).toHaveText(/They lie as they do in their files\.$/);
  await expect.poll(() => pictures(page)).not.toEqual(upright);
  await page.getByRole('button', { name: 'Turn them' }).click();
  await expect(note(page)).toHaveText(/Their rows and columns were exchanged\.$/);
  await expect.poll(() => pictures(page)).toEqual(upright);
  await page.getByRole('link', { name: 'Step' }).click();
  await expect(page.locator('#step .source')).toContainText('were exchanged');
});

test('a file at the wrong button is called what it is, or opened where it belongs', async ({ page }) => {
  await openTrain(page, 'hidden=2&width=8&source=synthetic');
  const network = page.locator('#network-file');
  for (const [file, sentence] of [
    [
      plain('table.csv', 'label,pixel0\n5,0\n'),
      /^table\.csv is a table of text.*“Open network…” takes a network in a safetensors file\. The network so far stays\.$/,
    ],
    [plain('mnist.zip', 'PK\x03\x04'), /^mnist\.zip is a zip archive: unpack it.* The network so far stays\.$/],
    [
      await fileOf('t10k-images-idx3-ubyte.gz'),
      /^t10k-images-idx3-ubyte\.gz is a file of images in the IDX format\. “Open network…” takes .* The network so far stays\.$/,
    ],
    [plain('nothing', ''), /^nothing is empty: .* The network so far stays\.$/],
  ]) {
    await network.setInputFiles(file);
    await expect(say(page)).toHaveText(sentence);
  }
  const bytes = await page.evaluate(async () => {
    const engine = await import(new URL('pkg/pc_playground.js', document.baseURI).href);
    await engine.default();
    return btoa(String.fromCharCode(...new engine.Network({ sizes: [784, 7, 7, 10] }).save()));
  });
  // A network without its usual name, at the digits' button.
  await page
    .locator('#digit-files')
    .setInputFiles({ name: 'weights', mimeType: '', buffer: Buffer.from(bytes, 'base64') });
  await expect(say(page)).toHaveText(/^weights is open: 784 – 2 × 7 – 10 units/);
  // Results dropped on Train are drawn where results are.
  const results = (await readFile(fileURLToPath(new URL('../../../www/results/law-full.jsonl', import.meta.url))))
    .toString()
    .split('\n')
    .slice(0, 4)
    .join('\n');
  await drop(page, [plain('some.txt', `${results}\n`)]);
  await expect(page.locator('.experiment-given')).toContainText('some.txt');
  await expect(page.locator('#experiments h2')).toBeVisible();
  // A network at the results' button.
  await page
    .locator('.experiment-files input[type=file]')
    .setInputFiles({ name: 'w.safetensors', mimeType: '', buffer: Buffer.from(bytes, 'base64') });
  await expect(say(page)).toHaveText(/^w\.safetensors is open/);
  await expect(page.locator('#train')).toBeVisible();
});

test('a server that answers everything with a page is seen through', async ({ page, context }) => {
  const answer = route =>
    route.fulfill({
      status: 200,
      contentType: 'text/html',
      body: '<!doctype html><html lang="en"><title>Home</title>',
    });
  await context.route('**/data/**', answer);
  await context.route('**/results/**', answer);
  await openStep(page);
  await expect(page.locator('#step .source')).toHaveText(
    /^The MNIST digits are not there: the server answered with a web page in the place of the file data\/\S+\.gz\. .*Drawn digits are used instead\.$/,
  );
  await page.goto('about:blank');
  await page.goto('index.html#view=experiments&experiment=law');
  await expect(page.locator('#experiments')).toContainText(
    'The server answered with a web page in the place of the list of recorded results. So no recorded results can be shown.',
  );
  await page.goto('about:blank');
  await page.goto('index.html#view=experiments&experiment=law&eFrom=recorded&eGrid=full');
  await expect(page.locator('.experiment-say')).toHaveText(
    /^The server answered with a web page in the place of the list of recorded results\. No recorded results of “law” come with this page/,
  );
  await context.unroute('**/results/**');
  await context.route('**/results/law-full.jsonl', answer);
  await page.goto('about:blank');
  await page.goto('index.html#view=experiments&experiment=law&eFrom=recorded&eGrid=full');
  await expect(page.locator('.experiment-say')).toHaveText(
    'The server answered with a web page in the place of the recorded results of “law”.',
  );
  await context.route('**/*.wasm', answer);
  await page.goto('about:blank');
  await page.goto('index.html');
  await expect(page.locator('#message')).toHaveText(
    /The server answered with a web page in the place of the engine file \/pkg\/\S+\.wasm\.$/,
  );
});

test.describe('a browser that guards against fingerprints', () => {
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAAAAABXZoBIAAAAEElEQVR42mNgGAWjYBQQAwADLAAB1wvpfAAAAABJRU5ErkJggg==';
  for (const [what, guard, sentence] of [
    [
      'noise of a level or two',
      'noise',
      /^Your 10 pictures: .* This browser changes the pixels that a page reads by up to 1 of 255/,
    ],
    [
      'one colour for all',
      'white',
      /^This browser does not give back the pixels that a page has drawn.*\. The digits used so far stay\.$/,
    ],
    [
      'nothing',
      'nothing',
      /^This browser does not give back the pixels that a page has drawn.*\. The digits used so far stay\.$/,
    ],
  ]) {
    test(`gives ${what}, and pictures as digits say so`, async ({ page }) => {
      await page.addInitScript(how => {
        const real = OffscreenCanvasRenderingContext2D.prototype.getImageData;
        OffscreenCanvasRenderingContext2D.prototype.getImageData = function getImageData(...where) {
          const made = real.apply(this, where);
          if (how === 'nothing') return undefined;
          for (let i = 0; i < made.data.length; i++)
            made.data[i] = how === 'white' ? 255 : made.data[i] ^ Number(i % 4 !== 3 && i % 7 === 0);
          return made;
        };
      }, guard);
      await openTrain(page, 'hidden=2&width=8&source=synthetic');
      await drop(
        page,
        Array.from({ length: 10 }, (_, i) => ({
          name: `${i}-x.png`,
          mimeType: 'image/png',
          buffer: Buffer.from(PNG, 'base64'),
        })),
      );
      await expect(say(page)).toHaveText(sentence);
    });
  }
});
