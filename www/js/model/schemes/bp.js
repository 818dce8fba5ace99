// Backpropagation.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'bp',
  rule: 'bp',
  name: 'BP',
  short: 'BP',
  title: 'Backpropagation',
  family: 'sweep',
  section: '2',
  about: 'one layer a step, then done',
  words:
    'The error at the output is carried back one layer a step, each time through the transposed Jacobian of one layer. When it has reached the first hidden layer, every layer has its exact gradient. All other schemes are measured against this one.',
  equation: ['e_L = −∂loss/∂μ_L', 'e_ℓ = J_ℓᵀ e_{ℓ+1}, at t = L − ℓ'],
  equals: 'It is BP.',
  cost: 'One product with a transposed Jacobian; done after L − 1 steps.',
  uses: ['feedback'],
  options: () => ({}),

  local: true,
  scheduled: true,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: true,
  anew: false,

  restless: false,
  wanders: true,
  hopeless: false,
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'bp',
  boundWords: '',
};
