// Langevin VPC.

import { noBound } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'langevin',
  rule: 'langevin',
  name: 'Langevin',
  short: 'Langevin',
  title: 'Langevin VPC',
  family: 'settle',
  section: 'Zahid et al. 2023',
  about: 'VPC that keeps jittering, and so samples what could be',
  words:
    'VPC whose values also get a random push in each step. They do not come to rest but wander where the free energy is low, so that they sample everything the hidden values could be, not the one best guess.',
  equation: ['x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}) + √(2γ) · noise'],
  equals: 'No.',
  cost: 'L − 1 products and L − 1 evaluations, and random numbers.',
  uses: ['gammaVpc', 'noiseSeed', 'feedback'],
  options: ({ gammaVpc, noiseSeed }) => ({ stepSize: gammaVpc, noiseSeed }),

  local: true,
  scheduled: false,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: false,
  anew: true,

  restless: true,
  wanders: true,
  hopeless: true,
  usualGamma: null,
  exempt: 'which pushes every value at random',
  ownErrors: 'noise gives every node an error after the first step',
  bound: 'none',
  boundWords: noBound('Noise gives every node an error after the first step'),
};
