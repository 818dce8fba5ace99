// Activation relaxation beside FPA-PC: the same end, another beginning.

import { element } from '../../../ui/dom.js';
import { brief } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { figure, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';
import { arrival, columns, whatIsDifferent } from './relaxation-words.js';

/** @typedef {import('../../../model/exhibits/relaxation.js').RelaxationReply} RelaxationReply */
/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../plot.js').Line} Line */

export const title = 'The activity becomes the error';
export const uses = /** @type {const} */ ([
  'gammaFpa',
  'T',
  'sample',
  'source',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'seed',
]);
export const controls = /** @type {const} */ ([
  'gammaFpa',
  'T',
  'sample',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'seed',
]);
export const settingsNote =
  'Both schemes take the same step size, here called FPA’s. One digit, one untrained network, 64-bit numbers.';

/** How near to backpropagation counts as there: one hundredth of its error. */
const NEAR = 0.01;

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const verdict = element('p', { class: 'verdict' });
  /** @param {string} name @param {string} about */
  const plot = (name, about) => createPlot(stand, { title: name, about, xName: 't' });
  const plots = {
    norms: plot('Activation relaxation: size of x', '‖x‖ of each node. At t = 0 this is the forward activity itself.'),
    fpaNorms: plot(
      'FPA-PC: size of e',
      '‖e‖ of each node. At t = 0 only the last has an error; the others begin at exactly zero, the lowest line.',
    ),
    distance: plot(
      'Activation relaxation: distance to BP',
      '‖x − e of BP‖ ÷ ‖e of BP‖ of each node. Above 1, it is further from the error than nothing at all would be.',
    ),
    fpaDistance: plot(
      'FPA-PC: distance to BP',
      '‖e − e of BP‖ ÷ ‖e of BP‖ of each node. It begins at 1, where nothing has come; with γ up to 1 it never rises.',
    ),
    left: plot(
      'What is left of the forward activity',
      '‖x of AR − e of FPA-PC‖ at the same t: the part of x that is no error yet. It is carried back from node to node, as errors are, and fades.',
    ),
  };
  const arrivals = element('div', {});
  const save = saveButton('activation-relaxation', () => (reply ? columns(reply) : []));
  root.append(
    verdict,
    element(
      'div',
      { class: 'exhibit-plots two' },
      plots.norms.root,
      plots.fpaNorms.root,
      plots.distance.root,
      plots.fpaDistance.root,
      plots.left.root,
      arrivals,
    ),
    element('p', { class: 'exhibit-buttons' }, save),
  );
  /** @type {RelaxationReply | null} */
  let reply = null;

  /** One line a node, paler towards the input. @param {Float64Array} values @param {string} colour @returns {Line[]} */
  const lines = (values, colour) => {
    const { depth, T } = /** @type {RelaxationReply} */ (reply);
    return Array.from({ length: depth }, (_, i) => ({
      name: `node ${i + 1}`,
      label: depth > 9 && i % 2 === depth % 2 ? '' : `${colour === 'fpa' ? 'e' : 'x'}${subscript(i + 1)}`,
      colour,
      level: 0.35 + (0.65 * (i + 1)) / depth,
      values: Float64Array.from({ length: T + 1 }, (_, t) => values[t * (depth + 1) + i + 1]),
    }));
  };

  return {
    async update() {
      const { hidden, width, activation, likelihood, gammaFpa: gamma, T, seed, sample } = stand.store.get();
      reply = /** @type {RelaxationReply} */ (
        await stand.ask('relaxation', { hidden, width, activation, likelihood, gamma, T, seed, sample })
      );
      const x = Array.from({ length: reply.T + 1 }, (_, t) => t);
      for (const [name, colour] of /** @type {const} */ ([
        ['norms', 'ar'],
        ['distance', 'ar'],
        ['left', 'ar'],
        ['fpaNorms', 'fpa'],
        ['fpaDistance', 'fpa'],
      ])) {
        plots[name].show({ x, lines: lines(reply[name], colour), xScale: 'linear', yScale: 'log' });
      }
      verdict.textContent = whatIsDifferent(reply, gamma);
      const { distance, fpaDistance, depth } = reply;
      const cell = (/** @type {number} */ t) => (t < 0 ? `not by ${T}` : String(t));
      arrivals.replaceChildren(
        table(
          `First t from which a node stays within ${100 * NEAR} % of backpropagation’s error`,
          ['Node', '‖e_ℓ‖ of BP', 'AR', 'FPA-PC'],
          Array.from({ length: depth }, (_, i) => ({
            cells: [
              `x_{${i + 1}}`,
              figure(reply?.bpNorms[i + 1] ?? NaN, brief),
              cell(arrival(distance, depth, T, i + 1, NEAR)),
              cell(arrival(fpaDistance, depth, T, i + 1, NEAR)),
            ],
          })),
          { numbers: true },
        ),
      );
    },
    redraw() {
      for (const one of Object.values(plots)) one.redraw();
    },
  };
}
