// What the residuals and losses say, in words and rows. Pure.

import { rough, whole } from '../../../model/numbers.js';
import { list } from '../../../model/trace.js';
import { IMPLICIT_IDS, IMPLICIT_TITLES } from '../../../model/exhibits/implicit.js';

/** @typedef {import('../../../model/exhibits/implicit.js').ImplicitReply} ImplicitReply */
/** @typedef {import('../../../model/exhibits/implicit.js').ImplicitId} ImplicitId */

/**
 * One scheme's update.
 * @param {ImplicitReply} reply
 * @param {ImplicitId} id
 * @param {number} rate index of the α
 * @param {number} time index of the T
 * @returns {{ residual: number, loss: number, stepSize: number }}
 */
export function updateAt({ times, updates }, id, rate, time) {
  const at = rate * times.length + time;
  return { residual: updates[id].residual[at], loss: updates[id].loss[at], stepSize: updates[id].stepSize[rate] };
}

/**
 * The first α at which a scheme's update raises the loss; Infinity if none does.
 * @param {ImplicitReply} reply @param {ImplicitId} id @param {number} time
 */
export function overshootsAt(reply, id, time) {
  const index = reply.rates.findIndex((_, rate) => !(updateAt(reply, id, rate, time).loss <= reply.lossBefore));
  return index < 0 ? Infinity : reply.rates[index];
}

/** @param {ImplicitReply} reply @param {number} time index of the T */
export function verdictSentence(reply, time) {
  const over = IMPLICIT_IDS.filter(id => overshootsAt(reply, id, time) < Infinity);
  const safe = IMPLICIT_IDS.filter(id => !over.includes(id));
  const names = (/** @type {ImplicitId[]} */ ids) =>
    list(
      ids.map(
        id =>
          `${IMPLICIT_TITLES[id]}${overshootsAt(reply, id, time) < Infinity ? ` (from α = ${overshootsAt(reply, id, time)})` : ''}`,
      ),
    );
  let worst = 0;
  for (let rate = 0; rate < reply.rates.length; rate++)
    worst = Math.max(worst, updateAt(reply, 'il-prox', rate, time).residual);
  const raised = over.length
    ? `One update makes the loss worse for ${names(over)}.`
    : 'No update here makes the loss worse.';
  const lowered =
    safe.length && over.length ? ` It gets no worse at any α up to ${reply.rates.at(-1)} for ${names(safe)}.` : '';
  return `${raised}${lowered} After T = ${whole(reply.times[time])}, exact IL-prox is implicit SGD but for a residual of at most ${rough(worst)}.`;
}

/** How the numbers came about. @param {ImplicitReply} reply */
export function howItIsComputed({ image }) {
  const size = image.reduce((sum, value) => sum + (value / 255) ** 2, 1);
  return `All schemes that relax take the step size of the settings; implicit SGD takes, for each α, the best of a few. IL-prox needs some N_0/γ steps to settle, and N_0, the squared size of this picture and 1, is ${rough(size)}. One sweep of implicit SGD takes L steps. Once an update no longer changes in its ninth digit it is not stepped further.`;
}

/** Everything as rows. @param {ImplicitReply} reply @returns {(string | number)[][]} */
export function rowsOf(reply) {
  const rows = IMPLICIT_IDS.flatMap(id =>
    reply.rates.flatMap((alpha, rate) =>
      reply.times.map((T, time) => {
        const { residual, loss, stepSize } = updateAt(reply, id, rate, time);
        return [id, alpha, T, stepSize, residual, loss];
      }),
    ),
  );
  return [['scheme', 'α', 'T', 'γ', 'residual', 'loss after'], ...rows];
}
