// How a scheme uses the nodes of a chain, as far as a schedule needs it: who computes what, and in which order. Pure.

/** @typedef {import('../schemes.js').SchemeId} SchemeId */
/** @typedef {import('../protocol.js').Operation} Operation */

/**
 * @typedef {object} Shape
 * @property {boolean} sweeps only one node a step sends feedback, as in backpropagation; else all do in every step
 * @property {number} stages rounds of messages a step
 * @property {boolean} anew nodes predict anew in every step
 * @property {'stopped' | 'moment' | 'last'} learns when inference is stopped; each at t = L − ℓ; or all at t = L − 1
 * @property {boolean} early weights change as soon as they are learned, before anything else is computed with them
 * @property {boolean} own nodes have errors of their own before the output's can have come
 */

/** Values settle: every step is a product and a new prediction. @type {Shape} */
const SETTLES = { sweeps: false, stages: 1, anew: true, learns: 'stopped', early: false, own: false };
/** Predictions stay: every step is a product. @type {Shape} */
const STAYS = { ...SETTLES, anew: false };
/** @type {Shape} */
const MOMENT = { ...SETTLES, learns: 'moment' };

/** Schemes that can run one worker a node. @type {Readonly<Record<Exclude<SchemeId, 'implicit-sgd'>, Shape>>} */
const SHAPES = {
  bp: { ...STAYS, sweeps: true, learns: 'last' },
  vpc: SETTLES,
  klimit: SETTLES,
  fpa: STAYS,
  zil: MOMENT,
  'fa-zil': MOMENT,
  'ode-bp': STAYS,
  'ode-heun': { ...STAYS, stages: 2 },
  ar: { ...STAYS, own: true },
  'g-il': SETTLES,
  'il-prox': SETTLES,
  'il-prox-practical': SETTLES,
  generative: SETTLES,
  langevin: { ...SETTLES, own: true },
  'zil-latents': { ...MOMENT, own: true },
  'zil-step': MOMENT,
  'zil-together': { ...MOMENT, learns: 'last' },
  'zil-early': { ...MOMENT, early: true },
};

/** @param {SchemeId} scheme @returns {Shape} @throws {Error} for a scheme that is not local */
export function shapeOf(scheme) {
  if (scheme === 'implicit-sgd') throw new Error('scheme must be local, but implicit-sgd is not.');
  return SHAPES[scheme];
}

/**
 * What a scheme computes, in the order of the loop, by its schedule alone: as the engine's list, but without what
 * products are worth. Lets costs be drawn for chains that nobody ran; a test holds it to the engine's list. (FA-Z-IL's
 * layers learn when their error differs from zero; here at the moment at which it does in exact arithmetic.)
 * @param {SchemeId} scheme
 * @param {number[]} sizes units of x_0 … x_L
 * @param {number} batch
 * @param {number} T steps
 * @returns {Operation[]}
 */
export function operationsOf(scheme, sizes, batch, T) {
  const { sweeps, stages, anew, learns } = shapeOf(scheme);
  const L = sizes.length - 1;
  /** @type {Operation[]} */
  const list = [];
  /** @param {number} node @param {Operation['kind']} kind @param {number} t @param {number} [stage] */
  const add = (node, kind, t, stage = 0) =>
    list.push({ node, kind, t, stage, multiplyAdds: sizes[node - 1] * sizes[node] * batch, use: '' });
  /** @param {number} t */
  const arrive = t => {
    for (let l = 1; l <= L; l++) {
      if ((learns === 'last' && t === L - 1) || (learns === 'moment' && t === L - l)) add(l, 'gradient', t);
    }
  };
  for (let l = 1; l <= L; l++) add(l, 'forward', 0);
  arrive(0);
  for (let t = 0; t < T; t++) {
    for (let stage = 0; stage < stages; stage++) {
      for (let l = 2; l <= L; l++) if (!sweeps || t === L - l) add(l, 'vjp', t, stage);
      if (anew) for (let l = 2; l <= L; l++) add(l, 'forward', t + 1, stage);
    }
    arrive(t + 1);
  }
  if (learns === 'stopped') for (let l = 1; l <= L; l++) add(l, 'gradient', T);
  return list;
}
