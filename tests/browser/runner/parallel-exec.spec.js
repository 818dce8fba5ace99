// The parallel executor: one worker a node gives the numbers of the loop executor.
import { ALL_ONLY } from '../../amount.js';
import { test, expect, expectNoWorkers } from '../support/parallel-fixtures.js';

const RULES = [
  { rule: 'bp' },
  { rule: 'vpc', stepSize: 0.2 },
  { rule: 'vpc', stepSize: 0.1, outputVariance: 3, precisions: 'mixed' },
  { rule: 'fpa', stepSize: 0.4 },
  { rule: 'fpa', stepSize: 1, stores: 'error' },
  { rule: 'zil' },
];

/** Every other local rule and option, each with a step that tells it from its neighbours in the list. */
const OTHERS = [
  { rule: 'fa-zil' },
  { rule: 'ode-bp', stepSize: 0.4 },
  { rule: 'ode-bp', stepSize: 0.7, integrator: 'heun' },
  { rule: 'ar', stepSize: 0.6 },
  { rule: 'g-il', stepSize: 0.3, bottomStepSize: 0.2, decay: 0.05 },
  { rule: 'il-prox', stepSize: 0.2, learningRate: 0.3 },
  { rule: 'il-prox', stepSize: 0.2, learningRate: 0.3, variant: 'practical', decay: 0.01 },
  { rule: 'generative', stepSize: 0.2 },
  { rule: 'langevin', stepSize: 0.1, noiseSeed: 3 },
  { rule: 'zil', ablation: 'latents' },
  { rule: 'zil', ablation: 'together' },
  { rule: 'zil', ablation: 'early', learningRate: 0.5 },
  { rule: 'zil', stepSize: 0.6 },
  { rule: 'bp', feedback: 'random' },
  { rule: 'vpc', feedback: 'random', feedbackSeed: 7 },
  { rule: 'fpa', feedback: 'kolen-pollack', feedbackSeed: 1, feedbackDecay: 0.01 },
  { rule: 'zil', feedback: 'learned', feedbackSeed: 2 },
  { rule: 'g-il', feedback: 'sign-symmetric', feedbackSeed: 5 },
  { rule: 'langevin', noiseSeed: 1, feedback: 'random' },
];

for (const depth of [2, 5]) {
  for (const dtype of ['f32', 'f64']) {
    test(
      `depth ${depth}, ${dtype}: bit for bit what the loop computes, under the rules besides, with feedback weights and noise of the node’s own`,
      depth === 5 && dtype === 'f32' ? {} : ALL_ONLY,
      async ({ page }) => {
        const results = await page.evaluate(
          async ({ depth, dtype, rules }) => {
            const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
            const results = [];
            for (const [i, rule] of rules.entries()) {
              const batch = rule.rule === 'il-prox' && !rule.variant ? 1 : 3;
              const made = fixture({
                depth,
                batch,
                dtype,
                likelihood: i % 2 || rule.rule === 'generative' ? 'gaussian' : 'categorical',
              });
              // Three rounds: each must begin as the first did, with weights that have not moved and noise from its
              // seed.
              const more = i % 2 ? { lockstep: true } : { rounds: 3 };
              const run = await runParallel({ ...made, module, rule, steps: depth + 2, calibrate: false, ...more });
              results.push({
                name: JSON.stringify(rule),
                learned: [...run.learnedAt],
                ...differences(run, made, rule, depth + 2),
              });
              made.network.free();
            }
            return results;
          },
          { depth, dtype, rules: OTHERS },
        );
        expect(results.filter(({ found }) => found.length > 0)).toEqual([]);
        expect(
          results.filter(({ reached, learned }) => reached !== 1 || learned.includes(-1)),
          'errors that never came, and layers that never learned',
        ).toEqual([]);
        expect(results).toHaveLength(OTHERS.length);
        await expectNoWorkers(page);
      },
    );
  }
}

