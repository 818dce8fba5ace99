// Networks as files: Python's safetensors opens what the module saves, finds the same outputs with numpy, and the module opens what it writes.
// ./build.sh test installs both packages into target/python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Dataset, Network, Trainer, apart } from './module.mjs';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
after(() => rmSync(folder, { recursive: true }));
const script = fileURLToPath(new URL('../python/read_network.py', import.meta.url));
const packages = fileURLToPath(new URL('../../target/python', import.meta.url));

/** What Python finds in the file, and the file that it writes. @param {Uint8Array} bytes @param {Float64Array} inputs */
function python(bytes, inputs) {
  const [network, numbers, changed] = ['network.safetensors', 'inputs', 'changed.safetensors'].map(name => join(folder, name));
  writeFileSync(network, bytes);
  writeFileSync(numbers, new Uint8Array(inputs.buffer));
  const said = execFileSync('python3', [script, network, numbers, changed], { env: { ...process.env, PYTHONPATH: packages }, encoding: 'utf8' });
  return { ...JSON.parse(said), file: new Uint8Array(readFileSync(changed)) };
}

for (const [dtype, activation, likelihood] of [['f32', ['relu', 'sigmoid'], 'categorical'], ['f64', ['tanh', 'identity'], 'gaussian']]) {
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
    assert.deepEqual(read.tensors, Object.fromEntries([0, 1, 2].flatMap(l => [[`f${l}.bias`, [type, [sizes[l + 1]]]], [`f${l}.weight`, [type, [sizes[l + 1], sizes[l]]]]])));
    const near = dtype === 'f32' ? 1e-5 : 1e-13;
    const outputs = Array.from(network.predict(inputs));
    assert.ok(apart(outputs, read.outputs) < near, `${apart(outputs, read.outputs)}`);

    const changed = Network.load(read.file);
    assert.deepEqual([changed.dtype, changed.likelihood, Array.from(changed.sizes), [0, 1].map(l => changed.activation(l))], [dtype, likelihood, sizes, activation]);
    const round = dtype === 'f32' ? Math.fround : Number;
    for (let l = 0; l < 3; l++) {
      assert.deepEqual(changed.weights(l), network.weights(l).map(value => round(round(value / 2) + 0.25)));
      assert.deepEqual(changed.bias(l), network.bias(l).map(value => round(round(value / 2) + 0.25)));
    }
    const after = Array.from(changed.predict(inputs));
    assert.ok(apart(after, read.changed) < near, `${apart(after, read.changed)}`);
    assert.ok(apart(after, outputs) > 0.01, 'which are others');
  });
}
