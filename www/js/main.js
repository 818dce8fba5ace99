// Wires the page: settings, engine, the views and the links between them. A view's code is fetched when the view is first opened; the engine,
// which none can do without, first of all.

import { BUILD_WORDS } from './build.js';
import { openConductor } from './conductor.js';
import { FIELDS, display, toHash } from './state.js';
import { createStore } from './store.js';
import { acceptFiles } from './train-files.js';

/** @param {string} id */
const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));

const message = byId('message');
/** @param {string} sentence */
const say = sentence => {
  message.textContent = sentence;
  message.hidden = sentence === '';
};

/** @typedef {import('./state.js').Settings} Settings */

const store = createStore();
const links = [...document.querySelectorAll('[data-view]')].map(link => /** @type {HTMLAnchorElement} */ (link));

/** The links keep every setting and change only the view; the page's title names it. */
function updateLinks() {
  const settings = store.get();
  for (const link of links) {
    const view = /** @type {Settings['view']} */ (link.dataset.view);
    link.href = toHash({ ...settings, view });
    if (view === settings.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${display(FIELDS.view, settings.view)} · Predictive Coding Playground`;
}
updateLinks();
store.subscribe(updateLinks);
// The entry left behind must hold what is on screen, or Back would show an older state.
for (const link of links) link.addEventListener('click', () => store.flush());

// The hash belongs to the settings, so the skip link moves the focus itself.
document.querySelector('.skip')?.addEventListener('click', event => {
  event.preventDefault();
  byId(store.get().view).focus();
});

/** @typedef {{show: () => void, hide: () => void, say?: (sentence: string) => void}} View */

/** @param {import('./conductor.js').Conductor} conductor */
function openViews(conductor) {
  /** What was last said of a visitor's files: the train view, which trains on them, says it too, whenever it opens. */
  let ofFiles = '';
  const takeFiles = acceptFiles({
    use: files => conductor.useFiles(files),
    say(sentence) {
      ofFiles = sentence;
      opened.get('train')?.say?.(sentence);
      if (store.get().view !== 'train') say(sentence);
    },
  });
  conductor.onDataChanged(() => store.set({ source: 'mnist' }));

  const page = { conductor, store, say, takeFiles };
  /** @type {Record<Settings['view'], () => Promise<View>>} */
  const mount = {
    step: async () => (await import('./step.js')).mountStep(byId('step'), page),
    train: async () => (await import('./train.js')).mountTrain(byId('train'), page),
    parallel: async () => (await import('./parallel-view.js')).mountParallel(byId('parallel'), page),
    systems: async () => (await import('./systems.js')).mountSystems(byId('systems'), page),
    experiments: async () => (await import('./experiments-view.js')).mountExperiments(byId('experiments'), page),
  };
  /** @type {Map<Settings['view'], View>} */
  const opened = new Map();
  /** Views on their way. @type {Set<Settings['view']>} */
  const opening = new Set();

  /** @param {Settings['view']} view */
  async function open(view) {
    if (opened.has(view) || opening.has(view)) return;
    opening.add(view);
    try {
      const made = await mount[view]();
      opened.set(view, made);
      if (ofFiles) made.say?.(ofFiles);
    } finally {
      opening.delete(view);
    }
  }

  async function showView() {
    const { view } = store.get();
    document.body.dataset.view = view;
    for (const other of /** @type {Settings['view'][]} */ (Object.keys(mount))) {
      if (other === view) continue;
      opened.get(other)?.hide();
      byId(other).hidden = true;
    }
    byId(view).hidden = false;
    try {
      await open(view);
    } catch (error) {
      say(`This view could not be opened (${error instanceof Error ? error.message : error}); try again once the server answers.`);
      return;
    }
    if (store.get().view === view) opened.get(view)?.show();
  }
  void showView();
  store.subscribe((settings, before) => { if (settings.view !== before.view) void showView(); });
}

try {
  const conductor = await openConductor({ onStatus: say });
  byId('build').textContent = BUILD_WORDS[conductor.build];
  conductor.module.catch(error => say(`The playground could not start: ${error.message}`));
  openViews(conductor);
} catch (error) {
  say(`The playground could not start: ${error instanceof Error ? error.message : String(error)}`);
}