test('under Heun a step has two rounds of messages, and lockstep waits in each', async ({ page }) => {
  const { run, messages } = await page.evaluate(async () => {
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const run = await runParallel({
      ...fixture({ depth: 3 }),
      module,
      rule: { rule: 'ode-bp', integrator: 'heun' },
      steps: 2,
      lockstep: true,
      calibrate: false,
    });
    const plain = ({ kind, t, stage }) => `${kind} ${t} ${stage}`;
    return {
      messages: run.nodes[1].messages.map(plain),
      run: { ...run, nodes: run.nodes.map(({ trace, phases }) => ({ ops: trace.map(plain), phases: phases.length })) },
    };
  });
  expect(run.nodes[1].ops).toEqual(['forward 0 0', 'vjp 0 0', 'vjp 0 1', 'vjp 1 0', 'vjp 1 1', 'gradient 2 0']);
  const round = (t, stage) => [`token ${t} ${stage}`, `token ${t} ${stage}`, `feedback ${t} ${stage}`];
  expect(messages).toEqual(['value 0 0', ...round(0, 0), ...round(0, 1), ...round(1, 0), ...round(1, 1)]);
  expect(run.nodes.map(({ phases }) => phases)).toEqual([12, 12, 12]);
  // The error goes two nodes in the first step.
  expect([...Object.values(run.firstNonzero)]).toEqual([-1, 1, 1, 0]);
});

/** What decides; `test all` runs every depth in both precisions. */
const LEAST = new Set(['2 f32', '5 f64']);
for (const depth of [2, 5, 16, 64]) {
  for (const dtype of ['f32', 'f64']) {
    test(
      `depth ${depth}, ${dtype}: bit for bit what the loop computes, under every rule`,
      LEAST.has(`${depth} ${dtype}`) ? {} : ALL_ONLY,
      async ({ page }) => {
        test.setTimeout(180_000);
        const results = await page.evaluate(
          async ({ depth, dtype, rules }) => {
            const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
            const results = [];
            for (const [i, given] of rules.entries()) {
              for (const batch of [1, 3]) {
                const likelihood = (i + batch) % 2 ? 'categorical' : 'gaussian';
                const made = fixture({ depth, batch, dtype, likelihood });
                const sizes = made.network.sizes;
                // A list in the middle; the last one a number, as the categorical likelihood needs.
                const mixed = Array.from({ length: depth }, (_, l) =>
                  l === 0 ? Array.from({ length: sizes[1] }, (_, i) => 0.5 + i) : 1 + (l % 2),
                );
                const rule = given.precisions ? { ...given, precisions: mixed } : given;
                const steps = depth + 2; // past the schedules' ends, and until every node has an error
                const options = { ...made, module, rule, steps, calibrate: false };
                const ways = [{ rounds: 2 }, { lockstep: true }];
                // 64 workers take a second to start: there, each way with one of the batches.
                for (const more of depth < 64 ? ways : [ways[batch % 2]]) {
                  const run = await runParallel({ ...options, ...more });
                  results.push({
                    name: [rule.rule, rule.stores ?? '', batch, JSON.stringify(more)].join(' '),
                    ...differences(run, made, rule, steps),
                  });
                }
                made.network.free();
              }
            }
            return results;
          },
          { depth, dtype, rules: RULES },
        );
        expect(results.filter(({ found }) => found.length > 0)).toEqual([]);
        // Otherwise the comparison would be one of zeros. An error may be lost in rounding on a long way, but not at
        // once …
        expect(results.filter(({ reached }) => reached < 1 || reached > Math.max(1, depth - 3))).toEqual([]);
        // … and never where it is stored by itself.
        expect(results.filter(({ name, reached }) => /^bp|error/.test(name) && reached !== 1)).toEqual([]);
        expect(results).toHaveLength(depth < 64 ? 24 : 12);
        await expectNoWorkers(page);
      },
    );
  }
}

