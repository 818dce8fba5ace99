// The parallel executor: one worker a node gives the numbers of the loop executor, and none outlives its run.
import { readFileSync } from 'node:fs';
import { test, expect } from './fixtures.js';

/** What runs in the page: the two modules, and small networks with data for them. */
const HELPERS = `
  import init, * as pc from '/pkg/pc_playground.js';
  import { runParallel } from '/js/parallel.js';
  import { compileEngine } from '/js/wasm.js';

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

  /** Where a run differs from the loop executor. */
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
    compare('firstNonzero', run.firstNonzero, loop.firstNonzero());
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

test.beforeEach(async ({ context, page }) => {
  await context.route('**/test-files/helpers.mjs', (route) => route.fulfill({ contentType: 'text/javascript', body: HELPERS }));
  // An empty page of the site: the playground has workers of its own.
  await context.route('**/test-files/empty.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Empty</title><link rel="icon" href="data:,">' }));
  await page.goto('test-files/empty.html');
});

/** Every worker is gone soon. */
const expectNoWorkers = (page) => expect.poll(() => page.workers().length).toBe(0);

const RULES = [
  { rule: 'bp' },
  { rule: 'vpc', stepSize: 0.2 },
  { rule: 'vpc', stepSize: 0.1, outputVariance: 3, precisions: 'mixed' },
  { rule: 'fpa', stepSize: 0.4 },
  { rule: 'fpa', stepSize: 1, stores: 'error' },
  { rule: 'zil' },
];

for (const depth of [2, 5, 16, 64]) {
  for (const dtype of ['f32', 'f64']) {
    test(`depth ${depth}, ${dtype}: bit for bit what the loop computes, under every rule`, async ({ page }) => {
      test.setTimeout(180_000);
      const results = await page.evaluate(async ({ depth, dtype, rules }) => {
        const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
        const results = [];
        for (const [i, given] of rules.entries()) {
          for (const batch of [1, 3]) {
            const likelihood = (i + batch) % 2 ? 'categorical' : 'gaussian';
            const made = fixture({ depth, batch, dtype, likelihood });
            const sizes = made.network.sizes;
            // A list in the middle; the last one a number, as the categorical likelihood needs.
            const mixed = Array.from({ length: depth }, (_, l) => (l === 0 ? Array.from({ length: sizes[1] }, (_, i) => 0.5 + i) : 1 + l % 2));
            const rule = given.precisions ? { ...given, precisions: mixed } : given;
            const steps = depth + 2; // past the schedules' ends, and until every node has an error
            const options = { ...made, module, rule, steps, calibrate: false };
            const ways = [{ rounds: 2 }, { lockstep: true }];
            // 64 workers take a second to start: there, each way with one of the batches.
            for (const more of depth < 64 ? ways : [ways[batch % 2]]) {
              const run = await runParallel({ ...options, ...more });
              results.push({ name: [rule.rule, rule.stores ?? '', batch, JSON.stringify(more)].join(' '), ...differences(run, made, rule, steps) });
            }
            made.network.free();
          }
        }
        return results;
      }, { depth, dtype, rules: RULES });
      expect(results.filter(({ found }) => found.length > 0)).toEqual([]);
      // Otherwise the comparison would be one of zeros. An error may be lost in rounding on a long way, but not at once …
      expect(results.filter(({ reached }) => reached < 1 || reached > Math.max(1, depth - 3))).toEqual([]);
      // … and never where it is stored by itself.
      expect(results.filter(({ name, reached }) => /^bp|error/.test(name) && reached !== 1)).toEqual([]);
      expect(results).toHaveLength(depth < 64 ? 24 : 12);
      await expectNoWorkers(page);
    });
  }
}

test('no step, too few steps, one node, and what diverges: as in the loop', async ({ page }) => {
  const results = await page.evaluate(async () => {
    const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const results = [];
    const cases = [
      [{ depth: 1 }, 0], [{ depth: 1 }, 3], [{ depth: 4 }, 0], [{ depth: 6 }, 2],
      [{ depth: 3, likelihood: 'gaussian', dtype: 'f32' }, 300, { rule: 'vpc', stepSize: 30 }],
    ];
    for (const [shape, steps, only] of cases) {
      const made = fixture(shape);
      for (const rule of only ? [only] : [{ rule: 'bp' }, { rule: 'vpc' }, { rule: 'fpa' }, { rule: 'zil' }]) {
        const run = await runParallel({ ...made, module, rule, steps, calibrate: false });
        const finite = run.nodes.every(node => node.value.every(Number.isFinite));
        results.push({ name: JSON.stringify([shape, steps, rule]), finite, found: differences(run, made, rule, steps).found });
      }
    }
    return results;
  });
  expect(results.filter(({ found }) => found.length > 0)).toEqual([]);
  // The last case is there because its numbers stop being finite.
  expect(results.filter(({ finite }) => !finite)).toHaveLength(1);
  expect(results).toHaveLength(17);
});

test('the module is compiled by itself, and all that is said about a run holds together', async ({ page }) => {
  const { run, states, fresh } = await page.evaluate(async () => {
    const { fixture, runParallel } = await import('/test-files/helpers.mjs');
    const states = [];
    const made = fixture({ depth: 5, width: 40, dtype: 'f32' });
    const before = made.network.weights(2);
    const run = await runParallel({ ...made, rule: { rule: 'vpc' }, steps: 7, rounds: 12, lockstep: true, onState: state => states.push(state) });
    const fresh = made.network.weights(2).every((w, i) => w === before[i]) && made.inputs.length === 4 && made.targets.length === 3;
    const plain = ({ value, error, ...rest }) => rest;
    return { run: { ...run, nodes: run.nodes.map(plain) }, states, fresh };
  });
  expect(fresh, 'the network and the data were left alone').toBe(true);
  expect(run).toMatchObject({ sizes: [4, 40, 41, 42, 40, 3], depth: 5, batch: 1, rule: { rule: 'vpc' }, dtype: 'f32', steps: 7, lockstep: true, rounds: 12 });
  expect(run.startup.compileMs).toBeGreaterThan(0);
  expect(run.startup.spawnMs).toBeGreaterThan(0);
  expect(run.startup.initMs).toHaveLength(5);
  expect(run.wallsMs).toHaveLength(12);
  expect(run.clockResolutionMs).toBeGreaterThan(0);
  expect(run.clockResolutionMs).toBeLessThan(5);
  expect(states.map(({ phase }) => phase).join(' ')).toMatch(/^compiling (starting ){6}running finished$/);
  expect(states.at(-2)).toEqual({ phase: 'running', ready: 5, nodes: 5 });

  const ops = run.nodes.flatMap(({ trace }) => trace);
  expect(ops.reduce((sum, op) => sum + op.multiplyAdds, 0)).toBe(run.counters.multiplyAdds);
  for (const use of ['idle', 'front', 'refine', 'redundant']) {
    expect(ops.filter((op) => op.use === use), use).toHaveLength(run.counters[use]);
  }
  expect(Math.min(...ops.map(({ start }) => start))).toBeCloseTo(0, 9);
  for (const { index, trace, messages, phases, calibrated } of run.nodes) {
    expect(trace.filter(({ kind }) => kind === 'forward')).toHaveLength(run.counters.forward[index - 1]);
    expect(trace.filter(({ kind }) => kind === 'gradient')).toHaveLength(run.counters.parameterVjp[index - 1]);
    for (const [i, { start, end }] of trace.entries()) {
      expect(end).toBeGreaterThanOrEqual(start);
      if (i > 0) expect(start).toBeGreaterThanOrEqual(trace[i - 1].end - 1e-6);
    }
    for (const { from, to, sent, received } of messages) {
      expect(to).toBe(index);
      expect(Math.abs(from - to)).toBe(1);
      expect(received - sent).toBeGreaterThan(-run.clockResolutionMs);
    }
    expect(phases).toHaveLength(5 + 2 * 7 + 1);
    for (const ms of Object.values(calibrated)) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(50);
    }
  }
  // Values and feedback are what the counters call messages; tokens come on top, two a connection and step. x_0 is
  // heard by node 1 from nobody but counts as a message of the sweep.
  const kinds = run.nodes.flatMap(({ messages }) => messages.map(({ kind }) => kind));
  expect(kinds.filter((kind) => kind === 'token')).toHaveLength(2 * 4 * 7);
  expect(kinds.filter((kind) => kind !== 'token')).toHaveLength(run.counters.messages - 1);
  await expectNoWorkers(page);
});

test('with lockstep nobody starts a step before the slowest has ended the one before', async ({ page }) => {
  const { tokens, vjps, resolution } = await page.evaluate(async () => {
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 6, width: 40, batch: 60 });
    const run = await runParallel({ ...made, module, rule: { rule: 'fpa' }, steps: 6, lockstep: true, calibrate: false });
    return {
      tokens: run.nodes.flatMap(({ messages }) => messages).filter(({ kind }) => kind === 'token'),
      vjps: run.nodes.flatMap(({ trace }) => trace).filter(({ kind }) => kind === 'vjp'),
      resolution: run.clockResolutionMs,
    };
  });
  expect(tokens).toHaveLength(6 * 5 * 2);
  expect(vjps).toHaveLength(6 * 5);
  const at = (list, t) => list.filter((entry) => entry.t === t);
  for (let t = 0; t < 6; t++) {
    // Going up, a token says that everyone below has come to the step; going down, that the step may begin.
    const up = at(tokens, t).filter(({ from, to }) => from > to);
    const down = at(tokens, t).filter(({ from, to }) => from < to);
    const leave = Math.min(...down.map(({ sent }) => sent));
    expect(leave).toBeGreaterThanOrEqual(Math.max(...up.map(({ sent }) => sent)) - 2 * resolution);
    expect(Math.min(...at(vjps, t).map(({ start }) => start))).toBeGreaterThanOrEqual(leave - 2 * resolution);
    if (t > 0) expect(leave).toBeGreaterThanOrEqual(Math.max(...at(vjps, t - 1).map(({ end }) => end)) - 2 * resolution);
  }
});

test('nothing passes through the page while the nodes run, and each gets only what is its own', async ({ page }) => {
  const log = await page.evaluate(async () => {
    const log = [];
    const NativeWorker = globalThis.Worker;
    globalThis.Worker = class extends NativeWorker {
      constructor(url, options) {
        super(url, options);
        this.name = options.name;
        this.addEventListener('message', ({ data }) => log.push({ name: this.name, way: 'from', type: data.type }));
      }

      postMessage(data, transfer) {
        const { place, input, parent, child } = data;
        const owns = place && {
          index: place.index, weights: place.weights.length, bias: place.bias.length, target: place.target?.length ?? 0,
          input: input?.length ?? 0, ports: [parent, child].filter(port => port instanceof MessagePort).length,
          handedOver: transfer.length, keys: Object.keys(place).sort().join(' '),
        };
        log.push({ name: this.name, way: 'to', type: data.type, owns });
        super.postMessage(data, transfer);
      }
    };
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    await runParallel({ ...fixture({ depth: 4, batch: 2 }), module, rule: { rule: 'vpc' }, steps: 50, rounds: 5, lockstep: true });
    return log;
  });
  const kinds = log.map(({ way, type }) => `${way} ${type}`);
  expect(kinds.slice(0, 4)).toEqual(new Array(4).fill('to setup'));
  expect(kinds.slice(4, 8)).toEqual(new Array(4).fill('from ready'));
  expect(kinds.slice(8)).toEqual([...new Array(4).fill('to go'), ...new Array(4).fill('from finished')]);
  expect(log.slice(0, 4).map(({ name }) => name)).toEqual(['node 1', 'node 2', 'node 3', 'node 4']);
  const keys = 'activation batch bias dtype index likelihood sizes weights';
  expect(log.slice(0, 4).map(({ owns }) => owns)).toEqual([
    { index: 1, weights: 12, bias: 3, target: 0, input: 8, ports: 1, handedOver: 4, keys },
    { index: 2, weights: 12, bias: 4, target: 0, input: 0, ports: 2, handedOver: 4, keys },
    { index: 3, weights: 20, bias: 5, target: 0, input: 0, ports: 2, handedOver: 4, keys },
    { index: 4, weights: 15, bias: 3, target: 6, input: 0, ports: 1, handedOver: 4, keys: 'activation batch bias dtype index likelihood sizes target weights' },
  ]);
});

test('a run is stopped at any moment within 100 ms, and the next one works', async ({ page }) => {
  test.setTimeout(120_000);
  const outcomes = await page.evaluate(async () => {
    const { differences, fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 16 });
    const rule = { rule: 'vpc' };
    const outcomes = [];
    for (const phase of ['before', 'compiling', 'starting', 'halfway', 'running', 'later']) {
      const controller = new AbortController();
      let stoppedAt = NaN;
      const stop = () => { stoppedAt = performance.now(); controller.abort(); };
      if (phase === 'before') stop();
      const onState = state => {
        if (state.phase === phase || (phase === 'halfway' && state.ready === 8)) stop();
        if (phase === 'later' && state.phase === 'running') setTimeout(stop, 300);
      };
      const said = await reason(runParallel({ ...made, module: phase === 'compiling' ? undefined : module, rule, steps: 2000, rounds: 50, signal: controller.signal, onState }));
      outcomes.push({ phase, said, took: performance.now() - stoppedAt });
    }
    const run = await runParallel({ ...made, module, rule, steps: 3, calibrate: false });
    return { outcomes, found: differences(run, made, rule, 3).found };
  });
  for (const { phase, said, took } of outcomes.outcomes) {
    expect(said, phase).toBe('AbortError: The parallel run was stopped.');
    expect(took, phase).toBeLessThan(100);
  }
  expect(outcomes.found).toEqual([]);
  await expectNoWorkers(page);
});

test('stopped workers are gone within 100 ms', async ({ page }) => {
  const { said, held, took } = await page.evaluate(async () => {
    const { fixture, module, reason, runParallel, sleep } = await import('/test-files/helpers.mjs');
    const controller = new AbortController();
    // Operations of some milliseconds, so that the workers are in the midst of one.
    const options = { ...fixture({ depth: 8, width: 400, batch: 20 }), module, rule: { rule: 'vpc' }, steps: 1000, signal: controller.signal };
    let said;
    await new Promise(running => {
      said = reason(runParallel({ ...options, onState: ({ phase }) => phase === 'running' && running(null) }));
    });
    await sleep(400);
    // Each worker holds a lock for as long as it lives.
    const alive = async () => (await navigator.locks.query()).held.length;
    const held = await alive();
    const start = performance.now();
    controller.abort();
    while (await alive() > 0) await sleep(5);
    return { said: await said, held, took: performance.now() - start };
  });
  expect(said).toMatch(/^AbortError/);
  expect(held).toBe(8);
  expect(took).toBeLessThan(100);
  await expectNoWorkers(page);
});

test('leaving the page ends the workers', async ({ page }) => {
  await page.evaluate(async () => {
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    await new Promise(running => {
      runParallel({ ...fixture({ depth: 5 }), module, rule: { rule: 'vpc' }, steps: 4000, rounds: 100, onState: ({ phase }) => phase === 'running' && running(null) }).catch(() => {});
    });
    // As when the page goes into the back-forward cache, with its workers.
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  });
  await expectNoWorkers(page);
});

/** Starts a long run, does something to one of its workers, and returns what the run rejects with, and a run after it. */
async function faulty(page, fault) {
  await page.evaluate(async () => {
    const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    await new Promise(running => {
      globalThis.said = reason(runParallel({ ...fixture({ depth: 5 }), module, rule: { rule: 'vpc' }, steps: 4000, rounds: 1000, onState: ({ phase }) => phase === 'running' && running(null) }));
    });
  });
  expect(page.workers()).toHaveLength(5);
  const start = Date.now();
  await fault();
  const said = await page.evaluate(() => globalThis.said);
  const took = Date.now() - start;
  await expectNoWorkers(page);
  const found = await page.evaluate(async () => {
    const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 5 });
    return differences(await runParallel({ ...made, module, rule: { rule: 'zil' } }), made, { rule: 'zil' }, 4).found;
  });
  expect(found, 'the run after it').toEqual([]);
  return { said, took };
}

/** The worker of a node: they were started in the order of the chain. */
const workerOf = async (page, name) => {
  for (const worker of page.workers()) if (await worker.evaluate(() => self.name) === name) return worker;
  throw new Error(`${name} must have a worker, but has none.`);
};

test('a worker that throws in the midst of a run ends it with a sentence', async ({ page }) => {
  const { said, took } = await faulty(page, async () => {
    const worker = await workerOf(page, 'node 3');
    await worker.evaluate(() => { setTimeout(() => { throw new Error('a fault for a test'); }); });
  });
  expect(said).toBe('Error: Node 3 stopped: a fault for a test.');
  expect(took).toBeLessThan(5000);
});

test('a worker that is killed in the midst of a run, without any event, ends it with a sentence', async ({ page }) => {
  const { said, took } = await faulty(page, async () => {
    const worker = await workerOf(page, 'node 4');
    await worker.evaluate(() => self.close());
  });
  expect(said).toBe('Error: Node 4 stopped: its worker ended without a word.');
  expect(took).toBeLessThan(5000);
});

test('a worker whose script cannot be loaded, once, ends its run with a sentence', async ({ page, context }) => {
  let broken = 1;
  await context.route('**/workers/node-link.js', (route) => (broken-- > 0
    ? route.fulfill({ contentType: 'text/javascript', body: 'export class Link { this is broken' })
    : route.fallback()));
  const { said, found } = await page.evaluate(async () => {
    const { differences, fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 3 });
    const options = { ...made, module, rule: { rule: 'bp' } };
    const said = await reason(runParallel(options));
    return { said, found: differences(await runParallel(options), made, { rule: 'bp' }, 2).found };
  });
  expect(said).toMatch(/^Error: Node \d stopped: .+\.$/);
  expect(found).toEqual([]);
  await expectNoWorkers(page);
});

test('a trap, a module of something else, and silence end the run with a sentence', async ({ page, context }) => {
  const run = (options) => page.evaluate(async (given) => {
    const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    return reason(runParallel({ ...fixture({ depth: 3 }), rule: { rule: 'bp' }, ...given, module: given.module === 'empty' ? empty : module }));
  }, options);
  expect(await run({ module: 'empty' })).toMatch(/^Error: Node \d stopped: .+\.$/);

  // As the browser reports a trap: in the wasm call of one node, in the midst of the run.
  const body = `export * from './pc_playground.js?whole'; import { LocalNode } from './pc_playground.js?whole';
    const learn = LocalNode.prototype.learn;
    LocalNode.prototype.learn = function (t) {
      if (self.name === 'node 2') throw new WebAssembly.RuntimeError('unreachable');
      return learn.call(this, t);
    };`;
  await context.route('**/pkg/pc_playground.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
  expect(await run({})).toBe('Error: Node 2 stopped: unreachable.');
  await context.unroute('**/pkg/pc_playground.js');

  await context.route('**/workers/node.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'onmessage = () => {};' }));
  expect(await run({ patienceMs: 500 })).toBe('Error: The parallel run was given up: after 0.5 seconds only 0 of 3 nodes were ready.');
  await context.unroute('**/workers/node.js');

  // Mute from the start of the run on, without being dead.
  await context.route('**/workers/node-link.js', (route) => route.fulfill({
    contentType: 'text/javascript',
    body: 'export class Link { delays = { laps: [], least: 0 }; send() {} take() { return new Promise(() => {}); } }',
  }));
  expect(await run({ patienceMs: 1000 })).toBe('Error: The parallel run was given up: after 1 seconds only 0 of 3 nodes had finished.');
  await context.unroute('**/workers/node-link.js');
  expect(await run({})).toBe('it resolved');
  await expectNoWorkers(page);
});

test('what the module refuses comes back as its own sentence', async ({ page }) => {
  const said = await page.evaluate(async () => {
    const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 2 });
    const rules = [{ rule: 'pc' }, { rule: 'fpa', stepSize: -1 }, { rule: 'bp', gamma: 1 }, {}, { rule: 'vpc', precisions: [1] }];
    const said = [];
    for (const rule of rules) said.push(await reason(runParallel({ ...made, module, rule })));
    made.network.free();
    said.push(await reason(runParallel({ ...made, module, rule: rules[0] })));
    return said;
  });
  expect(said).toEqual([
    'Error: rule must be one of "bp", "vpc", "fpa", "zil", got "pc"',
    'Error: stepSize must be a finite number above 0 (from 1.2e-38 to 3.4e38), got -1',
    'Error: rule must be an object with no fields but rule, stepSize, precisions, outputVariance, stores, got a field "gamma"',
    'Error: rule must be one of "bp", "vpc", "fpa", "zil", got undefined',
    'Error: precisions must be a list of 2 entries, P_1 to P_2, got 1',
    'Error: this Network must be one that is not freed yet, got a freed one',
  ]);
  await expectNoWorkers(page);
});

test('two runs at a time do not disturb each other', async ({ page }) => {
  const found = await page.evaluate(async () => {
    const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const jobs = [['bp', 5], ['fpa', 4]].map(([rule, depth]) => ({ rule: { rule }, made: fixture({ depth }) }));
    const runs = await Promise.all(jobs.map(({ rule, made }) => runParallel({ ...made, module, rule, steps: 6 })));
    return runs.flatMap((run, i) => differences(run, jobs[i].made, jobs[i].rule, 6).found);
  });
  expect(found).toEqual([]);
});

test('100 runs in a row leave no worker and no memory behind', async ({ page, browser }) => {
  test.setTimeout(240_000);
  const session = await page.context().newCDPSession(page);
  const system = await browser.newBrowserCDPSession();
  /** Bytes of the page's own heap, and of the largest process that runs pages (its workers' memory is in there). */
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const resident = processInfo.filter(({ type }) => type === 'renderer')
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024);
    const { jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { heap: usedSize, resident: Math.max(...resident), listeners: jsEventListeners };
  };
  const runs = (count) => page.evaluate(async (count) => {
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 4, width: 300 });
    // One signal for all, as a page with a stop button may have it.
    const { signal } = globalThis.controller ??= new AbortController();
    for (let i = 0; i < count; i++) await runParallel({ ...made, module, rule: { rule: 'fpa' }, steps: 3, calibrate: false, signal });
    made.network.free();
  }, count);
  await runs(10);
  await expectNoWorkers(page);
  const before = await memory();
  await runs(100);
  await expectNoWorkers(page);
  const after = await memory();
  // One run's parameters, gradients and instances are more than 10 MB.
  expect(after.listeners).toBe(before.listeners);
  expect(after.heap - before.heap).toBeLessThan(2 ** 20);
  expect(after.resident - before.resident).toBeLessThan(60 * 2 ** 20);
});
