// The page of the benchmark: starts workers for the driver, `run.mjs`, which calls what is put on `window.bench`.

import { manyWorkers } from './crowd.js';

/** @typedef {{name: string, folder: string}} Build `folder`: its address on this server, with a slash at the end */

/** @param {Build[]} builds @param {string} file */
const compiled = (builds, file) =>
  Promise.all(
    builds.map(async ({ name, folder }) => {
      const url = new URL(folder, location.href).href;
      return { name, url, module: await WebAssembly.compileStreaming(fetch(new URL(file, url))) };
    }),
  );

/**
 * Everything that is timed in one worker.
 * @param {{flavours: Build[], kits: Build[], rounds: number}} how
 * @returns {Promise<unknown>}
 */
async function oneWorker({ flavours, kits, rounds }) {
  const message = {
    type: 'init',
    flavours: await compiled(flavours, 'pc_playground_bg.wasm'),
    kits: await compiled(kits, 'bench_kernels_bg.wasm'),
    rounds,
  };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.type === 'say') console.log(data.sentence);
        else if (data.type === 'done') resolve(data.value);
        else reject(new Error(data.message));
      };
      worker.onerror = event =>
        reject(new Error(event.message || "The script of the benchmark's worker could not be loaded."));
      worker.postMessage(message);
    });
  } finally {
    worker.terminate();
  }
}

Object.assign(window, { bench: { oneWorker, manyWorkers } });
