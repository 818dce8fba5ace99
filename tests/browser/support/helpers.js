// What several browser tests need: opening a view, and a fingerprint of all that it shows.
import { readFile } from 'node:fs/promises';
import { expect } from './fixtures.js';

/**
 * Loads the page anew, even when only the hash differs.
 * @param {import('@playwright/test').Page} page
 * @param {string} hash
 */
async function load(page, hash) {
  await page.goto('about:blank');
  await page.goto(`index.html${hash}`);
}

/**
 * Opens the step view with these settings and waits until it is drawn.
 * @param {import('@playwright/test').Page} page
 * @param {string} [hash]
 */
export async function openStep(page, hash = '') {
  await load(page, hash);
  await expect(page.locator('#step[data-state=ready]')).toBeVisible();
  await expect(page.locator('#step .digit')).not.toHaveCount(0);
}

/**
 * Opens the train view with these settings and waits until its untrained network has answered the test digits.
 * @param {import('@playwright/test').Page} page
 * @param {string} [settings] as in the hash, without '#' and view
 */
export async function openTrain(page, settings = '') {
  await load(page, `#view=train${settings && `&${settings}`}`);
  await expect(page.locator('#train')).toBeVisible();
  await expect(page.locator('#train .guess')).toHaveCount(12);
}

/**
 * A fingerprint of what the view shows: texts, exact values kept in titles, lengths of bars, and the pixels of every
 * canvas. The controls themselves are left out: a control that only shows its own value has done nothing.
 * @param {import('@playwright/test').Page} page
 * @param {string} [leaveOut] selector of more that does not count
 * @returns {Promise<string>}
 */
export const shown = (page, leaveOut = '') =>
  page.evaluate(skip => {
    const main = document.querySelector('main:not([hidden])');
    const counts = element =>
      !element.closest(`.controls .field, .controls .choice, .controls .note:not(.source)${skip && `, ${skip}`}`);
    const parts = [];
    for (const element of main.querySelectorAll('*')) {
      if (!counts(element)) continue;
      if (element instanceof HTMLCanvasElement) parts.push(element.width ? element.toDataURL() : '');
      if (element instanceof HTMLDetailsElement) parts.push(`open ${element.open}`);
      for (const name of ['title', 'style', 'aria-checked', 'aria-valuetext'])
        parts.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
    }
    // FNV-1a over everything: canvases as text are too long to send.
    let mark = 0x811c9dc5;
    for (const character of parts.join('\u0000')) mark = Math.imul(mark ^ character.codePointAt(0), 0x01000193);
    return (mark >>> 0).toString(16);
  }, leaveOut);

/**
 * The fingerprint once it stands still for three frames in a row.
 * @param {import('@playwright/test').Page} page
 * @param {string} [leaveOut]
 */
export async function settled(page, leaveOut = '') {
  let last = '';
  let same = 0;
  await expect
    .poll(
      async () => {
        await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
        const now = await shown(page, leaveOut);
        same = now === last ? same + 1 : 0;
        last = now;
        return same;
      },
      { intervals: [40] },
    )
    .toBeGreaterThanOrEqual(3);
  return last;
}

/**
 * Changes the settings through the address, as Back or a link would.
 * @param {import('@playwright/test').Page} page
 * @param {string} hash
 */
export const visit = (page, hash) =>
  page.evaluate(next => {
    location.hash = next;
  }, hash);

/** The settings in the address. @param {import('@playwright/test').Page} page */
export const hashOf = page => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));

/**
 * What a button saves as a file. Firefox's driver does not tell of downloads: there the file is taken on its way to the
 * disk.
 * @param {import('@playwright/test').Page} page @param {import('@playwright/test').Locator} button
 * @returns {Promise<{name: string, bytes: Buffer}>}
 */
