// The table of everything that is wrong, in a page and in a module worker of the built site. The
// test's own files are answered from tests/api under an address that the site does not have.
import { fileURLToPath } from 'node:url';
import { test, expect } from './fixtures.js';

const folder = fileURLToPath(new URL('../api/', import.meta.url));

/** What runs there: the module and the table, from their addresses alone. */
const source = `
  export async function judge(site) {
    const pc = await import(new URL('pkg/pc_playground.js', site));
    await pc.default({ module_or_path: new URL('pkg/pc_playground_bg.wasm', site) });
    const { run } = await import(new URL('test-files/table.mjs', site));
    return run(pc);
  }`;

test.beforeEach(async ({ context, page }) => {
  await context.route('**/test-files/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    if (name === 'judge.mjs') return route.fulfill({ contentType: 'text/javascript', body: source });
    if (name === 'worker.mjs') {
      const body = `import { judge } from './judge.mjs'; judge(new URL('..', import.meta.url)).then(postMessage);`;
      return route.fulfill({ contentType: 'text/javascript', body });
    }
    return route.fulfill({ contentType: 'text/javascript', path: `${folder}${name}` });
  });
  await page.goto('index.html');
});

test('whatever is wrong is refused with a sentence, in a page', async ({ page }) => {
  const { count, failures } = await page.evaluate(async () => {
    const { judge } = await import(new URL('test-files/judge.mjs', document.baseURI).href);
    return judge(document.baseURI);
  });
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(4000);
});

test('whatever is wrong is refused with a sentence, in a worker', async ({ page }) => {
  const { count, failures } = await page.evaluate(() => new Promise((resolve, reject) => {
    const worker = new Worker(new URL('test-files/worker.mjs', document.baseURI), { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  }));
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(4000);
});
