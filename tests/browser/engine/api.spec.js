// The table of everything that is wrong, in a page and in a module worker of the built site: whole in `test all`, since
// Node runs it whole too (tests/js/module/everything-wrong.test.mjs), and a ninth of it in a worker by default. The
// test's own files are answered from tests/api under an address that the site does not have.
import { fileURLToPath } from 'node:url';
import { ALL, ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';

const folder = fileURLToPath(new URL('../../api/', import.meta.url));

/** What runs there: the module and the table, from their addresses alone. */
const source = `
  export async function judge(site, every) {
    const pc = await import(new URL('pkg/pc_playground.js', site));
    await pc.default({ module_or_path: new URL('pkg/pc_playground_bg.wasm', site) });
    const { run } = await import(new URL('test-files/table.mjs', site));
    return run(pc, every);
  }`;

test.beforeEach(async ({ context, page }) => {
  await context.route('**/test-files/*', route => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    if (name === 'judge.mjs') return route.fulfill({ contentType: 'text/javascript', body: source });
    if (name === 'worker.mjs') {
      const body = `import { judge } from './judge.mjs'; judge(new URL('..', import.meta.url), ${ALL ? 1 : 9}).then(postMessage);`;
      return route.fulfill({ contentType: 'text/javascript', body });
    }
    return route.fulfill({ contentType: 'text/javascript', path: `${folder}${name}` });
  });
  await page.goto('index.html');
});

test('whatever is wrong is refused with a sentence, in a page', ALL_ONLY, async ({ page }) => {
  const { count, failures } = await page.evaluate(async () => {
    const { judge } = await import(new URL('test-files/judge.mjs', document.baseURI).href);
    return judge(document.baseURI, 1);
  });
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(4000);
});

test('whatever is wrong is refused with a sentence, in a worker', async ({ page }) => {
  const { count, failures } = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('test-files/worker.mjs', document.baseURI), { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = event => reject(new Error(event.message));
      }),
  );
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(4000);
});
