// A network that runs from label to picture, as the worker trains it and asks it: on the real WebAssembly module.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../../www/pkg/pc_playground.js';
import { defaults } from '../../../www/js/model/settings.js';
import { Library } from '../../../www/js/workers/data.js';
import { Session } from '../../../www/js/workers/train/session.js';
import { scoreCount } from '../../../www/js/workers/train/decisions.js';
import { largest } from '../../../www/js/ui/draw/predictions.js';

/** @type {Library} */
let library;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  library = new Library('all', Dataset);
});

const settings = {
  ...defaults(),
  source: 'synthetic',
  hidden: 2,
  width: 24,
  rule: 'generative',
  dtype: 'f32',
  rate: 0.02,
};

test('it learns to draw, and classifies by inference; every way of asking gives the same answers', async t => {
  /** @type {Session} */
  let session;
  // A port with a listener would keep the process alive.
  t.after(() => {
    session.channel.port1.close();
    session.drop();
  });
  const reports = [];
  await new Promise((resolve, reject) => {
    session = new Session(
      library,
      report => {
        reports.push(report);
        if (report.epoch >= 1.5) resolve(undefined);
      },
      reject,
    );
    session.start(settings, 1);
  });
  session.pause();
  const { network, trainer, digits, scored } = session.need();
  assert.deepEqual(Array.from(network.sizes), [10, 24, 24, 784]);
  assert.equal(network.likelihood, 'gaussian');
  assert.equal(reports.at(-1).counts.validation, 200);
  assert.equal(scored.length, 200);
  const scores = reports.flatMap(report => report.scores);
  assert.ok(scores.at(-1).loss < scores[0].loss);
  assert.ok(scores.at(-1).accuracy > 0.5, `${scores.at(-1).accuracy}`);
  assert.ok(scores.at(-1).multiplyAdds > 0);

  // The trainer's own evaluation, all at once, some at a time, and by the answers shown digit by digit.
  const whole = trainer.evaluate(digits.test);
  const slowly = await session.test();
  assert.equal(slowly.count, 500);
  assert.ok(
    Math.abs(slowly.accuracy - whole.accuracy) < 1e-12 && Math.abs(slowly.loss - whole.loss) < 1e-5 * whole.loss,
    `${JSON.stringify([slowly, whole])}`,
  );
  const { labels, outputs } = session.predictions(0, 500);
  const right = labels.filter((label, i) => largest(outputs.subarray(10 * i, 10 * i + 10)) === label).length;
  assert.ok(Math.abs(right / 500 - whole.accuracy) < 1e-12, `${right} of 500, evaluated ${whole.accuracy}`);

  // What it draws of each label lies nearer to the digits of that class than what it draws of the others, mostly.
  const pictures = session.generate();
  assert.equal(pictures.length, 7840);
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  labels.forEach((label, i) =>
    digits.test.image(i).forEach((level, at) => {
      means[label][at] += level / 255 / labels.filter(one => one === label).length;
    }),
  );
  const far = (a, b) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  const found = means
    .map(
      (mean, label) =>
        largest(
          Array.from({ length: 10 }, (_, other) => -far(pictures.subarray(784 * other, 784 * other + 784), mean)),
        ) === label,
    )
    .filter(Boolean).length;
  assert.ok(found >= 7, `${found} of 10`);

  // A test that a new run overtakes is broken off with a sentence, and that run goes on.
  const broken = session.test();
  session.reset({ ...settings, rule: 'bp' }, 2);
  await assert.rejects(broken, /^Error: The test was broken off: another run has begun\.$/);
  assert.equal(session.testing, 0);
  assert.throws(() => session.generate(), /^Error: Only a generative network can be asked for pictures/);
});

test('a score is from as many digits as can be looked at now and then', () => {
  assert.equal(scoreCount([10, 24, 24, 784]), 200);
  assert.equal(scoreCount([10, ...Array(16).fill(128), 784]), 50);
  const between = scoreCount([10, 128, 128, 784]);
  assert.ok(between > 50 && between < 200, `${between}`);
});
