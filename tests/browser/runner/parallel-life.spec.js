// The parallel executor: no worker outlives its run, however it ends.
import { readFileSync } from 'node:fs';
import { ALONE } from '../../amount.js';
import { test, expect, expectNoWorkers } from '../support/parallel-fixtures.js';

test('a run is stopped at any moment within 100 ms, and the next one works', ALONE, async ({ page }) => {
  test.setTimeout(120_000);
  const outcomes = await page.evaluate(async () => {
    const { differences, fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 16 });
    const rule = { rule: 'vpc' };
    const outcomes = [];
    for (const phase of ['before', 'compiling', 'starting', 'halfway', 'running', 'later']) {
      const controller = new AbortController();
      let stoppedAt = NaN;
      const stop = () => {
        stoppedAt = performance.now();
        controller.abort();
      };
      if (phase === 'before') stop();
      const onState = state => {
        if (state.phase === phase || (phase === 'halfway' && state.ready === 8)) stop();
        if (phase === 'later' && state.phase === 'running') setTimeout(stop, 300);
      };
      const said = await reason(
        runParallel({
          ...made,
          module: phase === 'compiling' ? undefined : module,
          rule,
          steps: 2000,
          rounds: 50,
          signal: controller.signal,
          onState,
        }),
      );
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

test('stopped workers are gone within 100 ms', ALONE, async ({ page }) => {
  const { said, held, took } = await page.evaluate(async () => {
    const { fixture, module, reason, runParallel, sleep } = await import('/test-files/helpers.mjs');
    const controller = new AbortController();
    // Operations of some milliseconds, so that the workers are in the midst of one.
    const options = {
      ...fixture({ depth: 8, width: 400, batch: 20 }),
      module,
      rule: { rule: 'vpc' },
      steps: 1000,
      signal: controller.signal,
    };
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
    while ((await alive()) > 0) await sleep(5);
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
      runParallel({
        ...fixture({ depth: 5 }),
        module,
        rule: { rule: 'vpc' },
        steps: 4000,
        rounds: 100,
        onState: ({ phase }) => phase === 'running' && running(null),
      }).catch(() => {});
    });
    // As when the page goes into the back-forward cache, with its workers.
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  });
  await expectNoWorkers(page);
});

/**
 * Starts a long run, does something to one of its workers, and returns what the run rejects with, and a run after it.
 */
async function faulty(page, fault) {
  await page.evaluate(async () => {
    const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    await new Promise(running => {
      globalThis.said = reason(
        runParallel({
          ...fixture({ depth: 5 }),
          module,
          rule: { rule: 'vpc' },
          steps: 4000,
          rounds: 1000,
          onState: ({ phase }) => phase === 'running' && running(null),
        }),
      );
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
  for (const worker of page.workers()) if ((await worker.evaluate(() => self.name)) === name) return worker;
  throw new Error(`${name} must have a worker, but has none.`);
};

test('a worker that throws in the midst of a run ends it with a sentence', async ({ page }) => {
  const { said, took } = await faulty(page, async () => {
    const worker = await workerOf(page, 'node 3');
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('a fault for a test');
      });
    });
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
  await context.route('**/runner/worker/link.js', route =>
    broken-- > 0
      ? route.fulfill({ contentType: 'text/javascript', body: 'export class Link { this is broken' })
      : route.fallback(),
  );
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
  const run = options =>
    page.evaluate(async given => {
      const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
      const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      return reason(
        runParallel({
          ...fixture({ depth: 3 }),
          rule: { rule: 'bp' },
          ...given,
          module: given.module === 'empty' ? empty : module,
        }),
      );
    }, options);
  expect(await run({ module: 'empty' })).toMatch(/^Error: Node \d stopped: .+\.$/);

  // As the browser reports a trap: in the wasm call of one node, in the midst of the run.
  const body = `export * from './pc_playground.js?whole'; import { LocalNode } from './pc_playground.js?whole';
    const learn = LocalNode.prototype.learn;
    LocalNode.prototype.learn = function (t) {
      if (self.name === 'node 2') throw new WebAssembly.RuntimeError('unreachable');
      return learn.call(this, t);
    };`;
  await context.route('**/pkg/pc_playground.js', route => route.fulfill({ contentType: 'text/javascript', body }));
  expect(await run({})).toBe('Error: Node 2 stopped: unreachable.');
  await context.unroute('**/pkg/pc_playground.js');

  await context.route('**/runner/worker/node.js', route =>
    route.fulfill({ contentType: 'text/javascript', body: 'onmessage = () => {};' }),
  );
  expect(await run({ patienceMs: 500 })).toBe(
    'Error: The parallel run was given up: after 0.5 seconds only 0 of 3 nodes were ready.',
  );
  await context.unroute('**/runner/worker/node.js');

  // Mute from the start of the run on, without being dead.
  await context.route('**/runner/worker/link.js', route =>
    route.fulfill({
      contentType: 'text/javascript',
      body: 'export class Link { delays = { laps: [], least: 0 }; send() {} take() { return new Promise(() => {}); } }',
    }),
  );
  expect(await run({ patienceMs: 1000 })).toBe(
    'Error: The parallel run was given up: after 1 seconds only 0 of 3 nodes had finished.',
  );
  await context.unroute('**/runner/worker/link.js');
  expect(await run({})).toBe('it resolved');
  await expectNoWorkers(page);
});

test('what the module refuses comes back as its own sentence', async ({ page }) => {
  const said = await page.evaluate(async () => {
    const { fixture, module, reason, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 2 });
    const rules = [
      { rule: 'pc' },
      { rule: 'fpa', stepSize: -1 },
      { rule: 'bp', gamma: 1 },
      {},
      { rule: 'vpc', precisions: [1] },
      { rule: 'implicit-sgd' },
      { rule: 'vpc', integrator: 'heun' },
      { rule: 'generative' },
    ];
    const said = [];
    for (const rule of rules) said.push(await reason(runParallel({ ...made, module, rule })));
    said.push(await reason(runParallel({ ...fixture({ depth: 2, batch: 3 }), module, rule: { rule: 'il-prox' } })));
    made.network.free();
    said.push(await reason(runParallel({ ...made, module, rule: rules[0] })));
    return said;
  });
  expect(said).toEqual([
    expect.stringMatching(/^Error: rule must be one of "bp", "vpc", .*"langevin", got "pc"$/),
    'Error: stepSize must be a finite number above 0 (from 1.2e-38 to 3.4e38), got -1',
    expect.stringMatching(
      /^Error: rule must be an object with no fields but rule, stepSize, precisions, .*, got a field "gamma"$/,
    ),
    expect.stringMatching(/^Error: rule must be one of "bp", "vpc", .*"langevin", got undefined$/),
    'Error: precisions must be a list of 2 entries, P_1 to P_2, got 1',
    'Error: rule must be one whose nodes need nothing but their neighbours\' messages, to run a node alone, got "implicit-sgd"',
    'Error: integrator must be "euler" except for rule ode-bp, got "heun" for rule vpc',
    'Error: likelihood of the network must be "gaussian" for rule generative, since x_L is a picture, got "categorical"',
    'Error: the minibatch must be 1 sample for rule il-prox, whose variant "exact" holds for one alone (variant "practical" takes any number), got 3',
    'Error: this Network must be one that is not freed yet, got a freed one',
  ]);
  await expectNoWorkers(page);
});

test('two runs at a time do not disturb each other', async ({ page }) => {
  const found = await page.evaluate(async () => {
    const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const jobs = [
      ['bp', 5],
      ['fpa', 4],
    ].map(([rule, depth]) => ({ rule: { rule }, made: fixture({ depth }) }));
    const runs = await Promise.all(jobs.map(({ rule, made }) => runParallel({ ...made, module, rule, steps: 6 })));
    return runs.flatMap((run, i) => differences(run, jobs[i].made, jobs[i].rule, 6).found);
  });
  expect(found).toEqual([]);
});

test('100 runs in a row leave no worker and no memory behind', { tag: ['@all', '@alone'] }, async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  const session = await page.context().newCDPSession(page);
  const system = await browser.newBrowserCDPSession();
  /** Bytes of the page's own heap, and of the largest process that runs pages (its workers' memory is in there). */
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const resident = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024);
    const { jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { heap: usedSize, resident: Math.max(...resident), listeners: jsEventListeners };
  };
  const runs = count =>
    page.evaluate(async count => {
      const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
      const made = fixture({ depth: 4, width: 300 });
      // One signal for all, as a page with a stop button may have it.
      const { signal } = (globalThis.controller ??= new AbortController());
      for (let i = 0; i < count; i++)
        await runParallel({ ...made, module, rule: { rule: 'fpa' }, steps: 3, calibrate: false, signal });
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
