// What the exhibits of the limit, Z-IL and steady-state pages compute: what the paper, or arithmetic, says about each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOptionsOf } from '../../../www/js/model/schemes.js';
import { defaults } from '../../../www/js/model/settings.js';
import { fittedSlope } from '../../../www/js/views/systems/fit.js';
import * as ablation from '../../../www/js/workers/exhibits/ablation.js';
import * as faZil from '../../../www/js/workers/exhibits/fa-zil.js';
import { createExhibits } from '../../../www/js/workers/exhibits/index.js';
import * as klimit from '../../../www/js/workers/exhibits/klimit.js';
import * as odeBp from '../../../www/js/workers/exhibits/ode-bp.js';
import * as zil from '../../../www/js/workers/exhibits/zil.js';
import { Dataset } from '../support/module.mjs';

const digits = { test: Dataset.synthetic(20, 1) };
const bench = settings => ({
  settings: { ...defaults(), source: 'synthetic', hidden: 3, width: 12, ...settings },
  digits,
  pause: async () => {},
});

test('the infinite-variance limit: no help at T = 20, 1/k at T = 1,000, and f32 gives up', async () => {
  const ks = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
  const { rows, zero } = await klimit.compute({ gamma: 0.1, ks, Ts: [20, 1000] }, bench({}));
  const at = (dtype, T) => rows.filter(row => row.dtype === dtype).map(row => row.distance[row.T.indexOf(T)]);
  const range = { from: 100, to: 1e5 };
  assert.ok(Math.abs(fittedSlope(ks, at('f64', 20), range)) < 0.02, 'flat at T = 20');
  assert.ok(at('f64', 20)[6] > 0.1, 'and far from backpropagation');
  assert.ok(Math.abs(fittedSlope(ks, at('f64', 1000), range) + 1) < 0.02, 'slope −1 at T = 1,000');
  assert.ok(at('f64', 1000)[6] < 1e-5);
  assert.ok(at('f32', 1000)[6] > 100 * Math.min(...at('f32', 1000)), 'f32 is far worse at k = 10⁶ than at its best');
  assert.deepEqual(zero, { steps: 20, loss: 0, error: 0, gradient: 0 }, 'no loss, no update, exactly');
});

test('Table 1: each node waits for its turn, then has backpropagation’s error up to rounding', () => {
  for (const likelihood of ['gaussian', 'categorical']) {
    const { rows, depth } = zil.compute({}, bench({ likelihood }));
    assert.deepEqual(
      rows.map(({ t, node }) => [t, node]),
      Array.from({ length: depth }, (_, t) => [t, depth - t]),
    );
    for (const row of rows) {
      assert.ok(row.apart <= 1e-15 && row.gradientApart <= 1e-15, `t = ${row.t}: ${row.apart}, ${row.gradientApart}`);
      assert.ok(row.norms.bp > 0 && row.gradientLargest > 0);
      if (row.t === 0) continue;
      assert.equal(row.still, 0, 'it has not moved before');
      assert.ok(Math.abs(row.x - row.mu - row.bp) <= 1e-15, 'the μ cancels');
    }
    const last = rows.at(-1);
    assert.equal(last.used, depth - 1);
    assert.equal(last.products, (depth - 1) ** 2, 'every latent receives a product in every step');
    assert.ok(last.strayed > 1e-3, 'later nodes have left backpropagation');
  }
});

