// What a hash says, also after chats, mails and editors have had the link in their hands: marks that stand behind a
// link are taken for a part of it, signs are encoded for HTML, for addresses or for mails, and lines are wrapped. Pure,
// and content with anything.

/** No link that means something is as long as this. */
const LONGEST = 20_000;
/** How often one encoding may lie in another, and how many marks may stand behind a value. */
const MOST_LAYERS = 5;
const MOST_MARKS = 12;

/** What has no width: soft hyphens, joiners, marks of direction, marks of byte order. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** What stands before a quoted value. Not "<": a tag is no value. */
const OPENING = /^["'“”‘’„«([{*_`]+/;
/** What may follow a link in HTML. */
const TAG = /<\/?\w+[^>]*>?/g;
const DASHES = /[‐‑‒–—−]/g;
/**
 * The signs that HTML writes with names, as far as a link may have them or have them behind it.
 * @type {Readonly<Record<string, string>>}
 */
const ENTITIES = {
  equals: '=',
  num: '#',
  comma: ',',
  period: '.',
  colon: ':',
  plus: '+',
  percnt: '%',
  lowbar: '_',
  hyphen: '-',
  dash: '-',
  minus: '-',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  laquo: '«',
  raquo: '»',
  lpar: '(',
  rpar: ')',
  hellip: '…',
  nbsp: ' ',
  tab: ' ',
  newline: ' ',
  shy: '',
  zwj: '',
  zwnj: '',
};

/**
 * What was found: `texts` that can be read, by name; `unread`, known names with a text that cannot; `partly`, texts of
 * which only the beginning could be read; `unknown`, names that mean nothing.
 * @typedef {{texts: Map<string, string>, unread: Map<string, string>, partly: Map<string, string>, unknown: Map<string, string>}}
 * Reading
 */

/**
 * Whether all of a text can be read; `begun`: words behind it were left out.
 * @typedef {(name: string, text: string, begun: boolean) => boolean} Fits
 */

/**
 * Reads a hash in the way that leaves the least of it unread; as it stands, when that leaves nothing.
 * @param {string} hash with or without its '#'
 * @param {(name: string) => string | undefined} nameOf what a name means
 * @param {Fits} fits
 * @returns {Reading}
 */
export function readHash(hash, nameOf, fits) {
  // Some browsers leave it to the page to drop what asks for a text to be marked.
  const text = hash.slice(0, LONGEST).split(':~:')[0].replace(/^#/, '');
  const plain = decoded(text);
  /** @type {Reading | null} */
  let best = null;
  for (const one of new Set([text, plain, unquoted(plain)])) {
    const reading = read(one, nameOf, fits);
    if (!best || left(reading) < left(best)) best = reading;
    if (left(best) === 0) break;
  }
  return /** @type {Reading} */ (best);
}

/** @param {Reading} reading */
const left = ({ unread, partly, unknown }) => unread.size + partly.size + unknown.size;

/** Without what encodes signs for addresses and for HTML, one in the other as it may be. @param {string} text */
function decoded(text) {
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = text
      .replace(/(?:%[0-9a-f]{2})+/gi, bytes => {
        try {
          return decodeURIComponent(bytes);
        } catch {
          return bytes;
        }
      })
      .replace(/&(?:amp;?)+/gi, '&')
      .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,8}));/gi, (all, whole, hex, name) =>
        name ? (ENTITIES[name.toLowerCase()] ?? all) : String.fromCodePoint(whole ? Number(whole) : parseInt(hex, 16)),
      );
    if (next === text) break;
    text = next;
  }
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(/^#+/, '');
}

/** Without what mails write for "=" and at the end of a wrapped line. @param {string} text */
const unquoted = text => text.replace(/=3D/gi, '=').replace(/=[ \t]*[\r\n]+/g, '');

/** @param {string} text @param {(name: string) => string | undefined} nameOf @param {Fits} fits @returns {Reading} */
function read(text, nameOf, fits) {
  /** @type {Reading} */
  const reading = { texts: new Map(), unread: new Map(), partly: new Map(), unknown: new Map() };
  for (const [key, value] of new URLSearchParams(text)) {
    const found = split(key, value)
      .map(([name, words]) => ({ name: nameOf(name) ?? nameOf(name.replace(/[^A-Za-z]/g, '')), words }))
      .filter(one => one.name !== undefined)
      .map(({ name, words }) => ({
        name: /** @type {string} */ (name),
        words,
        ...meant(words, (one, begun) => fits(/** @type {string} */ (name), one, begun)),
      }));
    const { name, words, value: taken, partly } = found.find(one => one.value !== undefined) ?? found[0] ?? {};
    if (name === undefined) {
      if (/[A-Za-z]/.test(key)) reading.unknown.set(key, value);
    } else if (!reading.texts.has(name) && !reading.unread.has(name)) {
      if (taken === undefined) reading.unread.set(name, words);
      else reading.texts.set(name, taken);
      if (partly) reading.partly.set(name, words);
    }
  }
  return reading;
}

/**
 * Name and value; a "=" too many is the end of a line that a mail has wrapped, in either.
 * @param {string} key
 * @param {string} value
 * @returns {[string, string][]}
 */
function split(key, value) {
  const parts = [key, ...value.split('=', MOST_MARKS)];
  return parts.slice(1).map((_, i) => [parts.slice(0, i + 1).join(''), parts.slice(i + 1).join('')]);
}

/**
 * What a text was before marks, blanks and capitals came to it; undefined when it cannot have been anything that fits.
 * @param {string} text @param {(text: string, begun: boolean) => boolean} fits
 * @returns {{value?: string, partly?: boolean}} `partly`: words behind it were left out
 */
function meant(text, fits) {
  if (fits(text, false)) return { value: text };
  const whole = unwrapped(text.replace(TAG, ''));
  const begin = unwrapped(/^[^\w+-]*[\w.:,+-]+/.exec(text.trim())?.[0] ?? '');
  for (const [candidate, partly] of /** @type {[string, boolean][]} */ ([
    [whole, false],
    [begin, /[A-Za-z0-9]/.test(whole.slice(begin.length))],
  ])) {
    for (const one of [candidate, candidate.toLowerCase()]) {
      for (let end = one.length; end > 0; end--) {
        if (fits(one.slice(0, end), partly)) return { value: one.slice(0, end), ...(partly && { partly }) };
        // After a comma a list goes on.
        if (one.length - end >= MOST_MARKS || /[A-Za-z0-9]/.test(one[end - 1]) || (partly && one[end - 1] === ','))
          break;
      }
    }
  }
  return {};
}

/**
 * Without blanks, which a wrapped line has left, quotes before it and the dashes of typesetters.
 * @param {string} text
 */
export const unwrapped = text =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[\s+]+/g, '')
    .replace(DASHES, '-')
    .replace(OPENING, '');
