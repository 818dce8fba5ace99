// One engine worker as the page sees it: requests become promises, and a worker that dies is replaced.

import { startModuleWorker } from '../wasm/start-worker.js';

/** @typedef {import('../model/protocol.js').Role} Role */
/** @typedef {import('../model/protocol.js').Requests} Requests */
/** @typedef {import('../model/protocol.js').RequestType} RequestType */
/** @typedef {import('../model/protocol.js').WorkerMessage} WorkerMessage */
/** @typedef {import('../model/protocol.js').Progress} Progress */
/** @typedef {import('../model/protocol.js').ExhibitNews} ExhibitNews */

const ENGINE = new URL('../workers/engine.js', import.meta.url);
const EXPERIMENTS = new URL('../workers/experiments.js', import.meta.url);
/** A worker that dies this often without once answering in between, but for taking its digits, is not started again. */
const MOST_DEATHS = 3;

/** Why a request has no answer: the worker died of it, or of another one. */
export class WorkerDied extends Error {
  /**
   * @param {string} sentence
   * @param {string} reason in the words of what threw
   * @param {boolean} again whether another worker was started in its place
   */
  constructor(sentence, reason, again) {
    super(sentence);
    this.reason = reason;
    this.again = again;
  }
}

/**
 * @typedef {object} Handle
 * @property {<K extends RequestType>(type: K, args: Requests[K]['args']) => Promise<Requests[K]['reply']>} ask
 * Rejects with an Error of one sentence, a WorkerDied if the worker died. Requests made before the worker is ready wait
 * for it.
 * @property {() => void} stop ends the worker at once, whatever it computes, for good; what was asked of it rejects
 * with an AbortError
 */

/**
 * Starts a worker. It loads while the module is still being compiled.
 * @param {Promise<WebAssembly.Module>} module when there is none, everything that is asked rejects with its reason
 * @param {Role} role
 * @param {object} on
 * @param {(sentence: string) => void} on.died the worker failed and forgot everything; another one is starting, unless
 * the sentence says otherwise
 * @param {(progress: Progress) => void} [on.progress]
 * @param {(news: ExhibitNews) => void} [on.news]
 * @returns {Handle}
 */
export function startWorker(module, role, { died, progress, news }) {
  /** @type {Map<number, {type: RequestType, resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const pending = new Map();
  let lastId = 0;
  let deaths = 0;
  /** @type {Worker | null} */
  let worker = null;
  let ready = false;
  /** @type {import('../model/protocol.js').RequestMessage[]} */
  let queue = [];
  /** Why nothing more can be asked. @type {Error | null} */
  let over = null;

  function spawn() {
    const mine = startModuleWorker(role === 'cells' ? EXPERIMENTS : ENGINE);
    worker = mine;
    ready = false;
    mine.onmessage = ({ data }) => {
      if (worker === mine) receive(/** @type {WorkerMessage} */ (data));
    };
    mine.onerror = event => {
      event.preventDefault();
      if (worker === mine)
        fail(
          event.message ||
            `its script js/workers/${role === 'cells' ? 'experiments' : 'engine'}.js, or one that it imports, could not be loaded`,
        );
    };
    module.then(
      compiled => {
        if (worker === mine) mine.postMessage({ type: 'init', module: compiled, role });
      },
      error => {
        over = error;
        mine.terminate();
        abandon()(error);
      },
    );
  }

  /** @param {WorkerMessage} message */
  function receive(message) {
    if (message.type === 'ready') {
      ready = true;
      for (const request of queue) worker?.postMessage(request);
      queue = [];
    } else if (message.type === 'progress') {
      progress?.(message.progress);
    } else if (message.type === 'news') {
      news?.(message.news);
    } else if (message.type === 'fatal') {
      fail(message.message);
    } else {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      // Every worker that replaces another takes the digits first: that is no sign that it can compute.
      if (waiting && waiting.type !== 'data') deaths = 0;
      if (message.type === 'reply') waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.message));
    }
  }

  /** @param {string} reason */
  function fail(reason) {
    worker?.terminate();
    worker = null;
    deaths += 1;
    const what = {
      trace: 'The engine',
      train: 'The training engine',
      exhibit: 'The engine of the exhibits',
      cells: 'An engine of the experiments',
    }[role];
    const why = reason
      .split('\n')[0]
      .replace(/^Uncaught /, '')
      .replace(/\.$/, '');
    const again = deaths < MOST_DEATHS;
    const sentence = again
      ? `${what} stopped (${why}) and was started again.`
      : `${what} stopped ${deaths} times (${why}) and is not started again; reload the page to try once more.`;
    const error = new WorkerDied(sentence, why, again);
    if (!again) over = error;
    const reject = abandon();
    if (again) spawn();
    died(sentence);
    reject(error);
  }

  /** Forgets all requests; returns how to reject them. */
  function abandon() {
    queue = [];
    const lost = [...pending.values()];
    pending.clear();
    return (/** @type {Error} */ error) => {
      for (const { reject } of lost) reject(error);
    };
  }

  spawn();
  return {
    ask(type, args) {
      if (over) return Promise.reject(over);
      return new Promise((resolve, reject) => {
        const request = { type, id: ++lastId, args };
        pending.set(request.id, { type, resolve, reject });
        if (ready && worker) worker.postMessage(request);
        else queue.push(request);
      });
    },
    stop() {
      worker?.terminate();
      worker = null;
      over = new DOMException('The worker was stopped.', 'AbortError');
      abandon()(over);
    },
  };
}
