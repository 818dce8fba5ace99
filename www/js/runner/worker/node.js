// One node of a chain under a rule, alone with its parameters. It hears and tells its two neighbours, nobody else;
// the conductor sets it up, says go, and gets one report at the end.

import { initSync, LocalNode } from '../../../pkg/pc_playground.js';
import { resolution } from '../../model/clock.js';
import { calibrate, shortened } from './clock.js';
import { Link } from './link.js';
import { Record } from './record.js';

/** @typedef {import('../protocol.js').ToWorker} ToWorker */
/** @typedef {import('../protocol.js').FromWorker} FromWorker */
/** @typedef {import('../protocol.js').Setup} Setup */
/** @typedef {import('../protocol.js').NodeReport} NodeReport */
/** @typedef {import('../protocol.js').Values} Values */

/** Times that tokens go through the chain before the first round, so that the clocks can be compared. */
const LAPS = 8;

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @param {FromWorker} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => scope.postMessage(message, transfer);

/** @param {unknown} error */
const say = error => (error instanceof Error ? error.message : String(error));

class Chained {
  #setup;
  #index;
  #steps;
  #parent;
  #child;
  #clock;
  #record;
  #node;
  #resolution = resolution();
  /** The last messages heard, for the calibration. @type {{heard: Values | null, feedback: Values | null}} */
  #last;
  /** @type {number[]} */
  #phases = [];

  /** @param {Setup} setup */
  constructor(setup) {
    this.#setup = setup;
    this.#node = new LocalNode(setup.place, setup.rule);
    this.#index = setup.place.index;
    this.#steps = Math.min(setup.steps, this.#node.scheduleSteps ?? Infinity);
    const ahead = performance.timeOrigin - setup.epoch;
    this.#clock = () => ahead + performance.now();
    this.#parent = setup.parent && new Link(setup.parent, this.#index - 1, this.#clock);
    this.#child = setup.child && new Link(setup.child, this.#index + 1, this.#clock);
    this.#record = new Record(this.#index, this.#clock);
    this.#last = { heard: setup.input, feedback: null };
  }

  /** All rounds. @returns {Promise<NodeReport>} */
  async run() {
    const { rounds } = this.#setup;
    for (let lap = 0; lap < LAPS; lap++) await this.#meet(-1, 0, false);
    if (rounds > 1) {
      await this.#round();
      this.#record.forget();
      this.#renew();
    }
    for (let round = 0; round < rounds; round++) {
      if (round > 0) this.#renew();
      await this.#round();
    }
    this.#record.finish();
    const calibrated = await this.#calibrate();
    // Nobody tells the conductor anything before everybody has finished.
    await this.#meet(-1, 0, false);
    const node = this.#node;
    return {
      value: node.latent(),
      error: node.error(),
      prediction: node.prediction(),
      weightGradient: node.weightGradient(),
      biasGradient: node.biasGradient(),
      counters: node.counters(),
      firstNonzero: node.firstNonzero,
      steps: this.#steps,
      phases: this.#phases,
      ops: this.#record.ops,
      messages: this.#record.messages,
      starts: this.#record.starts,
      ends: this.#record.ends,
      calibrated,
      resolutionMs: this.#resolution,
      fromParent: this.#parent ? this.#parent.delays : null,
      fromChild: this.#child ? this.#child.delays : null,
    };
  }

