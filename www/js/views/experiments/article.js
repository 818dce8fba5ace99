// The article about one experiment: its question, its run, its plot, what the numbers say, and its files.

import { choice } from '../../ui/controls.js';
import { element, uniqueId } from '../../ui/dom.js';
import { inlineWords } from '../../ui/parts.js';
import { toCsv, toJson } from './export.js';
import { createFigure } from './figure.js';
import { save } from '../../ui/save.js';
import { isRecorded, recordedTrouble } from '../../engine/experiments/recorded.js';
import { rowsOf } from './rows.js';
import { createRunPanel } from './run-panel.js';
import { resultsText } from '../../engine/experiments/text.js';
import { counted } from '../../model/numbers.js';
import { described } from './words.js';

/** @typedef {import('../../model/experiment-types.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('./rows.js').Results} Results */
/** @typedef {import('../../model/experiment-types.js').Run} Run */

/** While cells arrive, the answers are asked for no more often than this. */
const ANSWER_MS = 1000;

/**
 * @param {object} page
 * @param {import('../../ui/store.js').Store} page.store
 * @param {ReturnType<typeof import('../../ui/draw/readout.js').createReadout>} page.readout
 * @param {() => import('../../ui/draw/canvas.js').Palette} page.palette
 * @param {(sentence: string) => void} page.say on the page's own line, for what is not of this experiment
 * @param {(text: string) => Promise<string[]>} page.answer what results say
 */
