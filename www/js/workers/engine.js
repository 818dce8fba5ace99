// The worker that computes. Several run, all of this file: one answers the step view, one trains, one computes what the systems view exhibits.

import { Dataset, initSync } from '../../pkg/pc_playground.js';
import { Library } from './data.js';
import { createExhibits } from './exhibits/index.js';
import { operations, timeLoop } from './loop.js';
import { fatal, send, serve } from './serve.js';
import { Session } from './session.js';
import { trace, traceBuffers } from './trace.js';

/** @typedef {import('../protocol.js').Requests} Requests */
/** @typedef {Exclude<keyof Requests, 'experiments' | 'grid' | 'cell' | 'results' | 'answer'>} Answered */

/** @param {import('../protocol.js').Role} role @returns {import('./serve.js').Handlers<Answered>} */
function handlers(role) {
  const library = new Library(role === 'trace' ? 'test' : 'all', Dataset);
  const exhibits = createExhibits(library, news => send({ type: 'news', news }));
  // A trap while training has no request to answer, so it is caught here.
  const session = new Session(library, progress => send({ type: 'progress', progress }), fatal);
  return {
    data({ plan }) {
      const sentence = library.use(plan, () => { session.drop(); exhibits.endAll(); });
      return { value: { sentence } };
    },
    exhibit: async args => ({ value: await exhibits.run(args) }),
    endExhibit({ run }) {
      exhibits.end(run);
      return { value: null };
    },
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

serve((module, role) => {
  initSync({ module });
  return handlers(role);
});