  /**
   * Each round has a new node: one that was used has counted, may have moved its weights, and is further on in its
   * noise.
   */
  #renew() {
    this.#node.free();
    this.#node = new LocalNode(this.#setup.place, this.#setup.rule);
  }

  /** One minibatch: the order is that of the loop executor, as far as this node can see it. */
  async #round() {
    const node = this.#node;
    // Everybody is there; node 1 says when the round began.
    this.#record.begin(await this.#meet(-1, 0, false));

    // The feed-forward sweep: one node a phase.
    await this.#predict(0, 0);
    node.settle();
    this.#child?.send('value', 0, 0, this.#value());
    this.#phases = new Array(this.#setup.place.sizes.length - 1).fill(0);
    this.#phases[this.#index - 1] = node.barrier();
    this.#arrive(0);

    for (let t = 0; t < this.#steps; t++) {
      for (let stage = 0; stage < node.stages; stage++) {
        if (this.#setup.lockstep) await this.#meet(t, stage, true);
        await this.#exchange(t, stage);
      }
      this.#arrive(t + 1);
    }
    if (node.learnsWhenStopped) this.#learn(this.#steps);
    this.#phases.push(node.barrier());
  }

  /**
   * One round of messages: feedback to the parent, then, if the rule has it so, the new value to the child.
   * @param {number} t
   * @param {number} stage
   */
  async #exchange(t, stage) {
    const node = this.#node;
    const parent = this.#parent;
    const child = this.#child;
    const record = this.#record;
    if (parent && node.sends(t)) {
      const { feedback, use } = record.time('vjp', t, stage, () => node.feedback());
      record.worth(use);
      parent.send('feedback', t, stage, /** @type {Values} */ (feedback));
    }
    this.#phases.push(node.barrier());
    if (child && node.childSends(t)) {
      const message = await child.take('feedback', t, stage);
      record.received(message, child.neighbour);
      this.#last.feedback = message.values;
      node.receive(/** @type {Values} */ (message.values), stage);
    }
    if (node.forwards) {
      child?.send('value', t + 1, stage, this.#value());
      if (parent) await this.#predict(t + 1, stage);
      node.compare();
    }
    this.#phases.push(node.barrier());
  }

  /** Hears the parent's value of time `t`, or x_0, and predicts. @param {number} t @param {number} stage */
  async #predict(t, stage) {
    if (this.#parent) {
      const message = await this.#parent.take('value', t, stage);
      this.#record.received(message, this.#parent.neighbour);
      this.#last.heard = message.values;
    }
    const heard = /** @type {Values} */ (this.#last.heard);
    this.#record.time('forward', t, stage, () => this.#node.predict(heard));
  }

  /** Whether it is this node's moment may depend on its own state on arriving. @param {number} t */
  #arrive(t) {
    this.#node.arrive(t);
    if (this.#node.learns(t)) this.#learn(t);
  }

  /** @param {number} t */
  #learn(t) {
    this.#record.time('gradient', t, 0, () => this.#node.learn(t));
  }

  #value() {
    return /** @type {Values} */ (this.#node.value());
  }

  /**
   * Waits until all nodes have come here: tokens gather from the last node to the first, then go back.
   * @param {number} t the step that begins; −1 between rounds of the run
   * @param {number} stage
   * @param {boolean} kept whether the tokens belong to the run and are recorded
   * @returns {Promise<number>} when node 1 let go, on its clock
   */
  async #meet(t, stage, kept) {
    const heard = async (/** @type {Link} */ link) => {
      const token = await link.take('token', t, stage);
      if (kept) this.#record.received(token, link.neighbour);
      else link.delays.laps.push(token.received - token.sent);
      return token;
    };
    if (this.#child) await heard(this.#child);
    this.#parent?.send('token', t, stage);
    const origin = this.#parent ? (await heard(this.#parent)).origin : this.#clock();
    this.#child?.send('token', t, stage, null, origin);
    return origin;
  }

  /** One node after the other, so that they do not take the processors from each other. */
  async #calibrate() {
    const none = { forwardMs: NaN, vjpMs: NaN, gradientMs: NaN };
    if (!this.#setup.calibrate || this.#resolution === Infinity) return none;
    if (this.#child) await this.#child.take('token', -2, 0);
    const most = shortened(this.#resolution, this.#setup.place.sizes.length - 1);
    if (most !== null) tell({ type: 'timing' });
    const { heard, feedback } = this.#last;
    const second = new LocalNode(this.#setup.place, this.#setup.rule);
    const calibrated = calibrate(second, /** @type {Values} */ (heard), feedback, this.#resolution, most);
    second.free();
    this.#parent?.send('token', -2, 0);
    return calibrated;
  }
}

/** Holds a lock for as long as this worker lives: whoever waits for it learns of its death. @param {string} name */
function holdLock(name) {
  if (!navigator.locks) return Promise.resolve();
  return new Promise(held => {
    const kept = navigator.locks.request(name, () => {
      held(null);
      return new Promise(() => {});
    });
    // Where locks are forbidden (a sandboxed frame) there is still the conductor's patience.
    kept.catch(() => held(null));
  });
}

/** @param {Setup} setup @returns {Promise<Chained | null>} */
async function prepare(setup) {
  const start = performance.now();
  initSync({ module: setup.module });
  let chained;
  try {
    chained = new Chained(setup);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    tell({ type: 'refused', message: say(error) });
    return null;
  }
  const initMs = performance.now() - start;
  await holdLock(setup.lock);
  tell({ type: 'ready', initMs });
  return chained;
}

/** @type {Chained | null} */
let chained = null;

scope.onmessage = async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  try {
    if (message.type === 'setup') {
      chained = await prepare(message);
      return;
    }
    if (!chained) throw new Error('it was told to go before it was set up');
    const result = await chained.run();
    const buffers = [result.value, result.error, result.prediction, result.weightGradient, result.biasGradient].map(
      array => /** @type {ArrayBuffer} */ (array.buffer),
    );
    tell({ type: 'finished', result }, buffers);
  } catch (error) {
    tell({ type: 'failed', message: say(error) });
  }
};
