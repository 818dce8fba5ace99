// A network in training with what it trains on, from the first weights of its settings or from those of a file.

import { Network, Trainer } from '../../../pkg/pc_playground.js';
import { fixed, trainerOptions, turned } from '../../model/training.js';
import { makeGenerative, makeNetwork } from '../trace/trace.js';
import { scoreCount } from './decisions.js';
import { takenBy } from './usual.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../data.js').Library} Library */
/** @typedef {import('../data.js').Digits} Digits */
/** @typedef {import('../../../pkg/pc_playground.js').Dataset} Dataset */

/**
 * `digits` are what it trains on; `scored` the validation digits that it is judged by; `batch`: digits a minibatch;
 * `taken`: T, γ and the learning rate that it trains with.
 * @typedef {{network: Network, trainer: Trainer, digits: Digits, scored: Dataset | null, batch: number, settings: Settings, taken: import('../../model/training.js').Taken}}
 * Held
 */

/**
 * @param {Library} library
 * @param {Settings} settings
 * @param {Uint8Array} [weights] a network's file, whose shape is that of the settings; default: fresh random weights
 * @param {import('../../model/training.js').Taken} [taken] what to train with; default: what the settings say, and the
 * usual where they leave it open
 * @returns {Held} to be freed
 * @throws {Error} one sentence; nothing is held then
 */
export function hold(library, settings, weights, taken = takenBy(settings)) {
  const digits = library.open(settings.source);
  const network = weights
    ? Network.load(weights)
    : turned(settings.rule)
      ? makeGenerative(settings)
      : makeNetwork(settings);
  try {
    const trainer = new Trainer(network, trainPart(digits), trainerOptions(settings, taken));
    return {
      network,
      trainer,
      digits,
      scored: scoredBy(settings, network, digits.validation),
      batch: fixed(settings).batch,
      settings,
      taken,
    };
  } catch (error) {
    network.free();
    throw error;
  }
}

/** @param {Held | null} held */
export function release(held) {
  held?.trainer.free();
  held?.network.free();
  if (held?.scored && held.scored !== held.digits.validation) held.scored.free();
}

/** @param {Digits} digits */
export function trainPart(digits) {
  if (!digits.train) throw new Error('This worker holds no training digits: only the one that trains may be asked to.');
  return digits.train;
}

/**
 * All validation digits; where each has to be found by inference, only so many as can be looked at now and then.
 * @param {Settings} settings @param {Network} network @param {Dataset | undefined} validation
 */
function scoredBy(settings, network, validation) {
  if (!validation || !turned(settings.rule)) return validation ?? null;
  return validation.split([Math.min(validation.length, scoreCount(Array.from(network.sizes)))], 0)[0];
}

/** Marks that were computed before. @type {WeakMap<Dataset, string>} */
const marks = new WeakMap();

/**
 * What tells digits from others: FNV-1a over every pixel, four at a time, and every label, of those that a run learns
 * from and those it is scored on.
 * @param {Digits} digits
 * @returns {string}
 */
export function markOf(digits) {
  const train = trainPart(digits);
  const known = marks.get(train);
  if (known) return known;
  let mark = 0x811c9dc5;
  for (const part of [train, digits.validation]) {
    for (let i = 0; i < (part?.length ?? 0); i++) {
      const image = /** @type {Dataset} */ (part).image(i);
      for (const pixels of new Uint32Array(image.buffer, 0, image.length >> 2))
        mark = Math.imul(mark ^ pixels, 0x01000193);
      mark = Math.imul(mark ^ /** @type {Dataset} */ (part).label(i), 0x01000193);
    }
  }
  const text = `${train.length}+${digits.validation?.length ?? 0} ${(mark >>> 0).toString(16)}`;
  marks.set(train, text);
  return text;
}
