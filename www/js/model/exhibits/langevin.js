// What the exhibit of langevin is asked and answers: types alone.

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

export {};
