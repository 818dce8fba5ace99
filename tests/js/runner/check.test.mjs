// What a parallel run refuses before it starts anything: one sentence each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../../www/js/runner/check.js';
import { example, Network } from '../support/module.mjs';

const good = () => ({ ...example([4, 3, 2], 2), rule: { rule: 'fpa' } });

test('defaults are put in, and the rule is copied', () => {
  const given = good();
  const { steps, lockstep, rounds, calibrate, batch, sizes, rule, module, signal, patienceMs } = check(given);
  assert.deepEqual(
    { steps, lockstep, rounds, calibrate, batch, sizes, rule, module, signal, patienceMs },
    {
      steps: 1,
      lockstep: false,
      rounds: 1,
      calibrate: true,
      batch: 2,
      sizes: [4, 3, 2],
      rule: { rule: 'fpa' },
      module: null,
      signal: null,
      patienceMs: null,
    },
  );
  assert.notEqual(rule, given.rule);
  // What is given stays.
  const own = check({
    ...given,
    steps: 0,
    rounds: 1000,
    lockstep: true,
    calibrate: false,
    patienceMs: 5,
    signal: new AbortController().signal,
  });
  assert.deepEqual([own.steps, own.rounds, own.lockstep, own.calibrate, own.patienceMs], [0, 1000, true, false, 5]);
  assert.equal(check({ ...given, steps: undefined }).steps, 1);
});

test('any object that answers as a network does is one', () => {
  const { network } = good();
  const copy = {
    sizes: network.sizes,
    likelihood: network.likelihood,
    dtype: network.dtype,
    weights: l => network.weights(l),
    bias: l => network.bias(l),
    activation: l => network.activation(l),
  };
  assert.equal(check({ ...good(), network: copy }).network, copy);
});

const f = (...values) => Float64Array.from(values);
const CASES = [
  [undefined, /^options must be an object, got undefined$/],
  [null, /^options must be an object, got null$/],
  ['fpa', /^options must be an object, got "fpa"$/],
  [[], /^options must be an object, got an object of the kind Array$/],
  [{ step: 3 }, /^options must be made of module, network, .*, got "step" among them$/],
  [{ network: {} }, /^network must be a Network, got an object$/],
  [{ network: null }, /^network must be a Network, got null$/],
  [{ network: () => 3 }, /^network must be a Network, got a function$/],
  [{ inputs: [1, 2, 3, 4] }, /^inputs must be a Float64Array, got an object of the kind Array$/],
  [{ inputs: f() }, /^inputs must be a whole number of samples of 4 values, at least one, got 0 values$/],
  [{ inputs: f(1, 2, 3, 4, 5) }, /^inputs must be a whole number of samples of 4 values, at least one, got 5 values$/],
  [{ inputs: f(1, 2, NaN, 4) }, /^inputs\[2\] must be a finite number, got NaN$/],
  [{ targets: new Float32Array(4) }, /^targets must be a Float64Array, got an object of the kind Float32Array$/],
  [{ targets: f(1, 0) }, /^targets must be 2 × 2 values, one row a sample, got 2 values$/],
  [{ targets: f(1, 0, Infinity, 0) }, /^targets\[2\] must be a finite number, got Infinity$/],
  [
    { targets: f(1, 0, 1.5, -0.5) },
    /^targets of sample 1 must be probabilities, since the likelihood is categorical, got -0.5$/,
  ],
  [{ targets: f(1, 0, 0.5, 0.25) }, /^targets of sample 1 must be probabilities that sum to 1, .*, got a sum of 0.75$/],
  [{ rule: 'fpa' }, /^rule must be an object, got "fpa"$/],
  [{ rule: { rule: () => 'fpa' } }, /^rule must be plain data, got something that cannot be sent to a worker$/],
  ...[-1, 4097, 1.5, NaN, '3', null, 3n, Infinity].map(steps => [
    { steps },
    /^steps must be a whole number from 0 to 4096, got /,
  ]),
  ...[0, 1001, 0.5, '1'].map(rounds => [{ rounds }, /^rounds must be a whole number from 1 to 1000, got /]),
  [{ patienceMs: 0 }, /^patienceMs must be a whole number from 1 to 2147483647, got 0$/],
  [{ lockstep: 1 }, /^lockstep must be true or false, got 1$/],
  [{ calibrate: 'no' }, /^calibrate must be true or false, got "no"$/],
  [{ module: new Uint8Array(8) }, /^module must be a WebAssembly.Module, got an object of the kind Uint8Array$/],
  [{ signal: {} }, /^signal must be an AbortSignal, got an object$/],
  [{ onState: true }, /^onState must be a function, got true$/],
];

for (const [bad, sentence] of CASES) {
  test(`refused: ${sentence.source.slice(1, -1)}`, () => {
    const whole = typeof bad === 'object' && bad !== null && !Array.isArray(bad);
    assert.throws(
      () => check(whole ? { ...good(), ...bad } : bad),
      error => error instanceof Error && sentence.test(error.message),
    );
  });
}

test('a gaussian target may be any finite numbers', () => {
  const network = new Network({ sizes: [4, 3, 2], likelihood: 'gaussian' });
  check({ ...good(), network, targets: f(-7, 3, 0, 0) });
});
