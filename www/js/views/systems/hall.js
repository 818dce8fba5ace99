// Hangs one exhibit into its section: loads it, offers the settings it uses, tells it when they change, asks the engine
// for it once it has come into view, and shows how far a long computation is.

import { choice, group, number, slider } from '../../ui/controls.js';
import { element, uniqueId } from '../../ui/dom.js';
import { FIELDS } from '../../model/settings.js';
import { EXHIBITS } from './exhibits.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('./view.js').Stand} Stand */
/** @typedef {import('./view.js').Exhibit} Exhibit */
/** @typedef {import('./view.js').Page} Page */

/** A slider still moving should not compute at each of its positions. */
const SETTLE_MS = 150;
/** What takes no longer than this needs no bar. */
const PATIENCE_MS = 400;

/** @param {unknown} error */
const aborted = error => error instanceof Error && error.name === 'AbortError';

/** "8 s", "2 min". @param {number} ms */
const duration = ms => (ms < 90_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`);

/** The control that suits a setting. @param {Store} store @param {keyof Settings} name */
function control(store, name) {
  if (FIELDS[name].kind === 'choice') return choice(store, name);
  return name === 'seed' || name === 'sample' ? number(store, name, { random: 'Random' }) : slider(store, name);
}

/**
 * @param {HTMLElement} root an empty section
 * @param {string} name of the exhibit
 * @param {Page} page
 * @returns {{redraw: () => void, refresh: () => void, rest: () => void, wake: () => void, close: () => void}}
 * `refresh`: the digits changed; `rest`: the view is left; `wake`: it is back
 */
export function hang(root, name, { conductor, store, palette, readout }) {
  const heading = element('h2', { id: uniqueId('exhibit') });
  const say = element('p', { class: 'exhibit-say', role: 'status' });
  const bar = element('progress', { max: 1, value: 0, 'aria-label': 'How much is computed' });
  const left = element('span', { class: 'time-left' });
  const stop = element('button', { type: 'button', class: 'quiet' }, 'Stop');
  const again = element('button', { type: 'button', class: 'quiet', hidden: true }, 'Compute again');
  const work = element('div', { class: 'work', hidden: true }, bar, left, stop);
  const controls = element('div', { class: 'exhibit-controls' });
  const body = element('div', { class: 'exhibit-body' });
  root.setAttribute('aria-labelledby', heading.id);
  root.append(heading, element('div', { class: 'exhibit-state' }, say, work, again), controls, body);
  root.dataset.state = 'waiting';

  let closed = false;
  let resting = false;
  let stale = false;
  let settle = 0;
  /** @type {Exhibit | null} */
  let exhibit = null;
  /** @type {readonly (keyof Settings)[]} */
  let uses = [];
  /** What is asked and not answered, by name. @type {Map<string, AbortController>} */
  const asked = new Map();

  /** Nothing is computed for an exhibit that nobody has seen. @type {Promise<void>} */
  const seen = new Promise(resolve => {
    if (!('IntersectionObserver' in globalThis)) return resolve();
    const watch = new IntersectionObserver(
      entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: '0px 0px 120px' },
    );
    watch.observe(root);
  });

  // ---- how far it is

  let began = 0;
  let patience = 0;
  /** @param {number} share */
  const progress = share => {
    bar.value = share;
    const spent = performance.now() - began;
    left.textContent =
      share > 0.02 && share < 1
        ? `${Math.floor(100 * share)} %, about ${duration((spent * (1 - share)) / share)} left`
        : '';
  };
  const working = () => {
    if (asked.size === 0) {
      clearTimeout(patience);
      patience = 0;
      work.hidden = true;
    } else if (!patience) {
      began = performance.now();
      progress(0);
      patience = window.setTimeout(() => {
        work.hidden = false;
      }, PATIENCE_MS);
    }
  };
  const abort = () => {
    for (const one of asked.values()) one.abort();
    asked.clear();
    working();
  };

  /** @type {Stand['ask']} */
  async function ask(what, params, how = {}) {
    const mine = new AbortController();
    asked.get(what)?.abort();
    asked.set(what, mine);
    try {
      await seen;
      mine.signal.throwIfAborted();
      again.hidden = true;
      working();
      return await conductor.exhibit(store.get(), what, params, {
        signal: mine.signal,
        progress(share, partial) {
          progress(share);
          how.progress?.(share, partial);
        },
      });
    } finally {
      if (asked.get(what) === mine) {
        asked.delete(what);
        working();
      }
    }
  }

  /** @type {Stand['run']} */
  const run = async task => {
    try {
      await task();
      if (!closed && asked.size === 0) root.dataset.state = 'ready';
    } catch (error) {
      if (closed || aborted(error)) return;
      say.textContent = error instanceof Error ? error.message : String(error);
      root.dataset.state = 'failed';
    }
  };
  const update = () => {
    stale = false;
    say.textContent = '';
    root.dataset.state = 'computing';
    void run(async () => exhibit?.update?.());
  };
  const refresh = () => {
    clearTimeout(settle);
    if (resting) stale = true;
    else
      settle = window.setTimeout(() => {
        settle = 0;
        update();
      }, SETTLE_MS);
  };

  stop.addEventListener('click', () => {
    abort();
    root.dataset.state = 'stopped';
    say.textContent = 'Stopped.';
    again.hidden = false;
    again.focus();
  });
  again.addEventListener('click', () => {
    again.hidden = true;
    update();
  });
  const unsubscribe = store.subscribe((settings, before) => {
    if (uses.some(one => settings[one] !== before[one])) refresh();
  });

  void (async () => {
    try {
      const module = await EXHIBITS[name]();
      if (closed) return;
      heading.textContent = module.title;
      uses = module.uses ?? [];
      const offered = module.controls ?? uses;
      if (offered.length > 0)
        controls.append(
          group(
            'Settings',
            module.settingsNote ?? 'What this exhibit is computed with.',
            ...offered.map(one => control(store, one)),
          ),
        );
      exhibit = module.mount(body, {
        ask,
        run,
        store,
        palette,
        readout,
        say: sentence => {
          say.textContent = sentence;
        },
      });
      if (resting) stale = true;
      else update();
    } catch (error) {
      say.textContent = `This exhibit could not be shown: ${error instanceof Error ? error.message : error}`;
      root.dataset.state = 'failed';
    }
  })();

  return {
    redraw: () => exhibit?.redraw?.(),
    refresh,
    rest() {
      resting = true;
      if (asked.size > 0 || settle) stale = true;
      clearTimeout(settle);
      settle = 0;
      abort();
      exhibit?.rest?.();
    },
    wake() {
      resting = false;
      if (stale && exhibit) update();
      else exhibit?.redraw?.();
    },
    close() {
      closed = true;
      clearTimeout(settle);
      unsubscribe();
      abort();
      exhibit?.rest?.();
      exhibit?.close?.();
    },
  };
}
