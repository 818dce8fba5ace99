// Which exhibits there are; each is loaded when its page is opened. Their contract is at the head of ../systems.js.

/** @typedef {import('./view.js').ExhibitModule} ExhibitModule */

/** @type {Record<string, () => Promise<ExhibitModule>>} */
export const EXHIBITS = {
  klimit: () => import('./exhibits/klimit.js'),
  zil: () => import('./exhibits/zil.js'),
  ablation: () => import('./exhibits/ablation.js'),
  'ode-bp': () => import('./exhibits/ode-bp.js'),
  'fa-zil': () => import('./exhibits/fa-zil.js'),
  generative: () => import('./exhibits/generative.js'),
  langevin: () => import('./exhibits/langevin.js'),
  implicit: () => import('./exhibits/implicit.js'),
  ar: () => import('./exhibits/relaxation.js'),
  figure1: () => import('./exhibits/figure1.js'),
  feedback: () => import('./exhibits/feedback.js'),
  prospective: () => import('./exhibits/prospective.js'),
};
