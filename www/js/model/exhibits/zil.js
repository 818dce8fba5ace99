// What the exhibit of zil is asked and answers: types alone.

/**
 * One row: time t, at which node ℓ = L − t gets its error and W_(ℓ−1) learns.
 * @typedef {object} ZilRow
 * @property {number} t
 * @property {number} node ℓ
 * @property {number} unit of that node with the largest error, whose numbers are written out
 * @property {number} mu that unit's feed-forward value; NaN at t = 0, where no x moves
 * @property {number} x its value after this step's update; NaN at t = 0
 * @property {number} e its error, as Z-IL has it
 * @property {number} bp its error, as backpropagation has it
 * @property {number} still max |x_ℓ − μ_ℓ| just before this step: 0 means that node ℓ has not moved yet
 * @property {{mu: number, x: number, e: number, bp: number}} norms of the whole node; mu and x are NaN at t = 0
 * @property {number} apart max |e_ℓ of Z-IL − e_ℓ of BP|
 * @property {number} gradientApart the same for the gradient of W_(ℓ−1) and its bias, once learned
 * @property {number} gradientLargest the largest absolute value in backpropagation's
 * @property {number} products products with a transposed Jacobian that Z-IL has made so far
 * @property {number} used of those, the ones that a gradient was learned from: one a step
 * @property {number} strayed max |e − e of BP| over the nodes after ℓ at this t: no longer those of backpropagation,
 * and no longer needed
 */

/** @typedef {{rows: ZilRow[], depth: number, label: number, dtype: string}} ZilTable */

export {};
