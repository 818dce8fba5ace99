// Many engine workers at once, the page's own: do twice the workers do twice the work?

import { spread } from './stats.js';

/** How long workers train side by side before the next number of them does. */
const WINDOW_MS = 1500;
const ROUNDS = 5;
/** A cell of this experiment's quick grid, computed so often by the pool of the experiments view. */
const CELL = { id: 'descent', cell: 0, times: 8 };
/** What the workers train: drawn digits, so that nothing has to be fetched. */
const HASH = '#view=train&source=synthetic&hidden=4&width=64&activation=tanh&dtype=f32&rule=bp&optimizer=momentum&rate=0.01&batch=64';

/** The page's own modules, at the addresses at which it loads them: bundled ones would not find their workers. */
async function pageModules() {
  /** @param {string} path */
  const load = path => import(new URL(path, location.origin).href);
  const { compileEngine } = /** @type {typeof import('../../www/js/wasm.js')} */ (await load('/js/wasm.js'));
  const { startWorker } = /** @type {typeof import('../../www/js/worker-handle.js')} */ (await load('/js/worker-handle.js'));
  const { startPool } = /** @type {typeof import('../../www/js/experiments/pool.js')} */ (await load('/js/experiments/pool.js'));
  const { parseHash } = /** @type {typeof import('../../www/js/state.js')} */ (await load('/js/state.js'));
  return { module: await compileEngine(), startWorker, startPool, settings: parseHash(HASH) };
}

/** @param {number} ms */
const wait = ms => new Promise(resolve => { setTimeout(resolve, ms); });

/** @param {string} sentence */
const died = sentence => { throw new Error(sentence); };

/** A worker that trains. @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function startTrainee({ module, startWorker, settings }) {
  /** When it had done how many steps, since it last began. @type {{at: number, iteration: number}[]} */
  let marks = [];
  const handle = startWorker(module, 'train', { died, progress: ({ iteration }) => marks.push({ at: performance.now(), iteration }) });
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
 * Rates of 1, 2, … workers in turn, in an order that turns about.
 * @param {(workers: number) => Promise<number>} rate of so many workers together
 */
async function inTurn(rate) {
  const found = counts().map(workers => ({ workers, rates: /** @type {number[]} */ ([]) }));
  const order = [...found];
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of order) one.rates.push(await rate(one.workers));
    order.reverse();
  }
  return found.map(({ workers, rates }) => ({
    workers, rates, rate: spread(rates), speedup: spread(rates.map((value, round) => value / found[0].rates[round])),
  }));
}

/** @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function training(modules) {
  const trainees = await Promise.all(counts().map(() => startTrainee(modules)));
  try {
    return await inTurn(async workers => {
      const some = trainees.slice(0, workers);
      await Promise.all(some.map(one => one.resume()));
      await wait(WINDOW_MS);
      const rates = await Promise.all(some.map(one => one.pause()));
      return rates.reduce((sum, one) => sum + one, 0);
    });
  } finally {
    for (const one of trainees) one.stop();
  }
}

/** @param {Awaited<ReturnType<typeof pageModules>>} modules */
async function cells({ module, startWorker, startPool }) {
  const handles = counts().map(() => startWorker(module, 'cells', { died }));
  /** @type {import('../../www/js/protocol.js').GridAt} */
  const at = { source: 'synthetic', id: CELL.id, grid: 'quick' };
  try {
    const { headerLine } = await handles[0].ask('grid', at);
    /** @param {typeof handles[number]} handle */
    const run = handle => handle.ask('cell', { ...at, headerLine, cell: CELL.cell });
    await Promise.all(handles.map(run)); // draws the digits, and lets the browser compile for speed
    return await inTurn(workers => new Promise((resolve, reject) => {
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
    }));
  } finally {
    for (const handle of handles) handle.stop();
  }
}

/** A started worker as the pool takes it; it outlives the pool. @template H @param {H} handle @param {(handle: H) => Promise<string>} run */
const engineOf = (handle, run) => ({ run: () => run(handle), stop() {} });

/** Steps and cells per second of 1, 2, … workers. */
export async function manyWorkers() {
  const modules = await pageModules();
  console.log('Many workers: training side by side.');
  const trained = await training(modules);
  console.log('Many workers: cells of an experiment.');
  return { training: trained, cells: await cells(modules), cell: CELL };
}
