// Z-IL, requirement 1 off: values start at zero.

import { noBound } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'zil-latents',
  rule: 'zil',
  name: 'Z-IL from zero',
  short: 'from 0',
  title: 'Z-IL, requirement 1 off: values start at zero',
  family: 'ablation',
  section: '3.5',
  about: 'Z-IL without its first requirement: values start at 0',
  words:
    'Z-IL without its first requirement. The values start at zero instead of at the forward run, so there are errors everywhere from the start, and a layer’s moment is no special moment.',
  equation: ['x_ℓ = 0 at t = 0, not μ_ℓ'],
  equals: 'No.',
  cost: 'As Z-IL.',
  uses: ['feedback'],
  options: () => ({ ablation: 'latents' }),

  local: true,
  scheduled: true,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: true,
  anew: true,

  restless: false,
  wanders: true,
  hopeless: true,
  usualGamma: null,
  exempt: 'whose values do not start at the forward run',
  ownErrors: 'latents start at 0, so every node has an error from the start',
  bound: 'none',
  boundWords: noBound('With latents at 0 every node has an error from the start'),
};