test('Z-IL without a requirement: γ^(L−1−ℓ) exactly, all together only W_0, too early in proportion to α', async () => {
  const settings = { ...bench({}).settings, gammaVpc: 0.3, alpha: 0.1 };
  const variants = ['zil', 'zil-latents', 'zil-step', 'zil-together', 'zil-early'].map(id => ({
    id,
    options: ruleOptionsOf(id, settings),
  }));
  const {
    depth,
    variants: found,
    early,
    alphas,
  } = await ablation.compute({ variants, alphas: [1e-4, 1e-3] }, bench(settings));
  const [whole, latents, step, together, soon] = found;
  assert.ok(whole.error[depth] < 1e-14);
  assert.ok(latents.cosine[depth] < 0.9 && latents.error[0] > 0.3);
  for (let l = 0; l < depth; l++) {
    assert.ok(Math.abs(step.ratio[l] / 0.3 ** (depth - 1 - l) - 1) < 1e-11, `W_${l}`);
    assert.ok(Math.abs(step.cosine[l] - 1) < 1e-12);
  }
  assert.ok(together.error[0] < 1e-13 && together.error[1] > 0.05 && together.cosine[depth] < 0.99);
  assert.equal(soon.error[depth - 1], 0);
  assert.ok(soon.error[0] > 0.01);
  for (let l = 0; l < depth - 1; l++)
    assert.ok(Math.abs(early[l][1] / early[l][0] - alphas[1] / alphas[0]) < 0.1, 'in proportion to a small α');
});

test('steady-state BP is FPA-PC: exactly when both keep e, up to rounding when FPA-PC keeps x; Heun is of second order', async () => {
  const rounds = [64, 128, 256, 512];
  const { twins, toBackprop, toExact } = await odeBp.compute({ gamma: 0.5, T: 16, rounds }, bench({}));
  for (const { dtype, stores, apart } of twins) {
    assert.equal(apart.length, 17);
    if (stores === 'error') assert.deepEqual(apart, Array(17).fill(0), dtype);
    else
      assert.ok(
        Math.max(...apart) > 0 && Math.max(...apart) < (dtype === 'f64' ? 1e-15 : 1e-6),
        `${dtype}: ${Math.max(...apart)}`,
      );
  }
  const all = { from: 0, to: Infinity };
  assert.ok(Math.abs(fittedSlope(rounds, toExact.euler, all) + 1) < 0.05);
  assert.ok(Math.abs(fittedSlope(rounds, toExact.heun, all) + 2) < 0.1);
  assert.ok(toBackprop.euler.at(-1) < toBackprop.euler[1] && toBackprop.heun.at(-1) < toBackprop.heun[1]);
});

test('FA-Z-IL triggers when due, unless the error is lost: then f32 gives up long before f64', async () => {
  const { depth, runs } = await faZil.compute({ scales: [1, 1e-6, 1e-12, 1e-25] }, bench({ hidden: 8 }));
  const due = Array.from({ length: depth }, (_, l) => depth - 1 - l);
  assert.deepEqual(runs.f64[0].at, due);
  assert.deepEqual(runs.f32[0].at, due);
  assert.ok(Math.max(...runs.f64[0].error) < 1e-12, 'and then it is backpropagation');
  assert.deepEqual(runs.f64[2].at, due);
  assert.ok(
    runs.f32[2].at.slice(0, -1).every(t => t === -1),
    'in f32 only the output keeps so small an error',
  );
  assert.equal(runs.f32[2].at[depth - 1], 0);
  assert.ok(runs.f64[3].at.slice(0, -1).every(t => t === -1));
  for (const run of [...runs.f64, ...runs.f32]) assert.ok(run.output > 0);
});

test('an exhibit can be stopped, tells how far it is, and an unknown one is refused with a sentence', async () => {
  /** @type {number[]} */
  const shares = [];
  const exhibits = createExhibits({ open: () => digits }, ({ share }) => shares.push(share));
  const args = {
    name: 'klimit',
    params: { gamma: 0.1, ks: [1, 10, 100, 1e3], Ts: [1000] },
    settings: bench({ hidden: 8, width: 64 }).settings,
  };
  const stopped = exhibits.run({ ...args, run: 1 });
  setTimeout(() => exhibits.end(1), 60);
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.ok(shares.length > 0 && shares.every(share => share >= 0 && share <= 1));
  exhibits.end(2);
  await assert.rejects(
    exhibits.run({ ...args, run: 2 }),
    { name: 'AbortError' },
    'also when the word comes before the run',
  );
  await assert.rejects(exhibits.run({ ...args, name: 'toString', run: 3 }), /must be one of klimit/);
});
