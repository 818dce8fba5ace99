// What training asks of memory once it is warm: nothing.

import { BATCHES, RULES } from './cases.js';
import { openTrainer } from './contenders/ours.js';

const STEPS = 10_000;
const COUNTED = 100;
/** Batches of one are enough to see growth, and an eighth of a minute less to wait for. */
const [, SMALL] = BATCHES;

/**
 * How many bytes the module's memory grows by in 10,000 steps.
 * @param {import('./contenders/ours.js').Flavour} flavour
 */
export function growth(flavour) {
  return RULES.map(rule => {
    const batch = rule.id === 'bp' ? BATCHES[0] : SMALL;
    const { trainer, free } = openTrainer(flavour, rule, 2, batch);
    trainer.step(1);
    const before = flavour.memory.buffer.byteLength;
    const start = performance.now();
    trainer.step(STEPS);
    const seconds = (performance.now() - start) / 1000;
    const bytes = flavour.memory.buffer.byteLength - before;
    free();
    return { who: flavour.name, rule: rule.id, batch, steps: STEPS, bytes, seconds };
  });
}

/**
 * Bytes that 100 steps of each rule there is ask of the allocator, counted inside the module.
 * @param {import('./contenders/pieces.js').Kit} kit
 */
export const allocations = ({ name, kernels }) =>
  kernels
    .rules()
    .map((rule, index) => ({ who: name, rule, steps: COUNTED, bytes: kernels.bytesAllocated(index, COUNTED) }));
