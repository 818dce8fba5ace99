// How many cores a browser says there are. With protection against fingerprinting it says nothing, or a number of its
// own.

/** @param {{hardwareConcurrency?: unknown}} [browser] @returns {number | null} null where it does not say */
export function coresOf({ hardwareConcurrency: cores } = navigator) {
  return typeof cores === 'number' && Number.isInteger(cores) && cores > 0 ? cores : null;
}
