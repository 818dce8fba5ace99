// What the views say, as a reader has it: numbers as numbers.js writes them, schemes and experiments by their names, "1
// step".
import { SCHEMES } from '../../../www/js/model/schemes.js';
import { SYSTEMS } from '../../../www/js/model/systems.js';
import { ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { openStep, openTrain, settled } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Names of code that are no words. */
const IDS = [...new Set(SCHEMES.flatMap(({ id, rule }) => [id, rule]))].filter(
  id => !['ar', 'bp', 'generative', 'langevin'].includes(id),
);
/** Verbs that may follow a number which names something: theorem 1 says. */
const VERBS =
  'is|was|has|as|this|less|plus|minus|equals|follows|says|carries|holds|gives|gets|takes|needs|shows|learns|starts|waits|sends|lies|means';
/** Significant digits of a number as it is written. @param {string} text */
const significant = text => text.replace(/[^\d]/g, '').replace(/^0+/, '').length;
/** What no sentence may have. @type {Record<string, (line: string) => string[]>} */
const FAULTS = {
  'a raw number': line => [...(line.match(/\d[\d,]*\.\d+/g) ?? [])].filter(number => significant(number) > 7),
  'a power of ten as computers write it': line => line.match(/\d[.\d]*[eE][-+−]?\d+/g) ?? [],
  'a hyphen for a minus sign': line => line.match(/(?<![\w.\]–-])-[\d.∞]/g) ?? [],
  'one of several': line =>
    line.match(new RegExp(`(?<![\\d.,^·⁻–−/]|[\\d−+] |plus |minus )\\b1 (?!(?:ms|${VERBS})\\b)[a-z]+s\\b`, 'g')) ?? [],
  'a name of code': line =>
    line.match(
      new RegExp(
        `(?<![\\w/=.,&-])(?:${IDS.join('|')}|e_?\\d{1,2}|undefined|NaN|null|\\[object \\w+\\])(?![\\w/=-])`,
        'g',
      ),
    ) ?? [],
};

/**
 * Everything that can be read in the page now, line by line, with what it says to those who hear it.
 * @param {import('@playwright/test').Page} page
 */
const said = page =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll('body > :not([hidden])')].map(
      element => /** @type {HTMLElement} */ (element),
    );
    // Formulas, code, addresses and indices are not sentences.
    const silent = [...document.querySelectorAll('code, pre, kbd, textarea, math, sub, sup, tspan.index')].map(
      element => /** @type {HTMLElement} */ (element),
    );
    const before = silent.map(element => element.style.cssText);
    silent.forEach(element => {
      element.style.display = 'none';
    });
    const lines = shown.flatMap(element => element.innerText.split('\n'));
    silent.forEach((element, i) => {
      element.style.cssText = before[i];
    });
    const labels = [
      ...document.querySelectorAll('main:not([hidden]) [aria-label], main:not([hidden]) [aria-valuetext]'),
    ]
      .filter(element => element.checkVisibility() && !element.closest('[role=math]'))
      .flatMap(element => [element.getAttribute('aria-label') ?? '', element.getAttribute('aria-valuetext') ?? '']);
    return [...new Set([...lines, ...labels].map(line => line.trim()).filter(Boolean))];
  });

/** @param {import('@playwright/test').Page} page @param {string} where */
async function readsWell(page, where) {
  const lines = await said(page);
  expect(lines.join(' ').length, where).toBeGreaterThan(200);
  // What a reader's own link says is repeated as it is, between quotes.
  const found = lines.flatMap(line =>
    Object.entries(FAULTS).flatMap(([name, faults]) =>
      faults(line.replace(/“[^”]*=[^”]*”/g, '“”')).map(
        match => `${where}: ${name}, “${match}” in “${line.slice(0, 160)}”`,
      ),
    ),
  );
  expect.soft(found, where).toEqual([]);
}

test('the test itself finds what is wrong', () => {
  const wrong = [
    'off by 1.4531243309685926',
    '1.3877787807814457e-17 apart',
    'a cosine of -0.541',
    'after 1 steps',
    'il-prox-practical learns',
    'e1 shows',
  ];
  const right = [
    '−0.541',
    '1 step',
    '1–3 steps',
    'IL-prox practical',
    '0.99999',
    '1.39·10⁻¹⁷',
    'figure 1 is right',
    '21 steps',
    '#schemes=bp,fpa',
    'k = 1 has',
  ];
  const faults = (/** @type {string} */ line) => Object.values(FAULTS).flatMap(of => of(line));
  expect(wrong.filter(line => faults(line).length === 0)).toEqual([]);
  expect(right.filter(line => faults(line).length > 0)).toEqual([]);
});

