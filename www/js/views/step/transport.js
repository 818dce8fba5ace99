// The bar that moves t, or goes through a step phase by phase: play, back, step, reset, scrubber, speed, the sentence
// of what happened, and the keys for all of it.

import { slider } from '../../ui/controls.js';
import { element, isFree } from '../../ui/dom.js';
import { PHASES, WHOLE, next, previous } from './phases.js';

/** @typedef {import('../../ui/store.js').Store} Store */

// Controls that use these keys themselves.
const KEEPS_KEYS = 'input:not([type="radio"]), textarea, select, [contenteditable]';
const KEEPS_ARROWS = `${KEEPS_KEYS}, input, [role="radio"], [role="application"]`;
const KEEPS_SPACE = `${KEEPS_KEYS}, input, button, a, summary`;

/**
 * @param {HTMLElement} root
 * @param {{ store: Store, active: () => boolean, onPlay?: (playing: boolean) => void }} page `active`: whether the keys
 * belong to this view now
 * @returns {{ update: (moment: import('./phases.js').Moment, shown: number, T: number, sentence: string) => void, play: () => void, pause: () => void, playing: () => boolean }}
 */
export function buildTransport(root, { store, active }) {
  let timer = 0;
  /** The t that playing came to. */
  let playedTo = 0;
  const playing = () => timer !== 0;

  /**
   * @param {string[]} parts a sign, and a word that narrow pages leave out
   * @param {string} title
   * @param {() => void} act
   */
  const button = ([sign, word], title, act) => {
    const made = element(
      'button',
      { type: 'button', title, 'aria-label': title },
      element('span', { 'aria-hidden': 'true' }, sign),
      element('span', { class: 'word' }, word),
    );
    made.addEventListener('click', act);
    return made;
  };
  /** @param {number} t */
  const goTo = t => {
    pause();
    store.set({ t, phase: WHOLE });
  };
  const slow = () => store.get().slow === 'on';
  const ended = () => store.get().t >= store.get().T && store.get().phase === WHOLE;
  const forwards = () => (slow() ? next(store.get(), store.get().T) : { t: store.get().t + 1 });
  const step = () => {
    pause();
    store.set(forwards());
  };
  const back = () => {
    pause();
    store.set(slow() ? previous(store.get()) : { t: store.get().t - 1 });
  };
  const reset = () => goTo(0);
  const turnSlow = () => store.set({ slow: slow() ? 'off' : 'on', phase: WHOLE });
  const turnLens = () => store.set({ lens: store.get().lens ? '' : 'wave' });

  function tick() {
    if (ended()) {
      pause();
      return;
    }
    timer = window.setTimeout(tick, 1000 / store.get().speed);
    const to = forwards();
    playedTo = to.t;
    store.set(to);
  }
  function play() {
    if (ended()) store.set({ t: 0, phase: WHOLE });
    playedTo = store.get().t;
    timer = window.setTimeout(tick, 300 / store.get().speed);
    show();
  }
  function pause() {
    clearTimeout(timer);
    timer = 0;
    show();
  }
  const toggle = () => (playing() ? pause() : play());

  const playButton = element('button', { type: 'button', class: 'main', title: 'Play or pause (space)' });
  playButton.addEventListener('click', toggle);
  const backButton = button(['‹', 'Back'], 'Back one step (←)', back);
  const stepButton = button(['›', 'Step'], 'Step (→)', step);
  stepButton.className = 'onward';
  const resetButton = button(['«', 'Reset'], 'Reset to t = 0 (R or Home)', reset);
  const slowButton = button(['◔', 'Slow'], 'Slow motion: go phase by phase, not step by step (S)', turnSlow);
  const lensButton = button(
    ['=', 'Equations'],
    'Equations: what one unit did in this step, with its numbers (E)',
    turnLens,
  );
  const phases = element(
    'div',
    { class: 'phases', role: 'group', 'aria-label': 'Phase of this step' },
    ...PHASES.map(({ name, about }, i) => {
      const made = element('button', { type: 'button', class: 'quiet', title: `${about}.` }, name);
      made.addEventListener('click', () => {
        pause();
        store.set({ phase: i + 1 });
      });
      return made;
    }),
  );
  const time = element('span', { class: 'time' });
  const scrubber = element('input', {
    type: 'range',
    class: 'scrubber',
    min: 0,
    step: 1,
    'aria-label': 'Step t',
    'data-setting': 't',
  });
  scrubber.addEventListener('input', () => goTo(scrubber.valueAsNumber));
  const sentence = element('p', { class: 'say', role: 'status', 'aria-live': 'polite' });
  const speed = slider(store, 'speed', { show: value => `${value} a second` });
  speed.classList.add('speed');
  root.append(
    element('div', { class: 'buttons' }, playButton, backButton, stepButton, resetButton),
    element('div', { class: 'depth' }, slowButton, lensButton),
    time,
    scrubber,
    phases,
    sentence,
    speed,
  );

  function show() {
    playButton.textContent = playing() ? 'Pause' : 'Play';
    // While playing, a sentence a step would only interrupt itself in a screen reader.
    sentence.setAttribute('aria-live', playing() ? 'off' : 'polite');
  }
  show();

  document.addEventListener('keydown', event => {
    if (!active() || !isFree(event)) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.key === ' ' && !target.closest(KEEPS_SPACE)) toggle();
    else if (event.key === 'ArrowRight' && !target.closest(KEEPS_ARROWS)) step();
    else if (event.key === 'ArrowLeft' && !target.closest(KEEPS_ARROWS)) back();
    else if (
      (event.key === 'Home' && !target.closest(KEEPS_KEYS)) ||
      (event.key.toLowerCase() === 'r' && !target.closest('input[type="number"], textarea, select, [contenteditable]'))
    )
      reset();
    else if (event.key === 'End' && !target.closest(KEEPS_KEYS)) goTo(store.get().T);
    else if (event.key.toLowerCase() === 's' && !target.closest(KEEPS_KEYS)) turnSlow();
    else if (event.key.toLowerCase() === 'e' && !target.closest(KEEPS_KEYS)) turnLens();
    else return;
    event.preventDefault();
  });

  // Whoever else moves t, by the address for one, means it to stay there.
  store.subscribe(({ t }) => {
    if (playing() && t !== playedTo) pause();
  });

  return {
    play,
    pause,
    playing,
    /** `shown`: the t of what is on show, before `moment.t` while a step is under way. */
    update({ t, phase }, shown, T, text) {
      root.classList.toggle('slowly', slow());
      slowButton.setAttribute('aria-pressed', String(slow()));
      lensButton.setAttribute('aria-pressed', String(store.get().lens !== ''));
      phases.hidden = !slow();
      [...phases.children].forEach((made, i) => {
        made.setAttribute('aria-disabled', String(t === 0));
        if (t > 0 && i + 1 === phase) made.setAttribute('aria-current', 'step');
        else made.removeAttribute('aria-current');
      });
      time.replaceChildren('t = ', element('b', {}, String(shown)), ` of ${T}`);
      scrubber.max = String(T);
      scrubber.value = String(shown);
      scrubber.style.setProperty('--fill', `${(100 * shown) / T}%`);
      scrubber.setAttribute('aria-valuetext', `t = ${shown} of ${T}`);
      // Never disabled while focused: the focus would be lost.
      backButton.setAttribute('aria-disabled', String(t <= 0));
      resetButton.setAttribute('aria-disabled', String(t <= 0));
      stepButton.setAttribute('aria-disabled', String(t >= T && phase === WHOLE));
      if (sentence.textContent !== text) sentence.textContent = text;
    },
  };
}
