// The settings of the page: one object, kept in the URL hash, told to whoever subscribes.

import { normalise, parseHash, toHash } from '../model/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {(settings: Settings, before: Settings) => void} Listener */

/**
 * @typedef {object} Store
 * @property {() => Settings} get the settings now; never changed in place
 * @property {(patch: Partial<Settings>, options?: {push?: boolean}) => void} set changes some; out of range is clamped.
 * `push` makes a new entry for the Back button (default false)
 * @property {(listener: Listener) => () => void} subscribe calls back after each change; returns how to stop
 * @property {() => void} flush writes the URL now instead of in a moment
 */

// Browsers refuse or warn about more than a few URL changes a second, and playing changes t up to 20 times.
const URL_DELAY_MS = 400;

/**
 * Settings that tell of their changes, wherever they are kept.
 * @param {Settings} settings
 * @returns {{get: () => Settings, change: (next: Settings) => void, subscribe: Store['subscribe']}}
 */
export function holdSettings(settings) {
  /** @type {Set<Listener>} */
  const listeners = new Set();
  return {
    get: () => settings,
    change(next) {
      const before = settings;
      if (toHash(next) === toHash(before)) return;
      settings = next;
      for (const listener of listeners) listener(settings, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * The store of this page, read from its URL.
 * @returns {Store}
 */
export function createStore() {
  const { get, change, subscribe } = holdSettings(parseHash(location.hash));
  let timer = 0;

  const write = () => {
    clearTimeout(timer);
    timer = 0;
    if (toHash(get()) !== (location.hash || '#')) history.replaceState(null, '', toHash(get()));
  };

  // Back, Forward, a link or a typed address: the URL is right and a pending write is not.
  const read = () => {
    clearTimeout(timer);
    timer = 0;
    change(parseHash(location.hash));
  };
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  addEventListener('pagehide', () => {
    if (timer) write();
  });

  return {
    get,
    set(patch, { push = false } = {}) {
      const next = normalise({ ...get(), ...patch });
      if (push) {
        write();
        if (toHash(next) !== toHash(get())) history.pushState(null, '', toHash(next));
      } else if (!timer) {
        timer = window.setTimeout(write, URL_DELAY_MS);
      }
      change(next);
    },
    subscribe,
    flush: write,
  };
}
