// What a run takes where its settings leave it open: the engine knows, and is asked.

import { Trainer } from '../../../pkg/pc_playground.js';
import { chosenOptions, fixed, inSweeps, sizesOf } from '../../model/training.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */

/**
 * T, γ and the learning rate of a run with these settings.
 * @param {Settings} settings
 * @returns {import('../../model/training.js').Taken}
 */
export function takenBy(settings) {
  const each = inSweeps(settings.rule) ? settings.hidden + 1 : 1;
  const usual = Trainer.usual(sizesOf(settings), chosenOptions(settings), fixed(settings).optimizer);
  const T = settings.trainT || usual.steps / each;
  return { T, steps: T * each, gamma: usual.stepSize, rate: settings.rate || usual.learningRate };
}

/** The same, had the settings left all of it open. @param {Settings} settings */
export const usualOf = settings => takenBy({ ...settings, trainT: 0, trainGamma: 0, rate: 0 });
