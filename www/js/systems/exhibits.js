// Which exhibits there are; each is loaded when its page is opened. Their contract is at the head of ../systems.js.

/** @typedef {import('../systems.js').ExhibitModule} ExhibitModule */

/** @type {Record<string, () => Promise<ExhibitModule>>} */
export const EXHIBITS = {
  klimit: () => import('./klimit.js'),
  zil: () => import('./zil.js'),
  ablation: () => import('./ablation.js'),
  'ode-bp': () => import('./ode-bp.js'),
  'fa-zil': () => import('./fa-zil.js'),
  generative: () => import('./generative.js'),
  langevin: () => import('./langevin.js'),
  implicit: () => import('./implicit.js'),
  ar: () => import('./relaxation.js'),
  figure1: () => import('./figure1.js'),
  feedback: () => import('./feedback.js'),
  prospective: () => import('./prospective.js'),
};
