// Which IDX files belong together: images and their labels, to train, validate and test; copies of the same file; and
// what a file's name says of what is in it. Pure.

/** @typedef {import('../../model/protocol.js').DataFiles} DataFiles */
/** @typedef {import('../../model/digits/idx.js').IdxHeader} IdxHeader */

/**
 * `path`: its folders too, where they are known.
 * @typedef {IdxHeader & {name: string, path?: string, bytes: Uint8Array}} IdxFile
 */
/** @typedef {'train' | 'validation' | 'test'} Part */

/** Words of names, whole ones first: “latest-train” is no test. @type {readonly [RegExp, Part][]} */
const PARTS = [
  [/(^|[^a-z])(valid(ation)?|val|dev)([^a-z]|$)/i, 'validation'],
  [/(^|[^a-z])(t10k|test(ing)?)([^a-z]|$)/i, 'test'],
  [/(^|[^a-z])train(ing)?([^a-z]|$)/i, 'train'],
  [/valid/i, 'validation'],
  [/t10k|test/i, 'test'],
  [/train/i, 'train'],
];
const FOLDERS = /^(train|training|test|testing|t10k|valid|validation|val)$/i;

/**
 * Which part of a set a file is: by its name, or else by the nearest folder that is called so.
 * @param {{name: string, path?: string}} file
 * @returns {Part | null}
 */
export function partOf({ name, path = '' }) {
  const folder =
    path
      .split('/')
      .slice(0, -1)
      .findLast(part => FOLDERS.test(part)) ?? '';
  for (const text of [name, folder]) {
    const found = PARTS.find(([pattern]) => pattern.test(text));
    if (found) return found[1];
  }
  return null;
}

/**
 * A name without what copying, packing and unpacking make of it: “A-images.idx3-ubyte (1).gz” is “a-images-idx3-ubyte”.
 * @param {string} name
 */
const stemOf = name =>
  name
    .toLowerCase()
    .replace(/\.(gz|gzip|idx|bin|ubyte)$/, '')
    .replace(/( ?\(\d+\)| ?- ?copy| copy( \d+)?)+/g, '')
    .replace(/\.(gz|gzip)$/, '')
    .replace(/[.\s_]+/g, '-');

/**
 * Whether a name is one that EMNIST's files have, whose pictures lie on their side.
 * @param {{name: string, path?: string}} file
 */
export const isEmnist = ({ name, path = '' }) => /emnist/i.test(`${path}/${name}`);

/** EMNIST's sets by the names of their files. Digits and mnist have the ten classes of this page. */
const EMNIST = /emnist-(balanced|byclass|bymerge|letters|digits|mnist)/i;

/**
 * Whether these files can be one set of digits.
 * @param {{name: string, path?: string}[]} files
 * @throws {Error} one sentence when their names say otherwise
 */
export function checkNames(files) {
  const sets = [
    ...new Set(files.map(({ name }) => EMNIST.exec(name)?.[1].toLowerCase()).filter(set => set !== undefined)),
  ].sort();
  if (sets.length > 1)
    throw new Error(
      `These are ${sets.length} sets of EMNIST (${sets.join(', ')}): give the files of one, whose names begin with emnist-digits or emnist-mnist, as the others have letters.`,
    );
  if (sets.length === 1 && sets[0] !== 'digits' && sets[0] !== 'mnist') {
    const first = files.find(({ name }) => EMNIST.test(name));
    throw new Error(
      `${first?.name} has letters, by its name: EMNIST’s “${sets[0]}” has more classes than the ten digits of this page. Its sets emnist-digits and emnist-mnist have digits alone.`,
    );
  }
}

/**
 * Files that may be one file twice: of the same kind, and of the same part or, where names tell no part, of the same
 * name.
 * @template {IdxHeader & {name: string, path?: string}} F
 * @param {F[]} files
 * @returns {F[][]}
 */
export function alike(files) {
  /** @type {Map<string, F[]>} */
  const groups = new Map();
  for (const file of files) {
    const key = `${file.kind} ${partOf(file) ?? `named ${stemOf(file.name)}`}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

/**
 * Of files that may be one file twice, the one to use.
 * @param {{path: string, content: Uint8Array, whole: boolean}[]} copies unpacked; `whole`: as long as it says it is
 * @returns {number} its index: the first whole one, or the first of all
 * @throws {Error} one sentence when they are different files
 */
export function oneOf(copies) {
  const chosen = Math.max(
    0,
    copies.findIndex(({ whole }) => whole),
  );
  const { path, content } = copies[chosen];
  // What is cut short gives way to what it was cut from.
  const other = copies.find(
    copy => !same(copy.content, copy.whole ? content : content.subarray(0, copy.content.length)),
  );
  if (other)
    throw new Error(
      `${path} and ${other.path} are of the same part, but do not hold the same: they look like files of two sets. Give the files of one.`,
    );
  return chosen;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * Sorts files into pairs of images and labels, by their counts and, where counts agree, by their names.
 * One pair is split later; of two, the test pair is the one named t10k or test, else the smaller; of three, names
 * decide.
 * @param {IdxFile[]} files
 * @returns {DataFiles}
 * @throws {Error} one sentence when they do not pair up
 */
export function pairFiles(files) {
  const images = files.filter(file => file.kind === 'images');
  const labels = files.filter(file => file.kind === 'labels');
  if (images.length !== labels.length || images.length < 1 || images.length > 3) {
    throw new Error(
      `Each file of images needs one of labels, and one, two or three such pairs are expected; got ${images.length} of images and ${labels.length} of labels.`,
    );
  }
  const pairs = images.map(image => {
    const fitting = labels.filter(label => label.count === image.count);
    const found = fitting.length > 1 ? fitting.filter(label => partOf(label) === partOf(image)) : fitting;
    if (found.length !== 1) {
      throw new Error(
        found.length === 0
          ? `${image.name} holds ${image.count} images, but no file given holds as many labels.`
          : `More than one file of labels could belong to ${image.name}; name them train…, validation… and t10k….`,
      );
    }
    labels.splice(labels.indexOf(found[0]), 1);
    return {
      part: partOf(image),
      count: image.count,
      pair: { images: image.bytes, labels: found[0].bytes, name: `${image.name} and ${found[0].name}` },
    };
  });
  const name = `Your ${files.length} files`;
  if (pairs.length === 1) return { all: pairs[0].pair, name };
  /** @param {Part} part */
  const named = part => pairs.filter(pair => pair.part === part);
  if (pairs.length === 3) {
    const [train, validation, test] = /** @type {Part[]} */ (['train', 'validation', 'test']).map(named);
    if (train.length !== 1 || validation.length !== 1 || test.length !== 1) {
      throw new Error(
        'Three pairs of files must be named train…, validation… and t10k…, so that it is clear which is which.',
      );
    }
    return { train: train[0].pair, validation: validation[0].pair, test: test[0].pair, name };
  }
  pairs.sort((a, b) => b.count - a.count);
  const test = named('test').length === 1 ? named('test')[0] : pairs[1];
  const train = test === pairs[0] ? pairs[1] : pairs[0];
  return { train: train.pair, test: test.pair, name };
}
