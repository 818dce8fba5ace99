// Exact values: a drawing that can be pointed at and walked with arrow keys, and the small card that says what is
// there.

import { element } from '../dom.js';
import { unitOf } from './canvas.js';

/**
 * What the card says. `spoken` is the same in one sentence.
 * @typedef {{ title: string, rows: { name: string, value: string, rule?: string, strong?: boolean }[], spoken: string }}
 * Reading
 */

/**
 * @template Place
 * @typedef {object} Pointable
 * @property {(x: number, y: number) => Place | null} hit what lies at a point, in the drawing's own units
 * @property {(from: Place | null, key: string) => Place | null} move where an arrow key leads
 * @property {(place: Place) => { x: number, y: number }} anchor where the card points
 * @property {(place: Place) => Reading | null} read
 * @property {(place: Place | null) => void} point shows the place as pointed at, or nothing
 * @property {(place: Place) => void} [choose] a click, or Enter
 */

/**
 * The page's one card and its spoken twin.
 * @returns {{ show: (reading: Reading, x: number, y: number, speak: boolean) => void, hide: () => void }}
 */
export function createReadout() {
  const card = element('div', { class: 'card', 'aria-hidden': 'true', hidden: true });
  const spoken = element('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  document.body.append(card, spoken);
  return {
    show({ title, rows, spoken: sentence }, x, y, speak) {
      card.replaceChildren(
        element('p', {}, title),
        ...rows.map(row =>
          element(
            'p',
            { class: `reading${row.rule ? ` of-${row.rule}` : ''}${row.strong ? ' strong' : ''}` },
            element('span', {}, row.name),
            element('span', {}, row.value),
          ),
        ),
      );
      card.hidden = false;
      const { offsetWidth: wide, offsetHeight: high } = card;
      const left = x + 14 + wide > innerWidth - 6 ? x - 14 - wide : x + 14;
      const top = y + 14 + high > innerHeight - 6 ? y - 14 - high : y + 14;
      card.style.transform = `translate(${Math.max(6, left)}px, ${Math.max(6, top)}px)`;
      if (speak) spoken.textContent = sentence;
    },
    hide() {
      card.hidden = true;
    },
  };
}

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/**
 * Makes a drawing tell exact values, by pointer and by keyboard.
 * @template Place
 * @param {HTMLElement} canvas a canvas, or an element that holds another drawing
 * @param {ReturnType<typeof createReadout>} readout
 * @param {Pointable<Place>} how
 * @returns {() => void} call after a redraw, so that an open card tells the new values
 */
export function pointable(canvas, readout, how) {
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  /** @type {Place | null} */
  let place = null;
  let byKey = false;
  /** @param {boolean} speak */
  const tell = speak => {
    // A place may be the number 0.
    const reading = place === null ? null : how.read(place);
    if (place === null || !reading) {
      readout.hide();
      return;
    }
    const box = canvas.getBoundingClientRect();
    const { x, y } = how.anchor(place);
    const unit = unitOf(canvas);
    readout.show(reading, box.left + x * unit, box.top + y * unit, speak);
  };
  /** @param {Place | null} next @param {boolean} key */
  const go = (next, key) => {
    place = next;
    byKey = key;
    how.point(place);
    tell(key);
  };
  /** @param {PointerEvent} event */
  const follow = event => {
    if (!event.isPrimary) return; // a second finger would make the card jump between the two
    const box = canvas.getBoundingClientRect();
    const unit = unitOf(canvas);
    go(how.hit((event.clientX - box.left) / unit, (event.clientY - box.top) / unit), false);
  };
  canvas.addEventListener('pointermove', follow);
  canvas.addEventListener('pointerdown', follow);
  canvas.addEventListener('pointerleave', event => {
    if (!byKey && event.pointerType !== 'touch') go(null, false);
  });
  canvas.addEventListener('click', () => {
    if (place !== null) how.choose?.(place);
  });
  canvas.addEventListener('blur', () => {
    if (place !== null) go(null, false);
  });
  canvas.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (ARROWS.includes(event.key)) go(how.move(place, event.key), true);
    else if (event.key === 'Enter' && place !== null && how.choose) how.choose(place);
    else if (event.key === 'Escape' && place !== null) go(null, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return () => {
    if (place !== null) tell(false);
  };
}
