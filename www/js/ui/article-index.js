// The links to a view's articles: a sheet that is open where there is room, with the article that is shown marked.

import { element, media } from './dom.js';

/** @typedef {import('../model/settings.js').Settings} Settings */

/**
 * @template {'system' | 'experiment'} Name
 * @param {import('./store.js').Store} store
 * @param {string} title of the sheet
 * @param {HTMLElement} nav its links name their article in `data-system` or `data-experiment`
 * @param {Name} setting the article that is shown
 * @param {(settings: Settings, id: Settings[Name]) => string} addressOf
 * @returns {{root: HTMLElement, follow: () => void, fold: () => void}} `follow`: to be called when settings have changed;
 * `fold`: when an article was chosen
 */
export function articleIndex(store, title, nav, setting, addressOf) {
  const root = element('details', { class: 'sheet' }, element('summary', {}, title), nav);
  const wide = media('(min-width: 70.0625em)');
  const place = () => {
    root.open = wide.matches;
  };
  place();
  wide.addEventListener('change', place);
  const links = [...nav.querySelectorAll('a')];
  // As the links between views do: what is left behind must be in the address.
  for (const one of links) one.addEventListener('click', () => store.flush());
  return {
    root,
    follow() {
      const settings = store.get();
      for (const one of links) {
        const id = String(one.dataset[setting]);
        one.href = addressOf(settings, id);
        if (id === settings[setting]) one.setAttribute('aria-current', 'page');
        else one.removeAttribute('aria-current');
      }
    },
    fold() {
      if (!wide.matches) root.open = false;
    },
  };
}
