// The worker of the experiments: as many of these run as the machine has cores, less one, and one more that answers
// what takes no time. It has a module of its own, so that visitors who never open an experiment need not load it.

import { Dataset, initSync } from '../../pkg-experiments/pc_experiments.js';
import { createCells } from './cells.js';
import { Library } from './data.js';
import { serve } from './serve.js';

serve(module => {
  initSync({ module });
  const library = new Library('all', Dataset);
  const cells = createCells(library);
  return {
    data: ({ plan }) => ({ value: { sentence: library.use(plan, cells.drop) } }),
    experiments: () => ({ value: cells.list() }),
    grid: args => ({ value: cells.header(args) }),
    cell: args => ({ value: cells.run(args) }),
    results: ({ bytes }) => ({ value: cells.read(bytes) }),
    answer: ({ text }) => ({ value: cells.answer(text) }),
  };
});
