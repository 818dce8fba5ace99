// A digit drawn by the reader in the place of a test digit; what is drawn goes into the address. Loaded when it is first wanted.

import { element } from './dom.js';
import { blank, prepare } from './drawing.js';
import { decode, encode } from './drawn-digit.js';
import { createDrawpad } from './views/drawpad.js';

/** @typedef {import('./store.js').Store} Store */

/**
 * @param {HTMLElement} root empty
 * @param {Store} store
 * @returns {{ draw: (palette: import('./views/canvas.js').Palette) => void }}
 */
export function buildDrawing(root, store) {
  const sheet = element('div', { class: 'sheet-to-draw' });
  const name = 'drawn-label';
  const labels = Array.from({ length: 10 }, (_, digit) => {
    const input = element('input', { type: 'radio', name, value: digit, 'data-setting': 'drawnLabel' });
    input.addEventListener('change', () => store.set({ drawnLabel: digit }));
    return element('label', { class: 'chip' }, input, element('span', {}, String(digit)));
  });
  const clear = element('button', { type: 'button', class: 'quiet' }, 'Clear, back to the test digit');
  root.append(sheet, element('fieldset', { class: 'choice' }, element('legend', {}, 'It is a'), element('div', { class: 'chips' }, ...labels)), clear,
    element('p', { class: 'note' }, 'Centred and scaled as MNIST’s digits are, and kept in the address in fifteen greys: whoever gets the link sees it.'));

  /** What this sheet last wrote into the address. */
  let own = store.get().drawn;
  const pad = createDrawpad(sheet, () => {
    own = encode(prepare(pad.pixels()));
    store.set({ drawn: own });
  });
  clear.addEventListener('click', () => pad.clear());
  /** Puts a digit from the address onto the sheet, so that it can be drawn on. */
  const take = () => {
    const levels = decode(store.get().drawn);
    pad.pixels().set(levels ? Float64Array.from(levels, level => level / 255) : blank());
  };
  take();

  const show = () => labels.forEach((label, digit) => { /** @type {HTMLInputElement} */ (label.firstElementChild).checked = store.get().drawnLabel === digit; });
  show();
  /** @type {import('./views/canvas.js').Palette | null} */
  let palette = null;
  store.subscribe((settings, before) => {
    if (settings.drawnLabel !== before.drawnLabel) show();
    if (settings.drawn === before.drawn || settings.drawn === own) return;
    own = settings.drawn;
    take();
    if (palette) pad.draw(palette);
  });
  return {
    draw(next) {
      palette = next;
      pad.draw(next);
    },
  };
}
