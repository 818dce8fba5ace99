// How most schemes use the nodes of a chain.

/** @typedef {import('../scheme.js').Shape} Shape */

/** Values settle: every step is a product and a new prediction. @type {Shape} */
export const SETTLES = { sweeps: false, stages: 1, anew: true, learns: 'stopped', early: false };

/** Predictions stay: every step is a product. @type {Shape} */
export const STAYS = { ...SETTLES, anew: false };

/** Values settle, and each layer learns at its moment. @type {Shape} */
export const MOMENT = { ...SETTLES, learns: 'moment' };
