// What the systems view lists: every scheme that the paper describes or weighs, in families. Pure data; the words,
// equations and facts of a scheme are in schemes.js, and only what has no scheme of its own, or needs more said, is
// told here.

/**
 * One entry of the index.
 * @typedef {object} System
 * @property {string} id in the address
 * @property {string} name short, for the index
 * @property {string} title
 * @property {string} section of the paper, and other sources
 * @property {string[]} schemes ids in schemes.js; the first one's equation and words open the article
 * @property {string[]} words more paragraphs
 * @property {string} slips where the paper's equations for it slip, and how they should read; '' when they do not
 * @property {string[]} equation lines, when no scheme has them
 * @property {string[]} exhibits names in exhibits.js
 * @property {string[]} [beside] schemes to step it beside, besides BP
 * @property {Record<string, unknown>} [step] settings that show it well in the step view
 * @property {Record<string, unknown>} [train] in the train view
 * @property {Record<string, unknown>} [parallel] in the parallel view
 */

/** @typedef {{name: string, systems: System[]}} Family */

/**
 * @param {string} id
 * @param {string} name
 * @param {string} title
 * @param {string} section
 * @param {Partial<System>} [more]
 * @returns {System}
 */
const system = (id, name, title, section, more = {}) => ({
  id,
  name,
  title,
  section,
  schemes: [id],
  words: [],
  slips: '',
  equation: [],
  exhibits: [],
  ...more,
});

