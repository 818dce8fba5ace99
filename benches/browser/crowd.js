// Many engine workers at once, the page's own: do twice the workers do twice the work?

import { ratio, spread } from './stats.js';

/** How long workers train side by side before the next number of them does. */
const WINDOW_MS = 1500;
const ROUNDS = 5;
/** A cell of this experiment's quick grid, computed so often by the pool of the experiments view. */
const CELL = { id: 'descent', cell: 0, times: 8 };
/** What the workers train: drawn digits, so that nothing has to be fetched. */
const HASH =
  '#view=train&source=synthetic&hidden=4&width=64&activation=tanh&dtype=f32&rule=bp&optimizer=momentum&rate=0.01&batch=64';

/** The page's own modules, at the addresses at which it loads them: bundled ones would not find their workers. */
async function pageModules() {
  /** @param {string} path */
  const load = path => import(new URL(path, location.origin).href);
  const { compileEngine } = /** @type {typeof import('../../www/js/wasm/compile.js')} */ (
    await load('/js/wasm/compile.js')
  );
  const { startWorker } = /** @type {typeof import('../../www/js/engine/worker-handle.js')} */ (
    await load('/js/engine/worker-handle.js')
  );
  const { startPool } = /** @type {typeof import('../../www/js/engine/experiments/pool.js')} */ (
    await load('/js/engine/experiments/pool.js')
  );
  const { parseHash } = /** @type {typeof import('../../www/js/model/settings.js')} */ (
    await load('/js/model/settings.js')
  );
  const [engine, experiments] = [compileEngine(), compileEngine('experiments')];
  await Promise.all([engine, experiments]);
  return { engine, experiments, startWorker, startPool, settings: parseHash(HASH) };
}

/** @param {number} ms */
const wait = ms =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

/** @param {string} sentence */
const died = sentence => {
  throw new Error(sentence);
};

/** A worker that trains. @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function startTrainee({ engine, startWorker, settings }) {
  /** When it had done how many steps, since it last began. @type {{at: number, iteration: number}[]} */
  let marks = [];
  const handle = startWorker(engine, 'train', {
    died,
    progress: ({ iteration }) => marks.push({ at: performance.now(), iteration }),
  });
  await handle.ask('start', { settings, run: 1 });
  await handle.ask('pause', {});
  return {
    async resume() {
      await handle.ask('resume', {});
      marks = [];
    },
    /** Steps a second between its first report and its last. */
    async pause() {
      const seen = [...marks];
      await handle.ask('pause', {});
      const [first, last] = [seen[0], seen[seen.length - 1]];
      return (last.iteration - first.iteration) / ((last.at - first.at) / 1000);
    },
    stop: handle.stop,
  };
}

/** From one to as many as there are cores. */
const counts = () => Array.from({ length: navigator.hardwareConcurrency }, (_, i) => i + 1);

/**
 * So many workers at work, and how much a second they did together.
 * @typedef {(workers: number) => Promise<number>} Measure
 */

/** Trains side by side. @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function training(modules) {
  const trainees = await Promise.all(counts().map(() => startTrainee(modules)));
  /** @type {Measure} */
  const measure = async workers => {
    const some = trainees.slice(0, workers);
    await Promise.all(some.map(one => one.resume()));
    await wait(WINDOW_MS);
    return sum(await Promise.all(some.map(one => one.pause())));
  };
  return { measure, stop: () => trainees.forEach(one => one.stop()) };
}

/** Computes cells as the experiments view does. @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function cells({ experiments, startWorker, startPool }) {
  const handles = counts().map(() => startWorker(experiments, 'cells', { died }));
  /** @type {import('../../www/js/model/protocol.js').GridAt} */
  const at = { source: 'synthetic', id: CELL.id, grid: 'quick' };
  const { headerLine } = await handles[0].ask('grid', at);
  /** @param {typeof handles[number]} handle */
  const run = handle => handle.ask('cell', { ...at, headerLine, cell: CELL.cell });
  await Promise.all(handles.map(run)); // draws the digits, and lets the browser compile for speed
  /** @type {Measure} */
  const measure = workers =>
    new Promise((resolve, reject) => {
      const idle = handles.slice(0, workers);
      const start = performance.now();
      startPool({
        cells: Array.from({ length: CELL.times }, () => CELL.cell),
        size: workers,
        open: () => engineOf(/** @type {typeof handles[number]} */ (idle.pop()), run),
        on: {
          done() {},
          failed: (_, sentence) => reject(new Error(sentence)),
          ended: () => resolve(CELL.times / ((performance.now() - start) / 1000)),
        },
      });
    });
  return { measure, stop: () => handles.forEach(handle => handle.stop()) };
}

/** The control: workers that only count, and share nothing at all. What these gain is what the machine has to give. */
async function counting() {
  const workers = counts().map(() => new Worker(new URL('./count.js', import.meta.url), { type: 'module' }));
  /** @type {Measure} */
  const measure = async number =>
    sum(
      await Promise.all(
        workers.slice(0, number).map(
          worker =>
            new Promise(resolve => {
              worker.onmessage = ({ data }) => resolve(data);
              worker.postMessage(WINDOW_MS);
            }),
        ),
      ),
    );
  await measure(workers.length);
  return { measure, stop: () => workers.forEach(worker => worker.terminate()) };
}

/**
 * A started worker as the pool takes it; it outlives the pool.
 * @template H
 * @param {H} handle
 * @param {(handle: H) => Promise<string>} run
 */
const engineOf = (handle, run) => ({ run: () => run(handle), stop() {} });

/** @param {number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0);

/** What 1, 2, … workers do a second: training, cells and the control in turn, in an order that turns about. */
export async function manyWorkers() {
  console.log('Many workers.');
  const modules = await pageModules();
  const kinds = { training: await training(modules), cells: await cells(modules), counting: await counting() };
  const order = counts().flatMap(workers =>
    Object.entries(kinds).map(([kind, { measure }]) => ({
      kind,
      workers,
      measure,
      rates: /** @type {number[]} */ ([]),
    })),
  );
  const tried = [...order];
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of order) one.rates.push(await one.measure(one.workers));
    order.reverse();
  }
  for (const { stop } of Object.values(kinds)) stop();
  /** @param {string} wanted */
  const scaling = wanted => {
    const mine = tried.filter(({ kind }) => kind === wanted);
    return mine.map(({ workers, rates }) => ({
      workers,
      rates,
      rate: spread(rates),
      speedup: ratio(rates, mine[0].rates),
    }));
  };
  return { training: scaling('training'), cells: scaling('cells'), counting: scaling('counting'), cell: CELL };
}
