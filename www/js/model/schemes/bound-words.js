// What the paper's bounds on time are worth for schemes that it does not write them for.

export const AS_FPA =
  'The paper writes the bound for FPA-PC; theorem 1 also holds here, so the same reasoning does, and a new prediction in every step comes on top.';
export const AS_ZIL =
  'The bound counts operations and does not ask whether the gradients are right: it holds for this ablation as for Z-IL. New predictions in every step come on top.';

/** Why no bound is drawn. @param {string} why every node has errors of its own, as a sentence without its full stop */
export const noBound = why =>
  `The paper’s bounds are for FPA-PC and Z-IL. They rest on theorem 1, by which a node’s error first differs from 0 at t = L − ℓ. ${why}, so the theorem does not hold and no bound is drawn. What the output sends still goes no further than one node a step.`;
