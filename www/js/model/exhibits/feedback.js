// What the exhibit of feedback is asked and answers: types alone.

/** @typedef {import('../protocol.js').Settings} Settings */

/** @typedef {Settings['feedback']} Kind */

/**
 * One kind of feedback. Angles in degrees; NaN where there is none yet, and after a divergence.
 * @typedef {object} FeedbackRun
 * @property {Kind} kind
 * @property {Float64Array} accuracy 0 to 1, at `scoredAt`
 * @property {Float64Array} errors [at][L+1], between e_ℓ and backpropagation's
 * @property {Float64Array} weights [at][L], between B_ℓ and W_ℓ
 * @property {number} divergedAt minibatch; −1 if it did not
 */

/**
 * @typedef {object} FeedbackReply
 * @property {number} depth L
 * @property {number} batch digits in a minibatch
 * @property {number[]} at minibatches at which angles were measured
 * @property {number[]} scoredAt minibatches at which accuracy was
 * @property {number} tested test digits
 * @property {number} samples training digits
 * @property {number} gamma the scheme's step size, if it has one
 * @property {number | null} steps of inference; null where the scheme has a schedule of its own
 * @property {FeedbackRun[]} runs
 */

export {};
