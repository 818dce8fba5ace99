// The built site in the system's Chromium. `./build.sh test` builds first and sets CHROMIUM.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Fixed, so that a failure can be repeated by hand; PC_TEST_PORT moves it out of another run's way.
const port = Number(process.env.PC_TEST_PORT ?? 8417);

/** The Chromium to drive: $CHROMIUM, or the first of its usual names on PATH. */
function chromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [process.env.CHROMIUM, ...candidates].find((path) => path && executable(path));
  if (!found) throw new Error(`Chromium must be on PATH as one of ${names.join(', ')}, found none.`);
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
  testMatch: '*.spec.js',
  outputDir: join(root, 'target/browser-tests'),
  reporter: 'list',
  forbidOnly: true,
  workers: 1,
  // On a shared machine a deadline may be missed once; a second try is reported as flaky, not hidden.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    browserName: 'chromium',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
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
  webServer: {
    command: `node --no-deprecation node_modules/http-server/bin/http-server www -a 127.0.0.1 -p ${port} -c-1 -d false --silent`,
    cwd: root,
    url: `http://127.0.0.1:${port}/index.html`,
    reuseExistingServer: false,
  },
});
