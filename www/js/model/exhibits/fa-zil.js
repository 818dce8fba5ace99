// What the exhibit of fa-zil is asked and answers: types alone.

/**
 * One run at one scale in one precision; entries are one a function.
 * @typedef {object} Triggered
 * @property {number} output largest |e_L|
 * @property {number[]} at the t at which the function learned, −1 if it never did
 * @property {number[]} needs largest |e| that backpropagation has at the node it leads to
 * @property {number[]} holds half the distance from a middling |μ| of that node to the next number: a smaller change of
 * x is lost; 0 for the output, which keeps e itself
 * @property {number[]} error ‖g − g_BP‖ / ‖g_BP‖; NaN where backpropagation's is exactly zero
 */

/**
 * @typedef {{depth: number, steps: number, scales: number[], runs: Record<'f64' | 'f32', Triggered[]>}} FaZil runs: one
 * for each scale
 */

export {};
