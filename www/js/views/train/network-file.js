// What a network's file asks of the page's settings, and whether they can express it. Pure.

import { FIELDS, clamp } from '../../model/settings.js';
import { turned } from '../../model/training.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').NetworkShape} NetworkShape */

/**
 * A network that was opened; its bytes are a file that tells all of it.
 * @typedef {{name: string, bytes: Uint8Array, shape: NetworkShape}} GivenNetwork
 */

/** Far more than the largest network of the page takes. */
export const LARGEST_NETWORK = 64 * 2 ** 20;

const PICTURE = 784;
const CLASSES = 10;

/**
 * Whether the page has networks of these sizes.
 * @param {number[]} sizes
 * @throws {Error} one sentence that says what was found and what is expected
 */
export function checkSizes(sizes) {
  const back = sizes[0] === CLASSES && sizes.at(-1) === PICTURE;
  const hidden = sizes.length - 2;
  const width = sizes[1];
  const { hidden: layers, width: units } =
    /** @type {{hidden: import('../../model/settings.js').NumberField, width: import('../../model/settings.js').NumberField}} */ (
      FIELDS
    );
  const fits =
    (back || (sizes[0] === PICTURE && sizes.at(-1) === CLASSES)) &&
    sizes.slice(1, -1).every(size => size === width) &&
    clamp(layers, hidden) === hidden &&
    clamp(units, width) === width;
  if (!fits) {
    throw new Error(
      `A network from ${PICTURE} pixels to ${CLASSES} classes, or back, is expected, with ${layers.min} to ${layers.max} hidden layers that all have the same ${units.min} to ${units.max} units; this one has ${sizes.join(' – ')}.`,
    );
  }
}

/**
 * The settings that make a network of this shape, in so far as they differ from file to file; the rule is among them
 * where the present one would run the network the other way round.
 * @param {NetworkShape} shape
 * @param {Settings} settings the present ones
 * @returns {Partial<Settings>}
 * @throws {Error} one sentence that says what was found and what is expected
 */
export function settingsOf({ sizes, activations, likelihood, dtype }, settings) {
  checkSizes(sizes);
  const back = sizes[0] === CLASSES;
  const hidden = sizes.length - 2;
  const [width, activation] = [sizes[1], activations[0]];
  const other = activations.find(one => one !== activation);
  if (other)
    throw new Error(
      `Hidden layers that all have the same activation are expected; this network’s have ${activation} and ${other}.`,
    );
  if (back && likelihood !== 'gaussian')
    throw new Error(
      `A network from classes to pixels is expected to have a gaussian likelihood; this one’s is ${likelihood}.`,
    );
  return {
    hidden,
    width,
    activation,
    dtype,
    ...(!back && { likelihood }),
    ...(back && !turned(settings.rule) && { rule: 'generative' }),
    ...(!back && turned(settings.rule) && { rule: /** @type {Settings['rule']} */ (FIELDS.rule.default) }),
  };
}

/**
 * Whether runs with these settings can begin from its weights.
 * @param {NetworkShape} shape
 * @param {Settings} settings
 */
export const fitsSettings = (shape, settings) =>
  Object.entries(settingsOf(shape, settings)).every(
    ([name, value]) => settings[/** @type {keyof Settings} */ (name)] === value,
  );

/** A network in a few words, as "784 – 5 × 24 – 10 units, tanh, categorical, f32". @param {NetworkShape} shape */
export function networkWords({ sizes, activations, likelihood, dtype }) {
  return `${sizes[0]} – ${sizes.length - 2} × ${sizes[1]} – ${sizes.at(-1)} units, ${activations[0]}, ${likelihood}, ${dtype}`;
}
