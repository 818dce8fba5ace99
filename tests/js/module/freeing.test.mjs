// What `free()` gives back: all of it, at once, in a loop without a pause too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pc as engine } from '../support/module.mjs';
import { pc as experiments } from '../support/experiments-module.mjs';

/** A way to make one of each class, as small as it can be; what it is made of stays. */
function makers(pc) {
  const network = new pc.Network({ sizes: [2, 2] });
  const inputs = Float64Array.of(0.5, -0.5);
  const targets = Float64Array.of(1, 0);
  const pixel = pc.Dataset.fromIdx(
    Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9),
    Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3),
  );
  const digits = new pc.Network({ sizes: [1, 10] });
  const file = network.save();
  const weights = new Float64Array(4);
  const bias = new Float64Array(2);
  return {
    Network: () => new pc.Network({ sizes: [2, 2] }),
    'Network.load': () => pc.Network.load(file),
    Inference: () => new pc.Inference(network, inputs, targets, { rule: 'bp' }),
    LocalNode: () =>
      new pc.LocalNode(
        {
          sizes: [2, 2],
          index: 1,
          batch: 1,
          weights,
          bias,
          activation: 'identity',
          likelihood: 'categorical',
          dtype: 'f64',
          target: targets,
        },
        { rule: 'bp' },
      ),
    Dataset: () =>
      pc.Dataset.fromIdx(
        Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9),
        Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3),
      ),
    'Dataset.split': () => pixel.split([1], 0)[0],
    Trainer: () => new pc.Trainer(digits, pixel, { rule: 'bp' }),
    ...(pc.Experiment && { Experiment: () => new pc.Experiment('law', 'quick', pixel, pixel, pixel) }),
  };
}

for (const [module, pc] of Object.entries({ engine, experiments })) {
  for (const [name, make] of Object.entries(makers(pc))) {
    test(`${module}: ${name} leaves nothing, however it is freed`, () => {
      const { memory } = pc.initSync();
      const count = name === 'Experiment' ? 2000 : 20_000;
      const round = () => {
        for (let i = 0; i < count; i++) {
          const object = make();
          if (i % 2 || !Symbol.dispose) object.free();
          else object[Symbol.dispose]();
          if (i % 3 === 0) object.free();
        }
      };
      round();
      const before = memory.buffer.byteLength;
      round();
      // Leaving 56 bytes each, a million bytes would be more.
      assert.equal(memory.buffer.byteLength, before, `${(memory.buffer.byteLength - before) / count} bytes each`);
    });
  }
}

test('what is freed stays so, beside others that are not', () => {
  const [a, b, c, d] = Array.from({ length: 4 }, (_, seed) => new engine.Network({ sizes: [3, 2], seed }));
  a.free();
  b.free();
  b.free();
  const kept = Array.from(c.weights(0));
  const sentence = { message: 'this Network must be one that is not freed yet, got a freed one' };
  for (const freed of [a, b, a]) {
    assert.throws(() => freed.weights(0), sentence);
    assert.throws(
      () => new engine.Inference(freed, new Float64Array(3), new Float64Array(2), { rule: 'bp' }),
      sentence,
    );
    freed.free();
  }
  assert.deepEqual(Array.from(c.weights(0)), kept);
  assert.deepEqual(Array.from(d.weights(0)), Array.from(new engine.Network({ sizes: [3, 2], seed: 3 }).weights(0)));
});

test('freed in the middle of a call that looks at it, it is freed after that', () => {
  const network = new engine.Network({ sizes: [3, 2] });
  const values = Object.defineProperty(new Float64Array(6), 'length', {
    get() {
      network.free();
      return 6;
    },
  });
  try {
    network.setWeights(0, values);
  } catch (error) {
    assert.match(error.message, /^(this Network|values) must be /);
  }
  assert.throws(() => network.depth, /got a freed one/);
  const other = new engine.Network({ sizes: [3, 2] });
  assert.equal(other.depth, 1);
});
