// The exact solution of the equation ė_ℓ = −e_ℓ + J_ℓᵀ e_{ℓ+1} with e_L held: each node keeps a share of
// backpropagation's error. Pure.

/**
 * The share of its error that a node `distance` nodes before the output has at time τ: P[Poisson(τ) ≥ distance], as
 * Euler's steps of γ have P[Binomial(T, γ) ≥ distance].
 * @param {number} distance L − ℓ, a whole number from 0
 * @param {number} tau
 * @returns {number} 0 … 1
 */
export function share(distance, tau) {
  if (distance === 0) return 1;
  if (tau === 0) return 0;
  // Sum the shorter tail, whose terms only shrink.
  let term = Math.exp(-tau);
  let below = 0;
  for (let j = 0; j < distance; j++) {
    below += term;
    term *= tau / (j + 1);
  }
  if (below < 0.5) return 1 - below;
  let above = 0;
  for (let j = distance; term > 1e-18 * above; j++) {
    above += term;
    term *= tau / (j + 1);
  }
  return above;
}
