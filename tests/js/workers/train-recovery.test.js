// A run that is kept and goes on elsewhere, on the real WebAssembly module and drawn digits: what comes after is what
// would have come.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, Network, initSync } from '../../../www/pkg/pc_playground.js';
import { defaults } from '../../../www/js/model/settings.js';
import { createKeeper, upTo } from '../../../www/js/views/train/keeper.js';
import { agoWords, keptWords, placeWords } from '../../../www/js/views/train/offer.js';
import { VERSION, readRecord } from '../../../www/js/views/train/kept-run.js';
import { WorkerDied } from '../../../www/js/engine/worker-handle.js';
import { Library } from '../../../www/js/workers/data.js';
import { Session } from '../../../www/js/workers/train/session.js';

/** @type {Library} */
let library;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  library = new Library('all', Dataset);
});

const settings = { ...defaults(), source: 'synthetic', hidden: 2, width: 16, rule: 'bp', batch: 100 };

/** A session that trains when a test says so, and not between messages. */
function open() {
  const seen = { losses: [], scores: [], angles: [] };
  const note = ({ losses, scores, angles }) => {
    seen.losses.push(...losses);
    seen.scores.push(...scores);
    seen.angles.push(...angles);
  };
  const session = new Session(library, note, error => {
    throw error;
  });
  session.channel.port1.close();
  return { session, seen, note };
}
/**
 * Trains at least so many minibatches: as many as come in slices.
 * @param {Session} session
 * @param {number} iteration
 */
function trainTo(session, iteration) {
  session.resume();
  while (session.held.trainer.iteration < iteration) session.slice();
}
/** Trains on one minibatch: by its clock a slice is over at once. @param {Session} session */
function one(session) {
  const { now } = performance;
  let calls = 0;
  performance.now = () => 1000 * calls++;
  try {
    session.slice();
  } finally {
    performance.now = now;
  }
}
/** Points made by count of minibatches and not by the clock. */
const counted = (points, every) => points.filter(({ iteration }) => iteration % every === 0);
const bytesOf = session => Buffer.from(session.held.network.save());

for (const changes of [
  {},
  { rule: 'fpa', optimizer: 'adam', rate: 0.001 },
  { rule: 'vpc', feedback: 'kolen-pollack', dtype: 'f64' },
  { rule: 'zil', optimizer: 'sgd', likelihood: 'gaussian' },
  { rule: 'generative', batch: 50 },
]) {
  test(`goes on bit for bit: ${JSON.stringify(changes)}`, () => {
    const wanted = { ...settings, ...changes };
    const [whole, first, second] = [open(), open(), open()];
    first.session.start(wanted, 1);
    trainTo(first.session, 13);
    const kept = structuredClone(first.session.keep());
    const before = { iteration: kept.iteration, losses: first.seen.losses.length };
    trainTo(first.session, kept.iteration + 20); // which is lost

    second.session.reset({ ...wanted, seed: 77, hidden: 3 }, 1);
    second.note(second.session.restore(wanted, 2, kept));
    assert.deepEqual(
      [second.session.state, second.session.held.trainer.iteration, second.session.seconds],
      ['paused', before.iteration, kept.seconds],
    );
    trainTo(second.session, before.iteration + 31);
    second.session.pause();
    second.session.tell();

    whole.session.start(wanted, 1);
    const end = second.session.held.trainer.iteration;
    while (whole.session.held.trainer.iteration < end) one(whole.session);
    whole.session.pause();
    whole.session.tell();
    assert.equal(whole.session.held.trainer.iteration, end);
    assert.deepEqual(bytesOf(second.session), bytesOf(whole.session));

    const joined = key => [
      ...first.seen[key].filter(point => point.iteration <= before.iteration),
      ...second.seen[key],
    ];
    assert.deepEqual(joined('losses'), whole.seen.losses);
    assert.ok(second.seen.losses.length > 0 && before.losses > 0);
    // Those that the clock wants fall where it will.
    const every = 1000 / wanted.batch;
    for (const key of ['scores', 'angles']) {
      assert.deepEqual(counted(joined(key), every), counted(whole.seen[key], every), key);
      assert.ok(counted(second.seen[key], every).length > 0, key);
    }
    for (const { session } of [whole, first, second]) session.drop();
  });
}

