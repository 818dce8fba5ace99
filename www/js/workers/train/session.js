// One training run at a time: trains in short slices so that messages get through, and reports at most ten times a
// second.

import { turned } from '../../model/training.js';
import { hold, markOf, release, trainPart } from './held.js';
import { answer, answersToDigits, pictures } from './answers.js';
import { rateOver, recordEvery } from './decisions.js';
import { evaluateSlowly } from './generative.js';
import { Judgement } from './judgement.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').Progress} Progress */
/** @typedef {import('../../model/protocol.js').LossPoint} LossPoint */
/** @typedef {import('../../model/protocol.js').ScorePoint} ScorePoint */
/** @typedef {import('../../model/protocol.js').AnglePoint} AnglePoint */
/** @typedef {import('../../model/protocol.js').Checkpoint} Checkpoint */
/** @typedef {import('../data.js').Library} Library */
/** @typedef {import('./held.js').Held} Held */

const SLICE_MS = 30;
const REPORT_MS = 100;
/**
 * The longest that a slow network trains between two looks at the validation digits, unless a look takes longer than a
 * quarter of it.
 */
const SCORE_MS = 2000;

export class Session {
  /** The page's number for this run. */
  run = 0;
  /** @type {import('../../model/protocol.js').RunState} */
  state = 'idle';
  /** @type {Held | null} */
  held = null;
  /** Points not yet reported. @type {LossPoint[]} */
  losses = [];
  /** @type {ScorePoint[]} */
  scores = [];
  /** @type {AnglePoint[]} */
  angles = [];
  /** When how many samples were trained on, for the speed. @type {{seconds: number, samples: number}[]} */
  marks = [];
  judgement = new Judgement();
  /** Seconds spent training. */
  seconds = 0;
  /** Losses of the minibatches since the last point. */
  lossSum = 0;
  lossCount = 0;
  lastReport = 0;
  lastScore = 0;
  /** How long the last look at the validation digits took. */
  scoreMs = 0;
  /** Tests under way: the weights must not move meanwhile. */
  testing = 0;
  /** The iterations whose score and whose angles are known. */
  scoredAt = -1;
  measuredAt = -1;
  /** Multiply-adds of the run that are not in the trainer's counters: it was restored after them. */
  earlierWork = 0;

  /**
   * @param {Library} library
   * @param {(progress: Progress) => void} report
   * @param {(error: unknown) => void} fail told of what is thrown between messages, where no request can be answered
   * with it
   */
  constructor(library, report, fail) {
    this.library = library;
    this.report = report;
    // A message to ourselves queues behind the page's messages; setTimeout would be clamped to 4 ms a slice.
    this.channel = new MessageChannel();
    this.waiting = false;
    this.channel.port1.onmessage = () => {
      try {
        this.slice();
      } catch (error) {
        fail(error);
      }
    };
  }

  /** Forgets what was recorded of the run before. */
  clear() {
    Object.assign(this, {
      losses: [],
      scores: [],
      angles: [],
      marks: [],
      seconds: 0,
      judgement: new Judgement(),
      lossSum: 0,
      lossCount: 0,
      scoredAt: -1,
      measuredAt: -1,
      scoreMs: 0,
      earlierWork: 0,
    });
  }

  /** Throws the run away and frees what it held. */
  drop() {
    this.state = 'idle';
    release(this.held);
    this.held = null;
  }

  /**
   * A network with these settings, not yet trained. The run before ends, even when this throws.
   * @param {Settings} settings
   * @param {number} run the page's number for the run, sent with each report of it
   * @param {Uint8Array} [weights] a network's file to begin from; default: fresh random weights
   */
  reset(settings, run, weights) {
    this.drop();
    this.held = hold(this.library, settings, weights);
    this.run = run;
    this.clear();
    this.tell();
  }

  /**
   * A network, training.
   * @param {Settings} settings
   * @param {number} run
   * @param {Uint8Array} [weights]
   */
  start(settings, run, weights) {
    this.reset(settings, run, weights);
    this.resume();
  }

