// The index of the experiments view, and the overview that lists every experiment with its question.

import { articleIndex } from '../../ui/article-index.js';
import { element } from '../../ui/dom.js';
import { normalise, toHash } from '../../model/settings.js';
import { inlineWords } from '../../ui/parts.js';
import { counted } from '../../model/numbers.js';

/** @typedef {import('../../model/experiment-types.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */

/** The address of an experiment with all other settings as they are. @param {Settings} settings @param {string} id */
export const addressOf = (settings, id) =>
  toHash(normalise({ ...settings, view: 'experiments', experiment: id, ePlot: '', eChosen: '', eFrom: 'own' }));

/**
 * The list of all experiments. On narrow pages it folds.
 * @param {Store} store
 * @param {ExperimentInfo[]} infos
 */
export function buildIndex(store, infos) {
  /** @param {string} id @param {string} name */
  const link = (id, name) => element('a', { href: '#', 'data-experiment': id }, name);
  const nav = element(
    'nav',
    { class: 'index', 'data-sets': 'experiment', 'aria-label': 'Experiments' },
    element('p', {}, link('', 'All of them')),
    element('ul', {}, ...infos.map(({ id, title }) => element('li', {}, link(id, title)))),
  );
  return articleIndex(store, 'Experiments', nav, 'experiment', addressOf);
}

/**
 * @param {Store} store
 * @param {ExperimentInfo[]} infos
 */
export function buildOverview(store, infos) {
  const links = infos.map(({ title }) => element('a', { href: '#' }, title));
  const parts = [
    element(
      'header',
      { class: 'article-head' },
      element('h2', { tabindex: -1 }, 'Experiments'),
      element('p', { class: 'source-of' }, 'Figures 3 to 5, and every claim that numbers can decide'),
    ),
    element(
      'p',
      {},
      'Each experiment asks one question of a grid of small computations, its cells. Run one here and watch its plot fill: cells that are finished stay in this browser. The same cells computed natively, on a laptop or a cluster, give the same numbers, and a file of them dropped on this page is drawn as if it had been computed here.',
    ),
    element(
      'ol',
      { class: 'experiment-list' },
      ...infos.map(({ source, question, grids }, i) =>
        element(
          'li',
          {},
          element('h3', {}, links[i]),
          element(
            'p',
            { class: 'source-of' },
            `${source}. Quick: ${counted(grids.quick, 'cell')}; full: ${counted(grids.full, 'cell')}.`,
          ),
          element('p', {}, ...inlineWords(question)),
        ),
      ),
    ),
  ];
  return {
    parts,
    follow() {
      infos.forEach(({ id }, i) => {
        links[i].href = addressOf(store.get(), id);
      });
    },
  };
}
