// The digits a worker works on: built from files or drawn, and split into train, validation and test. Whose `Dataset`
// they are the worker says: the module of the experiments has its own.

import { whole } from '../model/numbers.js';
import { idxImages, idxLabels } from '../model/digits/idx.js';

/** @typedef {import('../model/protocol.js').DataFiles} DataFiles */
/** @typedef {import('../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('../model/protocol.js').IdxPair} IdxPair */
/** @typedef {import('../model/protocol.js').Source} Source */
/** @typedef {import('../../pkg/pc_playground.js').Dataset} Dataset */
/**
 * @typedef {Pick<typeof import('../../pkg/pc_playground.js').Dataset, 'fromIdx' | 'synthetic'>} Datasets the class, of
 * one module or the other
 */

/**
 * Digits in three parts. A worker that only looks at test digits may leave the others out.
 * @typedef {{train?: Dataset, validation?: Dataset, test: Dataset, source: Source, sentence: string}} Digits
 */

const [SIDE, PIXELS] = [28, 784];
// Every visitor holds out the same digits, whatever the seed of the weights.
const SPLIT_SEED = 0;
const DRAWN = { train: 4000, validation: 500, test: 500 };

/** @param {number} count */
const thousands = whole;

/** @param {Digits} digits */
export function freeDigits(digits) {
  for (const part of [digits.train, digits.validation, digits.test]) part?.free();
}

/** @param {IdxPair} pair @param {boolean | undefined} turned @param {Datasets} datasets @param {Dataset[]} made */
function fromPair(pair, turned, datasets, made) {
  let data;
  try {
    data = datasets.fromIdx(pair.images, pair.labels);
  } catch (error) {
    // A panic must stay recognisable; a refusal gets the names of the files.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${pair.name}: ${reason}${reason.endsWith('.') ? '' : '.'}`);
  }
  made.push(data);
  if (data.rows !== 28 || data.columns !== 28) {
    throw new Error(`${pair.name}: each image must be 28 × 28 pixels, got ${data.rows} × ${data.columns}.`);
  }
  if (!turned) return data;
  const upright = transposed(data, datasets);
  made.push(upright);
  return upright;
}

/**
 * The same digits with rows and columns exchanged, as they lie in EMNIST's files.
 * @param {Dataset} data
 * @param {Datasets} datasets
 */
function transposed(data, datasets) {
  const pixels = new Uint8Array(data.length * PIXELS);
  const labels = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const image = data.image(i);
    for (let at = 0; at < PIXELS; at++) pixels[i * PIXELS + at] = image[SIDE * (at % SIDE) + Math.floor(at / SIDE)];
    labels[i] = data.label(i);
  }
  return datasets.fromIdx(idxImages(pixels), idxLabels(labels));
}

/** @param {Dataset} data @param {number[]} counts @param {Dataset[]} made */
function splitOff(data, counts, made) {
  const parts = data.split(counts, SPLIT_SEED);
  made.push(...parts);
  return parts;
}

/**
 * The digits in these files.
 * @param {DataFiles} files
 * @param {Datasets} datasets
 * @returns {Digits}
 * @throws {Error} one sentence when a file is not what it should be; nothing is kept then
 */
export function openFiles(files, datasets) {
  /** Everything built here, so that what is not handed out can be freed. @type {Dataset[]} */
  const made = [];
  /** @type {Digits | undefined} */
  let digits;
  try {
    digits = files.all
      ? splitInThree(fromPair(files.all, files.turned, datasets, made), made)
      : parts(files, datasets, made);
    const counts = [
      digits.train && `${thousands(digits.train.length)} to train on`,
      digits.validation && `${thousands(digits.validation.length)} for validation`,
      `${thousands(digits.test.length)} for testing`,
    ]
      .filter(Boolean)
      .join(', ');
    digits.sentence = `${files.name}: ${counts}.${files.note ? ` ${files.note}` : ''}`;
    return digits;
  } catch (error) {
    digits = undefined;
    throw error;
  } finally {
    for (const data of made) {
      if (!digits || (data !== digits.train && data !== digits.validation && data !== digits.test)) data.free();
    }
  }
}

