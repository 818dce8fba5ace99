// Finds the digits' files: beside the page, or among the files a visitor gives.
// Only the first bytes are read here, to tell images from labels; the engine checks the rest.

import { counted } from '../../model/numbers.js';
import { isPage, pageInstead } from '../../wasm/answers.js';
import { alike, checkNames, isEmnist, oneOf, pairFiles } from './sets.js';
import { kindOf, kindWords, namedAsDigits } from '../file-kinds.js';
import { bytesOf, look, pathOf, refusal, unpackedHead } from '../given-files.js';
import { idxHeader, idxLength } from '../../model/digits/idx.js';

/** @typedef {import('../../model/protocol.js').IdxPair} IdxPair */
/** @typedef {import('../../model/protocol.js').DataFiles} DataFiles */
/** @typedef {import('../../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('./sets.js').IdxFile} IdxFile */
/** @typedef {import('../given-files.js').Sorted} Sorted */

const FOLDER = new URL('../../../data/', import.meta.url);
/**
 * Digits in the training file that ./build.sh packs; a file of any other size is someone's own, without our validation
 * file.
 */
const PACKED = 8000;
/** More than the largest official file, unpacked, four times over. */
const LARGEST = 200 * 2 ** 20;

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Promise<IdxFile>}
 * @throws {Error} one sentence when the bytes are not IDX images or labels
 */
export async function identify(name, bytes) {
  const head = await unpackedHead(bytes);
  const header = idxHeader(head);
  if (!header)
    throw new Error(
      `${name} must be an IDX file of images or labels, raw or gzipped, as MNIST is published; it is ${kindWords(kindOf(name, head))}.`,
    );
  return { ...header, name, bytes };
}

/** @param {number} count @param {string} one @param {string} more */

/**
 * The files a visitor gave, sorted.
 * @param {File[]} files
 * @param {(sentence: string) => void} [tell] hears how far it is
 * @returns {Promise<DataFiles>}
 */
export async function readGiven(files, tell = () => {}) {
  if (files.length === 0) throw new Error('No file was given: MNIST comes as files of images and labels, in pairs.');
  const sorted = await look(files);
  /** @param {Sorted['kind']} kind */
  const of = kind => sorted.filter(one => one.kind === kind);
  const idx = [...of('images'), ...of('labels')];
  const pictures = of('picture');
  // A picture beside a whole set of IDX files is of something else; a sheet of digits has labels beside it, but no
  // images.
  if (pictures.length > 0 && (of('images').length === 0 || of('labels').length === 0)) {
    const { readImages } = await import('./pictures.js');
    return readImages(
      pictures.map(({ file }) => file),
      sorted.filter(one => one.kind !== 'picture').map(({ file }) => file),
      tell,
    );
  }
  const broken = sorted.find(
    one => !idx.includes(one) && one.kind !== 'zip' && one.kind !== 'archive' && namedAsDigits(one.file.name),
  );
  if (broken) throw new Error(refusal(broken, 'digits'));
  if (idx.length === 0) {
    if (sorted.length > 0) throw new Error(refusal(sorted[0], 'digits'));
    throw new Error(
      'Only files that systems keep beside others were given: MNIST comes as files of images and labels, in pairs.',
    );
  }
  return readIdx(
    idx,
    sorted.length - idx.length,
    sorted.find(({ kind }) => kind === 'zip' || kind === 'archive'),
  );
}

/**
 * @param {Sorted[]} sorted IDX files
 * @param {number} leftOut how many others there are
 * @param {Sorted} [archive] one of these that may hold what is missing
 */
async function readIdx(sorted, leftOut, archive) {
  const found = sorted.map(({ file, head }) => ({
    .../** @type {import('../../model/digits/idx.js').IdxHeader} */ (idxHeader(head)),
    length: idxLength(head),
    name: file.name,
    path: pathOf(file),
    file,
  }));
  checkNames(found);
  const groups = alike(found);
  if (groups.length > 6)
    throw new Error(
      `At most six files are expected (images and labels to train, validate and test), got ${groups.length}.`,
    );
  const read = await Promise.all(groups.map(readOne));
  try {
    const files = pairFiles(read);
    const passed = [
      found.length > read.length && counted(found.length - read.length, 'copy', 'copies'),
      leftOut > 0 && `${counted(leftOut, 'file', 'files')} of something else`,
    ]
      .filter(Boolean)
      .join(' and ');
    return {
      ...files,
      name: `${files.name}${passed && ` (passed over: ${passed})`}`,
      ...(found.some(isEmnist) && {
        turned: true,
        note: 'Their names say EMNIST, whose pictures lie on their side: they were turned upright.',
      }),
    };
  } catch (error) {
    if (archive) throw new Error(`${error instanceof Error ? error.message : error} ${refusal(archive, 'digits')}`);
    throw error;
  }
}