test('the step view, from its start to its end, with every rule and every kind of run', ALL_ONLY, async ({ page }) => {
  const all = SCHEMES.map(({ id }) => id);
  const six = Array.from({ length: Math.ceil(all.length / 6) }, (_, i) => all.slice(6 * i, 6 * i + 6).join(','));
  for (const hash of [
    '',
    '#t=1',
    '#t=16',
    '#t=3&lens=wave&slow=on',
    '#gammaFpa=3&gammaVpc=1&t=16',
    '#hidden=1&T=1&t=1',
    '#dtype=f32&hidden=8&gammaFpa=0.1&t=16',
    ...six.map(schemes => `#schemes=${schemes}&t=9&inside=on`),
  ]) {
    await openStep(page, hash);
    await settled(page);
    await page.evaluate(() =>
      document.querySelectorAll('details').forEach(details => {
        details.open = true;
      }),
    );
    await readsWell(page, `step ${hash}`);
  }
});

test('the train view, before a run and after it, and when it fails', ALL_ONLY, async ({ page }) => {
  for (const [settings, runs] of /** @type {[string, boolean][]} */ ([
    ['', false],
    ['rule=bp&hidden=2', true],
    ['rule=fpa&trainGamma=3&hidden=2', true],
    ['rule=il-prox-practical', false],
    ['rule=bp&rate=1e6&optimizer=sgd', true],
  ])) {
    await openTrain(page, settings);
    if (runs) {
      await page.locator('#train').getByRole('button', { name: 'Start', exact: true }).click();
      await expect.poll(async () => Number(await page.locator('#train .time b').textContent())).toBeGreaterThan(1);
      const stop = page.locator('#train').getByRole('button', { name: /^(Stop|Pause)$/ });
      if (await stop.isVisible()) await stop.click();
    }
    await page.evaluate(() =>
      document.querySelectorAll('details').forEach(details => {
        details.open = true;
      }),
    );
    await readsWell(page, `train ${settings}`);
  }
});

test('the parallel view, before a run and after it', ALL_ONLY, async ({ page }) => {
  await page.goto('index.html#view=parallel&pDepth=3&pWidth=12');
  await expect(page.locator('#parallel')).toBeVisible();
  await readsWell(page, 'parallel');
  await page.locator('#parallel').getByRole('button', { name: /^Run/ }).first().click();
  await expect(page.locator('#parallel .facts-column')).not.toContainText('Not run yet');
  await page.evaluate(() =>
    document.querySelectorAll('details').forEach(details => {
      details.open = true;
    }),
  );
  await readsWell(page, 'parallel, after a run');
});

test('every system and its exhibits', ALL_ONLY, async ({ page }) => {
  test.setTimeout(180_000);
  for (const { id } of [{ id: '' }, ...SYSTEMS]) {
    await page.goto('about:blank');
    await page.goto(`index.html#view=systems&system=${id}&source=synthetic&hidden=2&width=12`);
    await expect(page.locator('#systems[data-state=ready]')).toBeVisible();
    for (const exhibit of await page.locator('[data-exhibit]').all()) {
      await exhibit.scrollIntoViewIfNeeded();
      await expect(exhibit).toHaveAttribute('data-state', /ready|stopped/, { timeout: 60_000 });
    }
    await readsWell(page, `system ${id}`);
  }
});

test('every experiment with what was recorded of it', ALL_ONLY, async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('index.html#view=experiments');
  await expect(page.locator('#experiments[data-state=ready]')).toBeVisible();
  await readsWell(page, 'experiments');
  const ids = await page
    .locator('#experiments .index [data-experiment]')
    .evaluateAll(links => links.map(link => link.getAttribute('data-experiment')).filter(Boolean));
  expect(ids.length).toBeGreaterThan(5);
  for (const id of ids) {
    await page.goto('about:blank');
    await page.goto(`index.html#view=experiments&experiment=${id}&eGrid=full&eFrom=recorded`);
    await expect(page.locator('#experiments[data-state=ready]')).toBeVisible();
    await expect(page.locator('.experiment-plot')).toBeVisible();
    // The table stays folded: who opens it asks for every digit.
    await readsWell(page, `experiment ${id}`);
  }
});

test('the article', ALL_ONLY, async ({ page }) => {
  await page.goto('article.html');
  await expect(page.locator('h1')).toBeVisible();
  await readsWell(page, 'article');
});
