// The worker that computes. Several run, all of this file: one answers the step view, one trains, one computes what the
// systems view exhibits.

import { Dataset, Network, initSync } from '../../pkg/pc_playground.js';
import { Library } from './data.js';
import { fatal, send, serve } from './serve.js';
import { trace, traceBuffers } from './trace/trace.js';

/** @typedef {import('../model/protocol.js').Requests} Requests */
/** @typedef {Exclude<keyof Requests, 'experiments' | 'grid' | 'cell' | 'results' | 'answer'>} Answered */

/**
 * What only some of these workers need is loaded with the first request for it.
 * @template T
 * @param {() => Promise<T>} load
 */
function whenNeeded(load) {
  /** @type {Promise<T> | null} */
  let coming = null;
  return {
    /** @type {T | null} */
    now: null,
    async get() {
      coming ??= load();
      try {
        return (this.now = await coming);
      } catch (error) {
        coming = null; // the next request may find the server again
        throw error;
      }
    },
  };
}

/** @param {import('../model/protocol.js').Role} role @returns {import('./serve.js').Handlers<Answered>} */
function handlers(role) {
  const library = new Library(role === 'trace' ? 'test' : 'all', Dataset);
  const exhibits = whenNeeded(async () =>
    (await import('./exhibits/index.js')).createExhibits(library, news => send({ type: 'news', news })),
  );
  const session = whenNeeded(async () => {
    const { Session } = await import('./train/session.js');
    // A trap while training has no request to answer, so it is caught here.
    return new Session(library, progress => send({ type: 'progress', progress }), fatal);
  });
  return {
    data({ plan }) {
      const sentence = library.use(plan, () => {
        session.now?.drop();
        exhibits.now?.endAll();
      });
      return { value: { sentence } };
    },
    exhibit: async args => ({ value: await (await exhibits.get()).run(args) }),
    endExhibit: async ({ run }) => {
      (await exhibits.get()).end(run);
      return { value: null };
    },
    trace({ settings }) {
      const value = trace(settings, library.open(settings.source).test);
      return { value, transfer: traceBuffers(value) };
    },
    operations: async ({ settings, scheme }) => ({
      value: (await import('./operations.js')).operations(settings, scheme, library.open(settings.source).test),
    }),
    schedule: async ({ settings, operations, machine }) => ({
      value: (await import('./operations.js')).schedule(settings, operations, machine),
    }),
    costs: async ({ settings, scheme }) => ({ value: (await import('./costs.js')).schemeCosts(settings, scheme) }),
    loop: async ({ settings }) => ({
      value: (await import('./operations.js')).timeLoop(settings, library.open(settings.source).test),
    }),
    digits({ settings, start, count }) {
      const { test, source, sentence } = library.open(settings.source);
      const images = new Uint8Array(count * 784);
      const labels = new Uint8Array(count);
      for (let i = 0; i < count; i++) {
        images.set(test.image((start + i) % test.length), i * 784);
        labels[i] = test.label((start + i) % test.length);
      }
      return {
        value: { images, labels, count: test.length, source, sentence },
        transfer: [images.buffer, labels.buffer],
      };
    },
    async start({ settings, run, weights }) {
      (await session.get()).start(settings, run, weights);
      return { value: null };
    },
    usual: async ({ settings }) => ({ value: (await import('./train/usual.js')).takenBy(settings) }),
    async pause() {
      (await session.get()).pause();
      return { value: null };
    },
    async resume() {
      (await session.get()).resume();
      return { value: null };
    },
    async reset({ settings, run, weights }) {
      (await session.get()).reset(settings, run, weights);
      return { value: null };
    },
    async keep() {
      const value = (await session.get()).keep();
      return { value, transfer: value ? [value.bytes.buffer] : [] };
    },
    restore: async ({ settings, run, checkpoint }) => ({
      value: (await session.get()).restore(settings, run, checkpoint),
    }),
    async save() {
      const value = (await session.get()).need().network.save();
      return { value, transfer: [value.buffer] };
    },
    inspect: ({ bytes }) => ({ value: Network.inspect(bytes) }),
    adopt({ bytes, told }) {
      const value = adopt(bytes, told);
      return { value, transfer: [value.bytes.buffer] };
    },
    predict: async ({ pixels }) => ({ value: (await session.get()).predict(pixels) }),
    predictions: async ({ start, count }) => ({ value: (await session.get()).predictions(start, count) }),
    generate: async () => ({ value: (await session.get()).generate() }),
    test: async () => ({ value: await (await session.get()).test() }),
  };
}

/**
 * The network in a file, as a file that tells all of it.
 * @param {Uint8Array} file
 * @param {import('../model/protocol.js').Told} told what the first does not
 * @returns {Requests['adopt']['reply']}
 */
function adopt(file, told) {
  const network = Network.load(file, told);
  const { sizes, depth, likelihood, dtype } = network;
  const activations = Array.from({ length: depth - 1 }, (_, l) => network.activation(l));
  const bytes = network.save();
  network.free();
  return { shape: { sizes: Array.from(sizes), activations, likelihood, dtype }, bytes };
}

serve((module, role) => {
  initSync({ module });
  return handlers(role);
});
