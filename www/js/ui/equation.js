// Sets a plain line such as "x_ℓ += γ(−e_ℓ + W_ℓᵀ e_{ℓ+1})" as mathematics: italic names, raised and lowered indices.

import { element } from './dom.js';

/** @typedef {{kind: 'name' | 'plain' | 'sub' | 'sup', text: string}} Piece */

/**
 * The pieces of a line. A single letter is a name, more letters together are a word; "_" and "^" take one character, or
 * what is in braces or brackets.
 * @param {string} line
 * @returns {Piece[]}
 */
export function pieces(line) {
  /** @type {Piece[]} */
  const found = [];
  const pattern = /([_^])(?:\{([^}]*)\}|\(([^)]*)\)|(.))|ᵀ|([\p{L}\p{M}]+)|([^_^ᵀ\p{L}\p{M}]+)/gu;
  for (const [all, mark, braced, bracketed, single, letters] of line.matchAll(pattern)) {
    if (mark) found.push({ kind: mark === '_' ? 'sub' : 'sup', text: braced ?? bracketed ?? single });
    else if (all === 'ᵀ') found.push({ kind: 'sup', text: 'T' });
    else found.push({ kind: letters && [...letters].length === 1 ? 'name' : 'plain', text: all });
  }
  return found;
}

/** @param {string} text @returns {(Node | string)[]} */
const italics = text => pieces(text).map(({ kind, text: part }) => (kind === 'name' ? element('i', {}, part) : part));

/**
 * A piece of text with mathematics in it, for the middle of a sentence.
 * @param {string} line
 * @returns {(Node | string)[]}
 */
export const inline = line =>
  pieces(line).map(({ kind, text }) => {
    if (kind === 'name') return element('i', {}, text);
    return kind === 'plain' ? text : element(kind, {}, ...italics(text));
  });

/**
 * Lines under each other; screen readers hear the plain line.
 * @param {string[]} lines
 * @returns {HTMLElement}
 */
export function equation(lines) {
  return element(
    'div',
    { class: 'equation' },
    ...lines.map(line =>
      element('p', { role: 'math', 'aria-label': line }, element('span', { 'aria-hidden': 'true' }, ...inline(line))),
    ),
  );
}
