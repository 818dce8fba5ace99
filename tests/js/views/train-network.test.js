// What a network's file asks of the page's settings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults } from '../../../www/js/model/settings.js';
import { fitsSettings, networkWords, settingsOf } from '../../../www/js/views/train/network-file.js';

const shape = { sizes: [784, 24, 24, 10], activations: ['relu', 'relu'], likelihood: 'gaussian', dtype: 'f64' };
const back = { ...shape, sizes: [10, 24, 24, 784] };

test('a network that the page can express becomes settings', () => {
  assert.deepEqual(settingsOf(shape, defaults()), {
    hidden: 2,
    width: 24,
    activation: 'relu',
    dtype: 'f64',
    likelihood: 'gaussian',
  });
  assert.deepEqual(settingsOf(back, defaults()), {
    hidden: 2,
    width: 24,
    activation: 'relu',
    dtype: 'f64',
    rule: 'generative',
  });
  assert.equal(settingsOf(shape, { ...defaults(), rule: 'generative' }).rule, defaults().rule);
  assert.equal('rule' in settingsOf(back, { ...defaults(), rule: 'generative' }), false);
  assert.equal(networkWords(shape), '784 – 2 × 24 – 10 units, relu, gaussian, f64');
});

test('it fits settings that make the same network, whatever else they say', () => {
  const own = { ...defaults(), ...settingsOf(shape, defaults()) };
  assert.equal(fitsSettings(shape, own), true);
  assert.equal(fitsSettings(shape, { ...own, rule: 'zil', rate: 0.5, batch: 3, seed: 9, T: 3 }), true);
  for (const other of [
    { width: 25 },
    { hidden: 3 },
    { activation: 'tanh' },
    { likelihood: 'categorical' },
    { dtype: 'f32' },
    { rule: 'generative' },
  ])
    assert.equal(fitsSettings(shape, { ...own, ...other }), false, JSON.stringify(other));
  assert.equal(fitsSettings(back, { ...own, rule: 'generative', likelihood: 'categorical' }), true); // which generative does not use
});

test('others are refused in a sentence that says what was found and what is expected', () => {
  const cases = [
    [{ sizes: [784, 10], activations: [] }, /2 to 16 hidden layers .* this one has 784 – 10\.$/],
    [{ sizes: [784, 24, 10], activations: ['relu'] }, /784 – 24 – 10/],
    [{ sizes: [784, 24, 25, 10] }, /the same 1 to 128 units; this one has 784 – 24 – 25 – 10\.$/],
    [{ sizes: [784, 200, 200, 10] }, /784 – 200 – 200 – 10/],
    [{ sizes: [100, 24, 24, 10] }, /100 – 24 – 24 – 10/],
    [{ sizes: [784, 24, 24, 784] }, /784 – 24 – 24 – 784/],
    [{ sizes: [784, ...Array(17).fill(8), 10], activations: Array(17).fill('relu') }, /2 to 16 hidden layers/],
    [{ activations: ['relu', 'tanh'] }, /the same activation are expected; this network’s have relu and tanh\.$/],
    [
      { sizes: back.sizes, likelihood: 'categorical' },
      /expected to have a gaussian likelihood; this one’s is categorical\.$/,
    ],
  ];
  for (const [change, message] of cases) assert.throws(() => settingsOf({ ...shape, ...change }, defaults()), message);
});
