// What FPA-PC's closed form says of a scheme.

import { Theory } from '../../../pkg/pc_playground.js';

/** @typedef {import('../../model/protocol.js').Settings} Settings */
/** @typedef {import('../../model/protocol.js').Curves} Curves */
/** @typedef {import('../../model/scheme.js').Scheme} Scheme */

/**
 * @param {Scheme} scheme
 * @param {Settings} settings
 * @param {import('./trace.js').Start} start
 * @returns {Curves | null} null for schemes that are not FPA-PC, whatever its variables, and with feedback that is not
 * exact
 */
export function closedForm({ id }, { feedback, gammaFpa, T }, { network, inputs, targets }) {
  if (!['fpa', 'ode-bp'].includes(id) || feedback !== 'transpose') return null;
  return Theory.closedForm(network, inputs, targets, gammaFpa, T);
}
