// Shows the view that the settings name. A view's code is fetched when the view is first opened.

import { counted } from '../model/numbers.js';
import { acceptFiles } from './dropped-files.js';

/** What guard.js offers, where it came. */
const guard = /** @type {{whyNoScript?: (address: string) => Promise<string | null>}} */ (
  /** @type {unknown} */ (globalThis)
);

/** Where the code of each view is. @type {Readonly<Record<Settings['view'], string>>} */
const SCRIPTS = {
  step: '../views/step/view.js',
  train: '../views/train/view.js',
  parallel: '../views/parallel/view.js',
  systems: '../views/systems/view.js',
  experiments: '../views/experiments/view.js',
};

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../model/view.js').Door} Door */
/** @typedef {import('../model/view.js').View} View */

/**
 * @param {object} page
 * @param {import('../engine/conductor.js').Conductor} page.conductor
 * @param {import('../ui/store.js').Store} page.store
 * @param {(sentence: string) => void} page.say
 * @param {(view: Settings['view']) => HTMLElement} page.place the element that holds a view
 * @param {(view: Settings['view']) => Promise<unknown>} [page.prepare] what a view needs before it is opened
 * @returns {{current: () => View | undefined}}
 */
export function openViews({ conductor, store, say, place, prepare }) {
  /** What was last said of a visitor's files: the train view, which trains on them, says it too, whenever it opens. */
  let ofFiles = '';
  /** @param {string} sentence on a visitor's files @param {Door} door whose they are */
  function sayOfFiles(sentence, door) {
    const results = door === 'results' ? opened.get('experiments') : undefined;
    if (results?.say) return results.say(sentence);
    ofFiles = sentence;
    opened.get('train')?.say?.(sentence);
    if (store.get().view !== 'train') say(sentence);
  }
  /** The door that dropped files are most likely meant for. @returns {Door} */
  const likely = () => (store.get().view === 'experiments' ? 'results' : 'digits');

  /** @param {File[]} files @param {Door | null} door */
  async function use(files, door) {
    let at = door ?? likely();
    const tell = (/** @type {string} */ sentence) => sayOfFiles(sentence, at);
    tell(`Reading ${files.length === 1 ? 'one file' : counted(files.length, 'file')}.`);
    try {
      const { findDoor } = await import('../engine/given-files.js');
      const found = await findDoor(files, door, at);
      if (found.door !== at) tell('');
      at = found.door;
      tell(await { digits: useDigits, network: openNetwork, results: openResults }[at](found.files, tell));
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
  }
  const takeFiles = acceptFiles({ use, say: sentence => sayOfFiles(sentence, likely()) });
  conductor.onDataChanged(() => store.set({ source: 'mnist' }));

  /** @param {File[]} files @param {(sentence: string) => void} tell */
  async function useDigits(files, tell) {
    try {
      return await conductor.useFiles(files, tell);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error} The digits used so far stay.`);
    }
  }

  /** @param {Settings['view']} view */
  async function goTo(view) {
    if (store.get().view !== view) store.set({ view }, { push: true });
    await showing;
    return opened.get(view);
  }

  /** A network is opened where it trains. @param {File[]} files */
  async function openNetwork(files) {
    const view = await goTo('train');
    if (!view?.openNetwork) throw new Error('The network was not opened, for the view that trains could not be.');
    return view.openNetwork(files);
  }

  /** Results are opened where they are drawn. @param {File[]} files */
  async function openResults(files) {
    const view = await goTo('experiments');
    if (!view?.openResults) throw new Error('The results were not opened, for the view that draws them could not be.');
    return view.openResults(files);
  }

  const page = { conductor, store, say, takeFiles };
  /** @type {Record<Settings['view'], () => Promise<View>>} */
  const mount = {
    step: async () => (await import('../views/step/view.js')).mountStep(place('step'), page),
    train: async () => (await import('../views/train/view.js')).mountTrain(place('train'), page),
    parallel: async () => (await import('../views/parallel/view.js')).mountParallel(place('parallel'), page),
    systems: async () => (await import('../views/systems/view.js')).mountSystems(place('systems'), page),
    experiments: async () =>
      (await import('../views/experiments/view.js')).mountExperiments(place('experiments'), page),
  };
  /** @type {Map<Settings['view'], View>} */
  const opened = new Map();
  /** Views on their way. @type {Set<Settings['view']>} */
  const opening = new Set();

  /** @param {Settings['view']} view */
  async function open(view) {
    if (opened.has(view) || opening.has(view)) return;
    opening.add(view);
    try {
      await prepare?.(view);
      const made = await mount[view]();
      opened.set(view, made);
      if (ofFiles && view === 'train') made.say?.(ofFiles);
    } finally {
      opening.delete(view);
    }
  }

  async function showView() {
    const { view } = store.get();
    document.body.dataset.view = view;
    for (const other of /** @type {Settings['view'][]} */ (Object.keys(mount))) {
      if (other === view) continue;
      opened.get(other)?.hide();
      place(other).hidden = true;
    }
    place(view).hidden = false;
    try {
      await open(view);
    } catch (error) {
      // A browser names the script that was asked for, and not the one that did not come.
      const wrong =
        error instanceof TypeError && (await guard.whyNoScript?.(new URL(SCRIPTS[view], import.meta.url).href));
      say(
        wrong
          ? `This view could not be opened: ${wrong}`
          : `This view could not be opened (${error instanceof Error ? error.message : error}); try again once the server answers.`,
      );
      return;
    }
    if (store.get().view === view) opened.get(view)?.show();
  }
  let showing = showView();
  store.subscribe((settings, before) => {
    if (settings.view !== before.view) showing = showView();
  });
  return { current: () => opened.get(store.get().view) };
}
