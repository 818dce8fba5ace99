// A network that runs from the label to the picture: it draws by predicting, and classifies by inference on a free x_0.

import { Inference } from '../../../pkg/pc_playground.js';
import { CLASSIFY_STEPS, ruleOptions } from '../../model/training.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../../pkg/pc_playground.js').Dataset} Dataset */
/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../../pkg/pc_playground.js').Trainer} Trainer */

const [CLASSES, PIXELS] = [10, 784];
/** Digits evaluated between two looks at the mail. */
const CHUNK = 50;

/**
 * Where x_0 settles when the pictures are held: it starts at equal shares, as in the trainer's own evaluation.
 * @param {Network} network
 * @param {Float64Array} pictures [count][784]
 * @param {Settings} settings
 * @param {import('../../model/training.js').Taken} taken
 * @param {Trainer} trainer that trained it: its feedback weights have changed with training
 * @returns {Float64Array} [count][10]
 */
export function classify(network, pictures, settings, taken, trainer) {
  const shares = new Float64Array((pictures.length / PIXELS) * CLASSES).fill(1 / CLASSES);
  const options = ruleOptions(settings, taken);
  const inference = new Inference(network, shares, pictures, options);
  try {
    if (options.feedback && options.feedback !== 'transpose') {
      for (let l = 0; l < network.depth; l++) inference.setFeedbackWeights(l, trainer.feedbackWeights(l));
    }
    inference.release(0);
    inference.step(CLASSIFY_STEPS);
    return inference.value(0);
  } finally {
    inference.free();
  }
}

/** The picture of each label, [10][784]. @param {Network} network */
export function draw(network) {
  const labels = new Float64Array(CLASSES * CLASSES);
  for (let label = 0; label < CLASSES; label++) labels[label * CLASSES + label] = 1;
  return network.predict(labels);
}

/**
 * Loss and accuracy on all the digits, some at a time so that messages get through.
 * @param {Trainer} trainer
 * @param {Dataset} digits
 * @param {() => boolean} wanted whether the trainer is still there and the answer still asked for
 */
export async function evaluateSlowly(trainer, digits, wanted) {
  const counts = Array.from({ length: Math.ceil(digits.length / CHUNK) }, (_, i) =>
    Math.min(CHUNK, digits.length - i * CHUNK),
  );
  const parts = digits.split(counts, 0);
  let loss = 0;
  let right = 0;
  try {
    for (const part of parts) {
      await new Promise(resolve => setTimeout(resolve));
      if (!wanted()) throw new Error('The test was broken off: another run has begun.');
      const found = trainer.evaluate(part);
      loss += found.loss * part.length;
      right += found.accuracy * part.length;
    }
  } finally {
    for (const part of parts) part.free();
  }
  return { loss: loss / digits.length, accuracy: right / digits.length };
}
