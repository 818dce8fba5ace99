// What the tests of the parallel executor stand on: an empty page of the site, and what is loaded into it.
import { test as base, expect } from './fixtures.js';

export { expect };

/** What runs in the page: the two modules, and small networks with data for them. */
const HELPERS = `
  import init, * as pc from '/pkg/pc_playground.js';
  import { runParallel } from '/js/parallel.js';
  import { compileEngine } from '/js/wasm/compile.js';

  export { pc, runParallel };
  export const module = await compileEngine();
  await init({ module_or_path: module });

  /** A narrow chain of this depth (uneven, so that no two nodes are alike by chance) with a minibatch. */
  export function fixture({ depth, batch = 1, dtype = 'f64', likelihood = 'categorical', width = 3 }) {
    const sizes = [4, ...Array.from({ length: depth - 1 }, (_, l) => width + l % 3), 3];
    // Large weights, so that errors live through 64 layers.
    const network = new pc.Network({ sizes, dtype, likelihood, seed: 7 });
    for (let l = 0; l < depth; l++) network.setWeights(l, network.weights(l).map(w => 2 * w));
    const inputs = Float64Array.from({ length: 4 * batch }, (_, i) => Math.sin(3 * i + 1));
    const targets = Float64Array.from({ length: 3 * batch }, (_, i) => Number(i % 3 === (i / 3 | 0) % 3));
    return { network, inputs, targets };
  }

  const exact = (a, b) => a.length === b.length && a.every((x, i) => Object.is(x, b[i]));

  /** What each node does, in the order in which it does it, by the loop executor's record. */
  function recorded(network, inputs, targets, rule, steps) {
    const list = pc.Inference.operations(network, inputs, targets, rule, steps);
    const nodes = Array.from({ length: network.depth }, () => []);
    list.kinds.forEach((kind, i) => nodes[list.nodes[i] - 1].push([
      ['forward', 'vjp', 'gradient'][kind], list.times[i], list.stages[i],
      ['idle', 'front', 'refine', 'redundant'][list.uses[i]] ?? '', list.multiplyAdds[i],
    ].join(' ')));
    return nodes;
  }

  /** Where a run differs from the loop executor: in its numbers, or in what its nodes do. */
  export function differences(run, { network, inputs, targets }, rule, steps) {
    const loop = new pc.Inference(network, inputs, targets, rule);
    loop.step(steps);
    const found = [];
    const compare = (name, a, b) => { if (!exact(a, b)) found.push(name + ': ' + [...a].slice(0, 4) + ' | ' + [...b].slice(0, 4)); };
    for (const node of run.nodes) {
      const l = node.index;
      for (const name of ['value', 'error', 'prediction']) compare(name + ' ' + l, node[name], loop[name](l));
      for (const name of ['weightGradient', 'biasGradient']) compare(name + ' ' + (l - 1), node[name], loop[name](l - 1));
    }
    const order = recorded(network, inputs, targets, rule, steps);
    for (const { index, trace } of run.nodes) {
      const done = trace.map(({ kind, t, stage, use, multiplyAdds }) => [kind, t, stage, use, multiplyAdds].join(' '));
      compare('operations ' + index, done, order[index - 1]);
    }
    compare('firstNonzero', run.firstNonzero, loop.firstNonzero());
    compare('learnedAt', run.learnedAt, loop.learnedAt());
    compare('steps', [run.steps], [loop.time]);
    const counters = loop.counters();
    for (const [name, expected] of Object.entries(counters)) compare(name, [run.counters[name]].flat(), [expected].flat());
    compare('names of counters', Object.keys(run.counters), Object.keys(counters));
    const reached = loop.errorNorms().findIndex(norm => norm !== 0);
    loop.free();
    return { found, reached };
  }

  export const sleep = ms => new Promise(done => setTimeout(done, ms));

  /** The reason of a promise that must reject. */
  export const reason = promise => promise.then(() => 'it resolved', error => error.name + ': ' + error.message);
`;

export const test = base.extend({
  page: async ({ context, page }, use) => {
    await context.route('**/test-files/helpers.mjs', route =>
      route.fulfill({ contentType: 'text/javascript', body: HELPERS }),
    );
    // An empty page of the site: the playground has workers of its own.
    await context.route('**/test-files/empty.html', route =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><title>Empty</title><link rel="icon" href="data:,">',
      }),
    );
    await page.goto('test-files/empty.html');
    await use(page);
  },
});

/** Every worker is gone soon. */
export const expectNoWorkers = page => expect.poll(() => page.workers().length).toBe(0);
