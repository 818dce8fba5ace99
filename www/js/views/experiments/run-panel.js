// Runs an experiment in this tab: start, stop, resume, start over, and how far it is.

import { element, passFocus } from '../../ui/dom.js';
import { counted } from '../../model/numbers.js';
import { duration } from './words.js';

/** @typedef {import('../../model/experiment-types.js').Run} Run */

/**
 * What is known of a run's latest start.
 * @typedef {{began: number, before: number, said: string, failed: number}} Job
 */

/** @param {unknown} error */
const messageOf = error => (error instanceof Error ? error.message : String(error));

/**
 * @param {{changed: (run: Run) => void, say: (sentence: string) => void}} view `changed`: a cell came, or all were
 * forgotten
 * @returns {{root: HTMLElement, attach: (run: Run | null, grid?: 'quick' | 'full') => void, pause: () => void, resume: () => void}}
 */
export function createRunPanel({ changed, say }) {
  const start = element('button', { type: 'button', class: 'main' }, 'Run in this tab');
  const over = element('button', { type: 'button', class: 'quiet' }, 'Start over');
  const bar = element('progress', { max: 1, value: 0, 'aria-label': 'Cells finished' });
  const told = element('p', { class: 'run-told', role: 'status' });
  const forget = element('button', { type: 'button', class: 'quiet' }, 'Forget them');
  const keep = element('button', { type: 'button', class: 'quiet' }, 'Keep them');
  const question = element('span', {});
  const asked = element('p', { class: 'run-asked', hidden: true }, question, forget, keep);
  const note = element('p', { class: 'note', hidden: true });
  const root = element(
    'div',
    { class: 'run-panel' },
    element('div', { class: 'run-row' }, start, over, bar, told),
    asked,
    note,
  );

  /** @type {Run | null} */
  let run = null;
  /** @type {'quick' | 'full'} */
  let grid = 'quick';
  /** The one that computes: the machine's cores are there once. @type {Run | null} */
  let going = null;
  /** The one that was stopped because nobody saw it. @type {Run | null} */
  let interrupted = null;
  /** @type {WeakMap<Run, Job>} */
  const jobs = new WeakMap();

  function progress() {
    if (!run) return '';
    const { total, lines } = run;
    const job = jobs.get(run);
    if (run.running && job) {
      const made = lines.size - job.before;
      const left =
        made > 0 ? `, about ${duration(((performance.now() - job.began) / made) * (total - lines.size))} left` : '';
      return `${lines.size} of ${counted(total, 'cell')}${left}`;
    }
    const finished =
      lines.size === total
        ? `All ${counted(total, 'cell')} are finished`
        : `${lines.size} of ${counted(total, 'cell')} are finished`;
    if (lines.size > 0)
      return `${finished} and ${run.kept === lines.size ? 'kept' : run.kept === 0 ? 'not kept' : `${run.kept} of them kept`} in this browser.`;
    return grid === 'quick'
      ? `${counted(total, 'cell')}, about a minute on two cores.`
      : `${counted(total, 'cell')}. A tab may take an hour or more, with pauses as you like.`;
  }

  function follow() {
    root.dataset.state = !run
      ? 'waiting'
      : run.running
        ? 'running'
        : run.lines.size === run.total
          ? 'finished'
          : run.lines.size > 0
            ? 'stopped'
            : 'new';
    start.disabled = !run;
    if (!run) return;
    const some = run.lines.size > 0;
    const all = run.lines.size === run.total;
    start.hidden = all && !run.running;
    start.textContent = run.running ? 'Stop' : some ? 'Resume' : 'Run in this tab';
    start.classList.toggle('main', !run.running);
    over.hidden = !some || run.running;
    if (over.hidden) asked.hidden = true;
    bar.hidden = !some && !run.running;
    bar.max = run.total;
    bar.value = run.lines.size;
    told.textContent = progress();
    const job = jobs.get(run);
    note.textContent = job?.said || run.digits;
    note.hidden = note.textContent === '';
  }

  /** @param {Run} mine */
  function begin(mine) {
    if (going && going !== mine && going.running) {
      going.stop();
      say('The run that was going on has been stopped; its finished cells stay.');
    }
    going = mine;
    const job = { began: performance.now(), before: mine.lines.size, said: '', failed: 0 };
    jobs.set(mine, job);
    /** @param {string} sentence */
    const tell = sentence => {
      job.said = sentence;
      if (mine === run) follow();
    };
    try {
      mine.start({
        cell() {
          changed(mine);
          if (mine === run) follow();
        },
        failed(index, sentence) {
          job.failed += 1;
          tell(
            `Cell ${index} failed: ${sentence}${job.failed > 1 ? ` So did ${counted(job.failed - 1, 'other')}.` : ''}`,
          );
        },
        note: tell,
        kept() {
          if (mine === run) follow();
        },
        finished() {
          changed(mine);
          if (mine === run) follow();
        },
      });
      follow();
    } catch (error) {
      tell(messageOf(error));
    }
  }

  start.addEventListener('click', () => {
    if (!run) return;
    if (run.running) run.stop();
    else begin(run);
    follow();
  });
  over.addEventListener('click', () => {
    if (!run) return;
    question.textContent = `Forget ${run.lines.size === 1 ? 'the one finished cell' : `all ${run.lines.size} finished cells`}?`;
    asked.hidden = false;
    keep.focus();
  });
  keep.addEventListener('click', () => {
    asked.hidden = true;
    over.focus();
  });
  forget.addEventListener('click', async () => {
    if (!run) return;
    const mine = run;
    asked.hidden = true;
    jobs.delete(mine);
    try {
      await mine.forget();
    } catch (error) {
      jobs.set(mine, { began: 0, before: 0, said: messageOf(error), failed: 0 });
    }
    changed(mine);
    if (mine === run) follow();
    passFocus(start);
  });

  return {
    root,
    attach(next, name = 'quick') {
      run = next;
      grid = name;
      asked.hidden = true;
      follow();
    },
    /** Nobody sees what is computed. */
    pause() {
      interrupted = going?.running ? going : null;
      interrupted?.stop();
      follow();
    },
    resume() {
      if (interrupted && !going?.running) begin(interrupted);
      interrupted = null;
    },
  };
}
