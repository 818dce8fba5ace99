// Variational predictive coding.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'vpc',
  rule: 'vpc',
  name: 'VPC',
  short: 'VPC',
  title: 'Variational predictive coding',
  family: 'settle',
  section: '3.1',
  about: 'all values settle together, down the free energy',
  words:
    'Every hidden value is a guess that is pulled two ways: towards what the layer before predicts, and towards what would serve the layer after. All guesses move a little in each step, down one common free energy; then every layer learns from the error that is left with it.',
  equation: ['e_ℓ = x_ℓ − f(x_{ℓ−1})', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), J at the current x'],
  equals: 'No: only where the loss is zero, or as the output variance grows without bound.',
  cost: 'L − 1 products and L − 1 evaluations.',
  uses: ['gammaVpc', 'feedback'],
  options: ({ gammaVpc }) => ({ stepSize: gammaVpc }),

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
  boundWords:
    'The paper writes the bound for FPA-PC; for VPC the same reasoning holds, and a new prediction in every step comes on top.',
};
