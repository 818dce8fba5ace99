// The browser's own font size, as people set it who need larger text or like smaller: every view in one browser a size.
// The usual gate tries the largest; `PC_TEST=all` the others too.
import { test, expect } from '../support/fixtures.js';

const SIZES = process.env.PC_TEST === 'all' ? [12, 20, 24, 32] : [32];
const HEIGHT = 760;
const VIEWS = {
  step: 'index.html#t=4',
  'slow motion and equations': 'index.html#t=4&lens=wave&slow=on',
  train: 'index.html#view=train',
  parallel: 'index.html#view=parallel',
  systems: 'index.html#view=systems&system=zil',
  experiments: 'index.html#view=experiments&experiment=law&eGrid=full&eFrom=recorded',
  article: 'article.html',
  'embedded step': 'embed.html#t=4',
  'embedded train': 'embed.html#view=train',
};
/**
 * The first drawing of a view, and within how many windows from its top it begins. Over others stands what they are
 * about.
 */
const DRAWINGS = {
  step: ['.chain', 2],
  train: ['.curve-chart', 2],
  parallel: ['.lanes', 2.5],
  'embedded step': ['.chain', 1.5],
  'embedded train': ['.curve-chart', 1.5],
};

/**
 * What is wrong with the page as it is laid out now, in words. Runs in the page.
 * @param {[string, number] | undefined} drawing
 */
function faults(drawing) {
  const wrong = [];
  const room = document.documentElement.clientWidth;
  const name = element =>
    `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 24)}”`;
  const shown = [...document.querySelectorAll('body *')].filter(
    element =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !element.closest('.visually-hidden, .skip, .u-hz, math, svg'),
  );

  if (document.documentElement.scrollWidth > room)
    wrong.push(`the page is ${document.documentElement.scrollWidth - room} px wider than the window`);
  for (const element of shown) {
    if (!element.closest('.scroll, .scrolls, .equation') && element.getBoundingClientRect().right > room + 1)
      wrong.push(`wider than the page: ${name(element)}`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = /** @param {string} overflow */ overflow =>
      overflow === 'hidden' || overflow === 'clip' || element.tagName === 'BUTTON';
    if (element.clientWidth <= 1 || getComputedStyle(element).clipPath !== 'none') continue; // there for those who hear the page
    if (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) wrong.push(`cut off: ${name(element)}`);
    if (hides(overflowY) && element.scrollHeight > element.clientHeight + 2)
      wrong.push(`cut off below: ${name(element)}`);
  }

  const bar = document.querySelector('main:not([hidden]) > .transport, .pane');
  const fixed =
    bar &&
    getComputedStyle(bar).position !== 'static' &&
    !(bar.matches('.pane') && getComputedStyle(bar).position === 'sticky');
  if (fixed && bar.offsetHeight > innerHeight / 3 + 1)
    wrong.push(`the bar is ${bar.offsetHeight} px of ${innerHeight}`);

  // Text of which only a few letters find room in a line.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const length = text.data.trim().length;
    if (
      length < 12 ||
      !text.parentElement.checkVisibility({ visibilityProperty: true }) ||
      text.parentElement.closest('.visually-hidden, .skip, math, svg')
    )
      continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 4))).size;
    if (length / lines < 4) wrong.push(`${lines} lines for ${length} letters: “${text.data.trim().slice(0, 30)}”`);
  }

  // Controls that cover each other, among those of the bar and among those of the rest.
  const controls = shown
    .filter(element => element.matches('button, select, a[href], input:not(.chip input), summary, .chip'))
    .map(element => ({
      element,
      box: element.getBoundingClientRect(),
      inBar: element.closest('.transport, .pane') !== null,
    }));
  controls.forEach((one, i) =>
    controls.slice(i + 1).forEach(other => {
      if (one.inBar !== other.inBar || one.element.contains(other.element) || other.element.contains(one.element))
        return;
      const [wide, high] = [
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left),
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top),
      ];
      // Links in lines of text touch, and so do their boxes.
      if (wide > 3 && high > 3 && !(one.element.matches('a') && other.element.matches('a')))
        wrong.push(`${name(one.element)} covers ${name(other.element)}`);
    }),
  );

  if (drawing) {
    const box = document.querySelector(`main:not([hidden]) ${drawing[0]}`)?.getBoundingClientRect();
    const from = box ? (box.top + scrollY) / innerHeight : Infinity;
    if (!(from <= drawing[1])) wrong.push(`the drawing begins ${from.toFixed(1)} windows down`);
    else if (box.width < room * 0.25) wrong.push(`the drawing is ${box.width} px wide`);
  }
  return wrong;
}

for (const size of SIZES) {
  test(`every view can be read and used at a font size of ${size} px, in a narrow and a wide window`, async ({
    playwright,
    browserName,
    baseURL,
  }, { project }) => {
    test.setTimeout(120_000);
    test.skip(browserName !== 'chromium', 'the size is a switch of Chromium’s');
    const { args = [], ...options } = project.use.launchOptions ?? {};
    const browser = await playwright.chromium.launch({
      ...options,
      args: [...args, `--blink-settings=defaultFontSize=${size}`],
    });
    try {
      const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
      const problems = [];
      context.on('weberror', error => problems.push(String(error.error())));
      context.on('console', message => {
        if (message.type() === 'error') problems.push(message.text());
      });
      for (const [view, address] of Object.entries(VIEWS)) {
        const page = await context.newPage();
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: HEIGHT });
          if (width === 1280) {
            await page.goto(address);
            expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(`${size}px`);
          }
          if (view !== 'article') await expect(page.locator('main[data-state=ready]:visible')).toBeVisible();
          if (view === 'experiments') await expect(page.locator('.experiment-plot svg').first()).toBeVisible();
          if (view.includes('equations')) await expect(page.locator('.lens').first()).toBeVisible();
          await expect
            .poll(() => page.evaluate(faults, DRAWINGS[view]), { message: `${view} at ${width} px` })
            .toEqual([]);
          // What is written in drawings grows with the text around them.
          const canvas = page.locator('main:visible canvas:is(.chain, .lanes, .lines, .angle-plot)').first();
          if ((await canvas.count()) > 0) {
            const unit = Math.min(size / 16, Math.max(1, width / 240));
            await expect
              .poll(() => canvas.evaluate(drawn => drawn.getContext('2d').getTransform().a), {
                message: `unit of drawings, ${view} at ${width} px`,
              })
              .toBeCloseTo(unit, 3);
          }
        }
        await page.close();
      }
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
}
