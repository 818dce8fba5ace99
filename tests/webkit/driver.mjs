// WebKitGTK's MiniBrowser, driven through WebKitWebDriver by the calls of the WebDriver standard
// (https://www.w3.org/TR/webdriver2/).
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts the driver and a browser. @param {string} browser the path of MiniBrowser */
export async function open(browser) {
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore' });
  let session = '';

  /** @param {'GET' | 'POST' | 'DELETE'} method @param {string} path @param {object} [body] */
  async function call(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.message || value.error}`);
    return value;
  }

  for (let tries = 0; ; tries++) {
    try {
      await call('GET', '/status');
      break;
    } catch (cause) {
      if (tries === 100) throw new Error('WebKitWebDriver must answer within ten seconds, but does not.', { cause });
      await sleep(100);
    }
  }
  const options = { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } };
  ({ sessionId: session } = await call('POST', '/session', { capabilities: { alwaysMatch: options } }));
  const inSession = (method, path, body) => call(method, `/session/${session}${path}`, body);

  return {
    /** @param {string} address */
    go: address => inSession('POST', '/url', { url: address }),
    /**
     * Runs a function in the page and returns what it returns.
     * @param {(...given: any[]) => any} task
     * @param {...any} given
     */
    run: (task, ...given) =>
      inSession('POST', '/execute/sync', { script: `return (${task})(...arguments)`, args: given }),
    /** Presses a key, by its code point in the standard or as a letter. @param {string} key */
    press: key =>
      inSession('POST', '/actions', {
        actions: [
          {
            type: 'key',
            id: 'keys',
            actions: [
              { type: 'keyDown', value: key },
              { type: 'keyUp', value: key },
            ],
          },
        ],
      }),
    /** @param {string} selector */
    async click(selector) {
      const element = await inSession('POST', '/element', { using: 'css selector', value: selector });
      await inSession('POST', `/element/${Object.values(element)[0]}/click`);
    },
    /** @param {number} width @param {number} height */
    size: (width, height) => inSession('POST', '/window/rect', { width, height }),
    /**
     * Waits until a function in the page returns what is true.
     * @param {string} what
     * @param {(...given: any[]) => any} task
     * @param {number} [seconds]
     * @param {...any} given
     */
    async until(what, task, seconds = 20, ...given) {
      const end = Date.now() + 1000 * seconds;
      for (;;) {
        const value = await this.run(task, ...given);
        if (value) return value;
        if (Date.now() > end) throw new Error(`${what} must be so within ${seconds} s, but is not.`);
        await sleep(100);
      }
    },
    async close() {
      await inSession('DELETE', '').catch(() => {});
      driver.kill();
    },
  };
}
