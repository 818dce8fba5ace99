// Owns the engine workers: one answers the step view and stays responsive; one trains, one computes exhibits and a pool
// of them experiments. Each starts when first needed.

import { fastestBuild } from '../wasm/build.js';
import { createExhibits } from './exhibits.js';
import { createExperiments } from './experiments/lazy.js';
import { createTraining } from './training.js';
import { compileEngine } from '../wasm/compile.js';
import { startWorker } from './worker-handle.js';

/** @typedef {import('../model/protocol.js').Settings} Settings */
/** @typedef {import('../model/protocol.js').Trace} Trace */
/** @typedef {import('../model/protocol.js').Digits} Digits */
/** @typedef {import('../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('./worker-handle.js').Handle} Handle */

/**
 * @typedef {object} Conductor
 * @property {(settings: Settings) => Promise<Trace>} trace the four rules on one test digit. The newest request wins:
 * the ones still unanswered reject with a DOMException named AbortError
 * @property {(settings: Settings, start: number, count: number) => Promise<Digits>} digits test digits, counted round
 * at the end
 * @property {(settings: Settings, scheme: import('../model/scheme.js').SchemeId) => Promise<import('../model/protocol.js').Operations>}
 * operations what one scheme computes in the parallel view
 * @property {(settings: Settings, operations: import('../model/protocol.js').Operations, machine: import('../model/protocol.js').Machine) => Promise<import('../model/protocol.js').Scheduled>}
 * schedule when they run on an ideal machine
 * @property {(settings: Settings, scheme: import('../model/scheme.js').SchemeId) => Promise<import('../model/protocol.js').SchemeCosts>}
 * costs what theory says they cost
 * @property {(settings: Settings) => Promise<import('../model/protocol.js').LoopTimes>} loop what the loop takes for
 * the parallel view's minibatch
 * @property {import('./exhibits.js').AskExhibit} exhibit what an exhibit of the systems view shows
 * @property {'relaxed' | 'simd128'} build of the engine, for everything but experiments
 * @property {Promise<WebAssembly.Module>} module the compiled engine; asking for it starts the engine, with the worker
 * of the step view
 * @property {(listener: () => void) => () => void} onDataChanged calls back when a visitor's files have replaced the
 * digits; returns how to stop
 * @property {(files: File[], tell?: (sentence: string) => void) => Promise<string>} useFiles takes MNIST files, raw or
 * gzipped, or pictures, for source "mnist"; answers, or throws, one sentence. What is wrong changes nothing; `tell`
 * hears how far it is
 * @property {() => Promise<string>} turnDigits exchanges rows and columns of every picture of source "mnist", and back
 * again; answers, or throws, one sentence
 * @property {(sentence: string) => void} announce tells the page's status line
 * @property {import('./training.js').Training} train
 * @property {import('../model/experiment-types.js').Experiments} experiments
 */

/**
 * Nothing is compiled or started before it is needed: a page that wants to be quick asks for `module` at once.
 * @param {{onStatus: (sentence: string) => void}} options `onStatus` is told, in one sentence, when a worker failed
 * @returns {Promise<Conductor>}
 * @throws {Error} one sentence when this browser cannot run the engine. When the engine's file is missing, everything
 * that is asked rejects
 */
