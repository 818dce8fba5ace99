// What Langevin VPC should find in a linear network with a gaussian output, by solving the linear system. Pure.
//
// The free energy is then a quadratic: F(x) = ½ xᵀA x − hᵀx + a constant, over all latents together. The posterior
// exp(−F) is a gaussian with mean A⁻¹h and covariance A⁻¹. The sampler's steps x ← x − γ(Ax − h) + √(2γ)·noise keep
// the covariance (A − ½γA²)⁻¹ = A⁻¹(1 − ½γA)⁻¹: the mean is right for any γ, the spread is too wide, and with
// γ ≥ 2 ÷ (A's largest eigenvalue) there is none that stays.

/**
 * What samples say. "A latent": one entry for each, layer after layer, x_1 first.
 * @typedef {object} Sampled
 * @property {number} samples that mean and deviation are from, all chains together
 * @property {Float64Array} mean a latent
 * @property {Float64Array} deviation a latent
 * @property {Float64Array} wobble a latent: the standard error of the mean, from how the chains differ
 * @property {Float32Array} trace [times][latents], the first chain from t = 0 on
 * @property {number} times
 * @property {Float32Array} kept [some][latents], samples evenly from all chains
 * @property {number} divergedAt the step at which a value was no longer finite, −1 if none was
 */

/**
 * @typedef {object} LangevinParams
 * @property {number} hidden hidden layers
 * @property {number} width units of each
 * @property {'identity' | 'tanh' | 'relu' | 'sigmoid'} activation
 * @property {number} gamma
 * @property {number} steps kept of every chain
 * @property {number} burn steps thrown away before
 * @property {number} noiseSeed
 * @property {number} seed of the weights
 * @property {number} index which test digit
 */

/**
 * How much wider than the posterior the samples lie: the mean over latents of the ratio of standard deviations; NaN
 * where they do not stay.
 * @typedef {{ gamma: number, expected: number, found: number }} Bias `expected` is from the equation, `found` from
 * samples
 */

/**
 * The linear network, where everything can be solved.
 * @typedef {object} Check
 * @property {Float64Array} mean of the posterior, a latent
 * @property {Float64Array} deviation of the posterior, a latent
 * @property {Float64Array | null} atGamma the deviation that the sampler settles at with this γ; null when it settles
 * nowhere
 * @property {number} largestStep γ from which it settles nowhere
 * @property {Sampled} sampled
 * @property {Bias[]} bias for several γ
 */

/**
 * @typedef {object} LangevinReply
 * @property {number[]} sizes units of x_0 … x_L
 * @property {number} label
 * @property {number} chains
 * @property {Sampled} sampled
 * @property {{ start: Float64Array, map: Float64Array, mapSteps: number }} settled
 * @property {boolean} linear whether the network is linear itself, so that `check` is about it
 * @property {Check | null} check null for too many latents
 */

/**
 * A chain of linear functions f_l(x) = W_l x + b_l between a clamped x_0 and a clamped x_L, all variances 1.
 * @typedef {object} LinearChain
 * @property {ArrayLike<number>} sizes units of x_0 … x_L
 * @property {ArrayLike<number>[]} weights of f_0 … f_(L−1), [sizes[l+1]][sizes[l]]
 * @property {ArrayLike<number>[]} biases
 * @property {ArrayLike<number>} input x_0
 * @property {ArrayLike<number>} target x_L
 */

/** A square matrix, row after row. @typedef {Float64Array} Matrix */

/**
 * A and h of the free energy.
 * @param {LinearChain} chain
 * @returns {{ size: number, A: Matrix, h: Float64Array }}
 */
