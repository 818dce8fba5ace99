// Which place of the article is being read: told by the address, by scrolling, and by the arrow keys.

/** @typedef {{id: string, root: HTMLElement}} Place */

/** How far down the window the line is that decides: what begins above it is being read. */
export const LINE = 0.3;
/** Scrolling has come to rest when it paused for this long. */
const REST_MS = 160;
/** Scrolling that was asked for may take this long to begin. */
const BEGIN_MS = 1500;

/**
 * The index of the place being read, −1 while none has begun. Pure.
 * @param {readonly number[]} tops of all places in reading order, in pixels from the top of the window
 * @param {number} line where the reader is, likewise
 */
export const placeAt = (tops, line) => tops.findLastIndex(top => top <= line);

/**
 * Follows the reader.
 * @param {Place[]} places in reading order
 * @param {object} tell
 * @param {(index: number) => void} tell.passing the reader is at another place, perhaps on the way to a further one; −1
 * is before the first
 * @param {(index: number) => void} tell.resting the reader has stopped there
 * @returns {{goTo: (index: number) => void}}
 */
export function followReader(places, { passing, resting }) {
  /** Nothing is known before the first look. */
  let at = -2;
  /** The place that was asked for, until scrolling has come there. */
  let target = -1;
  let timer = 0;

  const measure = () =>
    placeAt(
      places.map(({ root }) => root.getBoundingClientRect().top),
      innerHeight * LINE,
    );
  const named = () => places.findIndex(({ id }) => location.hash === `#${id}`);

  /** @param {number} index */
  function be(index) {
    if (index === at) return;
    at = index;
    passing(at);
  }
  function rest() {
    target = -1;
    be(measure());
    // A reload or a shared address comes back to this place; Back does not have to pass each one that was scrolled
    // over.
    const hash = at < 0 ? '' : `#${places[at].id}`;
    if (location.hash !== hash) history.replaceState(null, '', hash || location.pathname + location.search);
    resting(at);
  }
  function moved() {
    clearTimeout(timer);
    timer = window.setTimeout(rest, REST_MS);
    if (target < 0) be(measure());
  }
  function asked() {
    target = named();
    if (target < 0) return;
    be(target);
    resting(target);
    clearTimeout(timer);
    timer = window.setTimeout(rest, BEGIN_MS);
  }

  addEventListener('scroll', moved, { passive: true });
  addEventListener('resize', moved);
  addEventListener('hashchange', asked);
  if (named() < 0) {
    be(measure());
    resting(at);
  } else {
    asked();
  }
  return {
    goTo(index) {
      const place = places[index];
      if (!place) return;
      if (location.hash === `#${place.id}`) place.root.scrollIntoView();
      else location.hash = place.id;
    },
  };
}
