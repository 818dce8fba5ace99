// Wires the page: settings, engine, the views and the links between them.

import { openConductor } from './conductor.js';
import { mountExperiments } from './experiments-view.js';
import { mountParallel } from './parallel-view.js';
import { FIELDS, display, toHash } from './state.js';
import { mountStep } from './step.js';
import { createStore } from './store.js';
import { mountSystems } from './systems.js';
import { mountTrain } from './train.js';

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

try {
  const conductor = await openConductor({ onStatus: say });
  const views = {
    step: mountStep(byId('step'), { conductor, store, say }),
    train: mountTrain(byId('train'), { conductor, store }),
    parallel: mountParallel(byId('parallel'), { conductor, store }),
    systems: mountSystems(byId('systems'), { conductor, store }),
    experiments: mountExperiments(byId('experiments'), { conductor, store, say }),
  };
  const showView = () => {
    const { view } = store.get();
    document.body.dataset.view = view;
    for (const other of /** @type {Settings['view'][]} */ (Object.keys(views))) {
      if (other === view) continue;
      views[other].hide();
      byId(other).hidden = true;
    }
    byId(view).hidden = false;
    views[view].show();
  };
  showView();
  store.subscribe((settings, before) => { if (settings.view !== before.view) showView(); });
} catch (error) {
  say(`The playground could not start: ${error instanceof Error ? error.message : String(error)}`);
}
