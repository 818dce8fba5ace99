// Which view is shown, and which article of those that have several. Pure.

import { choice, text } from '../field.js';
import { SYSTEMS } from '../systems.js';

export const PAGE = {
  view: choice('step', 'View', 'What the page shows.', [
    ['step', 'Step', 'One digit through one network, one inference step at a time.'],
    ['train', 'Train', 'Train a network on many digits.'],
    ['parallel', 'Parallel', 'One worker a node: who computes what, when.'],
    ['systems', 'Systems', 'Every scheme that the paper describes or weighs, one by one.'],
    ['experiments', 'Experiments', 'The paper’s figures and the questions it leaves open, computed in front of you.'],
  ]),
  /** Id of the article in the systems view; 'all' is the overview. */
  system: choice('all', 'System', 'Which scheme the systems view is about.', [
    ['all', 'all', 'All of them, compared.'],
    ...SYSTEMS.map(({ id, name, title }) => /** @type {[string, string, string]} */ ([id, name, `${title}.`])),
  ]),
  /** Id of the article in the experiments view; '' is the overview. */
  experiment: text(/^([a-z0-9-]{0,39}[a-z0-9])?$/, 'Experiment', 'Which experiment the experiments view is about.'),
  /** Which of its grids. */
  eGrid: choice('quick', 'Grid', 'How much is computed.', [
    ['quick', 'quick', 'Few cells and one or two seeds: about a minute on two cores.'],
    ['full', 'full', 'Every cell and every seed: in a browser this may take hours.'],
  ]),
  /** Whose results are shown. */
  eFrom: choice('own', 'Results', 'Whose results are shown.', [
    ['own', 'own', 'What this browser has computed.'],
    ['recorded', 'recorded', 'The full grid as it comes with the page, computed natively.'],
  ]),
  /** Id of the plot shown; '' is the first. */
  ePlot: text(/^([A-Za-z0-9-]{0,39}[A-Za-z0-9])?$/, 'Plot', 'Which plot of the experiment is shown.'),
  // Marks at the end are the sentence's that the link stood in.
  /** What is chosen where a plot shows one value at a time, as 'gamma:0.5,rule:vpc'; first values where it says nothing. */
  eChosen: text(/^([\w.:,-]{0,199}[A-Za-z0-9])?$/, 'Shown for', 'The values chosen where a plot shows one at a time.'),
};
