// Small builders of elements; and where the focus is and the page scrolled to, which in a frame are the page's around
// it too.

/**
 * An element with attributes and children; text children stay text.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes] `true` sets an empty attribute, `false` leaves it out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * Adds a style sheet to the page.
 * @param {string} file under css/ or vendor/, as 'css/share/share.css'
 * @param {Element | null} [before] the sheet that is to have the last word; default: the new one has it
 * @returns {Promise<void>} settled when the sheet is there
 * @throws {Error} one sentence when it cannot be loaded
 */
export const addStyle = (file, before = null) =>
  new Promise((resolve, reject) => {
    const link = element('link', { rel: 'stylesheet', href: new URL(`../../${file}`, import.meta.url).href });
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`The style sheet ${file} could not be loaded.`)));
    document.head.insertBefore(link, before);
  });

let lastId = 0;
/** An id no other element of the page has. @param {string} stem @returns {string} */
export const uniqueId = stem => `${stem}-${++lastId}`;

/** A media query; where a browser answers none, it does not hold. @param {string} query @returns {MediaQueryList} */
export const media = query => globalThis.matchMedia?.(query) ?? Object.assign(new EventTarget(), { matches: false });

/**
 * Whether the reader is in here by keyboard. A frame keeps an active element while its reader is in the page around it:
 * to focus another one then would take them out of that page.
 * @param {Element} root
 */
export const holdsFocus = root => document.hasFocus() && root.contains(document.activeElement);

/**
 * Focuses what takes the place of a button that the reader pressed some time ago, unless they have left for the page
 * around this frame since.
 * @param {HTMLElement} next
 */
export const passFocus = next => {
  if (document.hasFocus()) next.focus();
};

/**
 * Scrolls this page to an element. (`scrollIntoView` would scroll the page around a frame as well.)
 * @param {Element} to
 * @param {{start?: boolean, behavior?: ScrollBehavior}} [how] `start`: its beginning to the top, even when it is in
 * view; else no further than needed
 */
export function scrollHere(to, { start = false, behavior = 'auto' } = {}) {
  const { top, bottom } = to.getBoundingClientRect();
  const foot = innerHeight - (parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0);
  const by = start
    ? top - (parseFloat(getComputedStyle(to).scrollMarginTop) || 0)
    : top < 0
      ? top
      : Math.max(0, Math.min(top, bottom - foot));
  if (by !== 0) scrollBy({ top: by, behavior });
}

/**
 * An article is new: its beginning is what should be seen, and read from by who was reading the one before.
 * @param {Element} article
 * @param {boolean} reading whether the focus was in it
 */
export function beginReading(article, reading) {
  const heading = /** @type {HTMLElement | null} */ (article.querySelector('h2'));
  if (!heading) return;
  if (article.getBoundingClientRect().top < 0) scrollHere(heading, { start: true });
  if (reading && document.activeElement === document.body) heading.focus({ preventScroll: true });
}

/** Whether a key was pressed alone, and nobody has answered it yet. @param {KeyboardEvent} event */
export const isFree = event =>
  !(event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);

/**
 * Keys that do something wherever the focus is, but for elements to which they mean something else.
 * @param {() => boolean} active whether they count now
 * @param {Record<string, {act: () => void, not: string}>} keys by the key without capitals; `not`: a selector of those elements
 */
export function onShortcuts(active, keys) {
  document.addEventListener('keydown', event => {
    const key = keys[event.key.toLowerCase()];
    if (!key || !active() || event.repeat || !isFree(event)) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(key.not)) return;
    event.preventDefault();
    key.act();
  });
}
