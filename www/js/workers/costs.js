// What theory says the schemes cost in the parallel view: WORK, TIME and the paper's bounds, on the chain of the settings
// and on chains of every length.

import { Theory } from '../../pkg/pc_playground.js';
import { LENGTHS, chainSizes, ruleOptions, stepsOf } from '../model/chain/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../model/protocol.js').SchemeCosts} SchemeCosts */

/** @param {Settings} settings @param {SchemeId} [scheme] */
const costsOf = (settings, scheme) => Theory.costs(chainSizes(settings, scheme), settings.pBatch);

/** @param {Float64Array} costs of any chain */
const backward = costs => Theory.parallelTime({ rule: 'bp' }, costs, costs.length - 1);

/** @param {Settings} settings @param {(own: Settings) => number} value @returns {number[]} entry L, from the shortest chain */
const lengths = (settings, value) =>
  Array.from({ length: LENGTHS.most + 1 }, (_, L) => (L < LENGTHS.least ? NaN : value({ ...settings, pDepth: L })));

/**
 * @param {Settings} settings
 * @param {SchemeId} scheme
 * @returns {SchemeCosts}
 */
export function schemeCosts(settings, scheme) {
  const rule = ruleOptions(settings, scheme);
  const [costs, T] = [costsOf(settings, scheme), stepsOf(settings, scheme)];
  const longest = { ...settings, pDepth: LENGTHS.most };
  const time = lengths(settings, own => Theory.parallelTime(rule, costsOf(own, scheme), stepsOf(own, scheme)));
  return {
    costs: [...costs],
    slowest: Theory.slowest(costs),
    work: Theory.work(rule, costs, T),
    time: Theory.parallelTime(rule, costs, T),
    bpTime: backward(costs),
    cheapGradient: Theory.cheapGradient(costs),
    bound: Theory.bound(rule, costs, T),
    arrived: {
      share: Theory.share(T, settings.pGamma, settings.pDepth - 1),
      needed: Theory.stepsToArrive(settings.pGamma, settings.pDepth - 1),
    },
    lengths: {
      time,
      work: lengths(settings, own => Theory.work(rule, costsOf(own, scheme), stepsOf(own, scheme), false)),
      least: lengths(settings, own => Theory.bound({ rule: 'fpa' }, costsOf(own), own.pDepth - 1).lines[1].value),
    },
    longest: {
      slowest: Theory.slowest(costsOf(longest)),
      ratio: time[LENGTHS.most] / backward(costsOf(longest, scheme)),
    },
  };
}