  /**
   * All that the run needs to go on elsewhere; null when it has diverged and cannot. What was recorded until now is
   * reported first.
   * @returns {Checkpoint | null}
   */
  keep() {
    const { trainer, digits } = this.need();
    if (this.state === 'diverged') return null;
    this.tell();
    const { iteration, epoch } = trainer;
    const { seconds, lossSum, lossCount, scoredAt, measuredAt } = this;
    return {
      bytes: trainer.save(),
      iteration,
      epoch,
      seconds,
      lossSum,
      lossCount,
      firstLoss: this.judgement.firstLoss,
      scoredAt,
      measuredAt,
      multiplyAdds: this.work(),
      taken: this.need().taken,
      digits: markOf(digits),
      data: digits.sentence,
    };
  }

  /**
   * The run of a checkpoint, standing still where it was kept. When this throws, the run before is as it was.
   * @param {Settings} settings the run's
   * @param {number} run
   * @param {Checkpoint} kept
   * @returns {Progress}
   */
  restore(settings, run, kept) {
    const digits = this.library.open(settings.source);
    if (markOf(digits) !== kept.digits) throw new Error(otherDigits(kept.data, digits.sentence));
    const held = hold(this.library, settings, undefined, kept.taken);
    try {
      // A run kept by an earlier version names no trainer, but its settings are kept beside it.
      held.trainer.restore(kept.bytes, { unnamed: true });
    } catch (error) {
      release(held);
      // A panic must stay recognisable.
      if (error instanceof WebAssembly.RuntimeError) throw error;
      throw new Error(`The kept run could not be restored: ${error instanceof Error ? error.message : error}.`);
    }
    this.drop();
    this.clear();
    const { seconds, lossSum, lossCount, firstLoss, scoredAt, measuredAt, multiplyAdds } = kept;
    this.judgement.firstLoss = firstLoss;
    Object.assign(this, {
      held,
      run,
      state: 'paused',
      seconds,
      lossSum,
      lossCount,
      scoredAt,
      measuredAt,
      earlierWork: multiplyAdds - held.trainer.counters().multiplyAdds,
    });
    return this.progress();
  }

  /** Multiply-adds of training so far. */
  work() {
    return this.earlierWork + this.need().trainer.counters().multiplyAdds;
  }

  resume() {
    if (this.state === 'running' || this.state === 'diverged' || !this.held) return;
    this.state = 'running';
    this.lastScore = performance.now();
    if (this.held.trainer.iteration === 0) this.score();
    this.tell();
    this.next();
  }

  pause() {
    if (this.state !== 'running') return;
    this.state = 'paused';
    this.score();
    this.measure();
    this.tell();
  }

  next() {
    if (this.waiting) return;
    this.waiting = true;
    this.channel.port2.postMessage(null);
  }

  slice() {
    this.waiting = false;
    if (this.state !== 'running' || !this.held || this.testing > 0) return;
    const { trainer, digits, batch } = this.held;
    const samples = trainPart(digits).length;
    const lossEvery = recordEvery(samples, batch, 25);
    const angleEvery = recordEvery(samples, batch, 8);
    const scoreEvery = recordEvery(samples, batch, 4);
    const start = performance.now();
    let stepped = 0;
    let scoring = 0;
    let now = start;
    do {
      const loss = trainer.step(1);
      if (trainer.diverged || !Number.isFinite(loss)) {
        this.state = 'diverged';
        this.judgement.diverged(this.held);
        break;
      }
      stepped += 1;
      this.lossSum += loss;
      this.lossCount += 1;
      if (trainer.iteration % lossEvery === 0) this.keepLoss();
      now = performance.now();
      const { iteration } = trainer;
      if (iteration === 1 || iteration % angleEvery === 0) this.measure();
      if (iteration % scoreEvery === 0 || now - this.lastScore > Math.max(SCORE_MS, 4 * this.scoreMs)) this.score();
      const looked = performance.now();
      scoring += looked - now;
      now = looked;
    } while (now - start < SLICE_MS);
    this.seconds += (performance.now() - start - scoring) / 1000;
    const before = this.marks.at(-1)?.samples ?? 0;
    this.marks.push({ seconds: this.seconds, samples: before + stepped * batch });
    while (this.marks.length > 2 && this.seconds - this.marks[1].seconds > 2) this.marks.shift();
    if (this.state !== 'running' || performance.now() - this.lastReport >= REPORT_MS) this.tell();
    if (this.state === 'running') this.next();
  }

