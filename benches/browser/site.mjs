// The built page as a visitor meets it: how soon it can be used, and whether it stays smooth while it trains.
import { spread } from './stats.js';

const VISITS = 5;
const TRACE_MS = 5000;

/** Notes, in the page, when the step view says that it is ready. */
const noteReady = () => {
  const look = () => {
    if (!document.querySelector('#step[data-state=ready]')) return false;
    performance.mark('first step possible');
    return true;
  };
  const observer = new MutationObserver(() => {
    if (look()) observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
};

/** Milliseconds from navigation to the first step in a browser that has nothing of the page. */
async function visit(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(noteReady);
    await page.goto(address);
    await page.waitForFunction(() => performance.getEntriesByName('first step possible').length > 0);
    const ms = await page.evaluate(() => performance.getEntriesByName('first step possible')[0].startTime);
    // It is what it says: a step can be made.
    await page.keyboard.press('ArrowRight');
    await page.locator('#step .time', { hasText: 't = 1 of' }).waitFor();
    return ms;
  } finally {
    await context.close();
  }
}

/** The control: milliseconds from navigation to an empty page being there. */
async function visitEmpty(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}bench/empty.html`);
    return await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
  } finally {
    await context.close();
  }
}

/** The packed digits are there, or the page draws its own. */
export async function start(browser, address) {
  const [packed, drawn, empty] = [[], [], []];
  for (let i = 0; i < VISITS; i++) {
    empty.push(await visitEmpty(browser, address));
    packed.push(await visit(browser, `${address}index.html`));
    drawn.push(await visit(browser, `${address}index.html#source=synthetic`));
  }
  return { packed: spread(packed), drawn: spread(drawn), empty: spread(empty), visits: VISITS };
}

/** Times between frames, by the browser's own time of each frame. */
const frames = (page, ms) =>
  page.evaluate(
    duration =>
      new Promise(done => {
        const gaps = [];
        let last = 0;
        const end = performance.now() + duration;
        requestAnimationFrame(function frame(now) {
          if (last) gaps.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else done(gaps);
        });
      }),
    ms,
  );

function summary(gaps) {
  const sorted = [...gaps].sort((a, b) => a - b);
  return {
    median: spread(gaps).median,
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1],
    longest: sorted.at(-1),
    frames: gaps.length,
  };
}

/** Frames while the train view trains, and those of an empty page beside it. */
export async function smoothness(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}bench/empty.html`);
    const empty = summary(await frames(page, TRACE_MS));
    await page.goto(`${address}index.html#view=train&hidden=4&width=64&dtype=f32&rule=bp`);
    await page.locator('#train').getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('#train').getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await page.waitForTimeout(1000);
    const training = summary(await frames(page, TRACE_MS));
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor(); // it trained all the while
    return { empty, training };
  } finally {
    await context.close();
  }
}
