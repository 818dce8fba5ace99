// Makes the article live: the view beside the text follows the step that is being read, and symbols explain themselves.
// The text itself, its formulas and the list of symbols are all in article.html.

import { createLive } from './article/live.js';
import { followReader } from './article/reading.js';
import { explainSymbols } from './article/symbols.js';
import { media } from './ui/dom.js';

// The page has started (guard.js).
document.getElementById('unstarted')?.remove();

/** @template {HTMLElement} [E=HTMLElement] @param {string} selector @returns {E} */
const one = selector => {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`article.html must have an element ${selector}, and has none.`);
  return /** @type {E} */ (found);
};

const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.step')]);
const places = [...steps, one('.symbols')].map(root => ({ id: root.id, root }));
const pane = one('.pane');
const progress = [...pane.querySelectorAll('.progress a')];
const [back, next, title, restore, open, fold] = [
  one('.back'),
  one('.next'),
  one('.pane-title'),
  one('.restore'),
  one('.open'),
  one('.fold'),
];

const live = createLive(/** @type {HTMLIFrameElement} */ (one('.pane iframe')), hash => {
  // An embed leaves out drawn digits, which are its default and not the playground's.
  leadTo(/[#&]source=/.test(hash) ? hash : `${hash}&source=synthetic`);
  canRestore(true);
});
/** @param {string} hash */
const leadTo = hash => open.setAttribute('href', `./index.html${hash}`);
/** @param {boolean} can */
const canRestore = can => restore.setAttribute('aria-disabled', String(!can));

// ---- the pane stands beside the text, or under it where it can be folded

const beside = media('(min-width: 70em)');
/** @param {boolean} unfolded */
function unfold(unfolded) {
  pane.classList.toggle('unfolded', unfolded);
  fold.setAttribute('aria-expanded', String(unfolded));
  if (unfolded || beside.matches) live.open();
  else live.close();
}
fold.addEventListener('click', () => unfold(!pane.classList.contains('unfolded')));
beside.addEventListener('change', () => unfold(pane.classList.contains('unfolded')));

// ---- the step being read

/** The step that the live view belongs to: the first before any has begun, the last after all. @param {number} index */
const stepOf = index => Math.max(0, Math.min(steps.length - 1, index));

/**
 * Points a link at a place; a link that leads nowhere is none.
 * @param {HTMLElement} link
 * @param {HTMLElement | undefined} to
 * @param {string} word
 */
function point(link, to, word) {
  link.setAttribute('aria-disabled', String(!to));
  if (to) link.setAttribute('href', `#${to.id}`);
  else link.removeAttribute('href');
  link.title = to ? `${word}: ${to.dataset.title}` : '';
}

/** @param {HTMLElement} asking a step or a link */
function show({ dataset }) {
  const hash = String(dataset.view);
  live.show({ hash, controls: String(dataset.controls ?? '') });
  leadTo(hash);
  canRestore(hash !== steps[stepOf(at)].dataset.view);
}

let at = -1;
/** The step whose view was shown last. @type {HTMLElement | undefined} */
let showing;
const { goTo } = followReader(places, {
  passing(index) {
    at = index;
    const step = steps[stepOf(index)];
    progress.forEach((link, i) => {
      link.classList.toggle('read', i <= index);
      if (i === index) link.setAttribute('aria-current', 'step');
      else link.removeAttribute('aria-current');
    });
    point(back, index > 0 ? places[index - 1]?.root : undefined, 'Back');
    point(next, index < steps.length - 1 ? steps[index + 1] : undefined, 'Next');
    title.textContent = `${stepOf(index) + 1} of ${steps.length}: ${step.dataset.title}`;
  },
  resting(index) {
    const step = steps[stepOf(index)];
    if (step !== showing) show(step);
    showing = step;
  },
});
restore.addEventListener('click', () => {
  if (restore.getAttribute('aria-disabled') === 'false') show(steps[stepOf(at)]);
});

// Links into the playground show their view here instead. With a modifier key they stay links.
one('#article').addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[data-view]') : null;
  if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(/** @type {HTMLElement} */ (link));
  if (!beside.matches) unfold(true);
});

document.addEventListener('keydown', event => {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (!by || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // A formula that is too wide for its column scrolls with these keys.
  if (event.target instanceof Element && event.target.closest('.equation, iframe')) return;
  if (at + by < 0 || at + by >= steps.length) return;
  event.preventDefault();
  goTo(at + by);
});

explainSymbols([...steps, one('.opening')]);
unfold(false);