/** @type {Family[]} */
export const FAMILIES = [
  {
    name: 'The four compared',
    systems: [
      system('bp', 'BP', 'Backpropagation', 'Section 2', {
        slips:
          'With e_ℓ as equation 2.2 has it, the minus of 2.3 is one too many. Here e_ℓ is −∂loss/∂μ_ℓ throughout, and the gradient has the minus.',
      }),
      system('vpc', 'VPC', 'Variational predictive coding', 'Section 3.1', {
        words: [
          'The free energy that it descends is F = Σ ½ ‖e_ℓ‖² + loss over all nodes, each term times its precision: the logarithm, with its sign turned, of how likely the network takes its values to be.',
        ],
        slips:
          'The quadratic terms of 3.5 to 3.7 need a factor −½. 3.12 gives e_L = ∂f_L/∂μ_L, which is right only if f_L is the log-likelihood: with a loss the output would be pushed away from its target without end. 3.13 lacks Σ^{−1}, and its right side is −∂F/∂θ.',
      }),
      system('fpa', 'FPA-PC', 'The fixed-prediction assumption', 'Section 3.4', {
        words: [
          'How far it has come is known in closed form: after T steps e_ℓ is backpropagation’s times P[Binomial(T, γ) ≥ L − ℓ], the chance of at least L − ℓ successes in T tries of probability γ. So each layer’s direction is right as soon as it has any error at all, and only the lengths differ. It does not follow the free energy: on part of its way F rises.',
        ],
        slips: '3.23 takes e_L as ∂f_L/∂μ_L: with a loss for f_L every update would change its sign.',
      }),
      system('zil', 'Z-IL', 'Zero-divergence inference learning', 'Section 3.5 and Table 1', { exhibits: ['zil'] }),
    ],
  },
  {
    name: 'Backpropagation in disguise',
    systems: [
      system('klimit', 'Infinite variance', 'The infinite-variance limit', 'Section 3.3; Whittington & Bogacz 2017', {
        slips: 'The text of 3.3 scales the learning rate by 1/k; its equations, rightly, by k.',
        exhibits: ['klimit'],
        beside: ['vpc'],
        step: { gammaVpc: 0.1, k: 1000, T: 64 },
      }),
      system(
        'ode-bp',
        'Steady-state BP',
        'Backpropagation as a steady state',
        'Section 3.4.1, equations 3.24 to 3.26',
        {
          schemes: ['ode-bp', 'ode-heun'],
          exhibits: ['ode-bp'],
          beside: ['fpa'],
          slips: '3.24 to 3.26 have e_L settle at ∂f_L/∂μ_L: with a loss for f_L that is −∂loss/∂μ_L.',
        },
      ),
      system('ar', 'AR', 'Activation relaxation', 'Millidge et al. 2020b', { exhibits: ['ar'] }),
      system('fa-zil', 'FA-Z-IL', 'Fully autonomous Z-IL', 'Section 3.5, footnote 1', {
        exhibits: ['fa-zil'],
        beside: ['zil'],
      }),
      system('zil-ablations', 'Z-IL, ablated', 'Z-IL with one requirement less', 'Section 3.5', {
        schemes: ['zil-latents', 'zil-step', 'zil-together', 'zil-early'],
        exhibits: ['ablation'],
        beside: ['zil'],
      }),
    ],
  },
  {
    name: 'Not backpropagation, on purpose',
    systems: [
      system('g-il', 'G-IL', 'Generalized inference learning', 'Section 3.6; Alonso et al. 2022', {
        exhibits: ['implicit'],
      }),
      system('il-prox', 'IL-prox', 'IL-prox', 'Section 3.6; Alonso et al. 2022', {
        schemes: ['il-prox', 'il-prox-practical'],
        train: { batch: 1, optimizer: 'sgd' },
        exhibits: ['implicit'],
      }),
      system('implicit-sgd', 'Implicit SGD', 'Implicit stochastic gradient descent', 'Section 3.6', {
        train: { optimizer: 'sgd' },
        exhibits: ['implicit'],
      }),
      system('prospective', 'Prospective configuration', 'Prospective configuration', 'Section 3.6; Song et al. 2022', {
        schemes: [],
        step: { schemes: 'bp,vpc' },
        exhibits: ['prospective'],
        equation: ['x* = argmin_{x} F(x, θ)', 'θ ← θ − α ∂F/∂θ at x*'],
        words: [
          'Backpropagation changes weights from the activities as they are; what the activities will be is what comes out. VPC that is run until it settles does it the other way round: activities first move to where they should be after learning, and the weights then follow them. So what was right already is disturbed less.',
        ],
      }),
    ],
  },
  {
    name: 'Probabilistic models',
    systems: [
      system('generative', 'Generative PC', 'Predictive coding the other way round', 'Section 3.1.1', {
        exhibits: ['generative'],
      }),
      system('langevin', 'Langevin PC', 'Langevin predictive coding', 'Zahid et al. 2023', { exhibits: ['langevin'] }),
    ],
  },
  {
    name: 'Biology',
    systems: [
      system('transport', 'Weight transport', 'Weight transport and weight symmetry', 'Section 3.2 and Figure 1', {
        schemes: [],
        equation: ['e_ℓ = B_ℓ^{T} (g′ ∘ e_{ℓ+1})', 'backpropagation: B_ℓ = W_ℓ'],
        words: [
          'To carry an error back, backpropagation uses the forward weights once more, the other way round. No synapse works both ways, so a brain would have to know the strength of one synapse at another: weight transport. And the change of a synapse should need nothing but the activities of the two neurons that it joins. Predictive coding solves the second, and needs two synapses of equal strength instead: weight symmetry. Other weights B can do in the place of the transpose, if training brings the two into line.',
        ],
        slips:
          '3.15 and 3.17 write g′(θμ)θ^{T}e; what is meant is θ^{T}(g′ ∘ e), the slope of each unit times its error first.',
        step: { schemes: 'bp,vpc,fpa', feedback: 'random' },
        train: { rule: 'bp', feedback: 'kolen-pollack' },
        exhibits: ['figure1', 'feedback'],
      }),
    ],
  },
];

/** Every system, in the order of the index. */
export const SYSTEMS = FAMILIES.flatMap(({ systems }) => systems);

/** The system of an id; null for the overview. @param {string} id @returns {System | null} */
export const systemById = id => SYSTEMS.find(one => one.id === id) ?? null;
