// A network of another program: PyTorch's file does not tell what is between the matrices, so the page asks before it
// opens it.
import AxeBuilder from '@axe-core/playwright';
import { test, expect } from '../support/fixtures.js';
import { hashOf, openTrain } from '../support/helpers.js';
import { drop } from '../support/files.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const say = page => page.locator('#train .say');
const question = page => page.locator('dialog.question');

/** `save_file(model.state_dict(), …)` of a perceptron of these sizes; `bits`: of its numbers, 16 or 32. */
function stateDict(sizes, { bits = 32, name = 'model.safetensors' } = {}) {
  const header = { __metadata__: { format: 'pt' } };
  let at = 0;
  const add = (key, shape) => {
    const start = at;
    at += (bits / 8) * shape.reduce((a, b) => a * b, 1);
    header[key] = { dtype: `F${bits}`, shape, data_offsets: [start, at] };
  };
  sizes.slice(1).forEach((units, l) => {
    add(`${2 * l}.weight`, [units, sizes[l]]);
    add(`${2 * l}.bias`, [units]);
  });
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  return { name, buffer: Buffer.concat([length, head, Buffer.alloc(at)]) };
}

test('a file that does not tell is asked about, and opened as it is answered', async ({ page }) => {
  await openTrain(page, 'hidden=3&width=24&activation=tanh');
  await page
    .locator('#network-file')
    .setInputFiles({ ...stateDict([784, 16, 16, 10]), mimeType: 'application/octet-stream' });
  await expect(question(page)).toBeVisible();
  await expect(question(page)).toContainText(
    'model.safetensors holds the weights of a network of 784 – 16 – 16 – 10 units',
  );
  expect((await new AxeBuilder({ page }).include('dialog.question').analyze()).violations).toEqual([]);
  // Nothing is chosen for the reader, and nothing is opened unanswered.
  await question(page).getByRole('button', { name: 'Open' }).click();
  await expect(question(page)).toBeVisible();
  await question(page).locator('[data-untold=activation] [value=relu]').check();
  await question(page).getByRole('button', { name: 'Open' }).click();
  await expect(question(page)).toBeVisible();
  await question(page).locator('[data-untold=likelihood] [value=gaussian]').check();
  await page.keyboard.press('Enter');
  await expect(say(page)).toHaveText(
    'model.safetensors is open: 784 – 2 × 16 – 10 units, relu, gaussian, f32. Start trains it further.',
  );
  await expect(question(page)).toHaveCount(0);
  await expect
    .poll(() => hashOf(page))
    .toMatchObject({ hidden: '2', width: '16', activation: 'relu', likelihood: 'gaussian', dtype: 'f32' });
  await page.locator('#train').getByRole('button', { name: 'Start', exact: true }).click();
  await expect(say(page)).not.toHaveText(/Start trains/);
});

test('it can be left closed; what cannot be used is not asked about', async ({ page }) => {
  await openTrain(page, 'hidden=3&width=24');
  const before = await hashOf(page);
  await drop(page, [stateDict([784, 16, 16, 10], { bits: 16, name: 'half.safetensors' })]);
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(say(page)).toHaveText('half.safetensors: It was not opened. The network so far stays.');
  await drop(page, [stateDict([784, 16, 16, 10], { bits: 16, name: 'half.safetensors' })]);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(say(page)).toHaveText('half.safetensors: It was not opened. The network so far stays.');
  await drop(page, [stateDict([100, 16, 16, 10], { name: 'small.safetensors' })]);
  await expect(say(page)).toHaveText(
    /^small\.safetensors: A network from 784 pixels to 10 classes, or back, is expected.*100 – 16 – 16 – 10/,
  );
  await expect(question(page)).toHaveCount(0);
  expect(await hashOf(page)).toEqual(before);
});
