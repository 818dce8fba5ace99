// The pulls of both sides and the decay, as G-IL has them.

/** @param {import('../scheme.js').Knobs} settings */
export const sides = ({ bottomGamma, decay, gammaVpc }) => ({ bottomStepSize: bottomGamma || gammaVpc, decay });
