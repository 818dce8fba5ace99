// A drawn digit as 28 × 28 numbers from 0 (paper) to 1 (ink): the pen, and the preparation that MNIST's digits had.
// Pure.

/** Pixels along each side. */
export const SIDE = 28;
/** MNIST's digits were scaled to fit a box of this side. */
const BOX = 20;

/** An empty sheet. @returns {Float64Array} */
export const blank = () => new Float64Array(SIDE * SIDE);

/**
 * Draws a stroke from one point to another with a round, soft pen.
 * @param {Float64Array} pixels changed in place
 * @param {{x: number, y: number}} from in pixels; the middle of the top left one is 0.5, 0.5
 * @param {{x: number, y: number}} to
 * @param {number} [radius] of the pen, in pixels
 */
export function stroke(pixels, from, to, radius = 1.25) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length2 = dx * dx + dy * dy;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const px = column + 0.5 - from.x;
      const py = row + 0.5 - from.y;
      const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      // Full ink inside, fading over one pixel at the rim.
      const ink = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const at = row * SIDE + column;
      if (ink > pixels[at]) pixels[at] = ink;
    }
  }
}

/**
 * Where the ink is: the smallest box around it; null on an empty sheet.
 * @param {Float64Array} pixels
 */
export function inkBox(pixels) {
  let left = SIDE,
    top = SIDE,
    right = -1,
    bottom = -1;
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] <= 0) continue;
    const column = at % SIDE;
    const row = (at - column) / SIDE;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The ink in a rectangle of the sheet divided by the rectangle's area; pixels at the edge count by the part inside.
 * @param {Float64Array} pixels
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1
 */
function meanInk(pixels, x0, y0, x1, y1) {
  let sum = 0;
  for (let row = Math.max(0, Math.floor(y0)); row < Math.min(SIDE, y1); row++) {
    const height = Math.min(row + 1, y1) - Math.max(row, y0);
    for (let column = Math.max(0, Math.floor(x0)); column < Math.min(SIDE, x1); column++) {
      sum += pixels[row * SIDE + column] * height * (Math.min(column + 1, x1) - Math.max(column, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

/**
 * Prepares a drawing as MNIST's digits were: scaled, keeping its shape, so that its longer side is 20 pixels, and moved
 * so that its centre of mass is in the middle. An empty sheet stays empty.
 * @param {Float64Array} pixels 28 × 28
 * @returns {Float64Array} 28 × 28
 */
export function prepare(pixels) {
  const box = inkBox(pixels);
  const out = blank();
  if (!box) return out;
  let mass = 0,
    sumX = 0,
    sumY = 0;
  for (let at = 0; at < pixels.length; at++) {
    const column = at % SIDE;
    mass += pixels[at];
    sumX += pixels[at] * (column + 0.5);
    sumY += pixels[at] * ((at - column) / SIDE + 0.5);
  }
  const centreX = sumX / mass;
  const centreY = sumY / mass;
  // One pixel of the result covers `size` pixels of the drawing.
  const size = Math.max(box.width, box.height) / BOX;
  for (let row = 0; row < SIDE; row++) {
    const y = centreY + (row - SIDE / 2) * size;
    for (let column = 0; column < SIDE; column++) {
      const x = centreX + (column - SIDE / 2) * size;
      out[row * SIDE + column] = meanInk(pixels, x, y, x + size, y + size);
    }
  }
  return out;
}