/**
 * @typedef {import('../../model/digits/idx.js').IdxHeader & {length: number, name: string, path: string, file: File}}
 * Found
 */

/** One of files that may be the same file several times. @param {Found[]} copies @returns {Promise<IdxFile>} */
async function readOne(copies) {
  const large = copies.find(({ file, length }) => file.size > LARGEST || (copies.length > 1 && length > LARGEST));
  if (large)
    throw new Error(
      `${large.name} must be at most 200 MiB, got ${Math.round(Math.max(large.file.size, large.length) / 2 ** 20)} MiB.`,
    );
  const all = await Promise.all(copies.map(({ file }) => bytesOf(file)));
  let at = 0;
  if (copies.length > 1) {
    const contents = await Promise.all(all.map((bytes, i) => unpacked(bytes, copies[i].length)));
    at = oneOf(
      copies.map(({ path, length }, i) => ({ path, content: contents[i], whole: contents[i].length >= length })),
    );
  }
  const { kind, count, name, path } = copies[at];
  return { kind, count, name, path, bytes: all[at] };
}

/**
 * As many bytes of a file, unpacked; fewer when it ends before or does not unpack.
 * @param {Uint8Array} bytes
 * @param {number} length
 */
async function unpacked(bytes, length) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.subarray(0, length);
  const content = new Uint8Array(length);
  let filled = 0;
  const reader = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader();
  try {
    while (filled < length) {
      const { value, done } = await reader.read();
      if (done) break;
      content.set(value.subarray(0, length - filled), filled);
      filled += value.length;
    }
  } catch {
    // What came until then is what there is.
  }
  await reader.cancel().catch(() => {});
  return content.subarray(0, Math.min(filled, length));
}

/**
 * One file of the page's data folder, gzipped or, failing that, raw.
 * @param {string} name
 * @returns {Promise<IdxFile>}
 */
async function fetchFile(name) {
  let paged = '';
  for (const suffix of ['.gz', '']) {
    const response = await fetch(new URL(name + suffix, FOLDER)).catch(() => null);
    if (!response?.ok) continue;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!isPage(bytes)) return identify(name + suffix, bytes);
    paged ||= pageInstead(`the file data/${name}${suffix}`);
  }
  throw new Error(
    paged ? `${paged[0].toLowerCase()}${paged.slice(1)}` : `the file data/${name}.gz could not be loaded.`,
  );
}

/** @param {string} part 'train', 'validation' or 't10k' @returns {Promise<{pair: IdxPair, count: number}>} */
async function fetchPair(part) {
  const [images, labels] = await Promise.all([
    fetchFile(`${part}-images-idx3-ubyte`),
    fetchFile(`${part}-labels-idx1-ubyte`),
  ]);
  return {
    pair: { images: images.bytes, labels: labels.bytes, name: `data/${images.name} and ${labels.name}` },
    count: images.count,
  };
}

/** @param {() => Promise<DataFiles>} load @returns {Promise<DataPlan>} */
async function plan(load) {
  try {
    return { files: await load() };
  } catch (error) {
    return {
      missing: `The MNIST digits are not there: ${error instanceof Error ? error.message : error} MNIST files dropped onto the page would be used.`,
    };
  }
}

/** The test digits beside the page: all that the step view needs. @returns {Promise<DataPlan>} */
export const fetchTest = () => plan(async () => ({ test: (await fetchPair('t10k')).pair, name: 'MNIST' }));

/** All digits beside the page. @returns {Promise<DataPlan>} */
export const fetchAll = () =>
  plan(async () => {
    const [train, test] = await Promise.all([fetchPair('train'), fetchPair('t10k')]);
    const validation = train.count === PACKED ? (await fetchPair('validation')).pair : undefined;
    return { train: train.pair, test: test.pair, ...(validation && { validation }), name: 'MNIST' };
  });
