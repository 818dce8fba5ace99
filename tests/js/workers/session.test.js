// A training run as the worker runs it, on the real WebAssembly module and drawn digits.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../../www/pkg/pc_playground.js';
import { defaults } from '../../../www/js/model/settings.js';
import { Library } from '../../../www/js/workers/data.js';
import { Session } from '../../../www/js/workers/train/session.js';
import { rateOver, recordEvery } from '../../../www/js/workers/train/decisions.js';

/** @type {Library} */
let library;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  library = new Library('all', Dataset);
});

const settings = { ...defaults(), source: 'synthetic', hidden: 2, width: 16, rule: 'bp' };

/** Trains until `enough`, then pauses; answers every report. */
async function train(wanted, enough) {
  const reports = [];
  /** @type {Session} */
  let session;
  await new Promise((resolve, reject) => {
    session = new Session(
      library,
      report => {
        reports.push(report);
        if (enough(report)) resolve(undefined);
      },
      reject,
    );
    session.start(wanted, 1);
  });
  session.pause();
  // A port with a listener would keep the process alive.
  session.channel.port1.close();
  return {
    session,
    reports,
    losses: reports.flatMap(report => report.losses),
    scores: reports.flatMap(report => report.scores),
  };
}

test('training learns, and says where it stands', async () => {
  const { session, reports, losses, scores } = await train(settings, report => report.epoch >= 3);
  assert.equal(reports.at(-1).state, 'paused');
  assert.deepEqual(reports[0].counts, { train: 4000, validation: 500, test: 500 });
  assert.equal(scores[0].iteration, 0);
  assert.ok(scores.at(-1).accuracy > scores[0].accuracy + 0.3, `${scores.at(-1).accuracy}`);
  assert.ok(losses.at(-1).loss < losses[0].loss);
  assert.ok(reports.at(-1).samplesPerSecond > 0);
  const { accuracy, count } = await session.test();
  assert.equal(count, 500);
  assert.ok(accuracy > 0.4);
  const answers = session.predictions(495, 12);
  assert.deepEqual([answers.start, answers.count, answers.outputs.length], [495, 5, 50]);
  for (let row = 0; row < 5; row++) {
    const total = answers.outputs.slice(10 * row, 10 * row + 10).reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(total - 1) < 1e-12, 'probabilities sum to 1');
  }
  session.drop();
  assert.throws(() => session.predict(new Float64Array(784)), /no network yet/);
});

test('the same settings give the same curve, however the slices fell', async () => {
  const [first, second] = [
    await train(settings, report => report.epoch >= 1),
    await train(settings, report => report.epoch >= 1.5),
  ];
  const length = Math.min(first.losses.length, second.losses.length);
  assert.ok(length >= 20);
  assert.deepEqual(first.losses.slice(0, length), second.losses.slice(0, length));
});

test('the largest learning rate ends in a sentence, with the last finite weights still answering', async () => {
  const wild = { ...settings, rate: 1000, likelihood: 'gaussian', optimizer: 'sgd' };
  const { session, reports } = await train(wild, report => report.state === 'diverged');
  assert.match(
    reports.at(-1).sentence,
    /^Training diverged at iteration \d+ with learning rate 1000: .* Try a learning rate around 0\.01; the last finite weights are kept\.$/,
  );
  session.resume();
  assert.equal(session.state, 'diverged');
  assert.ok(session.predict(new Float64Array(784)).every(Number.isFinite));
  session.reset(settings, 2);
  assert.deepEqual([session.state, session.judgement.sentence], ['idle', '']);
});

test('a loss that runs away without overflowing is said too', async () => {
  const { reports } = await train({ ...settings, rate: 100 }, report => report.sentence !== '' || report.epoch >= 4);
  assert.match(
    reports.at(-1).sentence,
    /^Training is diverging: at iteration \d+ the loss is .*, up from .* with learning rate 100\. Try a learning rate around 0\.01\.$/,
  );
});

test('wrong files leave the digits there are', () => {
  const digits = library.open('mnist');
  let released = false;
  const bad = { images: new Uint8Array(20), labels: new Uint8Array(9), name: 'bad files' };
  assert.throws(
    () =>
      library.use({ files: { all: bad, name: 'Yours' } }, () => {
        released = true;
      }),
    /^Error: bad files: .*\.$/,
  );
  assert.equal(released, false);
  assert.equal(library.open('mnist').test.length, digits.test.length);
});

test('missing files are said, and drawn digits stand in', () => {
  const poor = new Library('test', Dataset);
  poor.use({ missing: 'Nothing there.' }, () => {});
  assert.equal(poor.open('mnist').sentence, 'Nothing there. Drawn digits are used instead.');
  assert.equal(poor.open('mnist').source, 'synthetic');
  assert.match(poor.open('synthetic').sentence, /^Digits drawn by the program/);
});

test('points are recorded by minibatch, and speed is measured between marks', () => {
  assert.deepEqual([recordEvery(8000, 64, 25), recordEvery(8000, 512, 25), recordEvery(10, 512, 25)], [5, 1, 1]);
  assert.equal(rateOver([]), 0);
  assert.equal(rateOver([{ seconds: 0.5, samples: 100 }]), 200);
  assert.equal(
    rateOver([
      { seconds: 1, samples: 100 },
      { seconds: 3, samples: 500 },
    ]),
    200,
  );
});

test('FPA-PC with γ = 3 is told that it is stalled at chance, and recovers nothing', async () => {
  const { reports } = await train(
    { ...settings, hidden: 3, rule: 'fpa', trainGamma: 3 },
    report => report.course !== 'learning' || report.epoch >= 5,
  );
  const { course, sentence, epoch } = reports.at(-1);
  assert.ok(['guessing', 'diverged', 'diverging', 'falling'].includes(course), course);
  assert.match(sentence, /^Training .* Try .*a step size γ of at most 1/);
  // Reports come by the clock, so a fast machine is further when it first hears of it.
  assert.ok(epoch < 5, `${epoch}`);
});

test('a good run says nothing, and what it trains with', async () => {
  const { reports } = await train({ ...settings, rule: 'vpc' }, report => report.epoch >= 3);
  assert.deepEqual([...new Set(reports.map(report => report.sentence))], ['']);
  assert.deepEqual(reports.at(-1).taken, { T: 20, steps: 20, gamma: 0.1, rate: 0.01 });
  assert.equal(reports.at(-1).course, 'learning');
});
