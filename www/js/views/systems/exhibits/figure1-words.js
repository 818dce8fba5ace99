// What figure 1 says of a synapse at one moment: the activities that its change needs, where they live, their product
// beside the module's own gradient, and whether that is local. Everything is read off the wiring and the numbers. Pure.

import { brief, rough } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { DIAGRAMS, L, arrives, carries, isLocal, moment, where } from '../../../model/exhibits/figure1.js';

/** @typedef {import('../../../model/exhibits/figure1.js').Synapse} Synapse */
/** @typedef {import('../../../model/exhibits/figure1.js').Need} Need */
/** @typedef {import('../../../model/exhibits/figure1.js').Neuron} Neuron */
/** @typedef {import('../../../model/exhibits/figure1.js').Wiring} Wiring */
/** @typedef {import('../../../model/exhibits/figure1.js').Run} Run */

/** @typedef {{name: string, value: number, place: string, elsewhere: boolean}} NeedRow */

/**
 * @typedef {object} Story
 * @property {string} title
 * @property {string} strength what the synapse's strength is now
 * @property {NeedRow[]} needs
 * @property {string} formula the product, in names
 * @property {number} product of the needs' values
 * @property {number} module the same as the module has it: −gradient; NaN while it has not computed it
 * @property {string} agreement of the two
 * @property {boolean} local
 * @property {string} verdict
 * @property {string} when about the moment, or about the partner synapse
 */

export const TITLES = /** @type {const} */ ({
  a: 'Naive backpropagation',
  b: 'Standard predictive coding',
  c: 'One set of neurons: Amit 2019',
});

export const CAPTIONS = /** @type {const} */ ({
  a: 'Some neurons hold values, others hold errors. The change of θ_ℓ is the value before it times the error after it, and no synapse touches both: weight non-locality. Besides, the same strengths are needed a second time, backwards, between the error neurons: weight transport.',
  b: 'Values reach each other through error neurons alone. So each synapse joins just the two neurons whose product it needs: local. But its strength is needed a second time with the other sign, from e_{ℓ+1} back to x_ℓ: weight symmetry. The thin connections have fixed strengths, and do not learn.',
  c: 'The same neurons carry first the value and then, layer after layer, the error; they turn square here when they do. So a synapse meets both its numbers, one neuron later than the other: local, if the order is kept. Feedback has strengths B of its own, which get the same changes.',
});

/**
 * "μ₁" in backpropagation, where values do not move; "x₁" in predictive coding.
 * @param {Wiring} diagram
 * @param {number} node
 */
export const valueName = (diagram, node) => `${diagram === 'b' || node === 0 ? 'x' : 'μ'}${subscript(node)}`;

/** @param {number} node */
const errorName = node => `e${subscript(node)}`;

/** Name of a neuron, of (c) at t. @param {Wiring} diagram @param {string} id @param {number} t */
export function neuronName(diagram, id, t) {
  const { node, holds } = neuronOf(diagram, id);
  const now = holds === 'both' ? carries(node, t) : holds;
  return now === 'error' ? errorName(node) : valueName(diagram, node);
}

/** @param {Wiring} diagram @param {string} id @returns {Neuron} */
export function neuronOf(diagram, id) {
  const found = DIAGRAMS[diagram].neurons.find(one => one.id === id);
  if (!found) throw new Error(`Diagram (${diagram}) has no neuron "${id}".`);
  return found;
}

/** "θ₁", "−θ₁", "θ₁ᵀ", "B₁". @param {Synapse} synapse */
export const strengthName = ({ strength, l }) => strength.replace(/[θB]/u, letter => letter + subscript(l));

/** What a neuron is called in a sentence. @param {Wiring} diagram @param {string} id */
function calledNeuron(diagram, id) {
  const { node, holds } = neuronOf(diagram, id);
  if (holds === 'both') return `neuron ${node}`;
  return holds === 'error' ? `error neuron ${errorName(node)}` : `value neuron ${valueName(diagram, node)}`;
}

/** @param {Synapse} synapse */
export const called = ({ diagram, from, to }) => `from ${calledNeuron(diagram, from)} to ${calledNeuron(diagram, to)}`;

const PLACES = /** @type {const} */ ({
  before: 'before the synapse',
  after: 'after the synapse',
  elsewhere: 'elsewhere',
});

/** @param {Synapse} synapse @param {Need} need */
function needName({ diagram }, { what, node }) {
  if (what === 'value') return `value ${valueName(diagram, node)}`;
  return what === 'slope' ? `slope g′ at node ${node}` : `error ${errorName(node)}`;
}

/** @param {Synapse} synapse @param {Need} need */
function symbol({ diagram }, { what, node }) {
  if (what === 'value') return valueName(diagram, node);
  return what === 'slope' ? `g′${subscript(node)}` : errorName(node);
}

