// Every scheme the page knows: a rule with the options that make it one thing a reader can choose. Words and options
// only; pure.

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */

/**
 * @typedef {'bp'|'vpc'|'klimit'|'fpa'|'zil'|'fa-zil'|'ode-bp'|'ode-heun'|'ar'|'g-il'|'il-prox'|'il-prox-practical'|'implicit-sgd'|'generative'|'langevin'|'zil-latents'|'zil-step'|'zil-together'|'zil-early'}
 * SchemeId
 */

/**
 * Settings that a scheme may depend on besides the network.
 * @typedef {'gammaVpc'|'gammaFpa'|'gammaProx'|'gammaGen'|'k'|'alpha'|'stores'|'bottomGamma'|'decay'|'noiseSeed'|'feedback'}
 * Knob
 */

/**
 * @typedef {object} Scheme
 * @property {SchemeId} id also the name of its colour, `--<id>`
 * @property {'bp'|'vpc'|'fpa'|'zil'|'fa-zil'|'ode-bp'|'ar'|'g-il'|'il-prox'|'implicit-sgd'|'generative'|'langevin'}
 * rule its name in the API
 * @property {string} name short
 * @property {string} title long
 * @property {Family} family
 * @property {string} section of the paper, or another source
 * @property {string} about what it is, in a few words without a full stop
 * @property {string} words one paragraph of plain words
 * @property {string[]} equation short lines of plain text
 * @property {boolean} local a node needs nothing but its own numbers and its neighbours' messages
 * @property {string} equals whether it equals backpropagation, and when
 * @property {string} cost of one step; L is the chain length
 * @property {readonly Knob[]} uses settings that change what it computes
 */

/** @typedef {'sweep'|'settle'|'fixed'|'moment'|'implicit'|'ablation'} Family */

/** In the order in which choosers show them. @type {readonly {id: Family, name: string}[]} */
export const FAMILIES = [
  { id: 'sweep', name: 'One exact sweep' },
  { id: 'settle', name: 'All values settle' },
  { id: 'fixed', name: 'Predictions stay fixed' },
  { id: 'moment', name: 'Each layer at its moment' },
  { id: 'implicit', name: 'Implicit steps' },
  { id: 'ablation', name: 'Z-IL with one requirement off' },
];

