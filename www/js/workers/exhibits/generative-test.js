// The generative network's accuracy on all test digits, by inference on a free x_0, after every number of steps.

import { current, stillKept } from './generative-kept.js';
import { LABELS, freeCause, nearest, readLabels } from './generative-infer.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/exhibits/generative.js').TestResult} TestResult */

const CHUNK = 50;

/** @param {{ steps: number }} params @param {Bench} bench @returns {Promise<TestResult>} */
export async function compute({ steps }, { digits: { test }, pause }) {
  const mine = current();
  const { network, options, trainer } = mine;
  const right = new Float64Array(steps + 1);
  const taken = Array.from({ length: 10 }, () => new Array(10).fill(0));
  const iteration = trainer.iteration;
  const generated = network.predict(LABELS);
  let near = 0;
  for (let start = 0; start < test.length; start += CHUNK) {
    const count = Math.min(CHUNK, test.length - start);
    const labels = Array.from({ length: count }, (_, i) => test.label(start + i));
    const pictures = test.inputs(start, count);
    const closest = nearest(pictures, generated);
    near += labels.filter((label, i) => label === closest[i]).length;
    const inference = freeCause(network, pictures, options.gamma);
    try {
      for (let t = 0; t <= steps; t++) {
        if (t > 0) inference.step(1);
        const read = readLabels(inference.value(0));
        right[t] += labels.filter((label, i) => label === read[i]).length;
        if (t === steps)
          labels.forEach((label, i) => {
            if (read[i] >= 0) taken[label][read[i]] += 1;
          });
        // A step of all these digits may take a while.
        await pause((start + (count * t) / steps) / test.length);
        stillKept(mine);
      }
    } finally {
      inference.free();
    }
  }
  return {
    count: test.length,
    iteration,
    accuracy: right.map(count => count / test.length),
    nearest: near / test.length,
    taken,
  };
}
