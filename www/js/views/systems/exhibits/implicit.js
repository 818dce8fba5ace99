// How implicit is each scheme's update? The residual of implicit SGD's equation, and the loss after one update, for one
// digit.

import { element } from '../../../ui/dom.js';
import { brief, whole } from '../../../model/numbers.js';
import { EXACTNESS, IMPLICIT_IDS, IMPLICIT_NAMES } from '../../../model/exhibits/implicit.js';
import { howItIsComputed, rowsOf, updateAt, verdictSentence } from './implicit-words.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../../../model/exhibits/implicit.js').ImplicitReply} ImplicitReply */
/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../plot.js').Line} Line */

export const title = 'How implicit is the update?';
export const uses = /** @type {const} */ ([
  'alpha',
  'xInfer',
  'gammaVpc',
  'activation',
  'hidden',
  'width',
  'sample',
  'source',
  'seed',
]);
export const controls = /** @type {const} */ ([
  'alpha',
  'xInfer',
  'gammaVpc',
  'activation',
  'hidden',
  'width',
  'sample',
  'seed',
]);
export const settingsNote = 'One digit, the squared loss, a network at its random first weights, 64-bit numbers.';

/** Parallel purples are told apart by their dashes. @type {ReadonlySet<string>} */
const DASHED = new Set(['implicit-sgd', 'g-il']);

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const verdict = element('p', { class: 'verdict' });
  /** @param {number} index */
  const chooseRate = index => {
    if (reply) stand.store.set({ alpha: reply.rates[index] });
  };
  /** @param {number} index */
  const chooseTime = index => {
    if (reply) stand.store.set({ xInfer: reply.times[index] });
  };
  const byRate = createPlot(stand, {
    title: 'Residual against α',
    about: 'Click an α to take it. Rounding ends near 10⁻¹⁶.',
    xName: 'α',
    xTitle: 'learning rate α',
    choose: chooseRate,
  });
  const byTime = createPlot(stand, {
    title: 'Residual against T',
    about: 'At the chosen α. A line begins where the rule has learned something. Click a T to take it.',
    xName: 'T',
    xTitle: 'inference steps T',
    choose: chooseTime,
  });
  const loss = createPlot(stand, {
    title: 'The same digit’s loss after one update',
    about: 'Dashed, grey: before it. A line that turns upwards has overshot.',
    xName: 'α',
    xTitle: 'learning rate α',
    choose: chooseRate,
  });
  const numbers = element('div', {});
  const note = element('p', { class: 'note' });
  const save = saveButton('implicit-sgd', () => (reply ? rowsOf(reply) : []));
  root.append(
    element(
      'p',
      {},
      ...inlineWords(
        'Ordinary, explicit SGD takes the gradient where it stands: θ′ = θ − α ∇loss(θ). Implicit SGD takes it where it lands: θ′ = θ − α ∇loss(θ′). The residual ‖θ′ − θ + α ∇loss(θ′)‖ ÷ ‖θ′ − θ‖ says by how much an update misses that: 0 is implicit SGD exactly.',
      ),
    ),
    verdict,
    element('div', { class: 'exhibit-plots' }, byRate.root, loss.root, byTime.root, numbers),
    element('p', { class: 'exhibit-buttons' }, save),
    element('h3', {}, 'What is exact, and what is not'),
    table(
      'Whether the update is implicit SGD’s',
      ['Scheme', 'One digit at a time', 'A batch of more'],
      IMPLICIT_IDS.map(id => ({
        kind: `of-${id}`,
        cells: [IMPLICIT_NAMES[id], EXACTNESS[id].one, EXACTNESS[id].many],
      })),
      { stacks: true },
    ),
    note,
  );

  /** @type {ImplicitReply | null} */
  let reply = null;
  let asked = '';

  /** @param {'residual' | 'loss'} what @param {'rates' | 'times'} along @returns {Line[]} */
  const lines = (what, along) => {
    const now = /** @type {ImplicitReply} */ (reply);
    const { alpha, xInfer } = stand.store.get();
    const [rate, time] = [now.rates.indexOf(alpha), now.times.indexOf(xInfer)];
    return IMPLICIT_IDS.map(id => ({
      name: IMPLICIT_NAMES[id],
      colour: id,
      dashed: DASHED.has(id),
      dots: along === 'rates',
      values: now[along].map(
        (_, i) => updateAt(now, id, along === 'rates' ? i : rate, along === 'rates' ? time : i)[what],
      ),
    }));
  };

  function draw() {
    if (!reply) return;
    const { alpha, xInfer } = stand.store.get();
    const { rates, times, lossBefore } = reply;
    const [rate, time] = [rates.indexOf(alpha), times.indexOf(xInfer)];
    byRate.show({ x: rates, xScale: 'log', yScale: 'log', mark: rate, lines: lines('residual', 'rates') });
    loss.show({
      x: rates,
      xScale: 'log',
      yScale: 'log',
      mark: rate,
      lines: [
        ...lines('loss', 'rates'),
        { name: 'before', colour: 'soft', dashed: true, values: rates.map(() => lossBefore) },
      ],
    });
    byTime.show({ x: times, xScale: 'log', yScale: 'log', mark: time, lines: lines('residual', 'times') });
    verdict.replaceChildren(...inlineWords(verdictSentence(reply, time)));
    note.replaceChildren(...inlineWords(howItIsComputed(reply)));
    numbers.replaceChildren(
      table(
        `One update with α = ${alpha} after T = ${whole(xInfer)}; the loss before it is ${brief(lossBefore)}`,
        ['Scheme', 'Residual', 'Loss after', 'Step size γ'],
        IMPLICIT_IDS.map(id => {
          const { residual, loss: after, stepSize } = updateAt(/** @type {ImplicitReply} */ (reply), id, rate, time);
          return {
            kind: `of-${id}`,
            cells: [
              IMPLICIT_NAMES[id],
              figure(residual),
              figure(after),
              id === 'bp' ? 'none' : figure(stepSize, String),
            ],
          };
        }),
        { numbers: true },
      ),
    );
  }

  return {
    async update() {
      const {
        hidden,
        width,
        activation,
        alpha,
        xInfer: steps,
        gammaVpc: gamma,
        seed,
        sample,
        source,
      } = stand.store.get();
      const what = JSON.stringify({ hidden, width, activation, gamma, seed, sample, source });
      // Another α or T is only another place in what is known already.
      if (what !== asked || !reply?.rates.includes(alpha) || !reply.times.includes(steps)) {
        asked = '';
        reply = /** @type {ImplicitReply} */ (
          await stand.ask('implicit', { hidden, width, activation, alpha, steps, gamma, seed, sample })
        );
        asked = what;
      }
      draw();
    },
    redraw() {
      for (const one of [byRate, byTime, loss]) one.redraw();
    },
  };
}