test('no step, too few steps, one node, and what diverges: as in the loop', async ({ page }) => {
  const results = await page.evaluate(async () => {
    const { differences, fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const results = [];
    const cases = [
      [{ depth: 1 }, 0],
      [{ depth: 1 }, 3],
      [{ depth: 4 }, 0],
      [{ depth: 6 }, 2],
      [{ depth: 3, likelihood: 'gaussian', dtype: 'f32' }, 300, { rule: 'vpc', stepSize: 30 }],
    ];
    for (const [shape, steps, only] of cases) {
      const made = fixture(shape);
      for (const rule of only ? [only] : [{ rule: 'bp' }, { rule: 'vpc' }, { rule: 'fpa' }, { rule: 'zil' }]) {
        const run = await runParallel({ ...made, module, rule, steps, calibrate: false });
        const finite = run.nodes.every(node => node.value.every(Number.isFinite));
        results.push({
          name: JSON.stringify([shape, steps, rule]),
          finite,
          found: differences(run, made, rule, steps).found,
        });
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
    const run = await runParallel({
      ...made,
      rule: { rule: 'vpc' },
      steps: 7,
      rounds: 12,
      lockstep: true,
      onState: state => states.push(state),
    });
    const fresh =
      made.network.weights(2).every((w, i) => w === before[i]) && made.inputs.length === 4 && made.targets.length === 3;
    const plain = ({ value, error, ...rest }) => rest;
    return { run: { ...run, nodes: run.nodes.map(plain) }, states, fresh };
  });
  expect(fresh, 'the network and the data were left alone').toBe(true);
  expect(run).toMatchObject({
    sizes: [4, 40, 41, 42, 40, 3],
    depth: 5,
    batch: 1,
    rule: { rule: 'vpc' },
    dtype: 'f32',
    steps: 7,
    lockstep: true,
    rounds: 12,
  });
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
    expect(
      ops.filter(op => op.use === use),
      use,
    ).toHaveLength(run.counters[use]);
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
  expect(kinds.filter(kind => kind === 'token')).toHaveLength(2 * 4 * 7);
  expect(kinds.filter(kind => kind !== 'token')).toHaveLength(run.counters.messages - 1);
  await expectNoWorkers(page);
});

test('with lockstep nobody starts a step before the slowest has ended the one before', async ({ page }) => {
  const { tokens, vjps, resolution } = await page.evaluate(async () => {
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    const made = fixture({ depth: 6, width: 40, batch: 60 });
    const run = await runParallel({
      ...made,
      module,
      rule: { rule: 'fpa' },
      steps: 6,
      lockstep: true,
      calibrate: false,
    });
    return {
      tokens: run.nodes.flatMap(({ messages }) => messages).filter(({ kind }) => kind === 'token'),
      vjps: run.nodes.flatMap(({ trace }) => trace).filter(({ kind }) => kind === 'vjp'),
      resolution: run.clockResolutionMs,
    };
  });
  expect(tokens).toHaveLength(6 * 5 * 2);
  expect(vjps).toHaveLength(6 * 5);
  const at = (list, t) => list.filter(entry => entry.t === t);
  for (let t = 0; t < 6; t++) {
    // Going up, a token says that everyone below has come to the step; going down, that the step may begin.
    const up = at(tokens, t).filter(({ from, to }) => from > to);
    const down = at(tokens, t).filter(({ from, to }) => from < to);
    const leave = Math.min(...down.map(({ sent }) => sent));
    expect(leave).toBeGreaterThanOrEqual(Math.max(...up.map(({ sent }) => sent)) - 2 * resolution);
    expect(Math.min(...at(vjps, t).map(({ start }) => start))).toBeGreaterThanOrEqual(leave - 2 * resolution);
    if (t > 0)
      expect(leave).toBeGreaterThanOrEqual(Math.max(...at(vjps, t - 1).map(({ end }) => end)) - 2 * resolution);
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
          index: place.index,
          weights: place.weights.length,
          bias: place.bias.length,
          target: place.target?.length ?? 0,
          input: input?.length ?? 0,
          ports: [parent, child].filter(port => port instanceof MessagePort).length,
          handedOver: transfer.length,
          keys: Object.keys(place).sort().join(' '),
        };
        log.push({ name: this.name, way: 'to', type: data.type, owns });
        super.postMessage(data, transfer);
      }
    };
    const { fixture, module, runParallel } = await import('/test-files/helpers.mjs');
    await runParallel({
      ...fixture({ depth: 4, batch: 2 }),
      module,
      rule: { rule: 'vpc' },
      steps: 50,
      rounds: 5,
      lockstep: true,
    });
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
    {
      index: 4,
      weights: 15,
      bias: 3,
      target: 6,
      input: 0,
      ports: 1,
      handedOver: 4,
      keys: 'activation batch bias dtype index likelihood sizes target weights',
    },
  ]);
});
