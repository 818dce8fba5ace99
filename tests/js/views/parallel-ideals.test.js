// The ideal schedules of the parallel view, without a page: asked for once settings stand still, the newest alone kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsOf } from '../../../www/js/model/chain/shape.js';
import { CLASSICS, chainSizes, stepsOf } from '../../../www/js/model/chain/settings.js';
import { defaults } from '../../../www/js/model/settings.js';
import { Ideals } from '../../../www/js/views/parallel/ideals.js';

/** An engine that answers when it is told to. */
function begun(more = {}) {
  const at = { settings: { ...defaults(), pDepth: 4, pBatch: 2, pRule: 'fpa', ...more } };
  /** @type {{scheme: string, answer: () => void, refuse: (sentence: string) => void}[]} */
  const asked = [];
  const said = [];
  let changes = 0;
  const ideals = new Ideals({
    compute: (settings, scheme) =>
      new Promise((done, fail) => {
        const [sizes, T] = [chainSizes(settings, scheme), stepsOf(settings, scheme)];
        const list = operationsOf(scheme, sizes, settings.pBatch, T);
        asked.push({
          scheme,
          answer: () => done({ list, T, sizes, digits: settings.pBatch, finite: true }),
          refuse: sentence => fail(new Error(sentence)),
        });
      }),
    settings: () => at.settings,
    changed: () => {
      changes += 1;
    },
    say: sentence => said.push(sentence),
  });
  /** Answers until nothing is asked any more. */
  const answerAll = async () => {
    for (let turns = 0; turns < 20; turns++) {
      asked.splice(0).forEach(one => one.answer());
      await new Promise(done => setTimeout(done));
    }
  };
  return { at, asked, said, ideals, answerAll, changes: () => changes };
}
const soon = (ms = 0) => new Promise(done => setTimeout(done, ms));

test('all shown schemes are asked for once, and scheduled', async () => {
  const { ideals, answerAll, changes, at } = begun({ pRule: 'vpc' });
  assert.ok(ideals.lacks('vpc'));
  ideals.refresh();
  ideals.refresh();
  await soon();
  await answerAll();
  assert.equal(changes(), 1);
  assert.deepEqual([...ideals.of.keys()], CLASSICS);
  assert.equal(ideals.known, at.settings);
  assert.ok(!ideals.lacks('vpc'));
  const { timeline, summary, bp } = ideals.of.get('vpc');
  assert.equal(timeline.depth, 4);
  assert.ok(summary.end > bp.end, 'values that settle take longer than one sweep');
});

test('a machine of fewer processors needs no engine, and takes longer', async () => {
  const { ideals, answerAll, at, asked } = begun();
  ideals.refresh();
  await soon();
  await answerAll();
  const before = ideals.of.get('fpa').summary.end;
  at.settings = { ...at.settings, pProcessors: 1 };
  ideals.schedule();
  assert.equal(asked.length, 0);
  assert.ok(ideals.of.get('fpa').summary.end > before);
});

test('settings that change while the engine computes win', async () => {
  const { ideals, answerAll, at, asked, changes } = begun();
  ideals.refresh();
  await soon();
  const [old] = asked.splice(0);
  at.settings = { ...at.settings, pDepth: 6 };
  ideals.outdated = true;
  ideals.refresh();
  await soon();
  old.answer();
  await answerAll();
  assert.equal(ideals.known.pDepth, 6);
  assert.equal(changes(), 1);
});

test('what a scheme refuses stands in its place; what backpropagation refuses is said', async () => {
  const { ideals, asked, answerAll, said } = begun({ pRule: 'il-prox' });
  ideals.refresh();
  await soon();
  while (asked.length > 0) {
    for (const one of asked.splice(0)) one.scheme === 'il-prox' ? one.refuse('it takes one digit') : one.answer();
    await soon();
  }
  assert.equal(ideals.operations.get('il-prox'), 'It takes one digit.');
  assert.deepEqual(said, []);
  ideals.outdated = true;
  ideals.refresh();
  await soon(200);
  asked.splice(0)[0].refuse('The engine is gone.');
  await soon();
  assert.deepEqual(said, ['The engine is gone.']);
  await answerAll();
});
