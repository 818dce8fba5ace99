// Strokes of several pointers on one sheet: each finger its own, and where a pen draws, no hand. Pure.

import { stroke } from './drawing.js';

/** @typedef {{x: number, y: number}} Point in pixels of the sheet */

/** For so long after a pen was last over the sheet, a touch is the hand that holds it. In milliseconds. */
const PALM_MS = 700;

/**
 * @param {Float64Array} pixels 28 × 28, changed in place
 */
export function createStrokes(pixels) {
  /** Where each pointer that draws was last. @type {Map<number, {at: Point, touch: boolean}>} */
  const drawing = new Map();
  /**
   * The sheet before the fingers that now draw: a pen that comes to a resting hand takes its marks away.
   * @type {Float64Array | null}
   */
  let before = null;
  let penAt = -Infinity;
  const touches = () => [...drawing].filter(([, { touch }]) => touch);
  const pens = new Set();
  /** @param {number} now */
  const penIsNear = now => pens.size > 0 || now - penAt < PALM_MS;

  return {
    /**
     * A pointer comes down.
     * @param {number} id
     * @param {string} type 'mouse', 'pen' or 'touch'
     * @param {Point} at
     * @param {number} now milliseconds
     * @returns {boolean} whether it draws
     */
    begin(id, type, at, now) {
      if (type === 'touch') {
        if (penIsNear(now)) return false;
        if (touches().length === 0) before = pixels.slice();
      } else if (type === 'pen') {
        pens.add(id);
        penAt = now;
        const hand = touches();
        if (hand.length > 0 && before) pixels.set(before);
        for (const [touch] of hand) drawing.delete(touch);
      }
      drawing.set(id, { at, touch: type === 'touch' });
      stroke(pixels, at, at);
      return true;
    },
    /**
     * A pointer moves, down or not.
     * @param {number} id @param {string} type @param {Point[]} points it passed, in their order @param {number} now
     * @returns {boolean} whether it drew
     */
    move(id, type, points, now) {
      if (type === 'pen') penAt = now;
      const mine = drawing.get(id);
      if (!mine) return false;
      for (const next of points) {
        stroke(pixels, mine.at, next);
        mine.at = next;
      }
      return points.length > 0;
    },
    /** A pointer is lifted, or was taken away: what it drew stays. @param {number} id @param {number} [now] */
    end(id, now) {
      drawing.delete(id);
      if (pens.delete(id) && now !== undefined) penAt = now;
    },
    /** Another drawing; pointers that are down go on drawing on it. @param {Float64Array} next */
    replace(next) {
      pixels.set(next);
      before?.set(next);
    },
  };
}