  /** Keeps the mean loss of the minibatches since the last point. */
  keepLoss() {
    if (!this.held || this.lossCount === 0) return;
    const { iteration, epoch } = this.held.trainer;
    const loss = this.lossSum / this.lossCount;
    this.losses.push({ iteration, epoch, loss });
    this.lossSum = 0;
    this.lossCount = 0;
    this.judgement.heard(this.held, loss);
  }

  /** Looks at the validation digits, unless it has at this iteration. */
  score() {
    if (!this.held?.scored) return;
    const { trainer, scored } = this.held;
    const { iteration, epoch } = trainer;
    const start = performance.now();
    this.lastScore = start;
    if (this.scoredAt === iteration) return;
    this.scoredAt = iteration;
    const { loss, accuracy } = trainer.evaluate(scored);
    const score = { iteration, epoch, loss, accuracy, multiplyAdds: this.work() };
    this.scores.push(score);
    this.judgement.scored(this.held, score);
    this.lastScore = performance.now();
    this.scoreMs = this.lastScore - start;
  }

  /** Measures the angles on the last minibatch, unless it has at this iteration. */
  measure() {
    if (!this.held) return;
    const { trainer } = this.held;
    const { iteration, epoch } = trainer;
    if (iteration === 0 || this.measuredAt === iteration) return;
    this.measuredAt = iteration;
    this.angles.push({ iteration, epoch, errors: trainer.errorAngles(), feedback: trainer.feedbackAngles() });
  }

  /** Reports how things stand and what was recorded since the last report. */
  tell() {
    if (!this.held) return;
    this.lastReport = performance.now();
    this.report(this.progress());
  }

  /** How things stand, with what was recorded since it was last asked. @returns {Progress} */
  progress() {
    const { trainer, digits, scored } = this.need();
    const { losses, scores, angles } = this;
    Object.assign(this, { losses: [], scores: [], angles: [] });
    return {
      state: this.state,
      run: this.run,
      iteration: trainer.iteration,
      epoch: trainer.epoch,
      samplesPerSecond: rateOver(this.marks),
      seconds: this.seconds,
      losses,
      scores,
      angles,
      counts: { train: trainPart(digits).length, validation: scored?.length ?? 0, test: digits.test.length },
      data: digits.sentence,
      sentence: this.judgement.sentence,
      course: this.judgement.course,
      taken: this.need().taken,
    };
  }

  /** What the page may ask for once there is a network. */
  need() {
    if (!this.held) throw new Error('There is no network yet: press Start or Reset first.');
    return this.held;
  }

  /** @param {Float64Array} pixels of images */
  predict(pixels) {
    return answer(this.need(), pixels);
  }

  generate() {
    return pictures(this.need());
  }

  /** @param {number} start @param {number} wanted */
  predictions(start, wanted) {
    return answersToDigits(this.need(), start, wanted);
  }

  /** Loss and accuracy on all test digits. Training waits until it is done. */
  async test() {
    const held = this.need();
    const {
      trainer,
      digits: { test },
      settings,
    } = held;
    const about = { count: test.length, iteration: trainer.iteration };
    if (!turned(settings.rule)) return { ...trainer.evaluate(test), ...about };
    this.testing += 1;
    try {
      return { ...(await evaluateSlowly(trainer, test, () => this.held === held)), ...about };
    } finally {
      this.testing -= 1;
      if (this.state === 'running') this.next();
    }
  }
}

/** @param {string} then which digits the run learned from @param {string} now which there are */
const otherDigits = (then, now) =>
  `The kept run learned from other digits than those here now (then: ${then} Now: ${now}), so it cannot go on. Give it its own digits again, or forget it.`;
