// Runs the settings' network with one worker a node, and the loop beside it for comparison.

import { counted } from '../model/numbers.js';
import { minibatch, networkOptions, ownErrors, ruleOptions, stepsOf } from '../model/chain/settings.js';
import { runParallel } from '../runner/run.js';
import { makeNetwork } from '../wasm/network.js';
import { measuredTimeline, summarise } from '../model/chain/timeline.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../model/chain/timeline.js').Measured} Measured */
/** @typedef {import('../model/protocol.js').Digits} Digits */
/** @typedef {import('../model/protocol.js').LoopTimes} LoopTimes */

/**
 * What a run asks of the engine.
 * @typedef {object} Engine
 * @property {Promise<WebAssembly.Module>} module
 * @property {(settings: Settings, start: number, count: number) => Promise<Digits>} digits
 * @property {(settings: Settings) => Promise<LoopTimes>} loop
 * @property {(settings: Settings, scheme: import('../model/scheme.js').SchemeId) => Promise<import('../model/protocol.js').SchemeCosts>}
 * costs
 */

/**
 * Rounds to average, so that short operations stand above the clock's step; fewer where one round takes long.
 * @param {number} multiplyAdds
 */
const roundsFor = multiplyAdds => (multiplyAdds < 2e8 ? 20 : multiplyAdds < 2e9 ? 5 : 1);

/**
 * @param {Settings} settings
 * @param {Engine} engine
 * @param {AbortSignal} signal
 * @param {(sentence: string) => void} say
 * @returns {Promise<Measured & {digits: string}>} `digits`: which digits these were, one sentence
 * @throws {DOMException} AbortError when stopped
 * @throws {Error} one sentence
 */
export async function measure(settings, engine, signal, say) {
  const { pRule: scheme, pBatch: batch } = settings;
  say('Fetching the digits.');
  const digits = await engine.digits(settings, 0, batch);
  signal.throwIfAborted();
  const options = networkOptions(settings, scheme);
  const { inputs, targets } = minibatch(digits, scheme);
  const [module, { work }] = await Promise.all([engine.module, engine.costs(settings, scheme)]);
  signal.throwIfAborted();
  const network = makeNetwork(module, options);
  const steps = stepsOf(settings, scheme);
  try {
    const run = await runParallel({
      module,
      network,
      inputs,
      targets,
      steps,
      signal,
      rule: ruleOptions(settings, scheme),
      lockstep: settings.pWait === 'lockstep',
      rounds: roundsFor(work),
      onState: ({ phase, ready, nodes }) => {
        if (phase === 'starting')
          say(`Starting ${counted(nodes, 'worker')}, one a node${ready ? `: ${ready} ready` : ''}.`);
        else if (phase === 'timing')
          say(
            `This browser’s clock is coarse, so that every node’s operations are timed for longer, one node after the other: ${ready} of ${nodes}.`,
          );
        else if (phase === 'running')
          say(`${counted(nodes, 'worker')} compute and write to their neighbours; nothing passes through this page.`);
      },
    });
    say('The workers are done. Timing the loop in one worker, for comparison.');
    const loop = await engine.loop(settings);
    signal.throwIfAborted();
    const timeline = measuredTimeline(run, scheme, ownErrors(settings, scheme));
    return { run, timeline, summary: summarise(timeline), loop, digits: digits.sentence };
  } finally {
    network.free();
  }
}