/** Every scheme, in the order of every list and of the rows. @type {readonly Scheme[]} */
export const SCHEMES = [
  {
    id: 'bp',
    rule: 'bp',
    name: 'BP',
    title: 'Backpropagation',
    family: 'sweep',
    section: '2',
    local: true,
    about: 'one layer a step, then done',
    words:
      'The error at the output is carried back one layer a step, each time through the transposed Jacobian of one layer. When it has reached the first hidden layer, every layer has its exact gradient. All other schemes are measured against this one.',
    equation: ['e_L = −∂loss/∂μ_L', 'e_ℓ = J_ℓᵀ e_{ℓ+1}, at t = L − ℓ'],
    equals: 'It is BP.',
    cost: 'One product with a transposed Jacobian; done after L − 1 steps.',
    uses: ['feedback'],
  },
  {
    id: 'vpc',
    rule: 'vpc',
    name: 'VPC',
    title: 'Variational predictive coding',
    family: 'settle',
    section: '3.1',
    local: true,
    about: 'all values settle together, down the free energy',
    words:
      'Every hidden value is a guess that is pulled two ways: towards what the layer before predicts, and towards what would serve the layer after. All guesses move a little in each step, down one common free energy; then every layer learns from the error that is left with it.',
    equation: ['e_ℓ = x_ℓ − f(x_{ℓ−1})', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), J at the current x'],
    equals: 'No: only where the loss is zero, or as the output variance grows without bound.',
    cost: 'L − 1 products and L − 1 evaluations.',
    uses: ['gammaVpc', 'feedback'],
  },
  {
    id: 'klimit',
    rule: 'vpc',
    name: 'VPC k-limit',
    title: 'VPC with a large output variance',
    family: 'settle',
    section: '3.3',
    local: true,
    about: 'VPC told to trust its output k times less',
    words:
      'VPC with an output that counts for k times less, and gradients that count for k times more. The values then hardly leave their feed-forward place, and the gradient comes nearer to that of backpropagation: as 1/k, but only once inference has converged, which takes many steps. In f32 a large k drowns in rounding.',
    equation: ['ξ_L = e_L / k', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ ξ_{ℓ+1})', 'gradients × k'],
    equals: 'In the limit: with inference converged, the difference shrinks as 1/k.',
    cost: 'L − 1 products and L − 1 evaluations.',
    uses: ['gammaVpc', 'k', 'feedback'],
  },
  {
    id: 'fpa',
    rule: 'fpa',
    name: 'FPA-PC',
    title: 'Predictive coding with the fixed-prediction assumption',
    family: 'fixed',
    section: '3.4',
    local: true,
    about: 'as VPC, with predictions frozen at the start',
    words:
      'As VPC, but predictions and Jacobians stay what they were in the first forward run, however far the values move. What then settles is exactly the error of backpropagation, reached a share γ a step.',
    equation: ['e_ℓ = x_ℓ − μ_ℓ', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), J at μ'],
    equals: 'Yes, once settled: at γ = 1 exactly from T = L − 1 on, below 2 in the limit.',
    cost: 'L − 1 products.',
    uses: ['gammaFpa', 'stores', 'feedback'],
  },
  {
    id: 'zil',
    rule: 'zil',
    name: 'Z-IL',
    title: 'Zero-divergence inference learning',
    family: 'moment',
    section: '3.5',
    local: true,
    about: 'VPC with γ = 1, each layer learning at its own moment',
    words:
      'VPC with three requirements: values start at the forward run, γ is 1, and the weights into node ℓ learn at t = L − ℓ and at no other time. At that moment the layer’s error is exactly that of backpropagation; what happens to it afterwards is never used.',
    equation: ['x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}', 'W_ℓ learns at t = L − 1 − ℓ'],
    equals: 'Yes, exactly.',
    cost: 'L − 1 products and L − 1 evaluations, most of them never used; done after L − 1 steps.',
    uses: ['feedback'],
  },
  {
    id: 'fa-zil',
    rule: 'fa-zil',
    name: 'FA-Z-IL',
    title: 'Fully autonomous Z-IL',
    family: 'moment',
    section: '3.5, footnote 1',
    local: true,
    about: 'Z-IL whose layers notice their moment themselves',
    words:
      'Z-IL needs someone to tell each layer when to learn. Here a layer notices by itself: it learns the first time its own error is anything but zero. That is the same moment, unless the error is too small to be kept: then the layer learns late, from an error that has changed by then, or never.',
    equation: ['x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}', 'W_ℓ learns when e_{ℓ+1} first differs from 0'],
    equals: 'Yes, exactly, as long as no error is rounded away.',
    cost: 'L − 1 products and L − 1 evaluations; nobody tells it to stop.',
    uses: ['feedback'],
  },
  {
    id: 'ode-bp',
    rule: 'ode-bp',
    name: 'ODE-BP',
    title: 'Steady-state backpropagation, Euler steps',
    family: 'fixed',
    section: '3.4.1',
    local: true,
    about: 'backpropagation as the rest point of an equation for e',
    words:
      'Backpropagation’s recursion written as a differential equation whose rest point it is, followed in steps of γ. Written in x instead of e it is FPA-PC: the two agree step for step.',
    equation: ['ė_ℓ = −e_ℓ + J_ℓᵀ e_{ℓ+1}, J at μ', 'e_ℓ += γ ė_ℓ'],
    equals: 'Yes, once settled: it is FPA-PC in other variables.',
    cost: 'L − 1 products.',
    uses: ['gammaFpa', 'feedback'],
  },
  {
    id: 'ode-heun',
    rule: 'ode-bp',
    name: 'ODE-BP Heun',
    title: 'Steady-state backpropagation, Heun steps',
    family: 'fixed',
    section: '3.4.1',
    local: true,
    about: 'the same equation, each step tried first and then corrected',
    words:
      'The same differential equation, followed by Heun’s method: try an Euler step, look at the slope where it leads, and go by the mean of both slopes. It keeps closer to the true path and takes two rounds of messages a step, so an error travels two nodes a step.',
    equation: ['p = ė(e), q = ė(e + γ p)', 'e += γ (p + q) / 2'],
    equals: 'Yes, once settled, for γ below 2.',
    cost: '2 (L − 1) products, in two rounds of messages.',
    uses: ['gammaFpa', 'feedback'],
  },
  {
    id: 'ar',
    rule: 'ar',
    name: 'AR',
    title: 'Activation relaxation',
    family: 'fixed',
    section: 'Millidge et al. 2020b',
    local: true,
    about: 'the values themselves relax until they are the errors',
    words:
      'After the forward run, every node lets its value relax until it has become backpropagation’s error; nothing is subtracted and no separate error is kept. It starts at the value itself, so early on its gradient points anywhere.',
    equation: ['x_ℓ = μ_ℓ at t = 0', 'x_ℓ += γ (−x_ℓ + J_ℓᵀ x_{ℓ+1}), J at μ'],
    equals: 'Yes, once settled: at γ = 1 exactly from T = L − 1 on.',
    cost: 'L − 1 products.',
    uses: ['gammaFpa', 'feedback'],
  },
  {
    id: 'g-il',
    rule: 'g-il',
    name: 'G-IL',
    title: 'Generalized inference learning',
    family: 'implicit',
    section: '3.6; Alonso et al. 2022',
    local: true,
    about: 'VPC on pre-activations, with a pull of its own for each side',
    words:
      'Predictive coding on the sums that go into each unit, before the nonlinearity, with one step size for the pull from below, one for the pull from above, and a decay towards zero. It comes near implicit SGD: a step along the gradient found where the step ends.',
    equation: ['e_ℓ = h_ℓ − W φ(h_{ℓ−1}) − b', 'h_ℓ += −γ e_ℓ + γ_{bot} φ′(h_ℓ) ∘ W_ℓᵀ e_{ℓ+1} − γ_{dec} h_ℓ'],
    equals: 'No: it comes near implicit SGD.',
    cost: 'L − 1 products and L − 1 evaluations.',
    uses: ['gammaVpc', 'bottomGamma', 'decay', 'feedback'],
  },
  {
    id: 'il-prox',
    rule: 'il-prox',
    name: 'IL-prox',
    title: 'Proximal inference learning, exact',
    family: 'implicit',
    section: '3.6; Alonso et al. 2022',
    local: true,
    about: 'inference whose update is implicit SGD’s, one digit at a time',
    words:
      'Each layer’s error is charged by how much its weights would have to change to explain it away. Once inference has settled, the update lands where its own gradient was taken: exactly implicit SGD, for one digit at a time. Settling takes some hundreds of steps.',
    equation: ['minimise loss(h_L) + Σ ‖e_{ℓ+1}‖² / (2αN_ℓ)', 'N_ℓ = ‖φ(h_ℓ)‖² + 1', 'ΔW_ℓ = e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ'],
    equals: 'No: once settled it equals implicit SGD, which becomes BP as α → 0.',
    cost: 'L − 1 products and L − 1 evaluations.',
    uses: ['gammaProx', 'alpha'],
  },
  {
    id: 'il-prox-practical',
    rule: 'il-prox',
    name: 'IL-prox practical',
    title: 'Proximal inference learning, practical variant',
    family: 'implicit',
    section: 'Alonso et al. 2022, their code',
    local: true,
    about: 'IL-prox as its authors run it, for any batch',
    words:
      'The form of IL-prox that its authors’ code runs: hidden errors all weigh the same, as in G-IL, and the update is an average over the batch. It takes any batch and settles easily; it comes near implicit SGD and does not reach it.',
    equation: ['h_ℓ as in G-IL', 'ΔW_ℓ = e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ'],
    equals: 'No: it comes near implicit SGD.',
    cost: 'L − 1 products and L − 1 evaluations.',
    uses: ['gammaVpc', 'bottomGamma', 'decay', 'alpha'],
  },
  {
    id: 'implicit-sgd',
    rule: 'implicit-sgd',
    name: 'Implicit SGD',
    title: 'Implicit stochastic gradient descent',
    family: 'implicit',
    section: '3.6',
    local: false,
    about: 'steps along the gradient found where the step ends',
    words:
      'Ordinary gradient descent takes the gradient where it stands. Implicit descent takes it where it will land, which has to be found by trying: sweep with backpropagation at the moved weights, move again, until nothing changes. It is the yardstick for IL-prox and not local: every try needs the whole network.',
    equation: ['θ′ = θ − α ∇loss(θ′)', 'one try takes L steps of t'],
    equals: 'As α → 0.',
    cost: 'About one product and one evaluation: a whole sweep takes L steps.',
    uses: ['alpha'],
  },
  {
    id: 'generative',
    rule: 'generative',
    name: 'Generative PC',
    title: 'Generative predictive coding',
    family: 'settle',
    section: '3.1.1',
    local: true,
    about: 'the chain the other way round: from label to picture',
    words:
      'The chain the other way round: the label stands at x₀ and causes the picture at x_L, as in the brain’s supposed model of the world. With both clamped it is VPC. Free the label and inference has to find the digit in the picture; free the picture and the network draws what it expects of the label. Its output is gaussian whatever is chosen: a picture is plain numbers.',
    equation: ['x₀ = label, x_L = picture', 'x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1})', 'free x₀: x₀ += γ J₀ᵀ e₁'],
    equals: 'No.',
    cost: 'L − 1 products and L − 1 evaluations, one of each more while x₀ is free.',
    uses: ['gammaGen', 'feedback'],
  },
  {
    id: 'langevin',
    rule: 'langevin',
    name: 'Langevin',
    title: 'Langevin VPC',
    family: 'settle',
    section: 'Zahid et al. 2023',
    local: true,
    about: 'VPC that keeps jittering, and so samples what could be',
    words:
      'VPC whose values also get a random push in each step. They do not come to rest but wander where the free energy is low, so that they sample everything the hidden values could be, not the one best guess.',
    equation: ['x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}) + √(2γ) · noise'],
    equals: 'No.',
    cost: 'L − 1 products and L − 1 evaluations, and random numbers.',
    uses: ['gammaVpc', 'noiseSeed', 'feedback'],
  },
  {
    id: 'zil-latents',
    rule: 'zil',
    name: 'Z-IL from zero',
    title: 'Z-IL, requirement 1 off: values start at zero',
    family: 'ablation',
    section: '3.5',
    local: true,
    about: 'Z-IL without its first requirement: values start at 0',
    words:
      'Z-IL without its first requirement. The values start at zero instead of at the forward run, so there are errors everywhere from the start, and a layer’s moment is no special moment.',
    equation: ['x_ℓ = 0 at t = 0, not μ_ℓ'],
    equals: 'No.',
    cost: 'As Z-IL.',
    uses: ['feedback'],
  },
  {
    id: 'zil-step',
    rule: 'zil',
    name: 'Z-IL γ ≠ 1',
    title: 'Z-IL, requirement 2 off: another step size',
    family: 'ablation',
    section: '3.5',
    local: true,
    about: 'Z-IL without its second requirement: γ is not 1',
    words:
      'Z-IL without its second requirement. With another step size each layer still gets the direction of backpropagation, but only a share of its length: the share γ once for every step the error took to arrive.',
    equation: ['x_ℓ += γ (−e_ℓ + J_ℓᵀ e_{ℓ+1}), γ ≠ 1', '∂F/∂W_ℓ = γ^(L−1−ℓ) · BP’s'],
    equals: 'In direction, layer by layer; in length only the last layer.',
    cost: 'As Z-IL.',
    uses: ['gammaVpc', 'feedback'],
  },
  {
    id: 'zil-together',
    rule: 'zil',
    name: 'Z-IL together',
    title: 'Z-IL, requirement 3 off: all layers learn at once',
    family: 'ablation',
    section: '3.5',
    local: true,
    about: 'Z-IL without its third requirement: all layers learn at the end',
    words:
      'Z-IL without its third requirement. All layers learn together at t = L − 1, when only the first layer’s error is new; those after it have been changed by later steps.',
    equation: ['every W_ℓ learns at t = L − 1'],
    equals: 'Only for the first layer.',
    cost: 'As Z-IL.',
    uses: ['feedback'],
  },
  {
    id: 'zil-early',
    rule: 'zil',
    name: 'Z-IL early',
    title: 'Z-IL, requirement 3 off: weights change before the values move',
    family: 'ablation',
    section: '3.5',
    local: true,
    about: 'Z-IL whose weights change before they carry the error on',
    words:
      'Z-IL with its third requirement taken one step too early: each layer changes its weights before the error goes through them, so that the layers before hear an error carried by weights that have moved already.',
    equation: ['W_ℓ −= α ∂F/∂W_ℓ, then x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}'],
    equals: 'Only for the last layer, and elsewhere as α → 0.',
    cost: 'As Z-IL.',
    uses: ['alpha', 'feedback'],
  },
];

