// The rules and their options: which rule has a use for which.

export const RULES = [
  'bp',
  'vpc',
  'fpa',
  'zil',
  'fa-zil',
  'ode-bp',
  'ar',
  'g-il',
  'il-prox',
  'implicit-sgd',
  'generative',
  'langevin',
];
export const INTEGRATORS = ['euler', 'heun'];
export const ABLATIONS = ['latents', 'together', 'early'];
export const VARIANTS = ['exact', 'practical'];
export const FEEDBACKS = ['transpose', 'random', 'kolen-pollack', 'learned', 'sign-symmetric'];

/** A value for every option, right by itself: what options objects are made wrong from. */
export const EVERY_OPTION = {
  rule: 'vpc',
  stepSize: 1,
  precisions: [1, 1],
  outputVariance: 1,
  stores: 'value',
  integrator: 'euler',
  ablation: undefined,
  learningRate: undefined,
  bottomStepSize: undefined,
  decay: 0,
  variant: 'exact',
  feedback: 'random',
  feedbackSeed: 1,
  feedbackDecay: 0.001,
  noiseSeed: 0,
};

const but = (...rules) => RULES.filter(rule => !rules.includes(rule));
const FREE = but('il-prox', 'implicit-sgd');

/**
 * An option that some rules have no use for: a value that is not its default, how a message shows
 * it, what it says is expected, the rules that take it, and what else they need to take it.
 */
export const BELONGING = [
  [
    'precisions',
    [1, 1],
    'a list',
    'left out except for rules vpc, generative and langevin',
    ['vpc', 'generative', 'langevin'],
  ],
  ['outputVariance', 2, '2', '1 except for rule vpc', ['vpc']],
  ['stores', 'error', '"error"', '"value" except for rule fpa', ['fpa']],
  ['integrator', 'heun', '"heun"', '"euler" except for rule ode-bp', ['ode-bp']],
  ...ABLATIONS.map(ablation => ['ablation', ablation, `"${ablation}"`, 'left out except for rule zil', ['zil']]),
  [
    'learningRate',
    0.5,
    '0.5',
    'left out except for rules il-prox and implicit-sgd, and zil with ablation "early"',
    ['il-prox', 'implicit-sgd', 'zil'],
    { zil: { ablation: 'early' } },
  ],
  ['variant', 'practical', '"practical"', '"exact" except for rule il-prox', ['il-prox']],
  ...[
    ['bottomStepSize', 0.5],
    ['decay', 0.25],
  ].map(([option, value]) => [
    option,
    value,
    `${value}`,
    'left out except for rule g-il and the variant "practical" of il-prox',
    ['g-il', 'il-prox'],
    { 'il-prox': { variant: 'practical' } },
  ]),
  ...FEEDBACKS.slice(1).map(feedback => [
    'feedback',
    feedback,
    `"${feedback}"`,
    '"transpose" for rules il-prox and implicit-sgd',
    FREE,
  ]),
  [
    'feedbackDecay',
    0.5,
    '0.5',
    'left out except for feedback "kolen-pollack"',
    FREE,
    Object.fromEntries(FREE.map(rule => [rule, { feedback: 'kolen-pollack' }])),
  ],
];
