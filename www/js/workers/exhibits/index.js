// The exhibits' computing: which there are, and running them so that each can say how far it is and can be stopped.

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../data.js').Digits} Digits */
/** @typedef {import('../data.js').Library} Library */

/**
 * What an exhibit computes with besides its own parameters. The module's classes it imports itself.
 * @typedef {object} Bench
 * @property {Settings} settings of the page, when it was asked
 * @property {Digits} digits train, validation and test digits of the page's source
 * @property {(share: number, partial?: any) => Promise<void>} pause to be awaited now and then: tells the page how much
 * is done, 0 to 1, with what is known so far if given, and rejects when the page wants no more. Cheap to call often
 */

/**
 * Answers a plain object of numbers, strings and typed arrays.
 * @typedef {(params: any, bench: Bench) => Promise<any> | any} Compute
 */

/**
 * Where each is found; a file exports a function `compute`.
 * @type {Record<string, () => Promise<{compute: Compute}>>}
 */
const EXHIBITS = {
  klimit: () => import('./klimit.js'),
  zil: () => import('./zil.js'),
  ablation: () => import('./ablation.js'),
  'ode-bp': () => import('./ode-bp.js'),
  'fa-zil': () => import('./fa-zil.js'),
  generative: () => import('./generative.js'),
  'generative-test': () => import('./generative-test.js'),
  'generative-answer': () => import('./generative-answer.js'),
  langevin: () => import('./langevin.js'),
  implicit: () => import('./implicit.js'),
  relaxation: () => import('./relaxation.js'),
  figure1: () => import('./figure1.js'),
  feedback: () => import('./feedback.js'),
  prospective: () => import('./prospective.js'),
};

/** How long an exhibit computes before it looks for messages. */
const RELAX_MS = 40;

/**
 * @param {Library} library
 * @param {(news: {run: number, share: number, partial: any}) => void} tell
 */
export function createExhibits(library, tell) {
  /** Runs not yet answered. @type {Set<number>} */
  const runs = new Set();
  /** Those that the page wants no more; it may say so while the run still waits for its digits. @type {Set<number>} */
  const ended = new Set();
  return {
    /** @param {import('../../model/protocol.js').Requests['exhibit']['args']} args */
    async run({ name, params, settings, run }) {
      if (!Object.hasOwn(EXHIBITS, name))
        throw new Error(`An exhibit must be one of ${Object.keys(EXHIBITS).join(', ')}, got "${name}".`);
      runs.add(run);
      let last = performance.now();
      try {
        const { compute } = await EXHIBITS[name]();
        if (ended.has(run)) throw new DOMException('No longer wanted.', 'AbortError');
        return await compute(params, {
          settings,
          digits: library.open(settings.source),
          async pause(share, partial) {
            // Messages, the one to stop among them, come in only between tasks.
            if (performance.now() - last < RELAX_MS) return;
            tell({ run, share, partial });
            await new Promise(resolve => {
              setTimeout(resolve, 0);
            });
            last = performance.now();
            if (ended.has(run)) throw new DOMException('No longer wanted.', 'AbortError');
          },
        });
      } finally {
        runs.delete(run);
        ended.delete(run);
      }
    },
    /** @param {number} run */
    end(run) {
      ended.add(run);
    },
    /** The digits are about to be freed: nothing may go on with them. */
    endAll() {
      for (const run of runs) ended.add(run);
    },
  };
}