export async function openConductor({ onStatus }) {
  const build = await fastestBuild();
  /** @type {Promise<WebAssembly.Module> | null} */
  let compiled = null;
  const experimentsModule = () => (compiled ??= compileEngine('experiments'));
  /** @type {ReturnType<typeof start> | null} */
  let started = null;
  const engine = () => (started ??= start());
  /** @type {Set<() => void>} */
  const listeners = new Set();

  // Drawn digits need no files, and whoever never asks for others none of this code.
  const files = () => import('./digits/files.js');
  const fetchTest = async () => (await files()).fetchTest();
  const fetchAll = async () => (await files()).fetchAll();

  // Each worker keeps a copy of the digits, so that neither waits for the other. Files are fetched when first needed.
  function start() {
    const module = compileEngine(build);
    const tracing = withDigits(fetchTest, forget =>
      startWorker(module, 'trace', {
        died(sentence) {
          forget();
          onStatus(sentence);
        },
      }),
    );
    return { module, tracing };
  }
  const training = createTraining((progress, lost) =>
    withDigits(fetchAll, forget =>
      startWorker(engine().module, 'train', {
        died(sentence) {
          forget();
          lost(sentence);
          onStatus(sentence);
        },
        progress,
      }),
    ),
  );
  const exhibits = createExhibits((news, plan) =>
    withDigits(
      () => plan() ?? fetchAll(),
      forget =>
        startWorker(engine().module, 'exhibit', {
          died(sentence) {
            forget();
            onStatus(sentence);
          },
          news,
        }),
    ),
  );
  const experiments = createExperiments({
    desk: plan =>
      withDigits(
        () => plan() ?? fetchAll(),
        forget =>
          startWorker(experimentsModule(), 'cells', {
            died(sentence) {
              forget();
              onStatus(sentence);
            },
          }),
      ),
    engine: died => startWorker(experimentsModule(), 'cells', { died }),
  });

  /** The digits that a visitor gave, or turned. @type {import('../model/protocol.js').DataFiles | null} */
  let given = null;
  /** @param {import('../model/protocol.js').DataFiles} next @returns {Promise<string>} which digits these are */
  async function use(next) {
    // The training worker opens every file; only when all are right do the others get them too.
    const sentence = await training.useFiles({ files: next });
    given = next;
    await engine().tracing.use({ files: next });
    await exhibits.useFiles({ files: next });
    await experiments.useFiles({ files: next });
    for (const listener of listeners) listener();
    return sentence;
  }

  return {
    trace: newestWins(settings => engine().tracing.ask(settings, 'trace', { settings })),
    digits: (settings, start, count) => engine().tracing.ask(settings, 'digits', { settings, start, count }),
    operations: (settings, scheme) => engine().tracing.ask(settings, 'operations', { settings, scheme }),
    schedule: (settings, operations, machine) =>
      engine().tracing.ask(null, 'schedule', { settings, operations, machine }),
    costs: (settings, scheme) => engine().tracing.ask(null, 'costs', { settings, scheme }),
    loop: settings => engine().tracing.ask(settings, 'loop', { settings }),
    exhibit: exhibits.ask,
    build,
    get module() {
      return engine().module;
    },
    onDataChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    useFiles: async (chosen, tell = () => {}) => use(await (await files()).readGiven(chosen, tell)),
    async turnDigits() {
      const plan = given ? { files: given } : await fetchAll();
      if ('missing' in plan) throw new Error(plan.missing);
      const turned = !plan.files.turned;
      return use({
        ...plan.files,
        turned,
        note: turned ? 'Their rows and columns were exchanged.' : 'They lie as they do in their files.',
      });
    },
    announce: onStatus,
    train: training.train,
    experiments: experiments.experiments,
  };
}

/** @typedef {ReturnType<typeof withDigits>} DigitsHandle */

/**
 * A worker with its digits: they are sent before the first request that needs them, and again to a worker that replaces
 * it.
 * @param {() => Promise<DataPlan>} fetchPlan
 * @param {(forget: () => void) => Handle} start `forget` is to be called when the worker has died
 */
function withDigits(fetchPlan, start) {
  /** @type {Promise<DataPlan> | null} */
  let plan = null;
  /** @type {Promise<unknown> | null} */
  let sent = null;
  const handle = start(() => {
    sent = null;
  });
  /** Packed files that turn out to be broken are as good as missing. */
  async function send() {
    plan ??= fetchPlan();
    const wanted = await plan;
    try {
      await handle.ask('data', { plan: wanted });
    } catch (error) {
      const missing = `The MNIST digits could not be read: ${error instanceof Error ? error.message : error}`;
      plan = Promise.resolve({ missing });
      await handle.ask('data', { plan: { missing } });
    }
  }
  return {
    /**
     * @template {import('../model/protocol.js').RequestType} K
     * @param {Settings | null} settings whose digits are needed; null when none are
     * @param {K} type
     * @param {import('../model/protocol.js').Requests[K]['args']} args
     * @returns {Promise<import('../model/protocol.js').Requests[K]['reply']>}
     */
    async ask(settings, type, args) {
      if (settings?.source === 'mnist') {
        sent ??= send();
        try {
          await sent;
        } catch (error) {
          sent = null;
          throw error;
        }
      }
      return handle.ask(type, args);
    },
    /** What the digits are made from; null until they are needed. */
    plan: () => plan,
    /**
     * Replaces the digits; throws and changes nothing when the files are wrong.
     * @param {DataPlan} next
     * @returns {Promise<string>}
     */
    async use(next) {
      const { sentence } = await handle.ask('data', { plan: next });
      plan = Promise.resolve(next);
      sent = Promise.resolve();
      return sentence;
    },
  };
}

/**
 * Lets one call run and one wait: a newer call takes the waiting place, and only the newest is answered.
 * @template A, R
 * @param {(argument: A) => Promise<R>} run
 * @returns {(argument: A) => Promise<R>}
 */
export function newestWins(run) {
  /** @typedef {{argument: A, resolve: (value: R) => void, reject: (error: unknown) => void}} Call */
  /** @type {Call | null} */
  let newest = null;
  let busy = false;
  async function work() {
    busy = true;
    while (newest) {
      const call = /** @type {Call} */ (newest);
      try {
        const value = await run(call.argument);
        call.resolve(value);
      } catch (error) {
        call.reject(error);
      }
      if (newest === call) newest = null;
    }
    busy = false;
  }
  return argument =>
    new Promise((resolve, reject) => {
      newest?.reject(new DOMException('A newer request took its place.', 'AbortError'));
      newest = { argument, resolve, reject };
      if (!busy) void work();
    });
}
