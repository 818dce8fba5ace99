// Where a page cannot start it says so, without any of its modules: what was wrong, in which file, and what to do.
import { fileURLToPath } from 'node:url';
import { test, expect } from '@playwright/test';

const PAGES = ['index.html', 'embed.html', 'article.html'];
const LEAD = {
  'index.html': /^The playground could not start: /,
  'embed.html': /^This figure could not be loaded: /,
  'article.html': /^The live views could not start, but the text is complete without them: /,
};

/**
 * Serves some files otherwise.
 * @param {import('@playwright/test').Page} page
 * @param {RegExp} which
 * @param {(answer: {status: number, headers: Record<string, string>, body: Buffer}) => object} alter
 */
const otherwise = (page, which, alter) =>
  page.route(
    url => which.test(url.pathname),
    async route => {
      const response = await route.fetch();
      await route.fulfill({
        status: response.status(),
        headers: response.headers(),
        body: await response.body(),
        ...alter({ headers: response.headers() }),
      });
    },
  );
const gone = () => ({ status: 404, contentType: 'text/plain', body: 'no' });
const as =
  type =>
  ({ headers }) => ({ headers: { ...headers, 'content-type': type } });

/** @param {import('@playwright/test').Page} page @param {string} name @param {RegExp} words */
async function says(page, name, words) {
  await page.goto('about:blank');
  await page.goto(`${name}${name === 'article.html' ? '' : '#source=synthetic'}`);
  const line = page.locator('#message');
  await expect(line, name).toHaveText(LEAD[name]);
  await expect(line, name).toHaveText(words);
  await expect(page.locator('#unstarted'), name).toBeHidden();
  if (name === 'article.html') await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test('opened as files, all pages say that they need a server', async ({ page, browserName }) => {
  test.skip(browserName === 'firefox', 'the driver’s Firefox lets a file read others, so that the page works');
  for (const name of PAGES) {
    await page.goto(`file://${fileURLToPath(new URL(`../../../www/${name}`, import.meta.url))}`);
    await expect(page.locator('#message'), name).toHaveText(LEAD[name]);
    await expect(page.locator('#message'), name).toHaveText(
      /it was opened as a file \(\w+\.html\), .*\.\/build\.sh serve /,
    );
    await expect(page.locator('body'), name).not.toContainText('sandboxed');
  }
});

test('scripts of a wrong type are named with it', async ({ page }) => {
  await otherwise(page, /\.js$/, ({ headers }) => as('text/plain')({ headers }));
  await page.route(/guard\.js$/, route => route.continue());
  for (const [name, file] of [
    ['index.html', 'js/main.js'],
    ['embed.html', 'min/embed.js'],
    ['article.html', 'js/article.js'],
  ])
    await says(page, name, new RegExp(`${file} came as text/plain, .*text/javascript.*\\./build\\.sh serve`));
});

test('a script that did not come is named, also one that others import', async ({ page }) => {
  await otherwise(page, /\/(conductor|symbols)\.js$/, gone);
  for (const [name, file] of [
    ['index.html', 'js/engine/conductor.js'],
    ['embed.html', 'min/engine/conductor.js'],
    ['article.html', 'js/article/symbols.js'],
  ])
    await says(page, name, new RegExp(`${file} did not come \\(HTTP 404\\)\\. Put the whole folder www `));
});

test('a page in the place of a script, no answer, and a script cut short are told apart', async ({ page }) => {
  await otherwise(page, /\/field\.js$/, () => ({ contentType: 'text/html', body: '<!doctype html>' }));
  await says(page, 'index.html', /js\/model\/field\.js did not come: the server sent a page in its place/);
  await page.unrouteAll();
  await page.route(/\/store\.js$/, route => route.abort());
  await says(page, 'index.html', /js\/ui\/store\.js did not come, for there was no answer: .*blocker/);
  await page.unrouteAll();
  await otherwise(page, /\/store\.js$/, () => ({ body: 'export function createStore() {' }));
  await says(
    page,
    'index.html',
    /js\/ui\/store\.js could not be run \(SyntaxError: .*\)\. The browser is too old .*two versions/,
  );
});

test('a view whose script did not come names it', async ({ page }) => {
  await otherwise(page, /\/train\/weights\.js$/, gone);
  await page.goto('index.html#view=train&source=synthetic');
  await expect(page.locator('#message')).toHaveText(
    /^This view could not be opened: js\/views\/train\/weights\.js did not come \(HTTP 404\)\./,
  );
});

test('a style sheet that did not come, or as another type, is named, and the page works', async ({ page }) => {
  await otherwise(page, /\/step\.css$/, gone);
  await page.goto('index.html#source=synthetic');
  await expect(page.locator('#unstyled')).toHaveText(
    /^The page looks other than it should: css\/views\/step\.css did not come \(HTTP 404\)\./,
  );
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  await page.unrouteAll();
  await otherwise(page, /\.css$/, as('text/plain'));
  await page.goto('article.html');
  await expect(page.locator('#unstyled')).toHaveText(
    /css\/ui\/tokens\.css came as text\/plain, .* text\/css\. .* The same goes for css\/ui\/layout\.css, /,
  );
});

test('where not even the guard came, the page itself says after a while that it has not started', async ({ page }) => {
  await otherwise(page, /\/(guard|dom|store)\.js$/, gone);
  for (const name of PAGES) {
    await page.goto(name);
    await expect(page.locator('#unstarted'), name).toHaveCSS('animation-delay', '6s');
    await expect(page.locator('#unstarted'), name).toHaveCSS('visibility', 'visible');
    await expect(page.locator('#unstarted'), name).toHaveText(/not started yet.*\.\/build\.sh serve/);
  }
});

test('where the guard’s words did not come either, the page’s own stand there at once', async ({ page }) => {
  await otherwise(page, /\/(guard-why|dom|store|train\/view)\.js$/, gone);
  await page.goto('index.html');
  await expect(page.locator('#unstarted')).toHaveText(/not started yet/);
  await expect(page.locator('#unstarted')).not.toHaveClass(/unstarted/);
  await page.unrouteAll();
  await otherwise(page, /\/(guard-why|train\/view)\.js$/, gone);
  await page.goto('about:blank');
  await page.goto('index.html#view=train&source=synthetic');
  await expect(page.locator('#message')).toHaveText(
    /^This view could not be opened \(.*train\/view\.js.*\); try again once the server answers\.$/,
  );
});

test('a browser without modules is told so', async ({ page }) => {
  await page.addInitScript(() => {
    delete HTMLScriptElement.prototype.noModule;
  });
  await otherwise(page, /\/main\.js$/, gone);
  await says(page, 'index.html', /does not run JavaScript modules/);
});

test('what goes wrong outside of a view is said, and what add-ons do is not', async ({ page }) => {
  await page.goto('index.html#source=synthetic');
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  await expect(page.locator('#unstarted')).toHaveCount(0);
  await page.evaluate(() => {
    dispatchEvent(
      new ErrorEvent('error', { message: 'Uncaught Error: not ours', filename: 'chrome-extension://x/y.js' }),
    );
  });
  await expect(page.locator('#message')).toBeHidden();
  await page.evaluate(() => {
    dispatchEvent(
      new ErrorEvent('error', {
        message: 'Uncaught TypeError: x is not a function',
        filename: new URL('js/views/step/view.js', document.baseURI).href,
      }),
    );
  });
  await expect(page.locator('#message')).toHaveText(
    'Something on this page went wrong (x is not a function, in js/views/step/view.js). Reload it if it no longer does what you ask.',
  );
  const error = await page.evaluate(() => {
    const made = new Error('nobody waits');
    made.stack = `Error: nobody waits\n at ${document.baseURI}`;
    Promise.reject(made);
    return made.message;
  });
  await expect(page.locator('#message')).toHaveText(
    `Something on this page went wrong (${error}). Reload it if it no longer does what you ask.`,
  );
});
