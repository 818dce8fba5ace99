// Z-IL, requirement 2 off: another step size.

import { AS_ZIL } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'zil-step',
  rule: 'zil',
  name: 'Z-IL γ ≠ 1',
  short: 'γ ≠ 1',
  title: 'Z-IL, requirement 2 off: another step size',
  family: 'ablation',
  section: '3.5',
  about: 'Z-IL without its second requirement: γ is not 1',
  words:
    'Z-IL without its second requirement. With another step size each layer still gets the direction of backpropagation, but only a share of its length: the share γ once for every step the error took to arrive.',
  equation: ['x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), γ ≠ 1', '∂F/∂W_ℓ = γ^(L−1−ℓ) · BP’s'],
  equals: 'In direction, layer by layer; in length only the last layer.',
  cost: 'As Z-IL.',
  uses: ['gammaVpc', 'feedback'],
  options: ({ gammaVpc }) => ({ stepSize: gammaVpc }),

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
  usualGamma: 0.9,
  exempt: '',
  ownErrors: '',
  bound: 'zil',
  boundWords: AS_ZIL,
};
