// Generative predictive coding.

import { AS_FPA } from './bound-words.js';

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'generative',
  rule: 'generative',
  name: 'Generative PC',
  short: 'gener.',
  title: 'Generative predictive coding',
  family: 'settle',
  section: '3.1.1',
  about: 'the chain the other way round: from label to picture',
  words:
    'The chain the other way round: the label stands at x₀ and causes the picture at x_L, as in the brain’s supposed model of the world. With both clamped it is VPC. Free the label and inference has to find the digit in the picture; free the picture and the network draws what it expects of the label. Its output is gaussian whatever is chosen: a picture is plain numbers.',
  equation: ['x₀ = label, x_L = picture', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1})', 'free x₀: x₀ += γ J₀ᵀ e₁'],
  equals: 'No.',
  cost: 'L − 1 products and L − 1 evaluations, one of each more while x₀ is free.',
  uses: ['gammaGen', 'feedback'],
  options: ({ gammaGen }) => ({ stepSize: gammaGen }),

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
  boundWords: `${AS_FPA} Both sides are of the chain turned round, whose dearest product leads from the picture.`,
};
