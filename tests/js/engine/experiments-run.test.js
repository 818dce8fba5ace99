// A run over a store and workers that do what the test says; its file; what trouble with the store means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trouble } from '../../../www/js/engine/database.js';
import { createRun } from '../../../www/js/engine/experiments/run.js';
import { resultsText } from '../../../www/js/engine/experiments/text.js';

const settle = () => new Promise(done => setImmediate(done));
const header = { results: 1, experiment: 'figures', version: 1, grid: 'quick', data: '1+1+1 0', cells: 4 };

/** A run whose cells are computed at once. */
function run({
  lines = new Map(),
  save = async () => {},
  table = () => 0,
  trouble = '',
  compute = async cell => `line ${cell}`,
} = {}) {
  const log = [];
  const store = {
    made: table,
    load: async () => new Map(),
    save,
    forget: async headerLine => void log.push(`forget ${headerLine}`),
  };
  const made = createRun({
    of: { header, headerLine: 'header', digits: 'Digits.' },
    lines,
    trouble,
    store,
    size: 2,
    open: () => ({ run: compute, stop: () => {} }),
  });
  const on = {
    cell: (index, line) => log.push(`${index}: ${line}`),
    failed: (index, sentence) => log.push(`${index} failed: ${sentence}`),
    note: sentence => log.push(`note: ${sentence}`),
    finished: () => log.push('finished'),
  };
  return { made, on, log };
}

test('the file has the header first and the cells in their order, whatever order they came in', () => {
  assert.equal(resultsText('h', new Map()), 'h\n');
  assert.equal(
    resultsText(
      'h',
      new Map([
        [10, 'c'],
        [9, 'b'],
        [0, 'a'],
      ]),
    ),
    'h\na\nb\nc\n',
  );
});

test('a run computes and keeps what is not there yet', async () => {
  const saved = [];
  const { made, on, log } = run({ lines: new Map([[1, 'line 1']]), save: async (...args) => void saved.push(args) });
  made.start(on);
  assert.deepEqual([made.running, log], [true, []]);
  assert.throws(() => made.start(on), /^Error: This run is under way already\.$/);
  await settle();
  assert.deepEqual(log, ['0: line 0', '2: line 2', '3: line 3', 'finished']);
  assert.deepEqual(saved, [
    ['header', 0, 'line 0'],
    ['header', 2, 'line 2'],
    ['header', 3, 'line 3'],
  ]);
  assert.equal(made.running, false);
  assert.equal(resultsText(made.headerLine, made.lines), 'header\nline 0\nline 1\nline 2\nline 3\n');
});

test('a store that refuses is told once; the run goes on, and the next start tries to keep its lines', async () => {
  const saved = [];
  let full = true;
  const save = async (_, cell) => {
    if (full) throw new Error('No space.');
    saved.push(cell);
  };
  const { made, on, log } = run({ save });
  made.start(on);
  await settle();
  assert.deepEqual(
    log.filter(entry => entry.startsWith('note')),
    ['note: No space.'],
  );
  assert.ok(log.includes('finished'));
  assert.equal(made.lines.size, 4);
  full = false;
  made.start(on);
  await settle();
  assert.deepEqual(saved, [0, 1, 2, 3]);
});

test('a store that works again is said, and gets what it had refused; one that was deleted gets everything again', async () => {
  const saved = [];
  let [full, tables] = [true, 1];
  const cells = [];
  const { made, on, log } = run({
    table: () => tables,
    save: async (_, cell) => {
      if (full) throw new Error('No connection.');
      saved.push(cell);
    },
    compute: cell =>
      new Promise(done => {
        cells[cell] = () => done(`line ${cell}`);
      }),
  });
  made.start(on);
  const finish = async cell => {
    cells[cell]();
    await settle();
  };
  await finish(0);
  await finish(1);
  assert.deepEqual([saved, made.kept], [[], 0]);
  full = false;
  await finish(2);
  assert.deepEqual([saved, made.kept], [[0, 1, 2], 3]);
  [full, tables] = [true, 2];
  await finish(3);
  full = false;
  assert.deepEqual(
    log.filter(entry => /^note/.test(entry)),
    ['note: No connection.', 'note: Finished cells are kept in this browser again.', 'note: No connection.'],
  );
  assert.equal(made.kept, 0);
  made.start(on);
  await settle();
  assert.deepEqual([saved, made.kept], [[0, 1, 2, 0, 1, 2, 3], 4]);
});

test('a cell that failed is told, and tried again by the next start', async () => {
  let broken = true;
  const compute = async cell => {
    if (cell === 2 && broken) throw new Error('It is too large.');
    return `line ${cell}`;
  };
  const { made, on, log } = run({ compute, trouble: 'The store is odd.' });
  made.start(on);
  await settle();
  assert.deepEqual(log, [
    'note: The store is odd.',
    '0: line 0',
    '1: line 1',
    '2 failed: It is too large.',
    '3: line 3',
    'finished',
  ]);
  broken = false;
  log.length = 0;
  made.start(on);
  await settle();
  assert.deepEqual(log, ['2: line 2', 'finished']);
});

test('forgetting stops the run and deletes its cells', async () => {
  const { made, on, log } = run({ lines: new Map([[0, 'line 0']]), compute: () => new Promise(() => {}) });
  made.start(on);
  await made.forget();
  assert.deepEqual([made.running, made.lines.size, log], [false, 0, ['forget header']]);
});

test('what is wrong with the store is said for the visitor', () => {
  const said = error => trouble(error, 'finished cells', 'they are lost');
  assert.equal(
    said(new DOMException('Full.', 'QuotaExceededError')),
    'There is no space left in this browser to keep finished cells: they are lost.',
  );
  assert.equal(
    said(new ReferenceError('indexedDB is not defined')),
    'This browser does not keep finished cells (indexedDB is not defined): they are lost.',
  );
  assert.equal(said('odd'), 'This browser does not keep finished cells (odd): they are lost.');
});
