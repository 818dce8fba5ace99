// The built engine, initialised as Node does it.
import { readFileSync } from 'node:fs';
import * as pc from '../../../www/pkg/pc_playground.js';

pc.initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });

export const { Dataset, Inference, Network, Theory, Trainer } = pc;
export { pc };

/** A Float64Array of `count` numbers between −1 and 1, always the same. */
export function numbers(count) {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(1 + 7 * i));
}

/** One-hot rows: class `i % classes` for sample i. */
export function oneHot(batch, classes) {
  const targets = new Float64Array(batch * classes);
  for (let i = 0; i < batch; i++) targets[i * classes + (i % classes)] = 1;
  return targets;
}

/** The largest distance between two lists, relative to the largest number. */
export function apart(a, b) {
  const scale = Math.max(...b.map(Math.abs), 1e-300);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / scale;
}

/** A network of `sizes` and a minibatch for it. */
export function example(sizes, batch, options = {}) {
  const network = new Network({ sizes, dtype: 'f64', seed: 3, ...options });
  return { network, inputs: numbers(batch * sizes[0]), targets: oneHot(batch, sizes.at(-1)) };
}

/** An Inference over a network of `sizes` and a minibatch. */
export function infer(sizes, batch, rule, options = {}) {
  const { network, inputs, targets } = example(sizes, batch, options);
  return new Inference(network, inputs, targets, rule);
}
