// Which schemes are the rows: chips in families, one to six of them, above the rows.

import { element, uniqueId } from '../../ui/dom.js';
import { FAMILIES } from '../../model/scheme.js';
import { SCHEMES, schemeById } from '../../model/schemes.js';
import { listed } from '../../model/settings.js';
import { MOST_ROWS } from '../../model/settings/schemes.js';

/** @typedef {import('../../ui/store.js').Store} Store */

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** A small number in words. @param {number} n */
export const inWords = n => NUMBERS[n] ?? String(n);

/**
 * @param {HTMLDetailsElement} root a closed `details`
 * @param {Store} store
 */
export function buildChooser(root, store) {
  const chosen = element('span', { class: 'chosen' });
  const note = element(
    'p',
    { class: 'note scheme-note', 'aria-live': 'polite' },
    `Choose one to ${inWords(MOST_ROWS)} schemes; each becomes a row. Point at one to read what it is.`,
  );
  const count = element('span', { class: 'visually-hidden', role: 'status' });
  root.append(
    element(
      'summary',
      {},
      element('b', {}, 'Rows'),
      ' ',
      chosen,
      element('span', { class: 'more-schemes' }, ` · choose from ${SCHEMES.length}`),
    ),
  );

  /** @type {HTMLInputElement[]} */
  const boxes = [];
  const families = element('div', { class: 'families' });
  for (const family of FAMILIES) {
    const chips = element('div', { class: 'chips' });
    for (const scheme of SCHEMES.filter(one => one.family === family.id)) {
      const words = element('span', { class: 'visually-hidden', id: uniqueId('scheme') }, scheme.about);
      const box = element('input', {
        type: 'checkbox',
        value: scheme.id,
        'data-setting': 'schemes',
        'aria-describedby': words.id,
      });
      box.addEventListener('change', () => choose(box));
      boxes.push(box);
      chips.append(
        element(
          'label',
          { class: `chip row-chip of-${scheme.id}`, title: scheme.title, 'data-scheme': scheme.id },
          box,
          element('i', { 'aria-hidden': 'true' }),
          element('span', {}, scheme.name),
          words,
        ),
      );
    }
    families.append(element('fieldset', { class: 'choice' }, element('legend', {}, family.name), chips));
  }
  const usual = element('button', { type: 'button', class: 'quiet' }, 'The usual four');
  usual.addEventListener('click', () => store.set({ schemes: '' }));
  root.append(families, element('div', { class: 'below' }, note, usual), count);

  /** @param {HTMLInputElement} box */
  function choose(box) {
    const ids = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    if (ids.length === 0 || ids.length > MOST_ROWS) {
      box.checked = !box.checked;
      note.textContent =
        ids.length === 0
          ? 'One row has to stay: choose another before this one goes.'
          : `There is room for ${inWords(MOST_ROWS)} rows: take one away first.`;
      return;
    }
    store.set({ schemes: ids.join(',') });
    count.textContent = `${inWords(ids.length)} ${ids.length === 1 ? 'row' : 'rows'}`;
  }

  /** @param {Event} event */
  const explain = event => {
    const chip = event.target instanceof Element ? event.target.closest('[data-scheme]') : null;
    if (!(chip instanceof HTMLElement) || !chip.dataset.scheme) return;
    const { title, section, words, equals } = schemeById(chip.dataset.scheme);
    const source = /^\d/.test(section) ? `Section ${section}` : section;
    note.replaceChildren(element('b', {}, title), ` (${source}). ${words} Equals backpropagation? ${equals}`);
  };
  families.addEventListener('pointerover', explain);
  families.addEventListener('focusin', explain);

  const show = () => {
    const ids = listed(store.get().schemes);
    for (const box of boxes) {
      box.checked = ids.includes(box.value);
      const full = ids.length === MOST_ROWS && !box.checked;
      box.closest('.chip')?.classList.toggle('full', full);
      box.setAttribute('aria-disabled', String(full)); // not disabled: pressing it says why
    }
    chosen.replaceChildren(
      ...ids.flatMap((id, i) => [
        ...(i > 0 ? [', '] : []),
        element('span', { class: `of-${id}` }, schemeById(id).name),
      ]),
    );
  };
  show();
  store.subscribe((settings, before) => {
    if (settings.schemes !== before.schemes) show();
  });
}
