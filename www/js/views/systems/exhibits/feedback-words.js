// The five kinds of feedback weights in plain words, and what a training run with each came to. Pure.

import { counted, percent, whole } from '../../../model/numbers.js';
import { schemeById } from '../../../model/schemes.js';

/** @typedef {import('../../../model/exhibits/feedback.js').FeedbackReply} FeedbackReply */
/** @typedef {import('../../../model/exhibits/feedback.js').FeedbackRun} FeedbackRun */
/** @typedef {import('../../../model/exhibits/feedback.js').Kind} Kind */

/** @typedef {{name: string, what: string, source: string, assumes: string}} KindWords */

/** In the order of workers/exhibits/feedback.js. @type {Record<Kind, KindWords>} */
export const WORDS = {
  transpose: {
    name: 'Exact',
    source: 'Backpropagation; equation 3.15',
    what: 'Errors go back through the forward weights themselves, W_ℓᵀ.',
    assumes:
      'That each backward synapse has, at every moment, the strength of a forward synapse: weight transport, or in predictive coding weight symmetry.',
  },
  'sign-symmetric': {
    name: 'Signs',
    source: 'Liao et al. 2016; Xiao et al. 2018',
    what: 'Each feedback weight has the sign of its forward weight and a random size that never changes.',
    assumes: 'That signs agree: one bit a synapse is still transported, whenever a weight crosses zero.',
  },
  learned: {
    name: 'Learned',
    source: 'Millidge et al. 2020a; Amit 2019',
    what: 'Weights of their own, random at first, that get every change that the forward weights get. The difference between the two stays what it was, and counts less as both grow.',
    assumes: 'That both synapses see the same two activities, as they do in predictive coding: see figure 1.',
  },
  'kolen-pollack': {
    name: 'Kolen–Pollack',
    source: 'Kolen & Pollack 1994',
    what: 'As learned, and forward and feedback weights decay alike, so that their difference fades.',
    assumes:
      'As learned; where the synapses do not see the same activities, changes must be carried from one to the other. The decay also forgets what was learned.',
  },
  random: {
    name: 'Random',
    source: 'Lillicrap et al. 2016',
    what: 'Fixed random weights. The forward weights come to agree with them, by training alone.',
    assumes: 'Nothing of the feedback weights; but time to align, and, the paper says, a network that is not deep.',
  },
};

/** "85.4 %", "100 %". @param {number} share */

/** A kind's name inside a sentence. @param {Kind} kind */
export const nameIn = kind => (kind === 'kolen-pollack' ? WORDS[kind].name : WORDS[kind].name.toLowerCase());

/** The last number there is; NaN if there is none. @param {ArrayLike<number>} values */
export const lastOf = values => Array.from(values).filter(Number.isFinite).at(-1) ?? NaN;

/**
 * Angles of one node or function over the minibatches.
 * @param {Float64Array} angles [at][width] @param {number} width @param {number} column
 */
export const series = (angles, width, column) =>
  Float64Array.from({ length: angles.length / width }, (_, i) => angles[i * width + column]);

/**
 * @param {Float64Array} angles [at][width]
 * @param {number} width
 * @param {number} first columns before it do not count
 * @param {number} end nor this and those after it
 */
export function meanAtEnd(angles, width, first, end) {
  const values = Array.from({ length: end - first }, (_, i) => lastOf(series(angles, width, first + i))).filter(
    Number.isFinite,
  );
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}

/** @param {FeedbackReply} reply @param {string} rule @param {boolean} done whether training has ended */
export function verdict({ runs, at, scoredAt, batch, tested }, rule, done) {
  const results = runs
    .filter(({ divergedAt }) => divergedAt < 0)
    .map(({ kind, accuracy }) => `${nameIn(kind)} ${percent(lastOf(accuracy))}`);
  const lost = runs
    .filter(({ divergedAt }) => divergedAt >= 0)
    .map(
      ({ kind, divergedAt }) =>
        ` ${WORDS[kind].name} diverged at minibatch ${divergedAt}: a loss or a weight was no longer finite; try a smaller learning rate.`,
    );
  if (!done) return 'Training …';
  return `${schemeById(rule).name} after ${at[at.length - 1]} minibatches of ${batch} digits, ${whole(tested)} test digits named right by each feedback: ${results.join(', ') || 'none'}.${lost.join('')} ${scoredAt.length > 1 ? 'One run each: a few per cent may be chance, so try other seeds.' : ''}`.trim();
}

/**
 * Schemes in which layers learn before inference has ended, so that their last error is not the one they learned from.
 */
const EARLIER = ['zil', 'fa-zil', 'zil-latents', 'zil-step', 'zil-early'];

/** @param {string} rule */
export const whichError = rule =>
  EARLIER.includes(rule)
    ? 'The error is the one at the end of inference; in this scheme each layer learned at a moment of its own, from an earlier one.'
    : 'The error is the one at the end of inference, from which the layers learn.';

/** How the scheme infers, where that is not its own schedule. @param {FeedbackReply} reply */
export const howInferred = ({ steps, gamma }) =>
  steps === null
    ? ''
    : ` Inference takes ${counted(steps, 'step')} with γ = ${gamma}, as the train view chooses them for this rule.`;

/** What is left of the difference under Kolen–Pollack. @param {number} decay @param {number} minibatches */
export const leftOver = (decay, minibatches) => (1 - decay) ** minibatches;

/** Every number as rows of a file. @param {FeedbackReply} reply @returns {(string | number)[][]} */
export function rowsOf({ runs, at, scoredAt, depth }) {
  const nodes = Array.from({ length: depth - 1 }, (_, i) => i + 1);
  return [
    ['feedback', 'minibatch', 'accuracy', ...nodes.map(l => `angle of e_${l}`), ...nodes.map(l => `angle of W_${l}`)],
    ...runs.flatMap(run =>
      at.map((minibatch, i) => [
        run.kind,
        minibatch,
        run.accuracy[scoredAt.indexOf(minibatch)] ?? NaN,
        ...nodes.map(l => run.errors[i * (depth + 1) + l]),
        ...nodes.map(l => run.weights[i * depth + l]),
      ]),
    ),
  ];
}
