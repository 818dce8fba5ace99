// The bear's network in one moment: what it sees, one hidden unit, what it hears and smells.

import { element } from '../../../ui/dom.js';
import { exact } from '../../../model/numbers.js';
import { svg } from './figure1-drawing.js';
import { three } from './prospective-words.js';

/**
 * @typedef {object} BearMoment
 * @property {string} title
 * @property {string} note
 * @property {number} hidden
 * @property {number[]} outputs hearing, smelling
 * @property {number[]} weights into the hidden unit, to hearing, to smelling
 * @property {boolean} [told] the outputs are what is true, not what is predicted
 * @property {'hidden' | 'weights' | null} [moved] what has just changed
 */

const R = 20;
const SEES = { x: 32, y: 76 };
const HIDDEN = { x: 128, y: 76 };
const OUT = [
  { x: 224, y: 34 },
  { x: 224, y: 118 },
];
const SENSES = ['hears water', 'smells salmon'];

/**
 * @param {BearMoment} moment
 * @returns {HTMLElement}
 */
export function bearPicture({ title, note, hidden, outputs, weights, told = false, moved = null }) {
  const spoken = `${title}. Sees the river: 1. Hidden unit: ${three(hidden)}. ${SENSES.map((sense, i) => `${sense}: ${three(outputs[i])}`).join('. ')}. Weights: ${weights.map(three).join(', ')}.`;
  const root = svg('svg', { viewBox: '0 0 256 164', role: 'img', 'aria-label': spoken, class: 'bear' });
  const edges = [[SEES, HIDDEN], ...OUT.map(out => [HIDDEN, out])];
  edges.forEach(([from, to], i) => {
    root.append(
      svg('line', {
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        'stroke-width': 0.8 + 2.6 * Math.abs(weights[i]),
        class: moved === 'weights' ? 'moved' : '',
      }),
    );
  });
  edges.forEach(([from, to], i) => {
    const label = svg(
      'text',
      {
        x: (from.x + to.x) / 2,
        y: (from.y + to.y) / 2 + (i === 2 ? 13 : -6),
        'text-anchor': 'middle',
        class: `weight ${moved === 'weights' ? 'moved' : ''}`,
      },
      three(weights[i]),
    );
    label.append(svg('title', {}, `weight ${exact(weights[i])}`));
    root.append(label);
  });
  /** @param {{x: number, y: number}} at @param {number} value @param {string} name @param {string} kind */
  const unit = ({ x, y }, value, name, kind) =>
    root.append(
      svg(
        'g',
        { class: `unit ${kind}` },
        svg('title', {}, `${name}: ${exact(value)}`),
        svg('circle', { cx: x, cy: y, r: R }),
        svg('text', { x, y: y + 4, 'text-anchor': 'middle', class: 'value' }, three(value)),
        svg('text', { x: Math.min(x, 222), y: y + R + 12, 'text-anchor': 'middle', class: 'sense' }, name),
      ),
    );
  unit(SEES, 1, 'sees river', '');
  unit(HIDDEN, hidden, 'hidden', moved === 'hidden' ? 'moved' : '');
  OUT.forEach((at, i) => unit(at, outputs[i], SENSES[i], told ? 'told' : moved === 'weights' ? 'moved' : ''));
  return element(
    'figure',
    { class: 'bear-picture' },
    element('figcaption', {}, element('b', {}, title), ` ${note}`),
    root,
  );
}
