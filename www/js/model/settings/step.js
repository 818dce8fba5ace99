// The step view. Pure.

import { choice, outdating, real, text, whole } from '../field.js';

export const STEP = {
  T: outdating(['trace'], whole(1, 64, 16, 'Steps T', 'How many inference steps are computed and shown.', 'steps')),
  /** Never above T. */
  t: whole(0, 64, 0, 'Step t', 'Updates so far. At t = 0 only the output has an error.'),
  /** Whether the transport goes phase by phase. */
  slow: choice('off', 'Slow motion', 'Whether the transport goes phase by phase instead of step by step.', [
    ['off', 'off', 'Step by step.'],
    ['on', 'on', 'Phase by phase: send, receive, relax, learn.'],
  ]),
  /** 1 to 4, how much of the step to t is shown: send, receive, relax, learn; 4, the whole step, unless slow. */
  phase: whole(
    1,
    4,
    4,
    'Phase',
    'In slow motion, how much of the step to t is shown: 1 messages are sent, 2 they have arrived, 3 values have moved, 4 weights have learned.',
  ),
  /** '' while the equations are closed; 'wave' follows the error; '3.7' is unit 7 of node 3. */
  lens: text(
    /^(wave|\d{1,2}\.\d{1,3})$/,
    'Equations',
    'The unit whose equations are written out: “3.7” is unit 7 of node 3, “wave” goes with the error.',
  ),
  /** Scheme id of the row that gradients are compared with; '' is backpropagation, and so is a row that is not shown. */
  pin: outdating(
    ['trace'],
    text(
      /^[a-z-]{0,19}[a-z]$/,
      'Reference',
      'The row with whose gradient the others are compared. Without one it is backpropagation.',
    ),
  ),
  /** A digit drawn by the reader, as digits/code.js writes it; '' is a test digit. */
  drawn: outdating(
    ['trace'],
    text(
      /^[A-Za-z0-9_-]{1,900}$/,
      'Drawn digit',
      'A digit drawn by hand, as text: runs of empty pixels, and the others in fifteen greys.',
    ),
  ),
  /** What the reader says it is; −1 while nobody has said, and then it is not stepped. */
  drawnLabel: outdating(
    ['trace'],
    whole(
      -1,
      9,
      0,
      'It is a',
      'What the drawn digit is meant to be: the label that the output is compared with. −1 while its drawer has not said.',
    ),
  ),
  speed: real(0.5, 20, 0.5, 2, 'Speed', 'Steps a second while playing.', 'steps/s'),
};
