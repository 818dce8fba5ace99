// Our own trainer, through the facade that pages use.

import { SAMPLES, sizesOf, trainerOptions } from '../cases.js';

/** @typedef {typeof import('../../../www/pkg/pc_playground.js')} Facade */
/** @typedef {import('../cases.js').RuleCase} RuleCase */
/**
 * One build of the module: its name, its facade, the memory of its instance.
 * @typedef {{name: string, facade: Facade, memory: WebAssembly.Memory}} Flavour
 */

/**
 * A build, started as the page's engine worker starts it: instantiated at once from a compiled module.
 * @param {{name: string, url: string, module: WebAssembly.Module}} given `url`: the folder of its files
 * @returns {Promise<Flavour>}
 */
export async function openFlavour({ name, url, module }) {
  /** @type {Facade} */
  const facade = await import(new URL('pc_playground.js', url).href);
  const { memory } = facade.initSync({ module });
  return { name, facade, memory };
}

/**
 * @param {Flavour} flavour
 * @param {RuleCase} rule
 * @param {number} hidden
 * @param {number} batch
 */
export function openTrainer({ facade }, rule, hidden, batch, samples = SAMPLES) {
  const network = new facade.Network({
    sizes: sizesOf(hidden),
    activation: 'tanh',
    likelihood: 'categorical',
    dtype: 'f32',
    seed: 1,
  });
  const data = facade.Dataset.synthetic(samples, 1);
  const trainer = new facade.Trainer(network, data, trainerOptions(rule, hidden, batch));
  return {
    network,
    data,
    trainer,
    free() {
      trainer.free();
      data.free();
      network.free();
    },
  };
}

/**
 * @param {Flavour} flavour
 * @param {RuleCase} rule
 * @param {number} hidden
 * @param {number} batch
 * @returns {import('../rounds.js').Contender}
 */
export function ours(flavour, rule, hidden, batch) {
  const { trainer, free } = openTrainer(flavour, rule, hidden, batch);
  return {
    who: flavour.name,
    what: rule.id,
    run: count => {
      trainer.step(count);
    },
    check() {
      // A trainer that has diverged returns at once: its time would be of nothing.
      if (trainer.diverged)
        throw new Error(
          `${rule.name} at H = ${hidden}, batch ${batch} diverged in the build ${flavour.name}: its times are of nothing.`,
        );
    },
    free,
  };
}

/**
 * Multiply-adds that a training step counts.
 * @param {Flavour} flavour
 * @param {RuleCase} rule
 * @param {number} hidden
 * @param {number} batch
 */
export function multiplyAdds(flavour, rule, hidden, batch) {
  const { trainer, free } = openTrainer(flavour, rule, hidden, batch);
  trainer.step(1);
  const { multiplyAdds: counted } = trainer.counters();
  free();
  return counted;
}