/** @type {readonly SchemeId[]} */
export const SCHEME_IDS = SCHEMES.map(scheme => scheme.id);

/** @param {string} id @returns {Scheme} @throws {Error} for a name that is no scheme's */
export function schemeById(id) {
  const scheme = SCHEMES.find(one => one.id === id);
  if (!scheme) throw new Error(`A scheme must be one of ${SCHEME_IDS.join(', ')}, got "${id}".`);
  return scheme;
}

/**
 * @typedef {Pick<Settings, 'gammaVpc'|'gammaFpa'|'gammaProx'|'gammaGen'|'k'|'alpha'|'stores'|'bottomGamma'|'decay'|'noiseSeed'|'feedback'|'feedbackSeed'>}
 * Knobs
 */

/** What one scheme adds to its rule's name. @type {Record<SchemeId, (settings: Knobs) => object>} */
const OPTIONS = {
  bp: () => ({}),
  vpc: settings => ({ stepSize: settings.gammaVpc }),
  klimit: settings => ({ stepSize: settings.gammaVpc, outputVariance: settings.k }),
  fpa: settings => ({ stepSize: settings.gammaFpa, stores: settings.stores }),
  zil: () => ({}),
  'fa-zil': () => ({}),
  'ode-bp': settings => ({ stepSize: settings.gammaFpa, integrator: 'euler' }),
  'ode-heun': settings => ({ stepSize: settings.gammaFpa, integrator: 'heun' }),
  ar: settings => ({ stepSize: settings.gammaFpa }),
  'g-il': settings => ({ stepSize: settings.gammaVpc, ...sides(settings) }),
  'il-prox': settings => ({ stepSize: settings.gammaProx, learningRate: settings.alpha, variant: 'exact' }),
  'il-prox-practical': settings => ({
    stepSize: settings.gammaVpc,
    learningRate: settings.alpha,
    variant: 'practical',
    ...sides(settings),
  }),
  'implicit-sgd': settings => ({ learningRate: settings.alpha }),
  generative: settings => ({ stepSize: settings.gammaGen }),
  langevin: settings => ({ stepSize: settings.gammaVpc, noiseSeed: settings.noiseSeed }),
  'zil-latents': () => ({ ablation: 'latents' }),
  'zil-step': settings => ({ stepSize: settings.gammaVpc }),
  'zil-together': () => ({ ablation: 'together' }),
  'zil-early': settings => ({ ablation: 'early', learningRate: settings.alpha }),
};

