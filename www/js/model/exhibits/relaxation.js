// What the exhibit of relaxation is asked and answers: types alone.

/**
 * @typedef {object} RelaxationParams
 * @property {number} hidden hidden layers
 * @property {number} width units of each
 * @property {'identity' | 'tanh' | 'relu' | 'sigmoid'} activation
 * @property {'gaussian' | 'categorical'} likelihood
 * @property {number} gamma
 * @property {number} T
 * @property {number} seed of the weights
 * @property {number} sample which test digit
 */

/**
 * Arrays are [times][L+1], one entry a node; entry 0 is NaN.
 * @typedef {object} RelaxationReply
 * @property {number} depth L
 * @property {number} T
 * @property {number} index of the digit
 * @property {number} label
 * @property {Uint8Array} image
 * @property {Float64Array} norms ‖x_ℓ‖ under activation relaxation
 * @property {Float64Array} distance ‖x_ℓ − e_ℓ of BP‖ ÷ ‖e_ℓ of BP‖
 * @property {Float64Array} fpaNorms ‖e_ℓ‖ under FPA-PC
 * @property {Float64Array} fpaDistance
 * @property {Float64Array} left ‖x_ℓ − e_ℓ of FPA-PC‖: what is left of the forward activity
 * @property {Float64Array} bpNorms [L+1], ‖e_ℓ‖ of BP
 * @property {number} divergedAt first t at which a number was not finite, −1 if none
 */

export {};
