// The train view. What is left open there (0) the engine decides. Pure.

import { choice, log, open, outdating, real, whole } from '../field.js';
import { schemeOptions } from './scheme-options.js';

export const TRAIN = {
  /** The scheme that trains. */
  rule: outdating(
    ['run'],
    choice('fpa', 'Rule', 'How the network turns an error at the output into changes of its weights.', schemeOptions()),
  ),
  optimizer: outdating(
    ['run'],
    choice('momentum', 'Optimizer', 'How a gradient becomes a change of the weights.', [
      ['sgd', 'SGD', 'Plain gradient descent.'],
      ['momentum', 'momentum', 'Gradient descent that keeps nine tenths of its last movement.'],
      ['adam', 'Adam', 'Gradient descent with its own pace for every weight.'],
    ]),
  ),
  /** 0 means "what suits the scheme under this optimizer". */
  rate: outdating(
    ['run'],
    open(
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
  ),
  batch: outdating(
    ['run'],
    log(whole(1, 512, 64, 'Batch size', 'Digits averaged into one change of the weights.', 'digits')),
  ),
  /** 0 means "what suits the scheme"; sweeps of L steps under implicit-sgd. */
  trainT: outdating(
    ['run'],
    whole(
      0,
      400,
      0,
      'Inference steps T',
      'Inference steps before the weights change. 0 takes what suits the rule: as many as there are hidden layers, the fewest that let every layer hear of the error; or, where values have to settle, ten for each hidden layer and 20 at least (twice that for the k-limit, 80 for each and at least 200 for exact IL-prox).',
      'steps',
    ),
  ),
  /** 0 means "what suits the scheme". */
  trainGamma: outdating(
    ['run'],
    real(
      0,
      3,
      0.01,
      0,
      'Step size γ',
      'How far values or errors move in one inference step. 0 takes what suits the rule: 1 where predictions stay fixed, less where values settle.',
    ),
  ),
  /** Weight decay a minibatch under Kolen–Pollack. */
  feedbackDecay: outdating(
    ['run'],
    log(
      real(
        0.00001,
        0.1,
        0.00001,
        0.001,
        'Feedback decay',
        'The share by which Kolen–Pollack shrinks forward and feedback weights after each minibatch. What differs between the two shrinks with it.',
      ),
    ),
  ),
};
