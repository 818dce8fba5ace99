// Training as the page asks for it; the work is done by workers/train/session.js.

/** @typedef {import('../model/protocol.js').Settings} Settings */
/** @typedef {import('../model/protocol.js').Progress} Progress */
/** @typedef {import('../model/protocol.js').Requests} Requests */
/** @typedef {import('./conductor.js').DigitsHandle} DigitsHandle */

/**
 * @typedef {object} Training
 * @property {(settings: Settings, weights?: Uint8Array) => Promise<null>} start a network with these settings, and off
 * it goes; `weights`: a network's file to begin from, default fresh random ones
 * @property {(settings: Settings) => Promise<import('../model/protocol.js').Taken>} usual T, γ and rate of a run with
 * these settings
 * @property {() => Promise<null>} pause
 * @property {() => Promise<null>} resume
 * @property {(settings: Settings, weights?: Uint8Array) => Promise<null>} reset the same, standing still
 * @property {() => Promise<import('../model/protocol.js').Checkpoint | null>} keep all that the run needs to go on
 * elsewhere; null when it has diverged. Points of later iterations come later
 * @property {(settings: Settings, checkpoint: import('../model/protocol.js').Checkpoint) => Promise<Progress>} restore
 * the run of a checkpoint, standing still where it was kept; rejects, and the run before is as it was, when it does not
 * fit
 * @property {() => Promise<Uint8Array>} save the network as a safetensors file
 * @property {(bytes: Uint8Array) => Promise<import('../model/protocol.js').NetworkFile>} inspect what a network's file
 * tells; rejects when it is none
 * @property {(bytes: Uint8Array, told: import('../model/protocol.js').Told) => Promise<Requests['adopt']['reply']>}
 * adopt what the network in a file is, and a file of it that tells all; `told`: what the first does not; rejects when
 * it is none
 * @property {(pixels: Float64Array) => Promise<Float64Array>} predict the network's answer to 784 numbers from 0 to 1:
 * ten probabilities when categorical, ten plain outputs when gaussian, where a free x_0 settles when generative. Needs
 * a network: call start or reset first
 * @property {(start: number, count: number) => Promise<import('../model/protocol.js').Predictions>} testDigits test
 * digits and the network's answers
 * @property {() => Promise<Float64Array>} generate a generative network's pictures of the ten labels, [10][784]
 * @property {() => Promise<Requests['test']['reply']>} test loss and accuracy (0 to 1) on all test digits
 * @property {(listener: (progress: Progress) => void) => () => void} onProgress told how the newest run stands, never
 * an older one; returns how to stop
 * @property {(listener: (sentence: string) => void) => () => void} onLost the worker failed and its network is gone;
 * returns how to stop
 */

/**
 * @param {(progress: (progress: Progress) => void, died: (sentence: string) => void) => DigitsHandle} open starts the
 * worker; called when it is first needed
 * @returns {{train: Training, useFiles: (plan: import('../model/protocol.js').DataPlan) => Promise<string>}}
 */
export function createTraining(open) {
  /** @type {Set<(progress: Progress) => void>} */
  const listeners = new Set();
  /** @type {Set<(sentence: string) => void>} */
  const lost = new Set();
  /** @type {DigitsHandle | null} */
  let opened = null;
  /** The newest run; reports of older ones that were still under way are dropped. */
  let run = 0;
  /** The number given last: a run that is being restored becomes the newest when it is there. */
  let last = 0;
  // The step view alone never needs the second worker or the training digits.
  const handle = () =>
    (opened ??= open(
      progress => {
        if (progress.run === run) listeners.forEach(listener => listener(progress));
      },
      sentence => lost.forEach(listener => listener(sentence)),
    ));
  /** @template T @param {Set<T>} set @param {T} listener */
  const subscribe = (set, listener) => {
    set.add(listener);
    return () => set.delete(listener);
  };
  return {
    useFiles: plan => handle().use(plan),
    train: {
      start: (settings, weights) => handle().ask(settings, 'start', { settings, run: (run = ++last), weights }),
      usual: settings => handle().ask(null, 'usual', { settings }),
      pause: () => handle().ask(null, 'pause', {}),
      resume: () => handle().ask(null, 'resume', {}),
      reset: (settings, weights) => handle().ask(settings, 'reset', { settings, run: (run = ++last), weights }),
      keep: () => handle().ask(null, 'keep', {}),
      async restore(settings, checkpoint) {
        const mine = ++last;
        const progress = await handle().ask(settings, 'restore', { settings, run: mine, checkpoint });
        run = Math.max(run, mine);
        return progress;
      },
      save: () => handle().ask(null, 'save', {}),
      inspect: bytes => handle().ask(null, 'inspect', { bytes }),
      adopt: (bytes, told) => handle().ask(null, 'adopt', { bytes, told }),
      predict: pixels => handle().ask(null, 'predict', { pixels }),
      testDigits: (start, count) => handle().ask(null, 'predictions', { start, count }),
      generate: () => handle().ask(null, 'generate', {}),
      test: () => handle().ask(null, 'test', {}),
      onProgress: listener => subscribe(listeners, listener),
      onLost: listener => subscribe(lost, listener),
    },
  };
}
