import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench } from '../support/systems-bench.mjs';
import { compute as train } from '../../../www/js/workers/exhibits/generative.js';
import { compute as answer } from '../../../www/js/workers/exhibits/generative-answer.js';
import { compute as testAll } from '../../../www/js/workers/exhibits/generative-test.js';
import { current } from '../../../www/js/workers/exhibits/generative-kept.js';
import {
  found,
  largest,
  rowsOfAnswer,
  standing,
  takenFor,
} from '../../../www/js/views/systems/exhibits/generative-words.js';

const options = { hidden: 1, width: 32, activation: 'tanh', gamma: 0.1, steps: 5, rate: 0.1, batch: 50, seed: 0 };
const how = { options, fresh: true, epochs: 6, free: 25 };

test('there is nothing to ask before there is a network', async () => {
  assert.throws(() => answer({ sample: 0, steps: 5 }, bench()), /train one first/);
  await assert.rejects(testAll({ steps: 5 }, bench()), /train one first/);
});

test('training can be stopped and gone on with, and ends where one that was not stopped ends', async () => {
  const whole = await train(how, bench());
  assert.equal(whole.iteration, 60);
  await assert.rejects(
    train(
      how,
      bench((_share, partial) => {
        if (partial?.iteration === 20) throw new DOMException('No longer wanted.', 'AbortError');
      }),
    ),
    { name: 'AbortError' },
  );
  assert.equal(current().trainer.iteration, 20);
  const rest = await train({ ...how, fresh: false }, bench());
  assert.deepEqual(rest.pictures, whole.pictures);
  assert.deepEqual(rest.looks.at(-1).accuracy, whole.looks.at(-1).accuracy);
  assert.ok(whole.looks.at(-1).accuracy > whole.looks[0].accuracy + 0.3, JSON.stringify(whole.looks));
  assert.match(standing(whole, 60), /^60 of 60 minibatches, 6\.00 passes through 500 digits/);
});

test('the test is the trainer’s own evaluation, step by step, and each digit’s answer is part of it', async () => {
  const { trainer } = current();
  const result = await testAll({ steps: 25 }, bench());
  assert.equal(result.accuracy.length, 26);
  assert.ok(Math.abs(result.accuracy[25] - trainer.evaluate(bench().digits.test).accuracy) < 1e-12);
  assert.equal(
    result.taken.flat().reduce((a, b) => a + b),
    100,
  );
  const right = Array.from({ length: 100 }, (_, sample) => answer({ sample, steps: 25 }, bench())).filter(
    one => largest(one.causes.subarray(250)) === one.label,
  ).length;
  assert.equal(right, Math.round(100 * result.accuracy[25]));
  assert.equal(
    right,
    result.taken.reduce((sum, row, label) => sum + row[label], 0),
  );
});

test('inference on a free label goes down the free energy, from equal shares', () => {
  const one = answer({ sample: 103, steps: 40 }, bench());
  assert.equal(one.index, 3);
  assert.ok(one.causes.subarray(0, 10).every(value => Math.abs(value - 0.1) < 1e-7));
  for (let t = 1; t <= 40; t++) assert.ok(one.freeEnergy[t] < one.freeEnergy[t - 1], `t ${t}`);
  assert.match(takenFor(one, 0), /same share/);
  assert.match(takenFor(one, 40), one.label === largest(one.causes.subarray(400)) ? /right/ : /wrong: it is an? \d/);
  const rows = rowsOfAnswer(one);
  assert.deepEqual(
    rows.map(row => row.length),
    new Array(42).fill(796),
  );
});

test('the paper’s sentence is held against what is found, whichever way it comes out', () => {
  const taken = Array.from({ length: 10 }, () => new Array(10).fill(0));
  taken[4][9] = 7;
  const result = end => ({ accuracy: Float64Array.of(0.1, end), nearest: 0.7, count: 1000, iteration: 1, taken });
  assert.match(
    found(result(0.831), 2, true),
    /83\.1 % of 1,000 test digits, ± 1\.2 %.*above the paper’s 80 %.*a 4 taken for a 9, 7 times/,
  );
  assert.match(found(result(0.8), 2, true), /does not surpass/);
  assert.match(found(result(0.6), 2, true), /does not surpass/);
  assert.match(found(result(0.9), 2, false), /no MNIST digits/);
});
