// What a run is doing, decided from its losses and scores as they come. That something is wrong is said once, not again
// with each point; it is taken back when the run recovers.

import { courseOfTraining } from '../../model/course.js';
import { courseSentence } from './decisions.js';
import { usualOf } from './usual.js';

/** @typedef {import('./held.js').Held} Held */
/** @typedef {import('../../model/protocol.js').ScorePoint} ScorePoint */

export class Judgement {
  /** @type {import('../../model/course.js').TrainingCourse} */
  course = 'learning';
  sentence = '';
  /** The last mean loss. */
  loss = NaN;
  /** Validation loss of the untrained network. */
  firstLoss = Infinity;
  /** The scores of the last pass, and the best of all. @type {ScorePoint[]} */
  pass = [];
  best = 0;

  /** @param {Held} held @param {number} loss a mean of some minibatches */
  heard(held, loss) {
    this.loss = loss;
    this.decide(held);
  }

  /** @param {Held} held @param {ScorePoint} score */
  scored(held, score) {
    if (score.iteration === 0) this.firstLoss = score.loss;
    this.best = Math.max(this.best, score.accuracy);
    this.pass = [...this.pass.filter(({ epoch }) => epoch > score.epoch - 1), score];
    this.decide(held);
  }

  /** @param {Held} held whose numbers are no longer finite */
  diverged(held) {
    this.decide(held, false);
  }

  /** @param {Held} held @param {boolean} [finite] */
  decide({ trainer: { iteration, epoch }, settings, taken }, finite = true) {
    const { loss, firstLoss: first, pass: scores, best } = this;
    const course = courseOfTraining({ finite, loss, first, epoch, scores, best });
    if (course === this.course) return;
    this.course = course;
    const accuracy = scores.at(-1)?.accuracy ?? NaN;
    const known = { taken, usual: usualOf(settings), iteration, epoch, loss, first, accuracy, best };
    this.sentence = courseSentence(course, settings, known);
  }
}
