// The clock of a page or a worker, as its browser has it: some advance in coarse steps, some stand still.

/** A clock with longer steps, ms, says little about a single operation. */
export const COARSE_MS = 1;

/** Changes of the clock that are looked at to find its step, for as long as this, but at least some … */
const LOOKS = 8;
const LOOK_MS = 60;
const FEWEST_LOOKS = 2;
/** … and readings after which it stands still. */
export const MOST_READINGS = 2e7;

/**
 * The smallest step by which this worker's clock advances.
 * @returns {number} ms; Infinity when it stands still
 */
export function resolution() {
  let least = Infinity;
  const began = performance.now();
  for (let looks = 0; looks < LOOKS && (looks < FEWEST_LOOKS || performance.now() - began < LOOK_MS); looks++) {
    const before = performance.now();
    const after = tick();
    if (after === null) return Infinity;
    least = Math.min(least, after - before);
  }
  return least;
}

/** Waits until the clock advances. @returns {number | null} what it says then; null when it stands still */
export function tick() {
  const before = performance.now();
  for (let readings = 0; readings < MOST_READINGS; readings++) {
    const now = performance.now();
    if (now > before) return now;
  }
  return null;
}
