// What an embed shows, and its translation to and from the hash of embed.html: the settings of settings.js, and the
// frame around them. And what a message to an embed asks for. Pure, and content with anything.

import { FIELDS, parseHash, readLink } from './settings.js';

/** @typedef {import('./settings.js').Settings} Settings */

/**
 * @typedef {object} Frame
 * @property {'all' | (keyof Settings)[]} controls settings that the reader may change
 * @property {'auto' | 'light' | 'dark'} theme auto is the system's
 * @property {false} [words] an article of the systems view is its heading and its exhibits alone: the page around has
 * words of its own
 * @property {boolean} transport whether the bar with play, step, back and scrubber is there (in other views: the
 * buttons that start a run)
 */

/** @type {Frame} */
export const PLAIN = { controls: [], theme: 'auto', transport: true };

/** A message of more than this is nothing that a page would mean. */
const LONGEST = 10_000;
const NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(FIELDS));
/** An embed downloads no digits unless it is told to: not all defaults are the page's. */
const DEFAULTS = { ...parseHash(''), source: /** @type {const} */ ('synthetic') };

/** Attributes of the element that are not their setting's name without capitals. */
const ATTRIBUTES = new Map([
  ['steps', 'T'],
  ['layers', 'hidden'],
  ['units', 'width'],
]);
const RENAMED = new Map([...ATTRIBUTES].map(([attribute, setting]) => [setting, attribute]));

/**
 * The attribute of a setting. (element.js, which needs no other file, says the same; a test holds them together.)
 * @param {string} setting
 * @returns {string}
 */
export const attributeOf = setting => RENAMED.get(setting) ?? setting.toLowerCase();

/** @param {string} text @returns {Frame['controls']} */
function controlsOf(text) {
  if (text === 'all') return 'all';
  // By the names of settings or of attributes (element.js), with or without capitals, but for T, which "t" is not.
  const wanted = text
    .split(',')
    .map(name => name.trim())
    .map(name => ATTRIBUTES.get(name) ?? name);
  const plain = wanted.map(name => name.toLowerCase());
  return NAMES.filter(
    name => name !== 't' && (wanted.includes(name) || (name !== 'T' && plain.includes(name.toLowerCase()))),
  );
}

/**
 * What a hash may say of the frame, and whether a text can be read as that.
 * @type {Readonly<Record<string, (text: string) => boolean>>}
 */
export const FRAME_NAMES = {
  controls: text => /^(all|none|)$/.test(text) || text.split(',').every(name => controlsOf(name).length > 0),
  theme: text => /^(auto|light|dark)$/.test(text),
  transport: text => /^[01]$/.test(text),
  words: text => /^[01]$/.test(text),
};

/**
 * Reads what an embed shows. Never throws: what cannot be read becomes the default.
 * @param {string} hash as in '#view=step&hidden=4&controls=hidden,seed&theme=dark&transport=0'
 * @param {Frame} [frame] what stays of the frame where the hash says nothing of it
 * @returns {{settings: Settings, frame: Frame}}
 */
export function parseEmbed(hash, frame = PLAIN) {
  const {
    settings,
    reading: { texts, unread },
  } = readLink(hash, FRAME_NAMES);
  const [controls, theme, transport, words] = Object.keys(FRAME_NAMES).map(name => texts.get(name) ?? unread.get(name));
  return {
    settings: { ...settings, source: texts.get('source') === 'mnist' ? 'mnist' : DEFAULTS.source },
    frame: {
      controls: controls === undefined ? frame.controls : controlsOf(controls),
      theme: theme === 'light' || theme === 'dark' ? theme : theme === undefined ? frame.theme : 'auto',
      transport: transport === undefined ? frame.transport : transport !== '0',
      ...((words === undefined ? frame.words === false : words === '0') && { words: false }),
    },
  };
}

/**
 * The settings that differ from what an embed shows by itself, the view first.
 * @param {Settings} settings
 * @returns {[keyof Settings, string][]}
 */
export const embedSettings = settings => [
  ['view', settings.view],
  ...NAMES.filter(name => name !== 'view' && settings[name] !== DEFAULTS[name]).map(
    name => /** @type {[keyof Settings, string]} */ ([name, String(settings[name])]),
  ),
];

/**
 * The hash that `parseEmbed` turns back into the same.
 * @param {Settings} settings
 * @param {Frame} [frame]
 * @returns {string}
 */
export function toEmbedHash(settings, { controls, theme, transport, words } = PLAIN) {
  const parts = embedSettings(settings).map(pair => pair.join('='));
  if (controls === 'all' || controls.length > 0) parts.push(`controls=${controls}`);
  if (theme !== 'auto') parts.push(`theme=${theme}`);
  if (!transport) parts.push('transport=0');
  if (words === false) parts.push('words=0');
  return `#${parts.join('&')}`;
}

/** @typedef {{type: 'settings', hash: string} | {type: 'pause'} | {type: 'resume'}} Asked */

/**
 * What a message asks of an embed; null when it asks for nothing that an embed does.
 * @param {unknown} data anything that can be posted
 * @returns {Asked | null}
 */
export function readMessage(data) {
  if (
    typeof data !== 'object' ||
    data === null ||
    !('target' in data) ||
    data.target !== 'pc-playground' ||
    !('type' in data)
  )
    return null;
  if (data.type === 'pause' || data.type === 'resume') return { type: data.type };
  if (data.type !== 'settings' || !('hash' in data) || typeof data.hash !== 'string' || data.hash.length > LONGEST)
    return null;
  return { type: 'settings', hash: data.hash };
}

/**
 * The style that leaves these controls and hides the others. A control is an input with data-setting in a .field or a
 * .choice, or anything else with data-sets; a group and the sheet of settings go with the last of theirs.
 * @param {Frame['controls']} controls
 * @returns {string}
 */
export function controlsStyle(controls) {
  if (controls === 'all') return '';
  const kept = `:is(${controls.flatMap(name => [`[data-setting="${name}"]`, `[data-sets="${name}"]`]).join(', ')})`;
  const left = `:is(.field, .choice):not([hidden]) ${kept}, [data-sets]${kept}`;
  return [
    `:is(.field, .choice):not([data-sets], :has(${kept}))`,
    `[data-sets]:not(${kept})`,
    `:is(.group, main > .sheet):not(:has(${left}))`,
    `.chooser:not(:has(${kept}))`,
  ]
    .map(selector => `${selector} { display: none !important; }`)
    .join('\n');
}