test('a checkpoint that does not fit leaves the run before as it is', () => {
  const { session } = open();
  session.start(settings, 1);
  trainTo(session, 5);
  const kept = session.keep();
  const held = bytesOf(session);
  const { iteration } = session.held.trainer;
  const cases = [
    [{ ...settings, width: 17 }, kept],
    [{ ...settings, optimizer: 'adam' }, kept],
    [{ ...settings, batch: 99 }, kept],
    [settings, { ...kept, bytes: kept.bytes.subarray(0, 1000) }],
    [settings, { ...kept, bytes: new Uint8Array(40) }],
    [settings, { ...kept, digits: '4000+500 0' }],
  ];
  for (const [wanted, checkpoint] of cases) {
    assert.throws(
      () => session.restore(wanted, 2, checkpoint),
      error => /^\S.{20,}\.$/.test(error.message) && !/undefined|panic/.test(error.message),
      JSON.stringify(wanted),
    );
    assert.deepEqual([session.run, session.state, session.held.trainer.iteration], [1, 'running', iteration]);
    assert.deepEqual(bytesOf(session), held);
  }
  assert.throws(
    () => session.restore(settings, 2, { ...kept, digits: 'others', data: 'Yours: 800.' }),
    /learned from other digits than those here now \(then: Yours: 800\. Now: Digits drawn by the program: .*\), so it cannot go on\. Give it/,
  );
  session.drop();
});

test('a run can begin from a file, and one that has diverged is not kept', () => {
  const { session } = open();
  const network = new Network({
    sizes: [784, 16, 16, 10],
    activation: 'tanh',
    likelihood: 'categorical',
    dtype: 'f32',
    seed: 99,
  });
  session.reset(settings, 1, network.save());
  assert.deepEqual(bytesOf(session), Buffer.from(network.save()));
  session.start({ ...settings, rate: 1000, likelihood: 'gaussian', optimizer: 'sgd' }, 2);
  while (session.state === 'running') session.slice();
  assert.equal(session.state, 'diverged');
  assert.equal(session.keep(), null);
  session.drop();
});

/** A keeper over a store in memory, and a run that is at `at`. */
function keeping({ fail = '', died = false, gone = 0 } = {}) {
  const world = {
    run: { id: 'a', settings, losses: [{ iteration: 3 }, { iteration: 30 }], scores: [], angles: [] },
    at: 10,
    fail,
    saved: [],
    taken: [],
    said: [],
    trouble: [],
    kept: 0,
    forgotten: [],
  };
  const keeper = createKeeper({
    train: {
      async keep() {
        if (died) throw new WorkerDied('It stopped.', 'x', true);
        return world.at < 0 ? null : { iteration: world.at, seconds: world.at };
      },
    },
    store: {
      offers: async () => [
        { key: '1', id: 'a' },
        { key: '2', id: 'b' },
      ],
      load: async () => null,
      async save(run, taken) {
        if (world.fail) throw new Error(world.fail);
        world.saved.push(run);
        world.taken.push(taken);
        return gone;
      },
      async forget(key) {
        world.forgotten.push(key);
      },
    },
    present: () => world.run,
    say: sentence => world.said.push(sentence),
    trouble: sentence => world.trouble.push(sentence),
    kept: () => {
      world.kept += 1;
    },
  });
  return { world, keeper };
}
const idle = () =>
  new Promise(resolve => {
    setTimeout(resolve);
  });

