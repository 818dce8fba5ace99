// The elements of the step view, and the sentences that explain them. What they do is in view.js.

import { element } from '../../ui/dom.js';

/** @param {string} kind @param {...Node} inside */
const swatch = (kind, ...inside) => element('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }, ...inside);

/** The outline of a lock, as draw/locks.js draws it. */
function padlock() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of [
    ['class', 'swatch padlock'],
    ['viewBox', '0 0 12 14'],
    ['aria-hidden', 'true'],
  ])
    svg.setAttribute(name, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M3 7V5a3 3 0 0 1 6 0v2M2 7h8v6H2z');
  svg.append(path);
  return svg;
}

/** Keys, and what they do. @param {string[]} keys @param {string} words */
const keys = (keys, words) =>
  element('li', {}, element('span', {}, ...keys.flatMap(key => [element('kbd', {}, key), ' ']), words));

/**
 * Fills `root` with the view.
 * @param {HTMLElement} root
 */
export function buildStep(root) {
  const parts = {
    controls: element('div', { class: 'controls' }),
    count: element('span'),
    chooser: element('details', { class: 'chooser' }),
    rows: element('div', { class: 'rows' }),
    more: element('details', { class: 'legend more', open: true }),
    plots: element('div', { class: 'plots' }),
    transport: element('section', { class: 'transport', 'aria-label': 'Transport' }),
    sheet: element('details', { class: 'sheet' }),
  };
  parts.sheet.append(element('summary', {}, 'Settings'), parts.controls);
  parts.more.append(
    element('summary', {}, 'How to read it'),
    element(
      'ul',
      {},
      element('li', {}, swatch('arrow front'), 'front: a node’s first error'),
      element('li', {}, swatch('arrow refine'), 'refine: a changed one'),
      element('li', {}, swatch('arrow redundant'), 'redundant: the same again'),
      element('li', {}, swatch('arrow idle'), 'idle: a product with zero'),
      element('li', {}, swatch('arrow forward'), 'a new value, sent forward'),
      element('li', { 'data-sets': 'clamps' }, padlock(), 'closed: the node keeps its value; press to let go'),
      element('li', {}, swatch('diagonal'), 'theorem 1: error reaches node ℓ of L at t = L − ℓ'),
      keys(['space'], 'play or pause'),
      keys(['←', '→'], 'one step'),
      keys(['S'], 'slow motion'),
      keys(['E'], 'equations'),
      element('li', {}, element('span', {}, element('kbd', {}, 'R'), ' or ', element('kbd', {}, 'Home'), ' reset')),
      keys(['End'], 'last step'),
      element(
        'li',
        {},
        element(
          'span',
          {},
          element('kbd', {}, 'Tab'),
          ' to a drawing, then arrows: exact values; ',
          element('kbd', {}, 'Enter'),
          ' or a click on a cell: its equation',
        ),
      ),
    ),
  );
  root.append(
    parts.sheet,
    element(
      'div',
      { class: 'stage' },
      element(
        'p',
        { class: 'intro' },
        'One digit, one untrained network, and ',
        parts.count,
        '. ',
        element('b', {}, 'Press Step'),
        ' and watch the error walk back, layer by layer.',
      ),
      element(
        'p',
        { class: 'legend essential' },
        swatch('cells', element('i'), element('i'), element('i')),
        'A cell is one unit’s error: below, above, exactly zero. ',
        swatch('ramp'),
        'Size from 0.00001 to 1.',
      ),
      parts.chooser,
      parts.rows,
      parts.more,
    ),
    parts.plots,
    parts.transport,
  );
  return parts;
}
