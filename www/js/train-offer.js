// The quiet bar that offers a run that was kept before the page was closed or its engine crashed.

import { nameOf, runWords } from './curve.js';
import { element } from './dom.js';

/** @typedef {import('./train-store.js').KeptRun} KeptRun */

const MINUTE = 60_000;

/**
 * How long ago, in words.
 * @param {number} at milliseconds since 1970
 * @param {number} [now]
 */
export function agoWords(at, now = Date.now()) {
  const minutes = Math.floor((now - at) / MINUTE);
  /** @param {number} count @param {string} unit */
  const ago = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (minutes < 1) return 'a moment ago';
  if (minutes < 60) return ago(minutes, 'minute');
  if (minutes < 48 * 60) return ago(Math.floor(minutes / 60), 'hour');
  return ago(Math.floor(minutes / (24 * 60)), 'day');
}

/** How far a kept run got. @param {KeptRun} kept */
export function keptWords({ checkpoint, scores }) {
  const score = scores.at(-1);
  const right = score ? `, ${(100 * score.accuracy).toFixed(1)} % of the validation digits right` : '';
  return `at epoch ${checkpoint.epoch.toFixed(2)}${right}`;
}

/**
 * @param {object} page
 * @param {{offer: HTMLElement, offerText: HTMLElement, goOn: HTMLButtonElement, forget: HTMLButtonElement}} page.parts
 * @param {(kept: KeptRun) => Promise<boolean>} page.goOn answers whether the run goes on
 * @param {() => Promise<void>} page.forget
 * @returns {{show: (kept: KeptRun) => void, hide: () => void}}
 */
export function buildOffer({ parts, goOn, forget }) {
  /** @type {KeptRun | null} */
  let shown = null;
  const hide = () => {
    shown = null;
    parts.offer.hidden = true;
    parts.offerText.replaceChildren();
  };
  /** One at a time. @param {() => Promise<void>} act */
  const once = async act => {
    parts.goOn.disabled = parts.forget.disabled = true;
    try {
      await act();
    } finally {
      parts.goOn.disabled = parts.forget.disabled = false;
    }
  };
  parts.goOn.addEventListener('click', () => void once(async () => {
    if (shown && await goOn(shown)) hide();
  }));
  parts.forget.addEventListener('click', () => void once(async () => {
    await forget();
    hide();
  }));
  return {
    hide,
    show(kept) {
      shown = kept;
      parts.offer.hidden = false;
      const time = element('time', { datetime: new Date(kept.at).toISOString(), title: new Date(kept.at).toLocaleString() }, agoWords(kept.at));
      parts.offerText.replaceChildren('A run was kept: ', element('b', { class: `of-${kept.settings.rule}` }, nameOf(kept)), ` ${keptWords(kept)}, `, time, '. ',
        element('span', { class: 'offer-settings' }, `${runWords(kept.settings)}${kept.from ? `, from ${kept.from}` : ''}. A new run takes its place.`));
    },
  };
}
