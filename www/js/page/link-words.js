// What a reader is told of a link that could not be read as it stands: which setting, and what was taken instead. Pure.

import { schemeById } from '../model/schemes.js';
import { FIELDS, display, listed, readLink } from '../model/settings.js';

/** @typedef {keyof import('../model/settings.js').Settings} Name */

/** More than this many sentences nobody reads. */
const MOST = 3;
const LONGEST = 40;
/** What services add to links to follow their readers is nothing that a reader has lost. */
const TRACKERS = /[^A-Za-z]|cl(ic)?k?id$|^(ref|si)$/i;
/** What links to embeds say of their frame, which the page itself has none of. */
const OF_FRAMES = /^(controls|theme|transport|words)$/i;

/** @param {string} text */
const quoted = text => `“${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}”`;

/**
 * @param {string} hash
 * @param {typeof import('../model/embed.js').FRAME_NAMES | null} [frame] what an embed's hash may say besides. Nothing
 * is said then of names that are no settings: they may be attributes of an element, and somebody else's
 * @returns {string} sentences; '' when all of the hash was read
 */
export function linkTrouble(hash, frame = null) {
  const { settings, reading } = readLink(hash, frame ?? {});
  const own = (/** @type {string} */ name) => (Object.hasOwn(FIELDS, name) ? FIELDS[/** @type {Name} */ (name)] : null);
  /** @param {string} name */
  const instead = name => {
    const field = own(name);
    if (!field) return `what is usual was taken for ${name}`;
    const taken = settings[/** @type {Name} */ (name)];
    const value =
      name === 'schemes'
        ? listed(String(taken))
            .map(id => schemeById(/** @type {import('../model/scheme.js').SchemeId} */ (id)).name)
            .join(', ')
        : display(field, taken);
    return value === '' ? `“${field.label}” is left empty` : `“${field.label}” is ${value}`;
  };
  /** @param {string} name @param {string} text */
  const outside = (name, text) => {
    const field = own(name);
    if (field?.kind === 'list' && new Set(listed(text)).size > field.most)
      return [`${quoted(`${name}=${text}`)} names more than ${field.most}, so ${instead(name)}.`];
    if (!field || !('min' in field) || (Number(text) >= field.min && Number(text) <= field.max)) return [];
    return [
      `${quoted(`${name}=${text}`)} is outside ${display(field, field.min)} to ${display(field, field.max)}, so ${instead(name)}.`,
    ];
  };
  const sentences = [
    ...[...reading.unread].map(
      ([name, text]) => `${quoted(`${name}=${text}`)} could not be read, so ${instead(name)}.`,
    ),
    ...[...reading.partly].map(
      ([name, text]) => `Of ${quoted(`${name}=${text}`)} only the beginning could be read, so ${instead(name)}.`,
    ),
    ...[...reading.texts].flatMap(([name, text]) => outside(name, text)),
    ...[...reading.unknown]
      .filter(([name, text]) => frame === null && text !== '' && !TRACKERS.test(name) && !OF_FRAMES.test(name))
      .map(([name]) => `${quoted(name)} is no setting of this page.`),
  ];
  if (sentences.length === 0) return '';
  const more = sentences.length - MOST;
  return `In the link: ${sentences.slice(0, MOST).join(' ')}${more > 0 ? ` The same goes for ${more} more.` : ''}`;
}