export async function saved(page, button) {
  if (page.context().browser()?.browserType().name() !== 'firefox') {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
  await page.evaluate(() => {
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    /** @type {Blob} */
    let blob;
    URL.createObjectURL = made => {
      if (made instanceof Blob) blob = made;
      return createObjectURL(made);
    };
    globalThis.saving = new Promise(resolve => {
      HTMLAnchorElement.prototype.click = async function () {
        Object.assign(URL, { createObjectURL });
        Object.assign(HTMLAnchorElement.prototype, { click });
        resolve({ name: this.download, bytes: [...new Uint8Array(await blob.arrayBuffer())] });
      };
    });
  });
  await button.click();
  const { name, bytes } = await page.evaluate(() => globalThis.saving);
  return { name, bytes: Buffer.from(bytes) };
}

/**
 * Types a value in the place of the one that is there, and Enter. `fill` would not do: in Firefox, Enter after it
 * changes nothing, since nobody typed.
 * @param {import('@playwright/test').Locator} input @param {string} text
 */
export async function enter(input, text) {
  await input.selectText();
  await input.pressSequentially(text);
  await input.press('Enter');
}

/**
 * Changes one control through its own input, by keyboard or mouse as a visitor would.
 * @param {import('@playwright/test').Page} page
 * @param {string} view 'step' or 'train'
 * @param {string} name of the setting
 */
export async function changeSetting(page, view, name) {
  const inputs = page.locator(`#${view} [data-setting=${name}]`);
  const kind = await inputs.first().getAttribute('type');
  if (await inputs.first().evaluate(input => input instanceof HTMLSelectElement)) {
    await inputs.selectOption(
      await inputs.evaluate(select => [...select.options].find(option => !option.selected && !option.disabled).value),
    );
  } else if (kind === 'radio')
    await page.locator(`#${view} .chip:has([data-setting=${name}]:not(:checked))`).first().click();
  else if (kind === 'number') {
    await enter(inputs, String(Number(await inputs.inputValue()) + 7));
  } else {
    const { value, max } = await inputs.evaluate(input => ({ value: input.valueAsNumber, max: Number(input.max) }));
    await inputs.press(value < max ? 'ArrowRight' : 'ArrowLeft');
  }
}

/**
 * Names of all settings with a control in the view.
 * @param {import('@playwright/test').Page} page
 * @param {string} view
 */
export const settingsOf = (page, view) =>
  page
    .locator(`#${view} [data-setting]`)
    .evaluateAll(inputs => [
      ...new Set(
        inputs
          .filter(input => input.closest('.field, .choice, .transport')?.checkVisibility())
          .map(input => input.dataset.setting),
      ),
    ]);

/**
 * Breaks the engine for real: in the first workers, a function of a module they import runs into a WebAssembly trap
 * when `condition` holds. Workers started later get the true module.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} file under js/workers
 * @param {string} name of the exported function
 * @param {string} condition on `args`, the function's arguments
 * @param {number} [workers] how many get the broken module; one that does not need it does not ask for it
 */
export async function trapIn(context, file, name, condition, workers = 1) {
  let served = 0;
  await context.route(`**/js/workers/${file}`, route => {
    served += 1;
    if (served > workers) return route.continue();
    return route.fulfill({
      contentType: 'text/javascript',
      body: `
      export * from './${file.split('/').at(-1)}?true';
      import { ${name} as real } from './${file.split('/').at(-1)}?true';
      // A module with one function, whose body is "unreachable".
      const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
      const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f;
      export function ${name}(...args) {
        if (${condition}) trap();
        return real(...args);
      }`,
    });
  });
}

/**
 * What the engine itself computes at t for rows of the step view with hidden=3&width=16&seed=4&sample=2, in the page
 * but without the page's code.
 * @param {import('@playwright/test').Page} page
 * @param {{t: number, feedback?: string, rules: object[]}} given `rules`: options of the module, and `free`: nodes let
 * go
 */
export const computedRows = (page, given) =>
  page.evaluate(async ({ t, rules, feedback }) => {
    const module = await import(new URL('pkg/pc_playground.js', document.baseURI).href);
    // In the build that the page runs: the other one may round differently.
    const relaxed = /relaxed/.test(document.querySelector('#build').textContent) ? 'relaxed_' : '';
    await module.default({ module_or_path: new URL(`pkg/pc_playground_${relaxed}bg.wasm`, document.baseURI) });
    const bytes = async name => new Uint8Array(await (await fetch(`data/${name}.gz`)).arrayBuffer());
    const data = module.Dataset.fromIdx(await bytes('t10k-images-idx3-ubyte'), await bytes('t10k-labels-idx1-ubyte'));
    const [picture, label] = [data.inputs(2, 1), data.targets(2, 1)];
    const network = sizes =>
      new module.Network({
        sizes,
        activation: 'tanh',
        likelihood: sizes[0] === 784 ? 'categorical' : 'gaussian',
        dtype: 'f64',
        seed: 4,
      });
    return rules.map(({ free = [], ...options }) => {
      const turned = options.rule === 'generative';
      const withFeedback =
        feedback && options.rule !== 'il-prox' && options.rule !== 'implicit-sgd' ? { feedback } : {};
      const sizes = turned ? [10, 16, 16, 16, 784] : [784, 16, 16, 16, 10];
      const inference = new module.Inference(
        network(sizes),
        turned ? (free.includes(0) ? new Float64Array(10).fill(0.1) : label) : picture,
        turned ? picture : label,
        { ...options, ...withFeedback },
      );
      for (const node of free) inference.release(node);
      inference.step(t);
      const counters = inference.counters();
      return {
        norms: [...inference.errorNorms()],
        cosine: [...inference.cosineToBackprop()],
        F: inference.freeEnergy(),
        angles: [...inference.errorAngles()],
        multiplyAdds: counters.multiplyAdds,
        messages: counters.messages,
        value: [...inference.value(0)],
      };
    });
  }, given);
