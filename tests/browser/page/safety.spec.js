// The page's policy, as it is given and as a server would give it; and hashes, messages and dropped files of any
// content.
import { readFileSync } from 'node:fs';
import { test as bare } from '@playwright/test';
import { ALL_ONLY, tries } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openStep, saved } from '../support/helpers.js';
import { serveSite } from '../support/static-server.js';

test.use({ otherHosts: /^127\.0\.0\.1:\d+$/ });

const policyOf = name =>
  /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(
    readFileSync(new URL(`../../../www/${name}`, import.meta.url), 'utf8'),
  )[1];

// That something is refused is an error on the console, which is wanted here.
bare('the policy allows nothing inline, nothing evaluated, and no other host', async ({ page }) => {
  for (const name of ['index.html', 'embed.html']) {
    const html = readFileSync(new URL(`../../../www/${name}`, import.meta.url), 'utf8');
    const directives = Object.fromEntries(
      policyOf(name)
        .split('; ')
        .map(part => [part.split(' ')[0], part.split(' ').slice(1)]),
    );
    expect(directives['default-src']).toEqual(["'none'"]);
    expect(directives['script-src']).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives['connect-src']).toEqual(["'self'"]);
    for (const one of Object.values(directives).flat())
      expect(one).toMatch(/^('self'|'none'|'wasm-unsafe-eval'|'sha256-[\w+/=]+'|data:)$/);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<(link|script|style)/));
    expect(html).not.toMatch(/<style|\sstyle="|\son\w+="|<script(?![^>]* src=)/);
    await page.goto(name);
    // Later, for what is evaluated by the test itself is exempt.
    expect(
      await page.evaluate(
        () =>
          new Promise(done => {
            setTimeout(() => {
              try {
                done(new Function('return 1')());
              } catch (error) {
                done(error.name);
              }
            });
          }),
      ),
    ).toBe('EvalError');
    expect(
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        return window.ran ?? 'refused';
      }),
    ).toBe('refused');
  }
});

const VIEWS = [
  ['step', '#t=2&source=synthetic', page => page.getByRole('button', { name: 'Step (→)' }).click()],
  [
    'train',
    '#view=train&hidden=2',
    async page => {
      await page.locator('#train').getByRole('button', { name: 'Start' }).click();
      await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(0.05);
    },
  ],
  [
    'parallel',
    '#view=parallel&pDepth=3&pWidth=16',
    async page => {
      await page.getByRole('button', { name: 'Run in parallel' }).click();
      await expect(page.locator('#parallel .say')).toHaveText(/^FPA-PC on 3 workers/);
    },
  ],
  [
    'systems',
    '#view=systems&system=transport',
    page => expect(page.locator('[data-exhibit=figure1][data-state=ready]')).toBeVisible(),
  ],
  // A plot of curves, and one that is a map with a legend.
  [
    'experiments',
    '#view=experiments&experiment=figures&eFrom=recorded&eGrid=full',
    async page => {
      await expect(page.locator('.experiment-plot svg').last()).toBeVisible();
      for (const chip of await page.locator('.plot-list .chip').all()) await chip.click();
      const { bytes } = await saved(page, page.locator('.plot-saves').getByRole('button', { name: 'PNG' }));
      expect(bytes.length).toBeGreaterThan(1000);
    },
  ],
];

