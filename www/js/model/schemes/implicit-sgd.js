// Implicit stochastic gradient descent.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'implicit-sgd',
  rule: 'implicit-sgd',
  name: 'Implicit SGD',
  short: 'implicit',
  title: 'Implicit stochastic gradient descent',
  family: 'implicit',
  section: '3.6',
  about: 'steps along the gradient found where the step ends',
  words:
    'Ordinary gradient descent takes the gradient where it stands. Implicit descent takes it where it will land, which has to be found by trying: sweep with backpropagation at the moved weights, move again, until nothing changes. It is the yardstick for IL-prox and not local: every try needs the whole network.',
  equation: ['θ′ = θ − α ∇loss(θ′)', 'one try takes L steps of t'],
  equals: 'As α → 0.',
  cost: 'About one product and one evaluation: a whole sweep takes L steps.',
  uses: ['alpha'],
  options: ({ alpha }) => ({ learningRate: alpha }),

  local: false,
  scheduled: false,
  potentials: false,
  implicit: true,
  oneDigit: false,
  moments: true,
  anew: false,

  restless: true,
  wanders: true,
  hopeless: false,
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'none',
  boundWords: '',
};
