// What the exhibit of ablation is asked and answers: types alone.

/**
 * One variant against backpropagation: entries 0 … L−1 are one function each, entry L all parameters together.
 * @typedef {{id: string, cosine: number[], error: number[], ratio: number[]}} Variant `error` is ‖g − g_BP‖ / ‖g_BP‖,
 * `ratio` ‖g‖ / ‖g_BP‖
 */

/**
 * @typedef {{depth: number, variants: Variant[], alphas: number[], early: number[][]}} Ablation `early[l][i]`: error of
 * function l when weights change early with `alphas[i]`
 */

export {};
