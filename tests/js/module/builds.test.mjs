// The two builds of the engine: one JavaScript for both, and the same numbers within rounding. The one with relaxed
// SIMD may round differently on another machine; the other one may not.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { gzipSync } from 'node:zlib';
import { relaxedSimd } from 'wasm-feature-detect';
import { RULES } from '../../api/options.mjs';

const folder = new URL('../../../www/pkg/', import.meta.url);
const FILES = { simd128: 'pc_playground_bg.wasm', relaxed: 'pc_playground_relaxed_bg.wasm' };
/** What a visitor loads of either, packed. */
const MOST_BYTES = 260 * 1024;
const STEPS = 20;

/** An instance with JavaScript of its own. @param {'simd128' | 'relaxed'} build */
async function open(build) {
  const pc = await import(`${folder.href}pc_playground.js?${build}`);
  pc.initSync({ module: readFileSync(new URL(FILES[build], folder)) });
  return pc;
}

/** The losses of some minibatches, and the weights after them. */
function trained(pc, rule, dtype) {
  const turned = rule === 'generative';
  const data = pc.Dataset.synthetic(64, 3);
  const network = new pc.Network({
    sizes: turned ? [10, 20, 784] : [784, 20, 17, 10],
    likelihood: turned ? 'gaussian' : 'categorical',
    dtype,
    seed: 2,
  });
  const variant = rule === 'il-prox' ? { variant: 'practical' } : {};
  const trainer = new pc.Trainer(network, data, {
    rule,
    ...variant,
    batchSize: 7,
    optimizer: { kind: 'sgd', learningRate: 0.001 },
  });
  const losses = Array.from({ length: STEPS }, () => trainer.step());
  return { losses, weights: [...network.weights(0)] };
}

for (const [build, file] of Object.entries(FILES)) {
  test(`${build}: the engine is small`, () => {
    const packed = gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length;
    assert.ok(
      packed <= MOST_BYTES,
      `${packed} bytes packed, ${statSync(new URL(file, folder)).size} as they are; at most ${MOST_BYTES} are wanted`,
    );
  });
}

/** Whether this Node has relaxed SIMD: Node 20 has it behind a flag. */
async function canRelax() {
  if (!(await relaxedSimd())) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return relaxedSimd();
}

test('both builds train alike, under every rule', async t => {
  if (!(await canRelax())) return t.skip('this Node has no relaxed SIMD');
  const [base, relaxed] = [await open('simd128'), await open('relaxed')];
  for (const rule of RULES) {
    for (const dtype of ['f32', 'f64']) {
      const [one, other] = [trained(base, rule, dtype), trained(relaxed, rule, dtype)];
      one.losses.forEach((loss, i) => {
        assert.ok(
          Number.isFinite(loss) && Math.abs(other.losses[i] - loss) <= 1e-4 * Math.abs(loss),
          `${rule}, ${dtype}, minibatch ${i}: ${loss} and ${other.losses[i]}`,
        );
      });
      const scale = Math.max(...one.weights.map(Math.abs));
      one.weights.forEach((weight, i) =>
        assert.ok(Math.abs(weight - other.weights[i]) <= 1e-3 * scale, `${rule}, ${dtype}, weight ${i}`),
      );
    }
  }
});

/**
 * What a unit that passes `a` through an activation makes of many numbers.
 * @param {Float64Array} a
 * @returns {Float64Array}
 */
function activated(pc, activation, a) {
  const network = new pc.Network({ sizes: [1, 1, 1], activation, likelihood: 'gaussian', dtype: 'f32', seed: 0 });
  network.setWeights(0, Float64Array.of(1));
  network.setBias(0, Float64Array.of(0));
  const inference = new pc.Inference(network, a, new Float64Array(a.length), { rule: 'bp' });
  const m = inference.prediction(1);
  inference.free();
  network.free();
  return m;
}

/** Units in the last place between an f32 and the truth. */
const unitsOff = (got, truth) =>
  Math.abs(got - truth) / 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(Math.fround(truth))))) - 23);

// tests/native/elementary.rs tries every f32, natively, in the arithmetic of the plain build.
test('with relaxed SIMD too, tanh and the logistic function are right to two units in the last place: every 2,039th f32', async t => {
  if (!(await canRelax())) return t.skip('this Node has no relaxed SIMD');
  const truths = { tanh: Math.tanh, sigmoid: x => 1 / (1 + Math.exp(-x)) };
  for (const [build, pc] of [
    ['simd128', await open('simd128')],
    ['relaxed', await open('relaxed')],
  ]) {
    for (const [activation, truth] of Object.entries(truths)) {
      let worst = 0;
      for (let first = 0; first < 2 ** 32; first += 2039 * 65536) {
        const bits = Uint32Array.from({ length: 65536 }, (_, i) => first + 2039 * i);
        const a = Float64Array.from(new Float32Array(bits.buffer)).filter(Number.isFinite);
        if (a.length === 0) continue;
        const m = activated(pc, activation, a);
        // Results that are too small for full precision are a part of a unit off at most.
        for (let i = 0; i < a.length; i++) if (truth(a[i]) !== 0) worst = Math.max(worst, unitsOff(m[i], truth(a[i])));
      }
      t.diagnostic(`${build}, ${activation}: ${worst.toFixed(3)} units at worst`);
      assert.ok(worst > 0.4 && worst <= 2, `${build}, ${activation}: ${worst} units in the last place`);
    }
  }
});
