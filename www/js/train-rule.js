// Chooses the scheme that trains, and shows the controls that it uses; what it decides by itself it says.

import { fixed } from './numbers.js';
import { choice, group, number, slider } from './controls.js';
import { element, uniqueId } from './dom.js';
import { FAMILIES, SCHEMES, schemeById } from './schemes.js';
import { FIELDS } from './state.js';
import { inSweeps, oneOnly, plainOnly, trainGamma, trainSteps, trainT, turned, uses, usesGamma, usesSteps } from './train-inference.js';
import { termsOf } from './train-words.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./state.js').Settings} Settings */

/** One list of all schemes, grouped by family. @param {Store} store @param {string} described ids of what describes it */
function schemeSelect(store, described) {
  const id = uniqueId('rule');
  const { label, help } = FIELDS.rule;
  const select = element('select', { id, 'data-setting': 'rule', 'aria-describedby': described }, ...FAMILIES.map(family =>
    element('optgroup', { label: family.name }, ...SCHEMES.filter(scheme => scheme.family === family.id).map(scheme =>
      element('option', { value: scheme.id }, scheme.name)))));
  select.addEventListener('change', () => store.set({ rule: /** @type {Settings['rule']} */ (select.value) }));
  return { select, root: element('div', { class: 'field scheme-choice', 'data-help': help, title: help }, element('label', { for: id }, label), select) };
}

/** Names what a slider at 0 takes. @param {HTMLElement} control @param {boolean} open whether it stands at 0 @param {string} text */
function nameAuto(control, open, text) {
  const [output, input] = [control.querySelector('output'), control.querySelector('input')];
  if (!open || !output || !input) return;
  output.value = text;
  input.setAttribute('aria-valuetext', text);
}

/**
 * The groups of controls that are about the scheme and about learning.
 * @param {Store} store
 * @returns {{groups: HTMLElement[], likelihood: HTMLElement}} `likelihood` belongs to the network's group
 */
export function buildRule(store) {
  const about = element('p', { class: 'rule-note', id: uniqueId('about') });
  const terms = element('p', { class: 'rule-note', id: uniqueId('terms') });
  const { select, root } = schemeSelect(store, `${about.id} ${terms.id}`);

  /** @param {Settings} settings */
  const steps = settings => (inSweeps(settings.rule) ? `${trainT(settings)} sweeps, ${trainSteps(settings)} steps` : `${trainT(settings)}${settings.trainT ? ' steps' : ''}`);
  const ofSteps = () => `${steps(store.get())}${store.get().trainT === 0 ? ' (auto)' : ''}`;
  const T = slider(store, 'trainT', { show: ofSteps });
  const gamma = slider(store, 'trainGamma', { show: value => (value === 0 ? `${trainGamma(store.get())} (auto)` : fixed(value, 2)) });
  const bottom = slider(store, 'bottomGamma', { show: value => (value === 0 ? 'as γ' : fixed(value, 2)) });
  const k = slider(store, 'k');
  const fade = slider(store, 'decay');
  const noise = number(store, 'noiseSeed');
  const feedback = choice(store, 'feedback');
  const feedbackSeed = number(store, 'feedbackSeed');
  const feedbackDecay = slider(store, 'feedbackDecay');
  const optimizer = choice(store, 'optimizer');
  const batch = slider(store, 'batch');
  const likelihood = choice(store, 'likelihood');

  const feedbackGroup = group('Feedback', 'Which weights carry errors back. The weights themselves, read backwards, are what backpropagation needs and no synapse has.', feedback, feedbackSeed, feedbackDecay);

  const follow = () => {
    const settings = store.get();
    const { rule } = settings;
    const { title, about: words, equals } = schemeById(rule);
    select.value = rule;
    select.dataset.rule = rule;
    root.className = `field scheme-choice of-${rule}`;
    about.replaceChildren(element('b', {}, title), `: ${words}. Equals backpropagation? ${equals}`);
    terms.textContent = termsOf(settings).join(' ');
    terms.hidden = terms.textContent === '';
    T.hidden = !usesSteps(rule);
    gamma.hidden = !usesGamma(rule);
    k.hidden = !uses(rule, 'k');
    bottom.hidden = !uses(rule, 'bottomGamma');
    fade.hidden = !uses(rule, 'decay');
    noise.hidden = !uses(rule, 'noiseSeed');
    feedbackGroup.hidden = !uses(rule, 'feedback');
    feedbackSeed.hidden = settings.feedback === 'transpose';
    feedbackDecay.hidden = settings.feedback !== 'kolen-pollack';
    optimizer.hidden = plainOnly(rule);
    batch.hidden = oneOnly(rule);
    likelihood.hidden = turned(rule);
    // What is left open follows the rule and the number of hidden layers, which may have changed.
    nameAuto(T, settings.trainT === 0 || inSweeps(rule), ofSteps());
    nameAuto(gamma, settings.trainGamma === 0, `${trainGamma(settings)} (auto)`);
  };
  follow();
  store.subscribe(follow);

  return {
    groups: [
      group('Rule', 'How the network finds out what to change. These settings count from the next start or reset on.',
        element('div', { class: 'scheme-chooser' }, root, about, terms), T, gamma, k, bottom, fade, noise),
      feedbackGroup,
      group('Learning', 'How a gradient becomes a change of the weights.', optimizer, slider(store, 'rate'), batch),
    ],
    likelihood,
  };
}
