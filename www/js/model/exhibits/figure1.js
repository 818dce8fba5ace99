// Figure 1 as data: three ways to wire a chain, and for every synapse the activities its change needs and the neurons
// that hold them. Whether a synapse is local is not written down here; it follows from the wiring. Pure.

/** @typedef {{T: number, feedbackSeed: number, seed: number}} Figure1Params */

/**
 * One t of one diagram; lists of nodes have L + 1 entries, of functions L. All are of the first unit of its layer.
 * @typedef {object} Moment
 * @property {number[]} value x_ℓ
 * @property {number[]} error e_ℓ; entry 0 is NaN
 * @property {number[]} slope g′_ℓ(a_ℓ)
 * @property {number[]} gradient of the first entry of W_ℓ, as the module says
 */

/**
 * @typedef {object} Run
 * @property {Moment[]} moments T + 1
 * @property {number[]} learnedAt t at which the module computed each gradient; −1 if it does so whenever it is asked
 * @property {number[]} weight first entry of W_ℓ
 * @property {number[]} feedback first entry of what carries errors back through it
 */

/** @typedef {{gamma: number, units: number, runs: Record<Wiring, Run>}} Figure1Reply */

/** Functions in the chain: x_0 … x_3. */
export const L = 3;

/**
 * 'a': backpropagation, wired naively; 'b': standard predictive coding; 'c': Amit 2019.
 * @typedef {'a' | 'b' | 'c'} Wiring
 */

/**
 * @typedef {object} Neuron
 * @property {string} id within its diagram
 * @property {number} node which of x_0 … x_L it serves
 * @property {'value' | 'error' | 'both'} holds 'both': first the value, then the error
 */

/**
 * One activity that a change of weight is made of.
 * @typedef {object} Need
 * @property {'value' | 'slope' | 'error'} what forward activity of node ℓ; slope g′ of node ℓ+1; error of node ℓ+1
 * @property {number} node whose
 * @property {string} at id of the neuron that holds it
 */

/**
 * A synapse that learns.
 * @typedef {object} Synapse
 * @property {string} id as in the address: 'a1' carries W_1 forward in (a), 'a1t' back
 * @property {Wiring} diagram
 * @property {number} l of W_l
 * @property {boolean} back whether it carries errors back
 * @property {string} from id of the neuron before it
 * @property {string} to id of the neuron after it
 * @property {'θ' | '−θ' | 'θᵀ' | 'B'} strength
 * @property {Need[]} needs
 */

/**
 * A connection whose strength is fixed, so that it never learns.
 * @typedef {{from: string, to: string, strength: string}} Fixed
 */

/** @typedef {{id: Wiring, neurons: Neuron[], synapses: Synapse[], fixed: Fixed[]}} Diagram */

const NODES = Array.from({ length: L + 1 }, (_, node) => node);
const FUNCTIONS = NODES.slice(0, L);

/**
 * @param {Wiring} diagram
 * @param {number} l
 * @param {boolean} back
 * @param {[from: string, to: string]} ends
 * @param {Synapse['strength']} strength
 * @param {{value: string, slope: string, error: string}} at which neuron holds what
 * @returns {Synapse}
 */
function synapse(diagram, l, back, [from, to], strength, at) {
  /** @type {Need[]} */
  const needs = [{ what: 'value', node: l, at: at.value }];
  // The last function is linear: its slope is 1 and need not be known.
  if (l < L - 1) needs.push({ what: 'slope', node: l + 1, at: at.slope });
  needs.push({ what: 'error', node: l + 1, at: at.error });
  return { id: `${diagram}${l}${back ? 't' : ''}`, diagram, l, back, from, to, strength, needs };
}

/** Value neurons and error neurons, as (a) and (b) have them. @returns {Neuron[]} */
const twoKinds = () => [
  ...NODES.map(node => /** @type {Neuron} */ ({ id: `v${node}`, node, holds: 'value' })),
  ...NODES.slice(1).map(node => /** @type {Neuron} */ ({ id: `e${node}`, node, holds: 'error' })),
];

