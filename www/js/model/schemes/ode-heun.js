// Steady-state backpropagation, Heun steps.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'ode-heun',
  rule: 'ode-bp',
  name: 'ODE-BP Heun',
  short: 'Heun',
  title: 'Steady-state backpropagation, Heun steps',
  family: 'fixed',
  section: '3.4.1',
  about: 'the same equation, each step tried first and then corrected',
  words:
    'The same differential equation, followed by Heun’s method: try an Euler step, look at the slope where it leads, and go by the mean of both slopes. It keeps closer to the true path and takes two rounds of messages a step, so an error travels two nodes a step.',
  equation: ['p = ė(e), q = ė(e + γ p)', 'e += γ (p + q) / 2'],
  equals: 'Yes, once settled, for γ below 2.',
  cost: '2 (L − 1) products, in two rounds of messages.',
  uses: ['gammaFpa', 'feedback'],
  options: ({ gammaFpa }) => ({ stepSize: gammaFpa, integrator: 'heun' }),

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
  exempt: 'which carries an error two nodes a step',
  ownErrors: '',
  bound: 'fpa',
  boundWords:
    'The paper counts one round of messages a step. Heun’s method takes two, and the error goes a node further in each: counted in rounds, the reasoning holds.',
};
