// The worker in which everything is timed, one thing at a time: it stands where the page's engine worker stands.

import { BATCHES, HIDDEN, RULES } from './cases.js';
import { multiplyAdds, openFlavour, openTrainer, ours } from './contenders/ours.js';
import { openKit, pieces, pieceSizes } from './contenders/pieces.js';
import { openTfjs, tfjs } from './contenders/tfjs.js';
import { allocations, growth } from './memory.js';
import { interleave } from './rounds.js';
import { startOf, verify } from './verify.js';

/** @typedef {import('./rounds.js').Contender} Contender */
/** @typedef {{name: string, url: string, module: WebAssembly.Module}} Given */
/** @typedef {{type: 'init', flavours: Given[], kits: Given[], rounds: number}} Init */
/**
 * What one group of contenders took, `multiplyAdds` of a step by rule.
 * @typedef {{hidden: number, batch: number, multiplyAdds: Record<string, number>, timed: import('./rounds.js').Timed[]}}
 * Group
 */

/**
 * The page and its worker share one tsconfig, which knows pages: this much is used of a worker.
 * @typedef {{postMessage: (message: unknown) => void, onmessage: (event: MessageEvent) => void}} Scope
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @param {string} sentence */
const say = sentence => scope.postMessage({ type: 'say', sentence });

/**
 * The styles in which TF.js does a rule: what it differentiates by itself is backpropagation alone.
 * @param {string} id
 * @returns {import('./contenders/tfjs.js').Style[]}
 */
const styles = id => (id === 'bp' ? ['ops', 'autodiff'] : ['ops']);

/**
 * All that do a training step of one network with one batch size.
 * @param {import('./contenders/ours.js').Flavour[]} flavours
 * @param {number} hidden
 * @param {number} batch
 */
function contenders(flavours, hidden, batch) {
  /** @type {Contender[]} */
  const all = [];
  for (const rule of RULES) {
    for (const flavour of flavours) all.push(ours(flavour, rule, hidden, batch));
    const { network, data, free } = openTrainer(flavours[0], rule, hidden, batch);
    const start = startOf(network);
    for (const style of styles(rule.id)) all.push(tfjs('wasm', style, rule, start, data, batch));
    if (rule.id === 'bp' && batch > 1) all.push(tfjs('cpu', 'ops', rule, start, data, batch));
    free();
  }
  return all;
}

/** @param {import('./contenders/ours.js').Flavour[]} flavours */
function checkAll(flavours) {
  let [loss, weights, count] = [0, 0, 0];
  for (const flavour of flavours) {
    for (const hidden of HIDDEN) {
      for (const batch of BATCHES) {
        for (const rule of RULES) {
          for (const style of styles(rule.id)) {
            const differences = verify(flavour, 'wasm', style, rule, hidden, batch);
            loss = Math.max(loss, differences.loss);
            weights = Math.max(weights, differences.weights);
            count += 1;
          }
        }
      }
    }
    verify(flavour, 'cpu', 'ops', RULES[0], HIDDEN[0], BATCHES[0]);
  }
  return { count, loss, weights };
}

/** @param {Init} message */
async function work({ flavours: given, kits: givenKits, rounds }) {
  const flavours = await Promise.all(given.map(openFlavour));
  const kits = await Promise.all(givenKits.map(openKit));
  await openTfjs();
  say('The same losses and weights as TF.js?');
  const agreement = checkAll(flavours);
  /** @type {Group[]} */
  const groups = [];
  for (const batch of BATCHES) {
    for (const hidden of HIDDEN) {
      say(`Training steps, H = ${hidden}, batch ${batch}.`);
      // The pieces run in the same rounds as the steps that are made of them.
      const all = [...contenders(flavours, hidden, batch), ...(batch > 1 ? kits.flatMap(pieces) : [])];
      const timed = interleave(all, rounds);
      for (const contender of all) contender.free?.();
      groups.push({
        hidden,
        batch,
        timed,
        multiplyAdds: Object.fromEntries(RULES.map(rule => [rule.id, multiplyAdds(flavours[0], rule, hidden, batch)])),
      });
    }
  }
  say('Memory over 10,000 steps.');
  return {
    agreement,
    groups,
    pieceSizes: pieceSizes(kits[0]),
    growth: flavours.flatMap(growth),
    allocations: kits.flatMap(allocations),
  };
}

scope.onmessage = ({ data }) => {
  work(data).then(
    value => scope.postMessage({ type: 'done', value }),
    error =>
      scope.postMessage({
        type: 'failed',
        message: error instanceof Error ? error.message : String(error),
        stack: error instanceof Error ? error.stack : '',
      }),
  );
};
