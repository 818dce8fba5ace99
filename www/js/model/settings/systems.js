// The exhibits of the systems view. Pure.

import { choice, log, real, whole } from '../field.js';
import { schemeOptions } from './scheme-options.js';

/** The synapses of figure 1, a to c: exhibits/figure1.js says what they are, but is more than an address needs. */
export const SYNAPSES = ['a', 'b', 'c'].flatMap(wiring => ['0', '1', '2', '1t', '2t'].map(synapse => wiring + synapse));

export const SYSTEMS_OWN = {
  /** T of the last row shown of Table 1 in the systems view. */
  xRow: whole(0, 16, 0, 'Row of Table 1', 'The last row shown, which is a time t.'),
  /** Powers of ten by which the output's error is made smaller in the exhibit of fa-zil. */
  xScale: real(
    0,
    30,
    0.5,
    0,
    'Output error made smaller',
    'By how many powers of ten the target is nearer to the prediction than the label: 0 is the label itself, 6 a millionth of the way to it.',
  ),
  /** Steps kept of every chain in the exhibit of langevin. */
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
  /** Steps thrown away before them. */
  xBurn: whole(
    0,
    2000,
    200,
    'Burn-in',
    'Steps thrown away before, in which the chains forget where they began.',
    'steps',
  ),
  /** T of the plots against α in the exhibit of implicit steps. */
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
  /** Hidden layers of the generative exhibit's own network. */
  xgHidden: whole(1, 4, 1, 'Hidden layers', 'Layers between the label and the picture.'),
  /** Their units. */
  xgWidth: log(whole(16, 256, 128, 'Units a layer', 'Units in each hidden layer.')),
  /** Its step size. */
  xgGamma: real(
    0.01,
    0.5,
    0.01,
    0.1,
    'Step size γ',
    'How far the values move in one step of inference, in training and when a digit is recognised.',
  ),
  /** Its inference steps a minibatch. */
  xgSteps: whole(
    0,
    50,
    5,
    'Inference steps T',
    'Steps of inference before the weights change, in training. With 0 the hidden values never move, and only the last layer has something to learn.',
    'steps',
  ),
  /** Its learning rate. */
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
  /** How long it is trained. */
  xgEpochs: whole(1, 20, 2, 'Passes through the digits', 'How often training goes through all training digits.'),
  /** Steps of inference until the free label is read. */
  xgFree: whole(
    1,
    200,
    25,
    'Steps until the label is read',
    'Steps of inference on the free label before its largest entry is taken for the answer.',
    'steps',
  ),
  /** The step of inference that is shown. */
  xgAt: whole(0, 200, 200, 'Step t', 'How many steps inference on the free label has made in what is shown.'),
  /** The synapse of figure 1 whose needs are told. */
  xSynapse: choice(
    'a1',
    'Synapse',
    'The synapse of figure 1 whose needs are told.',
    SYNAPSES.map(id => [id, id, `The synapse ${id} of figure 1.`]),
  ),
  /** T of figure 1. */
  xMoment: whole(
    0,
    20,
    2,
    'Step t',
    'Inference steps so far. In (a) and (c) the error moves one node back a step and is through at t = 2; in (b) all go on settling.',
  ),
  /** The scheme that trains in the exhibit of feedback weights. */
  xRule: choice(
    'bp',
    'Rule',
    'The scheme that trains, once with each kind of feedback weights.',
    schemeOptions(({ uses }) => uses.includes('feedback')),
  ),
  /** Its learning rate. */
  xRate: log(
    real(0.001, 1, 0.001, 0.03, 'Learning rate', 'How far the weights move along the gradient, with momentum 0.9.'),
  ),
  /** Minibatches it trains for. */
  xBatches: whole(100, 2000, 400, 'Minibatches', 'How long every network is trained; each minibatch has 32 digits.'),
  /** Weight decay a minibatch, of Kolen–Pollack feedback. */
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
  /** Learning rate of the exhibit of prospective configuration. */
  xLearn: real(0.02, 1, 0.02, 0.2, 'Learning rate', 'How far the weights move along the gradient, for both rules.'),
};
