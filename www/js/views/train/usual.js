// T, γ and the learning rate that a run with the present settings takes, for the controls that leave them open: asked
// of the engine once for each kind of run, since only it knows.

import { fixed } from '../../model/training.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').Taken} Taken */

/**
 * @param {(settings: Settings) => Promise<Taken>} ask
 * @param {() => void} arrived called when an answer has come that was not there when `of` was asked
 * @returns {{of: (settings: Settings) => Taken | null}} null until the engine has answered
 */
export function createUsual(ask, arrived) {
  /** @type {Map<string, Taken | null>} null while an answer is under way */
  const known = new Map();
  return {
    of(settings) {
      const { rule, hidden, width, k, trainT, trainGamma, rate } = settings;
      const key = [rule, hidden, width, k, trainT, trainGamma, rate, fixed(settings).optimizer].join();
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, null);
      ask(settings).then(
        taken => {
          known.set(key, taken);
          arrived();
        },
        () => known.delete(key),
      ); // a worker that was lost is replaced, and asked again
      return null;
    },
  };
}
