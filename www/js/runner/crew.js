// The workers of one run: started together, watched, and ended together.

import { startModuleWorker } from '../wasm/start-worker.js';

/** @typedef {import('./protocol.js').Setup} Setup */
/** @typedef {import('./protocol.js').FromWorker} FromWorker */
/** @typedef {import('./protocol.js').NodeReport} NodeReport */

const SCRIPT = new URL('./worker/node.js', import.meta.url);

/** @returns {DOMException} what a stopped run rejects with */
export const stopped = () => new DOMException('The parallel run was stopped.', 'AbortError');

/** A reason as part of a sentence. @param {string} reason */
const brief = reason =>
  reason
    .split('\n')[0]
    .replace(/^Uncaught (Error: )?/, '')
    .replace(/\.$/, '');

/**
 * @param {string} name
 * @throws {Error} where the browser allows no worker
 */
function begin(name) {
  try {
    return startModuleWorker(SCRIPT, name);
  } catch (error) {
    throw new Error(
      `The worker of ${name} could not be started: ${brief(error instanceof Error ? error.message : String(error))}.`,
    );
  }
}

export class Crew {
  /** @type {Worker[]} */
  #workers = [];
  /** Ends the waiting for locks and the listening for the page's end. */
  #ended = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #fail;
  /** @type {number[]} */
  #initMs = [];
  #ready = 0;
  /** @type {NodeReport[]} */
  #reports = [];
  #finished = 0;
  #name = `pc-playground ${performance.timeOrigin} ${Math.random()}`;
  #onReady;
  #onTiming;
  #timing = 0;
  /** @type {(value: null) => void} */
  #allReady = () => {};
  /** @type {(value: null) => void} */
  #allFinished = () => {};

  /**
   * @param {object} on
   * @param {AbortSignal | null} on.signal
   * @param {(ready: number) => void} on.onReady told how many nodes are ready, whenever one more is
   * @param {(timing: number) => void} on.onTiming told how many nodes have begun to time their operations, whenever one
   * more has
   */
  constructor({ signal, onReady, onTiming }) {
    this.#onReady = onReady;
    this.#onTiming = onTiming;
    /** @type {(error: Error) => void} */
    let reject;
    /** Rejects when the run cannot go on: with an Error of one sentence, or as stopped. @type {Promise<never>} */
    this.failed = new Promise((_, no) => {
      reject = no;
    });
    this.failed.catch(() => {});
    this.#fail = (/** @type {Error} */ error) => {
      // At once, and not only when the one who waits gets to run.
      this.end();
      reject(error);
    };
    const stop = () => this.#fail(stopped());
    signal?.addEventListener('abort', stop, { signal: this.#ended.signal });
    globalThis.addEventListener('pagehide', stop, { signal: this.#ended.signal });
  }

  /**
   * Starts one worker a node.
   * @param {Setup[]} setups of nodes 1 … L; their ports are handed over
   * @param {number} patienceMs
   * @returns {Promise<number[]>} ms that each needed to instantiate the module and make its node, when all are ready
   */
  async start(setups, patienceMs) {
    if (this.#ended.signal.aborted) return this.failed;
    const ready = new Promise(resolve => {
      this.#allReady = resolve;
    });
    this.#beware(patienceMs, 'were ready');
    for (const setup of setups) {
      const l = setup.place.index;
      const worker = begin(`node ${l}`);
      this.#workers.push(worker);
      worker.onmessage = ({ data }) => this.#hear(l, data);
      worker.onmessageerror = () => this.#fail(new Error(`Node ${l} stopped: its message could not be read.`));
      worker.onerror = event => {
        event.preventDefault();
        this.#fail(new Error(`Node ${l} stopped: ${brief(event.message ?? '') || 'its script could not be loaded'}.`));
      };
      const transfer = [
        setup.place.weights.buffer,
        setup.place.bias.buffer,
        setup.input?.buffer,
        setup.place.target?.buffer,
        setup.parent,
        setup.child,
      ];
      setup.lock = `${this.#name} ${l}`;
      worker.postMessage(setup, /** @type {Transferable[]} */ (transfer.filter(Boolean)));
    }
    await Promise.race([this.failed, ready]);
    return this.#initMs;
  }

  /**
   * Lets all nodes run, and leaves them alone until they have finished.
   * @param {number} patienceMs
   * @returns {Promise<NodeReport[]>}
   */
  async run(patienceMs) {
    if (this.#ended.signal.aborted) return this.failed;
    const finished = new Promise(resolve => {
      this.#allFinished = resolve;
    });
    this.#beware(patienceMs, 'had finished');
    for (const worker of this.#workers) worker.postMessage({ type: 'go' });
    await Promise.race([this.failed, finished]);
    return this.#reports;
  }

  /** Ends all workers; may be called again. */
  end() {
    clearTimeout(this.#timer);
    this.#ended.abort();
    for (const worker of this.#workers) {
      worker.onmessage = worker.onerror = worker.onmessageerror = null;
      worker.terminate();
    }
    this.#workers = [];
  }

  /** @param {number} l @param {FromWorker} message */
  #hear(l, message) {
    switch (message.type) {
      case 'ready':
        this.#initMs[l - 1] = message.initMs;
        this.#watch(l);
        this.#ready += 1;
        this.#call(() => this.#onReady(this.#ready));
        if (this.#ready === this.#workers.length) this.#allReady(null);
        break;
      case 'timing':
        this.#timing += 1;
        this.#call(() => this.#onTiming(this.#timing));
        break;
      case 'finished':
        this.#reports[l - 1] = message.result;
        this.#finished += 1;
        if (this.#finished === this.#workers.length) this.#allFinished(null);
        break;
      case 'refused':
        // What the module calls options is the rule here.
        this.#fail(new Error(message.message.replace(/^options\b/, 'rule')));
        break;
      case 'failed':
        this.#fail(new Error(`Node ${l} stopped: ${brief(message.message)}.`));
        break;
    }
  }

  /** What is told may throw, which ends the run. @param {() => void} tell */
  #call(tell) {
    try {
      tell();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error));
    }
  }

  /** Whoever is killed says nothing, but its lock is free then. @param {number} l */
  #watch(l) {
    navigator.locks
      ?.request(`${this.#name} ${l}`, { signal: this.#ended.signal }, () => {
        this.#fail(new Error(`Node ${l} stopped: its worker ended without a word.`));
      })
      .catch(() => {});
  }

  /** Where there are no locks, silence is all there is to go by. @param {number} patienceMs @param {string} what */
  #beware(patienceMs, what) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const count = what === 'had finished' ? this.#finished : this.#ready;
      this.#fail(
        new Error(
          `The parallel run was given up: after ${patienceMs / 1000} seconds only ${count} of ${this.#workers.length} nodes ${what}.`,
        ),
      );
    }, patienceMs);
  }
}