export function createArticle({ store, readout, palette, say, answer }) {
  const heading = element('h2', { tabindex: -1 });
  const source = element('p', { class: 'source-of' });
  const question = element('p', { class: 'question' });
  const told = element('p', { class: 'experiment-say', role: 'status', hidden: true });
  const which = element('span', {});
  const back = element(
    'button',
    { type: 'button', class: 'quiet', 'data-sets': 'eFrom' },
    'Back to what was computed here',
  );
  const banner = element('div', { class: 'experiment-given', hidden: true }, which, back);
  const runner = createRunPanel({
    changed: run => {
      if (run === results) refill();
    },
    say,
  });
  const recorded = element('button', { type: 'button', class: 'quiet', 'data-sets': 'eFrom', hidden: true });
  const notRecorded = element('p', { class: 'note', hidden: true });
  const own = element('div', { class: 'experiment-own' }, choice(store, 'eGrid'), runner.root, recorded, notRecorded);
  const figure = createFigure({ store, readout, palette, say: sentence => tell(sentence) });

  const saysHeading = element('h3', { id: uniqueId('says') }, 'What these numbers say');
  const says = element('ul', {});
  const rest = element('p', { class: 'note' });
  const sayings = element(
    'section',
    { class: 'experiment-says', 'aria-labelledby': saysHeading.id, hidden: true },
    saysHeading,
    says,
    rest,
  );

  const command = element('code', {});
  const filesHeading = element('h3', { id: uniqueId('files') }, 'Results as files');
  const input = element('input', { type: 'file', id: uniqueId('results'), class: 'visually-hidden' });
  const jsonl = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      title: 'Saves the finished cells, each line with its checksum; this page and the native runner read it',
    },
    'Results (.jsonl)',
  );
  const csv = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      title: 'Saves every row with all its digits; a number that is not finite is NaN',
    },
    'CSV',
  );
  const json = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      title: 'Saves every row with all its digits; a number that is not finite is null',
    },
    'JSON',
  );
  const files = element(
    'section',
    { class: 'experiment-files', 'aria-labelledby': filesHeading.id },
    filesHeading,
    element(
      'p',
      {},
      'Open a file of results, from another browser or merged from a cluster, and it is drawn here: drop it anywhere on this page, or choose it. On all cores of a computer the full grid is computed by ',
      command,
      '.',
    ),
    element(
      'p',
      { class: 'file-row' },
      input,
      element('label', { for: input.id, class: 'file-button' }, 'Open results …'),
      element('span', {}, 'Save all rows as'),
      jsonl,
      csv,
      json,
    ),
  );

  const root = element(
    'article',
    {},
    element('header', { class: 'article-head' }, heading, source),
    question,
    told,
    banner,
    own,
    figure.root,
    sayings,
    files,
  );

  /** @type {ExperimentInfo | null} */
  let info = null;
  /** @type {Results | null} */
  let results = null;
  /** Which results are shown, for file names. */
  const name = () => (results ? `${results.header.experiment}-${results.header.grid}` : '');

  /** @param {string} sentence */
  function tell(sentence) {
    told.textContent = sentence;
    told.hidden = sentence === '';
  }

  // ---- what the numbers say; newest first, and not for every cell

  let timer = 0;
  let last = -Infinity;
  const ask = () => {
    timer ||= window.setTimeout(askNow, Math.max(0, last + ANSWER_MS - performance.now()));
  };
  async function askNow() {
    timer = 0;
    last = performance.now();
    const mine = results;
    if (!mine || mine.lines.size === 0) {
      sayings.hidden = true;
      return;
    }
    const cells = mine.lines.size;
    try {
      const sentences = await answer(resultsText(mine.headerLine, mine.lines));
      if (mine !== results) return;
      sayings.hidden = sentences.length === 0;
      says.replaceChildren(...sentences.map(sentence => element('li', {}, ...inlineWords(sentence))));
      rest.textContent =
        cells === mine.header.cells
          ? `They rest on all ${counted(cells, 'cell')} of the ${mine.header.grid} grid.`
          : `They rest on ${cells} of ${counted(mine.header.cells, 'cell')} of the ${mine.header.grid} grid so far.`;
    } catch (error) {
      if (mine === results) tell(error instanceof Error ? error.message : String(error));
    }
  }

  function refill() {
    if (!info || !results) return;
    const { lines, header } = results;
    const about = `${info.title}: ${header.grid} grid, ${lines.size === header.cells ? 'all' : `${lines.size} of`} ${counted(header.cells, 'cell')}`;
    for (const button of [jsonl, csv, json]) button.disabled = lines.size === 0;
    figure.show({ info, rows: rowsOf(lines), name: name(), about });
    ask();
  }

  jsonl.addEventListener('click', () => {
    if (results) save(`${name()}.jsonl`, resultsText(results.headerLine, results.lines), 'application/jsonl');
  });
  csv.addEventListener('click', () => {
    if (results) save(`${name()}.csv`, toCsv(rowsOf(results.lines)), 'text/csv');
  });
  json.addEventListener('click', () => {
    if (results) save(`${name()}.json`, toJson(results.header, rowsOf(results.lines)), 'application/json');
  });
  recorded.addEventListener('click', () => store.set({ eGrid: 'full', eFrom: 'recorded' }, { push: true }));

  return {
    root,
    input,
    /** @param {() => void} listener */
    onBack: listener => back.addEventListener('click', listener),
    say: tell,

    /** What is known before any result is. @param {ExperimentInfo} next */
    begin(next) {
      tell('');
      if (info === next) return;
      info = next;
      results = null;
      heading.textContent = next.title;
      source.textContent = next.source;
      command.textContent = `cargo run --release --example experiment -- ${next.id}`;
      question.replaceChildren(...inlineWords(next.question));
      sayings.hidden = true;
      banner.hidden = true;
      runner.attach(null);
      recorded.hidden = true;
      void recordedTrouble().then(sentence => {
        notRecorded.textContent = sentence;
        notRecorded.hidden = sentence === '';
      });
      void isRecorded(next.id).then(is => {
        if (info !== next) return;
        recorded.hidden = !is;
        recorded.textContent = `Show the recorded full grid (${counted(next.grids.full, 'cell')}, run natively)`;
      });
    },

    /** What this browser has computed. @param {ExperimentInfo} next @param {Run} run @param {'quick' | 'full'} grid */
    showRun(next, run, grid) {
      results = run;
      info = next;
      banner.hidden = true;
      own.hidden = false;
      runner.attach(run, grid);
      refill();
    },

    /** Results from elsewhere. @param {ExperimentInfo} next @param {Results & {from: string, cut: boolean}} given */
    showGiven(next, given) {
      results = given;
      info = next;
      which.textContent = `Shown is ${given.from}. ${described(given.header, given.lines.size, given.cut)}`;
      banner.hidden = false;
      own.hidden = true;
      refill();
    },

    /** There is nothing to show. @param {ExperimentInfo} next @param {string} sentence why */
    fail(next, sentence) {
      results = null;
      tell(sentence);
      sayings.hidden = true;
      banner.hidden = true;
      own.hidden = false;
      runner.attach(null);
      for (const button of [jsonl, csv, json]) button.disabled = true;
      figure.show({ info: next, rows: [], name: '', about: '' });
    },

    pause: runner.pause,
    resume: runner.resume,
    follow: figure.follow,
    redraw: figure.redraw,
    rest() {
      clearTimeout(timer);
      timer = 0;
      figure.rest();
    },
  };
}
