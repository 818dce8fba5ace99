// Predictive coding with the fixed-prediction assumption.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'fpa',
  rule: 'fpa',
  name: 'FPA-PC',
  short: 'FPA',
  title: 'Predictive coding with the fixed-prediction assumption',
  family: 'fixed',
  section: '3.4',
  about: 'as VPC, with predictions frozen at the start',
  words:
    'As VPC, but predictions and Jacobians stay what they were in the first forward run, however far the values move. What then settles is exactly the error of backpropagation, reached a share γ a step.',
  equation: ['e_ℓ = x_ℓ − μ_ℓ', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), J at μ'],
  equals: 'Yes, once settled: at γ = 1 exactly from T = L − 1 on, below 2 in the limit.',
  cost: 'L − 1 products.',
  uses: ['gammaFpa', 'stores', 'feedback'],
  options: ({ gammaFpa, stores }) => ({ stepSize: gammaFpa, stores }),

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
  exempt: '',
  ownErrors: '',
  bound: 'fpa',
  boundWords: '',
};
