// The digits and the network: every view has them. Pure.

import { choice, log, outdating, whole } from '../field.js';

export const NETWORK = {
  source: outdating(
    ['trace', 'schedule', 'run'],
    choice('mnist', 'Digits', 'Where the digits come from.', [
      ['mnist', 'MNIST', 'Handwritten digits, 28 × 28 pixels.'],
      ['synthetic', 'drawn', 'Digits drawn by the program from strokes; nothing to download.'],
    ]),
  ),
  /** Index into the test digits. */
  sample: outdating(['trace'], whole(0, 999_999, 0, 'Digit', 'Which of the test digits the network is shown.')),
  /** Number of hidden layers; the chain is one longer. */
  hidden: outdating(
    ['trace', 'run'],
    whole(
      2,
      16,
      5,
      'Hidden layers',
      'Layers between the picture and the output. The more there are, the longer an error has to travel.',
    ),
  ),
  /** Units of each hidden layer. */
  width: outdating(
    ['trace', 'run'],
    log(whole(1, 128, 24, 'Units a layer', 'Units in each hidden layer. Each is one cell of a column.')),
  ),
  activation: outdating(
    ['trace', 'schedule', 'run'],
    choice('tanh', 'Activation', 'The nonlinearity of the hidden layers. The output layer has none.', [
      ['tanh', 'tanh', 'Squeezes every value into −1 to 1.'],
      ['relu', 'relu', 'Passes positive values, turns negative ones into exactly zero.'],
      ['sigmoid', 'sigmoid', 'Squeezes every value into 0 to 1; its slope is at most ¼, so errors fade quickly.'],
      ['identity', 'identity', 'No nonlinearity: the whole network is linear.'],
    ]),
  ),
  likelihood: outdating(
    ['trace', 'schedule', 'run'],
    choice('categorical', 'Output', 'What the output is compared with, so what its error is.', [
      [
        'categorical',
        'categorical',
        'Ten class probabilities (softmax); the error is the one-hot label minus the probabilities.',
      ],
      ['gaussian', 'gaussian', 'Ten plain numbers; the error is the one-hot label minus the numbers.'],
    ]),
  ),
  dtype: outdating(
    ['trace', 'schedule', 'run'],
    choice('f64', 'Precision', 'How exactly numbers are kept.', [
      ['f64', 'f64', '64-bit numbers, about 16 digits.'],
      [
        'f32',
        'f32',
        '32-bit numbers, about 7 digits: tiny changes of a value are lost, and a deep wave may arrive late.',
      ],
    ]),
  ),
  seed: outdating(
    ['trace', 'schedule', 'run'],
    whole(0, 999_999, 0, 'Seed', 'Chooses the random first weights. The same seed always gives the same weights.'),
  ),
};
