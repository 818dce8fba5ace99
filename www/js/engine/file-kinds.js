// What a file is, by its first bytes and its name, and how it is called in a sentence. Every door of the page asks
// here. Pure.

import { isPage } from '../wasm/answers.js';
import { idxHeader } from '../model/digits/idx.js';

/**
 * @typedef {'images' | 'labels' | 'picture' | 'network' | 'results' | 'empty' | 'zip' | 'archive' | 'pytorch' | 'numpy' | 'gzip' | 'page' | 'pointer'
 *   | 'json' | 'table' | 'text' | 'other'} Kind
 */

/** What each is called, and what helps. @type {Readonly<Record<Kind, string>>} */
const WORDS = {
  images: 'a file of images in the IDX format',
  labels: 'a file of labels in the IDX format',
  picture: 'a picture',
  network: 'a network in a safetensors file',
  results: 'a file of results of an experiment',
  empty: 'empty: it holds no bytes at all',
  zip: 'a zip archive: unpack it, and give the files that are in it',
  archive: 'an archive: unpack it, and give the files that are in it',
  pytorch:
    'a file of PyTorch or a pickle, which may hold programs: in Python, save the weights with safetensors.torch.save_file',
  numpy: 'a file of NumPy: save digits as IDX files or pictures, a network as safetensors',
  gzip: 'packed with gzip, but does not unpack: its download was broken off, or it was changed',
  page: 'a web page: what was saved is a server’s answer, and not the file that was asked for',
  pointer: 'a pointer of Git LFS, which stands for a file that was not fetched: “git lfs pull” fetches it',
  json: 'a JSON file',
  table: 'a table of text, as CSV files are',
  text: 'a text',
  other: 'something else',
};

/** @param {Kind} kind as in "… is a picture" */
export const kindWords = kind => WORDS[kind];

/** How files begin that are told by their first bytes, which are Latin-1 here. @type {[RegExp, Kind][]} */
const BEGINNINGS = [
  [/^\x89PNG\r\n|^\xff\xd8\xff|^GIF8[79]a|^RIFF[^]{4}WEBP|^BM[^]{4}\0\0\0\0|^[^]{4}ftypavi[fs]/, 'picture'],
  [/^PK\x03\x04[^]{0,80}data\.pkl/, 'pytorch'],
  [/^PK\x03\x04[^]{0,80}\.npy/, 'numpy'],
  [/^PK(\x03\x04|\x05\x06|\x07\x08)/, 'zip'],
  [/^7z\xbc\xaf\x27\x1c|^Rar!|^\xfd7zXZ\0|^BZh[1-9]|^\x28\xb5\x2f\xfd|^[^]{257}ustar/, 'archive'],
  [/^\x93NUMPY/, 'numpy'],
  [/^\x80[\x02-\x05]/, 'pytorch'],
  [/^\x1f\x8b/, 'gzip'],
];

/**
 * What a file is.
 * @param {string} name
 * @param {Uint8Array} head its first bytes, unpacked if they were gzipped and could be; a few hundred are enough
 * @returns {Kind}
 */
export function kindOf(name, head) {
  const named = /\.safetensors$/i.test(name) ? 'network' : /\.jsonl$/i.test(name) ? 'results' : null;
  if (head.length === 0) return named ?? 'empty';
  const idx = idxHeader(head);
  if (idx) return idx.kind;
  const latin = Array.from(head.subarray(0, 1024), byte => String.fromCharCode(byte)).join('');
  // The length of its header as eight bytes, and the header.
  if (/^[^]{4}[^]\0\0\0\{/.test(latin)) return 'network';
  const begun = BEGINNINGS.find(([pattern]) => pattern.test(latin))?.[1];
  if (begun) return begun === 'zip' && /\.(pt|pth|ckpt)$/i.test(name) ? 'pytorch' : begun;
  return textKind(head) ?? named ?? 'other';

  /** @param {Uint8Array} bytes @returns {Kind | null} null when the name tells more */
  function textKind(bytes) {
    const text = readText(bytes);
    if (text === null) return null;
    if (isPage(bytes)) return 'page';
    if (text.startsWith('version https://git-lfs')) return 'pointer';
    if (/^\s*\{"[^\n]*"experiment":[^\n]*"check":/.test(text)) return 'results';
    if (named) return named;
    if (/^\s*[[{]/.test(text)) return 'json';
    const [first, second] = text.split(/\r\n?|\n/).map(line => line.split(/[,;\t]/).length);
    return first > 1 && (first === second || /\.[ct]sv$/i.test(name)) ? 'table' : 'text';
  }
}

/**
 * The bytes as text; null when they are none. A character that the end cuts does not matter.
 * @param {Uint8Array} bytes
 */
function readText(bytes) {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  try {
    const text = new TextDecoder(wide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8', {
      fatal: true,
    }).decode(bytes, { stream: true });
    // Control characters, but for those that stand between lines and columns.
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** Whether a file's name says that it is of MNIST's kind, whatever is in it. @param {string} name */
export const namedAsDigits = name => /idx\d|ubyte/i.test(name);

/**
 * Whether a file is a picture by its name: folders of digits have thousands, whose bytes nobody has to look at first.
 * @param {string} name
 */
export const namedAsPicture = name => /\.(png|jpe?g|gif|webp|bmp|avif)$/i.test(name);

/**
 * Files that systems put beside others. A folder that was chosen may itself begin with a full stop.
 * @param {string} path with slashes
 */
export const isLitter = path =>
  path
    .split('/')
    .some(
      (part, at, parts) =>
        (part.startsWith('.') && (at > 0 || parts.length === 1)) ||
        /^(__MACOSX|(eh)?thumbs\.db|desktop\.ini|icon\r|\$recycle\.bin|system volume information|@eadir|lost\+found)$/i.test(
          part,
        ) ||
        part.startsWith('~$'),
    );
