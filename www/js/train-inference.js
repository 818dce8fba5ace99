// How long and how far a rule infers before the weights change, where the settings leave it open (0). Pure.

/** @typedef {Pick<import('./protocol.js').Settings, 'rule' | 'hidden' | 'trainT' | 'trainGamma'>} Inferring */

/** T: as many steps as there are hidden layers, the fewest that let every layer hear of the error.
 * @param {Inferring} settings */
export const trainSteps = settings => settings.trainT || settings.hidden;

/** γ: 1 for FPA-PC, which then equals backpropagation; half of that for VPC, which overshoots with more.
 * @param {Inferring} settings */
export const trainGamma = settings => settings.trainGamma || (settings.rule === 'vpc' ? 0.5 : 1);
