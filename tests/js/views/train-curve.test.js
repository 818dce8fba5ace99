import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MOST_POINTS,
  nearest,
  recorded,
  runWords,
  sameRun,
  taken,
  toCsv,
  whereWords,
  workText,
} from '../../../www/js/views/train/curve.js';
import { defaults } from '../../../www/js/model/settings.js';

const settings = defaults();

test('the nearest point is found at, between and beyond the points', () => {
  const points = [0, 1, 2, 4].map(epoch => ({ epoch }));
  for (const [epoch, found] of [
    [-1, 0],
    [0, 0],
    [0.4, 0],
    [0.6, 1],
    [2.9, 2],
    [3.1, 4],
    [9, 4],
    [Infinity, 4],
  ]) {
    assert.equal(nearest(points, epoch)?.epoch, found, `at ${epoch}`);
  }
  assert.equal(nearest([], 1), undefined);
});

test('an hour of training is no more points than a minute, and its CSV says of how many each row is', () => {
  let run = { settings, losses: [], scores: [], angles: [] };
  const point = i => ({ iteration: i, epoch: i / 25 });
  for (let i = 0; i < 30_000; i += 10) {
    const each = Array.from({ length: 10 }, (_, j) => point(i + j + 1));
    run = {
      ...run,
      ...recorded(run, {
        losses: each.map(one => ({ ...one, loss: 1 / one.iteration })),
        scores: each.slice(0, 2).map(one => ({
          ...one,
          loss: 2 / one.iteration,
          accuracy: 1 - 1 / one.iteration,
          multiplyAdds: one.iteration,
        })),
        angles: each
          .slice(0, 3)
          .map(one => ({ ...one, errors: new Float64Array(17).fill(one.iteration), feedback: new Float64Array(16) })),
      }),
    };
  }
  for (const [name, most] of Object.entries(MOST_POINTS))
    assert.ok(run[name].length > most / 2 && run[name].length <= most, `${run[name].length} ${name}`);
  const [head, ...rows] = toCsv([run])
    .trimEnd()
    .split('\n')
    .map(line => line.split(','));
  const sum = name => rows.reduce((total, row) => total + Number(row[head.indexOf(name)]), 0);
  assert.deepEqual(['training_points', 'validation_points', 'angle_points'].map(sum), [30_000, 6000, 9000]);
  assert.deepEqual(
    [whereWords(run.losses[0]), whereWords({ ...point(50), count: 8 })],
    ['epoch 0.04, iteration 1', 'epoch 2.00, iteration 50, mean of 8 points'],
  );
  // What was kept before runs were bounded.
  assert.ok(
    recorded({ losses: Array.from({ length: 5000 }, (_, i) => ({ ...point(i), loss: i })), scores: [], angles: [] })
      .losses.length <= MOST_POINTS.losses,
  );
});

test('a run is another one when a setting of training changes, not when the view does', () => {
  assert.ok(sameRun(settings, { ...settings, view: 'train', t: 3, gammaVpc: 1 }));
  assert.ok(!sameRun(settings, { ...settings, rate: 0.02 }));
  assert.ok(!sameRun(settings, { ...settings, trainGamma: 0.5 }));
  // Backpropagation does not use γ and T.
  assert.ok(sameRun({ ...settings, rule: 'bp' }, { ...settings, rule: 'bp', trainGamma: 0.5, trainT: 9 }));
  assert.ok(!sameRun({ ...settings, rule: 'bp' }, { ...settings, rule: 'zil' }));
  // Nor does exact IL-prox use the batch, the optimizer or feedback weights, nor any feedback that is the transpose a
  // seed.
  assert.ok(
    sameRun(
      { ...settings, rule: 'il-prox' },
      { ...settings, rule: 'il-prox', batch: 7, optimizer: 'adam', feedback: 'random' },
    ),
  );
  assert.ok(sameRun(settings, { ...settings, feedbackSeed: 3, feedbackDecay: 0.01, k: 7, noiseSeed: 2, decay: 0.5 }));
  assert.ok(!sameRun({ ...settings, feedback: 'random' }, { ...settings, feedback: 'random', feedbackSeed: 3 }));
  assert.ok(!sameRun({ ...settings, rule: 'klimit' }, { ...settings, rule: 'klimit', k: 7 }));
  assert.ok(!sameRun({ ...settings, rule: 'g-il' }, { ...settings, rule: 'g-il', decay: 0.5 }));
});

