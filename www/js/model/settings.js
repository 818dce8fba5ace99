// One table of every setting of the page, and its translation to and from the URL hash. Pure: touches neither page nor
// storage.

import { choice, list, log, open, real, text, whole } from './field.js';
import { readHash, unwrapped } from './hash-text.js';
import { fixed, setting, whole as count } from './numbers.js';
import { SCHEMES, SCHEME_IDS } from './schemes.js';
import { SYSTEMS } from './systems.js';

/**
 * @typedef {object} Settings
 * @property {'step'|'train'|'parallel'|'systems'|'experiments'} view
 * @property {string} system id of the article in the systems view; 'all' is the overview
 * @property {string} experiment id of the article in the experiments view; '' is the overview
 * @property {'quick'|'full'} eGrid which of its grids
 * @property {'own'|'recorded'} eFrom whose results are shown
 * @property {string} ePlot id of the plot shown; '' is the first
 * @property {string} eChosen what is chosen where a plot shows one value at a time, as 'gamma:0.5,rule:vpc'; first
 * values where it says nothing
 * @property {'mnist'|'synthetic'} source
 * @property {number} sample index into the test digits
 * @property {number} hidden number of hidden layers; the chain is one longer
 * @property {number} width units of each hidden layer
 * @property {'identity'|'tanh'|'relu'|'sigmoid'} activation
 * @property {'gaussian'|'categorical'} likelihood
 * @property {'f32'|'f64'} dtype
 * @property {number} seed
 * @property {string} schemes comma list: the rows of the step view, ids of SCHEMES in their order
 * @property {number} gammaVpc step size of every rule that moves values, but for the two that need their own
 * @property {number} gammaFpa step size of fpa, ode-bp and ar
 * @property {number} gammaProx step size of exact il-prox
 * @property {number} gammaGen step size of generative, whose 784 outputs pull 784 times as hard
 * @property {number} k output variance of klimit
 * @property {number} alpha learning rate where inference itself depends on it: il-prox, implicit-sgd, zil-early
 * @property {number} bottomGamma γ_bot of g-il and il-prox-practical; 0 means γ
 * @property {number} decay γ_dec of g-il and il-prox-practical
 * @property {number} noiseSeed of langevin
 * @property {'transpose'|'random'|'kolen-pollack'|'learned'|'sign-symmetric'} feedback
 * @property {number} feedbackSeed of feedback other than transpose
 * @property {'value'|'error'} stores
 * @property {string} clamps comma list: nodes of the step view whose lock was turned, as 'vpc3' or 'generative0'
 * @property {number} T
 * @property {number} t never above T
 * @property {'off'|'on'} slow whether the transport goes phase by phase
 * @property {number} phase 1 to 4, how much of the step to t is shown: send, receive, relax, learn; 4, the whole step,
 * unless slow
 * @property {string} lens '' while the equations are closed; 'wave' follows the error; '3.7' is unit 7 of node 3
 * @property {string} pin scheme id of the row that gradients are compared with; '' is backpropagation, and so is a row
 * that is not shown
 * @property {string} drawn a digit drawn by the reader, as digits/code.js writes it; '' is a test digit
 * @property {number} drawnLabel what the reader says it is; −1 while nobody has said, and then it is not stepped
 * @property {number} speed
 * @property {import('./scheme.js').SchemeId} rule the scheme that trains
 * @property {'sgd'|'momentum'|'adam'} optimizer
 * @property {number} rate 0 means "what suits the scheme under this optimizer"
 * @property {number} batch
 * @property {number} trainT 0 means "what suits the scheme"; sweeps of L steps under implicit-sgd
 * @property {number} trainGamma 0 means "what suits the scheme"
 * @property {number} feedbackDecay weight decay a minibatch under Kolen–Pollack
 * @property {Exclude<import('./scheme.js').SchemeId, 'implicit-sgd'>} pRule the scheme that runs one worker a node
 * @property {number} pGamma step size of every scheme that has one in the parallel view
 * @property {number} pDepth L, functions in the chain
 * @property {number} pWidth units of each hidden layer in the parallel view
 * @property {number} pWide hidden layer that is the bottleneck, counted from 1; 0 means none, and so does one that the
 * chain does not have
 * @property {number} pWideUnits its units
 * @property {number} pBatch digits in the minibatch
 * @property {number} pT 0 means L − 1
 * @property {'dataflow'|'lockstep'} pWait
 * @property {number} pProcessors of the ideal machine; 0 means one a node
 * @property {'ideal'|'measured'} pShow
 * @property {number} xRow t of the last row shown of Table 1 in the systems view
 * @property {number} xScale powers of ten by which the output's error is made smaller in the exhibit of fa-zil
 * @property {number} xSamples steps kept of every chain in the exhibit of langevin
 * @property {number} xBurn steps thrown away before them
 * @property {number} xInfer T of the plots against α in the exhibit of implicit steps
 * @property {number} xgHidden hidden layers of the generative exhibit's own network
 * @property {number} xgWidth their units
 * @property {number} xgGamma its step size
 * @property {number} xgSteps its inference steps a minibatch
 * @property {number} xgRate its learning rate
 * @property {number} xgEpochs how long it is trained
 * @property {number} xgFree steps of inference until the free label is read
 * @property {number} xgAt the step of inference that is shown
 * @property {string} xSynapse the synapse of figure 1 whose needs are told
 * @property {number} xMoment t of figure 1
 * @property {string} xRule the scheme that trains in the exhibit of feedback weights
 * @property {number} xRate its learning rate
 * @property {number} xBatches minibatches it trains for
 * @property {number} xDecay weight decay a minibatch, of Kolen–Pollack feedback
 * @property {number} xLearn learning rate of the exhibit of prospective configuration
 */

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./field.js').NumberField} NumberField */

