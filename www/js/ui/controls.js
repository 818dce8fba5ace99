// Labelled controls bound to the store. Each has its label, value, unit and help.

import { element, uniqueId } from './dom.js';
import { FIELDS, clamp, display, fromPosition, sliderRange, toPosition } from '../model/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('./store.js').Store} Store */

export { element, uniqueId };

/**
 * Calls `update` now and whenever the setting changes.
 * @param {Store} store @param {keyof Settings} name @param {(value: any) => void} update
 */
function follow(store, name, update) {
  update(store.get()[name]);
  store.subscribe((settings, before) => {
    if (settings[name] !== before[name]) update(settings[name]);
  });
}

/**
 * Gives `control` a description for screen readers; `group` shows the same text to the eye.
 * @param {HTMLElement} wrapper @param {HTMLElement} control @param {string} help
 */
function describe(wrapper, control, help) {
  const id = uniqueId('help');
  wrapper.append(element('span', { id, class: 'visually-hidden' }, help));
  wrapper.dataset.help = help;
  wrapper.title = help;
  control.setAttribute('aria-describedby', id);
}

/** @param {import('../model/settings.js').NumberField} field @param {number} value */
const withUnit = (field, value) =>
  `${display(field, value)}${field.unit ? ` ${value === 1 ? field.unit.replace(/s$/, '') : field.unit}` : ''}`;

/**
 * A slider for a number setting: label, value with unit, range input.
 * @param {Store} store
 * @param {keyof Settings} name
 * @param {{ show?: (value: number) => string, mark?: string }} [options] `show`: the value as text, unit included;
 * `mark`: a rule whose colour the label takes
 * @returns {HTMLElement}
 */
export function slider(store, name, { show, mark } = {}) {
  const field = FIELDS[name];
  if (field.kind !== 'whole' && field.kind !== 'real') throw new Error(`slider needs a number setting, got "${name}".`);
  const text = show ?? (value => withUnit(field, value));
  const id = uniqueId(name);
  const output = element('output', { for: id });
  const input = element('input', { type: 'range', id, ...sliderRange(field), 'data-setting': name });
  const wrapper = element(
    'div',
    { class: `field${mark ? ` of-${mark}` : ''}` },
    element('label', { for: id }, field.label),
    output,
    input,
  );
  describe(wrapper, input, `${field.help} From ${display(field, field.min)} to ${withUnit(field, field.max)}.`);
  input.addEventListener('input', () => {
    const before = Number(store.get()[name]);
    let value = fromPosition(field, input.valueAsNumber);
    // One key press on a whole log slider may be less than one: move at least by one.
    const wish = Math.sign(input.valueAsNumber - toPosition(field, before));
    if (value === before && wish !== 0)
      value = Number(
        clamp(field, field.kind === 'whole' ? before + wish : Number((before * 1.1 ** wish).toPrecision(2))),
      );
    store.set({ [name]: value });
    input.valueAsNumber = toPosition(field, value);
  });
  follow(store, name, value => {
    const position = toPosition(field, value);
    if (input.valueAsNumber !== position) input.valueAsNumber = position;
    output.value = text(value);
    input.setAttribute('aria-valuetext', text(value));
    const { min, max } = sliderRange(field);
    input.style.setProperty('--fill', `${(100 * (position - min)) / (max - min)}%`);
  });
  return wrapper;
}

/**
 * A row of named values, one chosen (radio buttons in the shape of chips).
 * @param {Store} store
 * @param {keyof Settings} name
 * @param {{ push?: boolean }} [options]
 * @returns {HTMLElement}
 */
export function choice(store, name, { push = false } = {}) {
  const field = FIELDS[name];
  if (field.kind !== 'choice') throw new Error(`choice needs a setting with options, got "${name}".`);
  const group = uniqueId(name);
  const chips = element('div', { class: 'chips' });
  const wrapper = element('fieldset', { class: 'choice' }, element('legend', {}, field.label), chips);
  describe(wrapper, wrapper, field.help);
  for (const option of field.options) {
    const input = element('input', { type: 'radio', name: group, value: option.value, 'data-setting': name });
    const chip = element('label', { class: 'chip' }, input, element('span', {}, option.label));
    describe(chip, input, option.help);
    input.addEventListener('change', () => store.set({ [name]: option.value }, { push }));
    follow(store, name, value => {
      input.checked = value === option.value;
    });
    chips.append(chip);
  }
  return wrapper;
}

/**
 * A box for a whole number with a button beside it that draws another at random.
 * @param {Store} store
 * @param {keyof Settings} name
 * @param {{ random?: string }} [options] what the button says; without it there is none
 * @returns {HTMLElement}
 */
export function number(store, name, { random } = {}) {
  const field = FIELDS[name];
  if (field.kind !== 'whole' && field.kind !== 'real') throw new Error(`number needs a number setting, got "${name}".`);
  const id = uniqueId(name);
  const input = element('input', {
    type: 'number',
    id,
    min: field.min,
    max: field.max,
    step: field.step,
    inputmode: 'numeric',
    'data-setting': name,
  });
  const wrapper = element('div', { class: 'field number' }, element('label', { for: id }, field.label), input);
  if (random) {
    const button = element('button', { type: 'button', class: 'quiet' }, random);
    button.addEventListener('click', () => store.set({ [name]: Math.floor(Math.random() * 1000) }));
    wrapper.append(button);
  }
  describe(wrapper, input, `${field.help} From ${display(field, field.min)} to ${display(field, field.max)}.`);
  input.addEventListener('change', () => {
    store.set({ [name]: Number(clamp(field, input.value)) });
    input.value = String(store.get()[name]);
  });
  follow(store, name, value => {
    input.value = String(value);
  });
  return wrapper;
}

/**
 * A titled group of controls with one sentence that explains it; while a control is pointed at or focused, the sentence
 * is that control's help.
 * @param {string} title
 * @param {string} sentence
 * @param {...HTMLElement} controls
 * @returns {HTMLElement}
 */
export function group(title, sentence, ...controls) {
  const note = element('p', { class: 'note', 'aria-hidden': 'true' }, sentence);
  const wrapper = element(
    'section',
    { class: 'group' },
    element('h2', {}, title),
    element('p', { class: 'visually-hidden' }, sentence),
    ...controls,
    note,
  );
  // The note may grow but never shrinks: at the end of the page that would scroll, and another control would come under
  // the pointer.
  /** @param {string} text */
  const say = text => {
    if (note.textContent === text) return;
    if (note.offsetHeight > 0) note.style.minHeight = `${note.offsetHeight}px`;
    note.textContent = text;
  };
  /** @param {Event} event */
  const explain = event => {
    const source = event.target instanceof Element ? event.target.closest('[data-help]') : null;
    say((source instanceof HTMLElement && source.dataset.help) || sentence);
  };
  const rest = () => say(sentence);
  wrapper.addEventListener('pointerover', explain);
  wrapper.addEventListener('focusin', explain);
  wrapper.addEventListener('pointerleave', rest);
  wrapper.addEventListener('focusout', rest);
  return wrapper;
}
