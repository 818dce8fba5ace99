// Whether a canvas gives back what was drawn on it: browsers that guard against fingerprints answer with noise, with
// one colour, or not at all.

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** Levels of 255 by which a pixel may be off, so that a digit stays what it is. */
const BEARABLE = 8;
const REFUSED =
  'This browser does not give back the pixels that a page has drawn, as a guard against fingerprints, so pictures cannot be read here: allow this page to read its canvases, or give the digits as IDX files.';

/**
 * A canvas that is nowhere on the page.
 * @param {number} width
 * @param {number} height
 * @returns {OffscreenCanvas | HTMLCanvasElement}
 */
export function sheet(width, height) {
  if ('OffscreenCanvas' in globalThis) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

/**
 * Before a picture is saved, which would be noise as well.
 * @param {string} what cannot be done then, as a clause
 * @param {Context | null} [context] of a canvas of 28 × 28
 * @throws {Error} one sentence when the browser changes pixels beyond use, or does not give them
 */
export function needPixels(
  what,
  context = /** @type {Context | null} */ (sheet(28, 28).getContext('2d', { willReadFrequently: true })),
) {
  try {
    if (context) canvasDoubt(context);
  } catch {
    throw new Error(
      `This browser does not give back the pixels that a page has drawn, as a guard against fingerprints, so ${what}: allow this page to read its canvases.`,
    );
  }
}

/**
 * The pixels of a canvas from its top left corner.
 * @param {Context} context @param {number} width @param {number} height
 * @returns {Uint8ClampedArray} four bytes each
 * @throws {Error} one sentence when the browser does not give them
 */
export function pixelsOf(context, width, height) {
  /** @type {Uint8ClampedArray | undefined} */
  let data;
  try {
    data = context.getImageData(0, 0, width, height)?.data;
  } catch {
    // Said below: some refuse by throwing, others by giving nothing.
  }
  if (data?.length !== 4 * width * height) throw new Error(REFUSED);
  return data;
}

/**
 * Draws greys that are known and looks what comes back.
 * @param {Context} context of a canvas of 28 × 28, which is cleared
 * @returns {string} one sentence on how pixels are changed; '' when they are not
 * @throws {Error} one sentence when they are changed beyond use, or not given
 */
export function canvasDoubt(context) {
  const side = 28;
  // No two neighbours alike: noise is often left out of plain areas.
  const grey = (/** @type {number} */ i) => (i * 89 + 7) % 256;
  for (let i = 0; i < side * side; i++) {
    context.fillStyle = `rgb(${grey(i)} ${grey(i)} ${grey(i)})`;
    context.fillRect(i % side, Math.floor(i / side), 1, 1);
  }
  const data = pixelsOf(context, side, side);
  let most = 0;
  for (let i = 0; i < side * side; i++) {
    for (let part = 0; part < 4; part++)
      most = Math.max(most, Math.abs(data[4 * i + part] - (part === 3 ? 255 : grey(i))));
  }
  context.clearRect(0, 0, side, side);
  if (most > BEARABLE) throw new Error(REFUSED);
  return most === 0
    ? ''
    : `This browser changes the pixels that a page reads by up to ${most} of 255, as a guard against fingerprints, so these digits are a little noisy.`;
}
