// Networks as files: Python's safetensors opens what the module saves, finds the same outputs with numpy, and the
// module opens what it writes. ./build.sh test installs both packages into target/python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Dataset, Network, Trainer, apart } from '../support/module.mjs';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
after(() => rmSync(folder, { recursive: true }));
const script = fileURLToPath(new URL('../../python/read_network.py', import.meta.url));
const packages = fileURLToPath(new URL('../../../target/python', import.meta.url));

/**
 * What Python finds in the file, and the file that it writes.
 * @param {Uint8Array} bytes
 * @param {Float64Array} inputs
 */
function python(bytes, inputs) {
  const [network, numbers, changed] = ['network.safetensors', 'inputs', 'changed.safetensors'].map(name =>
    join(folder, name),
  );
  writeFileSync(network, bytes);
  writeFileSync(numbers, new Uint8Array(inputs.buffer));
  const said = execFileSync('python3', [script, network, numbers, changed], {
    env: { ...process.env, PYTHONPATH: packages },
    encoding: 'utf8',
  });
  return { ...JSON.parse(said), file: new Uint8Array(readFileSync(changed)) };
}

for (const [dtype, activation, likelihood] of [
  ['f32', ['relu', 'sigmoid'], 'categorical'],
  ['f64', ['tanh', 'identity'], 'gaussian'],
]) {
  test(`a trained ${dtype} network goes to Python and back`, () => {
    const data = Dataset.synthetic(200, 1);
    const sizes = [784, 12, 9, 10];
    const network = new Network({ sizes, activation, likelihood, dtype, seed: 5 });
    const trainer = new Trainer(network, data, { rule: 'fpa', batchSize: 20 });
    trainer.step(30);
    const inputs = data.inputs(0, 3);
    const read = python(network.save(), inputs);

    assert.deepEqual(read.options, { sizes, activation, likelihood, dtype, seed: 5 });
    const type = dtype === 'f32' ? 'float32' : 'float64';
    assert.deepEqual(
      read.tensors,
      Object.fromEntries(
        [0, 1, 2].flatMap(l => [
          [`f${l}.bias`, [type, [sizes[l + 1]]]],
          [`f${l}.weight`, [type, [sizes[l + 1], sizes[l]]]],
        ]),
      ),
    );
    const near = dtype === 'f32' ? 1e-5 : 1e-13;
    const outputs = Array.from(network.predict(inputs));
    assert.ok(apart(outputs, read.outputs) < near, `${apart(outputs, read.outputs)}`);

    const changed = Network.load(read.file);
    assert.deepEqual(
      [changed.dtype, changed.likelihood, Array.from(changed.sizes), [0, 1].map(l => changed.activation(l))],
      [dtype, likelihood, sizes, activation],
    );
    const round = dtype === 'f32' ? Math.fround : Number;
    for (let l = 0; l < 3; l++) {
      assert.deepEqual(
        changed.weights(l),
        network.weights(l).map(value => round(round(value / 2) + 0.25)),
      );
      assert.deepEqual(
        changed.bias(l),
        network.bias(l).map(value => round(round(value / 2) + 0.25)),
      );
    }
    const after = Array.from(changed.predict(inputs));
    assert.ok(apart(after, read.changed) < near, `${apart(after, read.changed)}`);
    assert.ok(apart(after, outputs) > 0.01, 'which are others');
  });
}

// As `save_file(model.state_dict(), …)` writes a perceptron: PyTorch's names, no metadata of ours.
const STATE_DICT = `
import json, sys
import numpy as np
from safetensors.numpy import save_file
rng = np.random.default_rng(3)
sizes, dtype = [6, 5, 5, 3], np.dtype(sys.argv[2])
tensors = {}
for l, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
    tensors[f"net.{4 * l + 2}.weight"] = rng.normal(size=(outputs, inputs)).astype(dtype)
    tensors[f"net.{4 * l + 2}.bias"] = rng.normal(size=outputs).astype(dtype)
save_file(tensors, sys.argv[1], metadata={"format": "pt"})
x = np.linspace(-1, 1, 12).reshape(2, 6)
for l in range(3):
    x = x @ tensors[f"net.{4 * l + 2}.weight"].astype(np.float64).T + tensors[f"net.{4 * l + 2}.bias"].astype(np.float64)
    x = np.maximum(x, 0) if l < 2 else x
print(json.dumps(x.flatten().tolist()))
`;

for (const [type, dtype, near] of [
  ['float16', 'f32', 1e-5],
  ['float32', 'f32', 1e-5],
  ['float64', 'f64', 1e-13],
]) {
  test(`a state_dict of ${type}, as Python writes it, gives the outputs that numpy finds`, () => {
    const path = join(folder, `${type}.safetensors`);
    const said = execFileSync('python3', ['-c', STATE_DICT, path, type], {
      env: { ...process.env, PYTHONPATH: packages },
      encoding: 'utf8',
    });
    const bytes = new Uint8Array(readFileSync(path));
    assert.deepEqual(Network.inspect(bytes), { sizes: [6, 5, 5, 3], dtype });
    const network = Network.load(bytes, { activation: 'relu', likelihood: 'gaussian' });
    assert.equal(network.likelihood, 'gaussian');
    const outputs = Array.from(network.predict(Float64Array.from({ length: 12 }, (_, i) => -1 + (2 * i) / 11)));
    assert.ok(apart(outputs, JSON.parse(said)) < near, `${apart(outputs, JSON.parse(said))}`);
    const plain = Network.load(bytes);
    assert.deepEqual([plain.activation(0), plain.activation(2), plain.likelihood], ['tanh', 'identity', 'categorical']);
  });
}
