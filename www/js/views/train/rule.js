// Chooses the scheme that trains, and shows the controls that it uses; what it decides by itself it says.

import { counted, fixed } from '../../model/numbers.js';
import { choice, group, number, slider } from '../../ui/controls.js';
import { element, uniqueId } from '../../ui/dom.js';
import { FAMILIES } from '../../model/scheme.js';
import { SCHEMES, schemeById } from '../../model/schemes.js';
import { FIELDS, display } from '../../model/settings.js';
import { inSweeps, oneOnly, plainOnly, turned, uses, usesGamma, usesSteps } from '../../model/training.js';
import { createUsual } from './usual.js';
import { termsOf } from './words.js';

/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/settings.js').Settings} Settings */

/**
 * One list of all schemes, grouped by family.
 * @param {Store} store
 * @param {string} described ids of what describes it
 */
function schemeSelect(store, described) {
  const id = uniqueId('rule');
  const { label, help } = FIELDS.rule;
  const select = element(
    'select',
    { id, 'data-setting': 'rule', 'aria-describedby': described },
    ...FAMILIES.map(family =>
      element(
        'optgroup',
        { label: family.name },
        ...SCHEMES.filter(scheme => scheme.family === family.id).map(scheme =>
          element('option', { value: scheme.id }, scheme.name),
        ),
      ),
    ),
  );
  select.addEventListener('change', () => store.set({ rule: /** @type {Settings['rule']} */ (select.value) }));
  return {
    select,
    root: element(
      'div',
      { class: 'field scheme-choice', 'data-help': help, title: help },
      element('label', { for: id }, label),
      select,
    ),
  };
}

/** Names what a slider takes. @param {HTMLElement} control @param {string} text */
function nameTaken(control, text) {
  const [output, input] = [control.querySelector('output'), control.querySelector('input')];
  if (!output || !input || output.value === text) return;
  output.value = text;
  input.setAttribute('aria-valuetext', text);
}

/**
 * The groups of controls that are about the scheme and about learning.
 * @param {Store} store
 * @param {(settings: Settings) => Promise<import('../../model/protocol.js').Taken>} ask what a run with these settings
 * takes
 * @returns {{groups: HTMLElement[], likelihood: HTMLElement}} `likelihood` belongs to the network's group
 */
export function buildRule(store, ask) {
  const about = element('p', { class: 'rule-note', id: uniqueId('about') });
  const terms = element('p', { class: 'rule-note', id: uniqueId('terms') });
  const { select, root } = schemeSelect(store, `${about.id} ${terms.id}`);

  const usual = createUsual(ask, () => follow());
  /**
   * What a control says: the number, and whether the engine chose it.
   * @param {'T' | 'gamma' | 'rate'} name
   * @param {number} chosen 0 when it is left open
   * @param {(value: number) => string} text
   */
  const said = (name, chosen, text) => {
    if (chosen) return text(chosen);
    const taken = usual.of(store.get());
    return taken ? `${text(taken[name])} (auto)` : 'auto';
  };
  const ofSteps = () =>
    said('T', store.get().trainT, T => {
      const { rule, hidden } = store.get();
      return inSweeps(rule) ? `${T} sweeps, ${T * (hidden + 1)} steps` : counted(T, 'step');
    });
  const ofGamma = () =>
    said('gamma', store.get().trainGamma, gamma => (store.get().trainGamma ? fixed(gamma, 2) : String(gamma)));
  const ofRate = () => said('rate', store.get().rate, rate => display(FIELDS.rate, rate));
  const T = slider(store, 'trainT', { show: ofSteps });
  const gamma = slider(store, 'trainGamma', { show: ofGamma });
  const rate = slider(store, 'rate', { show: ofRate });
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

  const feedbackGroup = group(
    'Feedback',
    'Which weights carry errors back. The weights themselves, read backwards, are what backpropagation needs and no synapse has.',
    feedback,
    feedbackSeed,
    feedbackDecay,
  );

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
    nameTaken(T, ofSteps());
    nameTaken(gamma, ofGamma());
    nameTaken(rate, ofRate());
  };
  follow();
  store.subscribe(follow);

  return {
    groups: [
      group(
        'Rule',
        'How the network finds out what to change. These settings count from the next start or reset on.',
        element('div', { class: 'scheme-chooser' }, root, about, terms),
        T,
        gamma,
        k,
        bottom,
        fade,
        noise,
      ),
      feedbackGroup,
      group('Learning', 'How a gradient becomes a change of the weights.', optimizer, rate, batch),
    ],
    likelihood,
  };
}
