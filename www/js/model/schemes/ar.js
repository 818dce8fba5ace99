// Activation relaxation.

import { noBound } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'ar',
  rule: 'ar',
  name: 'AR',
  short: 'AR',
  title: 'Activation relaxation',
  family: 'fixed',
  section: 'Millidge et al. 2020b',
  about: 'the values themselves relax until they are the errors',
  words:
    'After the forward run, every node lets its value relax until it has become backpropagation’s error; nothing is subtracted and no separate error is kept. It starts at the value itself, so early on its gradient points anywhere.',
  equation: ['x_ℓ = μ_ℓ at t = 0', 'x_ℓ += γ (−x_ℓ + J_ℓᵀ x_{ℓ+1}), J at μ'],
  equals: 'Yes, once settled: at γ = 1 exactly from T = L − 1 on.',
  cost: 'L − 1 products.',
  uses: ['gammaFpa', 'feedback'],
  options: ({ gammaFpa }) => ({ stepSize: gammaFpa }),

  local: true,
  scheduled: false,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: false,
  anew: false,

  restless: false,
  wanders: false,
  hopeless: false,
  usualGamma: null,
  exempt: 'which starts with every value as its error',
  ownErrors: 'every node starts with its value in the place of an error',
  bound: 'none',
  boundWords: noBound('Under AR every node starts with its own value in the place of an error'),
};