test('CSV holds each recorded iteration once, in order, with the settings that count', () => {
  const run = {
    settings: { ...settings, hidden: 3, rule: 'fpa' },
    taken: { T: 3, steps: 3, gamma: 1, rate: 0.01 },
    losses: [
      { iteration: 5, epoch: 0.04, loss: 2.25 },
      { iteration: 10, epoch: 0.08, loss: 2.125 },
    ],
    scores: [
      { iteration: 0, epoch: 0, loss: 2.5, accuracy: 0.1, multiplyAdds: 0 },
      { iteration: 10, epoch: 0.08, loss: 2, accuracy: 0.25, multiplyAdds: 1234567 },
    ],
    angles: [
      {
        iteration: 5,
        epoch: 0.04,
        errors: Float64Array.of(NaN, 12.5, 0, 0, 0),
        feedback: Float64Array.of(90, 0, 0, 0),
      },
    ],
  };
  const [head, ...rows] = toCsv([
    run,
    { ...run, settings: { ...settings, rule: 'bp' }, losses: [], angles: [], scores: run.scores.slice(0, 1) },
  ])
    .trimEnd()
    .split('\n')
    .map(line => line.split(','));
  const read = row => Object.fromEntries(head.map((name, i) => [name, row[i]]));
  assert.deepEqual(
    rows.map(row => `${read(row).run}:${read(row).iteration}`),
    ['1:0', '1:5', '1:10', '2:0'],
  );
  for (const row of rows) assert.equal(row.length, head.length);
  assert.deepEqual([read(rows[0]).training_loss, read(rows[0]).validation_loss], ['', '2.5']);
  assert.deepEqual([read(rows[1]).training_loss, read(rows[1]).validation_accuracy], ['2.25', '']);
  assert.deepEqual([read(rows[2]).training_loss, read(rows[2]).validation_accuracy], ['2.125', '0.25']);
  assert.deepEqual(
    [read(rows[0]).multiply_adds, read(rows[1]).multiply_adds, read(rows[2]).multiply_adds],
    ['0', '', '1234567'],
  );
  assert.deepEqual(
    [read(rows[0]).training_points, read(rows[0]).validation_points, read(rows[1]).angle_points],
    ['', '1', '1'],
  );
  assert.deepEqual(
    [read(rows[1]).error_angle_1, read(rows[1]).feedback_angle_0, read(rows[2]).error_angle_1],
    ['12.5', '90', ''],
  );
  // Where the settings leave T open, the run's own; backpropagation has none.
  assert.deepEqual([read(rows[0]).trainT, read(rows[3]).trainT], ['3', '']);
});

test('what a run really uses is named, in the table and in words', () => {
  const prox = taken({ ...settings, rule: 'il-prox', rate: 0.1 }, { T: 20, steps: 20, gamma: 0.1, rate: 0.1 });
  assert.deepEqual([prox.batch, prox.optimizer, prox.feedback, prox.trainT, prox.trainGamma], [1, 'sgd', '', 20, 0.1]);
  const gil = taken({ ...settings, rule: 'g-il', trainGamma: 0.2, decay: 0.1 });
  assert.deepEqual([gil.bottomGamma, gil.decay, gil.likelihood], [0.2, 0.1, 'categorical']);
  assert.equal(taken({ ...settings, rule: 'generative' }).likelihood, 'gaussian');
  assert.equal(
    runWords({
      settings: { ...settings, rule: 'klimit', feedback: 'random' },
      taken: { T: 5, steps: 5, gamma: 0.5, rate: 0.01 },
    }),
    'T 5, γ 0.5, k 100, random feedback, momentum, rate 0.01, batch 64, 5 × 24 tanh',
  );
  assert.equal(
    runWords({
      settings: { ...settings, rule: 'implicit-sgd', hidden: 3 },
      taken: { T: 20, steps: 80, gamma: 0.5, rate: 0.01 },
    }),
    'T 80, sgd, rate 0.01, batch 64, 3 × 24 tanh',
  );
  assert.equal(
    runWords({ settings }),
    'momentum, batch 64, 5 × 24 tanh',
    'what is left open is not known before the engine has said it',
  );
  assert.deepEqual([0, 512, 31_400_000_000].map(workText), ['0', '512', '3.1·10¹⁰']);
});
