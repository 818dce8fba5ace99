// Z-IL, requirement 3 off: weights change before the values move.

import { AS_ZIL } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'zil-early',
  rule: 'zil',
  name: 'Z-IL early',
  short: 'early',
  title: 'Z-IL, requirement 3 off: weights change before the values move',
  family: 'ablation',
  section: '3.5',
  about: 'Z-IL whose weights change before they carry the error on',
  words:
    'Z-IL with its third requirement taken one step too early: each layer changes its weights before the error goes through them, so that the layers before hear an error carried by weights that have moved already.',
  equation: ['W_ℓ −= α ∂F/∂W_ℓ, then x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}'],
  equals: 'Only for the last layer, and elsewhere as α → 0.',
  cost: 'As Z-IL.',
  uses: ['alpha', 'feedback'],
  options: ({ alpha }) => ({ ablation: 'early', learningRate: alpha }),

  local: true,
  scheduled: true,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: true,
  anew: true,

  restless: false,
  wanders: true,
  hopeless: false,
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'zil',
  boundWords: AS_ZIL,
};
