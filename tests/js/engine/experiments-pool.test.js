// The pool, with workers that do what the test says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolSize, startPool } from '../../../www/js/engine/experiments/pool.js';
import { WorkerDied } from '../../../www/js/engine/worker-handle.js';

/**
 * A pool whose workers answer when told to. `asked` holds what was asked and not yet answered, `log` what was heard.
 */
function pool(cells, size) {
  const asked = [];
  const log = [];
  let open = 0;
  const running = startPool({
    cells,
    size,
    open() {
      const worker = open++;
      return {
        run: cell => new Promise((resolve, reject) => asked.push({ worker, cell, resolve, reject })),
        stop: () => log.push(`stop ${worker}`),
      };
    },
    on: {
      done: (cell, line) => log.push(`${cell}: ${line}`),
      failed: (cell, sentence) => log.push(`${cell} failed: ${sentence}`),
      ended: (left, sentence) => log.push(`ended, ${left} left${sentence && `: ${sentence}`}`),
    },
  });
  /** Lets what has been answered take its course. */
  const settle = () => new Promise(done => setImmediate(done));
  /** The oldest question about a cell. */
  const take = cell =>
    asked.splice(
      asked.findIndex(one => one.cell === cell),
      1,
    )[0];
  return { asked, log, running, settle, take, opened: () => open };
}

const died = (again = true) => new WorkerDied('It stopped (out of memory).', 'out of memory', again);

test('one core is left to the page, and there are not too many workers', () => {
  assert.deepEqual([1, 2, 3, 8, 17, 18, 256].map(poolSize), [1, 1, 2, 7, 16, 16, 16]);
});

test('cells are handed out in order, one at a time to each worker', async () => {
  const { asked, log, settle, take, opened } = pool([3, 5, 6, 9], 2);
  assert.equal(opened(), 2);
  assert.deepEqual(
    asked.map(({ worker, cell }) => [worker, cell]),
    [
      [0, 3],
      [1, 5],
    ],
  );
  take(5).resolve('b');
  await settle();
  assert.deepEqual(
    asked.map(({ worker, cell }) => [worker, cell]),
    [
      [0, 3],
      [1, 6],
    ],
  );
  take(3).resolve('a');
  take(6).resolve('c');
  await settle();
  assert.deepEqual(
    asked.map(({ cell }) => cell),
    [9],
  );
  take(9).resolve('d');
  await settle();
  assert.deepEqual(
    log.filter(entry => !entry.startsWith('stop')),
    ['5: b', '3: a', '6: c', '9: d', 'ended, 0 left'],
  );
  assert.deepEqual(log.filter(entry => entry.startsWith('stop')).sort(), ['stop 0', 'stop 1']);
});

test('there are no more workers than cells, and none for none', async () => {
  const few = pool([1], 8);
  assert.equal(few.opened(), 1);
  const none = pool([], 8);
  assert.deepEqual([none.opened(), none.log], [0, []], 'nothing is heard before start has returned');
  await none.settle();
  assert.deepEqual(none.log, ['ended, 0 left']);
});

test('a cell whose worker dies is tried once more', async () => {
  const { log, settle, take } = pool([0, 1], 1);
  take(0).reject(died());
  await settle();
  take(0).resolve('a');
  await settle();
  take(1).resolve('b');
  await settle();
  assert.deepEqual(log, ['0: a', '1: b', 'stop 0', 'ended, 0 left: It stopped (out of memory).']);
});

test('a cell that kills two workers has failed, and the others go on', async () => {
  const { log, settle, take } = pool([0, 1], 1);
  for (let i = 0; i < 2; i++) {
    take(0).reject(died());
    await settle();
  }
  take(1).resolve('b');
  await settle();
  assert.equal(
    log[0],
    '0 failed: Cell 0 could not be computed: its worker stopped (out of memory), and so did the one that tried again.',
  );
  assert.equal(log[1], '1: b');
});

test('a cell that the engine refuses has failed at once: it would refuse it again', async () => {
  const { log, settle, take } = pool([0, 1], 1);
  take(0).reject(new Error('inputs must be fewer.'));
  await settle();
  take(1).resolve('b');
  await settle();
  assert.deepEqual(log.slice(0, 2), ['0 failed: inputs must be fewer.', '1: b']);
});

test('a worker that will not start again leaves its cells to the others; without any, what is left is told', async () => {
  const { log, settle, take, asked } = pool([0, 1, 2, 3], 2);
  take(0).reject(died(false));
  await settle();
  assert.deepEqual(
    asked.map(({ worker, cell }) => [worker, cell]),
    [[1, 1]],
  );
  assert.match(log[0], /^0 failed: /);
  take(1).resolve('b');
  await settle();
  take(2).reject(died(false));
  await settle();
  assert.equal(log.at(-1), 'ended, 1 left: It stopped (out of memory).');
});

test('a stopped pool gives up what is under way, and nothing more is heard of it', async () => {
  const { log, running, settle, take, asked } = pool([0, 1, 2], 2);
  const [first, second] = [take(0), take(1)];
  running.stop();
  assert.deepEqual(log, ['stop 0', 'stop 1']);
  first.resolve('a');
  second.reject(new DOMException('The worker was stopped.', 'AbortError'));
  await settle();
  assert.deepEqual([log.length, asked.length], [2, 0]);
});
