// Training curves: recorded, looked up, and written as CSV. Pure.

import { outdating } from '../../model/settings.js';
import { bounded, countOf } from '../../model/bounded.js';
import { brief, fixed as decimals, scaled } from '../../model/numbers.js';
import { schemeById } from '../../model/schemes.js';
import { fixed, uses, usesGamma, usesSteps } from '../../model/training.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').LossPoint} LossPoint */
/** @typedef {import('../../model/protocol.js').ScorePoint} ScorePoint */
/** @typedef {import('../../model/protocol.js').AnglePoint} AnglePoint */
/** @typedef {import('../../model/bounded.js').Merged} Merged */

/**
 * What was recorded of a run; a point of a long one may be the mean of several.
 * @typedef {{losses: (LossPoint & Merged)[], scores: (ScorePoint & Merged)[], angles: (AnglePoint & Merged)[]}} Curves
 */

/**
 * One training run and what was recorded of it. `id` tells it from all others; `taken`: what the engine takes where the
 * settings leave T, γ or the rate open, once it has said so; `course`: what it was doing last; `from`: the file in
 * whose weights it began, where these were not drawn.
 * @typedef {Curves & {id: string, settings: Settings, from?: string, taken?: import('../../model/training.js').Taken, course?: import('../../model/course.js').TrainingCourse}}
 * Run
 */

/** Of each curve at most so many points are kept, as many as a plot can show. Angles are one for each layer. */
export const MOST_POINTS = { losses: 1500, scores: 1000, angles: 400 };

/**
 * What was recorded and what came after it.
 * @param {Curves} before
 * @param {{losses: LossPoint[], scores: ScorePoint[], angles: AnglePoint[]}} [more]
 * @returns {Curves}
 */
export const recorded = (before, more = { losses: [], scores: [], angles: [] }) => ({
  losses: bounded([...before.losses, ...more.losses], ['loss'], MOST_POINTS.losses),
  scores: bounded([...before.scores, ...more.scores], ['loss', 'accuracy'], MOST_POINTS.scores),
  angles: bounded([...before.angles, ...more.angles], ['errors', 'feedback'], MOST_POINTS.angles),
});

/**
 * A run of which nothing is recorded yet.
 * @param {Settings} settings
 * @param {string} [from] the network's file that it begins with
 * @returns {Run}
 */
export const newRun = (settings, from) => ({
  id: `${Date.now()}-${Math.random()}`,
  settings,
  losses: [],
  scores: [],
  angles: [],
  ...(from && { from }),
});

/** The settings a run may depend on: when one that its scheme uses changes, the run is another one. */
export const RUN_SETTINGS = outdating('run');

/**
 * What a run with these settings really uses: '' for what its scheme has no use for; where 0 leaves a number open, the
 * one that was taken, if that is known.
 * @param {Settings} settings
 * @param {import('../../model/training.js').Taken} [used]
 * @returns {Record<keyof Settings, string | number>}
 */
export function taken(settings, used) {
  const { rule } = settings;
  const feedback = uses(rule, 'feedback') ? settings.feedback : '';
  const drawn = feedback !== '' && feedback !== 'transpose';
  /** @param {'k' | 'bottomGamma' | 'decay' | 'noiseSeed'} knob */
  const own = knob => (uses(rule, knob) ? settings[knob] : '');
  const gamma = used?.gamma ?? settings.trainGamma;
  return {
    ...settings,
    ...fixed(settings),
    trainT: usesSteps(rule) ? (used?.steps ?? settings.trainT) : '',
    trainGamma: usesGamma(rule) ? gamma : '',
    rate: used?.rate ?? settings.rate,
    k: own('k'),
    bottomGamma: own('bottomGamma') || (uses(rule, 'bottomGamma') ? gamma : ''),
    decay: own('decay'),
    noiseSeed: own('noiseSeed'),
    feedback,
    feedbackSeed: drawn ? settings.feedbackSeed : '',
    feedbackDecay: feedback === 'kolen-pollack' ? settings.feedbackDecay : '',
  };
}

/**
 * Whether two settings give the same run. What the scheme ignores does not matter.
 * @param {Settings} a
 * @param {Settings} b
 * @returns {boolean}
 */
export function sameRun(a, b) {
  const [one, other] = [taken(a), taken(b)];
  return RUN_SETTINGS.every(name => one[name] === other[name]);
}

