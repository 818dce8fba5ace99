// The schemes whose updates the implicit exhibit holds against implicit SGD, and what is exact about each. Pure data.

/**
 * @typedef {object} ImplicitParams
 * @property {number} hidden hidden layers
 * @property {number} width units of each
 * @property {'identity' | 'tanh' | 'relu' | 'sigmoid'} activation
 * @property {number} alpha one α to have among the others
 * @property {number} steps one T to have among the others
 * @property {number} gamma step size of the rules that relax
 * @property {number} seed of the weights
 * @property {number} sample which test digit
 */

/**
 * One scheme's updates, [rates][times].
 * @typedef {object} Updates
 * @property {number[]} stepSize γ for each α; 1 where there is none
 * @property {Float64Array} residual ‖θ′ − θ + α∇loss(θ′)‖ ÷ ‖θ′ − θ‖; NaN where a number is no longer finite, or
 * nothing moved
 * @property {Float64Array} loss of θ′, on the same digit
 */

/**
 * @typedef {object} ImplicitReply
 * @property {number[]} sizes
 * @property {number} index of the digit
 * @property {number} label
 * @property {Uint8Array} image
 * @property {number} lossBefore
 * @property {number[]} rates every α, ascending
 * @property {number[]} times every T, ascending
 * @property {Record<ImplicitId, Updates>} updates
 */

/** @typedef {'bp' | 'vpc' | 'g-il' | 'il-prox-practical' | 'il-prox' | 'implicit-sgd'} ImplicitId */

/** From the explicit to the implicit. @type {readonly ImplicitId[]} */
export const IMPLICIT_IDS = ['bp', 'vpc', 'g-il', 'il-prox-practical', 'il-prox', 'implicit-sgd'];

/** How each is called here, short enough for a line's end. @type {Readonly<Record<ImplicitId, string>>} */
export const IMPLICIT_NAMES = {
  bp: 'BP',
  vpc: 'VPC',
  'g-il': 'G-IL',
  'il-prox-practical': 'practical',
  'il-prox': 'IL-prox',
  'implicit-sgd': 'implicit',
};

/** And in a sentence. @type {Readonly<Record<ImplicitId, string>>} */
export const IMPLICIT_TITLES = {
  bp: 'BP',
  vpc: 'VPC',
  'g-il': 'G-IL',
  'il-prox-practical': 'practical IL-prox',
  'il-prox': 'exact IL-prox',
  'implicit-sgd': 'implicit SGD',
};

/**
 * Whether the update is implicit SGD’s, for one digit at a time and for a batch.
 * @type {Readonly<Record<ImplicitId, { one: string, many: string }>>}
 */
export const EXACTNESS = {
  bp: { one: 'No: this is explicit SGD. The residual shrinks with α.', many: 'No, for the same reason.' },
  vpc: { one: 'No. Its gradient is not even SGD’s as α → 0, and it does not know α.', many: 'No.' },
  'g-il': { one: 'No. Near it at some α at most: it does not know α either.', many: 'No.' },
  'il-prox-practical': {
    one: 'No. Hidden errors are not weighed by 1/N_ℓ, so for small α layer ℓ takes N_{L−1}/N_ℓ times the gradient’s step.',
    many: 'No. It runs, with batch means of e φᵀ and of N.',
  },
  'il-prox': {
    one: 'Yes, exactly, once inference has settled.',
    many: 'Refused. The smallest change of weights that moves many samples at once is not the sum of theirs, so the sum would not be exact.',
  },
  'implicit-sgd': {
    one: 'Yes, exactly, once its sweeps have converged.',
    many: 'Yes, exactly, for any batch: it sweeps the whole network at θ′, and is not local.',
  },
};
