// Generalized inference learning.

import { AS_FPA } from './bound-words.js';
import { sides } from './sides.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'g-il',
  rule: 'g-il',
  name: 'G-IL',
  short: 'G-IL',
  title: 'Generalized inference learning',
  family: 'implicit',
  section: '3.6; Alonso et al. 2022',
  about: 'VPC on pre-activations, with a pull of its own for each side',
  words:
    'Predictive coding on the sums that go into each unit, before the nonlinearity, with one step size for the pull from below, one for the pull from above, and a decay towards zero. It comes near implicit SGD: a step along the gradient found where the step ends.',
  equation: ['e_ℓ = h_ℓ − W φ(h_{ℓ−1}) − b', 'h_ℓ += −γ e_ℓ + γ_{bot} φ′(h_ℓ) ∘ W_ℓᵀ e_{ℓ+1} − γ_{dec} h_ℓ'],
  equals: 'No: it comes near implicit SGD.',
  cost: 'L − 1 products and L − 1 evaluations.',
  uses: ['gammaVpc', 'bottomGamma', 'decay', 'feedback'],
  options: settings => ({ stepSize: settings.gammaVpc, ...sides(settings) }),

  local: true,
  scheduled: false,
  potentials: true,
  implicit: false,
  oneDigit: false,
  moments: false,
  anew: true,

  restless: false,
  wanders: false,
  hopeless: false,
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'fpa',
  boundWords: AS_FPA,
};
