// Finds the digits' files: beside the page, or among the files a visitor gives.
// Only the first bytes are read here, to tell images from labels; the engine checks the rest.

/** @typedef {import('./protocol.js').IdxPair} IdxPair */
/** @typedef {import('./protocol.js').DataFiles} DataFiles */
/** @typedef {import('./protocol.js').DataPlan} DataPlan */

const FOLDER = new URL('../data/', import.meta.url);
/** Digits in the training file that ./build.sh packs; a file of any other size is someone's own, without our validation file. */
const PACKED = 8000;
/** More than the largest official file, unpacked, four times over. */
const LARGEST = 200 * 2 ** 20;

/**
 * What an IDX file says it holds.
 * @typedef {{kind: 'images' | 'labels', count: number, name: string, bytes: Uint8Array}} IdxFile
 */

/**
 * Reads the head of a raw IDX file.
 * @param {Uint8Array} head at least its first 8 bytes
 * @returns {{kind: 'images' | 'labels', count: number} | null} null when it is neither images nor labels
 */
export function idxHeader(head) {
  if (head.length < 8) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  if (magic !== 0x803 && magic !== 0x801) return null;
  return { kind: magic === 0x803 ? 'images' : 'labels', count: view.getUint32(4) };
}

/**
 * The first bytes of a file, unpacked if it is gzipped; no more than a few kilobytes are ever unpacked.
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>} empty when it does not unpack
 */
export async function unpackedHead(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.subarray(0, 16);
  const stream = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(0, 65536))]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  try {
    const { value } = await reader.read();
    return value ?? new Uint8Array(0);
  } catch {
    return new Uint8Array(0);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Promise<IdxFile>}
 * @throws {Error} one sentence when the bytes are not IDX images or labels
 */
export async function identify(name, bytes) {
  const header = idxHeader(await unpackedHead(bytes));
  if (!header) throw new Error(`${name} must be an IDX file of images or labels, raw or gzipped, as MNIST is published; it is something else.`);
  return { ...header, name, bytes };
}

/** @param {string} name @returns {'train' | 'validation' | 'test' | null} */
function partOf(name) {
  if (/valid/i.test(name)) return 'validation';
  if (/t10k|test/i.test(name)) return 'test';
  return /train/i.test(name) ? 'train' : null;
}

/**
 * Sorts files into pairs of images and labels, by their counts and, where counts agree, by their names.
 * One pair is split later; of two, the test pair is the one named t10k or test, else the smaller; of three, names decide.
 * @param {IdxFile[]} files
 * @returns {DataFiles}
 * @throws {Error} one sentence when they do not pair up
 */
export function pairFiles(files) {
  const images = files.filter(file => file.kind === 'images');
  const labels = files.filter(file => file.kind === 'labels');
  if (images.length !== labels.length || images.length < 1 || images.length > 3) {
    throw new Error(`Each file of images needs one of labels, and one, two or three such pairs are expected; got ${images.length} of images and ${labels.length} of labels.`);
  }
  const pairs = images.map(image => {
    const alike = labels.filter(label => label.count === image.count);
    const found = alike.length > 1 ? alike.filter(label => partOf(label.name) === partOf(image.name)) : alike;
    if (found.length !== 1) {
      throw new Error(found.length === 0
        ? `${image.name} holds ${image.count} images, but no file given holds as many labels.`
        : `More than one file of labels could belong to ${image.name}; name them train…, validation… and t10k….`);
    }
    labels.splice(labels.indexOf(found[0]), 1);
    return { part: partOf(image.name), count: image.count, pair: { images: image.bytes, labels: found[0].bytes, name: `${image.name} and ${found[0].name}` } };
  });
  const name = `Your ${files.length} files`;
  if (pairs.length === 1) return { all: pairs[0].pair, name };
  /** @param {string} part */
  const named = part => pairs.filter(pair => pair.part === part);
  if (pairs.length === 3) {
    const [train, validation, test] = ['train', 'validation', 'test'].map(named);
    if (train.length !== 1 || validation.length !== 1 || test.length !== 1) {
      throw new Error('Three pairs of files must be named train…, validation… and t10k…, so that it is clear which is which.');
    }
    return { train: train[0].pair, validation: validation[0].pair, test: test[0].pair, name };
  }
  pairs.sort((a, b) => b.count - a.count);
  const test = named('test').length === 1 ? named('test')[0] : pairs[1];
  const train = test === pairs[0] ? pairs[1] : pairs[0];
  return { train: train.pair, test: test.pair, name };
}

/** @param {File} file */
const isImage = ({ name }) => /\.(png|jpe?g|gif|webp|bmp|avif)$/i.test(name);

/**
 * The files a visitor gave, sorted.
 * @param {File[]} files
 * @param {(sentence: string) => void} [tell] hears how far it is
 * @returns {Promise<DataFiles>}
 */
export async function readGiven(files, tell = () => {}) {
  if (files.length === 0) throw new Error('No file was given: MNIST comes as files of images and labels, in pairs.');
  if (files.some(isImage)) {
    const { readImages } = await import('./data-images.js');
    return readImages(files.filter(isImage), files.filter(file => !isImage(file)), tell);
  }
  if (files.length > 6) throw new Error(`At most six files are expected (images and labels to train, validate and test), got ${files.length}.`);
  return pairFiles(await Promise.all(files.map(async (file) => {
    if (file.size > LARGEST) throw new Error(`${file.name} must be at most 200 MiB, got ${Math.round(file.size / 2 ** 20)} MiB.`);
    return identify(file.name, new Uint8Array(await file.arrayBuffer()));
  })));
}

/** One file of the page's data folder, gzipped or, failing that, raw. @param {string} name @returns {Promise<IdxFile>} */
async function fetchFile(name) {
  for (const suffix of ['.gz', '']) {
    const response = await fetch(new URL(name + suffix, FOLDER)).catch(() => null);
    if (response?.ok) return identify(name + suffix, new Uint8Array(await response.arrayBuffer()));
  }
  throw new Error(`the file data/${name}.gz could not be loaded.`);
}

/** @param {string} part 'train', 'validation' or 't10k' @returns {Promise<{pair: IdxPair, count: number}>} */
async function fetchPair(part) {
  const [images, labels] = await Promise.all([fetchFile(`${part}-images-idx3-ubyte`), fetchFile(`${part}-labels-idx1-ubyte`)]);
  return { pair: { images: images.bytes, labels: labels.bytes, name: `data/${images.name} and ${labels.name}` }, count: images.count };
}

/** @param {() => Promise<DataFiles>} load @returns {Promise<DataPlan>} */
async function plan(load) {
  try {
    return { files: await load() };
  } catch (error) {
    return { missing: `The MNIST digits are not there: ${error instanceof Error ? error.message : error} MNIST files dropped onto the page would be used.` };
  }
}

/** The test digits beside the page: all that the step view needs. @returns {Promise<DataPlan>} */
export const fetchTest = () => plan(async () => ({ test: (await fetchPair('t10k')).pair, name: 'MNIST' }));

/** All digits beside the page. @returns {Promise<DataPlan>} */
export const fetchAll = () => plan(async () => {
  const [train, test] = await Promise.all([fetchPair('train'), fetchPair('t10k')]);
  const validation = train.count === PACKED ? (await fetchPair('validation')).pair : undefined;
  return { train: train.pair, test: test.pair, ...(validation && { validation }), name: 'MNIST' };
});
