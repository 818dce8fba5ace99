// Explains a symbol where it stands, on pointing, tapping and focus. What is said is in the page's own list of symbols.
//
// Every symbol of the text and of its formulas is an element with data-symbol="name"; its explanation is #symbol-name.
// So that Tab does not have to pass hundreds of them, each step has one that Tab stops at, and the arrow keys go on
// from there.

import { element } from '../ui/dom.js';

/** Keeps the card this far from the symbol and from the edges, in pixels. */
const GAP = 8;

const KEYS = /** @type {Record<string, number>} */ ({
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
});

/**
 * The explanation of a symbol.
 * @param {string} name
 * @returns {{term: Element, words: Element} | null}
 */
function explanationOf(name) {
  const entry = document.getElementById(`symbol-${name}`);
  const [term, words] = [entry?.querySelector('dt'), entry?.querySelector('dd')];
  return term && words ? { term, words } : null;
}

/** @param {NodeListOf<Element> | Element[]} groups elements whose symbols share one stop of the Tab key */
export function explainSymbols(groups) {
  const term = element('p', { class: 'card-term' });
  const words = element('p', { class: 'card-words', id: 'card-words' });
  const card = element('div', { class: 'symbol-card', role: 'tooltip', id: 'symbol-card', hidden: true }, term, words);
  document.querySelector('main')?.append(card);
  /** @type {Element | null} */
  let of = null;
  let timer = 0;

  /** @param {Element} symbol */
  function show(symbol) {
    clearTimeout(timer);
    if (symbol === of) return;
    const found = explanationOf(String(symbol.getAttribute('data-symbol')));
    if (!found) return;
    hide();
    of = symbol;
    term.replaceChildren(...copies(found.term));
    words.replaceChildren(...copies(found.words));
    symbol.setAttribute('aria-describedby', words.id);
    symbol.classList.add('explained');
    card.hidden = false;
    place();
  }
  function hide() {
    clearTimeout(timer);
    if (!of) return;
    of.removeAttribute('aria-describedby');
    of.classList.remove('explained');
    of = null;
    card.hidden = true;
  }
  // The pointer may go from the symbol into the card.
  const hideSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (of !== document.activeElement) hide();
    }, 120);
  };
  function place() {
    if (!of) return;
    const { left, right, top, bottom } = of.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - GAP;
    card.style.left = `${Math.max(GAP, Math.min((left + right - width) / 2, room))}px`;
    card.style.top = `${top - height - GAP >= 0 ? top - height - GAP : bottom + GAP}px`;
  }

  card.addEventListener('pointerenter', () => clearTimeout(timer));
  card.addEventListener('pointerleave', hideSoon);
  addEventListener(
    'scroll',
    () => {
      if (of === document.activeElement) place();
      else hide();
    },
    { passive: true, capture: true },
  );
  addEventListener('resize', hide);
  document.addEventListener('pointerdown', event => {
    if (!symbolOf(event.target) && !card.contains(/** @type {Node} */ (event.target))) hide();
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !of) return;
    if (of === document.activeElement) /** @type {HTMLElement} */ (document.activeElement).blur();
    hide();
  });

  for (const group of groups) {
    const symbols = /** @type {HTMLElement[]} */ ([...group.querySelectorAll('[data-symbol]')]);
    if (symbols.length === 0) continue;
    /** Makes one the stop of the Tab key. @param {HTMLElement} stop */
    const rove = stop => {
      for (const one of symbols) one.setAttribute('tabindex', one === stop ? '0' : '-1');
    };
    rove(symbols[0]);
    group.addEventListener('pointerover', event => {
      const one = symbolOf(event.target);
      if (one) show(one);
    });
    group.addEventListener('pointerout', event => {
      if (symbolOf(event.target)) hideSoon();
    });
    group.addEventListener('click', event => {
      const one = symbolOf(event.target);
      if (one) show(one);
    });
    group.addEventListener('focusin', event => {
      const one = symbolOf(event.target);
      if (!one) return;
      rove(/** @type {HTMLElement} */ (one));
      show(one);
    });
    group.addEventListener('focusout', hideSoon);
    group.addEventListener('keydown', event => {
      const { key, target, altKey, ctrlKey, metaKey, shiftKey } = /** @type {KeyboardEvent} */ (event);
      const from = symbols.indexOf(/** @type {HTMLElement} */ (target));
      if (from < 0 || !(key in KEYS) || altKey || ctrlKey || metaKey || shiftKey) return;
      event.preventDefault();
      symbols[Math.max(0, Math.min(symbols.length - 1, from + KEYS[key]))].focus();
    });
  }
}

/** The symbol that an event is about. @param {EventTarget | null} target */
const symbolOf = target => (target instanceof Element ? target.closest('[data-symbol]') : null);

/** @param {Element} parent */
const copies = parent => [...parent.childNodes].map(node => node.cloneNode(true));
