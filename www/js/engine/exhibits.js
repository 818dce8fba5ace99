// Exhibits as the page asks for them; the work is done by workers/exhibits/.

/** @typedef {import('../model/protocol.js').Settings} Settings */
/** @typedef {import('../model/protocol.js').ExhibitNews} ExhibitNews */
/** @typedef {import('../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('./conductor.js').DigitsHandle} DigitsHandle */

/**
 * @callback AskExhibit
 * @param {Settings} settings
 * @param {string} name which computing, as workers/exhibits/index.js lists them
 * @param {any} params of its own
 * @param {{signal?: AbortSignal, progress?: (share: number, partial: any) => void}} [how] `progress` is told how much
 * is done, 0 to 1, and what is known so far
 * @returns {Promise<any>} rejects with an Error of one sentence, or with an AbortError when `signal` says so
 */

/**
 * @param {(news: (news: ExhibitNews) => void, plan: () => Promise<DataPlan> | null) => DigitsHandle} open starts the
 * worker; called when it is first needed. `plan` tells which digits a visitor gave before that
 * @returns {{ask: AskExhibit, useFiles: (plan: DataPlan) => Promise<unknown>}}
 */
export function createExhibits(open) {
  /** @type {DigitsHandle | null} */
  let opened = null;
  /** @type {Promise<DataPlan> | null} */
  let given = null;
  /** Runs under way. @type {Map<number, (share: number, partial: any) => void>} */
  const told = new Map();
  let last = 0;
  const handle = () =>
    (opened ??= open(
      ({ run, share, partial }) => told.get(run)?.(share, partial),
      () => given,
    ));
  return {
    ask: (settings, name, params, { signal, progress } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const run = ++last;
        const worker = handle();
        if (progress) told.set(run, progress);
        const stop = () => {
          told.delete(run);
          reject(signal?.reason);
          void worker.ask(null, 'endExhibit', { run }).catch(() => {}); // a worker that died has ended it too
        };
        signal?.addEventListener('abort', stop, { once: true });
        worker
          .ask(settings, 'exhibit', { name, params, settings, run })
          .then(resolve, reject)
          .finally(() => {
            told.delete(run);
            signal?.removeEventListener('abort', stop);
          });
      }),
    async useFiles(plan) {
      given = Promise.resolve(plan);
      await opened?.use(plan);
    },
  };
}
