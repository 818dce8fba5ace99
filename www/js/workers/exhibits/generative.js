// Trains a generative network for a while: label at x_0, picture at x_L (section 3.1.1).

import { begin, current, stillKept } from './generative-kept.js';
import { LABELS, accuracy } from './generative-infer.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/generative.js').TrainParams} TrainParams */
/** @typedef {import('../../model/exhibits/generative.js').Learned} Learned */

/** Validation digits of a look: all of them would take longer than the training between two looks. */
const CHECKED = 200;
const LOOK_EVERY = 50;

/** @param {TrainParams} params @param {Bench} bench @returns {Promise<Learned>} */
export async function compute({ options, fresh, epochs, free }, { digits, pause }) {
  const mine = fresh ? begin(options, digits) : current();
  const { network, trainer, looks } = mine;
  const until = Math.ceil((epochs * mine.count) / mine.options.batch);
  const held = digits.validation ?? digits.test;
  const checked = Math.min(CHECKED, held.length);
  let [sum, count] = [0, 0];
  const look = () => {
    looks.push({
      iteration: trainer.iteration,
      epoch: trainer.epoch,
      loss: sum / count,
      accuracy: accuracy(network, held, checked, { gamma: mine.options.gamma, steps: free }),
    });
    sum = count = 0;
  };
  /** @returns {Learned} */
  const stand = () => ({
    iteration: trainer.iteration,
    epoch: trainer.epoch,
    diverged: trainer.diverged,
    looks,
    checked,
    trainCount: mine.count,
    pictures: network.predict(LABELS),
    data: mine.sentence,
    mnist: mine.mnist,
  });
  const from = trainer.iteration;
  if (looks.length === 0) look();
  while (trainer.iteration < until && !trainer.diverged) {
    const loss = trainer.step(1);
    if (trainer.diverged) break;
    sum += loss;
    count += 1;
    if (trainer.iteration % LOOK_EVERY === 0 || trainer.iteration === until) look();
    await pause((trainer.iteration - from) / (until - from), stand());
    stillKept(mine);
  }
  return stand();
}
