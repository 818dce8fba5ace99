// Every scheme the page knows, and the options that a scheme and its settings come to. Pure.

import ar from './schemes/ar.js';
import bp from './schemes/bp.js';
import faZil from './schemes/fa-zil.js';
import fpa from './schemes/fpa.js';
import gIl from './schemes/g-il.js';
import generative from './schemes/generative.js';
import ilProx from './schemes/il-prox.js';
import ilProxPractical from './schemes/il-prox-practical.js';
import implicitSgd from './schemes/implicit-sgd.js';
import klimit from './schemes/klimit.js';
import langevin from './schemes/langevin.js';
import odeBp from './schemes/ode-bp.js';
import odeHeun from './schemes/ode-heun.js';
import vpc from './schemes/vpc.js';
import zil from './schemes/zil.js';
import zilEarly from './schemes/zil-early.js';
import zilLatents from './schemes/zil-latents.js';
import zilStep from './schemes/zil-step.js';
import zilTogether from './schemes/zil-together.js';

/** @typedef {import('../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('./scheme.js').Scheme} Scheme */
/** @typedef {import('./scheme.js').SchemeId} SchemeId */
/** @typedef {import('./scheme.js').Knobs} Knobs */

/**
 * In the order of every list and of the rows.
 * @type {Readonly<Record<SchemeId, Scheme>>}
 */
const BY_ID = {
  bp,
  vpc,
  klimit,
  fpa,
  zil,
  'fa-zil': faZil,
  'ode-bp': odeBp,
  'ode-heun': odeHeun,
  ar,
  'g-il': gIl,
  'il-prox': ilProx,
  'il-prox-practical': ilProxPractical,
  'implicit-sgd': implicitSgd,
  generative,
  langevin,
  'zil-latents': zilLatents,
  'zil-step': zilStep,
  'zil-together': zilTogether,
  'zil-early': zilEarly,
};

/** @type {readonly Scheme[]} */
export const SCHEMES = Object.values(BY_ID);

/** @type {readonly SchemeId[]} */
export const SCHEME_IDS = SCHEMES.map(scheme => scheme.id);

/** @param {string} id @returns {Scheme} @throws {Error} for a name that is no scheme's */
export function schemeById(id) {
  const scheme = SCHEMES.find(one => one.id === id);
  if (!scheme) throw new Error(`A scheme must be one of ${SCHEME_IDS.join(', ')}, got "${id}".`);
  return scheme;
}

/** The settings that are a step size γ; a scheme uses at most one. */
export const STEP_SIZES = /** @type {const} */ (['gammaVpc', 'gammaFpa', 'gammaProx', 'gammaGen']);

/** The setting that is a scheme's step size. @param {string} id @returns {typeof STEP_SIZES[number] | undefined} */
export const stepSizeOf = id => STEP_SIZES.find(name => schemeById(id).uses.includes(name));

/**
 * Settings in which every scheme has the same step size: for a view that has one γ of its own.
 * @template {Knobs} Some
 * @param {Some} settings
 * @param {number} gamma
 * @returns {Some}
 */
export const withStepSize = (settings, gamma) => ({
  ...settings,
  gammaVpc: gamma,
  gammaFpa: gamma,
  gammaProx: gamma,
  gammaGen: gamma,
});

/**
 * A scheme's options for the API's Inference, with these settings.
 * @param {string} id
 * @param {Knobs} settings
 * @returns {RuleOptions}
 */
export function ruleOptionsOf(id, settings) {
  const scheme = schemeById(id);
  const feedback =
    scheme.uses.includes('feedback') && settings.feedback !== 'transpose'
      ? { feedback: settings.feedback, feedbackSeed: settings.feedbackSeed }
      : {};
  const options = { rule: scheme.rule, ...scheme.options(settings), ...feedback };
  return /** @type {RuleOptions} */ (/** @type {unknown} */ (options));
}
