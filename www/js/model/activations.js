// The nonlinearities as the module has them: a unit's value from what goes into it, and the slope there, by that value.
// Pure.

/**
 * @type {Record<import('./settings.js').Settings['activation'], {value: (h: number) => number, slope: (phi: number) => number}>}
 */
export const NONLINEAR = {
  tanh: { value: Math.tanh, slope: phi => 1 - phi * phi },
  relu: { value: h => Math.max(0, h), slope: phi => (phi > 0 ? 1 : 0) },
  sigmoid: { value: h => 1 / (1 + Math.exp(-h)), slope: phi => phi * (1 - phi) },
  identity: { value: h => h, slope: () => 1 },
};

/** Class probabilities of an output, safe against overflow. @param {Float64Array} outputs @returns {Float64Array} */
export function softmax(outputs) {
  const top = Math.max(...outputs);
  const powers = outputs.map(value => Math.exp(value - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}
