// Experiment, through the contract: what it is made of, cells that are the same bytes as natively, files of results.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { run } from '../../api/table.mjs';
import { Dataset, Experiment, pc } from '../support/experiments-module.mjs';

const pins = JSON.parse(readFileSync(new URL('../../api/cells.json', import.meta.url), 'utf8'));

/** The digits of tests/everywhere/experiment.rs. */
const parts = Dataset.synthetic(200, 1).split([120, 40, 40], 0);
const open = (id, grid = 'quick') => new Experiment(id, grid, ...parts);
const encode = text => new TextEncoder().encode(text);

test('whatever is wrong is refused with a sentence and changes nothing', () => {
  const { count, failures } = run(pc);
  assert.deepEqual(failures, []);
  assert.ok(count > 9000, `only ${count} cases ran`);
});

test('the list says what there is', () => {
  const list = Experiment.list();
  assert.deepEqual(
    list.map(({ id }) => id),
    Object.keys(pins),
  );
  const [figures] = list;
  assert.deepEqual(Object.keys(figures.grids).sort(), ['full', 'quick']);
  for (const grid of ['quick', 'full']) assert.equal(open('figures', grid).length, figures.grids[grid]);
  assert.ok(figures.version >= 1 && figures.title && figures.source && figures.question);
  const [cosine, validation] = figures.plots;
  assert.deepEqual(
    { ...cosine, shows: undefined },
    {
      id: 'cosine',
      title: 'Cosine to backpropagation',
      shows: undefined,
      mark: 'curves',
      x: { column: 'ratio', label: 'inference steps T for each hidden layer', scale: 'log', domain: null },
      y: { column: 'cosine', label: 'cosine, all parameters together', scale: 'linear', domain: [0, 1] },
      color: { column: 'gamma', label: 'step size γ', scale: 'ordinal', domain: null },
      panels: { column: 'hidden', label: 'hidden layers', scale: 'ordinal', domain: null },
      panelRows: null,
      choose: [],
      law: 'closedForm',
      baseline: null,
    },
  );
  assert.deepEqual(validation.baseline, ['rule', 'bp']);
});

test('a cell is the same bytes as natively', () => {
  for (const {
    id,
    grids: { quick },
  } of Experiment.list()) {
    const experiment = open(id);
    const cells = [0, Math.floor(quick / 2), quick - 1];
    const text = experiment.header + cells.map(cell => experiment.run(cell)).join('');
    assert.equal(crc32(encode(text)).toString(16).padStart(8, '0'), pins[id], id);
    experiment.free();
  }
});

test('a cell has its parameters, and the digits may be freed meanwhile', () => {
  const own = Dataset.synthetic(200, 1).split([120, 40, 40], 0);
  const experiment = new Experiment('figures', 'quick', ...own);
  for (const part of own) part.free();
  const line = JSON.parse(experiment.run(1));
  assert.equal(line.cell, 1);
  assert.deepEqual(line.params, experiment.params(1));
  assert.deepEqual(experiment.params(1), { hidden: 2, rule: 'fpa', gamma: 0.1, ratio: 0.5, seed: 0 });
  assert.equal(line.rows[0].steps, 1);
});

test('a file of results comes apart, and its rows answer', () => {
  const experiment = open('figures');
  const [header, first, last] = [experiment.header, experiment.run(0), experiment.run(1)];
  const text = `${header}\n${last}\n${first}\n`;
  const file = Experiment.read(encode(text));
  assert.equal(file.headerLine, header);
  assert.deepEqual(file.lines, [
    { cell: 0, line: first },
    { cell: 1, line: last },
  ]);
  assert.equal(file.cut, false);
  const { experiment: id, version, grid, data, cells } = file.header;
  assert.deepEqual([id, version, grid, cells], ['figures', Experiment.list()[0].version, 'quick', experiment.length]);
  assert.match(data, /^120\+40\+40 [0-9a-f]{8}$/);
  const cut = Experiment.read(encode(text.slice(0, -5)));
  assert.deepEqual([cut.cut, cut.lines.length], [true, 1]);
  const answer = Experiment.answer(text);
  assert.match(answer[0], /^The closed form and the measured cosine differ by/);
  assert.deepEqual(Experiment.answer(encode(text)), answer);
  assert.deepEqual(Experiment.answer(`${header}\n`), []);
});

test('a file of results may come from any system, and other encodings are named', () => {
  const experiment = open('figures');
  const text = `${experiment.header}\n${experiment.run(0)}\n${experiment.run(1)}\n`;
  const file = Experiment.read(encode(text));
  for (const left of [
    text.replaceAll('\n', '\r\n'),
    `\uFEFF${text.replaceAll('\n', '\r\n')}`,
    text.replaceAll('\n', '\r'),
    text.replaceAll('\n', '\n\n'),
    text.trimEnd(),
  ]) {
    assert.deepEqual(Experiment.read(encode(left)), file);
    assert.deepEqual(Experiment.answer(left), Experiment.answer(text));
  }
  const wide = new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  assert.throws(
    () => Experiment.read(wide),
    /^Error: the results must be a text file \(JSON Lines in UTF-8\), got one in UTF-16, which must be saved as UTF-8 first\.?$/,
  );
});
