// Wires an embed: one view in a frame on somebody's page, as its hash and the page's messages want it.

import { openConductor } from './engine/conductor.js';
import { addStyle } from './ui/dom.js';
import { applyFrame, arrange } from './embed/frame.js';
import { FRAME_NAMES, parseEmbed, readMessage, toEmbedHash } from './model/embed.js';
import { createMessage } from './page/message.js';
import { openViews } from './page/open-views.js';
import { normalise, parseHash, toHash } from './model/settings.js';
import { holdSettings } from './ui/store.js';

// The page has started (guard.js).
document.getElementById('unstarted')?.remove();

/** @typedef {import('./model/settings.js').Settings} Settings */

/** @param {string} id */
const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));

const { say, follow: followLink } = createMessage(byId('message'), FRAME_NAMES);

// ---- what is shown. It is the page's around us to keep: nothing goes into an address or the history.

let { settings, frame } = parseEmbed(location.hash);
const { get, change, subscribe } = holdSettings(settings);
/** @type {import('./ui/store.js').Store} */
const store = { get, subscribe, set: patch => change(normalise({ ...get(), ...patch })), flush() {} };
applyFrame(frame, null);
void followLink(location.hash);

/** While the page's own wish is carried out, the changes are not the reader's. */
let obeying = false;
/** @param {string} hash */
function show(hash) {
  const before = frame;
  ({ settings, frame } = parseEmbed(hash, frame));
  applyFrame(frame, before);
  obeying = true;
  change(settings);
  obeying = false;
  void followLink(hash);
}
addEventListener('hashchange', () => show(location.hash));

// ---- the page around us

/** @param {Record<string, unknown>} news whose content is no secret, so whoever the page is may have it */
const tell = news => {
  if (parent !== self) parent.postMessage({ source: 'pc-playground', ...news }, '*');
};

let height = 0;
function tellSize() {
  const now = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (now === height) return;
  height = now;
  tell({ type: 'size', height });
}
tellSize();
new ResizeObserver(tellSize).observe(document.documentElement);

addEventListener('message', event => {
  if (parent === self || event.source !== parent) return;
  const asked = readMessage(event.data);
  if (asked?.type === 'settings') show(asked.hash);
  else if (asked) rest(asked.type === 'pause');
});

let resting = false;
/** Nobody sees the frame, or somebody does again. @param {boolean} now */
function rest(now) {
  if (now === resting) return;
  resting = now;
  const view = views?.current();
  if (now) (view?.pause ?? view?.hide)?.();
  else (view?.resume ?? view?.show)?.();
}

// ---- links: an embed shows what it was put there to show; the rest is in the playground

const credit = /** @type {HTMLAnchorElement} */ (byId('credit'));
const site = credit.href;
const follow = () => {
  credit.href = `${site}${toHash(get())}`;
  arrange();
};
follow();
subscribe(() => {
  follow();
  void followLink(null);
  if (!obeying) tell({ type: 'settings', hash: toEmbedHash(get()) });
});

document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const next = parseHash(link.hash);
  const elsewhere = /** @type {(keyof Settings)[]} */ (['view', 'system', 'experiment']).some(
    name => next[name] !== get()[name] && frame.controls !== 'all' && !frame.controls.includes(name),
  );
  if (elsewhere) open(`${site}${toHash(next)}`, '_blank', 'noopener');
  else change(next);
});

// ---- the view

/**
 * The style sheets of each view besides those in embed.html, which are the step view's.
 * @type {Record<Settings['view'], string[]>}
 */
const STYLES = {
  step: [],
  train: ['css/views/train', 'css/views/parallel'],
  parallel: ['css/views/train', 'css/views/parallel'],
  systems: [
    'css/views/train',
    'css/views/parallel',
    'css/views/systems',
    'css/views/systems-inference',
    'css/views/systems-transport',
  ],
  experiments: ['css/views/train', 'css/views/parallel', 'css/views/systems', 'css/views/experiments'],
};

/** @type {Map<string, Promise<void>>} */
const styles = new Map();
/** @param {string} name */
function style(name) {
  const coming = styles.get(name) ?? addStyle(`${name}.css`, byId('embed-style'));
  styles.set(name, coming);
  coming.catch(() => styles.delete(name));
  return coming;
}
/** What only slow motion, equations, a pin and a drawing need comes with the first of them. */
const inside = () => (get().slow === 'on' || get().lens || get().pin || get().drawn ? ['css/views/microscope'] : []);
subscribe(() => {
  if (get().view === 'step') inside().forEach(name => void style(name).catch(error => say(error.message)));
});
/** @param {Settings['view']} view */
const prepare = view => Promise.all([...STYLES[view], ...(view === 'step' ? inside() : [])].map(style));

/** The first time that a view can be used is told once. */
const ready = new MutationObserver(() => {
  arrange();
  if (byId(get().view).dataset.state !== 'ready') return;
  ready.disconnect();
  tellSize();
  tell({ type: 'ready' });
});
for (const main of document.querySelectorAll('main')) {
  ready.observe(main, { attributeFilter: ['data-state'] });
  new MutationObserver(arrange).observe(main, { childList: true });
}

/** @type {ReturnType<typeof openViews> | null} */
let views = null;
try {
  const conductor = await openConductor({ onStatus: say });
  // Experiments have an engine of their own.
  if (get().view !== 'experiments')
    conductor.module.catch(error => say(`The playground could not start: ${error.message}`));
  views = openViews({ conductor, store, say, place: byId, prepare });
} catch (error) {
  say(`The playground could not start: ${error instanceof Error ? error.message : String(error)}`);
}
