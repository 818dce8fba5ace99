// Every setting of the page, and its translation to and from the URL hash. Pure: touches neither page nor storage.

import { whole as count, fixed, setting } from './numbers.js';
import { readHash, unwrapped } from './hash-text.js';
import { NETWORK } from './settings/network.js';
import { PAGE } from './settings/page.js';
import { PARALLEL } from './settings/parallel.js';
import { SCHEMES_OWN } from './settings/schemes.js';
import { STEP } from './settings/step.js';
import { SYSTEMS_OWN } from './settings/systems.js';
import { TRAIN } from './settings/train.js';

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./field.js').NumberField} NumberField */

/** Every setting, in the order in which the hash lists them. */
const TABLE = { ...PAGE, ...NETWORK, ...SCHEMES_OWN, ...STEP, ...TRAIN, ...PARALLEL, ...SYSTEMS_OWN };

/**
 * What all of them are set to.
 * @typedef {{ [Name in keyof typeof TABLE]: (typeof TABLE)[Name]['default'] }} Settings
 */

/** @type {Readonly<Record<keyof Settings, Field>>} */
export const FIELDS = TABLE;

const NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(FIELDS));

/** The settings that a result depends on. @param {import('./field.js').Result} result */
export const outdating = result => NAMES.filter(name => FIELDS[name].outdates?.includes(result));

/** Every name by what it is without capitals, as attributes in HTML have it. "t" is t, not T. */
const PLAIN_NAMES = new Map(NAMES.map(name => [name.toLowerCase(), name]));

/** The values of a list setting. @param {string} text @returns {string[]} */
export const listed = text => (text === '' ? [] : text.split(','));

/**
 * The nearest value that `field` allows; its default when `value` cannot be read at all.
 * @param {Field} field
 * @param {unknown} value a number, or text as found in a hash
 * @returns {number | string}
 */
export function clamp(field, value) {
  if (field.kind === 'choice') {
    return field.options.some(option => option.value === value) ? String(value) : field.default;
  }
  if (field.kind === 'list') {
    const wanted = typeof value === 'string' ? listed(value) : [];
    return (
      field.of
        .filter(one => wanted.includes(one))
        .slice(0, field.most)
        .join(',') || field.default
    );
  }
  if (field.kind === 'text') return typeof value === 'string' && field.pattern.test(value) ? value : field.default;
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (Number.isNaN(number)) return field.default;
  if (field.open && number === 0) return 0;
  const inside = Math.min(field.max, Math.max(field.min, number));
  // Seven digits hide the noise of a slider (0.30000000000000004) and keep hashes short.
  return field.kind === 'whole' ? Math.round(inside) + 0 : Number(inside.toPrecision(7)); // no −0
}

/**
 * Settings with every field present and in range.
 * @param {Partial<Record<keyof Settings, unknown>>} values anything; what is missing becomes the default
 * @returns {Settings}
 */
export function normalise(values) {
  /** @type {Record<string, number | string>} */
  const settings = {};
  for (const name of NAMES) settings[name] = clamp(FIELDS[name], values[name]);
  settings.t = Math.min(Number(settings.t), Number(settings.T));
  // There is no step to t = 0, so nothing to look inside of.
  if (settings.slow === 'off' || settings.t === 0) settings.phase = FIELDS.phase.default;
  return /** @type {Settings} */ (/** @type {unknown} */ (settings));
}

/** All defaults. @returns {Settings} */
export const defaults = () => normalise({});

/**
 * Whether all of a text says something about a field: what it says may still be out of range.
 * @param {Field} field
 * @param {string} text
 */
export function fits(field, text) {
  if (field.kind === 'choice') return field.options.some(option => option.value === text);
  if (field.kind === 'list') return listed(text).every(one => field.of.includes(one));
  if (field.kind === 'text') return text === '' || field.pattern.test(text);
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

/**
 * Reads a URL hash. Never throws: unknown names are ignored, unreadable values become defaults, others are clamped.
 * Capitals in names do not matter, but for T and t. A link that was mangled on its way is read as it was meant, where
 * that can be told.
 * @param {string} hash with or without its '#', as in '#view=train&hidden=8'
 * @param {Readonly<Record<string, (text: string) => boolean>>} [others] names that a hash may have besides, and whether
 * a text can be read as theirs
 * @returns {{settings: Settings, reading: import('./hash-text.js').Reading}}
 */
export function readLink(hash, others = {}) {
  const reading = readHash(
    hash,
    name =>
      Object.hasOwn(FIELDS, name)
        ? name
        : (PLAIN_NAMES.get(name.toLowerCase()) ??
          (Object.hasOwn(others, name.toLowerCase()) ? name.toLowerCase() : undefined)),
    (name, text, begun) => {
      if (!Object.hasOwn(FIELDS, name)) return others[name](text);
      const field = FIELDS[/** @type {keyof Settings} */ (name)];
      // The beginning of a name may be another's name.
      return fits(field, text) && !(begun && field.kind === 'text');
    },
  );
  // Of a list, what can be read is taken.
  const unread = [...reading.unread].map(([name, text]) => [name, unwrapped(text)]);
  return { settings: normalise(Object.fromEntries([...reading.texts, ...unread])), reading };
}

/** The settings of a URL hash: `readLink`. @param {string} hash @returns {Settings} */
export const parseHash = hash => readLink(hash).settings;

/**
 * The hash that `parseHash` turns back into the same settings. Defaults are left out, so all defaults give '#'.
 * @param {Settings} settings
 * @returns {string}
 */
export function toHash(settings) {
  const parts = NAMES.filter(name => settings[name] !== FIELDS[name].default).map(name => `${name}=${settings[name]}`);
  return `#${parts.join('&')}`;
}

/**
 * A value as it is shown to a reader, without its unit.
 * @param {Field} field
 * @param {number | string} value
 * @returns {string}
 */
export function display(field, value) {
  if (field.kind === 'choice') return field.options.find(option => option.value === value)?.label ?? String(value);
  if (field.kind === 'list') return listed(String(value)).join(', ');
  if (field.kind === 'text') return String(value);
  const number = Number(value);
  if (field.kind === 'whole') return count(number);
  return !field.log ? fixed(number, Math.max(0, -Math.floor(Math.log10(field.step)))) : setting(number);
}

// A log slider moves over 0 … LOG_STEPS in equal steps.
const LOG_STEPS = 1000;

/**
 * Where a slider of `field` stands for `value`: its own units, or 0 to 1000 over the decades of a log field.
 * @param {NumberField} field
 * @param {number} value
 * @returns {number}
 */
export function toPosition(field, value) {
  if (!field.log) return value;
  if (field.open && value === 0) return 0;
  const position = Math.round((LOG_STEPS * Math.log(value / field.min)) / Math.log(field.max / field.min));
  return field.open ? Math.max(1, position) : position;
}

/**
 * The value of a slider of `field` that stands at `position`; of a log field, rounded to two digits so that it reads
 * well.
 * @param {NumberField} field
 * @param {number} position
 * @returns {number}
 */
export function fromPosition(field, position) {
  if (!field.log) return Number(clamp(field, position));
  if (field.open && position <= 0) return 0;
  const value = field.min * (field.max / field.min) ** (position / LOG_STEPS);
  return Number(clamp(field, field.kind === 'whole' ? value : Number(value.toPrecision(2))));
}

/**
 * The range and step that an `<input type=range>` of `field` needs.
 * @param {NumberField} field
 * @returns {{ min: number, max: number, step: number }}
 */
export function sliderRange(field) {
  return field.log ? { min: 0, max: LOG_STEPS, step: 1 } : { min: field.min, max: field.max, step: field.step };
}