export function quadratic({ sizes, weights, biases, input, target }) {
  const depth = sizes.length - 1;
  /** Where each latent layer starts among all latents. @type {number[]} */
  const start = [];
  let size = 0;
  for (let l = 1; l < depth; l++) {
    start[l] = size;
    size += sizes[l];
  }
  const A = new Float64Array(size * size);
  const h = new Float64Array(size);
  for (let l = 0; l < depth; l++) {
    const [W, b, from, to] = [weights[l], biases[l], sizes[l], sizes[l + 1]];
    // ½‖x_(l+1) − W x_l − b‖²: each row of it is a sum of coefficients times latents, plus a constant.
    for (let row = 0; row < to; row++) {
      let constant = -b[row];
      /** @type {[at: number, coefficient: number][]} */
      const terms = [];
      if (l + 1 < depth) terms.push([start[l + 1] + row, 1]);
      else constant += target[row];
      for (let column = 0; column < from; column++) {
        const weight = W[row * from + column];
        if (l > 0) terms.push([start[l] + column, -weight]);
        else constant -= weight * input[column];
      }
      for (const [i, ci] of terms) {
        h[i] -= ci * constant;
        for (const [j, cj] of terms) A[i * size + j] += ci * cj;
      }
    }
  }
  return { size, A, h };
}

/**
 * The lower triangle L with A = L Lᵀ, or null when A is not positive definite.
 * @param {Matrix} A @param {number} size
 * @returns {Matrix | null}
 */
export function cholesky(A, size) {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * size + j];
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j];
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

/**
 * x with L Lᵀ x = b.
 * @param {Matrix} lower @param {number} size @param {ArrayLike<number>} b
 * @returns {Float64Array}
 */
export function solve(lower, size, b) {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k];
    x[i] /= lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k];
    x[i] /= lower[i * size + i];
  }
  return x;
}

/**
 * The square roots of the diagonal of (L Lᵀ)⁻¹. With M = L⁻¹ that inverse is MᵀM, so each is a column's norm.
 * @param {Matrix} lower @param {number} size
 * @returns {Float64Array}
 */
function deviations(lower, size) {
  const out = new Float64Array(size);
  const column = new Float64Array(size);
  for (let c = 0; c < size; c++) {
    let squares = 0;
    for (let i = c; i < size; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = c; k < i; k++) sum -= lower[i * size + k] * column[k];
      column[i] = sum / lower[i * size + i];
      squares += column[i] ** 2;
    }
    out[c] = Math.sqrt(squares);
  }
  return out;
}

/**
 * The posterior's mean and standard deviation, one a latent, layer after layer.
 * @param {{ size: number, A: Matrix, h: Float64Array }} energy
 * @returns {{ mean: Float64Array, deviation: Float64Array }}
 */
export function posterior({ size, A, h }) {
  const lower = cholesky(A, size);
  if (!lower)
    throw new Error(
      'The free energy of a chain of finite numbers is bowl-shaped, but rounding has made this one flat.',
    );
  return { mean: solve(lower, size, h), deviation: deviations(lower, size) };
}

/**
 * The standard deviations that the sampler settles at with step size γ; null when it settles nowhere.
 * @param {{ size: number, A: Matrix }} energy @param {number} stepSize
 * @returns {Float64Array | null}
 */
export function stationary({ size, A }, stepSize) {
  const B = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let square = 0;
      for (let k = 0; k < size; k++) square += A[i * size + k] * A[j * size + k];
      B[i * size + j] = B[j * size + i] = A[i * size + j] - (stepSize / 2) * square;
    }
  }
  const lower = cholesky(B, size);
  return lower && deviations(lower, size);
}

/**
 * The largest γ, not included, with which the sampler (and VPC) stays: 2 ÷ (A's largest eigenvalue).
 * @param {{ size: number, A: Matrix }} energy
 * @returns {number}
 */
export function largestStep({ size, A }) {
  let vector = Float64Array.from({ length: size }, (_, i) => 1 + 0.1 * Math.sin(i + 1)); // not along an eigenvector by chance
  let eigenvalue = 0;
  for (let round = 0; round < 1000; round++) {
    const next = new Float64Array(size);
    for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) next[i] += A[i * size + k] * vector[k];
    const norm = Math.hypot(...next);
    const before = eigenvalue;
    eigenvalue = norm;
    vector = next.map(value => value / norm);
    if (Math.abs(eigenvalue - before) < 1e-12 * eigenvalue) break;
  }
  return 2 / eigenvalue;
}
