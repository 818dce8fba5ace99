// A strip of digits to pick from, one radio button each: click, or arrow keys when one of them has the focus.

import { element, holdsFocus } from '../../../ui/dom.js';
import { digitPicture } from '../../../ui/draw/canvas.js';

/**
 * @typedef {object} StripSnapshot
 * @property {number} start index of the first digit shown
 * @property {number} chosen index of the chosen digit
 * @property {Uint8Array} images [count][784]
 * @property {Uint8Array} labels [count]
 * @property {import('../../../ui/draw/canvas.js').Palette} palette
 */

/**
 * Fills `root` with the digits of the snapshot.
 * @param {HTMLElement} root
 * @param {StripSnapshot} snapshot
 * @param {(index: number) => void} pick told the index of the digit to show; may lie one outside the strip
 */
export function draw(root, { start, chosen, images, labels, palette }, pick) {
  const focused = holdsFocus(root);
  const buttons = Array.from(labels, (label, i) => {
    const mine = start + i === chosen;
    const button = element('button', {
      type: 'button',
      class: 'digit',
      role: 'radio',
      'aria-checked': String(mine),
      tabindex: mine ? 0 : -1,
      'aria-label': `test digit ${start + i}, a ${label}`,
    });
    const picture = digitPicture(images.subarray(784 * i, 784 * (i + 1)), palette);
    picture.setAttribute('aria-hidden', 'true');
    button.append(picture, element('span', { 'aria-hidden': 'true' }, String(label)));
    button.addEventListener('click', () => pick(start + i));
    return button;
  });
  if (!buttons.some(button => button.tabIndex === 0) && buttons[0]) buttons[0].tabIndex = 0;
  root.replaceChildren(...buttons);
  if (focused) buttons.find(button => button.tabIndex === 0)?.focus();
  root.onkeydown = event => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    pick(chosen + by);
  };
}
