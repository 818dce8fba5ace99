// Small parts that several exhibits use: exact numbers in text, tables, files.

import { element } from './dom.js';
import { brief, exact } from '../model/numbers.js';
import { inline } from './equation.js';

/**
 * A number in a few digits whose every digit shows when it is pointed at.
 * @param {number} value
 * @param {(value: number) => string} [text] default: three to five significant digits
 * @returns {HTMLElement}
 */
export const figure = (value, text = brief) => element('span', { class: 'figure', title: exact(value) }, text(value));

/** @typedef {string | Node | (string | Node)[]} Cell text, in which indices are set as such, or elements */

/** @param {Cell} cell @returns {(string | Node)[]} */
const contents = cell =>
  (Array.isArray(cell) ? cell : [cell]).flatMap(part => (typeof part === 'string' ? inlineWords(part) : [part]));

/**
 * Sets indices and powers of a sentence, and leaves its words alone.
 * @param {string} text
 * @returns {(string | Node)[]}
 */
export const inlineWords = text =>
  text.split(/(\S*[_^ᵀ]\S*)/u).flatMap(part => (/[_^ᵀ]/u.test(part) ? inline(part) : [part]));

/**
 * A table that scrolls by itself where it is too wide. The first cell of a row names the row.
 * @param {string} name for screen readers, and under the table
 * @param {Cell[]} head
 * @param {{cells: Cell[], kind?: string}[]} rows `kind` is a class of the row, as "of-zil" or "now"
 * @param {{caption?: boolean, numbers?: boolean, stacks?: boolean}} [how] whether the name is seen; whether the cells
 * are numbers, which stand to the right; whether cells stand under each other on a narrow page
 * @returns {HTMLElement}
 */
export function table(name, head, rows, { caption = true, numbers = false, stacks = false } = {}) {
  const cellOf = (/** @type {Cell} */ cell, /** @type {number} */ i) =>
    i === 0
      ? element('th', { scope: 'row' }, ...contents(cell))
      : element('td', stacks ? { 'data-label': String(head[i]) } : {}, ...contents(cell));
  const scroll = element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': name.replaceAll(/[_{}]/g, '') },
    element(
      'table',
      { class: `${numbers ? 'figures' : ''}${stacks ? 'stacks' : ''}` },
      element('thead', {}, element('tr', {}, ...head.map(cell => element('th', { scope: 'col' }, ...contents(cell))))),
      element('tbody', {}, ...rows.map(({ cells, kind = '' }) => element('tr', { class: kind }, ...cells.map(cellOf)))),
    ),
  );
  // Not a caption: that would be as wide as the table, and scroll with it.
  return element(
    'div',
    { class: 'table-of' },
    scroll,
    ...(caption ? [element('p', { class: 'note', 'aria-hidden': 'true' }, ...inlineWords(name))] : []),
  );
}

/**
 * Rows as comma-separated text; every number with all its digits.
 * @param {(string | number)[][]} rows
 * @returns {string}
 */
export const csv = rows =>
  rows
    .map(row =>
      row.map(cell => (typeof cell === 'number' ? String(cell) : `"${cell.replaceAll('"', '""')}"`)).join(','),
    )
    .join('\r\n');

/**
 * A button that saves numbers as a file.
 * @param {string} file its name, without ".csv"
 * @param {() => (string | number)[][]} rows with a first row of names; empty while there is nothing to save
 * @returns {HTMLButtonElement}
 */
export function saveButton(file, rows) {
  const button = element(
    'button',
    { type: 'button', class: 'quiet', title: 'Saves every number shown, with all its digits, as a CSV file' },
    'Save numbers',
  );
  button.addEventListener('click', () => {
    const content = rows();
    if (content.length === 0) return;
    const address = URL.createObjectURL(new Blob([csv(content)], { type: 'text/csv' }));
    element('a', { href: address, download: `${file}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  return button;
}
