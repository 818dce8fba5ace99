// Chooses the scheme that the workers run: one list, grouped by family, in which what cannot run here says why.

import { element, uniqueId } from '../../ui/dom.js';
import { FAMILIES } from '../../model/scheme.js';
import { SCHEMES, schemeById } from '../../model/schemes.js';
import { FIELDS } from '../../model/settings.js';

/** @typedef {import('../../ui/store.js').Store} Store */

/** Why a scheme cannot run one worker a node. */
const NOT_LOCAL = SCHEMES.filter(({ local }) => !local)
  .map(
    ({ name }) =>
      `${name} cannot be chosen: it is not local. All nodes must know when a sweep of the whole chain has ended, and a worker only hears its neighbours.`,
  )
  .join(' ');

/**
 * @param {Store} store
 * @returns {HTMLElement}
 */
export function schemeChoice(store) {
  const id = uniqueId('pRule');
  const { label, help } = FIELDS.pRule;
  const about = element('p', { class: 'rule-note', id: uniqueId('about') });
  const reason = element('p', { class: 'rule-note', id: uniqueId('reason') }, NOT_LOCAL);
  const select = element(
    'select',
    { id, 'data-setting': 'pRule', 'aria-describedby': `${about.id} ${reason.id}` },
    ...FAMILIES.map(family =>
      element(
        'optgroup',
        { label: family.name },
        ...SCHEMES.filter(scheme => scheme.family === family.id).map(scheme =>
          element(
            'option',
            { value: scheme.id, disabled: !scheme.local },
            scheme.local ? scheme.name : `${scheme.name} (not local)`,
          ),
        ),
      ),
    ),
  );
  const wrapper = element(
    'div',
    { class: 'field scheme-choice', 'data-help': help, title: help },
    element('label', { for: id }, label),
    select,
  );
  select.addEventListener('change', () =>
    store.set({ pRule: /** @type {import('../../model/settings.js').Settings['pRule']} */ (select.value) }),
  );
  const follow = () => {
    const { pRule } = store.get();
    const { title, about: words } = schemeById(pRule);
    select.value = pRule;
    about.replaceChildren(element('b', {}, title), `: ${words}.`);
  };
  follow();
  store.subscribe((settings, before) => {
    if (settings.pRule !== before.pRule) follow();
  });
  return element('div', { class: 'scheme-chooser' }, wrapper, about, reason);
}
