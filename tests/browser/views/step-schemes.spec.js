// The step view with any scheme as a row: choosing them, their controls, their numbers. Nodes held and let go are in
// step-locks.spec.js.
import { ALL_ONLY } from '../../amount.js';
import { test, expect } from '../support/fixtures.js';
import { computedRows, hashOf, openStep, settled, shown, visit } from '../support/helpers.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const chooser = page => page.locator('#step .chooser');
const box = (page, id) => chooser(page).locator(`input[value="${id}"]`);
const rowNames = page => page.locator('#step .rule h2').allTextContents();

test('rows are chosen, one to six, and keep the order of the list', async ({ page }) => {
  await openStep(page);
  expect(await rowNames(page)).toEqual(['Backpropagation', 'VPC', 'FPA-PC', 'Z-IL']);
  await chooser(page).locator('summary').click();
  await expect(chooser(page).locator('input:checked')).toHaveCount(4);
  await box(page, 'langevin').check();
  await box(page, 'ar').focus();
  await page.keyboard.press('Space');
  await expect.poll(() => rowNames(page)).toEqual(['Backpropagation', 'VPC', 'FPA-PC', 'Z-IL', 'AR', 'Langevin']);
  await expect.poll(() => hashOf(page)).toMatchObject({ schemes: 'bp,vpc,fpa,zil,ar,langevin' });
  await expect(chooser(page).locator('.scheme-note')).toHaveText(
    /^Activation relaxation \(Millidge et al\. 2020b\)\. .* Equals backpropagation\? Yes, once settled/,
  );
  await expect(page.locator('#step .intro')).toContainText('six learning rules that start from the same wrong output');
  // No seventh, and not none.
  await box(page, 'g-il').click({ force: true }); // marked as disabled, yet it says why
  await expect(box(page, 'g-il')).not.toBeChecked();
  await expect(chooser(page).locator('.scheme-note')).toHaveText('There is room for six rows: take one away first.');
  for (const id of ['bp', 'vpc', 'fpa', 'zil', 'ar']) await box(page, id).uncheck();
  await expect.poll(() => rowNames(page)).toEqual(['Langevin']);
  await box(page, 'langevin').click();
  await expect(box(page, 'langevin')).toBeChecked();
  await expect(chooser(page).locator('.scheme-note')).toHaveText(/^One row has to stay/);
  await chooser(page).getByRole('button', { name: 'The usual four' }).click();
  await expect.poll(() => rowNames(page)).toEqual(['Backpropagation', 'VPC', 'FPA-PC', 'Z-IL']);
});

test('the controls are those the rows use, and each changes what is shown', async ({ page }) => {
  const controls = () =>
    page
      .locator('#step .controls [data-setting]')
      .evaluateAll(inputs => [
        ...new Set(inputs.filter(input => !input.closest('[hidden]')).map(input => input.dataset.setting)),
      ]);
  const inference = async () =>
    (await controls()).filter(
      name => !['source', 'hidden', 'width', 'activation', 'likelihood', 'dtype', 'seed', 'T'].includes(name),
    );
  await openStep(page, '#schemes=bp,implicit-sgd&t=4&hidden=3');
  expect(await inference()).toEqual(['alpha', 'feedback']);
  await openStep(page, '#schemes=zil-step,ode-heun&t=4&hidden=3');
  expect(await inference()).toEqual(['gammaVpc', 'gammaFpa', 'feedback']);
  await expect(page.locator('#step .field:has([data-setting=gammaVpc]) label')).toHaveText('Z-IL γ ≠ 1 step size γ');
  const hash = '#schemes=klimit,g-il,il-prox,generative,langevin&t=5&hidden=3&feedback=random';
  await openStep(page, hash);
  expect((await inference()).sort()).toEqual([
    'alpha',
    'bottomGamma',
    'decay',
    'feedback',
    'feedbackSeed',
    'gammaGen',
    'gammaProx',
    'gammaVpc',
    'k',
    'noiseSeed',
  ]);
  await expect(page.locator('#step .field:has([data-setting=gammaVpc]) label')).toHaveText(
    'Step size γ of VPC k-limit, G-IL, Langevin',
  );
  const before = await settled(page, '.transport');
  for (const change of [
    'alpha=0.5',
    'bottomGamma=0.1',
    'decay=0.1',
    'feedbackSeed=3',
    'gammaGen=0.01',
    'gammaProx=0.1',
    'k=3',
    'noiseSeed=3',
    'feedback=sign-symmetric',
  ]) {
    await visit(page, `${hash}&${change}`.replace(change.startsWith('feedback=') ? '&feedback=random' : '\u0000', ''));
    await expect.poll(() => shown(page, '.transport'), { message: change, intervals: [50] }).not.toBe(before);
    await visit(page, hash);
    await expect
      .poll(() => shown(page, '.transport'), { message: `back from ${change}`, intervals: [50] })
      .toBe(before);
  }
});

