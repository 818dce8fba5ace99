// Angles of a run: recorded by the worker on the real module, and made into lines.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../../www/pkg/pc_playground.js';
import { defaults } from '../../../www/js/model/settings.js';
import { angleLines, degreesText } from '../../../www/js/views/train/angles.js';
import { Library } from '../../../www/js/workers/data.js';
import { Session } from '../../../www/js/workers/train/session.js';

/** @type {Library} */
let library;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  library = new Library('all', Dataset);
});

const settings = { ...defaults(), source: 'synthetic', hidden: 2, width: 12, dtype: 'f64' };

/** The angles of a run of so many epochs. */
async function angles(wanted, epochs) {
  /** @type {import('../../../www/js/model/protocol.js').AnglePoint[]} */
  const points = [];
  /** @type {Session} */
  let session;
  await new Promise((resolve, reject) => {
    session = new Session(
      library,
      report => {
        points.push(...report.angles);
        if (report.epoch >= epochs) resolve(undefined);
      },
      reject,
    );
    session.start(wanted, 1);
  });
  session.pause();
  session.channel.port1.close();
  session.drop();
  return points;
}

test('under backpropagation every error is right, and its feedback weights are the weights', async () => {
  const points = await angles({ ...settings, rule: 'bp' }, 1);
  assert.equal(points[0].iteration, 1);
  assert.ok(points.length >= 8, `${points.length}`);
  for (const { errors, feedback } of points) {
    assert.ok(Number.isNaN(errors[0]));
    assert.ok(
      [...errors].slice(1).every(angle => angle < 1e-4),
      `${errors}`,
    );
    assert.deepEqual([...feedback], [0, 0, 0]);
  }
});

test('Kolen–Pollack weights come to agree, fixed random ones do so less, and the errors follow', async () => {
  const wanted = { ...settings, rule: 'bp', rate: 0.03 };
  const [pollack, random] = [
    await angles({ ...wanted, feedback: 'kolen-pollack', feedbackDecay: 0.01 }, 3),
    await angles({ ...wanted, feedback: 'random' }, 3),
  ];
  const [first, last] = [pollack[0], pollack[pollack.length - 1]];
  // Those of W_0 carry nothing to anyone; W_1 and W_2 do.
  for (const l of [1, 2]) {
    assert.ok(first.feedback[l] > 45, `W_${l} at first: ${first.feedback[l]}`);
    assert.ok(last.feedback[l] < 10, `W_${l} at last: ${last.feedback[l]}`);
    assert.ok(random[random.length - 1].feedback[l] > last.feedback[l] + 10);
    assert.ok(last.errors[l] < first.errors[l], `e_${l}: ${first.errors[l]} to ${last.errors[l]}`);
  }
  assert.ok(last.errors[3] < 1e-4, 'the output’s error needs no feedback');
});

test('a point a line and a layer, the output last and fullest', () => {
  const points = [0, 1].map(i => ({
    iteration: i + 1,
    epoch: i / 8,
    errors: Float64Array.of(NaN, 80 - i, 0),
    feedback: Float64Array.of(90, 45 + i),
  }));
  assert.deepEqual(
    angleLines(points, 'errors').map(({ name, values }) => [name, values]),
    [
      ['e₁', [80, 79]],
      ['e₂', [0, 0]],
    ],
  );
  assert.deepEqual(
    angleLines(points, 'feedback').map(({ name, values }) => [name, values]),
    [
      ['W₀', [90, 90]],
      ['W₁', [45, 46]],
    ],
  );
  const levels = angleLines(points, 'errors').map(({ level }) => level);
  assert.ok(levels[0] < levels[1] && levels[1] === 1);
  assert.deepEqual(angleLines([], 'errors'), []);
  assert.deepEqual([NaN, 0, 12.3456, 0.0000021].map(degreesText), ['not defined', '0°', '12.35°', '0.000002°']);
});