test('a run is kept every five seconds of training, once as it stands, and with what was recorded until then', async () => {
  const { world, keeper } = keeping();
  keeper.follow({ state: 'running', seconds: 4.9 });
  await idle();
  assert.equal(world.saved.length, 0);
  keeper.follow({ state: 'running', seconds: 5.1 });
  keeper.follow({ state: 'running', seconds: 5.2 });
  await idle();
  assert.deepEqual(
    world.saved.map(({ id, version, losses, checkpoint }) => [id, version, losses, checkpoint.iteration]),
    [['a', VERSION, [{ iteration: 3 }], 10]],
  );
  assert.equal(world.kept, 1);
  await keeper.keep();
  assert.equal(world.saved.length, 1);
  world.at = 12;
  await Promise.all([keeper.keep(), keeper.keep(), keeper.keep()]);
  assert.deepEqual(
    world.saved.map(({ checkpoint }) => checkpoint.iteration),
    [10, 12],
  );
  keeper.follow({ state: 'diverged', seconds: 13 });
  assert.equal(world.forgotten.length, 1);
  world.run = { ...world.run, id: 'b' };
  keeper.follow({ state: 'diverged', seconds: 1 });
  assert.equal(world.forgotten.length, 1, 'another run is kept');
  world.at = 0;
  await keeper.keep();
  assert.equal(world.saved.length, 2, 'nothing trained yet');
});

test('that a run is not kept is told until it is again, a worker that died is not', async () => {
  const { world, keeper } = keeping({ fail: 'No space.' });
  for (const fail of ['No space.', 'No space.', 'No database.', '', '', 'No space.']) {
    world.fail = fail;
    world.at += 1;
    await keeper.keep();
  }
  assert.deepEqual(world.trouble, ['No space.', 'No database.', '', 'No space.']);
  assert.deepEqual([world.said, world.saved.length], [['The run is kept in this browser again.'], 2]);
  const other = keeping({ died: true });
  await other.keeper.keep();
  assert.deepEqual(other.world.trouble, []);
});

test('a record that was gone on with gives way to the run that went on, and to no other; the old that had to go are counted', async () => {
  const { world, keeper } = keeping({ gone: 2 });
  assert.deepEqual(await keeper.offers(), [{ key: '2', id: 'b' }], 'the present run is not offered');
  const [one, other] = [
    { key: '2', id: 'a' },
    { key: '3', id: 'c' },
  ];
  keeper.take(one);
  await keeper.keep();
  keeper.take(other);
  world.at += 1;
  await keeper.keep();
  assert.deepEqual(world.taken, [one, undefined]);
  assert.equal(world.said[0], 'This browser keeps 6 runs: the 2 oldest ones had to go.');
});

test('records that are not whole are no runs; settings are put in range', () => {
  const record = {
    version: VERSION,
    id: 'a',
    at: 5,
    settings: { ...settings, width: 9999, gone: 1 },
    losses: [],
    scores: [],
    angles: [],
    checkpoint: { bytes: new Uint8Array(3), epoch: 1.234 },
  };
  assert.deepEqual(readRecord(record).settings, { ...settings, width: 128 });
  for (const broken of [
    undefined,
    null,
    7,
    {},
    { ...record, version: 0 },
    { ...record, losses: 4 },
    { ...record, checkpoint: {} },
    { ...record, settings: undefined },
    { ...record, at: 'now' },
  ])
    assert.equal(readRecord(broken), null);
});

test('words of the offer', () => {
  const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
  const words = ago => agoWords(1e12, 1e12 + ago);
  assert.deepEqual([0, 59 * second, minute, 59 * minute, hour, 47 * hour, 2 * day, 40 * day].map(words), [
    'a moment ago',
    'a moment ago',
    '1 minute ago',
    '59 minutes ago',
    '1 hour ago',
    '47 hours ago',
    '2 days ago',
    '40 days ago',
  ]);
  assert.equal(
    keptWords({ checkpoint: { epoch: 3.418 }, scores: [{ accuracy: 0.1 }, { accuracy: 0.9412 }] }),
    'at epoch 3.42, 94.1 % of the validation digits right',
  );
  assert.equal(keptWords({ checkpoint: { epoch: 0 }, scores: [] }), 'at epoch 0.00');
  assert.equal(placeWords({ own: true }, 0), 'A new run takes its place.');
  assert.equal(
    placeWords({ own: false }, 1),
    'It was made in another tab, which is closed; a new run leaves it as it is. One other run is kept too.',
  );
  assert.match(placeWords({ own: true }, 3), / 3 other runs are kept too\.$/);
  assert.deepEqual(
    upTo({ id: 'a', losses: [{ iteration: 5 }, { iteration: 6 }], scores: [], angles: [{ iteration: 6 }] }, 5),
    { id: 'a', losses: [{ iteration: 5 }], scores: [], angles: [] },
  );
});
