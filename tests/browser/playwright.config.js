// The built site in the system's Chromium and in its Firefox. `./build.sh test` builds first and sets CHROMIUM and
// FIREFOX.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { ALL } from '../amount.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Fixed, so that a failure can be repeated by hand; PC_TEST_PORT moves it out of another run's way.
const port = Number(process.env.PC_TEST_PORT ?? 8417);

/**
 * The browser to drive: the one that the variable names, or the first of its usual names on PATH.
 * @param {string} variable @param {string[]} names
 */
function browser(variable, names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap(name => folders.map(folder => join(folder, name)));
  const found = [process.env[variable], ...candidates].find(path => path && executable(path));
  if (!found) throw new Error(`A browser must be on PATH as one of ${names.join(', ')}, found none.`);
  return found;
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.js',
  outputDir: join(root, 'target/browser-tests'),
  reporter: 'list',
  forbidOnly: true,
  // Files run side by side; `./build.sh test` runs what measures time or memory (`@alone`) afterwards, one at a time.
  workers: 2,
  grepInvert: ALL ? undefined : /@all/,
  // On a shared machine a deadline may be missed once; a second try is reported as flaky, not hidden.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: browser('CHROMIUM', [
            'chromium',
            'chromium-browser',
            'google-chrome',
            'google-chrome-stable',
          ]),
          args: [
            '--no-sandbox', // the tests may run as root, in a container
            '--disable-dev-shm-usage',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-default-apps',
            '--disable-sync',
            '--no-first-run',
          ],
        },
      },
    },
    {
      // An ordinary Firefox, driven by WebDriver BiDi, as Playwright drives the channels whose names begin with "moz-".
      // Its version is one that asks of it only what the Firefox of Debian understands (1.65 asks more).
      name: 'firefox',
      // By default what is of the engine (`@engine`), in `test all` everything but what this driver cannot do: the
      // article, the API, the package, the parallel runner's own and what is Chromium's to test: axe's reading of the
      // same page, and what it has no means for: paper, pages without scripts, a log of the network, memory, quotas,
      // reduced motion, code in workers, taps; and the words, which are the same everywhere. (Before a click it scrolls a page whose bar stays in sight, so that the
      // article's Next is no longer that of the step being read.) `PC_EVERYWHERE=1` runs them too.
      ...(process.env.PC_EVERYWHERE
        ? {}
        : {
            grep: ALL ? undefined : /@engine/,
            testIgnore:
              /\/(article|api|package|parallel-exec|parallel-life|experiments-interrupted|soak|words)\.spec\.js$/,
            grepInvert:
              /axe finds|axe clean|lets nobody read|weighs at most|reduced motion|every control of|worker that crashes|crashes every worker|without space left/,
          }),
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        launchOptions: { executablePath: browser('FIREFOX', ['firefox', 'firefox-esr']) },
      },
    },
  ],
  webServer: {
    command: `node ${join(root, 'tests/browser/support/serve.js')} ${port}`,
    url: `http://127.0.0.1:${port}/index.html`,
    reuseExistingServer: false,
  },
});