// Written out here, so that a slip in the page's own list does not go unseen.
const SCHEMES = {
  'fa-zil': { rule: 'fa-zil' },
  'ode-bp': { rule: 'ode-bp', stepSize: 0.5 },
  'ode-heun': { rule: 'ode-bp', stepSize: 0.5, integrator: 'heun' },
  ar: { rule: 'ar', stepSize: 0.5 },
  klimit: { rule: 'vpc', stepSize: 0.4, outputVariance: 100 },
  'g-il': { rule: 'g-il', stepSize: 0.4 },
  'il-prox': { rule: 'il-prox', stepSize: 0.5, learningRate: 0.01 },
  'il-prox-practical': { rule: 'il-prox', variant: 'practical', stepSize: 0.4, learningRate: 0.01 },
  'implicit-sgd': { rule: 'implicit-sgd', learningRate: 0.01 },
  generative: { rule: 'generative', stepSize: 0.05 },
  langevin: { rule: 'langevin', stepSize: 0.4, noiseSeed: 0 },
  'zil-latents': { rule: 'zil', ablation: 'latents' },
  'zil-step': { rule: 'zil', stepSize: 0.4 },
  'zil-together': { rule: 'zil', ablation: 'together' },
  'zil-early': { rule: 'zil', ablation: 'early', learningRate: 0.01 },
};

/**
 * The exact values of all rows, from the card of each row's own drawings.
 * @param {import('@playwright/test').Page} page
 */
async function cards(page, canvas, keys) {
  const found = [];
  for (let row = 0; row < (await page.locator('#step .rule').count()); row++) {
    await page.locator(`#step .rule canvas.${canvas}`).nth(row).focus();
    const own = [];
    for (const key of keys) {
      await page.keyboard.press(key);
      own.push(await page.locator('.card .strong span:last-child').textContent());
    }
    found.push(own);
  }
  return found;
}

const number = text => (text === 'not defined' ? NaN : Number(text.replaceAll('−', '-')));

for (const feedback of ['transpose', 'random']) {
  test(`every scheme’s numbers are the engine’s, feedback ${feedback}`, ALL_ONLY, async ({ page }) => {
    const t = 5;
    const expected = await (async () => {
      await openStep(page, '#hidden=2');
      return computedRows(page, {
        t,
        rules: Object.values(SCHEMES),
        feedback: feedback === 'transpose' ? undefined : feedback,
      });
    })();
    const ids = Object.keys(SCHEMES);
    for (const part of [
      [0, 5],
      [5, 10],
      [10, 15],
    ].map(ends => ids.slice(...ends))) {
      await openStep(page, `#hidden=3&width=16&seed=4&sample=2&t=${t}&schemes=${part}&feedback=${feedback}`);
      await settled(page);
      const order = await page
        .locator('#step .rule')
        .evaluateAll(rows => rows.map(row => [...row.classList].find(name => name.startsWith('of-')).slice(3)));
      const wanted = order.map(id => expected[ids.indexOf(id)]);
      expect([...order].sort()).toEqual([...part].sort());
      const norms = await cards(page, 'heat', ['ArrowUp', 'ArrowDown', 'ArrowDown']); // nodes 4, 3, 2
      norms.forEach((own, i) =>
        own.forEach((text, down) => {
          const [norm, angle] = text.split(', ');
          expect(number(norm), `${order[i]}, node ${4 - down}`).toBe(wanted[i].norms[4 - down]);
          if (feedback === 'transpose' || ['il-prox', 'il-prox-practical', 'implicit-sgd'].includes(order[i]))
            expect(angle).toBeUndefined();
          else if (!Number.isNaN(wanted[i].angles[4 - down]))
            expect(angle, order[i]).toBe(`${wanted[i].angles[4 - down].toFixed(2)}° off`);
        }),
      );
      const cosines = await cards(page, 'cosines', ['ArrowRight', 'ArrowRight']);
      cosines.forEach((own, i) => expect(own.map(number), order[i]).toEqual(wanted[i].cosine.slice(0, 2)));
      const tallies = await page
        .locator('#step .tally')
        .evaluateAll(all =>
          all.map(tally =>
            [...tally.querySelectorAll('.cost .line b')].map(cell => Number(cell.textContent.replaceAll(',', ''))),
          ),
        );
      expect(tallies).toEqual(wanted.map(({ messages, multiplyAdds }) => [messages, multiplyAdds]));
      const energies = await page
        .locator('#step .plot')
        .nth(1)
        .locator('dd')
        .evaluateAll(cells => cells.map(cell => Number(cell.title.replaceAll('−', '-'))));
      expect(energies).toEqual(wanted.map(({ F }) => F));
    }
  });
}
