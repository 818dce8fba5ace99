// Five ways to carry errors back, each trained: how near its errors and its weights come to backpropagation's, and how
// well it learns.

import { brief, fixed } from '../../../model/numbers.js';
import { element } from '../../../ui/dom.js';
import { subscript } from '../../../model/trace.js';
import {
  WORDS,
  lastOf,
  leftOver,
  meanAtEnd,
  nameIn,
  rowsOf,
  series,
  verdict,
  whichError,
  howInferred,
} from './feedback-words.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/feedback.js').FeedbackReply} FeedbackReply */
/** @typedef {import('../../../model/exhibits/feedback.js').Kind} Kind */
/** @typedef {import('../plot.js').Line} Line */

export const title = 'Feedback weights, trained';
export const controls = /** @type {const} */ ([
  'xRule',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'xBatches',
  'xRate',
  'xDecay',
  'seed',
  'source',
]);
export const uses = /** @type {const} */ ([
  ...controls,
  'feedbackSeed',
  'k',
  'stores',
  'bottomGamma',
  'decay',
  'alpha',
  'noiseSeed',
]);
export const settingsNote =
  'Five networks with the same first weights see the same digits in the same order; only what carries their errors back differs.';

const KINDS = /** @type {Kind[]} */ (Object.keys(WORDS));
/** One colour is one rule, so the kinds differ in their dashes. @type {Record<Kind, boolean | number[]>} */
const DASHES = {
  transpose: false,
  'sign-symmetric': [9, 3],
  learned: [5, 3],
  'kolen-pollack': [9, 3, 2, 3],
  random: [2, 3],
};

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const { store } = stand;
  const conclusion = element('p', { class: 'verdict' });
  const accuracy = createPlot(stand, {
    title: 'Test digits named right',
    about: 'A share from 0 to 1, against minibatches. The same colour is the same rule; the dashes tell the feedback.',
    xName: 'minibatch',
    xTitle: 'minibatches',
  });
  const numbers = element('div');
  const which = element('p');
  const left = element('p', { class: 'note' });
  const parts = KINDS.map(kind => {
    const { name, what, source, assumes } = WORDS[kind];
    const errors = createPlot(stand, {
      title: `${name}: angle of the errors`,
      about: '',
      xName: 'minibatch',
      xTitle: 'minibatches',
    });
    // Exact feedback has the weights themselves: there is no angle to draw.
    const weights =
      kind === 'transpose'
        ? null
        : createPlot(stand, {
            title: `${name}: angle of the weights`,
            about: '',
            xName: 'minibatch',
            xTitle: 'minibatches',
          });
    const words = element(
      'div',
      { class: 'kind-words' },
      element('h3', {}, name),
      element('p', { class: 'source-of' }, source),
      element('p', {}, ...inlineWords(what)),
      element('p', {}, element('b', {}, 'Assumes '), ...inlineWords(assumes[0].toLowerCase() + assumes.slice(1))),
      ...(kind === 'kolen-pollack' ? [left] : []),
    );
    const part = element(
      'section',
      { class: 'kind', 'aria-label': `${name} feedback` },
      words,
      errors.root,
      weights ? weights.root : element('p', { class: 'note' }, 'The feedback weights are the weights: 0°, always.'),
    );
    return { kind, errors, weights, part };
  });
  const save = saveButton('feedback-weights', () => (reply ? rowsOf(reply) : []));
  root.append(
    conclusion,
    element('div', { class: 'exhibit-plots' }, accuracy.root, numbers),
    which,
    element('div', { class: 'kinds' }, ...parts.map(({ part }) => part)),
    element('p', { class: 'exhibit-buttons' }, save),
  );
  /** @type {FeedbackReply | null} */
  let reply = null;

  /**
   * One line a layer, paler towards the input.
   * @param {Float64Array} angles
   * @param {number} width
   * @param {string} letter
   * @returns {Line[]}
   */
  const layers = (angles, width, letter) => {
    const { depth, at } = /** @type {FeedbackReply} */ (reply);
    const colour = store.get().xRule;
    return [
      { name: 'the same', label: '', colour: 'line', values: at.map(() => 0) },
      { name: 'unrelated', label: '90°', colour: 'soft', dashed: true, values: at.map(() => 90) },
      ...Array.from({ length: depth - 1 }, (_, i) => ({
        name: `${letter}${subscript(i + 1)}`,
        label: depth > 9 && (depth - 1 - i) % 2 === 0 ? '' : `${letter}${subscript(i + 1)}`,
        colour,
        level: depth === 2 ? 1 : 0.3 + (0.7 * i) / (depth - 2),
        values: series(angles, width, i + 1),
      })),
    ];
  };

  /** @param {boolean} done */
  function draw(done) {
    if (!reply) return;
    const { depth, at, scoredAt, runs } = reply;
    const { xRule: rule, xDecay } = store.get();
    conclusion.textContent = verdict(reply, rule, done);
    which.replaceChildren(
      ...inlineWords(
        `Angles in degrees, one line a layer, paler towards the input. Of the errors: between e_ℓ as this feedback makes it and e_ℓ of backpropagation at the same weights, on the last minibatch; 0° is the true gradient’s direction, below 90° a step still goes downhill on the whole. ${whichError(rule)}${howInferred(reply)} Of the weights: between what carries errors back through a layer and the layer’s weights; W_0 is left out, because nothing goes back to the input.`,
      ),
    );
    left.textContent = `Decay ${xDecay} a minibatch: ${brief(100 * leftOver(xDecay, at[at.length - 1]), 3)} % of the first difference is left after ${at[at.length - 1]} minibatches.`;
    accuracy.show({
      x: scoredAt,
      xScale: 'linear',
      yScale: 'linear',
      lines: runs.map(({ kind, accuracy: values }) => ({
        name: nameIn(kind),
        colour: rule,
        dashed: DASHES[kind],
        values,
      })),
    });
    for (const [i, { errors, weights }] of parts.entries()) {
      errors.show({ x: at, xScale: 'linear', yScale: 'linear', lines: layers(runs[i].errors, depth + 1, 'e') });
      weights?.show({ x: at, xScale: 'linear', yScale: 'linear', lines: layers(runs[i].weights, depth, 'W') });
    }
    /** @param {number} value */
    const degrees = value => (Number.isNaN(value) ? '–' : `${fixed(value, 1)}°`);
    numbers.replaceChildren(
      table(
        'At the end. The errors and weights of the hidden layers; the first layer is the furthest from the output.',
        ['Feedback', 'right', 'e_1', 'mean of all e_ℓ', 'mean of all W_ℓ'],
        runs.map(run => ({
          cells: [
            WORDS[run.kind].name,
            run.divergedAt >= 0
              ? `diverged at ${run.divergedAt}`
              : figure(lastOf(run.accuracy), value => (Number.isNaN(value) ? '–' : `${fixed(100 * value, 1)} %`)),
            figure(lastOf(series(run.errors, depth + 1, 1)), degrees),
            figure(meanAtEnd(run.errors, depth + 1, 1, depth), degrees),
            figure(meanAtEnd(run.weights, depth, 1, depth), degrees),
          ],
        })),
        { numbers: true },
      ),
    );
  }
  return {
    async update() {
      reply = await stand.ask('feedback', null, {
        progress: (_, partial) => {
          if (partial) {
            reply = partial;
            draw(false);
          }
        },
      });
      draw(true);
    },
    redraw() {
      for (const one of [accuracy, ...parts.flatMap(({ errors, weights }) => [errors, ...(weights ? [weights] : [])])])
        one.redraw();
    },
  };
}
