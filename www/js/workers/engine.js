// The worker that computes. Several run, all of this file: one answers the step view, one trains, one computes what the systems view exhibits,
// and experiments have as many as the machine has cores, less one.

import { initSync } from '../../pkg/pc_playground.js';
import { createCells } from './cells.js';
import { Library } from './data.js';
import { createExhibits } from './exhibits/index.js';
import { operations, timeLoop } from './loop.js';
import { Session } from './session.js';
import { trace, traceBuffers } from './trace.js';

/** @typedef {import('../protocol.js').Requests} Requests */
/** @typedef {import('../protocol.js').WorkerMessage} WorkerMessage */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @param {WorkerMessage} message @param {Transferable[]} [transfer] */
const send = (message, transfer = []) => scope.postMessage(message, transfer);

/** @param {unknown} error */
const say = error => (error instanceof Error ? error.message : String(error));

/**
 * @template T
 * @typedef {{value: T, transfer?: Transferable[]}} Answer
 */
/**
 * What each request does: returns, now or later, the reply and the buffers to hand over.
 * @typedef {{[K in keyof Requests]: (args: Requests[K]['args']) => Answer<Requests[K]['reply']> | Promise<Answer<Requests[K]['reply']>>}} Handlers
 */

/** @param {import('../protocol.js').Role} role @returns {Handlers} */
function handlers(role) {
  const library = new Library(role === 'trace' ? 'test' : 'all');
  const exhibits = createExhibits(library, news => send({ type: 'news', news }));
  const cells = createCells(library);
  // A trap while training has no request to answer, so it is caught here.
  const session = new Session(library, progress => send({ type: 'progress', progress }), fatal);
  return {
    data({ plan }) {
      const sentence = library.use(plan, () => { session.drop(); exhibits.endAll(); cells.drop(); });
      return { value: { sentence } };
    },
    exhibit: async args => ({ value: await exhibits.run(args) }),
    endExhibit({ run }) {
      exhibits.end(run);
      return { value: null };
    },
    experiments: () => ({ value: cells.list() }),
    grid: args => ({ value: cells.header(args) }),
    cell: args => ({ value: cells.run(args) }),
    results: ({ bytes }) => ({ value: cells.read(bytes) }),
    answer: ({ text }) => ({ value: cells.answer(text) }),
    trace({ settings }) {
      const value = trace(settings, library.open(settings.source).test);
      return { value, transfer: traceBuffers(value) };
    },
    operations: ({ settings, scheme }) => ({ value: operations(settings, scheme, library.open(settings.source).test) }),
    loop: ({ settings }) => ({ value: timeLoop(settings, library.open(settings.source).test) }),
    digits({ settings, start, count }) {
      const { test, source, sentence } = library.open(settings.source);
      const images = new Uint8Array(count * 784);
      const labels = new Uint8Array(count);
      for (let i = 0; i < count; i++) {
        images.set(test.image((start + i) % test.length), i * 784);
        labels[i] = test.label((start + i) % test.length);
      }
      return { value: { images, labels, count: test.length, source, sentence }, transfer: [images.buffer, labels.buffer] };
    },
    start({ settings, run }) {
      session.start(settings, run);
      return { value: null };
    },
    pause() {
      session.pause();
      return { value: null };
    },
    resume() {
      session.resume();
      return { value: null };
    },
    reset({ settings, run }) {
      session.reset(settings, run);
      return { value: null };
    },
    predict: ({ pixels }) => ({ value: session.predict(pixels) }),
    predictions: ({ start, count }) => ({ value: session.predictions(start, count) }),
    generate: () => ({ value: session.generate() }),
    test: async () => ({ value: await session.test() }),
  };
}

/** A panic leaves the instance in an unknown state: nothing more may be asked of it. @param {unknown} error */
function fatal(error) {
  send({ type: 'fatal', message: say(error) });
  scope.close();
}

/** @type {Handlers | null} */
let answer = null;

scope.onmessage = ({ data: message }) => {
  /** @param {unknown} error */
  const failed = error => {
    if (error instanceof WebAssembly.RuntimeError || message.type === 'init') fatal(error);
    else send({ type: 'failed', id: message.id, message: say(error) });
  };
  /** @param {Answer<any>} made */
  const reply = ({ value, transfer }) => send({ type: 'reply', id: message.id, value }, transfer);
  try {
    if (message.type === 'init') {
      initSync({ module: message.module });
      answer = handlers(message.role);
      send({ type: 'ready' });
      return;
    }
    if (!answer) throw new Error(`The worker was asked for "${message.type}" before it was ready.`);
    const made = answer[/** @type {keyof Requests} */ (message.type)](message.args);
    if (made instanceof Promise) made.then(reply).catch(failed);
    else reply(made);
  } catch (error) {
    failed(error);
  }
};
