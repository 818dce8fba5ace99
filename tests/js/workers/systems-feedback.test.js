// Feedback weights: what the exhibit measures obeys the laws of each kind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pc } from '../support/module.mjs';
import { leftOver, lastOf, meanAtEnd, series, verdict } from '../../../www/js/views/systems/exhibits/feedback-words.js';
import { defaults } from '../../../www/js/model/settings.js';
import { KINDS, compute } from '../../../www/js/workers/exhibits/feedback.js';

const [train, test_] = pc.Dataset.synthetic(700, 1).split([600, 100], 0);
const run = (settings, pause = async () => {}) =>
  compute(null, {
    settings: { ...defaults(), hidden: 2, width: 16, xBatches: 101, ...settings },
    digits: { train, test: test_ },
    pause,
  });

test('under BP exact feedback has the true gradient, the others only come nearer', async () => {
  const reply = await run({ xRate: 0.05 });
  assert.deepEqual(
    reply.runs.map(({ kind }) => kind),
    KINDS,
  );
  assert.equal(reply.at.at(-1), 101, 'trained for as long as was asked, though 101 is no multiple of the spacing');
  assert.equal(reply.scoredAt.at(-1), 101);
  const of = Object.fromEntries(reply.runs.map(one => [one.kind, one]));
  const node = (kind, l) => series(of[kind].errors, reply.depth + 1, l);
  for (const angle of node('transpose', 1).slice(1)) assert.ok(angle < 1e-4);
  for (const kind of ['random', 'learned', 'kolen-pollack']) {
    assert.ok(node(kind, 1)[1] > 60, `${kind} begins unrelated`);
    assert.ok(lastOf(node(kind, 1)) < node(kind, 1)[1] - 10, `${kind} aligns`);
  }
  const weights = kind => meanAtEnd(of[kind].weights, reply.depth, 1, reply.depth);
  assert.ok(weights('kolen-pollack') < weights('learned') && weights('learned') < weights('random'));
  assert.ok(lastOf(of.transpose.accuracy) > 0.3, 'it learns');
  assert.match(verdict(reply, 'bp', true), /^BP after 101 minibatches of 32 digits, 100 test digits .*exact \d/);
});

test('under Kolen–Pollack the difference of weights shrinks by the share that the page states; learned keeps it', () => {
  for (const [feedback, decay] of [
    ['kolen-pollack', 0.02],
    ['learned', 0],
  ]) {
    const network = new pc.Network({ sizes: [784, 8, 8, 10], dtype: 'f64', seed: 1 });
    const trainer = new pc.Trainer(network, train, {
      rule: 'bp',
      feedback,
      ...(decay ? { feedbackDecay: decay } : {}),
      batchSize: 32,
    });
    const gap = () =>
      [1, 2].flatMap(l => {
        const b = trainer.feedbackWeights(l);
        return Array.from(network.weights(l), (w, i) => w - b[i]);
      });
    const before = gap();
    trainer.step(30);
    const left = leftOver(decay, 30);
    gap().forEach((value, i) =>
      assert.ok(Math.abs(value - left * before[i]) < 1e-12, `${feedback}: ${value} and ${left * before[i]}`),
    );
    trainer.free();
    network.free();
  }
});

test('FPA-PC, settled with γ = 1, learns as BP does with the same feedback', async () => {
  const [bp, fpa] = [await run({}), await run({ xRule: 'fpa' })];
  assert.deepEqual([bp.steps, fpa.steps, fpa.gamma], [null, 2, 1]);
  bp.runs.forEach(({ errors, accuracy }, i) => {
    assert.deepEqual(accuracy, fpa.runs[i].accuracy);
    const [a, b] = [errors, fpa.runs[i].errors].map(values => lastOf(series(values, bp.depth + 1, 1)));
    assert.ok(Math.abs(a - b) < 1e-3, `${a} and ${b}`);
  });
});

test('a run that diverges says so, and one that is stopped ends', async () => {
  const reply = await run({ xRule: 'generative', hidden: 2, xRate: 1, xBatches: 100 });
  assert.ok(reply.runs.some(({ divergedAt }) => divergedAt >= 0));
  assert.match(verdict(reply, 'generative', true), /diverged at minibatch \d+/);
  await assert.rejects(
    run({}, async share => {
      if (share > 0.1) throw new DOMException('No longer wanted.', 'AbortError');
    }),
    { name: 'AbortError' },
  );
});
