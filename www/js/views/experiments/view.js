// The experiments view: an index, and an article about the chosen experiment that runs it, draws what has been
// computed, says what the numbers answer, and takes and gives files of results.

import { beginReading, element, holdsFocus } from '../../ui/dom.js';
import { createArticle } from './article.js';
import { onlyOne } from './given-file.js';
import { bytesOf } from '../../engine/given-files.js';
import { buildIndex, buildOverview } from './list.js';
import { recordedBytes } from '../../engine/experiments/recorded.js';
import { onRepaint, readPalette } from '../../ui/draw/canvas.js';
import { createReadout } from '../../ui/draw/readout.js';

/** @typedef {import('../../model/experiment-types.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('./rows.js').Results} Results */
/** @typedef {import('../../model/experiment-types.js').Run} Run */
/** @typedef {import('../../model/settings.js').Settings} Settings */

/**
 * Results that were not computed here: from a file, or recorded.
 * @typedef {Results & {from: string, cut: boolean}} Given
 */

/**
 * @param {HTMLElement} root
 * @param {{conductor: {experiments: import('../../model/experiment-types.js').Experiments, onDataChanged: (callback: () => void) => unknown},
 * store: import('../../ui/store.js').Store, say: (sentence: string) => void, takeFiles:
 * import('../../model/view.js').TakeFiles}} page
 * @returns {import('../../model/view.js').View}
 */
export function mountExperiments(root, { conductor, store, say, takeFiles }) {
  const { experiments } = conductor;
  const readout = createReadout();
  let palette = readPalette();
  let visible = false;
  /** @type {ExperimentInfo[]} */
  let infos = [];
  /** @type {ReturnType<typeof buildIndex> | null} */
  let index = null;
  /** @type {ReturnType<typeof buildOverview> | null} */
  let overview = null;
  /** @type {Given | null} */
  let given = null;
  /**
   * Runs that have been opened, by experiment, grid and digits: they go on while another is looked at.
   * @type {Map<string, Promise<Run>>}
   */
  const runs = new Map();
  /** What the article now shows. @type {string | undefined} */
  let shown;
  let asked = 0;

  const page = element('div', { class: 'article' });
  const article = createArticle({
    store,
    readout,
    palette: () => palette,
    say,
    answer: text => experiments.answer(text),
  });

  // ---- what is on screen

  /** @param {Settings} settings */
  const ownRun = settings => {
    const name = `${settings.experiment} ${settings.eGrid} ${settings.source}`;
    const opened = runs.get(name) ?? experiments.open(settings, settings.experiment, settings.eGrid);
    runs.set(name, opened);
    opened.catch(() => runs.delete(name));
    return opened;
  };

  /** What tells one article's content from another's. @param {Settings} settings */
  const nameOf = ({ experiment, eGrid, eFrom, source }) =>
    JSON.stringify([experiment, eGrid, eFrom, source, given?.from ?? null]);

  async function refresh() {
    const settings = store.get();
    const info = infos.find(({ id }) => id === settings.experiment);
    index?.follow();
    if (!info) {
      showOverview();
      return;
    }
    // Only full grids are recorded.
    if (settings.eFrom === 'recorded' && settings.eGrid !== 'full') {
      store.set({ eGrid: 'full' });
      return;
    }
    if (given && (given.header.experiment !== settings.experiment || given.header.grid !== settings.eGrid))
      given = null;
    const wanted = nameOf(settings);
    if (wanted === shown) {
      article.follow();
      return;
    }
    shown = wanted;
    asked += 1;
    const mine = asked;
    if (!article.root.isConnected) page.replaceChildren(article.root);
    article.begin(info);
    try {
      if (settings.eFrom === 'recorded' && !given) {
        const bytes = await recordedBytes(info.id);
        const read = await experiments.read(bytes);
        if (mine !== asked) return;
        given = { ...read, lines: linesOf(read.lines), from: 'the recorded full grid' };
        shown = nameOf(settings);
      }
      if (given) article.showGiven(info, given);
      else {
        const run = await ownRun(settings);
        if (mine !== asked) return;
        article.showRun(info, run, settings.eGrid);
      }
      root.dataset.state = 'ready';
    } catch (error) {
      if (mine !== asked) return;
      root.dataset.state = 'failed';
      article.fail(info, error instanceof Error ? error.message : String(error));
    }
  }

  function showOverview() {
    asked += 1;
    shown = undefined;
    given = null;
    overview ??= buildOverview(store, infos);
    overview.follow();
    if (page.firstChild !== overview.parts[0]) page.replaceChildren(...overview.parts);
    root.dataset.state = 'ready';
  }

  /** @param {{cell: number, line: string}[]} lines */
  const linesOf = lines => new Map(lines.map(({ cell, line }) => /** @type {[number, string]} */ ([cell, line])));

  /** What became of files of results: beside what they show. @param {string} sentence */
  const tell = sentence => (article.root.isConnected ? article.say(sentence) : say(sentence));

  /**
   * Takes a results file; what is wrong with it is thrown as one sentence and changes nothing.
   * @param {File[]} files
   */
  async function openResults(files) {
    try {
      await starting;
      const file = onlyOne(files);
      const read = await experiments.read(await bytesOf(file));
      given = { ...read, lines: linesOf(read.lines), from: file.name };
      shown = undefined;
      const { experiment, grid } = read.header;
      store.set(
        {
          experiment,
          eGrid: /** @type {Settings['eGrid']} */ (grid),
          eFrom: 'own',
          ...(experiment !== store.get().experiment && { ePlot: '', eChosen: '' }),
        },
        { push: true },
      );
      tell('');
      await refresh();
      return '';
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error} What was shown before stays.`);
    }
  }

  // ---- wiring

  article.input.addEventListener('change', async () => {
    await takeFiles(article.input.files, 'results');
    article.input.value = '';
  });
  article.onBack(() => {
    given = null;
    shown = undefined;
    store.set({ eFrom: 'own' });
    void refresh();
  });
  store.subscribe((settings, before) => {
    if (!visible) return;
    const moved = settings.experiment !== before.experiment;
    const reading = holdsFocus(page);
    void refresh();
    if (!moved) return;
    index?.fold();
    beginReading(page, reading);
  });
  // Other digits give other results: their own runs are opened anew.
  conductor.onDataChanged(() => {
    for (const run of runs.values())
      void run.then(
        one => one.running && one.stop(),
        () => {},
      );
    runs.clear();
    shown = undefined;
    if (visible) void refresh();
  });
  const repaint = () => {
    palette = readPalette();
    article.redraw();
  };
  onRepaint(repaint);

  /** @type {Promise<void> | null} */
  let starting = null;
  /** The list of experiments is the engine's; it is asked for once. */
  async function start() {
    try {
      infos = await experiments.list();
      index = buildIndex(store, infos);
      root.replaceChildren(index.root, page);
      await refresh();
    } catch (error) {
      infos = [];
      root.replaceChildren(page);
      page.replaceChildren(
        element(
          'p',
          { role: 'status' },
          `The experiments could not be listed: ${error instanceof Error ? error.message : error}`,
        ),
      );
      root.dataset.state = 'failed';
    }
  }

  return {
    say: tell,
    openResults,
    show() {
      visible = true;
      if (infos.length === 0) starting = start();
      else void refresh().then(() => article.redraw());
    },
    hide() {
      if (!visible) return;
      visible = false;
      readout.hide();
      article.rest();
    },
    pause: article.pause,
    resume: article.resume,
  };
}
