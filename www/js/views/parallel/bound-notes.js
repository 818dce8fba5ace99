// For which schemes the paper's bounds on time are meant, and what they are worth for the others. Pure.

/** @typedef {import('../../model/schemes.js').SchemeId} SchemeId */

/** Where each chain of inequalities stands in the paper. @type {Record<'bp' | 'fpa' | 'zil', string>} */
const EQUATIONS = { bp: '(2.4)–(2.6)', fpa: '(3.27)–(3.32)', zil: '(3.33)–(3.36)' };

const SETTLES =
  'The paper writes the bound for FPA-PC; theorem 1 also holds here, so the same reasoning does, and a new prediction in every step comes on top.';
const ABLATION =
  'The bound counts operations and does not ask whether the gradients are right: it holds for this ablation as for Z-IL. New predictions in every step come on top.';
const OWN =
  'The paper’s bounds are for FPA-PC and Z-IL. They rest on theorem 1, by which a node’s error first differs from 0 at t = L − ℓ';
const STILL =
  'so the theorem does not hold and no bound is drawn. What the output sends still goes no further than one node a step.';

/**
 * Which chain is used, and what must be said with it.
 * @type {Readonly<Record<Exclude<SchemeId, 'implicit-sgd'>, ['bp' | 'fpa' | 'zil', string] | [null, string]>>}
 */
const BOUNDS = {
  bp: ['bp', ''],
  vpc: [
    'fpa',
    'The paper writes the bound for FPA-PC; for VPC the same reasoning holds, and a new prediction in every step comes on top.',
  ],
  klimit: ['fpa', SETTLES],
  fpa: ['fpa', ''],
  zil: ['zil', 'The paper counts the products alone; Z-IL’s new predictions in every step come on top.'],
  'fa-zil': [
    'zil',
    'The paper says that footnote 1’s variant changes nothing here; new predictions in every step come on top.',
  ],
  'ode-bp': ['fpa', 'Euler’s steps of this equation are FPA-PC in other variables, so its bound is this one’s.'],
  'ode-heun': [
    'fpa',
    'The paper counts one round of messages a step. Heun’s method takes two, and the error goes a node further in each: counted in rounds, the reasoning holds.',
  ],
  ar: [null, `${OWN}. Under AR every node starts with its own value in the place of an error, ${STILL}`],
  'g-il': ['fpa', SETTLES],
  'il-prox': ['fpa', SETTLES],
  'il-prox-practical': ['fpa', SETTLES],
  generative: [
    'fpa',
    `${SETTLES} Both sides are of the chain turned round, whose dearest product leads from the picture.`,
  ],
  langevin: [null, `${OWN}. Noise gives every node an error after the first step, ${STILL}`],
  'zil-latents': [null, `${OWN}. With latents at 0 every node has an error from the start, ${STILL}`],
  'zil-step': ['zil', ABLATION],
  'zil-together': ['zil', ABLATION],
  'zil-early': ['zil', ABLATION],
};

/**
 * What the paper's bounds are worth for a scheme.
 * @param {SchemeId} scheme
 * @param {boolean} own whether nodes have errors of their own before the output's can have come
 * @returns {{equations: string, words: string}} `equations`: which of the paper's, '' when none is meant for it
 */
export function boundNote(scheme, own) {
  if (scheme === 'implicit-sgd') throw new Error('scheme must be local, but implicit-sgd is not.');
  const [which, words] = BOUNDS[scheme];
  if (which && own)
    return { equations: '', words: `${OWN}. Values that fade give every node an error after the first step, ${STILL}` };
  return { equations: which ? EQUATIONS[which] : '', words };
}
