// The elements of the train view, and the sentences that explain them. What they do is in view.js.

import { choice, group, number, slider } from '../../ui/controls.js';
import { element, media } from '../../ui/dom.js';
import { buildRule } from './rule.js';

/** @typedef {import('../../ui/store.js').Store} Store */

/** @param {string} text @param {string} title @param {string} [kind] */
const button = (text, title, kind = '') => element('button', { type: 'button', title, class: kind }, text);

/**
 * Fills `root` with the view.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Parameters<typeof buildRule>[1]} usual
 */
export function buildTrain(root, store, usual) {
  const parts = {
    files: element('input', {
      type: 'file',
      multiple: true,
      class: 'visually-hidden',
      id: 'digit-files',
      'aria-describedby': 'digit-files-help',
    }),
    folder: element('input', {
      type: 'file',
      webkitdirectory: true,
      class: 'visually-hidden',
      id: 'digit-folder',
      'aria-describedby': 'digit-files-help',
    }),
    network: element('input', {
      type: 'file',
      accept: '.safetensors',
      class: 'visually-hidden',
      id: 'network-file',
      'aria-describedby': 'network-help',
    }),
    saveNetwork: button('Save network', 'The weights as they are now, as a safetensors file', 'quiet'),
    weights: element('p', { class: 'weights-note' }),
    offer: element('section', { class: 'offer', 'aria-label': 'A run that was kept', hidden: true }),
    offerText: element('p', { role: 'status' }),
    goOn: button('Go on with it', 'Its settings, its weights, its curves: training goes on where it was kept'),
    another: button('Another', 'The next of the runs that were kept', 'quiet'),
    unkept: element('p', { class: 'changed', role: 'status', hidden: true }),
    forget: button('Forget it', 'Delete the kept run from this browser', 'quiet'),
    data: element('p', { class: 'data-note' }),
    turn: button(
      'Turn them',
      'Exchange rows and columns of every picture, for digits that lie on their side; once more turns them back',
      'quiet',
    ),
    start: button('Start', 'Start, pause or go on (space)', 'main'),
    again: button('Resume', 'Go on with the run as it was, without the changed settings'),
    reset: button('Reset', 'Fresh random weights, with the settings as they are now (R)'),
    time: element('span', { class: 'time' }),
    facts: element('p', { class: 'facts' }),
    spoken: element('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' }),
    say: element('p', { class: 'say', role: 'status', 'aria-live': 'polite' }),
    changed: element('p', { class: 'changed', role: 'status', hidden: true }),
    curves: element('div', { class: 'curves' }),
    angles: element('div', { class: 'angles' }),
    dreaming: element('section', { hidden: true }),
    dreams: element('ul', { class: 'dreams' }),
    runs: element('ul', { class: 'runs' }),
    clear: button('Clear earlier runs', 'Take the faint lines of earlier runs out of the plots', 'quiet'),
    csv: button('Save curves as CSV', 'The points of every run shown, with their settings, as a table', 'quiet'),
    test: button('Test now', 'Let the network answer every test digit', 'quiet'),
    testResult: element('p', { class: 'test-result', 'aria-live': 'polite' }),
    guesses: element('ul', { class: 'guesses' }),
    guessNote: element('p', { class: 'guess-note' }),
    next: button('Next 12', 'Twelve other test digits', 'quiet'),
    pad: element('div', { class: 'pad-place' }),
    wipe: button('Clear', 'An empty sheet', 'quiet'),
    seen: element('div', { class: 'seen', role: 'img', 'aria-label': 'The drawing as the network sees it' }),
    verdict: element('p', { class: 'pad-verdict', 'aria-live': 'polite' }),
    bars: element('ol', { class: 'bars', start: 0 }),
    barNote: element('p', { class: 'bar-note' }),
  };

  const { groups, likelihood } = buildRule(store, usual);
  parts.dreaming.append(
    element('h2', {}, 'What it draws'),
    element(
      'p',
      { class: 'guess-note' },
      'The picture that it predicts from each label alone: what it expects a 0 to look like, a 1, and so on.',
    ),
    parts.dreams,
  );

  parts.offer.append(
    parts.offerText,
    element('div', { class: 'offer-buttons' }, parts.goOn, parts.another, parts.forget),
  );

  /** @param {HTMLInputElement} input @param {string} text */
  const fileButton = (input, text) => element('label', { class: 'file-button', for: input.id }, text);
  const sheet = element(
    'details',
    { class: 'sheet', open: true },
    element('summary', {}, 'Settings'),
    element(
      'div',
      { class: 'controls' },
      ...groups,
      group(
        'Network',
        'The same network as in the step view: the same seed gives the same weights.',
        slider(store, 'hidden'),
        slider(store, 'width'),
        choice(store, 'activation'),
        likelihood,
        choice(store, 'dtype'),
        number(store, 'seed', { random: 'Random' }),
        element(
          'div',
          { class: 'file-place' },
          parts.network,
          fileButton(parts.network, 'Open network…'),
          parts.saveNetwork,
          element(
            'p',
            { class: 'file-help', id: 'network-help' },
            'A safetensors file, which Python opens too. Dropped anywhere on the page it is opened.',
          ),
        ),
        parts.weights,
      ),
      group(
        'Data',
        'What the network learns from. Files dropped anywhere on the page are used too.',
        choice(store, 'source'),
        element(
          'div',
          { class: 'file-place' },
          parts.files,
          fileButton(parts.files, 'Use files of your own…'),
          parts.folder,
          fileButton(parts.folder, 'A folder…'),
          element(
            'p',
            { class: 'file-help', id: 'digit-files-help' },
            'Images and labels in MNIST’s IDX files, gzipped or not: a pair, or two pairs to train and to test on. Or pictures: in folders 0 to 9, or with names such as 3-abc.png, or one sheet of 28 × 28 tiles with a file of its labels. They stay on your machine.',
          ),
        ),
        parts.data,
        parts.turn,
      ),
    ),
  );

  // Narrow pages show the view first and the settings, folded, below it.
  const wide = media('(min-width: 70.0625em)');
  const place = () => {
    sheet.open = wide.matches;
    if (wide.matches) root.prepend(sheet);
    else root.append(sheet);
  };

  root.replaceChildren(
    element(
      'div',
      { class: 'course' },
      element(
        'p',
        { class: 'intro' },
        'A network learns to read digits, here in your browser. Choose a rule and press ',
        element('b', {}, 'Start'),
        '. Train again with another rule: the last run of each stays as a faint line, from the same first weights.',
      ),
      parts.offer,
      parts.unkept,
      parts.changed,
      parts.curves,
      parts.angles,
      element(
        'section',
        { class: 'kept', 'aria-label': 'Runs in the plots' },
        parts.runs,
        element('div', { class: 'kept-buttons' }, parts.csv, parts.clear),
      ),
    ),
    element(
      'div',
      { class: 'answers' },
      parts.dreaming,
      element(
        'section',
        {},
        element('h2', {}, 'Test digits'),
        parts.guessNote,
        parts.guesses,
        element('div', { class: 'answer-buttons' }, parts.next, parts.test),
        parts.testResult,
      ),
      element(
        'section',
        {},
        element('h2', {}, 'Draw a digit'),
        element(
          'div',
          { class: 'draw-place' },
          element(
            'div',
            { class: 'draw-left' },
            parts.pad,
            element(
              'div',
              { class: 'seen-place' },
              parts.wipe,
              parts.seen,
              element('p', { class: 'seen-note' }, 'as the network sees it: scaled and centred like MNIST’s'),
            ),
          ),
          element('div', { class: 'draw-right' }, parts.verdict, parts.bars, parts.barNote),
        ),
      ),
    ),
    element(
      'section',
      { class: 'transport', 'aria-label': 'Training' },
      element('div', { class: 'buttons' }, parts.start, parts.again, parts.reset),
      parts.time,
      parts.facts,
      parts.say,
      parts.spoken,
      element('p', { class: 'keys' }, element('kbd', {}, 'space'), ' start, pause ', element('kbd', {}, 'R'), ' reset'),
    ),
  );
  place();
  wide.addEventListener('change', place);
  return parts;
}

/** @typedef {ReturnType<typeof buildTrain>} TrainParts */
