// The share dialog: a link, two ways to embed, and a picture of what is on screen.

import { addStyle, element, uniqueId } from '../ui/dom.js';
import { save } from '../ui/save.js';
import { shareCodes, titleOf } from './code.js';
import { pictureOf } from './picture.js';
import { FIELDS } from '../model/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../ui/store.js').Store} Store */

const SITE = new URL('../../', import.meta.url).href;

/**
 * Settings that have a control in the view now, in the order in which they stand there.
 * @param {HTMLElement} view
 * @returns {(keyof Settings)[]}
 */
function offeredBy(view) {
  const names = [...view.querySelectorAll('[data-setting], [data-sets]')]
    .filter(control => !control.closest('[hidden]'))
    .map(control => control.getAttribute('data-setting') ?? control.getAttribute('data-sets') ?? '');
  return /** @type {(keyof Settings)[]} */ ([...new Set(names)].filter(name => name in FIELDS && name !== 't'));
}

/**
 * A box with what is to be copied, and the button for it.
 * @param {string} name
 * @param {string} help
 * @param {number} rows
 * @param {(sentence: string) => void} say
 */
function copyBox(name, help, rows, say) {
  const id = uniqueId('share');
  const box = element('textarea', { id, rows, readonly: true, spellcheck: 'false', 'aria-describedby': `${id}-help` });
  const button = element('button', { type: 'button', 'aria-label': `Copy: ${name}` }, 'Copy');
  button.addEventListener('click', async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      say(`Copied: ${name}.`);
    } catch {
      box.focus();
      say('This browser does not let the page copy. The text is selected: press Ctrl and C, or ⌘ and C.');
    }
  });
  const root = element(
    'div',
    { class: 'copy' },
    element('label', { for: id }, name),
    element('p', { class: 'note', id: `${id}-help` }, help),
    box,
    button,
  );
  return { root, box };
}

/** @param {Store} store */
function build(store) {
  const heading = element('h2', { id: uniqueId('share') }, 'Share');
  const said = element('p', { class: 'share-said', role: 'status' });
  /** @param {string} sentence */
  const say = sentence => {
    said.textContent = sentence;
  };

  const link = copyBox('Link', 'Opens the playground with every setting as it is now.', 2, say);
  const element_ = copyBox(
    'Element',
    'Is as high as what it shows, rests while it is scrolled away, and shows the link where scripts do not run.',
    5,
    say,
  );
  const frame = copyBox('Frame', 'For pages that take no scripts. Its height is a guess: change it to fit.', 4, say);

  const boxes = element('div', { class: 'chips share-controls' });
  const all = element('button', { type: 'button', class: 'quiet' }, 'All');
  const none = element('button', { type: 'button', class: 'quiet' }, 'None');
  const transport = element('input', { type: 'checkbox', checked: true });
  const theme = element(
    'select',
    { id: uniqueId('theme') },
    element('option', { value: 'auto' }, 'the reader’s'),
    element('option', { value: 'light' }, 'light'),
    element('option', { value: 'dark' }, 'dark'),
  );
  const png = element('button', { type: 'button' }, 'Save as PNG');
  const close = element('button', { type: 'button', class: 'share-close', 'aria-label': 'Close' }, '×');

  const dialog = element(
    'dialog',
    { class: 'share', 'aria-labelledby': heading.id },
    element('header', {}, heading, close),
    said,
    link.root,
    element(
      'section',
      {},
      element('h3', {}, 'In a page of your own'),
      element(
        'p',
        { class: 'note' },
        'This view, computed in the reader’s browser. Nothing is asked of any other server; MNIST’s digits are downloaded only where the setting Digits says so.',
      ),
      element(
        'fieldset',
        { class: 'share-keep' },
        element('legend', {}, 'Controls that stay'),
        boxes,
        element('div', { class: 'share-row' }, all, none),
      ),
      element(
        'div',
        { class: 'share-row' },
        element('label', {}, transport, ' Play, step and start buttons'),
        element('span', {}, element('label', { for: theme.id }, 'Colours '), theme),
      ),
      element_.root,
      frame.root,
    ),
    element(
      'section',
      {},
      element('h3', {}, 'Picture'),
      element(
        'p',
        { class: 'note' },
        'The drawings, texts and tables of the view as they are now, at twice the size on screen and in its colours (smaller where the view is very long); without controls and buttons.',
      ),
      element('div', { class: 'share-row' }, png),
    ),
  );
  document.body.append(dialog);

  /** @type {HTMLElement} */
  let view;
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  const update = () => {
    const chosen = inputs.filter(({ checked }) => checked).map(({ value }) => /** @type {keyof Settings} */ (value));
    const codes = shareCodes(
      store.get(),
      {
        controls: chosen.length > 0 && chosen.length === inputs.length ? 'all' : chosen,
        theme: /** @type {'auto' | 'light' | 'dark'} */ (theme.value),
        transport: transport.checked,
      },
      SITE,
    );
    link.box.value = codes.link;
    element_.box.value = codes.element;
    frame.box.value = codes.frame;
  };
  /** @param {boolean} on */
  const setAll = on => {
    for (const input of inputs) input.checked = on;
    update();
  };
  all.addEventListener('click', () => setAll(true));
  none.addEventListener('click', () => setAll(false));
  for (const control of [boxes, transport, theme]) control.addEventListener('change', update);
  store.subscribe(() => {
    if (dialog.open) update();
  });
  close.addEventListener('click', () => dialog.close());
  // A click on the backdrop is one on the dialog itself, outside its content.
  dialog.addEventListener('pointerdown', event => {
    if (event.target === dialog) dialog.close();
  });
  png.addEventListener('click', async () => {
    png.disabled = true;
    try {
      save(`${store.get().view}.png`, await pictureOf(view, titleOf(store.get())), 'image/png');
      say('Saved.');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    } finally {
      png.disabled = false;
      png.focus();
    }
  });

  return {
    /** @param {HTMLElement} now the view on screen */
    open(now) {
      const kept = new Set(inputs.filter(({ checked }) => checked).map(({ value }) => value));
      view = now;
      inputs = offeredBy(view).map(name => {
        const input = element('input', { type: 'checkbox', value: name });
        input.checked = kept.has(name);
        return input;
      });
      boxes.replaceChildren(
        ...inputs.map(input =>
          element(
            'label',
            { class: 'chip' },
            input,
            element('span', {}, FIELDS[/** @type {keyof Settings} */ (input.value)].label),
          ),
        ),
      );
      say('');
      update();
      dialog.showModal();
      dialog.scrollTop = 0;
    },
  };
}

/** @type {Promise<ReturnType<typeof build>> | null} */
let built = null;

/**
 * @param {Store} store
 * @param {HTMLElement} view the view on screen
 * @returns {Promise<void>}
 * @throws {Error} one sentence when the dialog's style cannot be loaded
 */
export async function openShare(store, view) {
  built ??= addStyle('css/share/share.css').then(() => build(store));
  built.catch(() => {
    built = null;
  });
  (await built).open(view);
}
