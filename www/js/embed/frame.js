// What an embed's frame does to the page: hides controls, and holds a theme against the system's.

import { controlsStyle } from '../model/embed.js';
import { COLOURS_CHANGED } from '../ui/draw/canvas.js';

/** @typedef {import('../model/embed.js').Frame} Frame */

const sheet = new CSSStyleSheet();

/**
 * The rules of the dark theme; what they ask of the system is replaced when a theme is held.
 * @type {CSSMediaRule[] | null}
 */
let dark = null;

function darkRules() {
  dark ??= [...document.styleSheets]
    .flatMap(one => {
      try {
        return [...one.cssRules];
      } catch {
        return []; // of another origin, so none of ours
      }
    })
    .filter(rule => rule instanceof CSSMediaRule)
    .filter(rule => /prefers-color-scheme:\s*dark/.test(rule.media.mediaText));
  return dark;
}

/** @param {Frame['theme']} theme */
function holdTheme(theme) {
  const when = { auto: '(prefers-color-scheme: dark)', dark: 'all', light: 'not all' }[theme];
  for (const rule of darkRules()) rule.media.mediaText = when;
  const root = document.documentElement;
  root.style.colorScheme = theme === 'auto' ? '' : theme;
  root.dataset.theme = theme;
  document.dispatchEvent(new Event(COLOURS_CHANGED));
}

/** @param {Frame} frame @param {Frame | null} before */
export function applyFrame({ controls, theme, transport, words }, before) {
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  if (String(controls) !== String(before?.controls)) sheet.replaceSync(controlsStyle(controls));
  if (theme !== before?.theme) holdTheme(theme);
  document.body.classList.toggle('no-transport', !transport);
  document.body.classList.toggle('no-words', words === false);
  document.body.classList.toggle('few', controls !== 'all');
  arrange();
}

/**
 * A frame may be higher than the window, so the buttons stand above what they move, and some chosen controls between
 * the two. Without a sheet of settings beside it, a view has the sheet's room too.
 */
export function arrange() {
  const few = document.body.classList.contains('few');
  for (const main of document.querySelectorAll('main:not([hidden])')) {
    const bar = main.querySelector(':scope > .transport');
    if (bar && main.firstElementChild !== bar) main.prepend(bar);
    const sheet = /** @type {HTMLDetailsElement | null} */ (main.querySelector(':scope > .sheet'));
    const row = few && bar !== null && sheet !== null;
    if (row && bar.nextElementSibling !== sheet) {
      bar.after(sheet);
      sheet.open = true;
    }
    main.classList.toggle('bare', row || !sheet || getComputedStyle(sheet).display === 'none');
  }
}