/** The schemes whose nodes can be clamped and freed, and the most rows the step view has room for. */
export const CLAMPABLE = ['vpc', 'klimit', 'generative'];
export const MOST_ROWS = 6;
const LOCKS = CLAMPABLE.flatMap(id => Array.from({ length: 18 }, (_, node) => `${id}${node}`));

/** The synapses of figure 1, a to c: exhibits/figure1.js says what they are, but is more than an address needs. */
export const SYNAPSES = ['a', 'b', 'c'].flatMap(wiring => ['0', '1', '2', '1t', '2t'].map(synapse => wiring + synapse));

/** Every setting, in the order in which the hash lists them. @type {Record<keyof Settings, Field>} */
export const FIELDS = {
  view: choice('step', 'View', 'What the page shows.', [
    ['step', 'Step', 'One digit through one network, one inference step at a time.'],
    ['train', 'Train', 'Train a network on many digits.'],
    ['parallel', 'Parallel', 'One worker a node: who computes what, when.'],
    ['systems', 'Systems', 'Every scheme that the paper describes or weighs, one by one.'],
    ['experiments', 'Experiments', 'The paper’s figures and the questions it leaves open, computed in front of you.'],
  ]),
  system: choice('all', 'System', 'Which scheme the systems view is about.', [
    ['all', 'all', 'All of them, compared.'],
    ...SYSTEMS.map(({ id, name, title }) => /** @type {[string, string, string]} */ ([id, name, `${title}.`])),
  ]),
  experiment: text(/^([a-z0-9-]{0,39}[a-z0-9])?$/, 'Experiment', 'Which experiment the experiments view is about.'),
  eGrid: choice('quick', 'Grid', 'How much is computed.', [
    ['quick', 'quick', 'Few cells and one or two seeds: about a minute on two cores.'],
    ['full', 'full', 'Every cell and every seed: in a browser this may take hours.'],
  ]),
  eFrom: choice('own', 'Results', 'Whose results are shown.', [
    ['own', 'own', 'What this browser has computed.'],
    ['recorded', 'recorded', 'The full grid as it comes with the page, computed natively.'],
  ]),
  ePlot: text(/^([A-Za-z0-9-]{0,39}[A-Za-z0-9])?$/, 'Plot', 'Which plot of the experiment is shown.'),
  // Marks at the end are the sentence's that the link stood in.
  eChosen: text(/^([\w.:,-]{0,199}[A-Za-z0-9])?$/, 'Shown for', 'The values chosen where a plot shows one at a time.'),
  source: choice('mnist', 'Digits', 'Where the digits come from.', [
    ['mnist', 'MNIST', 'Handwritten digits, 28 × 28 pixels.'],
    ['synthetic', 'drawn', 'Digits drawn by the program from strokes; nothing to download.'],
  ]),
  sample: whole(0, 999_999, 0, 'Digit', 'Which of the test digits the network is shown.'),
  hidden: whole(
    2,
    16,
    5,
    'Hidden layers',
    'Layers between the picture and the output. The more there are, the longer an error has to travel.',
  ),
  width: log(whole(1, 128, 24, 'Units a layer', 'Units in each hidden layer. Each is one cell of a column.')),
  activation: choice('tanh', 'Activation', 'The nonlinearity of the hidden layers. The output layer has none.', [
    ['tanh', 'tanh', 'Squeezes every value into −1 to 1.'],
    ['relu', 'relu', 'Passes positive values, turns negative ones into exactly zero.'],
    ['sigmoid', 'sigmoid', 'Squeezes every value into 0 to 1; its slope is at most ¼, so errors fade quickly.'],
    ['identity', 'identity', 'No nonlinearity: the whole network is linear.'],
  ]),
  likelihood: choice('categorical', 'Output', 'What the output is compared with, so what its error is.', [
    [
      'categorical',
      'categorical',
      'Ten class probabilities (softmax); the error is the one-hot label minus the probabilities.',
    ],
    ['gaussian', 'gaussian', 'Ten plain numbers; the error is the one-hot label minus the numbers.'],
  ]),
  dtype: choice('f64', 'Precision', 'How exactly numbers are kept.', [
    ['f64', 'f64', '64-bit numbers, about 16 digits.'],
    [
      'f32',
      'f32',
      '32-bit numbers, about 7 digits: tiny changes of a value are lost, and a deep wave may arrive late.',
    ],
  ]),
  seed: whole(0, 999_999, 0, 'Seed', 'Chooses the random first weights. The same seed always gives the same weights.'),
  schemes: list(
    SCHEME_IDS,
    MOST_ROWS,
    'bp,vpc,fpa,zil',
    'Rows',
    'The schemes that are shown side by side, one to six of them.',
  ),
  gammaVpc: real(
    0.01,
    3,
    0.01,
    0.4,
    'VPC step size γ',
    'How far VPC and its kin move their values in one step. Small descends steadily; large diverges.',
  ),
  gammaFpa: real(
    0.01,
    3,
    0.01,
    0.5,
    'FPA step size γ',
    'How far FPA-PC, or another scheme with fixed predictions, moves its errors towards those of backpropagation in one step. 1 gets there exactly; above 2 diverges.',
  ),
  gammaProx: log(
    real(
      0.001,
      1,
      0.001,
      0.5,
      'IL-prox step size γ',
      'How far exact IL-prox moves its values in one step. The first hidden layer follows slowest, in some hundreds of steps, since the whole picture holds it back.',
    ),
  ),
  gammaGen: log(
    real(
      0.001,
      1,
      0.001,
      0.05,
      'Generative step size γ',
      'How far generative PC moves its values in one step. A picture of 784 pixels pulls hard, so that only small steps descend.',
    ),
  ),
  k: log(
    real(
      1,
      10_000,
      0.1,
      100,
      'Output variance k',
      'The k-limit takes its output for k times less certain, and its gradients times k. Large k approaches backpropagation, given enough steps.',
    ),
  ),
  alpha: log(
    real(
      0.0001,
      10,
      0.0001,
      0.01,
      'Learning rate α',
      'How far the weights are going to move. Schemes with implicit steps, and Z-IL early, need to know it already while they infer.',
    ),
  ),
  bottomGamma: real(
    0,
    3,
    0.01,
    0,
    'Pull from above',
    'How far G-IL moves towards what serves the layer after: γ with the index “bot” in its equation. 0 takes the same as γ, the pull towards the layer before.',
  ),
  decay: real(
    0,
    0.99,
    0.01,
    0,
    'Decay',
    'How much of every value G-IL lets fade in one step: γ with the index “dec” in its equation. It keeps values small.',
  ),
  noiseSeed: whole(
    0,
    999_999,
    0,
    'Noise seed',
    'Chooses the random pushes of Langevin VPC. The same seed always gives the same pushes.',
  ),
  feedback: choice(
    'transpose',
    'Feedback weights',
    'Which weights carry errors back. A brain has no known way to read the forward ones backwards.',
    [
      [
        'transpose',
        'exact',
        'The forward weights themselves, read backwards: what backpropagation needs, and a brain is unlikely to have.',
      ],
      [
        'random',
        'random',
        'Fixed random weights (Lillicrap et al. 2016). Forward weights come to agree with them, but only by training.',
      ],
      [
        'kolen-pollack',
        'Kolen–Pollack',
        'Weights of their own that get the same changes as the forward ones, and both decay: with training they become alike. Untrained they are random.',
      ],
      [
        'learned',
        'learned',
        'Weights of their own that learn by the same rule without decay (Millidge et al. 2020a). Untrained they are random.',
      ],
      ['sign-symmetric', 'signs', 'Only the sign of each forward weight is known, not its size.'],
    ],
  ),
  feedbackSeed: whole(0, 999_999, 0, 'Feedback seed', 'Chooses the random feedback weights.'),
  stores: choice(
    'value',
    'FPA stores',
    'Which number FPA-PC keeps in memory; the other is computed from it. In exact arithmetic they are the same.',
    [
      ['value', 'values x', 'Keeps values, as in the paper: a change smaller than the last digit of x is lost.'],
      ['error', 'errors e', 'Keeps errors: even the smallest change is kept.'],
    ],
  ),
  clamps: list(
    LOCKS,
    LOCKS.length,
    '',
    'Locks',
    'Nodes whose value is held or let go against the usual: picture and label are held, all between is free.',
  ),
  T: whole(1, 64, 16, 'Steps T', 'How many inference steps are computed and shown.', 'steps'),
  t: whole(0, 64, 0, 'Step t', 'Updates so far. At t = 0 only the output has an error.'),
  slow: choice('off', 'Slow motion', 'Whether the transport goes phase by phase instead of step by step.', [
    ['off', 'off', 'Step by step.'],
    ['on', 'on', 'Phase by phase: send, receive, relax, learn.'],
  ]),
  phase: whole(
    1,
    4,
    4,
    'Phase',
    'In slow motion, how much of the step to t is shown: 1 messages are sent, 2 they have arrived, 3 values have moved, 4 weights have learned.',
  ),
  lens: text(
    /^(wave|\d{1,2}\.\d{1,3})$/,
    'Equations',
    'The unit whose equations are written out: “3.7” is unit 7 of node 3, “wave” goes with the error.',
  ),
  pin: text(
    /^[a-z-]{0,19}[a-z]$/,
    'Reference',
    'The row with whose gradient the others are compared. Without one it is backpropagation.',
  ),
  drawn: text(
    /^[A-Za-z0-9_-]{1,900}$/,
    'Drawn digit',
    'A digit drawn by hand, as text: runs of empty pixels, and the others in fifteen greys.',
  ),
  drawnLabel: whole(
    -1,
    9,
    0,
    'It is a',
    'What the drawn digit is meant to be: the label that the output is compared with. −1 while its drawer has not said.',
  ),
  speed: real(0.5, 20, 0.5, 2, 'Speed', 'Steps a second while playing.', 'steps/s'),
  rule: choice(
    'fpa',
    'Rule',
    'How the network turns an error at the output into changes of its weights.',
    SCHEMES.map(
      ({ id, name, about }) =>
        /** @type {[string, string, string]} */ ([id, name, `${about[0].toUpperCase()}${about.slice(1)}.`]),
    ),
  ),
  optimizer: choice('momentum', 'Optimizer', 'How a gradient becomes a change of the weights.', [
    ['sgd', 'SGD', 'Plain gradient descent.'],
    ['momentum', 'momentum', 'Gradient descent that keeps nine tenths of its last movement.'],
    ['adam', 'Adam', 'Gradient descent with its own pace for every weight.'],
  ]),
  rate: open(
    log(
      real(
        1e-6,
        1000,
        1e-6,
        0,
        'Learning rate',
        'How far the weights move along the gradient. 0 takes what suits rule and optimizer; far above that, training diverges.',
      ),
    ),
  ),
  batch: log(whole(1, 512, 64, 'Batch size', 'Digits averaged into one change of the weights.', 'digits')),
  trainT: whole(
    0,
    400,
    0,
    'Inference steps T',
    'Inference steps before the weights change. 0 takes what suits the rule: as many as there are hidden layers, the fewest that let every layer hear of the error; or, where values have to settle, ten for each hidden layer and 20 at least (twice that for the k-limit, 80 for each and at least 200 for exact IL-prox).',
    'steps',
  ),
  trainGamma: real(
    0,
    3,
    0.01,
    0,
    'Step size γ',
    'How far values or errors move in one inference step. 0 takes what suits the rule: 1 where predictions stay fixed, less where values settle.',
  ),
  feedbackDecay: log(
    real(
      0.00001,
      0.1,
      0.00001,
      0.001,
      'Feedback decay',
      'The share by which Kolen–Pollack shrinks forward and feedback weights after each minibatch. What differs between the two shrinks with it.',
    ),
  ),
  pRule: choice(
    'fpa',
    'Rule',
    'The rule that the workers run, and whose timeline is shown large.',
    SCHEMES.filter(({ local }) => local).map(
      ({ id, name, about }) =>
        /** @type {[string, string, string]} */ ([id, name, `${about[0].toUpperCase()}${about.slice(1)}.`]),
    ),
  ),
  pGamma: real(
    0.01,
    3,
    0.01,
    0.5,
    'Step size γ',
    'How far values or errors move in one step. BP and Z-IL do not use it.',
  ),
  pDepth: whole(
    2,
    64,
    8,
    'Functions in the chain',
    'L, the chain length: hidden layers and the output layer. Each runs in a worker of its own.',
  ),
  pWidth: log(
    whole(
      4,
      256,
      128,
      'Units a layer',
      'Units in each hidden layer. More units make each operation longer compared with sending a message.',
    ),
  ),
  pWide: whole(0, 63, 0, 'Widened hidden layer', 'Makes one hidden layer a bottleneck. 0 widens none.'),
  pWideUnits: log(whole(64, 1024, 1024, 'Its units', 'Units of the widened layer.')),
  pBatch: log(
    whole(1, 64, 16, 'Digits at once', 'The minibatch: every operation is done for all of these digits together.'),
  ),
  pT: whole(
    0,
    128,
    0,
    'Inference steps T',
    'Steps of rules that go on until they are stopped. 0 takes L − 1, the fewest after which every node can have heard of the error. BP and Z-IL always take L − 1.',
  ),
  pWait: choice('dataflow', 'Pace', 'When a node may go on.', [
    ['dataflow', 'own pace', 'A node goes on as soon as its neighbours’ messages are in.'],
    ['lockstep', 'wait for the slowest', 'Every step waits for the slowest node, as the paper’s bound assumes.'],
  ]),
  pProcessors: whole(
    0,
    64,
    0,
    'Ideal processors',
    'Processors of the ideal machine, which do one multiply-add a tick and send messages in no time. 0 means one a node.',
  ),
  pShow: choice('ideal', 'Timeline', 'Which run is drawn.', [
    [
      'ideal',
      'ideal',
      'Every operation takes as long as it has multiply-adds; messages are free. Does not depend on this computer.',
    ],
    ['measured', 'measured', 'The last run of the workers, by their own clocks.'],
  ]),
  xRow: whole(0, 16, 0, 'Row of Table 1', 'The last row shown, which is a time t.'),
  xScale: real(
    0,
    30,
    0.5,
    0,
    'Output error made smaller',
    'By how many powers of ten the target is nearer to the prediction than the label: 0 is the label itself, 6 a millionth of the way to it.',
  ),
  xSamples: log(
    whole(
      100,
      20_000,
      2000,
      'Steps sampled',
      'Steps of every chain whose values are kept as samples. More make every number steadier.',
      'steps',
    ),
  ),
  xBurn: whole(
    0,
    2000,
    200,
    'Burn-in',
    'Steps thrown away before, in which the chains forget where they began.',
    'steps',
  ),
  xInfer: log(
    whole(
      1,
      10_000,
      10_000,
      'Inference steps T',
      'How long inference runs before the update. IL-prox needs thousands of steps to settle.',
      'steps',
    ),
  ),
  xgHidden: whole(1, 4, 1, 'Hidden layers', 'Layers between the label and the picture.'),
  xgWidth: log(whole(16, 256, 128, 'Units a layer', 'Units in each hidden layer.')),
  xgGamma: real(
    0.01,
    0.5,
    0.01,
    0.1,
    'Step size γ',
    'How far the values move in one step of inference, in training and when a digit is recognised.',
  ),
  xgSteps: whole(
    0,
    50,
    5,
    'Inference steps T',
    'Steps of inference before the weights change, in training. With 0 the hidden values never move, and only the last layer has something to learn.',
    'steps',
  ),
  xgRate: log(
    real(
      0.001,
      1,
      0.001,
      0.15,
      'Learning rate',
      'How far the weights move along the gradient, by plain SGD. A picture has 784 errors to learn from, so its gradients are large.',
    ),
  ),
  xgEpochs: whole(1, 20, 2, 'Passes through the digits', 'How often training goes through all training digits.'),
  xgFree: whole(
    1,
    200,
    25,
    'Steps until the label is read',
    'Steps of inference on the free label before its largest entry is taken for the answer.',
    'steps',
  ),
  xgAt: whole(0, 200, 200, 'Step t', 'How many steps inference on the free label has made in what is shown.'),
  xSynapse: choice(
    'a1',
    'Synapse',
    'The synapse of figure 1 whose needs are told.',
    SYNAPSES.map(id => [id, id, `The synapse ${id} of figure 1.`]),
  ),
  xMoment: whole(
    0,
    20,
    2,
    'Step t',
    'Inference steps so far. In (a) and (c) the error moves one node back a step and is through at t = 2; in (b) all go on settling.',
  ),
  xRule: choice(
    'bp',
    'Rule',
    'The scheme that trains, once with each kind of feedback weights.',
    SCHEMES.filter(({ uses }) => uses.includes('feedback')).map(
      ({ id, name, about }) =>
        /** @type {[string, string, string]} */ ([id, name, `${about[0].toUpperCase()}${about.slice(1)}.`]),
    ),
  ),
  xRate: log(
    real(0.001, 1, 0.001, 0.03, 'Learning rate', 'How far the weights move along the gradient, with momentum 0.9.'),
  ),
  xBatches: whole(100, 2000, 400, 'Minibatches', 'How long every network is trained; each minibatch has 32 digits.'),
  xDecay: log(
    real(
      0.0001,
      0.1,
      0.0001,
      0.001,
      'Kolen–Pollack decay',
      'The share that forward and feedback weights lose after every minibatch, and with them their difference. More aligns them sooner, and forgets sooner.',
    ),
  ),
  xLearn: real(0.02, 1, 0.02, 0.2, 'Learning rate', 'How far the weights move along the gradient, for both rules.'),
};

const NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(FIELDS));
/** Every name by what it is without capitals, as attributes in HTML have it. "t" is t, not T. */
const PLAIN_NAMES = new Map(NAMES.map(name => [name.toLowerCase(), name]));

/** The values of a list setting. @param {string} text @returns {string[]} */
export const listed = text => (text === '' ? [] : text.split(','));

/**
 * The nearest value that `field` allows; its default when `value` cannot be read at all.
 * @param {Field} field
 * @param {unknown} value a number, or text as found in a hash
 * @returns {number | string}
 */
export function clamp(field, value) {
  if (field.kind === 'choice') {
    return field.options.some(option => option.value === value) ? String(value) : field.default;
  }
  if (field.kind === 'list') {
    const wanted = typeof value === 'string' ? listed(value) : [];
    return (
      field.of
        .filter(one => wanted.includes(one))
        .slice(0, field.most)
        .join(',') || field.default
    );
  }
  if (field.kind === 'text') return typeof value === 'string' && field.pattern.test(value) ? value : field.default;
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (Number.isNaN(number)) return field.default;
  if (field.open && number === 0) return 0;
  const inside = Math.min(field.max, Math.max(field.min, number));
  // Seven digits hide the noise of a slider (0.30000000000000004) and keep hashes short.
  return field.kind === 'whole' ? Math.round(inside) + 0 : Number(inside.toPrecision(7)); // no −0
}

