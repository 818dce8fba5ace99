// A small lock under each node of a chain: closed while the node keeps its value. A click turns it.

import { element } from '../../../ui/dom.js';
import { subscript } from '../../../model/trace.js';
import { TOP, layout } from './chain-layout.js';

/**
 * @typedef {object} LockSnapshot
 * @property {number[]} sizes
 * @property {boolean[]} held L + 1, whether node l keeps its value
 */

const SHAPE = {
  held: 'M3 7V5a3 3 0 0 1 6 0v2M2 7h8v6H2z',
  free: 'M3 7V4a3 3 0 0 1 5.6-1.5M2 7h8v6H2z',
};

/**
 * Puts locks over a chain of this size, or moves them.
 * @param {HTMLElement} root which lies over the chain
 * @param {LockSnapshot} snapshot
 * @param {{ size: [width: number, height: number], unit: number, name: string }} place of the chain's drawing, its unit
 * in CSS pixels, and the scheme's name
 * @param {(node: number) => void} turn told the node whose lock was clicked
 */
export function draw(root, { sizes, held }, { size: [width, height], unit, name }, turn) {
  // Drawn with every frame, changed rarely.
  const wanted = [sizes, held, width, height, unit].join(' ');
  if (root.dataset.drawn === wanted) return;
  root.dataset.drawn = wanted;
  const place = layout(width, height, sizes);
  while (root.children.length > sizes.length) root.lastElementChild?.remove();
  while (root.children.length < sizes.length) {
    const node = root.children.length;
    const shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    shape.setAttribute('viewBox', '0 0 12 14');
    shape.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
    const button = element('button', { type: 'button', class: 'lock' });
    button.append(shape);
    button.addEventListener('click', () => turn(node));
    root.append(button);
  }
  const roomy = place.gap >= 50;
  [...root.children].forEach((button, l) => {
    const usual = l === 0 || l === place.L;
    const what = `Node ${l}${l === 0 ? ', the first' : l === place.L ? ', the last' : ''}`;
    button.setAttribute('aria-pressed', String(held[l]));
    button.setAttribute('aria-label', `${name}: hold node ${l}`);
    /** @type {HTMLElement} */ (button).title = held[l]
      ? `${what}: x${subscript(l)} is held. Press to let it go.`
      : `${what}: x${subscript(l)} is free to move. Press to hold it where it starts.`;
    button.classList.toggle('turned', held[l] !== usual);
    button.querySelector('path')?.setAttribute('d', held[l] ? SHAPE.held : SHAPE.free);
    const column =
      l === 0 && !place.turned ? place.picture : l === place.L && place.turned ? place.picture : place.column;
    const middle = place.left(l) + column / 2;
    const wide = roomy ? 13 : Math.max(6, Math.min(13, place.gap - 0.5));
    const x = roomy ? middle + 9 : Math.min(width - wide, Math.max(0, middle - wide / 2));
    /** @type {HTMLElement} */ (button).style.width = `${(wide * unit).toFixed(1)}px`;
    const y = TOP + place.body + (roomy ? 2 : 15);
    /** @type {HTMLElement} */ (button).style.transform =
      `translate(${(x * unit).toFixed(1)}px, ${(y * unit).toFixed(1)}px)`;
  });
}
