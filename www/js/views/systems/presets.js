// Links from a system's article to the other views, with settings that show what is particular about it.

import { schemeById } from '../../model/schemes.js';
import { FIELDS, normalise, toHash } from '../../model/settings.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/systems.js').System} System */

/** A link, or, without a hash, why there is none. @typedef {{text: string, title: string, hash: string}} Preset */

/** Whether a choice offers a value. @param {keyof Settings} name @param {string} value */
const offers = (name, value) => {
  const field = FIELDS[name];
  return field?.kind === 'choice' && field.options.some(option => option.value === value);
};

/**
 * @param {System} system
 * @param {Settings} settings the visitor's; what a preset does not name stays as it is
 * @returns {Preset[]}
 */
export function presets(system, settings) {
  /** @param {Partial<Record<keyof Settings, unknown>>} patch */
  const hash = patch => toHash(normalise({ ...settings, ...patch }));
  const schemes = system.schemes.map(schemeById);
  /**
   * @param {Record<string, unknown> | undefined} patch
   * @param {Settings['view']} view
   * @param {string} text
   * @param {string} title
   */
  const own = (patch, view, text, title) => (patch ? [{ text, title, hash: hash({ view, ...patch }) }] : []);
  if (schemes.length === 0) {
    return [
      ...own(system.step && { t: 0, ...system.step }, 'step', 'Step it', 'Shows it in the step view'),
      ...own(system.train, 'train', 'Train it', 'Shows it in the train view'),
    ];
  }
  const compared = [...new Set(['bp', ...(system.beside ?? []), ...system.schemes])].slice(0, 6);
  /** @type {Preset[]} */
  const found = [
    {
      text: 'Step it',
      title: `Steps it beside ${
        compared
          .filter(id => !system.schemes.includes(id))
          .map(id => schemeById(id).name)
          .join(' and ') || 'nothing else'
      }, one digit, one step at a time`,
      hash: hash({ view: 'step', schemes: compared.join(','), t: 0, ...system.step }),
    },
  ];
  for (const scheme of schemes) {
    const of = schemes.length > 1 ? ` (${scheme.name})` : '';
    if (offers('rule', scheme.id))
      found.push({
        text: `Train it${of}`,
        title: 'Trains a network on digits with it',
        hash: hash({ view: 'train', rule: scheme.id, ...system.train }),
      });
    if (!scheme.local)
      found.push({
        text: `${schemes.length > 1 ? scheme.name : 'It'} is not local, so it cannot run with one worker a node.`,
        title: '',
        hash: '',
      });
    else if (offers('pRule', scheme.id))
      found.push({
        text: `Run it in parallel${of}`,
        title: 'Runs it with one worker a node',
        hash: hash({ view: 'parallel', pRule: scheme.id, ...system.parallel }),
      });
  }
  return found;
}
