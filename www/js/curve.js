// Training curves: kept, thinned for drawing, looked up, and written as CSV. Pure.

import { trainGamma, trainSteps } from './train-inference.js';

/** @typedef {import('./protocol.js').Settings} Settings */
/** @typedef {import('./protocol.js').LossPoint} LossPoint */
/** @typedef {import('./protocol.js').ScorePoint} ScorePoint */

/**
 * One training run and what was recorded of it.
 * @typedef {{settings: Settings, losses: LossPoint[], scores: ScorePoint[]}} Run
 */

/** The settings a run depends on: when one of them changes, the run is another one. @type {readonly (keyof Settings)[]} */
export const RUN_SETTINGS = ['source', 'rule', 'optimizer', 'rate', 'batch', 'trainT', 'trainGamma',
  'hidden', 'width', 'activation', 'likelihood', 'dtype', 'seed'];

/** Whether the rule uses T and γ. BP and Z-IL have their own schedule and step.
 * @param {Settings['rule']} rule */
export const infers = rule => rule === 'vpc' || rule === 'fpa';

/**
 * Whether two settings give the same run. T and γ do not matter to rules that ignore them.
 * @param {Settings} a
 * @param {Settings} b
 * @returns {boolean}
 */
export function sameRun(a, b) {
  return RUN_SETTINGS.every(name => a[name] === b[name]
    || ((name === 'trainT' || name === 'trainGamma') && a.rule === b.rule && !infers(a.rule)));
}

/** A run in a few words. @param {Settings} settings */
export function runWords(settings) {
  const { optimizer, rate, batch, hidden, width, activation } = settings;
  const inference = infers(settings.rule) ? `T ${trainSteps(settings)}, γ ${trainGamma(settings)}, ` : '';
  return `${inference}${optimizer}, rate ${rate}, batch ${batch}, ${hidden} × ${width} ${activation}`;
}

/**
 * The point nearest to an epoch.
 * @template {{epoch: number}} P
 * @param {P[]} points in order of their epochs
 * @param {number} epoch
 * @returns {P | undefined} undefined when there are no points
 */
export function nearest(points, epoch) {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].epoch < epoch) low = middle + 1;
    else high = middle;
  }
  const before = points[low - 1];
  return before && epoch - before.epoch <= points[low].epoch - epoch ? before : points[low];
}

/**
 * Few enough points to draw: neighbours are merged into their mean until at most `most` are left.
 * @param {LossPoint[]} points
 * @param {number} most
 * @returns {LossPoint[]}
 */
export function thin(points, most) {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  const merged = [];
  for (let start = 0; start < points.length; start += size) {
    const some = points.slice(start, start + size);
    const loss = some.reduce((sum, point) => sum + point.loss, 0) / some.length;
    merged.push({ ...some[some.length - 1], loss });
  }
  return merged;
}

/**
 * Runs as comma-separated values: a head line, then a line for each iteration with something recorded. Numbers are written in full;
 * a field is empty when nothing was recorded.
 * @param {Run[]} runs
 * @returns {string}
 */
export function toCsv(runs) {
  const lines = [['run', ...RUN_SETTINGS, 'iteration', 'epoch', 'training_loss', 'validation_loss', 'validation_accuracy'].join(',')];
  runs.forEach((run, index) => {
    const { settings } = run;
    const resolved = {
      ...settings,
      trainT: infers(settings.rule) ? trainSteps(settings) : '',
      trainGamma: infers(settings.rule) ? trainGamma(settings) : '',
    };
    /** @type {Map<number, {epoch: number, loss?: LossPoint, score?: ScorePoint}>} */
    const rows = new Map();
    for (const loss of run.losses) rows.set(loss.iteration, { epoch: loss.epoch, loss });
    for (const score of run.scores) rows.set(score.iteration, { ...rows.get(score.iteration), epoch: score.epoch, score });
    const head = [index + 1, ...RUN_SETTINGS.map(name => resolved[name])];
    for (const [iteration, { epoch, loss, score }] of [...rows].sort(([a], [b]) => a - b)) {
      lines.push([...head, iteration, epoch, loss?.loss ?? '', score?.loss ?? '', score?.accuracy ?? ''].join(','));
    }
  });
  return `${lines.join('\n')}\n`;
}
