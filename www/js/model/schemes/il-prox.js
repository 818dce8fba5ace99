// Proximal inference learning, exact.

import { AS_FPA } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'il-prox',
  rule: 'il-prox',
  name: 'IL-prox',
  short: 'IL-prox',
  title: 'Proximal inference learning, exact',
  family: 'implicit',
  section: '3.6; Alonso et al. 2022',
  about: 'inference whose update is implicit SGD’s, one digit at a time',
  words:
    'Each layer’s error is charged by how much its weights would have to change to explain it away. Once inference has settled, the update lands where its own gradient was taken: exactly implicit SGD, for one digit at a time. Settling takes some hundreds of steps.',
  equation: ['minimise loss(h_L) + Σ ‖e_{ℓ+1}‖² / (2αN_ℓ)', 'N_ℓ = ‖φ(h_ℓ)‖² + 1', 'ΔW_ℓ = e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ'],
  equals: 'No: once settled it equals implicit SGD, which becomes BP as α → 0.',
  cost: 'L − 1 products and L − 1 evaluations.',
  uses: ['gammaProx', 'alpha'],
  options: ({ gammaProx, alpha }) => ({ stepSize: gammaProx, learningRate: alpha, variant: 'exact' }),

  local: true,
  scheduled: false,
  potentials: true,
  implicit: true,
  oneDigit: true,
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
