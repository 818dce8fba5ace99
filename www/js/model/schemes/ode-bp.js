// Steady-state backpropagation, Euler steps.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'ode-bp',
  rule: 'ode-bp',
  name: 'ODE-BP',
  short: 'ODE',
  title: 'Steady-state backpropagation, Euler steps',
  family: 'fixed',
  section: '3.4.1',
  about: 'backpropagation as the rest point of an equation for e',
  words:
    'Backpropagation’s recursion written as a differential equation whose rest point it is, followed in steps of γ. Written in x instead of e it is FPA-PC: the two agree step for step.',
  equation: ['ė_ℓ = −e_ℓ + J_ℓᵀ e_{ℓ+1}, J at μ', 'e_ℓ += γ ė_ℓ'],
  equals: 'Yes, once settled: it is FPA-PC in other variables.',
  cost: 'L − 1 products.',
  uses: ['gammaFpa', 'feedback'],
  options: ({ gammaFpa }) => ({ stepSize: gammaFpa, integrator: 'euler' }),

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
  boundWords: 'Euler’s steps of this equation are FPA-PC in other variables, so its bound is this one’s.',
};
