// A digit drawn by the reader in the place of a test digit; what is drawn goes into the address. Loaded when it is
// first wanted.

import { element } from '../../ui/dom.js';
import { blank, prepare } from '../../model/digits/drawing.js';
import { decode, encode } from '../../model/digits/code.js';
import { createDrawpad } from '../../ui/draw/drawpad.js';

/** @typedef {import('../../ui/store.js').Store} Store */

/**
 * @param {HTMLElement} root empty
 * @param {Store} store
 * @returns {{ draw: (palette: import('../../ui/draw/canvas.js').Palette) => void }}
 */
export function buildDrawing(root, store) {
  const sheet = element('div', { class: 'sheet-to-draw' });
  const name = 'drawn-label';
  const labels = Array.from({ length: 10 }, (_, digit) => {
    const input = element('input', { type: 'radio', name, value: digit, 'data-setting': 'drawnLabel' });
    input.addEventListener('change', () => store.set({ drawnLabel: digit }));
    return element('label', { class: 'chip' }, input, element('span', {}, String(digit)));
  });
  const choice = element(
    'fieldset',
    { class: 'choice' },
    element('legend', {}, 'It is a'),
    element('div', { class: 'chips' }, ...labels),
  );
  const which = element('p', { class: 'which-digit', role: 'status' });
  const clear = element('button', { type: 'button', class: 'quiet' }, 'Clear, back to the test digit');
  root.append(
    sheet,
    choice,
    which,
    clear,
    element(
      'p',
      { class: 'note' },
      'Centred and scaled as MNIST’s digits are, and kept in the address in fifteen greys: whoever gets the link sees it.',
    ),
  );

  /** What this sheet last wrote into the address. */
  let own = store.get().drawn;
  const pad = createDrawpad(sheet, () => {
    own = encode(prepare(pad.pixels()));
    // A new drawing has no label: the error depends on it, so it is the reader's to say.
    store.set({ drawn: own, ...(own === '' ? { drawnLabel: 0 } : store.get().drawn === '' && { drawnLabel: -1 }) });
  });
  clear.addEventListener('click', () => pad.clear());
  /** Puts a digit from the address onto the sheet, so that it can be drawn on. */
  const take = () => {
    const levels = decode(store.get().drawn);
    pad.put(levels ? Float64Array.from(levels, level => level / 255) : blank());
  };
  take();

  const show = () => {
    const { drawn, drawnLabel } = store.get();
    labels.forEach((label, digit) => {
      /** @type {HTMLInputElement} */ (label.firstElementChild).checked = drawn !== '' && drawnLabel === digit;
    });
    choice.disabled = drawn === '';
    const words =
      drawn === ''
        ? ''
        : drawnLabel < 0
          ? 'Which digit is it? The error at the output is measured against its label: say it above, and the rows step your digit. Until then they show the test digit.'
          : `Stepped as a ${drawnLabel}: the error at the output is measured against this label.`;
    if (which.textContent !== words) which.textContent = words;
  };
  show();
  /** @type {import('../../ui/draw/canvas.js').Palette | null} */
  let palette = null;
  store.subscribe((settings, before) => {
    if (settings.drawnLabel !== before.drawnLabel || settings.drawn !== before.drawn) show();
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