/** @param {number} loss */
export const lossText = loss => brief(loss, 4);

/** A count of operations in a few digits, as "3.1 · 10¹²". @param {number} count */
export function workText(count) {
  return count < 1e4 ? String(count) : scaled(count);
}

/**
 * Where a point stands, and whether it is one or several.
 * @param {Merged & {epoch: number, iteration: number}} point
 */
export const whereWords = point =>
  `epoch ${decimals(point.epoch, 2)}, iteration ${point.iteration}${countOf(point) > 1 ? `, mean of ${countOf(point)} points` : ''}`;

/** The name of a run's scheme. @param {Run} run */
export const nameOf = run => schemeById(run.settings.rule).name;

/** A run in a few words. @param {Pick<Run, 'settings' | 'taken'>} run */
export function runWords({ settings, taken: used }) {
  const {
    trainT,
    trainGamma: gamma,
    k,
    bottomGamma,
    decay,
    feedback,
    optimizer,
    rate,
    batch,
    hidden,
    width,
    activation,
  } = taken(settings, used);
  const words = [
    trainT !== '' && trainT !== 0 && `T ${trainT}`,
    gamma !== '' && gamma !== 0 && `γ ${gamma}`,
    k !== '' && `k ${k}`,
    bottomGamma !== '' && bottomGamma !== 0 && bottomGamma !== gamma && `pull from above ${bottomGamma}`,
    decay !== '' && decay !== 0 && `decay ${decay}`,
    feedback !== '' && feedback !== 'transpose' && `${feedback} feedback`,
    optimizer,
    rate !== 0 && `rate ${rate}`,
    `batch ${batch}`,
    `${hidden} × ${width} ${activation}`,
  ];
  return words.filter(word => word !== false).join(', ');
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
 * Runs as comma-separated values: a head line, then a line for each iteration with something recorded. Numbers are
 * written in full; a field is empty when nothing was recorded, or when an angle is not defined. `weights` says where
 * the first ones are from. Of a long run neighbours are merged: `…_points` say how many recorded points a row's values
 * are the mean of, the last of which stood at the row's iteration.
 * @param {Run[]} runs
 * @returns {string}
 */
export function toCsv(runs) {
  const layers = Math.max(0, ...runs.map(run => run.angles[0]?.feedback.length ?? 0));
  const each = Array.from({ length: layers }, (_, l) => l);
  const lines = [
    [
      'run',
      ...RUN_SETTINGS,
      'weights',
      'iteration',
      'epoch',
      'training_loss',
      'validation_loss',
      'validation_accuracy',
      'multiply_adds',
      ...each.map(l => `error_angle_${l + 1}`),
      ...each.map(l => `feedback_angle_${l}`),
      'training_points',
      'validation_points',
      'angle_points',
    ].join(','),
  ];
  runs.forEach((run, index) => {
    const settings = taken(run.settings, run.taken);
    /**
     * @type {Map<number, {epoch: number, loss?: LossPoint & Merged, score?: ScorePoint & Merged, angle?: AnglePoint & Merged}>}
     */
    const rows = new Map();
    /** @param {{iteration: number, epoch: number}} point @param {object} recorded */
    const note = ({ iteration, epoch }, recorded) =>
      rows.set(iteration, { ...rows.get(iteration), epoch, ...recorded });
    for (const loss of run.losses) note(loss, { loss });
    for (const score of run.scores) note(score, { score });
    for (const angle of run.angles) note(angle, { angle });
    const head = [index + 1, ...RUN_SETTINGS.map(name => settings[name]), run.from ? 'file' : 'seed'];
    for (const [iteration, { epoch, loss, score, angle }] of [...rows].sort(([a], [b]) => a - b)) {
      const angles = [...each.map(l => angle?.errors[l + 1]), ...each.map(l => angle?.feedback[l])].map(degrees =>
        Number.isFinite(degrees) ? degrees : '',
      );
      lines.push(
        [
          ...head,
          iteration,
          epoch,
          loss?.loss ?? '',
          score?.loss ?? '',
          score?.accuracy ?? '',
          score?.multiplyAdds ?? '',
          ...angles,
          ...[loss, score, angle].map(point => (point ? countOf(point) : '')),
        ].join(','),
      );
    }
  });
  return `${lines.join('\n')}\n`;
}