for (const file of ['index.html', 'embed.html']) {
  test(`every view works under the policy as a header of every file: ${file}`, ALL_ONLY, async ({ page }) => {
    const site = await serveSite({ mounts: { '/': 'www' }, headers: { 'Content-Security-Policy': policyOf(file) } });
    await page.addInitScript(() => {
      window.refused = [];
      addEventListener('securitypolicyviolation', event =>
        refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    for (const [view, hash, use] of VIEWS) {
      await page.goto('about:blank');
      await page.goto(`${site.origin}/${file}${hash}`);
      await expect(page.locator(`#${view}[data-state=ready]`)).toBeVisible();
      if (file === 'index.html' || view !== 'experiments') await use(page);
      expect(await page.evaluate(() => refused), view).toEqual([]);
    }
    await site.close();
  });
}

/** Serves the maker of random things to the page. @param {import('@playwright/test').BrowserContext} context */
const withAnything = context =>
  context.route('**/test-files/anything.js', route =>
    route.fulfill({
      contentType: 'text/javascript',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: readFileSync(new URL('../../js/support/anything.js', import.meta.url)),
    }),
  );

/**
 * Whether a step can still be made.
 * @param {import('@playwright/test').Page | import('@playwright/test').FrameLocator} page
 */
async function usable(page) {
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  await expect(page.locator('#step .time')).toHaveText('t = 1 of 9', { timeout: 30_000 });
  await page.locator('#step .onward').click();
  await expect(page.locator('#step .time')).toHaveText('t = 2 of 9');
}
const USUAL = '#view=step&source=synthetic&schemes=bp,vpc&T=9&t=1';

test('random hashes leave a page on which a step can be made', async ({ page, context }) => {
  test.slow();
  await withAnything(context);
  await openStep(page);
  await page.evaluate(async count => {
    const { randomHash, seeded } = await import(new URL('test-files/anything.js', document.baseURI).href);
    const random = seeded(3);
    for (let i = 0; i < count; i++) {
      location.hash = randomHash(random);
      await new Promise(done => {
        setTimeout(done, 10);
      });
    }
  }, tries(250));
  await page.evaluate(hash => {
    location.hash = hash;
  }, USUAL);
  await usable(page);
  // And each as the address that the page is opened with.
  for (const hash of [
    '#view=train&%E0%A4%A',
    '#__proto__=1&hidden=<b>&t=1e309&view=parallel&pDepth=NaN',
    `#${'schemes=bp&'.repeat(3000)}view=step`,
  ]) {
    await page.goto('about:blank');
    await page.goto(`index.html${hash}`);
    await expect(page.locator('main:not([hidden])')).toHaveCount(1);
    await page.evaluate(usual => {
      location.hash = usual;
    }, USUAL);
    await usable(page);
  }
});

test('random messages of every kind leave an embed in which a step can be made', async ({ page, context, baseURL }) => {
  test.slow();
  await withAnything(context);
  const blog = await serveSite({
    pages: {
      '/': `<!doctype html><title>A post</title><link rel="icon" href="data:,"><body><iframe width="900" height="900" src="${baseURL}embed.html${USUAL}"></iframe>`,
    },
  });
  await page.goto(blog.origin);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('#step[data-state=ready]')).toBeVisible();
  const posted = await page.evaluate(
    async ({ address, most }) => {
      const { anything, seeded } = await import(address);
      const random = seeded(5);
      const target = document.querySelector('iframe').contentWindow;
      const { port1 } = new MessageChannel();
      const canvas = new OffscreenCanvas(2, 2);
      canvas.getContext('2d');
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']);
      const stream = new ReadableStream();
      const buffer = new ArrayBuffer(8);
      const special = [
        [new File(['x'], 'a.txt')],
        [new ImageData(1, 1)],
        [canvas.transferToImageBitmap()],
        [new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))],
        [new DOMMatrix()],
        [new DOMRect()],
        [key],
        [new DataTransfer().files],
        [port1, [port1]],
        [stream, [stream]],
        [buffer, [buffer]],
        [{ target: 'pc-playground', type: 'settings', hash: new File(['#view=train'], '#view=train') }],
        [{ target: 'pc-playground', type: 'settings', hash: `#view=${'x'.repeat(5e6)}` }],
      ];
      let count = 0;
      const post = (data, transfer = []) => {
        target.postMessage(data, '*', transfer);
        count += 1;
      };
      for (const [data, transfer] of special) post(data, transfer);
      while (count < most) {
        post(anything(random));
        await new Promise(done => {
          setTimeout(done, 5);
        });
      }
      post({ target: 'pc-playground', type: 'resume' });
      return count;
    },
    { address: `${baseURL}test-files/anything.js`, most: tries(400) },
  );
  expect(posted).toBeGreaterThan(tries(400));
  await page.evaluate(
    hash =>
      document
        .querySelector('iframe')
        .contentWindow.postMessage(
          { target: 'pc-playground', type: 'settings', hash: `${hash}&controls=none&theme=light&transport=1` },
          '*',
        ),
    USUAL,
  );
  await usable(frame);
  await blog.close();
});

test(
  'dropped files of random names and bytes are refused in sentences, and change nothing',
  ALL_ONLY,
  async ({ page, context }) => {
    test.slow();
    await withAnything(context);
    for (const view of ['train', 'experiments']) {
      await openStep(page, USUAL);
      await page.evaluate(
        hash => {
          location.hash = hash;
        },
        USUAL.replace('step', view),
      );
      await expect(page.locator(`#${view}[data-state=ready]`)).toBeVisible();
      const said = await page.evaluate(async count => {
        const { one, seeded } = await import(new URL('test-files/anything.js', document.baseURI).href);
        const random = seeded(13);
        const line =
          '{"results":1,"experiment":"law","version":1,"grid":"quick","data":"x","cells":24,"check":"00000000"}\n';
        const heads = [
          [],
          [0x1f, 0x8b, 8, 0, 0, 0, 0, 0],
          [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28],
          [0, 0, 8, 1, 0, 0, 0, 2],
          [0, 0, 8, 3, 255, 255, 255, 255],
          [0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff],
          [...new TextEncoder().encode(line)],
          [0xef, 0xbb, 0xbf, 0x7b],
        ];
        const names = [
          'train-images-idx3-ubyte',
          't10k-labels-idx1-ubyte.gz',
          'law-full.jsonl',
          '<img src=x onerror=alert(1)>.jsonl',
          '',
          '..',
          'a\u0000b',
          '😀'.repeat(90),
          'x.png',
          '‮gnp.exe',
        ];
        const file = () =>
          new File(
            [
              new Uint8Array(one(random, heads)),
              crypto.getRandomValues(new Uint8Array(0)),
              Uint8Array.from({ length: Math.floor(random() * 3000) }, () => random() * 256),
            ],
            one(random, names),
          );
        const sentences = new Set();
        for (let i = 0; i < count; i++) {
          const transfer = new DataTransfer();
          for (let k = Math.floor(random() * 4); k >= 0; k--) transfer.items.add(file());
          document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
          );
          for (let wait = 0; wait < 20; wait++) {
            await new Promise(done => {
              setTimeout(done, 5);
            });
            for (const line of document.querySelectorAll('main:not([hidden]) :is(.say, .experiment-say), #message'))
              sentences.add(line.textContent.replaceAll(/\d+/g, 'N'));
          }
        }
        return [...sentences];
      }, tries(60));
      expect(said.filter(sentence => / stay/.test(sentence)).length, said.join('\n')).toBeGreaterThan(3);
      await page.evaluate(hash => {
        location.hash = hash;
      }, USUAL);
      await usable(page);
    }
  },
);
