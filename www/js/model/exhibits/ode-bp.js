// What the exhibit of ode-bp is asked and answers: types alone.

/**
 * @typedef {{dtype: 'f64' | 'f32', stores: 'error' | 'value', apart: number[]}} Twin max |e of ODE-BP − e of FPA-PC|
 * after each step 0 … T
 */

/**
 * @typedef {object} OdeBp
 * @property {number} T
 * @property {number} depth
 * @property {Twin[]} twins
 * @property {number} largest max |e| of backpropagation, to hold the differences against
 * @property {{rounds: number[], euler: number[], heun: number[]}} toBackprop ‖e − e_BP‖ / ‖e_BP‖ after so many rounds
 * of messages
 * @property {{tau: number, rounds: number[], euler: number[], heun: number[]}} toExact ‖e − e(τ)‖ / ‖e(τ)‖ at the time
 * τ of the equation, reached with so many rounds
 */

export {};
