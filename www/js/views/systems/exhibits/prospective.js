// Prospective configuration: activities first move to what they should be, then weights follow. The bear, beside
// backpropagation's.

import { counted } from '../../../model/numbers.js';
import { element } from '../../../ui/dom.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';
import { bearPicture } from './prospective-drawing.js';
import { alignmentSentence, interference, lesson, overTime, rowsOf, spread, three } from './prospective-words.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/prospective.js').BearReply} BearReply */
/** @typedef {import('../../../model/exhibits/prospective.js').AlignmentReply} AlignmentReply */
/** @typedef {import('../plot.js').Line} Line */

export const title = 'The bear that cannot hear the river';
export const uses = /** @type {const} */ (['xLearn', 'seed']);
export const settingsNote = 'The learning rate is that of the bear, the seed that of the random networks below.';

const RATES = Array.from({ length: 50 }, (_, i) => Number(((i + 1) / 50).toFixed(2)));
const UPDATES = 20;
const SEEDS = 10;
const RULES = /** @type {const} */ (['bp', 'vpc']);
const NAMES = /** @type {const} */ ({ bp: 'BP', vpc: 'VPC' });

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const { store } = stand;
  const pictures = element('div', { class: 'bears' });
  const sentence = element('p', { class: 'verdict' });
  const numbers = element('div');
  const byRate = createPlot(stand, {
    title: 'One update, against the learning rate',
    about:
      'What is expected afterwards. The smell should stay at 1, the hearing should go to 0. Click a rate to choose it.',
    xName: 'learning rate',
    choose: i => store.set({ xLearn: RATES[i] }),
  });
  const byUpdate = createPlot(stand, {
    title: 'Update after update',
    about: 'At the chosen rate; VPC settles anew before each.',
    xName: 'update',
    xTitle: 'updates',
  });
  const overall = element('p');
  const aligned = element('p', { class: 'verdict' });
  const linear = createPlot(stand, {
    title: 'Target alignment, linear networks',
    about: '',
    xName: 'depth',
    xTitle: 'functions in the chain',
  });
  const tanh = createPlot(stand, {
    title: 'Target alignment, tanh networks',
    about: '',
    xName: 'depth',
    xTitle: 'functions in the chain',
  });
  const setting = element('p', { class: 'note' });
  const means = element('div');
  const save = saveButton('prospective-configuration', () => (bear ? rowsOf(bear, alignment) : []));
  root.append(
    element(
      'p',
      {},
      ...inlineWords(
        'A bear that sees a river expects to hear water and to smell salmon, and is right about both. Then its ear is hurt: it hears nothing, and the salmon smells as before. What should change is the expectation to hear, and nothing else. Backpropagation keeps the activities and changes the weights, those that both expectations share among them. VPC, run until nothing moves, first lets the hidden activity settle between what was predicted and what is true; the weights then follow it: prospective configuration (Song et al. 2022, whose example this is).',
      ),
    ),
    pictures,
    sentence,
    numbers,
    element('div', { class: 'exhibit-plots' }, byRate.root, byUpdate.root),
    overall,
    element('h3', {}, 'Does the output move where it was wanted?'),
    element(
      'p',
      {},
      ...inlineWords(
        'Target alignment is the cosine between the change of the output that was wanted, target − output, and the one that one small update makes. 1 is straight towards the target: no interference.',
      ),
    ),
    aligned,
    element('div', { class: 'exhibit-plots' }, linear.root, tanh.root),
    means,
    setting,
    element('p', { class: 'exhibit-buttons' }, save),
  );

  /** @type {BearReply | null} */
  let bear = null;
  /** @type {AlignmentReply | null} */
  let alignment = null;
  /** The seed that `alignment` is of, once it is complete. @type {number | null} */
  let alignedSeed = null;

  /** Hearing dashed, smell drawn through. @param {Record<'bp' | 'vpc', number[][]>} outputs @returns {Line[]} */
  const senses = outputs =>
    RULES.flatMap(rule => [
      { name: `${NAMES[rule]} smell`, colour: rule, values: outputs[rule].map(one => one[1]) },
      { name: `${NAMES[rule]} hearing`, colour: rule, dashed: true, values: outputs[rule].map(one => one[0]) },
    ]);

  function drawBear() {
    if (!bear) return;
    const { xLearn: rate } = store.get();
    const { before, weights, rules } = bear;
    pictures.replaceChildren(
      element(
        'section',
        { class: 'bear-row', 'aria-label': 'Before' },
        bearPicture({ title: 'Before:', note: 'both expectations are right.', hidden: 1, outputs: before, weights }),
      ),
      ...RULES.map(rule => {
        const { hidden, steps, outputs, weights: changed } = rules[rule];
        return element(
          'section',
          { class: `bear-row of-${rule}`, 'aria-label': NAMES[rule] },
          bearPicture({
            title: `${NAMES[rule]}: the truth comes in,`,
            note: rule === 'bp' ? 'and the activity stays.' : `and the activity settles (${counted(steps, 'step')}).`,
            hidden,
            outputs: [0, 1],
            weights,
            told: true,
            moved: rule === 'vpc' ? 'hidden' : null,
          }),
          bearPicture({
            title: `${NAMES[rule]}: after one update`,
            note: 'of the weights, expecting anew.',
            hidden: changed[0],
            outputs,
            weights: changed,
            moved: 'weights',
          }),
        );
      }),
    );
    sentence.textContent = lesson(bear, rate);
    numbers.replaceChildren(
      table(
        `One update with learning rate ${rate}, from hearing 1 and smell 1`,
        [
          'Rule',
          'hidden unit when weights change',
          'hearing after',
          'smell after',
          'smell lost',
          'lost for each 1 corrected',
        ],
        RULES.map(rule => {
          const { hidden, outputs } = rules[rule];
          return {
            kind: `of-${rule}`,
            cells: [
              NAMES[rule],
              ...[hidden, ...outputs, before[1] - outputs[1], interference(before, outputs)].map(value =>
                figure(value, three),
              ),
            ],
          };
        }),
        { numbers: true },
      ),
    );
    byRate.show({ x: RATES, xScale: 'linear', yScale: 'linear', mark: nearest(rate), lines: senses(bear.byRate) });
    byUpdate.show({
      x: bear.byUpdate.bp.map((_, n) => n),
      xScale: 'linear',
      yScale: 'linear',
      lines: senses(bear.byUpdate),
    });
    overall.textContent = overTime(bear);
  }

  /** @param {boolean} done */
  function drawAlignment(done) {
    if (!alignment) return;
    const { depths, seeds, width, rate, cosines } = alignment;
    aligned.textContent = done ? alignmentSentence(alignment) : 'Computing …';
    for (const [plot, activation] of /** @type {const} */ ([
      [linear, 'identity'],
      [tanh, 'tanh'],
    ])) {
      plot.show({
        x: depths,
        xScale: 'linear',
        yScale: 'linear',
        lines: RULES.map(rule => ({
          name: NAMES[rule],
          colour: rule,
          dots: true,
          values: depths.map((_, i) => spread(cosines[activation][rule], seeds, i).mean),
        })),
      });
    }
    means.replaceChildren(
      table(
        `Target alignment: mean and standard deviation of ${seeds} networks`,
        ['Functions', 'linear, BP', 'linear, VPC', 'tanh, BP', 'tanh, VPC'],
        depths.map((depth, i) => ({
          cells: [
            String(depth),
            ...[cosines.identity.bp, cosines.identity.vpc, cosines.tanh.bp, cosines.tanh.vpc].map(values => {
              const { mean, deviation } = spread(values, seeds, i);
              return [figure(mean, three), ' ± ', figure(deviation, three)];
            }),
          ],
        })),
        { numbers: true },
      ),
    );
    setting.textContent = `${width} units in every layer, no biases, Glorot’s uniform random weights, normally distributed input and target, gaussian output, learning rate ${rate}; VPC relaxed until 25 steps move no value by more than a billionth. Each dot is the mean of ${seeds} networks. As in Song et al.’s experiment, but with narrower networks and inference run to its end.`;
  }
  return {
    async update() {
      const { xLearn: rate, seed } = store.get();
      bear = await stand.ask('prospective', { part: 'bear', rate, rates: RATES, updates: UPDATES });
      drawBear();
      if (alignedSeed === seed) return;
      alignedSeed = null;
      alignment = await stand.ask(
        'prospective',
        { part: 'alignment', seed, seeds: SEEDS },
        {
          progress: (_, partial) => {
            if (partial) {
              alignment = partial;
              drawAlignment(false);
            }
          },
        },
      );
      alignedSeed = seed;
      drawAlignment(true);
    },
    redraw() {
      for (const one of [byRate, byUpdate, linear, tanh]) one.redraw();
    },
  };
}

/** @param {number} rate */
const nearest = rate =>
  RATES.reduce((best, one, i) => (Math.abs(one - rate) < Math.abs(RATES[best] - rate) ? i : best), 0);
