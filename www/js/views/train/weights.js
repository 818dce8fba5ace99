// Networks as files: the train view saves its own and opens others, in whose weights runs then begin.

import { save } from '../../ui/save.js';
import { LARGEST_NETWORK, checkSizes, fitsSettings, networkWords, settingsOf } from './network-file.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('./network-file.js').GivenNetwork} GivenNetwork */

/**
 * @typedef {object} Weights
 * @property {(files: File[]) => Promise<string>} open makes the settings those of a network's file, and begins a run in
 * its weights; answers one sentence, or throws one, and then nothing has changed
 * @property {(settings: Settings) => GivenNetwork | null} fitting the network in whose weights a run with these
 * settings begins; null: in random ones
 * @property {() => void} forget runs begin in random weights from now on
 * @property {(alive: boolean) => void} draw says where runs begin; `alive`: whether there is a network to save
 */

/**
 * @param {object} page
 * @param {import('./layout.js').TrainParts} page.parts
 * @param {import('../../engine/training.js').Training} page.train
 * @param {import('../../ui/store.js').Store} page.store
 * @param {() => Promise<void>} page.begin begins a run with the settings
 * @param {(act: () => Promise<unknown>) => Promise<void>} page.attempt runs something and says what went wrong
 * @returns {Weights}
 */
export function buildWeights({ parts, train, store, begin, attempt }) {
  /** @type {GivenNetwork | null} */
  let given = null;
  parts.saveNetwork.addEventListener(
    'click',
    () =>
      void attempt(async () => {
        const bytes = await train.save();
        save('predictive-coding.safetensors', new Blob([/** @type {BlobPart} */ (bytes)]), 'application/octet-stream');
      }),
  );

  return {
    async open(files) {
      const stays = 'The network so far stays.';
      if (files.length !== 1) throw new Error(`One network is expected at a time, got ${files.length} files. ${stays}`);
      const [{ name, size }] = files;
      if (size > LARGEST_NETWORK)
        throw new Error(
          `${name} must be at most ${LARGEST_NETWORK / 2 ** 20} MiB, got ${Math.ceil(size / 2 ** 20)} MiB. ${stays}`,
        );
      try {
        const file = new Uint8Array(await files[0].arrayBuffer());
        const seen = await train.inspect(file);
        checkSizes(seen.sizes);
        const untold = !seen.activation || !seen.likelihood;
        const told = untold ? await (await import('./question.js')).askUntold(name, seen) : {};
        if (!told) throw new Error('It was not opened');
        const { shape, bytes } = await train.adopt(file, told);
        const patch = settingsOf(shape, store.get());
        given = { name, bytes, shape };
        store.set(patch);
      } catch (error) {
        throw new Error(
          `${name}: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}. ${stays}`,
        );
      }
      await begin();
      return `${name} is open: ${networkWords(given.shape)}. Start trains it further.`;
    },
    fitting: settings => (given && fitsSettings(given.shape, settings) ? given : null),
    forget() {
      given = null;
    },
    draw(alive) {
      parts.saveNetwork.disabled = !alive;
      const words = !given
        ? ''
        : fitsSettings(given.shape, store.get())
          ? `Runs begin in the weights of ${given.name}. Reset goes back to random ones.`
          : `The weights of ${given.name} do not fit these settings: runs begin in random ones.`;
      if (parts.weights.textContent !== words) parts.weights.textContent = words;
    },
  };
}
