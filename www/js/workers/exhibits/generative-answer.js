// What the generative network takes one test digit for, step by step.

import { current } from './generative-kept.js';
import { freeCause } from './generative-infer.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/generative.js').Answer} Answer */

/** @param {{ sample: number, steps: number }} params @param {Bench} bench @returns {Answer} */
export function compute({ sample, steps }, { digits: { test } }) {
  const { network, trainer, options } = current();
  const index = sample % test.length;
  const causes = new Float64Array((steps + 1) * 10);
  const pictures = new Float32Array((steps + 1) * 784);
  const freeEnergy = new Float64Array(steps + 1);
  const inference = freeCause(network, test.inputs(index, 1), options.gamma);
  try {
    for (let t = 0; t <= steps; t++) {
      if (t > 0) inference.step(1);
      causes.set(inference.value(0), t * 10);
      pictures.set(inference.prediction(network.depth), t * 784);
      freeEnergy[t] = inference.freeEnergy();
    }
  } finally {
    inference.free();
  }
  return {
    index,
    count: test.length,
    label: test.label(index),
    image: test.image(index),
    steps,
    iteration: trainer.iteration,
    causes,
    pictures,
    freeEnergy,
  };
}
