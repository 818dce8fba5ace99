// Experiment: the grid that it is made of, its cells, and files of results that are not what they should be.
import { bytes, instance, names, whole } from './kinds.mjs';
import { strangersBut } from './values.mjs';

export function experiments(judge, pc, { data, freedData, network }) {
  const { Experiment } = pc;
  const given = ['figures', 'quick', data, data, data];
  const at = (i, value) => new Experiment(...given.with(i, value)).free();
  judge.good('a grid', () => at(1, 'full'));
  names(
    judge,
    'id',
    Experiment.list().map(({ id }) => id),
    id => at(0, id),
  );
  names(judge, 'grid', ['quick', 'full'], grid => at(1, grid));
  ['train', 'validation', 'test'].forEach((part, i) => {
    instance(judge, part, 'Dataset', { good: data, other: network, freed: freedData }, value => at(i + 2, value));
  });

  const grid = new Experiment('figures', 'quick', data, data, data);
  for (const method of ['params', 'run']) whole(judge, 'i', 0, grid.length - 1, i => grid[method](i));
  const small = pc.Dataset.fromIdx(
    Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9),
    Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3),
  );
  const pictures = new Experiment('figures', 'quick', small, data, data);
  judge.bad('pictures of another size', { field: 'inputs' }, () => pictures.run(1));
  for (const object of [pictures, small]) object.free();
  results(judge, Experiment, grid.header);
  grid.free();
}

/** Files of results; messages call them so, whichever method reads them. */
function results(judge, Experiment, header) {
  const field = 'the results';
  bytes(judge, field, value => Experiment.read(value));
  for (const [kind, value, got] of strangersBut('string', 'bytes')) {
    judge.bad(`answer: ${kind}`, { field, expected: 'a text or a Uint8Array', got }, () => Experiment.answer(value));
  }
  const encoder = new TextEncoder();
  const read = [
    ['read', text => Experiment.read(encoder.encode(text))],
    ['answer', text => Experiment.answer(text)],
  ];
  for (const [method, pass] of read) {
    judge.good(`${method}: no cell yet`, () => pass(`${header}\n`));
    judge.good(`${method}: a blank line before`, () => pass(`\n${header}\n`));
    for (const text of ['', 'x,y\n1,2\n', '\ud800', '{}\n', '[]\n', '{"results":1}\n', '['.repeat(1 << 20), '\n\n']) {
      judge.bad(`${method}: ${text.slice(0, 20)}`, { field, expected: 'a file of results' }, () => pass(text));
    }
    judge.bad(`${method}: another version`, { field, expected: 'of version' }, () =>
      pass(`${header.replace('"version":', '"version":9')}\n`),
    );
    judge.bad(`${method}: another experiment`, { field: 'experiment' }, () =>
      pass(`${header.replace('figures', 'astrology')}\n`),
    );
    judge.bad(`${method}: an edited header`, { field: 'line 1 of the results' }, () =>
      pass(`${header.replace('"data":"', '"data":"1')}\n`),
    );
    judge.bad(`${method}: a foreign line`, { field: 'line 2 of the results' }, () => pass(`${header}\n${header}\n`));
  }
  judge.bad('read: other bytes', { field, got: 'other bytes' }, () => Experiment.read(Uint8Array.of(255, 254, 10)));
  const large = ' '.repeat(2 ** 26 + 1);
  judge.bad('answer: far too long', { field, got: '67108865 characters' }, () => Experiment.answer(large));
  judge.bad('read: far too long', { field, got: '67108865 bytes' }, () => Experiment.read(new Uint8Array(2 ** 26 + 1)));
}
