// What the exhibit of klimit is asked and answers: types alone.

/**
 * @typedef {{dtype: 'f64' | 'f32', k: number, T: number[], distance: number[]}} Row one run: the distance after each of
 * these T
 */

/**
 * @typedef {object} KLimit
 * @property {number} gamma
 * @property {number[]} ks ascending
 * @property {number[]} Ts those whose distance is drawn against k
 * @property {Row[]} rows
 * @property {number} label of the digit
 * @property {{loss: number, error: number, gradient: number, steps: number}} zero case 1: the loss, the largest |e_ℓ|
 * and |gradient| after `steps` steps with the target at the prediction
 * @property {number} size ‖gradient‖ of backpropagation
 */

export {};
