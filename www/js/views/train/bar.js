// What the train view's bar and list of runs say. Pure.

import { counted, fixed, percent, whole } from '../../model/numbers.js';
import { lossText, nameOf, runWords, workText } from './curve.js';
import { courseWords } from './words.js';

/** @typedef {import('./curve.js').Run} Run */
/** @typedef {import('../../model/protocol.js').Progress} Progress */
/** @typedef {import('../../model/protocol.js').RunState} RunState */

/**
 * The main button, what else can be done, and why the settings are not those of the run.
 * @param {RunState} state
 * @param {boolean} stale whether the settings changed since the run began
 * @param {boolean} touched whether there is anything to lose
 * @returns {{start: string, canResume: boolean, notice: string}} `notice`: '' when there is nothing to say
 */
export function offers(state, stale, touched) {
  const paused = state === 'paused';
  const then =
    state === 'running'
      ? 'This run goes on with the ones it began with; Reset starts afresh with the new ones.'
      : paused
        ? 'Start begins a new run with them; Resume goes on with the old ones.'
        : 'Start begins a new run with them.';
  return {
    start: state === 'running' ? 'Pause' : paused && !stale ? 'Resume' : 'Start',
    canResume: paused && stale,
    notice: stale && touched ? `Settings changed. ${then}` : '',
  };
}

/** How far the run is, in one line. @param {Progress | null} progress @param {Run | null} run */
export function facts(progress, run) {
  const score = run?.scores.at(-1);
  return [
    counted(progress?.iteration ?? 0, 'iteration'),
    `${whole(Math.round(progress?.samplesPerSecond ?? 0))} digits/s`,
    `${fixed(progress?.seconds ?? 0, 1)} s`,
    ...(score ? [`validation ${percent(score.accuracy)}`] : []),
  ]
    .map(fact => fact.replace(/ /g, '\u00a0'))
    .join(' · ');
}

/**
 * A run in the list of runs.
 * @param {Run} run
 * @param {boolean} current
 * @returns {{name: string, words: string, work: string}} `work`: exactly how much it computed
 */
export function runLine(run, current) {
  const score = run.scores.at(-1);
  const result = score
    ? `${percent(score.accuracy)} at epoch ${fixed(score.epoch, 2)}, after ${workText(score.multiplyAdds)} multiply-adds`
    : 'nothing trained yet';
  return {
    name: nameOf(run),
    words: `${runWords(run)}${run.from ? `, from ${run.from}` : ''}: ${result}${courseWords(run.course)}${current ? '' : ' (earlier run)'}`,
    work: score ? `${whole(score.multiplyAdds)} multiply-adds` : '',
  };
}

/** @param {{accuracy: number, loss: number, count: number, iteration: number}} test */
export const testWords = ({ accuracy, loss, count, iteration }) =>
  `Test after ${counted(iteration, 'iteration')}: ${percent(accuracy)} of ${whole(count)} digits right, mean loss ${lossText(loss)}.`;