/** The slope g′ of node ℓ+1 follows from its activity, so in (a) the value neuron knows it. @param {number} l */
const naive = l => ({ value: `v${l}`, slope: `v${l + 1}`, error: `e${l + 1}` });

/** In (b) the prediction of node ℓ+1 arrives at its error neuron, which so knows the slope there. @param {number} l */
const standard = l => ({ value: `v${l}`, slope: `e${l + 1}`, error: `e${l + 1}` });

/** @param {number} l */
const shared = l => ({ value: `n${l}`, slope: `n${l + 1}`, error: `n${l + 1}` });

/** @type {Record<Wiring, Diagram>} */
export const DIAGRAMS = {
  a: {
    id: 'a',
    neurons: twoKinds(),
    synapses: [
      ...FUNCTIONS.map(l => synapse('a', l, false, [`v${l}`, `v${l + 1}`], 'θ', naive(l))),
      // Nobody wants to know the error of the input: W_0 carries none.
      ...FUNCTIONS.slice(1).map(l => synapse('a', l, true, [`e${l + 1}`, `e${l}`], 'θᵀ', naive(l))),
    ],
    fixed: [{ from: `v${L}`, to: `e${L}`, strength: '−1' }],
  },
  b: {
    id: 'b',
    neurons: twoKinds(),
    synapses: [
      ...FUNCTIONS.map(l => synapse('b', l, false, [`v${l}`, `e${l + 1}`], '−θ', standard(l))),
      ...FUNCTIONS.slice(1).map(l => synapse('b', l, true, [`e${l + 1}`, `v${l}`], 'θᵀ', standard(l))),
    ],
    fixed: NODES.slice(1).flatMap(node => [
      { from: `v${node}`, to: `e${node}`, strength: '+1' },
      ...(node < L ? [{ from: `e${node}`, to: `v${node}`, strength: '−1' }] : []),
    ]),
  },
  c: {
    id: 'c',
    neurons: NODES.map(node => ({ id: `n${node}`, node, holds: 'both' })),
    synapses: [
      ...FUNCTIONS.map(l => synapse('c', l, false, [`n${l}`, `n${l + 1}`], 'θ', shared(l))),
      ...FUNCTIONS.slice(1).map(l => synapse('c', l, true, [`n${l + 1}`, `n${l}`], 'B', shared(l))),
    ],
    fixed: [],
  },
};

export const WIRINGS = /** @type {const} */ (['a', 'b', 'c']);

/** All synapses that learn, diagram after diagram. */
export const SYNAPSES = WIRINGS.flatMap(id => DIAGRAMS[id].synapses);

/** @param {string} id @returns {Synapse} */
export function synapseById(id) {
  const found = SYNAPSES.find(one => one.id === id);
  if (!found) throw new Error(`A synapse must be one of ${SYNAPSES.map(one => one.id).join(', ')}, got "${id}".`);
  return found;
}

/**
 * Where an activity lives, seen from a synapse.
 * @param {Synapse} synapse
 * @param {Need} need
 * @returns {'before' | 'after' | 'elsewhere'}
 */
export function where({ from, to }, { at }) {
  if (at === from) return 'before';
  return at === to ? 'after' : 'elsewhere';
}

/** Whether every activity that it needs is in one of the two neurons that it connects. @param {Synapse} synapse */
export const isLocal = synapse => synapse.needs.every(need => where(synapse, need) !== 'elsewhere');

/** The t at which an error reaches a node in backpropagation's order. @param {number} node */
export const arrives = node => L - node;

/**
 * What a neuron of (c) carries at t: its value until the error has come.
 * @param {number} node
 * @param {number} t
 * @returns {'value' | 'error'}
 */
export const carries = (node, t) => (node > 0 && t >= arrives(node) ? 'error' : 'value');

/** The t at which the synapses of W_l in (c) find the value before them and the error after them. @param {number} l */
export const moment = l => arrives(l + 1);
