// What schemes let one choose besides the network: each is used by those that name it in `uses`. Pure.

import { choice, list, log, outdating, real, whole } from '../field.js';
import { SCHEME_IDS } from '../schemes.js';

/** The schemes whose nodes can be clamped and freed, and the most rows the step view has room for. */
export const CLAMPABLE = ['vpc', 'klimit', 'generative'];
export const MOST_ROWS = 6;
const LOCKS = CLAMPABLE.flatMap(id => Array.from({ length: 18 }, (_, node) => `${id}${node}`));

export const SCHEMES_OWN = {
  /** Comma list: the rows of the step view, ids of SCHEMES in their order. */
  schemes: outdating(
    ['trace'],
    list(
      SCHEME_IDS,
      MOST_ROWS,
      'bp,vpc,fpa,zil',
      'Rows',
      'The schemes that are shown side by side, one to six of them.',
    ),
  ),
  /** Step size of every rule that moves values, but for the two that need their own. */
  gammaVpc: outdating(
    ['trace'],
    real(
      0.01,
      3,
      0.01,
      0.4,
      'VPC step size γ',
      'How far VPC and its kin move their values in one step. Small descends steadily; large diverges.',
    ),
  ),
  /** Step size of fpa, ode-bp and ar. */
  gammaFpa: outdating(
    ['trace'],
    real(
      0.01,
      3,
      0.01,
      0.5,
      'FPA step size γ',
      'How far FPA-PC, or another scheme with fixed predictions, moves its errors towards those of backpropagation in one step. 1 gets there exactly; above 2 diverges.',
    ),
  ),
  /** Step size of exact il-prox. */
  gammaProx: outdating(
    ['trace'],
    log(
      real(
        0.001,
        1,
        0.001,
        0.5,
        'IL-prox step size γ',
        'How far exact IL-prox moves its values in one step. The first hidden layer follows slowest, in some hundreds of steps, since the whole picture holds it back.',
      ),
    ),
  ),
  /** Step size of generative, whose 784 outputs pull 784 times as hard. */
  gammaGen: outdating(
    ['trace'],
    log(
      real(
        0.001,
        1,
        0.001,
        0.05,
        'Generative step size γ',
        'How far generative PC moves its values in one step. A picture of 784 pixels pulls hard, so that only small steps descend.',
      ),
    ),
  ),
  /** Output variance of klimit. */
  k: outdating(
    ['trace', 'schedule', 'run'],
    log(
      real(
        1,
        10_000,
        0.1,
        100,
        'Output variance k',
        'The k-limit takes its output for k times less certain, and its gradients times k. Large k approaches backpropagation, given enough steps.',
      ),
    ),
  ),
  /** Learning rate where inference itself depends on it: il-prox, implicit-sgd, zil-early. */
  alpha: outdating(
    ['trace', 'schedule'],
    log(
      real(
        0.0001,
        10,
        0.0001,
        0.01,
        'Learning rate α',
        'How far the weights are going to move. Schemes with implicit steps, and Z-IL early, need to know it already while they infer.',
      ),
    ),
  ),
  /** Γ_bot of g-il and il-prox-practical; 0 means γ. */
  bottomGamma: outdating(
    ['trace', 'schedule', 'run'],
    real(
      0,
      3,
      0.01,
      0,
      'Pull from above',
      'How far G-IL moves towards what serves the layer after: γ with the index “bot” in its equation. 0 takes the same as γ, the pull towards the layer before.',
    ),
  ),
  /** Γ_dec of g-il and il-prox-practical. */
  decay: outdating(
    ['trace', 'schedule', 'run'],
    real(
      0,
      0.99,
      0.01,
      0,
      'Decay',
      'How much of every value G-IL lets fade in one step: γ with the index “dec” in its equation. It keeps values small.',
    ),
  ),
  /** Of langevin. */
  noiseSeed: outdating(
    ['trace', 'schedule', 'run'],
    whole(
      0,
      999_999,
      0,
      'Noise seed',
      'Chooses the random pushes of Langevin VPC. The same seed always gives the same pushes.',
    ),
  ),
  feedback: outdating(
    ['trace', 'schedule', 'run'],
    choice(
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
  ),
  /** Of feedback other than transpose. */
  feedbackSeed: outdating(
    ['trace', 'schedule', 'run'],
    whole(0, 999_999, 0, 'Feedback seed', 'Chooses the random feedback weights.'),
  ),
  stores: outdating(
    ['trace'],
    choice(
      'value',
      'FPA stores',
      'Which number FPA-PC keeps in memory; the other is computed from it. In exact arithmetic they are the same.',
      [
        ['value', 'values x', 'Keeps values, as in the paper: a change smaller than the last digit of x is lost.'],
        ['error', 'errors e', 'Keeps errors: even the smallest change is kept.'],
      ],
    ),
  ),
  /** Comma list: nodes of the step view whose lock was turned, as 'vpc3' or 'generative0'. */
  clamps: outdating(
    ['trace'],
    list(
      LOCKS,
      LOCKS.length,
      '',
      'Locks',
      'Nodes whose value is held or let go against the usual: picture and label are held, all between is free.',
    ),
  ),
};
