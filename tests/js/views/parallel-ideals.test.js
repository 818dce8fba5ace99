// The ideal schedules of the parallel view, without a page: asked for once settings stand still, the newest alone kept,
// and what is shown exchanged as a whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSICS, chainSizes, ruleOptions, stepsOf } from '../../../www/js/model/chain/settings.js';
import { defaults } from '../../../www/js/model/settings.js';
import { Ideals } from '../../../www/js/views/parallel/ideals.js';
import { schemeCosts } from '../../../www/js/workers/costs.js';
import { schedule } from '../../../www/js/workers/operations.js';
import { pc } from '../support/module.mjs';

/** What a scheme computes on the settings' chain. */
function operations(settings, scheme) {
  const [sizes, T] = [chainSizes(settings, scheme), stepsOf(settings, scheme)];
  const { steps, finite, ...list } = pc.Theory.operations(ruleOptions(settings, scheme), sizes, settings.pBatch, T);
  return { scheme, sizes, T: steps, list, digits: settings.pBatch, finite };
}

/** An engine that answers when it is told to. */
function begun(more = {}) {
  const at = { settings: { ...defaults(), pDepth: 4, pBatch: 2, pRule: 'fpa', ...more } };
  /** @type {{what: string, scheme: string, answer: () => void, refuse: (sentence: string) => void}[]} */
  const asked = [];
  const said = [];
  let changes = 0;
  const later = (what, scheme, compute) =>
    new Promise((done, fail) => {
      asked.push({
        what,
        scheme,
        answer: () => done(compute()),
        refuse: sentence => fail(new Error(sentence)),
      });
    });
  const ideals = new Ideals({
    engine: {
      operations: (settings, scheme) => later('operations', scheme, () => operations(settings, scheme)),
      costs: (settings, scheme) => later('costs', scheme, () => schemeCosts(settings, scheme)),
      schedule: (settings, of, machine) => later('schedule', of.scheme, () => schedule(settings, of, machine)),
    },
    settings: () => at.settings,
    changed: () => {
      changes += 1;
    },
    say: sentence => said.push(sentence),
  });
  /** Answers until nothing is asked any more; what was asked. */
  const answerAll = async () => {
    const all = [];
    for (let turns = 0; turns < 40; turns++) {
      for (const one of asked.splice(0)) {
        all.push(`${one.what} ${one.scheme}`);
        one.answer();
      }
      await soon();
    }
    return all;
  };
  return { at, asked, said, ideals, answerAll, changes: () => changes };
}
const soon = (ms = 0) => new Promise(done => setTimeout(done, ms));
/** With its first pictures. */
async function ready(more = {}) {
  const made = begun(more);
  made.ideals.refresh();
  await soon();
  await made.answerAll();
  return made;
}

test('all shown schemes are asked for once, and scheduled', async () => {
  const { ideals, answerAll, changes, at } = begun({ pRule: 'vpc' });
  assert.ok(ideals.lacks('vpc'));
  ideals.refresh();
  ideals.refresh();
  await soon();
  const asked = await answerAll();
  assert.deepEqual(asked, [
    ...CLASSICS.flatMap(scheme => [`costs ${scheme}`, `operations ${scheme}`]),
    ...CLASSICS.map(scheme => `schedule ${scheme}`),
  ]);
  assert.equal(changes(), 1);
  assert.deepEqual([...ideals.shown.of.keys()], CLASSICS);
  assert.deepEqual([...ideals.shown.costs.keys()], CLASSICS);
  assert.equal(ideals.shown.settings, at.settings);
  assert.deepEqual(ideals.shown.machine, { processors: 4, lockstep: false });
  assert.ok(!ideals.lacks('vpc'));
  const { timeline, summary, bp } = ideals.shown.of.get('vpc');
  assert.equal(timeline.depth, 4);
  assert.ok(summary.end > bp.end, 'values that settle take longer than one sweep');
});

test('another scheme is asked for alone, and backpropagation beside it on its own chain', async () => {
  const { ideals, answerAll, at, asked } = await ready();
  at.settings = { ...at.settings, pRule: 'generative' };
  assert.ok(ideals.lacks('generative'));
  ideals.refresh();
  await soon(200);
  assert.equal(asked.length, 1);
  const of = await answerAll();
  assert.deepEqual(of.slice(0, 2), ['costs generative', 'operations generative']);
  const { summary, bp } = ideals.shown.of.get('generative');
  assert.notEqual(bp.frontEnd, ideals.shown.of.get('bp').summary.frontEnd, 'the chain goes the other way');
  assert.ok(summary.end > bp.end);
});

