// Wires the page: settings, engine, the views and the links between them. The engine, which no view can do without,
// comes first of all.

import { BUILD_WORDS } from './wasm/build.js';
import { openConductor } from './engine/conductor.js';
import { createMessage } from './page/message.js';
import { openViews } from './page/open-views.js';
import { FIELDS, display, toHash } from './model/settings.js';
import { createStore } from './ui/store.js';

// The page has started (guard.js).
document.getElementById('unstarted')?.remove();

/** @param {string} id */
const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));

const { say, follow } = createMessage(byId('message'));

/** @typedef {import('./model/settings.js').Settings} Settings */

const store = createStore();
void follow(location.hash);
store.subscribe(() => void follow(null));
addEventListener('hashchange', () => void follow(location.hash));
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

// Few share, so the dialog's code comes when it is first asked for.
byId('share').addEventListener('click', async () => {
  try {
    const { openShare } = await import('./share/dialog.js');
    await openShare(store, byId(store.get().view));
  } catch (error) {
    say(
      `The dialog could not be opened (${error instanceof Error ? error.message : error}); the address of this page is a link to what you see.`,
    );
  }
});

try {
  const conductor = await openConductor({ onStatus: say });
  byId('build').textContent = BUILD_WORDS[conductor.build];
  conductor.module.catch(error => say(`The playground could not start: ${error.message}`));
  openViews({ conductor, store, say, place: byId });
} catch (error) {
  say(`The playground could not start: ${error instanceof Error ? error.message : String(error)}`);
}
