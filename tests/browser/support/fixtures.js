// What every browser test here stands on: `test` fails when the page throws, logs an
// error, or asks another host for anything. Import `test` and `expect` from this file.
import { test as base, expect } from '@playwright/test';

export { expect };

export const test = base.extend({
  // Files whose absence is what a test is about: a failed request for an address that matches is no problem. Null
  // allows none.
  mayBeMissing: [null, { option: true }],

  // Other hosts that a test has put there itself, as RegExp on the host: the pages around an embed. Null allows none.
  otherHosts: [null, { option: true }],

  // Listens to the whole context, so that pages a test opens later are watched too.
  context: async ({ context, baseURL, mayBeMissing, otherHosts }, use) => {
    /** @type {string[]} */
    const problems = [];
    const host = new URL(baseURL).host;
    context.on('weberror', error => {
      // Firefox reports a missing file so.
      if (mayBeMissing?.test(error.error().message)) return;
      problems.push(`uncaught: ${error.error().stack}`);
    });
    context.on('console', message => {
      if (
        mayBeMissing?.test(message.location().url) &&
        /^Failed to load resource|blocked by CORS policy/.test(message.text())
      )
        return;
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    context.on('request', request => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.host !== host && !otherHosts?.test(url.host))
        problems.push(`third party: ${url}`);
    });
    await use(context);
    expect(problems, 'errors, and requests to other hosts, seen by the page').toEqual([]);
  },
});