/** @param {import('../../../model/exhibits/figure1.js').Moment} now @param {Need} need @returns {number} */
function valueOf(now, { what, node }) {
  if (what === 'value') return now.value[node];
  return what === 'slope' ? now.slope[node - 1] : now.error[node];
}

/**
 * @param {Synapse} synapse
 * @param {Run} run
 * @param {number} t
 * @returns {Story}
 */
export function story(synapse, run, t) {
  const { diagram, l, back, needs } = synapse;
  const now = run.moments[t];
  const values = needs.map(need => valueOf(now, need));
  const product = values.reduce((all, value) => all * value, 1);
  const known = run.learnedAt[l] < 0 || t >= run.learnedAt[l];
  const module = known ? -now.gradient[l] : NaN;
  const local = isLocal(synapse);
  return {
    title: `(${diagram}) ${strengthName(synapse)}, ${called(synapse)}`,
    strength: strengthSentence(synapse, run),
    needs: needs.map((need, i) => {
      const place = where(synapse, need);
      return {
        name: needName(synapse, need),
        value: values[i],
        place: `${calledNeuron(diagram, need.at)}, ${PLACES[place]}`,
        elsewhere: place === 'elsewhere',
      };
    }),
    formula: needs.map(need => symbol(synapse, need)).join(' · '),
    product,
    module,
    agreement: agreement(product, module, run.learnedAt[l]),
    local,
    verdict: verdict(synapse),
    when: diagram === 'c' ? timing(l, back, t) : partner(synapse, run),
  };
}

/** @param {number} product @param {number} module @param {number} learnedAt */
function agreement(product, module, learnedAt) {
  if (Number.isNaN(module))
    return `The module learns at t = ${learnedAt}; until then it has no gradient to compare with.`;
  if (product === module) return 'The same, to the last digit.';
  return `They are ${rough(Math.abs(product - module))} apart: ${Math.abs(product - module) <= 1e-15 * Math.abs(product) ? 'the order of multiplication, in the last digit' : 'more than rounding'}.`;
}

/** @param {Synapse} synapse */
function verdict(synapse) {
  const away = synapse.needs.filter(need => where(synapse, need) === 'elsewhere');
  if (away.length === 0) return 'Local: all that it needs is in the two neurons that it connects.';
  const names = away.map(need => symbol(synapse, need)).join(' and ');
  const holders = [...new Set(away.map(need => calledNeuron(synapse.diagram, need.at)))].join(' and ');
  return `Not local: ${names} ${away.length > 1 ? 'are' : 'is'} in ${holders}.`;
}

/** @param {Synapse} synapse @param {Run} run */
function strengthSentence(synapse, run) {
  const { strength, l } = synapse;
  const value = strength === 'B' ? run.feedback[l] : (strength === '−θ' ? -1 : 1) * run.weight[l];
  return `${strengthName(synapse)} = ${brief(value)}`;
}

/** Of (a) and (b): what ties two synapses together. @param {Synapse} synapse @param {Run} run */
function partner({ diagram, l, back }, run) {
  const θ = `θ${subscript(l)}`;
  if (l === 0) return 'It has no partner: the input’s error is of no use to anyone.';
  const value = brief(run.weight[l]);
  if (diagram === 'a') {
    return back
      ? `And its strength has to be ${θ} = ${value}, that of the synapse between the value neurons, at every moment: weight transport.`
      : `And its strength, ${value}, is needed once more between the error neurons, as ${θ}ᵀ: weight transport.`;
  }
  return back
    ? `But its strength has to be ${value}, the negative of the one that its partner −${θ} has. Both see the same two activities, so both can change by the same amount; to be equal they must also have begun so, or forget how they began.`
    : `But its strength, ${brief(-run.weight[l])}, is needed once more with the other sign, in its partner ${θ}ᵀ: weight symmetry. Both see the same two activities, so both can change by the same amount.`;
}

/** Of (c): whether both activities are there at t. @param {number} l @param {boolean} back @param {number} t */
function timing(l, back, t) {
  const at = moment(l);
  const [before, after] = [l, l + 1].map(node =>
    carries(node, t) === 'error' ? `its error ${errorName(node)}` : `its value ${valueName('c', node)}`,
  );
  const same =
    l > 0 ? ` Its partner ${back ? `θ${subscript(l)}` : `B${subscript(l)}`} changes by the same amount.` : '';
  const state = `At t = ${t} neuron ${l} carries ${before}, neuron ${l + 1} ${after}.`;
  if (t < at)
    return `${state} Its moment is t = ${at}, when the error has come to neuron ${l + 1} and not yet gone on.`;
  // The input never turns into an error.
  const standing = t === at || l === 0;
  const slope =
    l < L - 1
      ? ` The slope neuron ${l + 1} has to have kept from the value that it carried until t = ${arrives(l + 1)}.`
      : '';
  return standing
    ? `${state} That is what it needs: it can learn now.${slope}${same}`
    : `${state} Too late: it had to learn at t = ${at}, before the error went on and the value was gone.${same}`;
}
