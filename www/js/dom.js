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

let lastId = 0;
/** An id no other element of the page has. @param {string} stem @returns {string} */
export const uniqueId = stem => `${stem}-${++lastId}`;
