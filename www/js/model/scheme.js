// What is said and known of a scheme, a rule with the options that make it one thing a reader can choose. Each has a file
// of its own in schemes/; schemes.js lists them.

/** @typedef {import('./settings.js').Settings} Settings */

/**
 * @typedef {'bp'|'vpc'|'klimit'|'fpa'|'zil'|'fa-zil'|'ode-bp'|'ode-heun'|'ar'|'g-il'|'il-prox'|'il-prox-practical'|'implicit-sgd'|'generative'|'langevin'|'zil-latents'|'zil-step'|'zil-together'|'zil-early'}
 * SchemeId
 */

/**
 * Settings that a scheme may depend on besides the network.
 * @typedef {'gammaVpc'|'gammaFpa'|'gammaProx'|'gammaGen'|'k'|'alpha'|'stores'|'bottomGamma'|'decay'|'noiseSeed'|'feedback'}
 * Knob
 */

/**
 * @typedef {Pick<Settings, 'gammaVpc'|'gammaFpa'|'gammaProx'|'gammaGen'|'k'|'alpha'|'stores'|'bottomGamma'|'decay'|'noiseSeed'|'feedback'|'feedbackSeed'>}
 * Knobs
 */

/**
 * All of it is to be said of every scheme. The facts in the middle are the engine's: a test holds each to what it does.
 * @typedef {object} Scheme
 * @property {SchemeId} id also the name of its colour, `--<id>`
 * @property {import('../../pkg/pc_playground.js').Rule} rule its name in the API
 * @property {string} name
 * @property {string} short for the end of a line
 * @property {string} title long
 * @property {Family} family
 * @property {string} section of the paper, or another source
 * @property {string} about what it is, in a few words without a full stop
 * @property {string} words one paragraph of plain words
 * @property {string[]} equation short lines of plain text
 * @property {string} equals whether it equals backpropagation, and when
 * @property {string} cost of one step; L is the chain length
 * @property {readonly Knob[]} uses settings that change what it computes
 * @property {(settings: Knobs) => object} options what it adds to its rule's name for the API
 *
 * @property {boolean} local a node needs nothing but its own numbers and its neighbours' messages
 * @property {boolean} scheduled it has a schedule, so that a T counts for nothing
 * @property {boolean} potentials its values are pre-activations
 * @property {boolean} implicit the learning rate is a part of inference, so that only plain SGD makes the implicit step itself
 * @property {boolean} oneDigit it holds for one digit at a time
 * @property {boolean} moments its layers learn at moments of their own, and not whenever inference stops
 * @property {boolean} anew nodes predict anew in every step
 *
 * @property {boolean} restless its values move whether or not there is an error: by noise, or because weights have moved
 * @property {boolean} wanders its errors may be far from backpropagation's without running away: by design, by noise, or
 * because a sweep starts anew
 * @property {boolean} hopeless no settings make it learn
 * @property {number | null} usualGamma γ in training, where another than the rule's usual one makes it what it is
 * @property {string} exempt why theorem 1 is not about it, as a clause; '' where it is
 * @property {string} ownErrors why nodes have errors before the output's can have come, as a clause; '' where they have none
 * @property {'bp' | 'fpa' | 'zil' | 'none'} bound which of the paper's chains of inequalities is for it
 * @property {string} boundWords what must be said with it
 */

/** @typedef {'sweep'|'settle'|'fixed'|'moment'|'implicit'|'ablation'} Family */

/** In the order in which choosers show them. @type {readonly {id: Family, name: string}[]} */
export const FAMILIES = [
  { id: 'sweep', name: 'One exact sweep' },
  { id: 'settle', name: 'All values settle' },
  { id: 'fixed', name: 'Predictions stay fixed' },
  { id: 'moment', name: 'Each layer at its moment' },
  { id: 'implicit', name: 'Implicit steps' },
  { id: 'ablation', name: 'Z-IL with one requirement off' },
];
