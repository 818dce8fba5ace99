// What a run is doing: the one place that decides it, for a scheme that is stepped and for a network that trains. Rows,
// captions, status lines and lists say it each in their words. Pure: read off what was recorded.

import { schemeById } from './schemes.js';
import { alive, messages, nodeErrors, running } from './trace.js';

/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */

/**
 * A row at t. `rising`: its free energy has risen though its steps are made to go down it, or its errors move away from
 * the ones they are made to reach; `diverging`: far beyond anything that settles, and going on; `diverged`: no longer
 * finite; `settled`: the last step changed nothing.
 * @typedef {'refused' | 'diverged' | 'diverging' | 'rising' | 'done' | 'settled' | 'moving'} Course
 */

// So far from backpropagation, as a multiple of backpropagation's own errors, nothing that settles ever gets.
const FAR = 100;
/** A descent never rises; so much more than the lowest F so far is not rounding. */
const RISE = 1.001;

/** The lowest F before t. @param {RuleTrace} rule @param {number} t */
export const lowest = (rule, t) => rule.freeEnergy.subarray(0, t).reduce((least, F) => Math.min(least, F), Infinity);

/** @param {RuleTrace} rule @param {number} t */
function rises(rule, t) {
  const { scheme, descends, freeEnergy, distance } = rule;
  if (descends) return freeEnergy[t] > RISE * lowest(rule, t);
  // Where predictions stay fixed, errors go to backpropagation's, and hardly farther from it than at the start.
  return (
    schemeById(scheme).family === 'fixed' && distance[t] > 2 * Math.max(1, distance[0]) && distance[t] > distance[t - 1]
  );
}

/** Whether the step that led to t changed no error. @param {RuleTrace} rule @param {number} t */
const still = (rule, t) =>
  messages(rule, t).some(kind => kind === 'redundant') &&
  rule.sizes.every((_, l) => l === 0 || nodeErrors(rule, t, l).every((e, i) => e === nodeErrors(rule, t - 1, l)[i]));

/**
 * @param {RuleTrace} rule
 * @param {number} t
 * @returns {Course}
 */
export function courseOf(rule, t) {
  if (rule.refused) return 'refused';
  if (!alive(rule, t)) return 'diverged';
  if (t === 0) return 'moving';
  if (!schemeById(rule.scheme).wanders) {
    if (rule.distance[t] > FAR && rule.distance[t] > rule.distance[t - 1]) return 'diverging';
    if (rises(rule, t)) return 'rising';
  }
  if (!running(rule, t) || (rule.doneAt >= 0 && t >= rule.doneAt)) return 'done';
  return still(rule, t) ? 'settled' : 'moving';
}

/** Whether something is wrong with it that a smaller γ mends. @param {Course} course */
export const astray = course => course === 'rising' || course === 'diverging';

/**
 * A network in training. `guessing`: for a whole pass through the digits no better than chance, after two at least;
 * `falling`: for a whole pass far below its best; `diverging`: its loss is far above the one before training;
 * `diverged`: no longer finite.
 * @typedef {'learning' | 'guessing' | 'falling' | 'diverging' | 'diverged'} TrainingCourse
 */

/**
 * The share that guessing one of ten classes gets right; up to so much more counts as chance, since classes are not
 * equally many.
 */
export const CHANCE = 0.1;
const MARGIN = 0.04;
const PATIENCE = 2;
/** The share of the digits that a run must have lost of its best. */
const FALL = 0.1;
/** A mean loss this many times the first one is not noise any more. */
const RUNAWAY = 10;

/**
 * @param {object} run
 * @param {boolean} run.finite whether every loss and weight is
 * @param {number} run.loss a mean over some minibatches; NaN before the first
 * @param {number} run.first the loss before training
 * @param {number} run.epoch passes through the digits so far
 * @param {{epoch: number, accuracy: number}[]} run.scores those of at least the last pass, in their order
 * @param {number} run.best the best accuracy so far
 * @returns {TrainingCourse}
 */
export function courseOfTraining({ finite, loss, first, epoch, scores, best }) {
  if (!finite) return 'diverged';
  if (loss > RUNAWAY * first) return 'diverging';
  const pass = scores.filter(score => score.epoch > epoch - 1);
  // Two looks at least, over most of a pass: a run that has only just been taken up again is not judged yet.
  if (epoch < PATIENCE || pass.length < 2 || pass[pass.length - 1].epoch - pass[0].epoch < 0.5) return 'learning';
  const top = Math.max(...pass.map(score => score.accuracy));
  if (top < CHANCE + MARGIN) return 'guessing';
  return top < best - FALL ? 'falling' : 'learning';
}
