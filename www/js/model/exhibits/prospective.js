// What the exhibit of prospective is asked and answers: types alone.

/** @typedef {'bp' | 'vpc'} Rule */

/**
 * The bear: what it sees, one hidden unit, what it expects to hear and to smell.
 * @typedef {object} BearReply
 * @property {number[]} weights before: into the hidden unit, to hearing, to smelling
 * @property {number[]} before what is expected to be heard and smelt
 * @property {Record<Rule, Configuration>} rules
 * @property {number[]} rates
 * @property {Record<Rule, number[][]>} byRate outputs after one update at each rate
 * @property {Record<Rule, number[][]>} byUpdate outputs after 0, 1, 2, … updates at the chosen rate
 */

/**
 * @typedef {object} Configuration
 * @property {number} hidden the hidden unit's activity when the weights change
 * @property {number[]} predicted what it then predicts for hearing and smelling
 * @property {number[]} weights after one update
 * @property {number[]} outputs after one update
 * @property {number} steps of inference
 */

/**
 * @typedef {object} AlignmentReply
 * @property {number[]} depths functions in the chain
 * @property {number} seeds
 * @property {number} width
 * @property {number} rate
 * @property {number} unsettled relaxations that were stopped before they had settled
 * @property {Record<'identity' | 'tanh', Record<Rule, Float64Array>>} cosines [depths][seeds]
 */

export {};