test('a machine of fewer processors needs schedules alone; until all are there the old ones stand, with their machine', async () => {
  const { ideals, answerAll, at, asked, changes } = await ready();
  const before = ideals.shown;
  at.settings = { ...at.settings, pProcessors: 1, pWait: 'lockstep' };
  ideals.schedule();
  await soon();
  asked.splice(0)[0].answer();
  await soon();
  assert.equal(ideals.shown, before);
  assert.deepEqual(before.machine, { processors: 4, lockstep: false });
  assert.deepEqual(await answerAll(), ['schedule vpc', 'schedule fpa', 'schedule zil']);
  assert.equal(changes(), 2);
  assert.deepEqual(ideals.shown.machine, { processors: 1, lockstep: true });
  assert.ok(ideals.shown.of.get('fpa').summary.end > before.of.get('fpa').summary.end);
  assert.equal(ideals.shown.costs, before.costs, 'what rules cost does not depend on the machine');
});

test('of several requests for schedules the last wins, whichever is answered first', async () => {
  const { ideals, answerAll, at, asked, changes } = await ready();
  for (const pProcessors of [1, 2, 3]) {
    at.settings = { ...at.settings, pProcessors };
    ideals.schedule();
  }
  await soon();
  const [first, second, third] = asked.splice(0);
  third.answer();
  await soon();
  first.answer();
  second.answer();
  await answerAll();
  assert.equal(ideals.shown.machine.processors, 3);
  assert.equal(changes(), 2);
});

test('settings that change while the engine computes win', async () => {
  const { ideals, answerAll, at, asked, changes } = begun();
  ideals.refresh();
  await soon();
  const [old] = asked.splice(0);
  at.settings = { ...at.settings, pDepth: 6 };
  ideals.outdate();
  ideals.refresh();
  await soon();
  old.answer();
  await answerAll();
  assert.equal(ideals.shown.settings.pDepth, 6);
  assert.equal(changes(), 1);
});

test('operations and schedules of settings that are no more are dropped, also before the engine is asked anew', async () => {
  const { ideals, answerAll, at, asked, changes } = await ready();
  const before = ideals.shown;
  at.settings = { ...at.settings, pDepth: 6 };
  ideals.outdate();
  ideals.refresh();
  await soon(200);
  at.settings = { ...at.settings, pDepth: 5 };
  ideals.outdate();
  const late = await answerAll();
  assert.deepEqual(late, ['costs bp', 'operations bp'], 'nothing more is asked for them');
  assert.equal(ideals.shown, before);
  assert.ok(ideals.lacks('fpa'));
  ideals.schedule();
  assert.equal(asked.length, 0, 'there is nothing to schedule');
  ideals.refresh();
  await soon(200);
  await answerAll();
  assert.equal(ideals.shown.settings.pDepth, 5);
  assert.equal(changes(), 2);
});

test('a machine that changes while operations are under way is the one they are scheduled on', async () => {
  const { ideals, answerAll, at } = begun();
  ideals.refresh();
  await soon();
  at.settings = { ...at.settings, pProcessors: 2 };
  ideals.schedule();
  await answerAll();
  assert.equal(ideals.shown.machine.processors, 2);
});

test('a run waits until operations and schedules are there', async () => {
  const { ideals, answerAll, at } = begun();
  ideals.refresh();
  await soon();
  let free = false;
  ideals.computing.then(() => {
    free = true;
  });
  await soon();
  assert.equal(free, false);
  await answerAll();
  assert.equal(free, true);
  at.settings = { ...at.settings, pProcessors: 2 };
  ideals.schedule();
  free = false;
  ideals.computing.then(() => {
    free = true;
  });
  await soon();
  assert.equal(free, false);
  await answerAll();
  assert.equal(free, true);
});

test('what a scheme refuses stands in its place; what backpropagation refuses is said', async () => {
  const { ideals, asked, answerAll, said } = begun({ pRule: 'il-prox' });
  ideals.refresh();
  await soon();
  while (asked.length > 0) {
    for (const one of asked.splice(0))
      one.what === 'operations' && one.scheme === 'il-prox' ? one.refuse('it takes one digit') : one.answer();
    await soon();
  }
  assert.equal(ideals.shown.operations.get('il-prox'), 'It takes one digit.');
  assert.ok(ideals.shown.costs.has('il-prox'), 'what it would cost can be said');
  assert.deepEqual(said, []);
  ideals.outdate();
  ideals.refresh();
  await soon(200);
  asked.splice(0)[0].refuse('The engine is gone.');
  await soon();
  assert.deepEqual(said, ['The engine is gone.']);
  await answerAll();
});

test('schedules that cannot be had are said, and the old ones stay', async () => {
  const { ideals, asked, said, at } = await ready();
  const before = ideals.shown;
  at.settings = { ...at.settings, pProcessors: 2 };
  ideals.schedule();
  await soon();
  asked.splice(0)[0].refuse('The engine is gone.');
  await soon();
  assert.deepEqual(said, ['The engine is gone.']);
  assert.equal(ideals.shown, before);
});
