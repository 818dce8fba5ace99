// The controls of the step view: digit, network, and of inference what the chosen schemes use.

import { fixed } from '../../model/numbers.js';
import { choice, group, number, slider } from '../../ui/controls.js';
import { element } from '../../ui/dom.js';
import { STEP_SIZES, schemeById } from '../../model/schemes.js';
import { FIELDS, listed } from '../../model/settings.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/scheme.js').Knob} Knob */

/**
 * Which controls of inference matter to these rows.
 * @param {Pick<Settings, 'schemes' | 'feedback'>} settings
 * @returns {Set<Knob | 'feedbackSeed'>}
 */
export function knobsOf({ schemes, feedback }) {
  /** @type {Set<Knob | 'feedbackSeed'>} */
  const knobs = new Set(listed(schemes).flatMap(id => schemeById(id).uses));
  if (knobs.has('feedback') && feedback !== 'transpose') knobs.add('feedbackSeed');
  return knobs;
}

/**
 * @param {HTMLElement} root @param {Store} store @param {(direction: number) => void} turn @param {() => void} random
 * @returns {{ strip: HTMLElement, source: HTMLElement, drawing: HTMLDetailsElement }}
 */
export function buildControls(root, store, turn, random) {
  const digitStrip = element('div', { class: 'strip', role: 'radiogroup', 'aria-label': 'Test digit' });
  const source = element('p', { class: 'note source', role: 'status' });
  const pager = element('div', { class: 'pager' });
  for (const [text, title, act] of /** @type {[string, string, () => void][]} */ ([
    ['‹', 'Previous eight digits', () => turn(-1)],
    ['›', 'Next eight digits', () => turn(1)],
    ['Random', 'A test digit drawn at random', random],
  ])) {
    const button = element('button', { type: 'button', class: 'quiet', title, 'aria-label': title }, text);
    button.addEventListener('click', act);
    pager.append(button);
  }
  const drawing = element('details', { class: 'own-digit' }, element('summary', {}, 'Draw a digit'), element('div'));
  /** @type {Record<Knob | 'feedbackSeed', HTMLElement>} */
  const knobs = {
    gammaVpc: slider(store, 'gammaVpc'),
    gammaFpa: slider(store, 'gammaFpa'),
    gammaProx: slider(store, 'gammaProx', { mark: 'il-prox' }),
    gammaGen: slider(store, 'gammaGen', { mark: 'generative' }),
    k: slider(store, 'k', { mark: 'klimit' }),
    alpha: slider(store, 'alpha'),
    bottomGamma: slider(store, 'bottomGamma', { show: value => (value === 0 ? 'as γ' : fixed(value, 2)) }),
    decay: slider(store, 'decay'),
    stores: choice(store, 'stores'),
    noiseSeed: number(store, 'noiseSeed', { random: 'Random' }),
    feedback: choice(store, 'feedback'),
    feedbackSeed: number(store, 'feedbackSeed', { random: 'Random' }),
  };
  root.append(
    element(
      'section',
      { class: 'group' },
      element('h2', {}, 'Input'),
      element('div', { 'data-sets': 'sample' }, digitStrip, pager, drawing),
      choice(store, 'source'),
      source,
    ),
    group(
      'Network',
      'Every rule starts from these same random weights: what differs below is the rule alone.',
      slider(store, 'hidden'),
      slider(store, 'width'),
      choice(store, 'activation'),
      choice(store, 'likelihood'),
      choice(store, 'dtype'),
      number(store, 'seed', { random: 'Random' }),
    ),
    group(
      'Inference',
      'Before it learns, a predictive coding network moves its values for T steps to share out the error.',
      ...Object.values(knobs),
      slider(store, 'T'),
    ),
  );

  const show = () => {
    const settings = store.get();
    const used = knobsOf(settings);
    for (const [name, control] of Object.entries(knobs)) control.hidden = !used.has(/** @type {Knob} */ (name));
    for (const name of STEP_SIZES) nameUsers(knobs[name], name, settings.schemes);
  };
  show();
  store.subscribe((settings, before) => {
    if (settings.schemes !== before.schemes || settings.feedback !== before.feedback) show();
  });
  return { strip: digitStrip, source, drawing };
}

/**
 * Says on a step size's label whose it is: "VPC step size γ", or "Step size γ of VPC, G-IL", each in its colour.
 * @param {HTMLElement} control @param {typeof STEP_SIZES[number]} name @param {string} schemes
 */
function nameUsers(control, name, schemes) {
  const users = listed(schemes)
    .map(schemeById)
    .filter(({ uses }) => uses.includes(name));
  const label = control.querySelector('label');
  if (!label) return;
  const marked = users.flatMap(({ id, name: word }, i) => [
    ...(i > 0 ? [', '] : []),
    element('span', { class: `user of-${id}` }, word),
  ]);
  control.className = `field${users.length === 1 ? ` of-${users[0].id}` : ''}`;
  if (users.length > 1) label.replaceChildren('Step size γ of ', ...marked);
  else if (users.length === 1) label.replaceChildren(...marked, ' step size γ');
  else label.textContent = FIELDS[name].label;
}
