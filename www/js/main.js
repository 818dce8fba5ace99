// Wires the page: settings, engine, the two views and the links between them.

import { openConductor } from './conductor.js';
import { toHash } from './state.js';
import { mountStep } from './step.js';
import { createStore } from './store.js';
import { mountTrain } from './train.js';

/** @param {string} id */
const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));

const message = byId('message');
/** @param {string} sentence */
const say = sentence => {
  message.textContent = sentence;
  message.hidden = sentence === '';
};

const store = createStore();
const links = [...document.querySelectorAll('[data-view]')].map(link => /** @type {HTMLAnchorElement} */ (link));

/** The links keep every setting and change only the view; the page's title names it. */
function updateLinks() {
  const settings = store.get();
  for (const link of links) {
    const view = link.dataset.view === 'train' ? 'train' : 'step';
    link.href = toHash({ ...settings, view });
    if (view === settings.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${settings.view === 'train' ? 'Train' : 'Step'} · Predictive Coding Playground`;
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
  };
  const showView = () => {
    const { view } = store.get();
    document.body.dataset.view = view;
    const other = view === 'train' ? 'step' : 'train';
    views[other].hide();
    byId(other).hidden = true;
    byId(view).hidden = false;
    views[view].show();
  };
  showView();
  store.subscribe((settings, before) => { if (settings.view !== before.view) showView(); });
} catch (error) {
  say(`The playground could not start: ${error instanceof Error ? error.message : String(error)}`);
}