/**
 * Settings with every field present and in range.
 * @param {Partial<Record<keyof Settings, unknown>>} values anything; what is missing becomes the default
 * @returns {Settings}
 */
export function normalise(values) {
  /** @type {Record<string, number | string>} */
  const settings = {};
  for (const name of NAMES) settings[name] = clamp(FIELDS[name], values[name]);
  settings.t = Math.min(Number(settings.t), Number(settings.T));
  // There is no step to t = 0, so nothing to look inside of.
  if (settings.slow === 'off' || settings.t === 0) settings.phase = FIELDS.phase.default;
  return /** @type {Settings} */ (/** @type {unknown} */ (settings));
}

/** All defaults. @returns {Settings} */
export const defaults = () => normalise({});

/**
 * Whether all of a text says something about a field: what it says may still be out of range.
 * @param {Field} field
 * @param {string} text
 */
export function fits(field, text) {
  if (field.kind === 'choice') return field.options.some(option => option.value === text);
  if (field.kind === 'list') return listed(text).every(one => field.of.includes(one));
  if (field.kind === 'text') return text === '' || field.pattern.test(text);
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

/**
 * Reads a URL hash. Never throws: unknown names are ignored, unreadable values become defaults, others are clamped.
 * Capitals in names do not matter, but for T and t. A link that was mangled on its way is read as it was meant, where
 * that can be told.
 * @param {string} hash with or without its '#', as in '#view=train&hidden=8'
 * @param {Readonly<Record<string, (text: string) => boolean>>} [others] names that a hash may have besides, and whether
 * a text can be read as theirs
 * @returns {{settings: Settings, reading: import('./hash-text.js').Reading}}
 */
export function readLink(hash, others = {}) {
  const reading = readHash(
    hash,
    name =>
      Object.hasOwn(FIELDS, name)
        ? name
        : (PLAIN_NAMES.get(name.toLowerCase()) ??
          (Object.hasOwn(others, name.toLowerCase()) ? name.toLowerCase() : undefined)),
    (name, text, begun) => {
      if (!Object.hasOwn(FIELDS, name)) return others[name](text);
      const field = FIELDS[/** @type {keyof Settings} */ (name)];
      // The beginning of a name may be another's name.
      return fits(field, text) && !(begun && field.kind === 'text');
    },
  );
  // Of a list, what can be read is taken.
  const unread = [...reading.unread].map(([name, text]) => [name, unwrapped(text)]);
  return { settings: normalise(Object.fromEntries([...reading.texts, ...unread])), reading };
}

/** The settings of a URL hash: `readLink`. @param {string} hash @returns {Settings} */
export const parseHash = hash => readLink(hash).settings;

/**
 * The hash that `parseHash` turns back into the same settings. Defaults are left out, so all defaults give '#'.
 * @param {Settings} settings
 * @returns {string}
 */
export function toHash(settings) {
  const parts = NAMES.filter(name => settings[name] !== FIELDS[name].default).map(name => `${name}=${settings[name]}`);
  return `#${parts.join('&')}`;
}

/**
 * A value as it is shown to a reader, without its unit.
 * @param {Field} field
 * @param {number | string} value
 * @returns {string}
 */
export function display(field, value) {
  if (field.kind === 'choice') return field.options.find(option => option.value === value)?.label ?? String(value);
  if (field.kind === 'list') return listed(String(value)).join(', ');
  if (field.kind === 'text') return String(value);
  const number = Number(value);
  if (field.kind === 'whole') return count(number);
  return !field.log ? fixed(number, Math.max(0, -Math.floor(Math.log10(field.step)))) : setting(number);
}

// A log slider moves over 0 … LOG_STEPS in equal steps.
const LOG_STEPS = 1000;

/**
 * Where a slider of `field` stands for `value`: its own units, or 0 to 1000 over the decades of a log field.
 * @param {NumberField} field
 * @param {number} value
 * @returns {number}
 */
export function toPosition(field, value) {
  if (!field.log) return value;
  if (field.open && value === 0) return 0;
  const position = Math.round((LOG_STEPS * Math.log(value / field.min)) / Math.log(field.max / field.min));
  return field.open ? Math.max(1, position) : position;
}

/**
 * The value of a slider of `field` that stands at `position`; of a log field, rounded to two digits so that it reads
 * well.
 * @param {NumberField} field
 * @param {number} position
 * @returns {number}
 */
export function fromPosition(field, position) {
  if (!field.log) return Number(clamp(field, position));
  if (field.open && position <= 0) return 0;
  const value = field.min * (field.max / field.min) ** (position / LOG_STEPS);
  return Number(clamp(field, field.kind === 'whole' ? value : Number(value.toPrecision(2))));
}

/**
 * The range and step that an `<input type=range>` of `field` needs.
 * @param {NumberField} field
 * @returns {{ min: number, max: number, step: number }}
 */
export function sliderRange(field) {
  return field.log ? { min: 0, max: LOG_STEPS, step: 1 } : { min: field.min, max: field.max, step: field.step };
}
