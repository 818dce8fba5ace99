// Small builders of elements.

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
 * @param {string} file under css/ or vendor/, as 'css/share.css'
 * @param {Element | null} [before] the sheet that is to have the last word; default: the new one has it
 * @returns {Promise<void>} settled when the sheet is there
 * @throws {Error} one sentence when it cannot be loaded
 */
export const addStyle = (file, before = null) => new Promise((resolve, reject) => {
  const link = element('link', { rel: 'stylesheet', href: new URL(`../${file}`, import.meta.url).href });
  link.addEventListener('load', () => resolve());
  link.addEventListener('error', () => reject(new Error(`The style sheet ${file} could not be loaded.`)));
  document.head.insertBefore(link, before);
});

let lastId = 0;
/** An id no other element of the page has. @param {string} stem @returns {string} */
export const uniqueId = stem => `${stem}-${++lastId}`;

/** A media query; where a browser answers none, it does not hold. @param {string} query @returns {MediaQueryList} */
export const media = query => globalThis.matchMedia?.(query) ?? Object.assign(new EventTarget(), { matches: false });
