// Zero-divergence inference learning.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'zil',
  rule: 'zil',
  name: 'Z-IL',
  short: 'Z-IL',
  title: 'Zero-divergence inference learning',
  family: 'moment',
  section: '3.5',
  about: 'VPC with γ = 1, each layer learning at its own moment',
  words:
    'VPC with three requirements: values start at the forward run, γ is 1, and the weights into node ℓ learn at t = L − ℓ and at no other time. At that moment the layer’s error is exactly that of backpropagation; what happens to it afterwards is never used.',
  equation: ['x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}', 'W_ℓ learns at t = L − 1 − ℓ'],
  equals: 'Yes, exactly.',
  cost: 'L − 1 products and L − 1 evaluations, most of them never used; done after L − 1 steps.',
  uses: ['feedback'],
  options: () => ({}),

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
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'zil',
  boundWords: 'The paper counts the products alone; Z-IL’s new predictions in every step come on top.',
};
