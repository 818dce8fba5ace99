// Proximal inference learning, practical variant.

import { AS_FPA } from './bound-words.js';
import { sides } from './sides.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'il-prox-practical',
  rule: 'il-prox',
  name: 'IL-prox practical',
  short: 'practical',
  title: 'Proximal inference learning, practical variant',
  family: 'implicit',
  section: 'Alonso et al. 2022, their code',
  about: 'IL-prox as its authors run it, for any batch',
  words:
    'The form of IL-prox that its authors’ code runs: hidden errors all weigh the same, as in G-IL, and the update is an average over the batch. It takes any batch and settles easily; it comes near implicit SGD and does not reach it.',
  equation: ['h_ℓ as in G-IL', 'ΔW_ℓ = e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ'],
  equals: 'No: it comes near implicit SGD.',
  cost: 'L − 1 products and L − 1 evaluations.',
  uses: ['gammaVpc', 'bottomGamma', 'decay', 'alpha'],
  options: settings => ({
    stepSize: settings.gammaVpc,
    learningRate: settings.alpha,
    variant: 'practical',
    ...sides(settings),
  }),

  local: true,
  scheduled: false,
  potentials: true,
  implicit: true,
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
