// Trains the same network once with each kind of feedback weights, all of them together, and measures the angles as
// they go.

import { Network, Trainer } from '../../../pkg/pc_playground.js';
import { ruleOptionsOf, schemeById, withStepSize } from '../../model/schemes.js';
import { networkSizes } from '../trace/trace.js';
import { usualOf } from '../train/usual.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../../pkg/pc_playground.js').Dataset} Dataset */
/** @typedef {import('../../model/exhibits/feedback.js').Kind} Kind */
/** @typedef {import('../../model/exhibits/feedback.js').FeedbackReply} FeedbackReply */

/** @type {readonly Kind[]} */
export const KINDS = ['transpose', 'sign-symmetric', 'learned', 'kolen-pollack', 'random'];

const BATCH = 32;
/** How often angles are measured, and accuracy. */
const POINTS = 40;
const SCORES = 10;
/** Generative PC has to infer each label. */
const FEW = { digits: 100, steps: 50 };

/**
 * @param {null} _params everything is in the settings
 * @param {Bench} bench
 * @returns {Promise<FeedbackReply>}
 */
export async function compute(_params, { settings, digits, pause }) {
  const scheme = schemeById(settings.xRule);
  const generative = scheme.rule === 'generative';
  const train = digits.train;
  if (!train) throw new Error('There are no digits to train on.');
  const tested = generative && digits.test.length > FEW.digits ? digits.test.split([FEW.digits], 0)[0] : digits.test;
  const every = Math.max(1, Math.round(settings.xBatches / POINTS));
  const at = Array.from({ length: Math.ceil(settings.xBatches / every) + 1 }, (_, i) =>
    Math.min(i * every, settings.xBatches),
  );
  const scoreEvery = Math.max(1, Math.round((at.length - 1) / SCORES));
  const scored = at.map((_, i) => i).filter(i => i % scoreEvery === 0 || i === at.length - 1);
  /** @type {ReturnType<typeof start>[]} */
  const runners = [];
  try {
    for (const kind of KINDS) runners.push(start(kind, settings, train, generative));
    const depth = runners[0].network.depth;
    /** @type {FeedbackReply} */
    const reply = {
      depth,
      batch: BATCH,
      at,
      scoredAt: scored.map(i => at[i]),
      tested: tested.length,
      samples: train.length,
      gamma: usualOf(inferring(settings)).gamma,
      steps: scheduled(settings) ? null : usualOf(inferring(settings)).steps,
      runs: KINDS.map(kind => ({
        kind,
        accuracy: new Float64Array(scored.length).fill(NaN),
        divergedAt: -1,
        errors: new Float64Array(at.length * (depth + 1)).fill(NaN),
        weights: new Float64Array(at.length * depth).fill(NaN),
      })),
    };
    for (let i = 0; i < at.length; i++) {
      for (const [j, { trainer }] of runners.entries()) {
        const run = reply.runs[j];
        if (run.divergedAt >= 0) continue;
        if (i > 0) trainer.step(at[i] - at[i - 1]);
        if (trainer.diverged) {
          run.divergedAt = trainer.iteration;
          continue;
        }
        run.errors.set(trainer.errorAngles(), i * (depth + 1));
        run.weights.set(trainer.feedbackAngles(), i * depth);
        const score = scored.indexOf(i);
        if (score >= 0) run.accuracy[score] = trainer.evaluate(tested).accuracy;
        await pause((i + j / runners.length) / at.length, reply);
      }
    }
    return reply;
  } finally {
    for (const { trainer, network } of runners) {
      trainer.free();
      network.free();
    }
    if (tested !== digits.test) tested.free();
  }
}

/** The settings under which the train view would train the scheme. @param {Settings} settings @returns {Settings} */
const inferring = settings => ({ ...settings, rule: /** @type {Settings['rule']} */ (settings.xRule) });

/** BP and Z-IL end by themselves. @param {Settings} settings */
const scheduled = ({ xRule }) => ['bp', 'zil'].includes(schemeById(xRule).rule);

/** @param {Kind} kind @param {Settings} settings @param {Dataset} train @param {boolean} generative */
function start(kind, settings, train, generative) {
  const chosen = { ...inferring(settings), feedback: kind };
  const sizes = networkSizes(settings);
  const network = new Network({
    sizes: generative ? sizes.reverse() : sizes,
    activation: settings.activation,
    likelihood: generative ? 'gaussian' : settings.likelihood,
    dtype: 'f64',
    seed: settings.seed,
  });
  try {
    const { learningRate, ...options } = ruleOptionsOf(settings.xRule, withStepSize(chosen, usualOf(chosen).gamma));
    const trainer = new Trainer(network, train, {
      ...options,
      ...(scheduled(settings) ? {} : { steps: usualOf(chosen).steps }),
      ...(kind === 'kolen-pollack' ? { feedbackDecay: settings.xDecay } : {}),
      ...(generative ? { evaluationSteps: FEW.steps } : {}),
      optimizer: { kind: 'momentum', learningRate: settings.xRate },
      batchSize: BATCH,
      seed: settings.seed,
    });
    return { network, trainer };
  } catch (error) {
    network.free();
    throw error;
  }
}
