// VPC with a large output variance.

import { AS_FPA } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'klimit',
  rule: 'vpc',
  name: 'VPC k-limit',
  short: 'k-limit',
  title: 'VPC with a large output variance',
  family: 'settle',
  section: '3.3',
  about: 'VPC told to trust its output k times less',
  words:
    'VPC with an output that counts for k times less, and gradients that count for k times more. The values then hardly leave their feed-forward place, and the gradient comes nearer to that of backpropagation: as 1/k, but only once inference has converged, which takes many steps. In f32 a large k drowns in rounding.',
  equation: ['ξ_L = e_L / k', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ ξ_{ℓ+1})', 'gradients × k'],
  equals: 'In the limit: with inference converged, the difference shrinks as 1/k.',
  cost: 'L − 1 products and L − 1 evaluations.',
  uses: ['gammaVpc', 'k', 'feedback'],
  options: ({ gammaVpc, k }) => ({ stepSize: gammaVpc, outputVariance: k }),

  local: true,
  scheduled: false,
  potentials: false,
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
