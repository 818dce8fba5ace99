// The colours of an experiment's plot: a rule has its own wherever it appears; values in order run through one
// sequence, from near the paper to far from it, so that more is always the stronger.

import { mix } from '../../../ui/draw/canvas.js';

/** @typedef {import('../../../ui/draw/canvas.js').Palette} Palette */
/** @typedef {import('../rows.js').Value} Value */

/** How lines of one colour are told apart. */
const DASHES = ['none', '6 3', '2 3', '9 3 2 3'];

/**
 * A colour of the sequence.
 * @param {Palette} palette
 * @param {number} share 0 … 1
 * @returns {string}
 */
export function sequence({ sequence: stops }, share) {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(place));
  return mix(stops[from], stops[from + 1], place - from);
}

/**
 * The same with the lowest values so near the paper that a map of them is pale.
 * @param {Palette} palette
 * @param {number} share 0 … 1
 */
export const shade = (palette, share) =>
  sequence({ ...palette, sequence: [hex(mix(palette.paper, palette.sequence[0], 0.16)), ...palette.sequence] }, share);

/** 'rgb(1 2 3)' as '#010203'. @param {string} colour */
const hex = colour =>
  `#${channels(colour)
    .map(value => value.toString(16).padStart(2, '0'))
    .join('')}`;

/** @param {string} colour 'rgb(1 2 3)' */
const channels = colour => (colour.match(/\d+/g) ?? []).map(Number);

/** Whether text on this colour reads better in the darker of ink and paper. @param {string} colour 'rgb(1 2 3)' */
export function isLight(colour) {
  const [red, green, blue] = channels(colour).map(value => (value / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22;
}

/**
 * The colour and the dashes of each curve.
 * @param {Value[]} leads
 * @param {Palette} palette
 * @returns {Map<Value, {colour: string, dash: string}>}
 */
export function curveColours(leads, palette) {
  const rules = /** @type {Record<string, string>} */ (palette.rules);
  const others = leads.filter(lead => !Object.hasOwn(rules, String(lead)));
  /** @type {Map<string, number>} */
  const used = new Map();
  return new Map(
    leads.map(lead => {
      const rank = others.indexOf(lead);
      const colour =
        rank < 0 ? rules[String(lead)] : sequence(palette, others.length > 1 ? rank / (others.length - 1) : 0.5);
      const before = used.get(colour) ?? 0;
      used.set(colour, before + 1);
      return [lead, { colour, dash: DASHES[before % DASHES.length] }];
    }),
  );
}
