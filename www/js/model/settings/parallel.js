// The parallel view. Pure.

import { choice, log, outdating, real, whole } from '../field.js';
import { schemeOptions } from './scheme-options.js';

export const PARALLEL = {
  /** The scheme that runs one worker a node. */
  pRule: choice(
    'fpa',
    'Rule',
    'The rule that the workers run, and whose timeline is shown large.',
    /** @type {typeof schemeOptions<Exclude<import('../scheme.js').SchemeId, 'implicit-sgd'>>} */ (schemeOptions)(
      ({ local }) => local,
    ),
  ),
  /** Step size of every scheme that has one in the parallel view. */
  pGamma: outdating(
    ['schedule'],
    real(0.01, 3, 0.01, 0.5, 'Step size γ', 'How far values or errors move in one step. BP and Z-IL do not use it.'),
  ),
  /** L, functions in the chain. */
  pDepth: outdating(
    ['schedule'],
    whole(
      2,
      64,
      8,
      'Functions in the chain',
      'L, the chain length: hidden layers and the output layer. Each runs in a worker of its own.',
    ),
  ),
  /** Units of each hidden layer in the parallel view. */
  pWidth: outdating(
    ['schedule'],
    log(
      whole(
        4,
        256,
        128,
        'Units a layer',
        'Units in each hidden layer. More units make each operation longer compared with sending a message.',
      ),
    ),
  ),
  /** Hidden layer that is the bottleneck, counted from 1; 0 means none, and so does one that the chain does not have. */
  pWide: outdating(
    ['schedule'],
    whole(0, 63, 0, 'Widened hidden layer', 'Makes one hidden layer a bottleneck. 0 widens none.'),
  ),
  /** Its units. */
  pWideUnits: outdating(['schedule'], log(whole(64, 1024, 1024, 'Its units', 'Units of the widened layer.'))),
  /** Digits in the minibatch. */
  pBatch: outdating(
    ['schedule'],
    log(whole(1, 64, 16, 'Digits at once', 'The minibatch: every operation is done for all of these digits together.')),
  ),
  /** 0 means L − 1. */
  pT: outdating(
    ['schedule'],
    whole(
      0,
      128,
      0,
      'Inference steps T',
      'Steps of rules that go on until they are stopped. 0 takes L − 1, the fewest after which every node can have heard of the error. BP and Z-IL always take L − 1.',
    ),
  ),
  pWait: choice('dataflow', 'Pace', 'When a node may go on.', [
    ['dataflow', 'own pace', 'A node goes on as soon as its neighbours’ messages are in.'],
    ['lockstep', 'wait for the slowest', 'Every step waits for the slowest node, as the paper’s bound assumes.'],
  ]),
  /** Of the ideal machine; 0 means one a node. */
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
};