/** @param {Knobs} settings */
const sides = ({ bottomGamma, decay, gammaVpc }) => ({ bottomStepSize: bottomGamma || gammaVpc, decay });

/** The settings that are a step size γ; a scheme uses at most one. */
export const STEP_SIZES = /** @type {const} */ (['gammaVpc', 'gammaFpa', 'gammaProx', 'gammaGen']);

/** The setting that is a scheme's step size. @param {string} id @returns {typeof STEP_SIZES[number] | undefined} */
export const stepSizeOf = id => STEP_SIZES.find(name => schemeById(id).uses.includes(name));

/**
 * Settings in which every scheme has the same step size: for a view that has one γ of its own.
 * @template {Knobs} Some
 * @param {Some} settings
 * @param {number} gamma
 * @returns {Some}
 */
export const withStepSize = (settings, gamma) => ({
  ...settings,
  gammaVpc: gamma,
  gammaFpa: gamma,
  gammaProx: gamma,
  gammaGen: gamma,
});

/**
 * A scheme's options for the API's Inference, with these settings.
 * @param {string} id
 * @param {Knobs} settings
 * @returns {RuleOptions}
 */
export function ruleOptionsOf(id, settings) {
  const scheme = schemeById(id);
  const feedback =
    scheme.uses.includes('feedback') && settings.feedback !== 'transpose'
      ? { feedback: settings.feedback, feedbackSeed: settings.feedbackSeed }
      : {};
  const options = { rule: scheme.rule, ...OPTIONS[scheme.id](settings), ...feedback };
  return /** @type {RuleOptions} */ (/** @type {unknown} */ (options));
}