/** Four fifths, a tenth, a tenth. @param {Dataset} all @param {Dataset[]} made @returns {Digits} */
function splitInThree(all, made) {
  const tenth = Math.floor(all.length / 10);
  if (tenth < 1) throw new Error(`One pair of files must hold at least 10 digits to be split, got ${all.length}.`);
  const [train, validation, test] = splitOff(all, [all.length - 2 * tenth, tenth, tenth], made);
  return { train, validation, test, source: 'mnist', sentence: '' };
}

/** @param {DataFiles} files @param {Datasets} datasets @param {Dataset[]} made @returns {Digits} */
function parts(files, datasets, made) {
  if (!files.test) throw new Error('The test digits are missing: images and labels of digits to test with are needed.');
  const test = fromPair(files.test, files.turned, datasets, made);
  if (!files.train) return { test, source: 'mnist', sentence: '' };
  const whole = fromPair(files.train, files.turned, datasets, made);
  if (files.validation) {
    return {
      train: whole,
      validation: fromPair(files.validation, files.turned, datasets, made),
      test,
      source: 'mnist',
      sentence: '',
    };
  }
  const sixth = Math.floor(whole.length / 6);
  if (sixth < 1)
    throw new Error(
      `The training files must hold at least 6 digits, a sixth of them for validation, got ${whole.length}.`,
    );
  const [train, validation] = splitOff(whole, [whole.length - sixth, sixth], made);
  return { train, validation, test, source: 'mnist', sentence: '' };
}

/**
 * Drawn digits. One set is drawn and split, so the parts are alike and never share a digit.
 * @param {'all' | 'test'} which
 * @param {Datasets} datasets
 * @returns {Digits}
 */
export function drawDigits(which, datasets) {
  const { train, validation, test } = DRAWN;
  const all = datasets.synthetic(train + validation + test, SPLIT_SEED);
  try {
    const [first, second, third] = all.split([train, validation, test], SPLIT_SEED);
    const sentence = `Digits drawn by the program: ${thousands(train)} to train on, ${thousands(validation)} for validation, ${thousands(test)} for testing.`;
    if (which === 'all') return { train: first, validation: second, test: third, source: 'synthetic', sentence };
    first.free();
    second.free();
    return { test: third, source: 'synthetic', sentence };
  } finally {
    all.free();
  }
}

/** The digits of one worker: files when there are any, drawn ones otherwise; each is built at most once. */
export class Library {
  /** @param {'all' | 'test'} which @param {Datasets} datasets */
  constructor(which, datasets) {
    this.which = which;
    this.datasets = datasets;
    /** @type {Digits | null} */
    this.files = null;
    /** @type {Digits | null} */
    this.drawn = null;
    this.missing = '';
  }

  /**
   * Takes a plan. When its files are wrong this throws and the digits so far stay.
   * @param {DataPlan} plan
   * @param {() => void} release called before the old digits are freed, for whoever still holds them
   * @returns {string} which digits there are now
   */
  use(plan, release) {
    const next = 'files' in plan ? openFiles(plan.files, this.datasets) : null;
    release();
    if (this.files) freeDigits(this.files);
    this.files = next;
    this.missing = 'missing' in plan ? plan.missing : '';
    return next ? next.sentence : this.missing;
  }

  /**
   * The digits of a source; drawn ones stand in, and say so, when there are no files.
   * @param {Source} source
   * @returns {Digits}
   */
  open(source) {
    if (source === 'mnist' && this.files) return this.files;
    this.drawn ??= drawDigits(this.which, this.datasets);
    if (source === 'synthetic' || !this.missing) return this.drawn;
    return { ...this.drawn, sentence: `${this.missing} Drawn digits are used instead.` };
  }
}
