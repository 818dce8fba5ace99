// Asks what a network's file does not tell: PyTorch's name tensors and say nothing of what is between them.

import { element, uniqueId } from '../../ui/dom.js';
import { FIELDS } from '../../model/settings.js';

/** @typedef {import('../../model/protocol.js').Told} Told */
/** @typedef {import('../../model/protocol.js').NetworkFile} NetworkFile */

/**
 * A row of names, none chosen unless there is but one.
 * @param {'activation' | 'likelihood'} name
 * @param {string} help
 * @param {string[]} [only] those that can be; default all
 */
function row(name, help, only) {
  const field = FIELDS[name];
  if (field.kind !== 'choice') throw new Error(`${name} is no choice.`);
  const offered = field.options.filter(({ value }) => !only || only.includes(value));
  const group = uniqueId(name);
  const inputs = offered.map(({ value, label }) => {
    const input = element('input', { type: 'radio', name: group, value, required: true });
    input.checked = offered.length === 1;
    return element('label', { class: 'chip' }, input, element('span', {}, label));
  });
  return element(
    'fieldset',
    { 'data-untold': name },
    element('legend', {}, field.label),
    element('p', { class: 'note' }, help),
    element('div', { class: 'chips' }, ...inputs),
  );
}

/**
 * A dialog about what `file` does not tell.
 * @param {string} name the file's
 * @param {NetworkFile} file
 * @returns {Promise<Told | null>} null when the reader would rather not open it
 */
export function askUntold(name, { sizes, activation, likelihood }) {
  // Pictures are never compared as classes.
  const back = sizes[0] < sizes[sizes.length - 1];
  const heading = element('h2', { id: uniqueId('untold') }, 'What the file does not tell');
  const cancel = element('button', { type: 'button', class: 'quiet' }, 'Cancel');
  const rows = [
    ...(activation
      ? []
      : [
          row(
            'activation',
            'Applied after each layer but the last one. With another one than it was trained with, a network answers nonsense.',
          ),
        ]),
    ...(likelihood
      ? []
      : [
          row(
            'likelihood',
            'What it was trained to give: classes (cross-entropy), or numbers (squared error).',
            back ? ['gaussian'] : undefined,
          ),
        ]),
  ];
  const form = element(
    'form',
    { method: 'dialog' },
    heading,
    element(
      'p',
      {},
      `${name} holds the weights of a network of ${sizes.join(' – ')} units, and nothing of how it was made.`,
    ),
    ...rows,
    element(
      'div',
      { class: 'question-buttons' },
      element('button', { type: 'submit', value: 'open', class: 'main' }, 'Open'),
      cancel,
    ),
  );
  const dialog = element('dialog', { class: 'question', 'aria-labelledby': heading.id }, form);
  document.body.append(dialog);
  cancel.addEventListener('click', () => dialog.close());
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      /** @param {string} which */
      const chosen = which => dialog.querySelector(`[data-untold="${which}"] :checked`)?.getAttribute('value');
      const told = { activation: chosen('activation'), likelihood: chosen('likelihood') };
      dialog.remove();
      resolve(dialog.returnValue === 'open' ? /** @type {Told} */ (told) : null);
    });
    dialog.showModal();
  });
}
