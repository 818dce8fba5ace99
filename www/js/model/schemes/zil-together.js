// Z-IL, requirement 3 off: all layers learn at once.

import { AS_ZIL } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'zil-together',
  rule: 'zil',
  name: 'Z-IL together',
  short: 'together',
  title: 'Z-IL, requirement 3 off: all layers learn at once',
  family: 'ablation',
  section: '3.5',
  about: 'Z-IL without its third requirement: all layers learn at the end',
  words:
    'Z-IL without its third requirement. All layers learn together at t = L − 1, when only the first layer’s error is new; those after it have been changed by later steps.',
  equation: ['every W_ℓ learns at t = L − 1'],
  equals: 'Only for the first layer.',
  cost: 'As Z-IL.',
  uses: ['feedback'],
  options: () => ({ ablation: 'together' }),

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
  exempt: '',
  ownErrors: '',
  bound: 'zil',
  boundWords: AS_ZIL,
};
